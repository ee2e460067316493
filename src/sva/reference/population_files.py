"""Recognise population tables as published, by their columns, and bring them to one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sva.reference._data import find_published, header
from sva.reference.population_shape import (
    Keep,
    area_column,
    group_age,
    make_table,
    read_rows,
    with_ethnic_groups,
)
from sva.reference.population_tables import PopulationTable
from sva.reference.population_wide import WIDE_READERS

__all__ = ["read_district_tables", "read_tables"]

# Column that holds the groups: characteristic, base, census table.
_LONG = {
    "religion": ("religion", "residents", "TS030"),
    "disability": ("disability", "residents", "TS038"),
    "sexual_orientation": ("sexual_orientation", "residents 16 and over", "TS077"),
    "gender_identity": ("gender_identity", "residents 16 and over", "TS078"),
    "marital_status": ("marital_status", "residents 16 and over", "TS002"),
    "deprivation_dimensions": ("household_deprivation", "households", "TS011"),
}
_TOOL_COLUMN = r"(.+?) \(\d+ categories\)"
_TOOL_TOPICS = {
    "age": "age",
    "sex": "sex",
    "ethnic group": "ethnic_group",
    "religion": "religion",
    "disability - equality act disabled": "disability",
    "marital and civil partnership status": "marital_status",
}
_TOOL_LEVELS = {
    "lower tier local authorities code": "district",
    "middle layer super output areas code": "msoa",
    "lower layer super output areas code": "lsoa",
}


def read_tables(folder: Path, keep: Keep = None) -> list[PopulationTable]:
    """Read every population table below a folder.

    Parameters
    ----------
    folder : pathlib.Path
        A folder of files as published.
    keep : frozenset of str, optional
        Only these area codes.

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
        found = _read(path, header(path), keep) if ".csv" in path.name.lower() else None
        if found is not None and len(found.frame):
            tables.append(found)
    has_five = any(t.characteristics == ("ethnic_group",) and t.year == 2021 for t in tables)
    if not has_five:
        tables += [_five(t) for t in tables if t.characteristics == ("ethnic_group_19",)]
    return tables


def read_district_tables(folder: Path) -> Iterator[PopulationTable]:
    """Read the tables of districts below a folder one by one, those of ethnic groups first.

    Parameters
    ----------
    folder : pathlib.Path
        A folder of files as published.

    Yields
    ------
    PopulationTable
        Every district that it holds. Larger files, of small areas, are not read.
    """
    found = []
    for path in find_published(folder):
        columns = header(path) if ".csv" in path.name.lower() else []
        area = area_column(columns)
        named = {column.lower() for column in columns}
        tool = {column for column, level in _TOOL_LEVELS.items() if level == "district"}
        if named & tool or (area is not None and area[1] == "district"):
            found.append(("ethnic_group" not in named, path, columns))
    for _, path, columns in sorted(found):
        table = _read(path, columns, None)
        if table is not None and len(table.frame):
            yield table


def _read(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    for reader in (_ethnicity, _dataset_tool, _long, _age_groups, *WIDE_READERS):
        found = reader(path, columns, keep)
        if found is not None:
            return found
    return None


def _ethnicity(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """Read a long table of ethnic groups; percentages may be mixed in, named as such."""
    area = area_column(columns)
    count = next((c for c in ("n", "value") if c in columns), None)
    if area is None or "ethnic_group" not in columns or count is None:
        return None
    frame = read_rows(path, keep, [area[0], "ethnic_group", count])
    names = {area[0]: "area_code", "ethnic_group": "label", count: "population"}
    frame = frame.rename(columns=names)
    frame = frame[~frame["label"].str.contains(r"\(percent\)", regex=True)]
    frame["label"] = frame["label"].str.replace(r"\s*\(number\)", "", regex=True)
    found = with_ethnic_groups(frame, path)
    if found is None:
        return None
    return make_table(path, found[0], area[1], found[1], "Census 2021 TS021", vintage=area[2])


def _dataset_tool(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """Read the shape that the ONS custom dataset tool gives: any of its characteristics crossed."""
    area = next((c for c in columns if c.lower() in _TOOL_LEVELS), None)
    found = {m[1].lower(): c for c in columns if (m := re.fullmatch(_TOOL_COLUMN, c))}
    topics = {_TOOL_TOPICS[t]: c for t, c in found.items() if t in _TOOL_TOPICS}
    if area is None or not topics or len(topics) != len(found) or "Observation" not in columns:
        return None
    frame = read_rows(path, keep, [area, *topics.values(), "Observation"])
    names = {area: "area_code", "Observation": "population"}
    frame = frame.rename(columns=names | {c: t for t, c in topics.items()})
    frame = frame[~frame[list(topics)].isin(["Does not apply"]).any(axis=1)]
    if "age" in topics:
        frame["age"] = frame["age"].map({g: group_age(g) for g in frame["age"].unique()})
    if "ethnic_group" in topics:
        found_groups = with_ethnic_groups(frame.rename(columns={"ethnic_group": "label"}), path)
        if found_groups is None:
            return None
        frame, name = found_groups
        topics = {name if t == "ethnic_group" else t: c for t, c in topics.items()}
    level = _TOOL_LEVELS[area.lower()]
    return make_table(path, frame, level, tuple(topics), "Census 2021 custom dataset")


def _long(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """Read a long table: area, group, count."""
    area = area_column(columns)
    group = next((c for c in _LONG if c in columns), None)
    if area is None or group is None or "n" not in columns:
        return None
    characteristic, base, table = _LONG[group]
    frame = read_rows(path, keep, [area[0], group, "n"])
    frame = frame.rename(columns={area[0]: "area_code", group: characteristic, "n": "population"})
    return make_table(
        path, frame, area[1], characteristic, f"Census 2021 {table}", base=base, vintage=area[2]
    )


def _age_groups(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """Residents by age group in words."""
    area = area_column(columns)
    if area is None or not {"age_group", "usual_residents"} <= set(columns):
        return None
    frame = read_rows(path, keep, [area[0], "age_group", "usual_residents"])
    frame = frame.rename(columns={area[0]: "area_code", "usual_residents": "population"})
    frame["age"] = frame["age_group"].map({g: group_age(g) for g in frame["age_group"].unique()})
    return make_table(
        path, frame, area[1], "age", "Census 2021 usual residents by age group", vintage=area[2]
    )


def _five(table: PopulationTable) -> PopulationTable:
    """Collapse 19 groups to five, where no table of five is at hand."""
    from sva.reference.ethnicity import groups19

    group = groups19().set_index("label")["group"]
    frame = table.frame.assign(ethnic_group=table.frame["ethnic_group_19"].map(group))
    frame = frame.groupby(["area_code", "ethnic_group"], as_index=False)["population"].sum()
    source = table.source.replace("TS021", "TS021, 19 groups added up to five")
    return replace(table, characteristics=("ethnic_group",), frame=frame, source=source)
