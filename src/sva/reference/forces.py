"""Crimes and residents of every police force area, from files as published."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, collect
from sva.reference._data import find_published, header, read_bundled, read_published

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COUNTS", "force_crimes", "force_residents"]

#: Columns of a table of police.uk's crimes by force; a last outcome may stand beside them.
COUNTS = ("force", "Month", "Crime type", "n")
_DISTRICT = re.compile(r"(?:ltla|lad)(\d\d)_?(?:code|cd)\Z", re.IGNORECASE)
_FORCE = re.compile(r"pfa\d\d_?(?:code|cd)\Z", re.IGNORECASE)
_SMALLER = re.compile(r"(?:oa|lsoa|msoa|ward|wd)\d\d", re.IGNORECASE)


def force_crimes(folder: str | Path) -> pd.DataFrame:
    """Read how many crimes police.uk published of each force in each month.

    Parameters
    ----------
    folder : str or pathlib.Path
        Searched at any depth for tables with the columns of `COUNTS`. ``force`` is as police.uk writes it in the names of
        its files, such as ``west-mercia``.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``month`` (first day), ``crime_type``, ``crimes``: the sums. Forces that are no police force area of
        England and Wales are left out. Without rows where there is no such table.

    Raises
    ------
    SvaError
        If a month is no month, or a count no whole number.
    """
    import pandas as pd

    codes = read_bundled("police-forces.csv").set_index("slug")["area_code"]
    parts, faults = [], []
    for path in find_published(folder) if Path(folder).is_dir() else []:
        if ".csv" not in path.name.lower() or not set(COUNTS) <= set(header(path)):
            continue
        raw = read_published(path, list(COUNTS))
        month = pd.to_datetime(raw["Month"], format="%Y-%m", errors="coerce")
        crimes = pd.to_numeric(raw["n"], errors="coerce")
        for name, wrong, expected in (
            ("Month", month.isna(), "such as 2025-01"),
            ("n", ~(crimes.ge(0) & crimes.mod(1).eq(0)), "whole numbers"),
        ):
            if wrong.any():
                given = f"{int(wrong.sum()):,} values of {name} such as {raw.loc[wrong, name].iloc[0]!r}"  # fmt: skip
                faults.append(Fault(given, expected, str(path)))
        parts.append(
            pd.DataFrame(
                {
                    "area_code": raw["force"].map(codes),
                    "month": month,
                    "crime_type": raw["Crime type"],
                    "crimes": crimes,
                }
            )
        )
    collect("The counts of other forces cannot be read", faults)
    keys = ["area_code", "month", "crime_type"]
    if not parts:
        return pd.DataFrame({name: [] for name in [*keys, "crimes"]})
    whole = pd.concat(parts, ignore_index=True).dropna(subset=["area_code"])
    return whole.groupby(keys, as_index=False)["crimes"].sum().astype({"crimes": "int64"})


def force_residents(census: str | Path, lookups: str | Path) -> pd.DataFrame:
    """Add up the residents of every police force area.

    Parameters
    ----------
    census, lookups : str or pathlib.Path
        Searched at any depth: for a census table of every district of England and Wales, and for the lookup of districts
        to police force areas.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``; without rows where either is not at hand,
        or no lookup knows every district.
    """
    import pandas as pd

    from sva.reference.population_files import read_district_tables

    names = ["area_code", "denominator", "denominator_source", "denominator_year"]
    none = pd.DataFrame({name: [] for name in names})
    if not (Path(census).is_dir() and Path(lookups).is_dir()):
        return none
    parents = [(path, of) for path in find_published(lookups) if (of := _forces(path)) is not None]
    for table in read_district_tables(Path(census)):
        if table.base != "residents":
            continue
        of = table.frame.groupby("area_code")["population"].sum()
        for path, force in parents:
            if set(of.index) != set(force.index):
                continue
            sums = of.groupby(of.index.map(force.to_dict())).sum()
            return pd.DataFrame(
                {
                    "area_code": sums.index,
                    "denominator": sums.to_numpy("int64"),
                    "denominator_source": f"{table.source}; districts added up by {path.name}",
                    "denominator_year": table.year,
                }
            )
    return none


def _forces(path: Path) -> pd.Series | None:
    """Read which force each district lies in; None where a file does not say so."""
    columns = header(path) if ".csv" in path.name.lower() else []
    district = next(filter(_DISTRICT.match, columns), None)
    force = next(filter(_FORCE.match, columns), None)
    if not district or not force or any(map(_SMALLER.match, columns)):
        return None
    rows = read_published(path, [district, force]).drop_duplicates()
    return rows.set_index(district)[force]
