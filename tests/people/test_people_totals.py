"""Totals by cohort, month, kind and home; the same people again."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import people


@pytest.fixture
def harmed(victims, serious):
    return people.select_people(victims, serious)


def test_cohorts_are_counted_apart_and_overlap(harmed, victims, assessment):
    suspects = pd.DataFrame({"incident_key": ["j"], "age": [20]})
    parts = people.cohorts_of(harmed, assessment, victims, suspects)
    rows = people.count_people(parts, assessment, "victims")
    found = dict(zip(rows["cohort"], rows["numerator"], strict=True))
    ages = {"all": 5, "under-18": 2, "age-10-17": 2, "age-14-24": 5, "under-25": 2}
    assert {name: found[name] for name in ages} == ages
    assert {*found} - {*ages} == set(people.SUBSETS)
    assert rows["unknown_count"].unique().tolist() == [1]


def test_every_month_of_the_period_has_a_row(harmed, assessment):
    rows = people.count_by_month(harmed, assessment, "victims")
    assert len(rows) == 36
    assert rows["numerator"].sum() == 6
    assert rows["key"].str.endswith(tuple(f"month -{back}" for back in range(36))).all()


def test_a_person_harmed_twice_in_kind_is_in_both_kinds(harmed, assessment):
    rows = people.count_by_kind(harmed, assessment, "victims")
    found = dict(zip(rows["offence_group"], rows["numerator"], strict=True))
    assert (found["robbery"], found["rape"], found["homicide"]) == (5, 1, 0)


def test_incidents_of_people_harmed_before_are_a_share_of_those_with_a_key(harmed, assessment):
    row = people.repeat_share(harmed, assessment, "victims").iloc[0]
    assert (row["numerator"], row["denominator"], row["unknown_count"]) == (2, 3, 2)


def test_homes_outside_the_force_and_unknown_homes_are_in_no_district(harmed, assessment):
    homes = ["E06000019", None, "E06000019", "E08000025", None, None, None]
    residents = pd.DataFrame(
        {
            "area_code": ["E06000019", "E07000237"],
            "denominator": [1000, 2000],
            "denominator_source": "made up",
            "denominator_year": 2011,
        }
    )
    rows = people.rate_by_district(
        harmed.assign(home_district_code=pd.Series(homes, dtype="str")),
        assessment,
        "victims",
        residents,
    )
    assert rows["numerator"].tolist() == [2, 0]
    # q lives outside; the two without a key have no home recorded
    assert rows["unknown_count"].tolist() == [2, 2]


def test_offences_linked_to_a_suspect_count_once(serious, assessment):
    suspects = pd.DataFrame({"offence_key": ["a", "a", "c", "zzz"]})
    row = people.share_with_suspect(serious, suspects, assessment).iloc[0]
    assert (row["numerator"], row["denominator"]) == (2, 3)


def test_a_year_with_nobody_gives_no_rows(harmed, assessment):
    from datetime import date

    nobody = (date(2020, 4, 1), date(2021, 3, 31))
    assert people.count_by(harmed, "sex", assessment, "victims", period=nobody).empty
    assert people.coverage({"all": harmed}, ["sex"], assessment, "victims", period=nobody).empty
    assert people.repeat_share(harmed, assessment, "victims", period=nobody).empty


def test_empty_tables_give_no_rows_anywhere(victims, serious, assessment):
    none = people.select_people(victims.iloc[:0], serious.iloc[:0])
    residents = pd.DataFrame(
        {
            "area_code": [],
            "group": [],
            "denominator": [],
            "denominator_source": [],
            "denominator_year": [],
        }
    )
    assert people.count_by(none, "sex", assessment, "victims").empty
    assert people.share_by(none, "sex", assessment, "victims").empty
    assert people.rate_by(none, "sex", assessment, "victims", residents).empty
    assert people.coverage({"all": none}, ["sex"], assessment, "victims").empty
    assert people.count_people({"all": none}, assessment, "victims").empty
    assert people.count_by_month(none, assessment, "victims").empty
    assert people.count_by_kind(none, assessment, "victims").empty
    assert people.rate_by_district(none, assessment, "victims", residents).empty
    assert people.repeat_share(none, assessment, "victims").empty
    assert people.account_for_victims(victims.iloc[:0], serious, assessment).empty
    assert people.share_with_suspect(serious.iloc[:0], victims, assessment).empty
