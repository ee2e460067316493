"""Outcomes of crimes: one for each crime, 22 on its own, what is open is part of the whole."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import outcomes
from sva.errors import SvaError


def test_outcomes_add_up_to_all_crimes_and_open_ones_stand_last(offences, assessment):
    rows = outcomes.outcome_mix(offences, assessment)
    assert rows["numerator"].sum() == len(offences) == rows["denominator"].iloc[0]
    last = rows.iloc[-1]
    assert (last["group"], last["numerator"], last["flag"]) == (outcomes.NOT_YET, 2, "immature")
    assert rows["flag"].iloc[:-1].isna().all()


def test_outcome_22_is_a_group_of_its_own(offences, assessment):
    groups = outcomes.outcome_groups(pd.Series(["22", "23", "8", "3", "1"]))
    assert groups.nunique() == 5
    rows = outcomes.outcome_mix(offences, assessment).set_index("group")
    assert rows.loc["Diversionary, educational or intervention activity", "numerator"] == 1


def test_groups_stand_in_the_order_of_the_framework(assessment, offences):
    rows = outcomes.outcome_mix(offences, assessment)
    assert rows["group"].tolist() == [
        "Charged or summonsed",
        "Investigation complete: no suspect identified",
        "Diversionary, educational or intervention activity",
        "Not yet assigned",
    ]


def test_a_code_that_no_list_knows_is_named_with_its_count():
    with pytest.raises(SvaError, match="'99' in 2 rows"):
        outcomes.outcome_groups(pd.Series(["99", "99", "1"]))


def test_the_share_of_22_leaves_open_crimes_out_and_counts_them(offences, suspects, assessment):
    victims = pd.DataFrame({"incident_key": ["k"], "age": [20]})
    rows = outcomes.share_of_outcome(offences, "22", assessment, victims, suspects)
    rows = rows.set_index("cohort")[["numerator", "denominator", "unknown_count"]]
    assert rows.loc["all"].tolist() == [1, 3, 2]
    # incident i has a suspect of 15, incident k a victim of 20
    assert rows.loc["age-14-24"].tolist() == [1, 2, 1]


def test_an_outcome_of_all_crime_and_of_serious_violence_have_different_keys(offences, assessment):
    ours = outcomes.outcome_mix(offences, assessment)
    every = outcomes.outcome_mix(offences.drop(columns="serious"), assessment)
    assert not set(ours["key"]) & set(every["key"])


def test_months_that_have_not_had_time_are_immature(offences, assessment):
    rows = outcomes.assigned_by_month(offences, assessment, 4)
    # the extract of 17 April 2023 less four months: December 2022 has ended by then, March 2023 has not
    assert rows["period_start"].dt.strftime("%Y-%m").tolist() == ["2022-05", "2022-06", "2023-03"]
    assert rows["flag"].fillna("").tolist() == ["", "", "immature"]
    assert rows["numerator"].tolist() == [2, 1, 0]


def test_a_month_that_ended_long_enough_ago_is_mature(offences, assessment):
    edge = offences.assign(month=pd.to_datetime(["2022-12-01"] * 3 + ["2023-01-01"] * 2))
    rows = outcomes.assigned_by_month(edge, assessment, 3)
    assert rows["flag"].fillna("").tolist() == ["", "immature"]


def test_how_long_outcomes_take_is_measured_on_old_crimes_alone(assessment):
    old = pd.DataFrame(
        {
            "recorded_on": pd.Timestamp("2020-01-01"),
            "outcome_on": pd.date_range("2020-01-02", periods=400),
        }
    )
    young = pd.DataFrame(
        {"recorded_on": pd.Timestamp("2022-06-01"), "outcome_on": pd.Timestamp("2022-06-02")},
        index=range(5000),
    )
    assert outcomes.months_to_settle(pd.concat([old, young]), assessment) == 13
    quick = old.assign(outcome_on=pd.Timestamp("2020-01-20"))
    assert outcomes.months_to_settle(pd.concat([quick, young]), assessment) == 1


def test_the_slowest_frequent_outcome_decides_when_a_month_is_complete(assessment):
    quick = pd.DataFrame(
        {"recorded_on": pd.Timestamp("2020-01-01"), "outcome_on": pd.Timestamp("2020-01-20"), "outcome_code": "18"},
        index=range(5000),
    )  # fmt: skip
    slow = quick.head(100).assign(outcome_on=pd.Timestamp("2020-06-20"), outcome_code="22")
    rare = quick.head(99).assign(outcome_on=pd.Timestamp("2021-01-20"), outcome_code="1")
    assert outcomes.months_to_settle(pd.concat([quick, slow, rare]), assessment) == 6


def test_too_little_history_is_not_measured(assessment):
    few = pd.DataFrame(
        {"recorded_on": pd.Timestamp("2020-01-01"), "outcome_on": [pd.Timestamp("2020-01-02")] * 99}
    )
    assert outcomes.months_to_settle(few, assessment) == 6
    assert outcomes.months_to_settle(few.iloc[:0], assessment) == 6


def test_no_crimes_give_no_rows(offences, assessment):
    none = offences.iloc[:0]
    assert outcomes.outcome_mix(none, assessment).empty
    assert outcomes.share_of_outcome(none, "22", assessment).empty
    assert outcomes.assigned_by_month(none, assessment).empty
