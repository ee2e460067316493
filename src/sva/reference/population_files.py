"""Recognise population tables as published, by their columns, and bring them to one shape."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import find_published, header, read_published
from sva.reference.ethnicity_labels import standard_labels
from sva.reference.populations import PopulationTable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_tables"]

_ONS = "Office for National Statistics, Open Government Licence v3.0"
_CODE = re.compile(r"(?P<level>lsoa|msoa|ltla|lad)(?P<year>\d\d)_?(code|cd)\Z", re.IGNORECASE)
_LEVEL = {"lsoa": "lsoa", "msoa": "msoa", "ltla": "district", "lad": "district"}
# Column that holds the groups: characteristic, base, census table.
_LONG = {
    "religion": ("religion", "residents", "TS030"),
    "disability": ("disability", "residents", "TS038"),
    "sexual_orientation": ("sexual_orientation", "residents 16 and over", "TS077"),
    "gender_identity": ("gender_identity", "residents 16 and over", "TS078"),
    "marital_status": ("marital_status", "residents 16 and over", "TS002"),
    "deprivation_dimensions": ("household_deprivation", "households", "TS011"),
}


def read_tables(folder: Path) -> list[PopulationTable]:
    """Read every population table below a folder.

    Parameters
    ----------
    folder : pathlib.Path
        A folder of files as published.

    Returns
    -------
    list of PopulationTable
        In a fixed order. Files of other kinds are passed over.

    Raises
    ------
    SvaError
        If a recognised table has a count that is no whole number.
    """
    tables = []
    for path in find_published(folder):
        if ".csv" not in path.name.lower():
            continue
        columns = header(path)
        for reader in (_ethnicity, _dataset_tool, _long, _nomis_age, _wide_age, _sex, _age_groups):
            found = reader(path, columns)
            if found is not None:
                tables.append(found)
                break
    has_five = any(t.characteristics == ("ethnic_group",) and t.year == 2021 for t in tables)
    if not has_five:
        tables += [_five(t) for t in tables if t.characteristics == ("ethnic_group_19",)]
    return tables


def _area(columns: list[str]) -> tuple[str, str, int] | None:
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


def _make(
    path: Path,
    frame: pd.DataFrame,
    level: str,
    characteristic: str,
    table: str,
    *,
    base: str = "residents",
    year: int = 2021,
    vintage: int = 2021,
) -> PopulationTable:
    frame = frame[["area_code", characteristic, "population"]].reset_index(drop=True)
    frame = frame.assign(population=_whole(frame["population"], path))
    doubled = frame.duplicated(["area_code", characteristic])
    if doubled.any():
        raise SvaError(
            "A population table names an area and group twice",
            [Fault(f"{int(doubled.sum()):,} rows", "one row each", str(path))],
        )
    source = f"{table}; {_ONS}; file {path.name}"
    return PopulationTable(level, year, (characteristic,), frame, base, source, vintage)


def _ethnic(frame: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, str] | None:
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


def _ethnicity(path: Path, columns: list[str]) -> PopulationTable | None:
    """Read a long table of ethnic groups; percentages may be mixed in, named as such."""
    area = _area(columns)
    count = next((c for c in ("n", "value") if c in columns), None)
    if area is None or "ethnic_group" not in columns or count is None:
        return None
    frame = read_published(path, [area[0], "ethnic_group", count])
    frame.columns = [
        {area[0]: "area_code", "ethnic_group": "label", count: "population"}[c] for c in frame
    ]
    frame = frame[~frame["label"].str.contains(r"\(percent\)", regex=True)]
    frame["label"] = frame["label"].str.replace(r"\s*\(number\)", "", regex=True)
    found = _ethnic(frame, path)
    if found is None:
        return None
    return _make(path, found[0], area[1], found[1], "Census 2021 TS021", vintage=area[2])


def _dataset_tool(path: Path, columns: list[str]) -> PopulationTable | None:
    """Read the shape that the ONS custom dataset tool gives, with code and label columns."""
    label = next((c for c in columns if re.fullmatch(r"Ethnic group \(\d+ categories\)", c)), None)
    area = next(
        (c for c in columns if re.fullmatch(r"Lower [Tt]ier [Ll]ocal [Aa]uthorities Code", c)), None
    )
    if label is None or area is None or "Observation" not in columns:
        return None
    frame = read_published(path, [area, label, "Observation"])
    frame = frame.rename(columns={area: "area_code", label: "label", "Observation": "population"})
    found = _ethnic(frame, path)
    if found is None:
        return None
    return _make(path, found[0], "district", found[1], "Census 2021 TS021, custom dataset")


def _long(path: Path, columns: list[str]) -> PopulationTable | None:
    """Read a long table: area, group, count."""
    area = _area(columns)
    group = next((c for c in _LONG if c in columns), None)
    if area is None or group is None or "n" not in columns:
        return None
    characteristic, base, table = _LONG[group]
    frame = read_published(path, [area[0], group, "n"])
    frame = frame.rename(columns={area[0]: "area_code", group: characteristic, "n": "population"})
    return _make(
        path, frame, area[1], characteristic, f"Census 2021 {table}", base=base, vintage=area[2]
    )


def _single_years(columns: list[str], pattern: str) -> dict[str, str]:
    """Map the columns of single years of age to ages; the nested bands are passed over."""
    ages = {}
    for column in columns:
        match = re.fullmatch(pattern, column)
        if match:
            text = match[1]
            if re.fullmatch(r"under 1 year", text):
                ages[column] = "0"
            elif single := re.fullmatch(r"(\d+)( years?)?", text):
                ages[column] = single[1]
            elif last := re.fullmatch(r"(\d+)(\+| years and over)", text):
                ages[column] = f"{last[1]}+"
    # "85 years and over" beside 85, 86, ... is a band of the single years.
    top = max((int(a) for a in ages.values() if a.isdigit()), default=0)
    return {c: a for c, a in ages.items() if a.isdigit() or int(a[:-1]) > top}


def _melt(path: Path, area: str, ages: dict[str, str]) -> pd.DataFrame:
    frame = read_published(path, [area, *ages]).rename(columns={area: "area_code", **ages})
    return frame.melt("area_code", var_name="age", value_name="population")


def _nomis_age(path: Path, columns: list[str]) -> PopulationTable | None:
    """TS007 as Nomis publishes it: single years and bands nested in one wide table."""
    ages = _single_years(columns, r"Age: Aged (.+?); measures: Value")
    if not ages or "geography code" not in columns:
        return None
    frame = _melt(path, "geography code", ages)
    levels = {"E01": "lsoa", "W01": "lsoa", "E02": "msoa", "W02": "msoa"}
    level = levels.get(str(frame["area_code"].iloc[0])[:3], "district")
    return _make(path, frame, level, "age", "Census 2021 TS007")


def _wide_age(path: Path, columns: list[str]) -> PopulationTable | None:
    """One row per area, one column per year of age."""
    area = _area(columns)
    ages = _single_years(columns, r"(?:Aged )?(under 1 year|\d+\+|\d+(?: years?(?: and over)?)?)")
    if area is None or len(ages) < 80:
        return None
    estimate = re.search(r"mid-?(\d{4})", path.name)
    year = int(estimate[1]) if estimate else 2021
    table = f"Mid-{year} population estimates" if estimate else "Census 2021 age by single year"
    return _make(
        path, _melt(path, area[0], ages), area[1], "age", table, year=year, vintage=area[2]
    )


def _sex(path: Path, columns: list[str]) -> PopulationTable | None:
    """Totals of women and men by area."""
    area = _area(columns)
    if area is None or not {"total_females", "total_males"} <= set(columns):
        return None
    frame = read_published(path, [area[0], "total_females", "total_males"])
    frame = frame.rename(
        columns={area[0]: "area_code", "total_females": "Female", "total_males": "Male"}
    )
    frame = frame.melt("area_code", var_name="sex", value_name="population")
    return _make(path, frame, area[1], "sex", "Census 2021 sex by broad age, all ages")


def _age_groups(path: Path, columns: list[str]) -> PopulationTable | None:
    """Residents by age group in words."""
    area = _area(columns)
    if area is None or not {"age_group", "usual_residents"} <= set(columns):
        return None
    frame = read_published(path, [area[0], "age_group", "usual_residents"])
    frame = frame.rename(columns={area[0]: "area_code", "usual_residents": "population"})
    frame["age"] = frame["age_group"].map({g: _group_age(g) for g in frame["age_group"].unique()})
    return _make(
        path, frame, area[1], "age", "Census 2021 usual residents by age group", vintage=area[2]
    )


def _group_age(text: str) -> str:
    numbers = re.findall(r"\d+", text)
    if "under" in text:
        return f"0-{numbers[0]}"
    return f"{numbers[0]}+" if "over" in text else f"{numbers[0]}-{numbers[1]}"


def _five(table: PopulationTable) -> PopulationTable:
    """Collapse 19 groups to five, where no table of five is at hand."""
    from dataclasses import replace

    from sva.reference.ethnicity import groups19

    group = groups19().set_index("label")["group"]
    frame = table.frame.assign(ethnic_group=table.frame["ethnic_group_19"].map(group))
    frame = frame.groupby(["area_code", "ethnic_group"], as_index=False)["population"].sum()
    source = table.source.replace("TS021", "TS021, 19 groups added up to five")
    return replace(table, characteristics=("ethnic_group",), frame=frame, source=source)
