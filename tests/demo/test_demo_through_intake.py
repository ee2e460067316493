"""Partners' files, spoilt and read again by intake, give back the clean tables that were drawn."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from sva import demo
from sva.assessment import load_assessment

NAME = "west-mercia-2023-05"
TRUTH = demo.Truth(scale=0.15)
SORT = {
    "offences": ["committed_from", "recorded_on", "offence_code", "outcome_on", "committed_to", "easting", "northing", "alcohol_related", "knife_enabled"],
    "stops": ["searched_at", "age_from", "legislation", "object", "outcome", "ethnicity_self", "sex", "outcome_linked", "more_than_outer_clothing", "lsoa_code"],
}  # fmt: skip


@pytest.fixture(scope="module")
def taken_in(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Raw folder and processed folder of a force of 15% of West Mercia's size."""
    from sva import intake

    project = tmp_path_factory.mktemp("project")
    shutil.copytree(root / "assessments", project / "assessments")
    raw = project / "data" / "raw" / NAME
    demo.write(raw, 8, TRUTH)
    intake.run(load_assessment(NAME, project), project / "processed")
    return raw, project / "processed"


def test_every_file_reconciles_to_the_row(taken_in):
    raw, processed = taken_in
    planted = json.loads((raw / "_demonstration" / "truth.json").read_text("utf-8"))["accounting"]
    found = pd.read_parquet(processed / "clean" / "_accounting.parquet")
    assert len(found) == len(planted) == 48  # 26 of the police, 22 of other partners
    by_name = {Path(name).name: account for name, account in planted.items()}
    for row in found.itertuples():
        account = by_name[Path(row.file).name]
        assert (row.rows_in, row.clean, row.duplicate, row.quarantined) == (
            account["rows"], account["clean"], account["duplicate"], account["quarantined"],
        ), row.file  # fmt: skip


@pytest.mark.parametrize("name", ["offences", "stops"])
def test_clean_rows_are_the_rows_drawn(taken_in, name):
    got = pd.read_parquet(taken_in[1] / "clean" / f"{name}.parquet")
    drawn = demo.simulate(8, TRUTH)[name]
    got, drawn = (
        t.sort_values(SORT[name], kind="stable").reset_index(drop=True) for t in (got, drawn)
    )
    if "ethnicity_self" in got:
        # a file says of some of the unknown that they were asked and did not say
        got["ethnicity_self"] = got["ethnicity_self"].where(got["ethnicity_self"].ne("NS"))
    for column in drawn.columns:
        if not column.endswith("_key") and column != "row_ref":
            same = (got[column] == drawn[column]) | (got[column].isna() & drawn[column].isna())
            assert same.fillna(value=False).all(), column


@pytest.mark.parametrize("name", ["victims", "suspects", "disposals"])
def test_people_have_the_values_drawn(taken_in, name):
    got = pd.read_parquet(taken_in[1] / "clean" / f"{name}.parquet")
    drawn = demo.simulate(8, TRUTH)[name]
    assert got["person_key"].nunique() == drawn["person_key"].nunique()
    for column in drawn.columns:
        if not column.endswith("_key") and column != "row_ref":
            counts = (
                got[column]
                .value_counts(dropna=False)
                .sub(drawn[column].value_counts(dropna=False), fill_value=0)
            )
            assert (counts == 0).all(), column


def test_no_planted_identifier_leaves_the_raw_folder(taken_in):
    raw, processed = taken_in
    sample = json.loads((raw / "_demonstration" / "truth.json").read_text("utf-8"))["identifiers"][
        "sample"
    ]
    marks = {v for values in sample.values() for v in values}
    for path in processed.rglob("*.parquet"):
        frame = pd.read_parquet(path)
        for column in frame.select_dtypes(["str", "object"]).columns:
            assert not marks & set(frame[column].dropna().unique()), (path.name, column)
