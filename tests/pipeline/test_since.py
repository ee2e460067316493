"""An assessment that names the last one: its rates are compared, pass the gate, and have a section of the report."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.disclosure import Released, release
from sva.errors import SvaError
from sva.estimates import build
from sva.figures.views import View
from sva.pipeline.disclose import previous_release
from sva.pipeline.since import rates_since, show_comparison
from sva.pipeline.workspace import Workspace
from sva.report.since import since_pages

PERIOD = "period: {start: 2025-01-01, end: 2025-12-31}"


def rates(assessment, homicides):
    start, end = assessment.year
    return build(
        pd.DataFrame({"offence_group": ["homicide"], "numerator": [homicides]}),
        assessment.period,
        measure="offences.rate",
        definition="small",
        denominator=1_299_826,
        denominator_year=2021,
        area_type="police_force",
        area_code="E23000016",
        period_start=start,
        period_end=end,
        source="police-street",
    )


@pytest.fixture
def two(project):
    """The small assessment, and the one of a year before, released."""
    folder = project / "assessments" / "before"
    folder.mkdir()
    text = (project / "assessments" / "small" / "assessment.yaml").read_text()
    (folder / "assessment.yaml").write_text(
        text.replace(PERIOD, "period: {start: 2024-01-01, end: 2024-12-31}").replace(
            "comparison: {start: 2024-01-01, end: 2024-04-30}",
            "comparison: {start: 2023-01-01, end: 2023-12-31}",
        )
    )
    (project / "assessments" / "small" / "assessment.yaml").write_text(text + "previous: before\n")
    before, now = load_assessment("before", project), load_assessment("small", project)
    for assessment, number in ((before, 20), (now, 60)):
        release(rates(assessment, number), "restricted", assessment.settings).to_disk(
            Workspace.of(assessment).released / "restricted"
        )
    return before, now


def test_the_named_assessment_is_compared_and_has_its_section(two):
    _, now = two
    last = previous_release(now, "restricted")
    rows, title, walls = rates_since(now, last, rates(now, 60))
    assert rows["measure"].tolist() == ["offences.since"]
    assert (rows["numerator"].item(), rows["reference_numerator"].item()) == (60, 20)
    assert title == "A small assessment"
    out = release(pd.concat([rates(now, 60), rows]), "restricted", now.settings, previous=last)
    page = since_pages(out, title, walls)
    assert [cell.name for cell in page.cells if isinstance(cell, View)] == [
        "since-sentence",
        "since-offences",
    ]


def test_a_named_break_of_recording_is_said_and_stops_the_comparison(two, project):
    path = project / "assessments" / "small" / "assessment.yaml"
    path.write_text(
        path.read_text() + "series_breaks: [{month: 2025-06, label: A new record system.}]\n"
    )
    now = load_assessment("small", project)
    rows, title, walls = rates_since(now, previous_release(now, "restricted"), rates(now, 60))
    assert rows.empty
    assert walls == ["From 1 June 2025: A new record system."]
    page = since_pages(Released("restricted", rows, rows[["key"]], {}), title, walls)
    text = "\n".join(cell for cell in page.cells if isinstance(cell, str))
    assert "No rate of the two assessments may be compared." in text
    assert "- From 1 June 2025: A new record system." in text


def test_nothing_named_nothing_compared_and_an_absent_release_is_refused(two, project):
    before, now = two
    assert rates_since(before, None, rates(before, 20))[1:] == ("", [])
    for file in Workspace.of(before).released.rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(SvaError):
        previous_release(now, "restricted")


def test_the_verb_tells_what_differs_and_writes_every_pair(two, project, capsys):
    show_comparison("before", "small", "restricted", project / "changes.csv")
    told = capsys.readouterr().out
    assert "1 numbers of small were tested" in told
    assert "1 differ beyond chance" in told
    table = pd.read_csv(project / "changes.csv")
    assert table["ratio"].round(1).tolist() == [3.0]
    assert date.fromisoformat(table["period_end"][0][:10]).year == 2025
