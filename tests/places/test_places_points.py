"""Density and near repeats from points; points that are not places."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from sva.errors import SvaError
from sva.places.density import density, reference_bandwidth
from sva.places.grid import make_grid
from sva.places.near_repeat import knox
from sva.places.snapping import find_snap_points, unit_of_analysis


@pytest.fixture(scope="module")
def grid():
    return make_grid(shapely.Point(10_000, 10_000).buffer(9000), 250)


def direct(points, weights, cells, h):
    apart = ((cells[:, None] - points[None]) ** 2).sum(axis=2)
    return (np.exp(-apart / (2 * h * h)) * weights).sum(axis=1) * 1e6 / (2 * np.pi * h * h)


@pytest.mark.parametrize("h", [150.0, 500.0, 3000.0])
def test_the_density_is_the_direct_sum(grid, h):
    rng = np.random.default_rng(4)
    points = rng.normal(10_000, 2500, (700, 2))
    weights = rng.gamma(2, 1, 700)
    surface = density(points, grid, bandwidth=h, weights=weights)
    expected = direct(points, weights, grid.centres, h)
    seen = expected > 1e-9 * expected.max()
    assert surface.value[seen] == pytest.approx(expected[seen], rel=1e-7)
    assert surface.value[~seen].max(initial=0) <= 1e-9 * expected.max()


def test_the_density_holds_all_events(grid):
    points = np.random.default_rng(1).normal(10_000, 1500, (500, 2))
    surface = density(points, grid)
    assert (surface.value * 0.25**2).sum() == pytest.approx(500, rel=0.005)
    assert surface.rule == "normal reference rule, 500 points"
    assert surface.bandwidth == pytest.approx(reference_bandwidth(points))


def test_hexagons_have_the_same_density():
    area = shapely.box(0, 0, 6000, 6000)
    points = np.random.default_rng(1).normal(3000, 700, (300, 2))
    hexagons = make_grid(area, 500, kind="hexagon")
    expected = direct(points, np.ones(300), hexagons.centres, 600)
    assert density(points, hexagons, bandwidth=600).value == pytest.approx(expected)


def test_a_kernel_narrower_than_the_cell_is_said(grid):
    points = np.random.default_rng(1).normal(10_000, 1500, (50, 2))
    assert "smaller than the cell" in density(points, grid, bandwidth=100).notes[0]
    assert density(points, grid, bandwidth=250).notes == ()
    with pytest.raises(SvaError, match="more than 0"):
        density(points, grid, bandwidth=0)
    with pytest.raises(SvaError, match="ten or more"):
        reference_bandwidth(points[:9])


def events(folder, name):
    table = pd.read_csv(folder / "near-repeat-knox" / f"{name}_input.csv")
    return table[["x_m", "y_m"]].to_numpy(), pd.to_datetime(table["date"])


def limits(bands):
    return [0.0] + [float(band.split(",")[1].rstrip(")")) for band in bands if "Inf" not in band]


CASES = [
    ("chicago_arson_2016", "euclidean", "200m_1day"),
    ("chicago_arson_2016", "manhattan", "true_intervals"),
    ("chicago_burglary_month1", "euclidean", "100m_7day"),
    ("chicago_burglary_month1", "manhattan", "nrc_contents"),
]


@pytest.mark.parametrize(("name", "metric", "convention"), CASES)
def test_tables_are_those_of_near_repeat_in_r(shared, name, metric, convention):
    """R's NearRepeat on Chicago's open data: pairs exact; ratio and p are of its own shuffles."""
    known = pd.read_csv(shared / "known-answers" / "near-repeat-knox" / "knox_expected.csv")
    known = known[
        (known["dataset"] == name)
        & (known["method"] == metric)
        & (known["band_convention"] == convention)
    ]
    far = limits(known["space_band"].drop_duplicates())
    long = limits(known["time_band"].drop_duplicates())
    found = knox(
        *events(shared / "known-answers", name), distances=far, periods=long, metric=metric
    )
    wide = known.pivot_table(index=["space_band", "time_band"], columns="measure", values="value")
    wide = wide.reset_index()
    ends = wide["space_band"].str.contains("Inf") | wide["time_band"].str.contains("Inf")
    wide = wide[~ends].assign(
        a=lambda t: t["space_band"].str.extract(r"\[([\d.]+)")[0].astype(float),
        b=lambda t: t["time_band"].str.extract(r"\[([\d.]+)")[0].astype(float),
    )
    both = found.table.merge(wide, left_on=["distance_from", "days_from"], right_on=["a", "b"])
    assert len(both) == len(found.table)
    assert both["observed_x"].tolist() == both["observed_y"].tolist()
    many = both["expected"] >= 5
    assert both.loc[many, "ratio"].to_numpy() == pytest.approx(
        both.loc[many, "knox_ratio"], rel=0.1
    )
    assert np.abs(both["p"] - both["pvalues"]).max() <= 0.05


def test_close_pairs_are_those_of_surveillance(shared):
    """R surveillance counts with <=, so the bands' ends are moved up by the smallest step."""
    known = pd.read_csv(
        shared / "known-answers" / "near-repeat-knox" / "surveillance_knox_euclidean.csv"
    )
    for row in known.itertuples():
        xy, when = events(shared / "known-answers", row.dataset)
        found = knox(
            xy,
            when,
            distances=[0, np.nextafter(row.delta_m_le, np.inf)],
            periods=[0, row.tau_days_le + 1],
            permutations=199,
        )
        assert found.pairs == row.n_pairs
        assert found.table["observed"].tolist() == [row.close_close]
        assert found.table["expected"][0] == pytest.approx(row.expected, rel=0.15)


