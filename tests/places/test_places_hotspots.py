"""Hot spots against esda and spdep, scipy, and maps without any."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.sparse import csr_array

from sva.errors import SvaError
from sva.measures import benjamini_hochberg, holm
from sva.measures.smoothing import empirical_bayes
from sva.places.hotspots import hot_spots, is_hot, local_g
from sva.places.neighbours import grid_neighbours, matrix_of_pairs
from sva.places.tails import beta_binomial_tail, binomial_tail


@pytest.fixture(scope="module")
def st_louis(shared):
    """Counties round St Louis: libpysal's example with queen weights (esda and spdep agree to 1e-15)."""
    folder = shared / "known-answers" / "esda-spdep"
    given = pd.read_csv(folder / "stl_hom_input.csv")
    expected = pd.read_csv(folder / "stl_local_expected.csv")
    numbers = [line.split() for line in (folder / "stl.gal").read_text().splitlines()[1:]]
    pairs = [
        (int(row[0]) - 1, int(other) - 1)
        for row, near in zip(numbers[::2], numbers[1::2], strict=True)
        for other in near
    ]
    first, second = np.array(pairs).T
    return given, expected, matrix_of_pairs(first, second, len(given))


def test_g_and_g_star_are_those_of_esda_and_spdep(st_louis):
    given, expected, neighbours = st_louis
    rates = given["HR8893"].to_numpy()
    for star, names in ((True, ["GiStar_z", "GiStar_z_spdep"]), (False, ["Gi_z", "Gi_z_spdep"])):
        ours = local_g(rates, neighbours, star=star)
        for name in names:
            assert np.abs(ours - expected[name]).max() < 1e-9


def test_six_points_have_the_published_z(shared):
    folder = shared / "known-answers" / "esda-spdep"
    points = pd.read_csv(folder / "six_points_localG_expected.csv")
    gap = np.hypot(
        *(
            points[["x", "y_coord"]].to_numpy()[:, None] - points[["x", "y_coord"]].to_numpy()[None]
        ).transpose(2, 0, 1)
    )
    neighbours = matrix_of_pairs(*np.nonzero((gap > 0) & (gap <= 15)), len(points))
    values = points["value"].to_numpy()
    assert local_g(values, neighbours, star=False) == pytest.approx(points["Gi_binary"], abs=1e-12)
    assert local_g(values, neighbours) == pytest.approx(points["GiStar_binary"], abs=1e-12)
    published = pd.read_csv(folder / "six_points_esda_test_values.csv").set_index("statistic")
    assert local_g(values, neighbours, star=False)[0] == pytest.approx(
        published.loc["Gi_binary_Z[0]", "value"], abs=1e-6
    )


def test_smoothed_rates_of_the_same_counties_are_those_of_spdep(st_louis):
    given, expected, _ = st_louis
    ours = empirical_bayes(given["HC8893"], given["PO8893"], per=1)["value"]
    assert np.abs(ours - expected["eb_rate_spdep"]).max() < 1e-9


def test_the_false_discovery_cut_is_the_published_one(st_louis):
    """esda's test_util: 0.001282051282051282 at 5% and 0.002564102564102564 at 10%."""
    p = st_louis[1]["lisa_p_sim_999_seed10"].to_numpy()
    for level, cut in ((0.05, 0.001282051282051282), (0.10, 0.002564102564102564)):
        claimed = benjamini_hochberg(p).to_numpy() <= level
        assert claimed.sum() * level / 78 == pytest.approx(cut, rel=1e-12)
        assert claimed.tolist() == (p <= cut).tolist()


def test_tails_are_scipys_exact_ones():
    k = np.arange(41.0)
    share = np.full(41, 0.2)
    assert binomial_tail(k, 40, share) == pytest.approx(stats.binom.sf(k - 1, 40, 0.2), rel=1e-12)
    for phi in (1.3, 2.0, 8.0):
        size = 39 / (phi - 1) - 1
        theirs = stats.betabinom(40, size * 0.2, size * 0.8)
        assert theirs.var() == pytest.approx(phi * 40 * 0.2 * 0.8)
        ours = beta_binomial_tail(k, 40, share, phi)
        assert ours == pytest.approx(theirs.sf(k - 1), rel=1e-9, abs=1e-12)


