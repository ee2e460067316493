"""What a program may read keeps its published shape."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.estimates.columns import COLUMNS, SCHEMA_VERSION
from sva.report.schemas import SCHEMAS, json_rows, load_schema

jsonschema = pytest.importorskip("jsonschema")


@pytest.fixture(scope="module")
def told(assessment, rows):
    from sva.disclosure import release

    every = pd.concat(rows.values(), ignore_index=True)
    released = release(every, "public", assessment.settings)
    assert released.estimates["value"].isna().any()
    return json_rows(released.estimates)


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_every_schema_is_one_and_carries_its_version(name):
    schema = load_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"sva.{name}/1"


def test_findings_are_by_their_schema(make):
    found = json.loads((make() / "findings.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, load_schema("findings"))
    assert found["schema"] == load_schema("findings")["$id"]


def test_released_estimates_withheld_ones_too_are_by_their_schema(told):
    schema = load_schema("estimates")
    validator = jsonschema.Draft202012Validator(schema)
    for row in told:
        validator.validate(json.loads(json.dumps(row, allow_nan=False)))


def test_the_schema_has_the_columns_of_the_one_shape_and_its_version():
    schema = load_schema("estimates")
    assert list(schema["properties"]) == list(COLUMNS) == schema["required"]
    assert schema["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_the_file_of_estimates_is_by_its_schema_and_holds_what_the_csv_holds(make):
    folder = make() / "tables"
    found = json.loads((folder / "estimates.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(load_schema("estimates-file")).validate(found)
    beside = pd.read_csv(folder / "estimates.csv", encoding="utf-8-sig")
    told = pd.DataFrame(found["estimates"])
    assert found["edition"] == "public"
    assert told["key"].tolist() == beside["key"].tolist()
    for column in ("numerator", "denominator", "lower", "upper"):
        assert told[column].astype(float).tolist() == pytest.approx(
            beside[column].astype(float).tolist(), nan_ok=True
        )
    assert told["method"].fillna("").tolist() == beside["method"].fillna("").tolist()


def test_the_schema_of_the_file_holds_that_of_one_estimate_so_that_it_needs_no_other():
    alone = {k: v for k, v in load_schema("estimates").items() if k not in ("$schema", "$id")}
    assert load_schema("estimates-file")["$defs"]["estimate"] == alone


def test_a_file_whose_rows_are_no_estimates_is_refused(make):
    found = json.loads((make() / "tables" / "estimates.json").read_text(encoding="utf-8"))
    found["estimates"][0]["numerator"] = "5"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, load_schema("estimates-file"))


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "3"), ("numerator", -1), ("p", 1.2), ("period_start", "April 2022"), ("key", None)],
)
def test_a_row_that_is_no_estimate_is_refused(told, column, value):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told[0] | {column: value}, load_schema("estimates"))


def test_a_schema_that_is_not_there_is_named():
    with pytest.raises(SvaError, match="one of findings, estimates, estimates-file"):
        load_schema("report")
