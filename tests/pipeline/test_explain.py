"""From a key, a view or words of the report to its row, its cell and its files."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sva import estimates
from sva.disclosure import release
from sva.errors import SvaError
from sva.pipeline.explain import explain
from sva.pipeline.plan import make_plan
from sva.pipeline.progress import Progress
from sva.pipeline.run import run_notebooks

KEY = "crimes.count/police_force=E23000016/01-first/year"


@pytest.fixture
def ran(project, small):
    """A run, with both editions released."""
    settings = project / "assessments" / "small" / "assessment.yaml"
    settings.write_text(settings.read_text() + "public: {measures: [crimes.count]}\n")
    plan = make_plan(small())
    run_notebooks(plan, Progress(1))
    rows = estimates.read(plan.workspace.estimates / "01_first.parquet")
    for edition in ("restricted", "public"):
        released = release(rows, edition, plan.assessment.settings)
        released.to_disk(plan.workspace.released / edition)
    clean = plan.workspace.clean
    clean.mkdir(parents=True, exist_ok=True)
    accounting = {"source": ["police-street"], "file": ["2025-01-west-mercia-street.csv"], "sha256": ["ab" * 32],
                  "rows_in": [12], "clean": [9], "duplicate": [1], "quarantined": [2]}  # fmt: skip
    log = {"source": ["police-street"], "file": ["2025-01-west-mercia-street.csv"], "rule": ["month"], "rows": [9],
           "sentence": ["the month only"]}  # fmt: skip
    pd.DataFrame(accounting).to_parquet(clean / "_accounting.parquet")
    pd.DataFrame(log).to_parquet(clean / "_log.parquet")
    return plan


def test_a_key_a_view_and_part_of_a_key_lead_to_row_cell_and_files(ran):
    for query in (KEY, "01-first", "01-first/year"):
        told = explain(query, "small")
        assert KEY in told
        assert "39,702" in told
        assert "notebook 01_first, cell show" in told
        assert "2025-01-west-mercia-street.csv" in told
        assert "12 rows in, 9 clean, 1 duplicate, 2 quarantined" in told
        assert "done to it: the month only (9)" in told


def test_words_of_a_title_lead_to_its_numbers(ran):
    from sva.pipeline.cache import read_stamp

    stamp = read_stamp(ran.workspace.stamps / "01_first.json")
    topic = next(view["topic"] for view in stamp.notes["views"].values() if view["topic"])
    assert KEY in explain(topic.upper(), "small")


def test_a_source_that_was_fetched_is_told_with_its_files(ran):
    from sva.pipeline.explain import _fetched

    raw = ran.assessment.raw
    raw.mkdir(parents=True, exist_ok=True)
    file = {"file": "police-counts/forces.csv", "kind": "police-counts", "sha256": "cd" * 32, "publisher": "data.police.uk"}  # fmt: skip
    (raw / "manifest.json").write_text(json.dumps({"files": [file, file | {"kind": "census"}]}))
    assert list(_fetched("police-counts", ran.assessment)) == [
        "    police-counts/forces.csv (SHA-256 cdcdcdcdcdcd…), data.police.uk"
    ]
    (raw / "manifest.json").unlink()
    assert list(_fetched("police-counts", ran.assessment)) == []


def test_the_public_edition_counts_no_rows(ran):
    told = explain(KEY, "small", "public")
    assert "2025-01-west-mercia-street.csv" in told
    assert "rows in" not in told


def test_what_is_not_there_is_said_with_what_is_near(ran):
    with pytest.raises(SvaError, match=r"'02-first'[\s\S]*Near it: 01-first"):
        explain("02-first", "small")


def test_before_a_run_it_says_to_run(small):
    small()
    with pytest.raises(SvaError, match="Run the assessment again"):
        explain(KEY, "small")