def test_a_place_is_hot_by_its_neighbourhoods_exact_tail():
    rows, columns = (part.ravel() for part in np.indices((12, 12)))
    neighbours = grid_neighbours(rows, columns)
    rng = np.random.default_rng(2)
    people = rng.integers(800, 2500, 144)
    count = rng.poisson(people / 800)
    count[50:53] += 12
    found = hot_spots(count, people, neighbours)
    around = count + neighbours @ count
    share = (people + neighbours @ people) / people.sum()
    assert found["p"].to_numpy() == pytest.approx(stats.binom.sf(around - 1, count.sum(), share))
    assert found["q"].to_numpy() == pytest.approx(benjamini_hochberg(found["p"]).to_numpy())
    assert found.loc[51, "hot"]
    assert found["rank"].sort_values().tolist() == list(range(1, 145))
    assert ((found["lower"] <= found["ratio"]) & (found["ratio"] <= found["upper"])).all()
    assert is_hot(count[:, None], people, neighbours)[:, 0].tolist() == found["hot"].tolist()
    stricter = hot_spots(count, people, neighbours, correction=holm)
    assert (stricter["q"] >= found["q"] - 1e-12).all()


def test_dispersion_makes_fewer_places_hot_and_wider_limits():
    neighbours = grid_neighbours(np.zeros(40, int), np.arange(40))
    count = np.r_[np.full(38, 3), 9, 8]
    plain, wide = (hot_spots(count, np.full(40, 100), neighbours, dispersion=d) for d in (1, 4))
    assert wide["hot"].sum() < plain["hot"].sum()
    assert (wide["upper"] - wide["lower"] > plain["upper"] - plain["lower"]).all()


def test_harm_makes_a_twin_map_and_leaves_the_chance_of_the_counts():
    neighbours = grid_neighbours(np.zeros(10, int), np.arange(10))
    count = np.array([5, 5, 5, 5, 5, 5, 5, 5, 5, 5])
    harm = np.r_[np.full(9, 10.0), 9000]
    twin = hot_spots(count, np.full(10, 100), neighbours, weight=harm)
    assert twin["ratio"].idxmax() == 9
    assert not twin["hot"].any()
    assert twin["lower"].isna().all()


def test_where_nobody_is_at_risk_nothing_is_hot():
    neighbours = matrix_of_pairs(np.array([0]), np.array([1]), 4)
    found = hot_spots([3, 0, 0, 1], [10, 10, 0, 10], neighbours)
    assert found["p"].isna().tolist() == [False, False, True, False]
    assert not found.loc[2, "hot"]


@pytest.mark.parametrize(
    ("count", "people", "words"),
    [
        ([1, 2], [1, 1, 1], "2 counts, 3 populations"),
        ([1.5, 0, 0], [1, 1, 1], "whole numbers"),
        ([1, 0, 0], [0, 0, 0], "nobody at risk"),
        ([0, 0, 1], [9, 9, 0], "where nobody is at risk"),
        ([1, 0, 0], [-1, 0, 0], "populations"),
    ],
)
def test_what_cannot_be_counted_is_refused(count, people, words):
    neighbours = csr_array((3, 3))
    with pytest.raises(SvaError, match=words):
        hot_spots(count, people, neighbours)


@pytest.mark.parametrize("mean", [0.05, 0.3, 1.0, 10.0])
def test_maps_without_hot_spots_rarely_show_any(mean):
    """At most 6.5% of 1,000 maps; the limit of 8.5% leaves room for chance in the 400 maps drawn here."""
    rows, columns = (part.ravel() for part in np.indices((28, 28)))
    neighbours = grid_neighbours(rows, columns, "square")
    rng = np.random.default_rng([8, int(mean * 100)])
    people = rng.gamma(20, 80, 784).round()
    counts = rng.poisson(mean * people[:, None] / people.mean(), (784, 400))
    assert is_hot(counts, people, neighbours).any(axis=0).mean() <= 0.085


def test_twice_its_share_is_a_harder_question():
    neighbours = grid_neighbours(np.zeros(60, int), np.arange(60))
    rng = np.random.default_rng(2)
    count = rng.poisson(400 * np.linspace(0.4, 1.6, 60))
    count[30] = 4000
    people = np.full(60, 1000)
    plain, twice = (hot_spots(count, people, neighbours, times=t) for t in (1, 2))
    assert plain["hot"].sum() > 10
    assert twice.index[twice["hot"]].tolist() == [29, 30, 31]
    assert twice.index[twice["core"]].tolist() == [30]
    assert is_hot(count[:, None], people, neighbours, times=2)[:, 0].sum() == 3
