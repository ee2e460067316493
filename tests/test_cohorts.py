"""Who and what is counted: the definition applied, cohorts of people and of incidents."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva import cohorts
from sva.assessment import load_assessment
from sva.errors import SvaError


@pytest.fixture(scope="module")
def assessment(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="module")
def definition(assessment):
    return assessment.settings.definition


def offences(*codes: str, **flags: list) -> pd.DataFrame:
    return pd.DataFrame({"offence_code": list(codes), **flags})


def test_a_period_holds_its_first_and_its_last_day():
    days = pd.to_datetime(
        ["2022-03-31", "2022-04-01", "2023-03-31 23:59", "2023-04-01"], format="ISO8601"
    )
    kept = cohorts.within(
        pd.DataFrame({"when": days}), (date(2022, 4, 1), date(2023, 3, 31)), "when"
    )
    assert kept.index.tolist() == [1, 2]


def test_code_four_point_ten_is_not_four_point_one(definition):
    narrow = definition.model_copy(
        update={"groups": [definition.groups[0].model_copy(update={"offence_codes": ["4.10"]})]}
    )
    assert cohorts.classify(offences("4.1", "4.10"), narrow).isna().tolist() == [True, False]


def test_an_offence_that_fits_two_groups_is_counted_in_the_first(definition):
    both = [
        definition.groups[0].model_copy(update={"name": "first", "offence_codes": ["8N"]}),
        definition.groups[1].model_copy(update={"name": "second", "offence_codes": ["8N", "2"]}),
    ]
    overlapping = definition.model_copy(update={"groups": both})
    assert cohorts.classify(offences("8N", "2"), overlapping).tolist() == ["first", "second"]


def test_a_flag_that_is_not_recorded_is_not_taken_as_set(definition):
    rows = offences("8N", "8N", "8N", knife_enabled=[True, False, None])
    group = cohorts.classify(rows, definition)
    assert group.tolist()[0] == "knife-injury"
    assert group.isna().tolist() == [False, True, True]
    assert cohorts.undecided(rows, definition).tolist() == [False, False, True]


def test_a_flag_whose_column_was_not_supplied_leaves_the_offence_undecided(definition):
    rows = offences("8N", "34B", "105A")
    assert cohorts.classify(rows, definition).fillna("").tolist() == ["", "robbery", ""]
    assert cohorts.undecided(rows, definition).tolist() == [True, False, False]


def test_the_rows_keep_their_index_and_their_columns(assessment):
    rows = offences("34B", "105A", "1", month=pd.to_datetime(["2022-05-01"] * 3))
    rows.index = [7, 8, 9]
    serious = cohorts.select_serious(rows, assessment)
    assert serious.index.tolist() == [7, 9]
    assert list(serious.columns) == ["offence_code", "month", "serious"]


def test_an_empty_table_gives_an_empty_table(assessment):
    none = offences("34B", month=pd.to_datetime(["2022-05-01"])).iloc[:0]
    assert cohorts.select_serious(none, assessment, assessment.year).empty
    people = pd.DataFrame({"incident_key": [], "age": pd.array([], dtype="Int64")})
    assert cohorts.choose(people, "age-14-24", assessment, people, people).empty


@pytest.mark.parametrize(("age", "inside"), [(13, False), (14, True), (24, True), (25, False)])
def test_an_incident_belongs_to_14_to_24_by_any_victim_or_suspect(assessment, age, inside):
    victims = pd.DataFrame({"incident_key": ["a", "a", "b"], "age": [50, 60, 70]})
    suspects = pd.DataFrame({"incident_key": ["a"], "age": [age]})
    kept = cohorts.choose(victims, "age-14-24", assessment, victims, suspects)
    assert kept["age"].tolist() == ([50, 60] if inside else [])


def test_a_person_of_unknown_age_is_in_no_cohort_but_everyone(assessment):
    people = pd.DataFrame({"incident_key": ["a"], "age": pd.array([None], dtype="Int64")})
    assert cohorts.choose(people, "under-25", assessment).empty
    assert cohorts.choose(people, "age-14-24", assessment, people).empty
    assert len(cohorts.choose(people, cohorts.EVERYONE, assessment)) == 1


def test_an_unknown_cohort_is_refused_with_those_there_are(assessment):
    with pytest.raises(
        SvaError, match=r"'under-30'.*all, under-18, age-10-17, age-14-24, under-25"
    ):
        cohorts.find_cohort("under-30", assessment)


def test_the_same_months_of_two_years(root, assessment):
    before, now = cohorts.comparison_months(load_assessment("west-mercia-2026-05", root))
    assert before == (date(2024, 1, 1), date(2024, 4, 30))
    assert now == (date(2025, 1, 1), date(2025, 4, 30))
    before, now = cohorts.comparison_months(assessment)
    assert (before, now) == (assessment.previous_year, assessment.year)


def test_only_police_uk_is_public_already(root):
    street = cohorts.about(
        "street",
        load_assessment("west-mercia-2026-05", root),
        (date(2025, 1, 1), date(2025, 12, 31)),
    )
    assert street["already_public"]
    assert street["data_as_at"] == date(2026, 2, 1)
    open_data = load_assessment("west-mercia-2026-05", root)
    victims = cohorts.about("victims", open_data, open_data.year)
    assert victims["already_public"] is False
    assert victims["data_as_at"] is None
