"""Stability, classes over time, change against the rest, and maps scored on what came after."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sva.errors import SvaError
from sva.measures.trend import mann_kendall
from sva.places import accuracy
from sva.places.change import change_by_place, weighted_displacement_difference
from sva.places.classify import CLASSES, RULES, _way, classify_over_time, slices_of_months
from sva.places.neighbours import grid_neighbours
from sva.places.stability import rank_interval, stability


@pytest.fixture(scope="module")
def field():
    rows, columns = (part.ravel() for part in np.indices((15, 15)))
    return grid_neighbours(rows, columns)


@pytest.fixture(scope="module")
def people():
    return np.random.default_rng(1).integers(900, 2400, 225).astype(float)


def test_a_strong_hot_spot_is_stable_and_chance_is_not(field, people):
    rng = np.random.default_rng(6)
    counts = rng.poisson(people / 600)
    counts[112] += 60
    share = stability(counts, people, field, runs=100, seed=4)
    assert share[112] == 1
    # places far from the planted one are seldom hot
    assert np.delete(share, [112, 111, 113, *range(96, 99), *range(126, 129)]).max() < 0.9
    assert (share == stability(counts, people, field, runs=100, seed=4)).all()
    with pytest.raises(SvaError, match="20 or more"):
        stability(counts, people, field, runs=5)


def test_ranks_are_as_wide_as_chance_makes_them():
    low, high = rank_interval([200, 30, 29, 28, 27, 1])
    assert (low[0], high[0]) == (1, 1)
    assert low[1] == 2
    assert high[1] >= 4
    assert (low <= high).all()


def test_no_events_make_no_hot_spots(field, people):
    assert stability(np.zeros(225), people, field, runs=20).sum() == 0


def test_every_class_has_its_rule_and_is_reached():
    assert set(RULES) == set(CLASSES)
    pattern = {
        "persistent": "1111111111",
        "emerging": "0000000011",
        "diminishing": "1111111101",
        "former": "1111110000",
        "sporadic": "1001000010",
        "never": "0000000000",
    }
    hot = np.array([[mark == "1" for mark in text] for text in pattern.values()])
    counts = np.full(hot.shape, 20.0)
    counts[2] = np.linspace(60, 15, 10)
    counts[5] = 1000 - counts[2]  # so that the other shares stay level
    assert classify_over_time(hot, counts).tolist() == list(pattern)


def test_a_rise_everywhere_makes_no_place_emerging():
    hot = np.ones((3, 12), bool)
    rising = np.arange(10, 22) * np.array([[5], [5], [5]])
    assert classify_over_time(hot, rising).tolist() == ["persistent"] * 3
    alone = rising.astype(float)
    alone[0] *= np.linspace(1, 4, 12)
    assert classify_over_time(hot, alone)[0] == "emerging"


def test_nine_slices_are_refused():
    with pytest.raises(SvaError, match="9 slices of time; expected 10 or more"):
        classify_over_time(np.ones((4, 9), bool), np.ones((4, 9)))


def test_the_trend_of_a_share_is_that_of_mann_and_kendall():
    rng = np.random.default_rng(8)
    series = rng.poisson(4 + np.linspace(0, 3, 14), (60, 14)).astype(float)
    dates = pd.date_range("2010-01-01", periods=14, freq="YS")
    for row, ours in zip(series, _way(series), strict=True):
        theirs = mann_kendall(row, dates).iloc[0]
        if "normal" in theirs["method"]:
            assert ours == (np.sign(theirs["tau"]) if theirs["p"] < 0.05 else 0)


def test_slices_are_whole_and_end_with_the_last_month():
    assert slices_of_months(36, 3).tolist() == [i // 3 for i in range(36)]
    assert (slices_of_months(35, 3) == -1).sum() == 2


def test_change_takes_out_what_everywhere_else_did():
    rng = np.random.default_rng(3)
    before = rng.poisson(30, 400)
    now = rng.poisson(60, 400)  # everything doubles
    rows = change_by_place(now, before)
    assert abs(rows["ratio"].median() - 1) < 0.05
    assert (rows["q"] < 0.05).sum() == 0
    now[7] = 160
    grown = change_by_place(now, before).loc[7]
    assert grown["q"] < 0.001
    assert grown["lower"] > 1.5


def test_change_has_the_exact_binomial_p():
    now, before = np.r_[12, np.full(99, 50)], np.r_[3, np.full(99, 50)]
    row = change_by_place(now, before).iloc[0]
    assert row["p"] == pytest.approx(stats.binomtest(12, 15, 0.5).pvalue, rel=1e-9)
    limits = stats.binomtest(12, 15, 0.5).proportion_ci()
    assert row[["lower", "upper"]].astype(float).tolist() == pytest.approx(
        [limits.low / (1 - limits.low), limits.high / (1 - limits.high)]
    )


def test_change_of_large_places_counts_the_chance_of_the_rest():
    rng = np.random.default_rng(10)
    false = [
        (change_by_place(rng.poisson(400, 2), rng.poisson(400, 2))["p"] < 0.05).any()
        for _ in range(400)
    ]
    assert np.mean(false) < 0.08
    rows = change_by_place([400, 300], [350, 310])
    assert rows["method"].tolist() == ["log ratio"] * 2


def test_a_place_without_events_has_no_change():
    rows = change_by_place([0, 5, 100], [0, 0, 100])
    assert np.isnan(rows.loc[0, "p"])
    assert np.isinf(rows.loc[1, "upper"])
    with pytest.raises(SvaError, match="not whole"):
        change_by_place([1.5, 2], [1, 1])


def test_weighted_displacement_difference_is_the_papers_and_ptools():
    """Wheeler and Ratcliffe (2018), and the tests of R's ptools 2.0.0 (MIT)."""
    paper = weighted_displacement_difference([207, 110], [308, 318], [178, 157], [150, 140])
    total = paper.iloc[2]
    assert (total["value"], total["error"]) == (-118, pytest.approx(np.sqrt(1568)))
    assert round(total["z"], 2) == -2.98
    assert total[["lower", "upper"]].astype(float).round().tolist() == [-196, -40]
    local = weighted_displacement_difference([20, 10], [20, 20]).iloc[0]
    assert (local["value"], round(local["error"], 6)) == (-10, 8.3666)
    longer = weighted_displacement_difference([80, 20], [100, 50], exposure=[2, 1]).iloc[0]
    assert (longer["value"], longer["error"]) == (-20, pytest.approx(np.sqrt(115)))
    wide = weighted_displacement_difference([207, 110], [308, 318], dispersion=4).iloc[0]
    assert wide["error"] == pytest.approx(2 * paper.iloc[0]["error"])
    with pytest.raises(SvaError, match="two counts"):
        weighted_displacement_difference([1], [2, 3])


