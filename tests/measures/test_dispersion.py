"""Over-dispersion: what is planted is found, and the factor never narrows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from sva.errors import SvaError
from sva.measures import dispersion_from_clusters, dispersion_from_series, rate


def test_a_poisson_series_has_dispersion_of_about_one_and_a_fair_p() -> None:
    # Bortkiewicz's horse kicks: Fisher (1925) has chi-squared near its 199 degrees of freedom.
    deaths = np.repeat([0, 1, 2, 3, 4], [109, 65, 22, 3, 1])
    found = dispersion_from_series(deaths).iloc[0]
    assert_allclose(found["value"], deaths.var(ddof=1) / deaths.mean(), rtol=1e-12)
    assert found["lower"] < 1 < found["upper"]
    assert found["p"] > 0.4


def test_month_length_is_not_dispersion() -> None:
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    found = dispersion_from_series(days * 100, exposure=days).iloc[0]
    assert_allclose(found["value"], 0.0, atol=1e-20)
    assert found["factor"] == 1.0
    assert dispersion_from_series(days * 100)["value"].item() > 1


def test_expected_events_of_a_model_take_trend_and_season_out() -> None:
    trend = np.linspace(100, 400, 24)
    counts = np.random.default_rng(0).poisson(trend)
    assert dispersion_from_series(counts)["value"].item() > 10
    modelled = dispersion_from_series(counts, expected=trend, fitted=2).iloc[0]
    assert modelled["lower"] < 1 < modelled["upper"]


def test_planted_dispersion_is_within_its_limits_as_often_as_stated() -> None:
    random = np.random.default_rng(11)
    factor, months, runs = 5.0, 24, 2000
    # Negative binomial with variance 5 times the mean of 300.
    counts = random.negative_binomial(300 / (factor - 1), 1 / factor, (runs, months))
    label = np.repeat(np.arange(runs), months)
    found = dispersion_from_series(counts.ravel(), by=label)
    covered = ((found["lower"] <= factor) & (found["upper"] >= factor)).mean()
    assert 0.93 <= covered <= 0.97


def test_series_by_group_are_the_same_as_one_at_a_time_in_any_order() -> None:
    random = np.random.default_rng(3)
    table = pd.DataFrame(
        {"g": list("ab") * 12, "y": random.poisson(40, 24), "d": random.integers(28, 32, 24)}
    )
    together = dispersion_from_series(table["y"], exposure=table["d"], by=table["g"])
    for group, rows in table.groupby("g"):
        alone = dispersion_from_series(rows["y"], exposure=rows["d"]).set_axis([group])
        pd.testing.assert_frame_equal(together.loc[[group]], alone)
    moved = table.sample(frac=1, random_state=0)
    again = dispersion_from_series(moved["y"], exposure=moved["d"], by=moved["g"])
    pd.testing.assert_frame_equal(together, again, check_exact=True)


@pytest.mark.parametrize("counts", [[5], [0, 0, 0], [None, 4], []])
def test_too_little_to_say_is_blank_with_a_factor_of_one(counts) -> None:
    found = dispersion_from_series(counts).iloc[0]
    assert np.isnan(found["value"])
    assert found["flag"] == "not assessable"
    assert found["factor"] == 1.0


def test_missing_months_are_left_out() -> None:
    assert dispersion_from_series([4, None, 9])["periods"].item() == 2


def test_clusters_give_the_variance_of_a_compound_poisson_count() -> None:
    random = np.random.default_rng(4)
    sizes = random.choice([1, 2, 5], p=[0.6, 0.3, 0.1], size=30_000)
    found = dispersion_from_clusters(np.repeat(np.arange(len(sizes)), sizes)).iloc[0]
    truth = (0.6 + 0.3 * 4 + 0.1 * 25) / (0.6 + 0.6 + 0.5)
    assert found["events"] == sizes.sum()
    assert found["clusters"] == len(sizes)
    assert found["lower"] < truth < found["upper"]
    # The same from simulated totals: variance over mean.
    per_year = random.poisson(200, 4000)
    totals = [random.choice(sizes, n).sum() for n in per_year]
    assert_allclose(np.var(totals) / np.mean(totals), found["value"], rtol=0.08)


def test_lone_events_have_a_factor_of_one_and_one_incident_its_size() -> None:
    assert dispersion_from_clusters(["a", "b", "c"])["factor"].item() == 1.0
    assert dispersion_from_clusters(["a"] * 7)["factor"].item() == 7.0


def test_events_without_a_label_stand_alone() -> None:
    found = dispersion_from_clusters(["a", "a", None, None]).iloc[0]
    assert found["clusters"] == 3
    assert found["value"] == 1.5


def test_two_ways_to_cluster_are_joined_without_counting_twice() -> None:
    incident = ["i", "i", "j", "k"]
    person = ["p", "q", "p", "r"]
    # 4 + 1 + 1 by incident, 4 + 1 + 1 by person, 4 single pairs: (6 + 6 - 4) / 4.
    assert dispersion_from_clusters(incident, person)["value"].item() == 2.0
    # The same clustering twice is that clustering.
    assert dispersion_from_clusters(incident, incident)["value"].item() == 1.5


def test_labels_never_come_out() -> None:
    found = dispersion_from_clusters(["Jo Bloggs", "Jo Bloggs", "Sam"], by=["x", "x", "y"])
    assert "Bloggs" not in found.to_csv()
    assert list(found.index) == ["x", "y"]


def test_events_where_none_can_be_are_refused() -> None:
    with pytest.raises(SvaError, match="where none can be in row 1"):
        dispersion_from_series([4, 5], exposure=[30, 0])


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=40))
def test_the_factor_never_narrows_limits(counts: list[int]) -> None:
    found = dispersion_from_series(counts).iloc[0]
    assert found["factor"] >= 1
    if np.isfinite(found["value"]) and found["value"] > 0:
        assert found["lower"] <= found["value"] <= found["upper"]
    plain, wide = (
        rate(50, 1000).iloc[0],
        rate(50, 1000, dispersion=min(found["factor"], 1e6)).iloc[0],
    )
    assert wide["lower"] <= plain["lower"] * (1 + 1e-2)
    assert wide["upper"] >= plain["upper"] * (1 - 1e-2)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.randoms())
def test_order_of_events_changes_nothing(labels: list[int], random) -> None:
    moved = list(labels)
    random.shuffle(moved)
    pd.testing.assert_frame_equal(dispersion_from_clusters(labels), dispersion_from_clusters(moved))


def test_west_mercia_violence_of_2025_varies_17_6_times_as_much_as_poisson(shared: Path) -> None:
    # data.police.uk, West Mercia, violence and sexual offences by month of 2025; days of the month allowed for.
    files = sorted((shared / "open-data/police-street/west-mercia-2025").glob("*-street.csv.gz"))
    if len(files) != 12:
        pytest.skip("the twelve months of 2025 are not among the open data")
    table = pd.concat([pd.read_csv(file, usecols=["Month", "Crime type"]) for file in files])
    months = (
        table.loc[table["Crime type"] == "Violence and sexual offences"].groupby("Month").size()
    )
    days = pd.PeriodIndex(months.index, freq="M").days_in_month
    assert_allclose(dispersion_from_series(months, exposure=days)["value"], 17.6, atol=0.05)
