"""A small report, made once: two chapters, every kind of view, hostile text among the data."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva import estimates
from sva.figures import View
from sva.report import Chapter

HOSTILE = "<script>alert('1')</script> & \"two\""

LAYERS = [
    {"name": "Rate", "where": {"measure": "offences.rate"}, "breaks": [10, 20]},
    {"name": "Nowhere", "where": {"measure": "offences.rate", "strata": "not there"}},
]


def rows_of(assessment) -> dict[str, pd.DataFrame]:
    about = {
        "area_type": "police_force",
        "area_code": "E23000016",
        "period_start": date(2022, 4, 1),
        "period_end": date(2023, 3, 31),
        "data_as_at": date(2023, 4, 17),
        "source": "police-victims",
    }
    ages = {
        "group": ["Under 10", "10 to 17", "18 to 24", HOSTILE],
        "numerator": [3, 310, 515, 900],
        "denominator": [140000, 115000, 95000, 900000],
    }
    kinds = {"offence_group": ["robbery", "rape"], "numerator": [640, 1520]}
    months = pd.date_range("2022-04-01", periods=12, freq="MS")
    monthly = {
        "period_start": months,
        "period_end": months + pd.offsets.MonthEnd(0),
        "numerator": range(40, 52),
    }
    geography = ["E01013989", "E01013990", "E01013991"]
    period = assessment.period
    still = {name: value for name, value in about.items() if not name.startswith("period")}
    placed = {name: value for name, value in about.items() if not name.startswith("area")}
    return {
        "ages": estimates.build(
            pd.DataFrame(ages),
            period,
            measure="victims.rate",
            characteristic="age_band",
            denominator_source="Census 2021",
            denominator_year=2021,
            **about,
        ),
        "kinds": estimates.build(pd.DataFrame(kinds), period, measure="offences.count", **about),
        "months": estimates.build(
            pd.DataFrame(monthly),
            period,
            measure="offences.count",
            offence_group="robbery",
            **still,
        ),
        "places": estimates.build(
            pd.DataFrame(
                {"area_code": geography, "numerator": [12, 40, 8], "denominator": [1500] * 3}
            ),
            period,
            measure="offences.rate",
            area_type="lsoa",
            area_vintage="2011",
            denominator_source="Census 2011",
            denominator_year=2011,
            **placed,
        ),
    }


@pytest.fixture(scope="session")
def assessment():
    from sva.assessment import load_assessment

    return load_assessment("west-mercia-2023-05")


@pytest.fixture(scope="session")
def rows(assessment):
    return rows_of(assessment)


@pytest.fixture(scope="session")
def chapters(rows):
    keys = {name: frame["key"].tolist() for name, frame in rows.items()}
    return [
        Chapter(
            "01_kinds",
            [
                "# The picture\n\n**How much is there?**",
                "## Kinds\n\nProse with a table:\n\n| a | b |\n|---|---|\n| 1 | 2 |",
                View("by-kind", "figure", form="bars", keys=keys["kinds"], topic="By kind", sentence="largest"),
                View("by-month", "figure", form="lines", keys=keys["months"], topic="By month"),
                View("missing-ambulance", "missing", needs=["ambulance"]),
                View("missing-probation", "missing", needs=["probation"]),
            ],
        ),
        Chapter(
            "02_people",
            [
                "# People",
                "#### A heading that leaves out two levels",
                View("by-age", "figure", form="bars", keys=keys["ages"], topic="By age"),
                View("age-table", "table", keys=keys["ages"], topic="Ages", options={"columns": ["group", "value"]}),
                View("how-many", "sentence", keys=keys["kinds"], sentence="largest"),
                View("gone", "figure", form="bars", keys=["not/in/this/edition"], topic="Suspects"),
                View("by-place", "map", keys=keys["places"], topic="By place", options={"layers": LAYERS}),
                "## Kinds",
            ],
        ),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def make(assessment, chapters, rows, tmp_path_factory):
    """Takes an edition, gives its folder; made once each."""
    from sva.disclosure import release
    from sva.findings import headline
    from sva.reference.geography import bundled
    from sva.report import assemble

    kept = {}

    def give(edition: str = "public", again: bool = False, run_line: str = "Run one."):
        if edition not in kept or again:
            every = pd.concat(rows.values(), ignore_index=True)
            released = release(every, edition, assessment.settings)
            folder = tmp_path_factory.mktemp(edition)
            told: list[str] = []
            sources = {source.contract for source in assessment.settings.sources}
            paths = assemble(
                assessment,
                chapters,
                released,
                headline(released, assessment.settings),
                folder,
                geography=bundled(),
                supplied=sources - {"ambulance", "probation"},
                run_line=run_line,
                tell=told.append,
            )
            assert all(path.is_file() for path in paths)
            if again:
                return folder
            kept[edition] = folder
        return kept[edition]

    return give


@pytest.fixture(scope="session")
def soup(make):
    """Takes an edition, gives its parsed page."""
    from bs4 import BeautifulSoup

    kept = {}

    def give(edition: str = "public"):
        if edition not in kept:
            text = (make(edition) / "needs-assessment.html").read_text(encoding="utf-8")
            kept[edition] = BeautifulSoup(text, "html.parser")
        return kept[edition]

    return give