def test_a_map_is_scored_by_hit_rate_over_ground():
    one = accuracy.score([True, True, False, False], [10, 5, 3, 2], [1, 1, 4, 4])
    assert (one.hit_rate, one.size_share, one.pai) == (0.75, 0.2, pytest.approx(3.75))


def test_the_naive_map_takes_the_fullest_places_on_no_more_ground():
    chosen = accuracy.fullest([9, 8, 7, 0], [5, 50, 5, 1], 12)
    assert chosen.tolist() == [True, False, True, False]
    assert accuracy.fullest([0, 0], [1, 1], 5).sum() == 0


def test_lasting_hot_spots_are_caught_the_next_year_and_chance_ones_are_not(field, people):
    rng = np.random.default_rng(12)
    risk = people / 500
    risk[[40, 160, 200]] *= 12
    earlier, later = rng.poisson(risk), rng.poisson(risk)
    tested = accuracy.forward_test(earlier, later, people, field, np.ones(225))
    assert tested.hot.pai > 2
    assert tested.best.caught >= tested.naive_same_places.caught
    assert tested.naive.size <= tested.hot.size
    flat = rng.poisson(people / 500)
    nothing = accuracy.forward_test(flat, flat, people, field, np.ones(225))
    assert nothing.hot.places == 0
    assert np.isnan(nothing.hot.pai)
