"""Who lives where: census counts and estimates by characteristic, with their base and year.

Counts come from published tables alone. An area above the published level is the sum of whole smaller
areas; below the published level nothing is made up, and what no table holds is *not assessable*, by
the name of the table that would answer it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sva.reference._data import read_bundled
from sva.reference.areas import Geography
from sva.reference.population_tables import (
    BASES,
    CENSUS_TABLES,
    CHARACTERISTICS,
    NotAssessableError,
    PopulationTable,
)
from sva.reference.residents import Populations

__all__ = [
    "BASES",
    "CENSUS_TABLES",
    "CHARACTERISTICS",
    "NotAssessableError",
    "PopulationTable",
    "Populations",
    "bundled",
    "from_files",
]


@cache
def bundled() -> Populations:
    """West Mercia: 2011 by LSOA and by district and ethnic group; 2021 by district.

    Returns
    -------
    Populations

    Examples
    --------
    >>> int(bundled().table("police_force", (), 2021)["population"].sum())
    1299826
    """
    from sva.reference.geography import bundled as areas

    ons = "Office for National Statistics, Open Government Licence v3.0"
    small = {
        "census2011-lsoa11-west-mercia.csv": (
            (),
            "lsoa",
            2011,
            f"2011 Census usual residents; {ons}",
        ),
        "census2011-ethnicity5-district.csv": (
            ("ethnic_group",),
            "district",
            2011,
            f"2011 Census QS201EW, five groups; {ons}",
        ),
        "census2011-ethnicity19-west-mercia.csv": (
            ("ethnic_group_19",),
            "police_force",
            2011,
            f"2011 Census QS201EW, 18 groups; {ons}",
        ),
        "census2021-ethnicity5-district.csv": (
            ("ethnic_group",),
            "district",
            2021,
            f"Census 2021 TS021, five groups, LSOA rows added up; {ons}",
        ),
        "census2021-ethnicity19-district.csv": (
            ("ethnic_group_19",),
            "district",
            2021,
            f"Census 2021 TS021; {ons}",
        ),
        "census2021-age-district.csv": (("age",), "district", 2021, f"Census 2021 TS007; {ons}"),
        "census2021-sex-district.csv": (
            ("sex",),
            "district",
            2021,
            f"Census 2021 sex by broad age, all ages; {ons}",
        ),
    }
    tables = []
    for name, (characteristics, level, year, source) in small.items():
        frame = read_bundled(name)
        frame = frame.rename(columns={f"{level}_code": "area_code", "residents": "population"})
        frame["population"] = frame["population"].astype("int64")
        frame = frame[["area_code", *characteristics, "population"]]
        tables.append(
            PopulationTable(level, year, characteristics, frame, "residents", source, year)
        )
    geography = areas()
    return Populations(tuple(tables), {2011: geography, 2021: geography})


def from_files(folder: str | Path, geography: Geography | None = None) -> Populations:
    """Read population tables from a folder of files as published.

    Parameters
    ----------
    folder : str or pathlib.Path
        Searched at any depth; files are recognised by their columns.
    geography : Geography, optional
        For sums over areas, and the areas to keep; by default that of the same folder.

    Returns
    -------
    Populations
    """
    from sva.reference.geography import from_files as areas_from
    from sva.reference.population_files import read_tables

    geography = geography or areas_from(folder)
    codes = (
        frame[column].dropna()
        for frame in geography.cells.values()
        for column in frame.columns
        if column.endswith("_code")
    )
    tables = read_tables(Path(folder), frozenset().union(*codes))
    return Populations(tuple(tables), dict.fromkeys(geography.vintages, geography))
