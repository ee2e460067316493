"""Every LSOA in one force area: lookups that leave some out are refused with the count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, collect

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_forces"]


def check_forces(lookup: pd.DataFrame, expected: int | None = None, where: str = "lookup") -> None:
    """Refuse a lookup that leaves LSOAs without a force, or puts one in two.

    Parameters
    ----------
    lookup : pandas.DataFrame
        ``lsoa_code`` and ``police_force_code``.
    expected : int, optional
        How many forces there must be; 43 for England and Wales.
    where : str
        The file, for the message.

    Raises
    ------
    SvaError
        With the counts.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"lsoa_code": ["E01000001", "E01000002"], "police_force_code": ["E23000034", None]})
    >>> check_forces(frame)
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: The force areas do not partition the LSOAs
      - lookup: 1 of 2 LSOAs have no police force area (such as E01000002); expected one force each. Use a lookup
        that covers every force.
    """
    codes = lookup["lsoa_code"]
    force = lookup["police_force_code"]
    empty = codes[force.isna() | (force.astype("object").astype(str).str.strip() == "")]
    pairs = lookup[["lsoa_code", "police_force_code"]].dropna().drop_duplicates()
    twice = pairs.loc[pairs["lsoa_code"].duplicated(), "lsoa_code"]
    faults = []
    if len(empty):
        faults.append(
            Fault(
                f"{len(empty):,} of {codes.nunique():,} LSOAs have no police force area (such as {empty.iloc[0]})",
                "one force each",
                where,
                "Use a lookup that covers every force.",
            )
        )
    if len(twice):
        faults.append(
            Fault(f"{twice.nunique():,} LSOAs lie in two force areas", "one force each", where)
        )
    found = pairs["police_force_code"].nunique()
    if expected is not None and found != expected:
        faults.append(Fault(f"{found} force areas", f"{expected}", where))
    collect("The force areas do not partition the LSOAs", faults)
