"""What the assessment file decides about outcomes: read, refused, and used where it is meant to be."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.errors import SvaError
from sva.outcomes import (
    DIVERSION,
    FollowUp,
    control_chart,
    eligible,
    known_causes,
    monthly_mix,
    stage_name,
    training_step,
    use_by_group,
)

LETTER = "west-mercia-2023-05"
TOLD = """
outcomes:
  follow_up_months: 24
  waiting_months: 3
  eligible: {label: "children without a record", ages: [10, 17], not_offence_groups: [Rape], no_earlier_record: true}
  causes:
    - {month: 2021-10-01, what: new recording system}
    - {month: 2022-01-01, what: charging guidance, outcomes: [Charged or summonsed]}
  training: {month: 2021-11-01, source: "force's training sheet"}
"""


@pytest.fixture
def load(root, tmp_path):
    def written(more: str):
        folder = tmp_path / "assessments" / "here"
        shutil.copytree(root / "assessments" / LETTER, folder, dirs_exist_ok=True)
        (tmp_path / "notebooks").mkdir(exist_ok=True)
        path = folder / "assessment.yaml"
        text = (root / "assessments" / LETTER / "assessment.yaml").read_text(encoding="utf-8")
        path.write_text(text + more, encoding="utf-8")
        return load_assessment("here", tmp_path)

    return written


def test_nothing_said_means_a_year_and_half_and_all_assigned_suspects(assessment):
    assert FollowUp.of(assessment) == FollowUp(12, 6, 24, "22")
    assert stage_name(assessment) == "all assigned suspects"
    assert known_causes(DIVERSION, assessment) == []


def test_what_is_said_is_followed(load):
    told = load(TOLD)
    assert FollowUp.of(told) == FollowUp(24, 3, 24, "22")
    assert [words for _, words in known_causes("Charged or summonsed", told)] == [
        "new recording system",
        "charging guidance",
    ]
    assert [words for _, words in known_causes(DIVERSION, told)] == [
        "new recording system",
        "officers trained",
    ]


def test_only_those_whom_the_rule_names_are_eligible(load):
    told = load(TOLD)
    people = pd.DataFrame(
        {"age": pd.array([15, 15, 15, 18, None, 12], dtype="Int64"), "record": ["none", "some", "none", "none", "none", "none"],
         "offence_group": ["Robbery", "Robbery", "Rape", "Robbery", "Robbery", "Unknown"], "sex": "Male",
         "outcome_code": ["22", "1", "1", "1", "22", "22"], "age_group": "14 to 17", "month": pd.Timestamp("2022-05-01")}
    )  # fmt: skip
    assert eligible(people, told).index.tolist() == [0]
    rows = use_by_group(people, "sex", told)
    assert rows[["numerator", "denominator"]].to_numpy().tolist() == [[1, 1]]
    assert rows["strata"].iloc[0] == "eligible: children without a record"


def _months(told, months):
    stamps = pd.date_range("2020-05-01", periods=months, freq="MS")
    crimes = pd.DataFrame(
        [("22" if number < 5 + 10 * (at > 17) + at % 3 else "18", stamp) for at, stamp in enumerate(stamps) for number in range(100)],
        columns=["outcome_code", "month"],
    )  # fmt: skip
    crimes = crimes.assign(recorded_on=crimes["month"], outcome_on=crimes["month"])
    return monthly_mix(crimes, told)


def test_a_named_cause_begins_new_limits_and_is_named_on_them(load):
    told = load(TOLD)
    chart = control_chart(_months(told, 34), DIVERSION, told)
    method = chart.set_index("period_start")["method"]
    assert "known cause: officers trained" in method["2021-11-01"]
    assert "known cause" not in method["2021-09-01"]


def test_a_step_at_the_training_needs_twelve_months_on_either_side(load):
    told = load(TOLD)
    enough = training_step(_months(told, 34), DIVERSION, told).iloc[0]
    assert enough["lower"] < 10 < enough["upper"]
    short = training_step(_months(told, 28), DIVERSION, told).iloc[0]
    assert pd.isna(short["value"])
    assert short["flag"] == "not assessable"
    assert "10 months after" in short["method"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("follow_up_months: 0", "greater than or equal to 1"),
        ("followed_code: '99'", "no outcome has the code"),
        ("eligible: {label: everybody}", "leaves nobody out"),
        ("eligible: {label: x, offence_groups: [Robery]}", "no offence group is called"),
        ("causes: [{month: 2021-10-05, what: x}]", "is no month"),
        ("causes: [{month: 2021-10-01, what: x, outcomes: [Charged]}]", "no outcome group"),
        ("causes: [{month: 2019-10-01, what: x}]", "outside the period"),
        ("training: {month: 2024-10-01, source: x}", "outside the period"),
        ("training: {month: 2021-10-01, source: x, kind: national deadline}", "no training date"),
        ("trained: 2021-10-01", "trained"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_key(load, given, said):
    with pytest.raises(SvaError) as caught:
        load(f"\noutcomes:\n  {given}\n")
    assert said in str(caught.value)
    assert "outcomes" in str(caught.value)
