"""Every contract as a pandera schema of its clean table: types, permitted values, what may be blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.intake.contract import Contract, load_contract
from sva.intake.lists import UNKNOWN, values
from sva.intake.tables import columns_of

if TYPE_CHECKING:
    import pandera.pandas as pandera

__all__ = ["clean_schema"]

_TYPES = {
    "str": "str",
    "bool": "bool",
    "boolean": "boolean",
    "Int64": "Int64",
    "Float64": "Float64",
}


def clean_schema(contract: str | Contract) -> pandera.DataFrameSchema:
    """Give the pandera schema of the clean table that a contract fills.

    Parameters
    ----------
    contract : str or Contract

    Returns
    -------
    pandera.DataFrameSchema
        Strict: no column more, none less, in the order of the data dictionary.

    Examples
    --------
    >>> sorted(clean_schema("police-disposals").columns)[:2]
    ['disposal_on', 'incident_key']
    """
    import pandera.pandas as pandera

    from sva.intake.codelists import known_codes

    found = contract if isinstance(contract, Contract) else load_contract(contract)
    columns = {}
    for name, kind in columns_of(found).items():
        field = found.fields.get(name)
        checks = []
        nullable = True
        if kind.startswith("key:"):
            checks.append(pandera.Check.str_matches(r"^[a-z][0-9a-f]{8}$"))
            nullable = kind[4:] in ("person", "incident", "offence")
        elif name == "row_ref":
            nullable = False
        elif field is not None:
            nullable = not field.essential
            if field.type == "choice":
                checks.append(pandera.Check.isin([*values(field.codes), UNKNOWN]))
            elif field.type == "code":
                checks.append(pandera.Check.isin(known_codes(field.codes)))
            elif field.type == "age":
                checks.append(pandera.Check.in_range(0, 120))
            elif field.type == "lsoa":
                checks.append(pandera.Check.str_matches(r"^[EWSN]\d{8}$"))
            if field.minimum is not None:
                checks.append(pandera.Check.ge(field.minimum))
            if field.maximum is not None:
                checks.append(pandera.Check.le(field.maximum))
        if name == "place_status":
            checks.append(pandera.Check.isin(["inside", "outside", "unlocated"]))
        dtype = (
            None if kind == "datetime64[s]" else _TYPES["str" if kind.startswith("key:") else kind]
        )
        if kind == "datetime64[s]":
            checks.append(
                pandera.Check(
                    lambda column: column.dtype.kind == "M", element_wise=False, error="dates"
                )
            )
        columns[name] = pandera.Column(dtype, checks, nullable=nullable)
    return pandera.DataFrameSchema(columns, strict=True, ordered=True, name=found.table)
