"""findings.json follows its published schema and is the same each time."""

import json

import jsonschema
import pytest

from sva.findings import headline, to_json
from sva.findings.payload import load_schema


@pytest.fixture
def payload(demo_release, letter):
    return to_json(headline(demo_release, letter.settings), demo_release, demonstration=True)


def test_it_follows_the_schema(payload, street_release, opened):
    checker = jsonschema.Draft202012Validator(load_schema())
    jsonschema.Draft202012Validator.check_schema(load_schema())
    for given in (
        payload,
        to_json(headline(street_release, opened.settings), street_release, False),
    ):
        plain = json.loads(json.dumps(given, allow_nan=False))
        assert [error.message for error in checker.iter_errors(plain)] == []


def test_it_carries_the_rows_that_its_findings_stand_on(payload):
    for each in payload["findings"]:
        assert [row["key"] for row in each["rows"]] == each["keys"]


def test_it_says_that_it_is_a_demonstration_and_what_was_applied(payload, demo_release):
    assert payload["demonstration"] is True
    assert "made-up data" in payload["notice"]
    assert payload["disclosure"] == demo_release.policy["sentences"]


def test_it_is_the_same_text_each_time(payload, demo_release, letter):
    again = to_json(headline(demo_release, letter.settings), demo_release, demonstration=True)
    assert json.dumps(again) == json.dumps(payload)


def test_a_public_file_holds_no_exact_count(demo_release, letter):
    if demo_release.edition == "public":
        text = json.dumps(to_json(headline(demo_release, letter.settings), demo_release, True))
        for exact in ("4213", "5107", "3302", "4,213", "5,107"):
            assert exact not in text
