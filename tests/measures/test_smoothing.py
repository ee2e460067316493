"""Empirical Bayes against esda and spdep on the St Louis homicides, and on what breaks formulae."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sva.errors import SvaError
from sva.measures import smoothing


@pytest.fixture(scope="module")
def st_louis(shared):
    folder = shared / "known-answers" / "esda-spdep"
    return pd.read_csv(folder / "stl_hom_input.csv"), pd.read_csv(folder / "stl_local_expected.csv")


def neighbours(shared):
    from libpysal.io import open as open_weights

    weights = open_weights(str(shared / "known-answers" / "esda-spdep" / "stl.gal")).read()
    weights.id_order = [str(i) for i in range(1, weights.n + 1)]
    return weights


def test_global_rates_are_those_of_esda_and_spdep(st_louis):
    counties, expected = st_louis
    ours = smoothing.empirical_bayes(counties["HC8893"], counties["PO8893"], per=1)
    np.testing.assert_allclose(ours["value"], expected["eb_rate"], rtol=1e-9)
    np.testing.assert_allclose(ours["value"], expected["eb_rate_spdep"], rtol=1e-9)
    np.testing.assert_allclose(ours["crude"], expected["raw_rate"], rtol=1e-9)


def test_global_rates_of_the_first_period_are_the_published_ones(st_louis):
    # the docstring of esda.smoothing.Empirical_Bayes
    published = [2.36718950e-05, 4.54539167e-05, 4.78114019e-05, 2.76907146e-05, 6.58989323e-05,
                 3.66494122e-05, 5.79952721e-05, 2.03064590e-05, 3.31152999e-05, 3.02748380e-05]  # fmt: skip
    counties, _ = st_louis
    ours = smoothing.empirical_bayes(counties["HC7984"], counties["PO7984"], per=1)
    np.testing.assert_allclose(ours["value"].iloc[:10], published, rtol=1e-8)


def test_local_rates_are_the_published_ones(st_louis, shared):
    # the docstring of esda.smoothing.Spatial_Empirical_Bayes, and esda itself
    published = [4.01485749e-05, 3.62437513e-05, 4.93034844e-05, 5.09387329e-05, 3.72735210e-05,
                 3.69333797e-05, 5.40245456e-05, 2.99806055e-05, 3.73034109e-05, 3.47270722e-05]  # fmt: skip
    from esda.smoothing import Spatial_Empirical_Bayes

    counties, _ = st_louis
    weights = neighbours(shared)
    x, n = counties["HC7984"], counties["PO7984"]
    ours = smoothing.empirical_bayes_local(x, n, weights.sparse, per=1)
    np.testing.assert_allclose(ours["value"].iloc[:10], published, rtol=1e-8)
    oracle = Spatial_Empirical_Bayes(x.to_numpy(), n.to_numpy(), weights).r.ravel()
    np.testing.assert_allclose(ours["value"], oracle, rtol=1e-9)


def test_limits_are_quantiles_of_the_gamma_posterior():
    from scipy.stats import gamma

    x, n = np.array([0, 3, 30, 9]), np.array([100.0, 1000, 2000, 700])
    table = smoothing.empirical_bayes(x, n, per=1, confidence=0.9)
    m = x.sum() / n.sum()
    a = np.sum(n * (x / n - m) ** 2) / n.sum() - m / n.mean()
    posterior = gamma(m**2 / a + x, scale=1 / (m / a + n))
    np.testing.assert_allclose(table["value"], posterior.mean(), rtol=1e-12)
    np.testing.assert_allclose(table["lower"], posterior.ppf(0.05), rtol=1e-9)
    np.testing.assert_allclose(table["upper"], posterior.ppf(0.95), rtol=1e-9)


def test_places_that_differ_by_chance_only_all_have_the_overall_rate():
    table = smoothing.empirical_bayes([10, 11, 9, 10], [1000] * 4)
    assert table["value"].tolist() == pytest.approx([10] * 4)
    assert table["method"].unique().tolist() == ["mean of all"]
    assert table[["lower", "upper"]].isna().all(axis=None)


def test_the_whole_neighbourhood_makes_local_global():
    rng = np.random.default_rng(2)
    n = rng.integers(200, 4000, 30)
    x = rng.poisson(n * rng.gamma(3, 0.003, 30))
    one = smoothing.empirical_bayes(x, n)
    two = smoothing.empirical_bayes_local(x, n, np.ones((30, 30)))
    np.testing.assert_allclose(one["value"], two["value"], rtol=1e-9)
    assert (two["neighbours"] == 29).all()


def test_island_keeps_its_own_rate_and_is_flagged():
    chain = np.zeros((4, 4))
    chain[0, 1] = chain[1, 0] = chain[1, 2] = chain[2, 1] = 1
    table = smoothing.empirical_bayes_local([1, 9, 2, 7], [500, 400, 600, 300], chain)
    assert table["flag"].fillna("").tolist() == ["", "", "", "small base"]
    assert table["value"].iloc[3] == table["crude"].iloc[3]
    assert table["method"].iloc[3] == "crude"


def test_empty_places_and_missing_counts_take_no_part():
    few = smoothing.empirical_bayes([1, 9, 2], [500, 400, 600])
    more = smoothing.empirical_bayes([1, 9, 2, 0, None], [500, 400, 600, 0, 800])
    assert more["flag"].iloc[3:].tolist() == ["not assessable"] * 2
    assert more["value"].iloc[3:].isna().all()
    np.testing.assert_allclose(more["value"].iloc[:3], few["value"], rtol=1e-12)
    everyone = np.ones((5, 5))
    local = smoothing.empirical_bayes_local([1, 9, 2, 0, None], [500, 400, 600, 0, 800], everyone)
    np.testing.assert_allclose(local["value"].iloc[:3], few["value"], rtol=1e-12)
    assert local["neighbours"].tolist() == [2, 2, 2, 0, 0]


def test_defined_without_events_and_at_a_thousand_million():
    none = smoothing.empirical_bayes([0, 0], [10, 20])
    assert none["value"].tolist() == [0, 0]
    big = smoothing.empirical_bayes([10**9, 2 * 10**9], [10**10, 10**10], per=1)
    assert big["value"].tolist() == pytest.approx([0.1, 0.2], rel=1e-6)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(100, 5000)), min_size=2, max_size=25),
    st.randoms(use_true_random=False),
)
def test_smoothed_rates_lie_between_the_crude_and_the_overall(places, random):
    x, n = map(np.array, zip(*places, strict=True))
    table = smoothing.empirical_bayes(x, n, per=1)
    overall = x.sum() / n.sum()
    low, high = np.minimum(table["crude"], overall), np.maximum(table["crude"], overall)
    assert (table["value"] >= low - 1e-12).all()
    assert (table["value"] <= high + 1e-12).all()
    order = list(range(len(places)))
    random.shuffle(order)
    again = smoothing.empirical_bayes(x[order], n[order], per=1)["value"].to_numpy()
    np.testing.assert_allclose(again, table["value"].to_numpy()[order], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(
    ("count", "population", "said"),
    [([-1, 1], [5, 5], "negative"), ([0.5, 1], [5, 5], "fractions"), ([1, 1], [0, 5], "nobody"),
     ([1, 2], [1, 2, 3], "different lengths")],
)  # fmt: skip
def test_refuses_what_cannot_be_meant(count, population, said):
    with pytest.raises(SvaError, match=said):
        smoothing.empirical_bayes(count, population)


@pytest.mark.parametrize(
    ("weights", "said"), [(np.ones((2, 3)), "shape"), (-np.ones((2, 2)), "below 0")]
)
def test_refuses_weights_that_are_none(weights, said):
    with pytest.raises(SvaError, match=said):
        smoothing.empirical_bayes_local([1, 2], [10, 10], weights)


def test_input_is_left_alone():
    frame = pd.DataFrame({"x": [1, 9, 2], "n": [500, 400, 600]})
    weights = np.eye(3)
    before = frame.copy()
    smoothing.empirical_bayes_local(frame["x"], frame["n"], weights)
    pd.testing.assert_frame_equal(frame, before)
    assert (weights == np.eye(3)).all()
