"""Concentration: the authors' own examples, chance by simulation, and ties, zeros and giants."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sva.errors import SvaError
from sva.measures import concentration as c

SPARSE = [5, 2, 1, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("crimes", "plain", "adjusted"),
    [
        # the examples of the authors' R package lorenzgini
        ([10, 8, 2, 0, 0, 0, 0, 0, 0, 0], 0.78, 0.78),
        (SPARSE, 0.80, 0.75),
        ([10] + [0] * 9, 0.90, 0.90),
    ],
)
def test_gini_is_that_of_bernasco_and_steenbeek(crimes, plain, adjusted):
    assert c.gini(crimes, adjusted=False)["value"].iloc[0] == pytest.approx(plain, abs=1e-12)
    assert c.gini(crimes)["value"].iloc[0] == pytest.approx(adjusted, abs=1e-12)


def test_one_event_each_until_they_run_out_is_perfect_equality():
    assert c.gini([1] * 20 + [0] * 80)["value"].iloc[0] == pytest.approx(0, abs=1e-12)
    assert c.gini([1] * 20 + [0] * 80, adjusted=False)["value"].iloc[0] == pytest.approx(0.8)


def test_gini_is_half_the_relative_mean_difference():
    x = np.array([3.0, 9, 1, 4, 4, 0, 12])
    difference = np.abs(x[:, None] - x[None, :]).mean()
    ours = c.gini(x, adjusted=False)["value"].iloc[0]
    assert ours == pytest.approx(difference / (2 * x.mean()), rel=1e-12)


def test_jackknife_is_that_of_leaving_each_place_out():
    x = np.array([5, 2, 2, 1, 0, 0, 4, 0, 0, 1, 0, 0])
    row = c.gini(x).iloc[0]
    without = np.array([c.gini(np.delete(x, i))["value"].iloc[0] for i in range(x.size)])
    error = np.sqrt((x.size - 1) / x.size * np.sum((without - without.mean()) ** 2))
    assert row["upper"] - row["value"] == pytest.approx(1.959963984540054 * error, rel=1e-9)


def test_lorenz_takes_the_fullest_first_and_knows_maximal_equality():
    curve = c.lorenz(SPARSE)
    assert curve["places"].tolist() == [0, 1, 2, 3, 10]
    assert curve["event_share"].tolist() == [0, 0.625, 0.875, 1, 1]
    assert curve["equal_share"].tolist() == [0, 1 / 8, 2 / 8, 3 / 8, 1]
    assert c.lorenz([4, 4, 8])["equal_share"].tolist() == [0, 1 / 3, 1]


def test_area_between_curve_and_diagonal_is_half_the_gini():
    x = [5, 2, 1, 0, 7, 3, 3, 0]
    curve = c.lorenz(x)
    area = np.trapezoid(curve["event_share"], curve["place_share"]) - 0.5
    assert 2 * area == pytest.approx(c.gini(x, adjusted=False)["value"].iloc[0], rel=1e-12)


def test_top_share_takes_whole_places_at_least_one():
    table = c.top_share([50, 30, 10, 5, 5], [0.01, 0.2, 0.59, 1])
    assert table["places"].tolist() == [1, 1, 2, 5]
    assert table["event_share"].tolist() == [0.5, 0.5, 0.8, 1]


def test_how_many_places_hold_half():
    table = c.places_holding([50, 30, 10, 5, 5], [0.5, 0.51, 1])
    assert table["places"].tolist() == [1, 2, 5]
    assert table["event_share"].tolist() == [0.5, 0.8, 1]


@pytest.mark.parametrize("mean", [0.05, 0.8, 6.0])
def test_by_chance_is_what_random_places_hold(mean):
    rng = np.random.default_rng(7)
    n, share = 20000, np.array([0.01, 0.05, 0.2])
    x = np.bincount(rng.integers(0, n, int(mean * n)), minlength=n)
    table = c.top_share(x, share)
    np.testing.assert_allclose(table["by_chance"], table["event_share"], rtol=0.05)
    half = c.places_holding(x)
    assert half["by_chance"].iloc[0] == pytest.approx(half["place_share"].iloc[0], rel=0.05)


def test_sparse_events_look_concentrated_by_chance_alone():
    # 100 events at 1,000 places: 5% of places hold half of them at the least
    x = np.r_[np.ones(100, dtype=int), np.zeros(900, dtype=int)]
    table = c.top_share(x, 0.05)
    assert table["event_share"].iloc[0] == 0.5
    assert table["by_chance"].iloc[0] > 0.5


def test_weighted_events_have_no_chance_line_and_no_count_adjustment():
    harm = [5475.0, 10, 365, 273.75, 0, 0]
    assert np.isnan(c.top_share(harm, 0.2)["by_chance"].iloc[0])
    with pytest.raises(SvaError, match="fractions"):
        c.gini(harm)
    assert 0 < c.gini(harm, adjusted=False)["value"].iloc[0] < 1


def test_defined_without_events_for_one_place_and_for_giants():
    none = c.gini([0, 0, 0])
    assert none["flag"].tolist() == ["not assessable"]
    assert none["value"].isna().all()
    assert c.lorenz([0, 0])["event_share"].isna().all()
    assert c.places_holding([0, 0])["places"].isna().all()
    assert np.isnan(c.top_share([0, 0])["event_share"].iloc[0])
    assert c.gini([7])["value"].iloc[0] == 0
    assert c.gini([7])[["lower", "upper"]].isna().all(axis=None)
    giants = c.top_share([10**9, 10**9, 10**9 + 10**6], 0.34)
    assert giants["event_share"].iloc[0] == pytest.approx(1 / 3, rel=1e-3)
    assert giants["by_chance"].iloc[0] == pytest.approx(1 / 3, rel=1e-3)
    assert c.gini([3, 2])["flag"].tolist() == ["small base"]


@settings(deadline=None)
@given(st.lists(st.integers(0, 50), min_size=3, max_size=40))
def test_gini_stays_within_bounds_and_order_does_not_matter(x):
    row = c.gini(x).iloc[0]
    if sum(x):
        assert -1e-9 <= row["value"] <= 1
        assert c.gini(x[::-1])["value"].iloc[0] == row["value"]
        assert row["value"] <= c.gini(x, adjusted=False)["value"].iloc[0] + 1e-9


@pytest.mark.parametrize("function", [c.lorenz, c.gini, c.top_share, c.places_holding])
@pytest.mark.parametrize(
    ("bad", "said"), [([-1, 2], "negative"), ([1, None], "missing"), ([], "no rows"), (["a"], "numbers")]
)  # fmt: skip
def test_refuses_what_cannot_be_meant(function, bad, said):
    with pytest.raises(SvaError, match=said):
        function(bad)


def test_shares_outside_nothing_and_everything_are_refused():
    with pytest.raises(SvaError, match="share=0"):
        c.top_share([1, 2], 0)
    with pytest.raises(SvaError, match=r"share=1\.5"):
        c.places_holding([1, 2], 1.5)


def test_input_is_left_alone():
    x = pd.Series([3, 1, 2])
    before = x.copy()
    c.gini(x)
    c.top_share(x)
    pd.testing.assert_series_equal(x, before)
