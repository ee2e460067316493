"""Months, charts and steps."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sva.errors import SvaError
from sva.outcomes.interrupted import step_at, step_rows
from sva.outcomes.series import control_chart, monthly_mix

CHARGED = "Charged or summonsed"


@pytest.fixture(scope="module")
def months() -> pd.DatetimeIndex:
    return pd.date_range("2020-04-01", "2023-03-01", freq="MS")


@pytest.fixture(scope="module")
def crimes(months) -> pd.DataFrame:
    """A hundred crimes a month, ten charged; thirty charged from October 2022, when something changed."""
    rows = []
    for at, month in enumerate(months):
        charged = 30 if month >= pd.Timestamp("2022-10-01") else 9 + at % 3
        rows += [("1" if i < charged else "18", month) for i in range(100)]
    frame = pd.DataFrame(rows, columns=["outcome_code", "month"])
    return frame.assign(
        recorded_on=frame["month"], outcome_on=frame["month"] + pd.DateOffset(months=1)
    )


def test_groups_of_a_month_add_up_to_its_crimes_by_either_clock(crimes, assessment):
    for clock in ("recorded", "outcome"):
        rows = monthly_mix(crimes, assessment, clock=clock)
        sums = rows.groupby("period_start")["numerator"].sum()
        assert (sums == rows.groupby("period_start")["denominator"].first()).all()
        assert rows["strata"].unique().tolist() == [
            f"by month {'recorded' if clock == 'recorded' else 'of outcome'}"
        ]


def test_by_month_of_outcome_crimes_move_to_the_month_they_were_closed_in(crimes, assessment):
    recorded = monthly_mix(crimes, assessment)
    closed = monthly_mix(crimes, assessment, clock="outcome")
    assert recorded["period_start"].min() == pd.Timestamp("2020-04-01")
    assert closed["period_start"].min() == pd.Timestamp("2020-05-01")


def test_only_months_recorded_are_immature(crimes, assessment):
    assert monthly_mix(crimes, assessment, settle=6)["flag"].eq("immature").any()
    assert monthly_mix(crimes, assessment, settle=6, clock="outcome")["flag"].isna().all()


def test_a_change_shows_as_rules_broken_and_a_named_cause_sets_new_limits(crimes, assessment):
    mix = monthly_mix(crimes, assessment)
    plain = control_chart(mix, CHARGED, assessment)
    late = plain[plain["period_start"] >= "2022-10-01"]
    assert late["method"].str.contains("high").all()
    named = control_chart(
        mix, CHARGED, assessment, causes=[(date(2022, 10, 1), "a charging pilot")]
    )
    late = named[named["period_start"] >= "2022-10-01"]
    assert late["method"].str.contains("known cause: a charging pilot").all()
    assert not late["method"].str.contains("astronomical").any()
    assert late["flag"].fillna("").tolist() == ["series break"] + [""] * 5


def test_too_few_mature_months_make_no_chart(crimes, assessment):
    recent = crimes[crimes["month"] >= "2022-06-01"]
    assert control_chart(monthly_mix(recent, assessment), CHARGED, assessment).empty


@pytest.mark.parametrize("count", [11, 0])
def test_fewer_than_twelve_months_on_a_side_are_refused_with_the_numbers(months, count):
    value = np.ones(len(months))
    at = (months[count] if count else months[0]).date()
    with pytest.raises(SvaError, match=f"{count} months before"):
        step_at(value, months, at, kind="training")


def test_a_national_deadline_is_no_training_date(months):
    with pytest.raises(SvaError, match="national deadline"):
        step_at(np.ones(len(months)), months, date(2021, 10, 1), kind="national deadline")


def test_a_refused_step_is_a_row_that_says_why(crimes, assessment):
    row = step_rows(monthly_mix(crimes, assessment), CHARGED, date(2022, 10, 1), assessment).iloc[0]
    assert row["flag"] == "not assessable"
    assert pd.isna(row["value"])
    assert "6 months after October 2022" in row["method"]


def test_a_planted_step_is_covered_as_often_as_stated_with_and_without_memory(months):
    time = np.arange(36)
    for memory, least in ((0.0, 0.93), (0.3, 0.85)):
        hits = []
        for seed in range(200):
            rng = np.random.default_rng([3, seed])
            noise = rng.normal(0, 1, 36)
            for i in range(1, 36):
                noise[i] += memory * noise[i - 1]
            value = 10 + 0.05 * time + 2.0 * (time >= 18) + noise
            found = step_at(value, months, months[18].date(), kind="training")
            hits.append(found["step_lower"] <= 2.0 <= found["step_upper"])
        assert least <= np.mean(hits) <= 0.99, (memory, np.mean(hits))


def test_step_without_noise_is_exact(months):
    time = np.arange(36.0)
    value = 5 + 0.1 * time + np.where(time >= 20, 3 + 0.2 * (time - 20), 0)
    found = step_at(value, months, months[20].date(), kind="local change")
    assert found["step"] == pytest.approx(3)
    assert found["slope"] == pytest.approx(0.2)


def test_the_step_of_the_nile_in_1899_is_that_of_the_textbooks():
    # Cobb (1978), Balke (1993): the Nile's flow stepped down by about 250 at 1899 (statsmodels ships the series).
    sm = pytest.importorskip("statsmodels.api")
    flow = sm.datasets.nile.load_pandas().data["volume"].to_numpy(float)[:60]
    # Years stand in for months: the method only sees equal steps.
    stamps = pd.date_range("1971-01-01", periods=60, freq="MS")
    found = step_at(flow, stamps, stamps[28].date(), kind="local change")
    assert found["step_upper"] < 0
    assert -420 < found["step"] < -150
