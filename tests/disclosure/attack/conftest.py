"""A small finished edition, made once by the program itself, and copies of it to tamper with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sva import estimates
from sva.disclosure.attack import Ground, Verdict, attack
from sva.figures import View
from sva.report import Chapter

ABOUT = {
    "area_type": "police_force",
    "area_code": "E23000016",
    "period_start": date(2022, 4, 1),
    "period_end": date(2023, 3, 31),
    "data_as_at": date(2023, 4, 17),
    "source": "police-victims",
}
#: Black and Other are under the threshold: 3 and 4.
GROUPS = {"Asian": 46, "Black": 3, "Mixed": 23, "Other": 4, "White": 223}


def rows_of(assessment: Any) -> dict[str, pd.DataFrame]:
    period = assessment.period
    still = {name: value for name, value in ABOUT.items() if not name.startswith("period")}
    placed = {name: value for name, value in ABOUT.items() if not name.startswith("area")}
    months = pd.date_range("2022-04-01", periods=12, freq="MS")

    def build(columns: dict[str, Any], about: dict[str, Any], **more: Any) -> pd.DataFrame:
        return estimates.build(pd.DataFrame(columns), period, **about, **more)

    return {
        "groups": build(
            {"group": list(GROUPS), "numerator": list(GROUPS.values())},
            ABOUT,
            measure="victims.count",
            characteristic="ethnic_group",
        ),
        "ages": build(
            {
                "group": ["10-17", "18-24", "25-34", "35-49"],
                "numerator": [312, 517, 428, 203],
                "denominator": [115000, 95000, 149562, 229609],
            },
            ABOUT,
            measure="victims.rate",
            characteristic="age_band",
            denominator_source="Census 2021",
            denominator_year=2021,
        ),
        "sexes": build(
            {
                "group": [
                    name for name in ("Under 18", "18-24", "25-34", "35 and over") for _ in range(2)
                ],
                "strata": ["Female", "Male"] * 4,
                "numerator": [21, 34, 47, 83, 62, 71, 38, 56],
            },
            ABOUT,
            measure="victims.count",
            characteristic="age_band",
        ),
        "hours": build(
            {
                "group": [name for name in ("Morning", "Day", "Night") for _ in range(3)],
                "strata": ["Weekday", "Friday", "Sunday"] * 3,
                "numerator": [12, 25, 3, 41, 58, 22, 77, 96, 15],
            },
            ABOUT,
            measure="victims.count",
            characteristic="time_of_day",
        ),
        "partnerships": build(
            {
                "area_code": ["E22000326", "E22000332", "E22000333", "E22000360", "E22000368"],
                "numerator": [1210, 2330, 1540, 3120, 990],
            },
            placed | {"source": "police-offences", "area_type": "csp"},
            measure="offences.count",
        ),
        "kinds": build(
            {"offence_group": ["robbery", "rape", "homicide"], "numerator": [643, 1521, 18]},
            ABOUT | {"source": "police-offences"},
            measure="offences.count",
        ),
        "months": build(
            {
                "period_start": months,
                "period_end": months + pd.offsets.MonthEnd(0),
                "numerator": [41, 52, 63, 48, 77, 66, 58, 71, 49, 62, 55, 68],
            },
            still | {"source": "police-offences"},
            measure="offences.count",
            offence_group="robbery",
        ),
        "places": build(
            {
                "area_code": ["E01013989", "E01013990", "E01013991"],
                "numerator": [12, 41, 3],
                "denominator": [1500, 1500, 1500],
            },
            placed | {"source": "police-offences"},
            measure="offences.rate",
            area_type="lsoa",
            area_vintage="2011",
            denominator_source="Census 2011",
            denominator_year=2011,
        ),
    }


def chapters_of(rows: dict[str, pd.DataFrame]) -> list[Chapter]:
    keys = {name: frame["key"].tolist() for name, frame in rows.items()}
    layers = [{"name": "Rate", "where": {"measure": "offences.rate"}, "breaks": [10, 20]}]
    return [
        Chapter(
            "01_people",
            (
                "# People\n\n**Who is harmed?**",
                "## Groups\n\nEvery group has a row, whatever its size.",
                View("by-group", "figure", form="bars", keys=keys["groups"], topic="Victims by ethnic group"),
                View("by-age", "figure", form="dots", keys=keys["ages"], topic="Victims by age"),
                View("by-sex", "figure", form="pyramid", keys=keys["sexes"], topic="Victims by age and sex"),
                View("by-hour", "figure", form="heat", keys=keys["hours"], topic="Victims by time", options={"breaks": [20, 50]}),
                View("allocation", "statement", form="allocation", keys=keys["partnerships"], topic="A sum shared out"),
                View("age-table", "table", keys=keys["ages"], topic="Ages"),
            ),
        ),
        Chapter(
            "02_places",
            (
                "# Places",
                View("by-kind", "figure", form="bars", keys=keys["kinds"], topic="By kind", sentence="largest"),
                View("by-month", "figure", form="lines", keys=keys["months"], topic="Robbery by month"),
                View("by-place", "map", keys=keys["places"], topic="By place", options={"layers": layers}),
            ),
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class Finished:
    """A finished edition and what its judge knows."""

    folder: Path
    ground: Ground


@pytest.fixture(scope="session")
def finished(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The public edition of five small tables, three charts and a map."""
    from sva.assessment import load_assessment
    from sva.disclosure import release
    from sva.findings import headline
    from sva.pipeline.attack import make_ground
    from sva.pipeline.provenance import write_run
    from sva.reference.geography import bundled
    from sva.report import assemble
    from sva.report.words import reader_labels

    assessment = load_assessment("west-mercia-2023-05", root)
    rows = rows_of(assessment)
    every = pd.concat(rows.values(), ignore_index=True)
    chapters = chapters_of(rows)
    released = release(every, "public", assessment.settings)
    folder = tmp_path_factory.mktemp("finished") / "public"
    line = "Made on 1 May 2023 at 09:00 UTC by sva."
    assemble(
        assessment,
        chapters,
        released,
        headline(released, assessment.settings),
        folder,
        geography=bundled(),
        run_line=line,
    )
    facts = {"schema": "sva.run/1", "assessment": assessment.name}
    write_run(folder, "public", facts, line, [])
    ground = make_ground(
        assessment,
        released,
        chapters,
        every,
        labels=reader_labels(assessment, bundled()),
        run_line=line,
        facts=facts | {"edition": "public", "run": line},
    )
    return Finished(folder, ground)


@pytest.fixture
def tampered(finished: Finished, tmp_path: Path) -> Callable[[Callable[[Path], Any]], Verdict]:
    """Takes what to do to a copy of the edition, and gives the verdict on it."""

    def give(change: Callable[[Path], Any]) -> Verdict:
        folder = tmp_path / "public"
        shutil.copytree(finished.folder, folder)
        change(folder)
        return attack(folder, replace(finished.ground))

    return give
