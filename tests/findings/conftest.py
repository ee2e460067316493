"""Releases of a small made-up assessment with victims and suspects, and of one with police.uk alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sva.assessment import Assessment, load_assessment
from sva.disclosure import Released, release
from sva.estimates import build

DEFINITION = "west-mercia-2023"
SUPPLIED = [
    "police-offences",
    "police-victims",
    "police-suspects",
    "police-disposals",
    "police-stop-search",
]


@pytest.fixture(scope="session")
def letter(root: Path) -> Assessment:
    """The assessment of May 2023, on demonstration data."""
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="session")
def opened(root: Path) -> Assessment:
    """The assessment of May 2026, on open data alone."""
    return load_assessment("west-mercia-2026-05", root)


@pytest.fixture(scope="session")
def rows_of() -> Callable[..., pd.DataFrame]:
    """Estimates of an assessment: columns as lists or as one value for all; the last year unless said otherwise."""

    def make(assessment: Assessment, measure: str, **columns: Any) -> pd.DataFrame:
        lists = {name: value for name, value in columns.items() if isinstance(value, list)}
        shared = {
            "area_type": "police_force",
            "area_code": "E23000016",
            "period_start": assessment.year[0],
            "period_end": assessment.year[1],
            "source": "police-offences",
        } | {name: value for name, value in columns.items() if name not in lists}
        shared = {name: value for name, value in shared.items() if name not in lists}
        return build(pd.DataFrame(lists), assessment.period, measure=measure, **shared)

    return make


@pytest.fixture(scope="session")
def demonstration(letter: Assessment, rows_of: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """What the chapters of the May 2023 assessment record, in small."""

    def serious(measure: str, **columns: Any) -> pd.DataFrame:
        return rows_of(letter, measure, definition=DEFINITION, **columns)

    def people(who: str, measure: str, **columns: Any) -> pd.DataFrame:
        return serious(f"{who}.{measure}", source=f"police-{who}", **columns)

    kinds = [
        None,
        "homicide",
        "attempted-murder",
        "serious-injury",
        "robbery",
        "rape",
        "knife-injury",
    ]
    months = pd.date_range("2022-04-01", "2023-03-01", freq="MS")
    tables = [
        serious("offences.count", offence_group=kinds, numerator=[4213, 21, 3, 1404, 733, 1602, 450]),
        serious("offences.rate", offence_group=kinds[:2], numerator=[4213, 21], denominator=1_222_416, denominator_year=2011),
        serious("offences.count", numerator=[331, 342, 356, 349, 361, 340, 355, 348, 352, 362, 351, 366],
                period_start=list(months), period_end=list(months + pd.offsets.MonthEnd())),
        serious("offences.rate", area_type="csp", area_code=["E22000326", "E22000360", "E22000333"],
                numerator=[540, 802, 911], denominator=[183_477, 306_129, 166_641], denominator_year=2011),
        serious("areas.share", characteristic="lsoa holding", group=["A quarter", "Half", "Four fifths", "None"],
                numerator=[31, 92, 287, 120], denominator=739),
        serious("offences.count", characteristic="hour", group=["00:00 to 02:59", "21:00 to 23:59"] * 2,
                strata=["Friday"] * 2 + ["Saturday"] * 2, numerator=[120, 240, 212, 3], unknown_count=700,
                period_start=letter.period[0]),
        serious("offences.share", characteristic="place_status", denominator=4213, numerator=[4021, 40, 152],
                group=["Inside the force area", "Outside the force area", "No usable location"]),
        serious("outcomes.share", characteristic="outcome_group", denominator=4213, numerator=[640, 2210, 900, 463],
                group=["Charged or summonsed", "Evidential difficulties", "Investigation complete, no suspect identified", "Not yet assigned"]),
    ]  # fmt: skip
    for who, total in (("victims", 5107), ("suspects", 3302)):
        female = total * 6 // 10 if who == "victims" else total // 8
        tables += [
            people(who, "count", cohort=["all", "under-18", "under-25"], numerator=[total, total // 5, total // 3], unknown_count=41),
            people(who, "share", cohort="all", characteristic="sex", group=["Female", "Male"], numerator=[female, total - 107 - female],
                   denominator=total - 107, unknown_count=107),
            people(who, "known", cohort="all", characteristic=["ethnic_group", "sex", "religion"], group="Recorded",
                   numerator=[3600 * total // 5107, total - 107, 600], denominator=total, flag=[None, None, "not assessable"],
                   unknown_count=[total - 3600 * total // 5107, 107, total - 600]),
        ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(scope="session")
def street(opened: Assessment, rows_of: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """What the chapters record where only police.uk's files are at hand."""
    # Robbery by month, 2025: 36 to 54 to April, 68 to 91 from May (issue of the spine; monthly figures are made up).
    robbery = [36, 54, 41, 50, 68, 91, 80, 75, 82, 70, 77, 89]
    kinds = [None, "Possession of weapons", "Robbery", "Violence and sexual offences"]
    months = pd.date_range("2025-01-01", "2025-12-01", freq="MS")
    apart = {"source": "police-street", "already_public": True}
    same = [date(2024, 1, 1), date(2025, 1, 1)]
    return pd.concat(
        [
            rows_of(opened, "crimes.count", offence_group=kinds, numerator=[102_105, 1111, 813, 39_702], **apart),
            rows_of(opened, "crimes.count", offence_group="Robbery", numerator=robbery, period_start=list(months),
                    period_end=list(months + pd.offsets.MonthEnd()), **apart),
            rows_of(opened, "crimes.count", offence_group="Robbery", strata="same months", numerator=[190, 181], period_start=same,
                    period_end=[date(2024, 4, 30), date(2025, 4, 30)], **apart),
            rows_of(opened, "areas.share", offence_group="Violence and sexual offences", characteristic="lsoa holding",
                    group=["Half", "None"], numerator=[141, 2], denominator=804, **apart),
            rows_of(opened, "crimes.share", characteristic="place_status", denominator=102_105, numerator=[99_000, 1105, 2000],
                    group=["Inside the force area", "Outside the force area", "No usable location"], **apart),
            rows_of(opened, "crimes.rate", offence_group="Violence and sexual offences", area_type="csp",
                    area_code=["E22000326", "E22000333"], numerator=[4900, 7100], denominator=[187_100, 185_541],
                    denominator_year=2021, **apart),
        ],
        ignore_index=True,
    )  # fmt: skip


@pytest.fixture(scope="session", params=["public", "restricted"])
def demo_release(
    request: pytest.FixtureRequest, demonstration: pd.DataFrame, letter: Assessment
) -> Released:
    return release(demonstration, request.param, letter.settings)


@pytest.fixture(scope="session")
def street_release(street: pd.DataFrame, opened: Assessment) -> Released:
    return release(street, "public", opened.settings)
