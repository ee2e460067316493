"""What a population table is: its base, its characteristics, and what to say when there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BASES",
    "CENSUS_TABLES",
    "CHARACTERISTICS",
    "NotAssessableError",
    "PopulationTable",
    "table_to_supply",
]

BASES: Mapping[str, str] = {
    "residents": "All usual residents",
    "residents 10 and over": "Usual residents aged 10 and over",
    "residents 10 to 24": "Usual residents aged 10 to 24",
    "residents 16 and over": "Usual residents aged 16 and over",
    "workday": "People present in the area during the working day",
    "previous stage": "People counted at the stage before (searches, suspects, charges)",
    "households": "Households",
}
CHARACTERISTICS: Mapping[str, str] = {
    "age": "Age in single years or bands",
    "sex": "Sex",
    "ethnic_group": "Ethnic group, five groups",
    "ethnic_group_19": "Ethnic group, up to 19 groups",
    "religion": "Religion (voluntary question)",
    "disability": "Disability under the Equality Act",
    "sexual_orientation": "Sexual orientation, 16 and over (voluntary question)",
    "gender_identity": "Gender identity, 16 and over (voluntary question)",
    "marital_status": "Marital and civil partnership status, 16 and over",
    "pregnancy_maternity": "Pregnancy and maternity",
    "household_deprivation": "Households by deprivation dimensions",
}
CENSUS_TABLES: Mapping[frozenset[str], str] = {
    frozenset({"age"}): "Census 2021 TS007 (age by single year)",
    frozenset({"sex"}): "Census 2021 TS008 (sex)",
    frozenset({"ethnic_group"}): "Census 2021 TS021 (ethnic group)",
    frozenset({"ethnic_group_19"}): "Census 2021 TS021 (ethnic group)",
    frozenset({"religion"}): "Census 2021 TS030 (religion)",
    frozenset({"disability"}): "Census 2021 TS038 (disability)",
    frozenset({"sexual_orientation"}): "Census 2021 TS077 (sexual orientation)",
    frozenset({"gender_identity"}): "Census 2021 TS078 (gender identity)",
    frozenset({"marital_status"}): "Census 2021 TS002 (legal partnership status)",
    frozenset({"pregnancy_maternity"}): "ONS births by mother's age (the census has no such table)",
    frozenset({"age", "sex"}): "Census 2021 RM121 (sex by age)",
    frozenset({"age", "ethnic_group"}): "Census 2021 RM032 (ethnic group by sex by age)",
    frozenset({"sex", "ethnic_group"}): "Census 2021 RM032 (ethnic group by sex by age)",
    frozenset({"age", "sex", "ethnic_group"}): "Census 2021 RM032 (ethnic group by sex by age)",
}


class NotAssessableError(SvaError):
    """No published table answers; `table` names the one that would.

    Parameters
    ----------
    message : str
        What cannot be had.
    table : str
        The table to supply.
    given : str
        What was asked for.
    """

    def __init__(self, message: str, table: str, given: str) -> None:
        self.table = table
        super().__init__(
            message, [Fault(given, "a published table", do_next=f"Not assessable without {table}.")]
        )


@dataclass(frozen=True)
class PopulationTable:
    """One published table.

    Parameters
    ----------
    level : str
        The level at which it is published.
    year : int
        Census or estimate year.
    characteristics : tuple of str
        Its dimensions, names of `CHARACTERISTICS`; empty for totals.
    frame : pandas.DataFrame
        ``area_code``, one column per characteristic, ``population`` (int).
    base : str
        A name of `BASES`.
    source : str
        Publisher, table, how it came here.
    lsoa_vintage : int
        The LSOA vintage on which its areas stand.
    demonstration : bool
        Made up for demonstration; its word must appear wherever its numbers do.
    """

    level: str
    year: int
    characteristics: tuple[str, ...]
    frame: pd.DataFrame
    base: str
    source: str
    lsoa_vintage: int
    demonstration: bool = False


def table_to_supply(characteristics: set[str], year: int, base: str) -> str:
    """Name the published table that would answer.

    Parameters
    ----------
    characteristics : set of str
        Names of `CHARACTERISTICS`.
    year : int
        Census or estimate year.
    base : str
        A name of `BASES`.

    Returns
    -------
    str

    Examples
    --------
    >>> table_to_supply({"age", "ethnic_group"}, 2021, "residents")
    'Census 2021 RM032 (ethnic group by sex by age)'
    """
    if base == "workday":
        return "the census table of the workday population of that year"
    if base == "previous stage":
        return "the counts of the stage before, which come from partners and not from the census"
    named = CENSUS_TABLES.get(frozenset(characteristics))
    if named is None or year != 2021:
        words = " by ".join(
            CHARACTERISTICS[c].split(",")[0].lower() for c in sorted(characteristics)
        )
        first = f"a published table of {words or 'totals'} for {year}"
        return f"{first} (in 2021: {named})" if named else first
    return named
