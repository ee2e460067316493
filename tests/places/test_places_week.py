"""Parts of the week are a whole week; holidays are days in no term; spans are spread, never guessed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from sva.assessment.schema import TermDates
from sva.errors import SvaError
from sva.places.week import KINDS_OF_DAY, PARTS_OF_WEEK, aoristic, by_kind_of_day, by_part_of_week


def offences(times, **more):
    when = pd.to_datetime(pd.Series(times))
    month = when.dt.to_period("M").dt.to_timestamp()
    return pd.DataFrame({"committed_from": when, "month": month, "time_known": True, **more})


def test_every_hour_of_a_week_is_in_one_part(assessment):
    week = pd.date_range("2022-05-02", periods=168, freq="h")
    rows = by_part_of_week(offences(week), assessment).set_index("group")
    assert rows.index.tolist() == list(PARTS_OF_WEEK)
    assert rows["numerator"].tolist() == [15, 20, 50, 83]
    assert rows["denominator"].unique().tolist() == [168]


@pytest.mark.parametrize(
    ("moment", "part"),
    [
        ("2022-05-06 15:00", 0),  # Friday
        ("2022-05-06 17:59", 0),
        ("2022-05-06 18:00", 3),
        ("2022-05-06 20:00", 1),
        ("2022-05-08 05:59", 1),  # Sunday morning: Saturday's night
        ("2022-05-08 21:00", 2),
        ("2022-05-07 16:00", 3),
    ],
)
def test_a_night_belongs_to_the_day_on_which_it_began(moment, part, assessment):
    rows = by_part_of_week(offences([moment]), assessment)
    assert rows["numerator"].tolist() == [int(i == part) for i in range(4)]


def test_unknown_hours_are_counted_beside(assessment):
    table = offences(["2022-05-06 16:00", "2022-05-06 00:00"])
    table["time_known"] = [True, False]
    rows = by_part_of_week(table, assessment)
    assert rows["unknown_count"].unique().tolist() == [1]
    assert rows["denominator"].unique().tolist() == [1]


def test_days_in_no_term_are_holidays(assessment):
    terms = [
        TermDates(start="2022-04-25", end="2022-05-27"),
        TermDates(start="2022-06-06", end="2022-07-20"),
    ]
    given = dataclasses.replace(
        assessment, settings=assessment.settings.model_copy(update={"terms": terms})
    )
    period = (pd.Timestamp("2022-05-01").date(), pd.Timestamp("2022-06-30").date())
    table = offences(
        [
            "2022-05-27 10:00",
            "2022-05-30 10:00",
            "2022-06-04 10:00",
            "2022-06-06 10:00",
            "2022-06-01 00:00",
        ],
        date_known=["day", "day", "day", "day", "month"],
    )
    rows = by_kind_of_day(table, given, period=period)
    found = rows[rows["measure"] == "offences.share"].set_index("group")["numerator"]
    assert found.to_dict() == dict(zip(KINDS_OF_DAY, [2, 1, 1], strict=True))
    days = rows[rows["measure"] == "days.share"]
    assert days["numerator"].sum() == 61
    assert days["numerator"].tolist() == [39, 5, 17]
    without = dataclasses.replace(
        assessment, settings=assessment.settings.model_copy(update={"terms": []})
    )
    assert by_kind_of_day(table, without, period=period).empty
    whole_year = (period[0], pd.Timestamp("2023-03-31").date())
    assert by_kind_of_day(table, given, period=whole_year).empty  # its terms end in July


def test_spans_are_spread_evenly_and_add_up():
    rng = np.random.default_rng(1)
    starts = pd.Timestamp("2022-05-01") + pd.to_timedelta(rng.integers(0, 40_000, 500), unit="min")
    ends = starts + pd.to_timedelta(rng.integers(0, 1441, 500), unit="min")
    hours, left = aoristic(starts, ends)
    assert hours.sum() == pytest.approx(500)
    assert left == 0
    whole, _ = aoristic(["2022-05-02 00:00"], ["2022-05-03 00:00"])
    assert whole[0] == pytest.approx(np.full(24, 1 / 24))
    assert whole[1:].sum() == 0


def test_a_known_moment_keeps_its_hour_and_a_long_span_is_left_out():
    hours, left = aoristic(
        ["2022-05-06 22:30", "2022-05-06 22:30", "2022-05-01 00:00"],
        [None, "2022-05-06 22:30", "2022-05-09 00:00"],
    )
    assert (hours[4, 22], hours.sum(), left) == (2, 2, 1)
    with pytest.raises(SvaError, match="2 starts and 1 ends"):
        aoristic(["2022-05-06", "2022-05-06"], [None])
