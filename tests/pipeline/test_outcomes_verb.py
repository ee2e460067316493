"""`sva outcomes`: from stored estimates to a page for each edition, through the gate and the attack; or a plain refusal."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from sva import estimates
from sva.assessment import load_assessment
from sva.demo import Truth, simulate
from sva.disclosure import release
from sva.errors import SvaError
from sva.intake import TABLES, empty
from sva.outcomes import panels as every_panel
from sva.outcomes.dashboard import TABLES as TABLES_READ
from sva.pipeline import outcomes as verb
from sva.pipeline import verbs
from sva.pipeline.plan import make_plan

#: A few panels: what is tested is the way, not every chart.
SOME = ("What stands out", "dash-exceptions", "dash-chart-diversion", "dash-suspects-sex")


@pytest.fixture
def project(root, tmp_path, monkeypatch):
    """A project folder as a finished run leaves it, with the letter's settings and small made-up tables."""
    for name in ("assessments", "notebooks"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.setenv("SVA_HOME", str(tmp_path))
    assessment = load_assessment("west-mercia-2023-05", tmp_path)
    plan = make_plan(assessment, hash_inputs=False)
    clean = plan.workspace.clean
    clean.mkdir(parents=True)
    made = simulate(4, Truth(scale=0.12, outcome22_share=0.2))
    for name in ("offences", "suspects", "disposals"):
        getattr(made, name).to_parquet(clean / f"{name}.parquet")
    accounting = {"source": "str", "file": "str"}
    empty(accounting).to_parquet(clean / "_accounting.parquet")
    plan.workspace.estimates.mkdir(parents=True)
    for step in plan.steps:
        estimates.write(estimates.blank(), plan.workspace.estimates / f"{step.name}.parquet")
    monkeypatch.setattr(verbs, "ready", lambda _: plan)
    monkeypatch.setattr(verbs, "run_plan", lambda *_: {})
    monkeypatch.setattr(verb, "_both", lambda jobs, _: _here(jobs))
    monkeypatch.setattr("sva.outcomes.panels", lambda *given: [each for each in every_panel(*given) if each.name in SOME])  # fmt: skip
    return assessment


def _here(jobs):
    made = [verb._make(job) for job in jobs]
    return [page for page, _ in made], [word for _, told in made for word in told]


def test_each_edition_has_its_page_beside_its_report_attacked_before_it_is_written(project, capsys):
    report = project.reports / "public" / "needs-assessment.html"
    report.parent.mkdir(parents=True)
    report.write_text("as it was")
    paths = verb.make_outcomes("west-mercia-2023-05")
    assert [path.relative_to(project.reports).as_posix() for path in paths] == [
        "public/outcomes.html",
        "restricted/outcomes.html",
    ]
    assert report.read_text() == "as it was"
    told = capsys.readouterr().out
    assert "The attack on the public edition" in told
    assert "no protected count won back" in told
    assert "Public edition" in paths[0].read_text(encoding="utf-8")


def test_numbers_that_rest_on_other_sources_change_nothing_of_the_dashboard(project):
    assessment = project
    plan = make_plan(assessment, hash_inputs=False)
    made = simulate(4, Truth(scale=0.12, outcome22_share=0.2))
    tables = {name: getattr(made, name)[list(columns)] for name, columns in TABLES_READ.items()}
    panels = [each for each in every_panel(tables, assessment) if each.name in SOME]
    own = verb._every(plan, panels)
    first = own.iloc[0]
    others = estimates.build(
        pd.DataFrame({"group": ["All", "Female", "Male"], "numerator": [17, 14, 3]}),
        assessment.period,
        measure="victims.count",
        characteristic="sex",
        source="police-victims",
        **{name: first[name] for name in ("area_type", "area_code", "period_start", "period_end")},
    )
    assert not set(others["source"]) & set(own["source"])
    estimates.write(others, plan.workspace.estimates / f"{plan.steps[0].name}.parquet")
    assert verb._every(plan, panels).equals(own)
    whole = pd.concat([own, others], ignore_index=True)
    for edition in ("public", "restricted"):
        alone, beside = (
            release(rows, edition, assessment.settings).rows(own["key"]) for rows in (own, whole)
        )
        pd.testing.assert_frame_equal(alone, beside)


def test_without_outcomes_it_says_whose_data_are_missing_and_writes_nothing(project):
    clean = make_plan(project, hash_inputs=False).workspace.clean
    for name in ("offences", "disposals"):
        empty(TABLES[name]).to_parquet(clean / f"{name}.parquet")
    with pytest.raises(SvaError, match="no outcome dashboard"):
        verb.make_outcomes("west-mercia-2023-05")
    assert not (project.reports / "public" / "outcomes.html").exists()
