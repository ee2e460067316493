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


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "3"), ("numerator", -1), ("p", 1.2), ("period_start", "April 2022"), ("key", None)],
)
def test_a_row_that_is_no_estimate_is_refused(told, column, value):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told[0] | {column: value}, load_schema("estimates"))


def test_a_schema_that_is_not_there_is_named():
    with pytest.raises(SvaError, match="one of findings, estimates"):
        load_schema("report")
