"""Tables that nobody supplied: no rows, the same columns."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sva.intake.contract import list_contracts, load_contract
from sva.intake.tables import TABLES, columns_of, empty

if TYPE_CHECKING:
    import pandas as pd

    from sva.intake.contract import Contract

__all__ = ["contract_of", "empty_table"]


@cache
def contract_of(table: str) -> Contract | None:
    """Find the contract that fills a clean table; None where there is none.

    Examples
    --------
    >>> contract_of("emergency_department").name
    'emergency-department'
    """
    found = (load_contract(name) for name in list_contracts())
    return next((contract for contract in found if contract.table == table), None)


def empty_table(name: str) -> pd.DataFrame:
    """Return a clean table without rows, in the columns and types that it would have.

    Parameters
    ----------
    name : str
        A clean table, such as "ambulance".

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    KeyError
        If no contract fills a table of this name.

    Examples
    --------
    >>> list(empty_table("hospital_admissions").columns)[:3]
    ['period_start', 'period_end', 'area_code']
    """
    if name in TABLES:
        return empty(TABLES[name])
    contract = contract_of(name)
    if contract is None:
        raise KeyError(name)
    return empty(columns_of(contract))
