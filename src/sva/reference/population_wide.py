"""Population tables with one column per age or category: Nomis bulk files and estimates."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sva.reference.population_shape import (
    Keep,
    area_column,
    code_level,
    make_table,
    read_rows,
    with_ethnic_groups,
)
from sva.reference.population_tables import PopulationTable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WIDE_READERS"]

# Topic of a Nomis column, its characteristic, base and table; sub-categories are passed over,
# but for the ethnic groups, where they are the 19.
_TOPICS = {
    "Ethnic group": ("ethnic_group", "residents", "TS021"),
    "Sex": ("sex", "residents", "TS008"),
    "Religion": ("religion", "residents", "TS030"),
    "Disability": ("disability", "residents", "TS038"),
    "Sexual orientation": ("sexual_orientation", "residents 16 and over", "TS077"),
    "Gender identity": ("gender_identity", "residents 16 and over", "TS078"),
    "Marital and civil partnership status": ("marital_status", "residents 16 and over", "TS002"),
}


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


def _melt(path: Path, keep: Keep, area: str, ages: dict[str, str]) -> pd.DataFrame:
    frame = read_rows(path, keep, [area, *ages]).rename(columns={area: "area_code", **ages})
    return frame.melt("area_code", var_name="age", value_name="population")


def _nomis_age(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """TS007 as Nomis publishes it: single years and bands nested in one wide table."""
    ages = _single_years(columns, r"Age: Aged (.+?); measures: Value")
    if not ages or "geography code" not in columns:
        return None
    frame = _melt(path, keep, "geography code", ages)
    level = code_level(frame["area_code"])
    return make_table(path, frame, level, "age", "Census 2021 TS007")


def _nomis(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """Read another topic summary as Nomis publishes it: one column per category, some nested."""
    if "geography code" not in columns:
        return None
    named = {c: re.sub(r"; measures: Value$", "", c).partition(": ") for c in columns}
    topic = next((t for t, _, _ in named.values() if t in _TOPICS), None)
    if topic is None:
        return None
    characteristic, base, table = _TOPICS[topic]
    kinds = {c: k for c, (t, _, k) in named.items() if t == topic and not k.startswith("Total")}
    # Ethnic groups at their finest, which are the 19; everything else at its first level.
    finest = topic == "Ethnic group"
    chosen = {}
    for column, kind in kinds.items():
        others = kinds.values()
        inside = any(
            (o if finest else kind).startswith(f"{kind if finest else o}: ") for o in others
        )
        if not inside:
            chosen[column] = kind
    frame = read_rows(path, keep, ["geography code", *chosen])
    frame = frame.rename(columns={"geography code": "area_code", **chosen})
    frame = frame.melt("area_code", var_name="label", value_name="population")
    level = code_level(frame["area_code"])
    if finest:
        found = with_ethnic_groups(frame, path)
        return (
            make_table(path, found[0], level, found[1], f"Census 2021 {table}") if found else None
        )
    frame = frame.rename(columns={"label": characteristic})
    return make_table(path, frame, level, characteristic, f"Census 2021 {table}", base=base)


def _wide_age(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """One row per area, one column per year of age."""
    area = area_column(columns)
    ages = _single_years(columns, r"(?:Aged )?(under 1 year|\d+\+|\d+(?: years?(?: and over)?)?)")
    if area is None or len(ages) < 80:
        return None
    estimate = re.search(r"mid-?(\d{4})", path.name)
    year = int(estimate[1]) if estimate else 2021
    table = f"Mid-{year} population estimates" if estimate else "Census 2021 age by single year"
    return make_table(
        path, _melt(path, keep, area[0], ages), area[1], "age", table, year=year, vintage=area[2]
    )


def _sex(path: Path, columns: list[str], keep: Keep) -> PopulationTable | None:
    """Totals of women and men by area."""
    area = area_column(columns)
    if area is None or not {"total_females", "total_males"} <= set(columns):
        return None
    frame = read_rows(path, keep, [area[0], "total_females", "total_males"])
    frame = frame.rename(
        columns={area[0]: "area_code", "total_females": "Female", "total_males": "Male"}
    )
    frame = frame.melt("area_code", var_name="sex", value_name="population")
    return make_table(path, frame, area[1], "sex", "Census 2021 sex by broad age, all ages")


WIDE_READERS = (_nomis_age, _nomis, _wide_age, _sex)
