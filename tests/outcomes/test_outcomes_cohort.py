"""Who is followed, from when, and until when."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.errors import SvaError
from sva.outcomes.cohort import FollowUp, index_events


def _tables(*rows: tuple[str, str, str, str | None, str | None, str | None]):
    """Rows of person, committed, recorded, outcome, offered, disposal; one incident each."""
    day = lambda at: pd.to_datetime([row[at] for row in rows])  # noqa: E731
    keys = [f"o{i}" for i in range(len(rows))]
    offences = pd.DataFrame(
        {"incident_key": [f"i{i}" for i in range(len(rows))], "offence_key": keys, "committed_from": day(1),
         "recorded_on": day(2), "month": day(1).to_period("M").to_timestamp()}
    )  # fmt: skip
    suspects = pd.DataFrame(
        {
            "incident_key": offences["incident_key"],
            "offence_key": keys,
            "person_key": [r[0] for r in rows],
            "age": 16,
        }
    )
    disposals = pd.DataFrame(
        {"offence_key": keys, "person_key": [r[0] for r in rows], "outcome_code": [r[3] for r in rows],
         "offered_on": day(4), "disposal_on": day(5)}
    )  # fmt: skip
    return offences, suspects, disposals


LONG_AGO = ("z", "2018-04-02", "2018-04-02", "18", None, None)


def test_one_event_a_person_the_first_with_enough_record_before_it(assessment):
    tables = _tables(
        LONG_AGO,
        ("p", "2019-01-05", "2019-01-05", "15", None, "2019-02-01"),
        ("p", "2020-06-01", "2020-06-03", "22", "2020-06-10", "2020-09-10"),
        ("p", "2020-11-01", "2020-11-02", "1", None, "2020-12-01"),
        ("p", "2021-02-01", "2021-02-02", "1", None, "2021-03-01"),
    )
    found = index_events(*tables, assessment)
    assert len(found) == 1
    row = found.iloc[0]
    assert (row["index_on"], row["prior"], row["again_count"]) == (pd.Timestamp("2020-06-10"), 1, 2)
    assert row["again_days"] == (pd.Timestamp("2020-11-01") - pd.Timestamp("2020-06-10")).days


def test_offered_counts_as_offered_whether_completed_or_not(assessment):
    tables = _tables(
        LONG_AGO,
        ("p", "2020-06-01", "2020-06-03", "1", "2020-06-10", "2020-12-01"),
        ("q", "2020-06-01", "2020-06-03", "22", None, "2020-12-01"),
        ("r", "2020-06-01", "2020-06-03", "15", None, "2020-12-01"),
    )
    found = index_events(*tables, assessment).set_index("person_key")
    assert found["offered"].to_dict() == {"p": True, "q": True, "r": False}
    assert found["recorded"].to_dict() == {"p": False, "q": True, "r": False}
    # Without an offer the clock starts as long after identification as offers usually come: seven days here.
    assert found.loc["r", "index_on"] == pd.Timestamp("2020-06-10")


def test_suspected_again_before_time_zero_is_left_out_on_either_side(assessment):
    tables = _tables(
        LONG_AGO,
        ("p", "2020-06-01", "2020-06-03", "22", "2020-06-20", "2020-12-01"),
        ("p", "2020-06-10", "2020-06-11", "15", None, None),
        ("q", "2020-06-01", "2020-06-03", "15", None, "2020-12-01"),
        ("q", "2020-06-10", "2020-06-11", "15", None, None),
        ("r", "2020-06-01", "2020-06-03", "15", None, "2020-12-01"),
    )
    assert index_events(*tables, assessment)["person_key"].tolist() == ["r"]


def test_an_offence_recorded_after_the_waiting_time_does_not_count(assessment):
    tables = _tables(
        LONG_AGO,
        ("p", "2020-06-01", "2020-06-03", "22", "2020-06-10", "2020-12-01"),
        ("p", "2021-05-01", "2022-02-01", "1", None, None),
        ("q", "2020-06-01", "2020-06-03", "22", "2020-06-10", "2020-12-01"),
        ("q", "2021-05-01", "2021-11-01", "1", None, None),
    )
    found = index_events(*tables, assessment).set_index("person_key")
    assert found["again_count"].to_dict() == {"p": 0, "q": 1}


def test_maturity_is_follow_up_and_waiting_before_the_extract(assessment):
    drawn = pd.Timestamp(assessment.data_as_at("police-suspects"))
    old, young = (
        drawn - pd.DateOffset(months=18),
        drawn - pd.DateOffset(months=18) + pd.Timedelta(days=1),
    )
    tables = _tables(
        LONG_AGO,
        *(
            (name, str(day.date()), str(day.date()), "22", str(day.date()), None)
            for name, day in (("p", old), ("q", young))
        ),
    )
    assert index_events(*tables, assessment).set_index("person_key")["mature"].to_dict() == {
        "p": True,
        "q": False,
    }
    shorter = index_events(*tables, assessment, rule=FollowUp(months=6, waiting=3))
    assert shorter["mature"].all()


def test_a_second_offence_of_the_same_incident_is_no_reoffending(assessment):
    offences, suspects, disposals = _tables(
        LONG_AGO,
        ("p", "2020-06-01", "2020-06-03", "22", "2020-06-10", "2020-12-01"),
        ("p", "2020-07-01", "2020-07-03", "1", None, None),
    )
    for table in (offences, suspects):
        table.loc[2, "incident_key"] = "i1"
    assert index_events(offences, suspects, disposals, assessment)["again_count"].tolist() == [0]


def test_victim_in_the_year_before_and_only_then(assessment):
    offences, suspects, disposals = _tables(
        LONG_AGO,
        ("p", "2020-06-01", "2020-06-03", "22", "2020-06-10", None),
        ("q", "2020-06-01", "2020-06-03", "22", "2020-06-10", None),
        ("x", "2019-12-01", "2019-12-03", "18", None, None),
        ("x", "2020-08-01", "2020-08-03", "18", None, None),
    )
    victims = pd.DataFrame({"offence_key": ["o3", "o4"], "person_key": ["p", "q"]})
    found = index_events(offences, suspects, disposals, assessment, victims=victims).set_index(
        "person_key"
    )
    assert found.loc[["p", "q"], "prior_victim"].tolist() == [True, False]
    assert index_events(offences, suspects, disposals, assessment)["prior_victim"].isna().all()


def test_empty_tables_give_no_rows(assessment):
    tables = [table.head(0) for table in _tables(LONG_AGO)]
    assert index_events(*tables, assessment).empty


def test_lengths_that_cannot_be_are_refused_together():
    with pytest.raises(SvaError) as caught:
        FollowUp(months=0, waiting=-1, look_back=-2)
    assert len(caught.value.faults) == 3


def test_index_events_do_not_depend_on_the_order_of_rows(assessment):
    rows = [LONG_AGO] + [
        (f"p{i % 7}", str(day.date()), str(day.date()), "22" if i % 3 else "15", str(day.date()) if i % 3 else None, None)
        for i, day in enumerate(pd.date_range("2020-04-05", periods=40, freq="9D"))
    ]  # fmt: skip
    tables = _tables(*rows)
    shuffled = [table.sample(frac=1, random_state=3) for table in tables]
    one, two = index_events(*tables, assessment), index_events(*shuffled, assessment)
    pd.testing.assert_frame_equal(one, two)
    assert np.all(one["again_count"] >= 0)