def test_burkitts_lymphoma_in_uganda_has_the_published_pairs(shared):
    """pointpats' test: distance 20, 5 days, 13 close pairs."""
    folder = shared / "known-answers" / "near-repeat-knox"
    cases = pd.read_csv(folder / "burkitt_uganda_input.csv")
    published = pd.read_csv(folder / "burkitt_knox_expected.csv").iloc[0]
    assert json.loads(published["observed"])[0][0] == 13
    found = knox(cases[["X", "Y"]], cases["T"], distances=[0, np.nextafter(20, 21)], periods=[0, 6])
    assert found.table["observed"].tolist() == [13]
    assert found.table["p"][0] == pytest.approx(published["p_sim_999_seed1"], abs=0.05)


def test_the_pair_that_fooled_the_calculator_is_in_the_band_its_label_says():
    """Two events 100 m and 3 days apart, which the Near Repeat Calculator put at '101 to 200', '4 to 6'."""
    found = knox(
        [[0, 0], [0, 100]], [0, 3], distances=[0, 101, 201], periods=[0, 4, 7], permutations=19
    )
    assert found.table.loc[0, ["distance", "time", "observed"]].tolist() == [
        "[0, 101) m",
        "[0, 4) days",
        1,
    ]


def test_the_table_is_the_naive_count_and_the_same_for_the_same_seed():
    rng = np.random.default_rng(3)
    xy, days = rng.uniform(0, 3000, (300, 2)), rng.uniform(0, 90, 300)
    options = {"distances": [0, 200, 500], "periods": [0, 3, 10], "permutations": 19, "seed": 7}
    found = knox(xy, days, **options)
    gap = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))[np.triu_indices(300, 1)]
    lag = np.abs(days[:, None] - days[None])[np.triu_indices(300, 1)]
    naive = [
        ((gap >= a) & (gap < b) & (lag >= c) & (lag < d)).sum()
        for a, b in ((0, 200), (200, 500))
        for c, d in ((0, 3), (3, 10))
    ]
    assert found.table["observed"].tolist() == naive
    assert knox(xy, days, **options).table.equals(found.table)


def test_planted_repeats_say_how_far_and_how_long_to_act():
    rng = np.random.default_rng(9)
    first, start = rng.uniform(0, 20_000, (400, 2)), rng.integers(0, 330, 400)
    again = first + rng.normal(0, 60, (400, 2))
    xy, days = np.vstack([first, again]), np.r_[start, start + rng.integers(0, 14, 400)]
    found = knox(xy, days, periods=(0, 7, 14, 28), distances=(0, 200, 400, 800), permutations=199)
    assert (found.act_within_metres, found.act_within_days) == (200, 14)
    none = knox(
        rng.uniform(0, 20_000, (800, 2)),
        rng.integers(0, 365, 800),
        periods=(0, 7, 14, 28),
        distances=(0, 200, 400, 800),
        permutations=199,
    )
    assert (none.act_within_metres, none.act_within_days) == (0, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"distances": [10, 20]}, "rise from 0"),
        ({"periods": [0, 7, 7]}, "rise from 0"),
        ({"permutations": 9}, "19 or more"),
        ({"metric": "road"}, "euclidean"),
        ({"days": [1.0, np.nan]}, "missing"),
    ],
)
def test_bands_and_events_that_cannot_be_are_refused(change, words):
    given = {"points": [[0, 0], [1, 1]], "days": [0, 1], **change}
    with pytest.raises(SvaError, match=words):
        knox(**given)


def test_police_uks_points_are_recognised_and_refused(shared):
    folder = shared / "open-data" / "police-street" / "west-mercia-2025"
    paths = sorted(folder.glob("*.gz"))[:2]
    raw = pd.concat(pd.read_csv(path, usecols=["Longitude", "Latitude", "Month"]) for path in paths)
    found = find_snap_points(raw[["Longitude", "Latitude"]].to_numpy())
    assert found.found
    assert "not where it happened" in found.sentence
    known = raw.dropna()
    with pytest.raises(SvaError, match="anchor points"):
        knox(known[["Longitude", "Latitude"]], np.arange(len(known)))


def test_points_as_recorded_stay_points_even_with_a_hospital():
    rng = np.random.default_rng(2)
    points = np.vstack([rng.integers(0, 30_000, (600, 2)), np.tile([5000, 5000], (300, 1))])
    table = pd.DataFrame(points, columns=["easting", "northing"]).astype("Int64")
    assert unit_of_analysis(table)[0] == "point"
    assert unit_of_analysis(table[["easting"]])[0] == "lsoa"
    street = pd.DataFrame({"crime_type": ["Robbery"]})
    assert "streets" in unit_of_analysis(street)[1]
