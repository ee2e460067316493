"""The one shape of a population table, and what its columns as published say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import read_published
from sva.reference.ethnicity_labels import standard_labels
from sva.reference.population_tables import PopulationTable

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Keep",
    "area_column",
    "code_level",
    "group_age",
    "make_table",
    "read_rows",
    "with_ethnic_groups",
]

Keep = frozenset[str] | None
_ONS = "Office for National Statistics, Open Government Licence v3.0"
_CODE = re.compile(r"(?P<level>lsoa|msoa|ltla|lad)(?P<year>\d\d)_?(code|cd)\Z", re.IGNORECASE)
_LEVEL = {"lsoa": "lsoa", "msoa": "msoa", "ltla": "district", "lad": "district"}


def read_rows(path: Path, keep: Keep, columns: list[str]) -> pd.DataFrame:
    """Read columns of a published table; the first holds the area codes, of which only some are kept."""
    frame = read_published(path, columns)
    return frame if keep is None else frame[frame[columns[0]].isin(keep)]


def area_column(columns: list[str]) -> tuple[str, str, int] | None:
    """Find the column of area codes: its name, its level, the LSOA vintage on which it stands."""
    for column in columns:
        match = _CODE.match(column)
        if match:
            year = 2011 if match["year"] == "11" else 2021
            return column, _LEVEL[match["level"].lower()], year
    return None


def _whole(values: pd.Series, path: Path) -> pd.Series:
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce")
    bad = values[numbers.isna() | (numbers % 1 != 0) | (numbers < 0)]
    if len(bad):
        raise SvaError(
            "A population table holds what is no count",
            [Fault(f"{len(bad):,} values such as {bad.iloc[0]!r}", "whole numbers", str(path))],
        )
    return numbers.astype("int64")


def make_table(
    path: Path,
    frame: pd.DataFrame,
    level: str,
    characteristic: str | tuple[str, ...],
    table: str,
    *,
    base: str = "residents",
    year: int = 2021,
    vintage: int = 2021,
) -> PopulationTable:
    """Check one table and give it its shape; the columns are ``area_code``, characteristics, count."""
    by = (characteristic,) if isinstance(characteristic, str) else characteristic
    frame = frame[["area_code", *by, "population"]].reset_index(drop=True)
    frame = frame.assign(population=_whole(frame["population"], path))
    doubled = frame.duplicated(["area_code", *by])
    if doubled.any():
        raise SvaError(
            "A population table names an area and group twice",
            [Fault(f"{int(doubled.sum()):,} rows", "one row each", str(path))],
        )
    source = f"{table}; {_ONS}; file {path.name}"
    return PopulationTable(level, year, by, frame, base, source, vintage)


def with_ethnic_groups(frame: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, str] | None:
    """Bring the labels to ours; say whether they are the five groups or the 19."""
    labels = standard_labels(frame["label"].unique()).set_index("raw")
    odd = labels.index[labels["kind"].isin(["unrecognised"])]
    if len(odd):
        raise SvaError(
            "A census table names ethnic groups that are not known",
            [Fault(repr(label), "a census label", str(path)) for label in odd],
        )
    kinds = set(labels["kind"]) - {"not applicable", "total"}
    if kinds == {"group"}:
        name, target = "ethnic_group", "group"
    elif kinds == {"detail"}:
        name, target = "ethnic_group_19", "standard"
    else:
        return None
    keep = frame["label"].map(labels["kind"]).isin(kinds)
    return frame[keep].assign(**{name: frame["label"].map(labels[target])}), name


def code_level(codes: pd.Series) -> str:
    """Give the level of a column of area codes by their first three characters."""
    levels = {
        "E01": "lsoa",
        "W01": "lsoa",
        "E02": "msoa",
        "W02": "msoa",
        "E05": "ward",
        "W05": "ward",
    }
    return "district" if codes.empty else levels.get(str(codes.iloc[0])[:3], "district")


def group_age(text: str) -> str:
    """Give the band of an age group in words, such as "Aged 16 to 24 years"."""
    numbers = re.findall(r"\d+", text)
    if "under 1 year" in text:
        return "0"
    if "under" in text:
        return f"0-{numbers[0]}"
    if "over" in text:
        return f"{numbers[0]}+"
    return "-".join(numbers)
