"""The section on what changed since the last assessment: each comparison once, then beside now, in a table a measure."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva.disclosure import Released
from sva.estimates import shape
from sva.figures.twin import twin
from sva.figures.views import View
from sva.findings import sentence
from sva.findings.context import Context
from sva.report.since import since_pages

YEAR = {"period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31)}


@pytest.fixture
def rows() -> pd.DataFrame:
    told = [
        ("searches.since", "ethnic_group", "White", "police_force", "E23000016", 3060, 3435, 0.001),
        ("searches.since", "ethnic_group", "All", "police_force", "E23000016", 4000, 4335, 0.04),
        ("searches.since", "age_band", "All", "police_force", "E23000016", 4000, 4335, 0.04),
        ("offences.since", None, None, "police_force", "E23000016", 3075, 2885, 0.9),
        ("offences.since", None, None, "csp", "E22000326", 380, 395, 0.9),
        ("offences.since", None, None, "district", "E06000019", 380, 395, 0.9),
        ("offences.since", None, None, "district", "E07000239", None, None, None),
    ]
    names = ["measure", "characteristic", "group", "area_type", "area_code", "numerator", "reference_numerator", "q"]  # fmt: skip
    frame = pd.DataFrame(told, columns=names).assign(
        key=[f"key-{number}" for number in range(len(told))],
        denominator=1000, reference_denominator=1000, unit="times", source="made-up", confidence=0.95, **YEAR,
    )  # fmt: skip
    frame["value"] = frame["numerator"] / frame["reference_numerator"]
    frame["lower"], frame["upper"] = frame["value"] * 0.98, frame["value"] * 1.02
    frame["flag"] = [None] * 6 + ["suppressed"]
    frame["definition"] = [None] * 3 + ["west-mercia-2023"] * 4
    return shape(frame)


def views(rows: pd.DataFrame) -> dict[str, View]:
    page = since_pages(Released("restricted", rows, rows[["key"]].head(0), {}), "Last", [])
    return {cell.name: cell for cell in page.cells if isinstance(cell, View)}


def test_each_comparison_stands_once_in_the_table_of_its_measure(rows):
    found = views(rows)
    assert list(found) == ["since-sentence", "since-searches", "since-offences"]
    assert found["since-searches"].keys == ("key-0", "key-1")
    assert found["since-offences"].keys == ("key-3", "key-4")
    assert len(found["since-sentence"].keys) == 4


def test_the_table_has_then_beside_now(rows):
    view = views(rows)["since-offences"]
    kept = rows[rows["key"].isin(view.keys)]
    table = twin(kept, {}, view.options["headings"], view.options["columns"])
    assert table["Offences"].tolist() == [3075, 380]
    assert table["Offences then"].tolist() == [2885, 395]


def test_the_sentence_names_groups_as_people_and_nobody_twice(rows):
    kept = rows[rows["key"].isin(views(rows)["since-sentence"].keys)]
    text = sentence("since", kept, Context()).text
    assert "stop and searches in West Mercia (White people) (fewer" in text
    assert "(All)" not in text
    assert text.count("4,000 now") == 1
