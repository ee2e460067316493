"""How few places hold how much, and when it happens."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import places


@pytest.mark.parametrize("seed", range(5))
def test_the_fewest_areas_that_hold_a_part_are_those_of_a_plain_loop(seed, assessment, geography):
    generator = np.random.default_rng(seed)
    codes = geography.areas("lsoa", 2011)["area_code"].to_numpy()
    weights = generator.gamma(0.3, size=len(codes))
    drawn = generator.choice(codes, size=400, p=weights / weights.sum())
    offences = pd.DataFrame(
        {"lsoa_code": drawn, "month": pd.Timestamp("2022-05-01"), "place_status": "inside"}
    )
    rows = places.concentration(offences, assessment, geography).set_index("group")
    counts = sorted(pd.Series(drawn).value_counts(), reverse=True)
    for group, part in (("A quarter", 0.25), ("Half", 0.5), ("Four fifths", 0.8)):
        areas, held = 0, 0
        while held < part * 400:
            held += counts[areas]
            areas += 1
        assert rows.loc[group, "numerator"] == areas
    assert rows.loc["None", "numerator"] == 781 - len(counts)
    assert rows["denominator"].unique().tolist() == [781]


def test_one_area_holds_all_where_all_is_in_one(assessment, geography):
    code = geography.areas("lsoa", 2011)["area_code"].iloc[0]
    offences = pd.DataFrame(
        {"lsoa_code": [code] * 3, "month": pd.Timestamp("2022-05-01"), "place_status": "inside"}
    )
    rows = places.concentration(offences, assessment, geography)
    assert rows["numerator"].tolist() == [1, 1, 1, 780]


def test_nothing_located_gives_no_concentration(offences, assessment, geography):
    assert places.concentration(offences.assign(lsoa_code=None), assessment, geography).empty


@pytest.fixture
def timed() -> pd.DataFrame:
    start = pd.to_datetime(
        ["2022-05-07 23:10", "2022-05-07 00:00", "2022-05-02 15:00", "2022-05-02 09:00"]
    )
    return pd.DataFrame(
        {
            "committed_from": start,
            "committed_to": start + pd.to_timedelta([0, 0, 60, 600], unit="min"),
            "time_known": [True, False, True, True],
            "month": pd.Timestamp("2022-05-01"),
        }
    )


def test_default_times_and_long_spans_are_no_hours(timed, assessment):
    rows = places.count_by_hour(timed, assessment)
    assert len(rows) == 56
    busy = rows[rows["numerator"] > 0]
    assert busy[["strata", "group"]].to_numpy().tolist() == [
        ["Monday", "15:00 to 17:59"],
        ["Saturday", "21:00 to 23:59"],
    ]
    assert rows["unknown_count"].unique().tolist() == [2]
    assert rows["numerator"].sum() + 2 == len(timed)


def test_days_and_hours_stand_in_the_order_of_the_week(timed, assessment):
    rows = places.count_by_hour(timed, assessment)
    assert rows["strata"].unique().tolist()[::6] == ["Monday", "Sunday"]
    assert rows["group"].iloc[:2].tolist() == ["00:00 to 02:59", "03:00 to 05:59"]
    assert not rows["key"].duplicated().any()


def test_no_offences_have_no_hours(timed, assessment):
    assert places.count_by_hour(timed.iloc[:0], assessment).empty
