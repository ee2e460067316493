"""Harm: weights by name with their standing, limits by hand and by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.errors import SvaError
from sva.measures import harm as h

COUNTS = [1, 20, 300]
NAMES = ["Homicide", "Rape", "Violence with injury"]


def own(**change) -> pd.DataFrame:
    base = {"offence": ["a", "b"], "weight": [10.0, 1.0], "version": "1", "unit": "points",
            "source": "ours", "status": "confirmed"}  # fmt: skip
    return pd.DataFrame(base | change)


# --- weights ----------------------------------------------------------------------------------


def test_every_table_says_version_source_unit_and_that_it_is_unconfirmed(root):
    whole = pd.read_csv(root / "src/sva/reference/data/harm-weights.csv")
    assert whole[["version", "source", "unit", "note"]].notna().all(axis=None)
    assert whole["status"].unique().tolist() == ["unconfirmed"]
    assert not whole.duplicated(["table", "offence"]).any()
    assert (
        not whole[["table", "unit", "by", "version"]].drop_duplicates()["table"].duplicated().any()
    )


def test_weights_name_groups_and_codes_of_the_offence_list(root):
    codes = pd.read_csv(root / "src/sva/reference/data/codes/offences.csv", dtype=str)
    for table in ("cambridge-2026-medians", "ons-severity-2016"):
        weights = h.harm_weights(table)
        known = set(codes["group"] if weights["by"].iloc[0] == "group" else codes["code"])
        assert set(weights["offence"]) <= known


def test_an_unknown_table_is_refused_with_those_there_are():
    with pytest.raises(SvaError, match="ons-severity-2016"):
        h.harm_weights("mine")


def test_offences_without_a_weight_are_named_not_dropped():
    with pytest.raises(SvaError) as error:
        h.harm([1, 2, 3], ["Homicide", "Shoplifting", "Arson"])
    assert "'Arson'" in str(error.value)
    assert "'Shoplifting'" in str(error.value)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (own().drop(columns="source"), "no column 'source'"),
        (own(offence=["a", "a"]), "'a' twice"),
        (own(status="guessed"), "status 'guessed'"),
        (own(weight=[-1.0, 1]), "negative"),
        (own(weight=[None, 1.0]), "missing weight"),
        (own(unit=["days", "points"]), "several units"),
        (own(version=[None, "1"]), "no version"),
        ([1, 2], "a list"),
    ],
)
def test_tables_that_do_not_say_enough_are_refused(table, said):
    with pytest.raises(SvaError, match=said):
        h.harm([1, 2], ["a", "b"], weights=table)


# --- sums -------------------------------------------------------------------------------------


def test_harm_is_the_weighted_sum_and_names_its_heaviest_part():
    row = h.harm(COUNTS, NAMES).iloc[0]
    assert row["value"] == 5475 + 20 * 2555 + 300 * 365
    assert row["heaviest"] == "Violence with injury"
    assert row["heaviest_share"] == pytest.approx(109500 / 166075, rel=1e-12)
    assert row["without_heaviest"] == 166075 - 109500
    assert (row["unit"], row["weights_version"]) == ("days of imprisonment", "2026")
    assert row["weights_status"] == "unconfirmed"


def test_weights_join_by_name_and_groups_come_back_sorted():
    frame = pd.DataFrame(
        {"n": [3, 1, 0, 2], "o": ["b", "a", "a", "b"], "place": ["Y", "X", "Y", "X"]}
    )
    before = frame.copy()
    table = h.harm(frame["n"], frame["o"], weights=own(), by=frame["place"])
    assert table.index.tolist() == ["X", "Y"]
    assert table["value"].tolist() == [12, 3]
    assert table["heaviest"].tolist() == ["a", "b"]
    turned = frame.iloc[::-1]
    again = h.harm(turned["n"], turned["o"], weights=own(), by=turned["place"])
    pd.testing.assert_frame_equal(again, table)
    pd.testing.assert_frame_equal(frame, before)
    own_index = h.harm(frame["n"], frame["o"].iloc[::-1], weights=own(), by=frame["place"])
    pd.testing.assert_frame_equal(own_index, table)


def test_several_levels_at_once():
    table = h.harm(COUNTS, NAMES, confidence=[0.95, 0.998])
    assert len(table) == 2
    assert table["lower"].iloc[1] < table["lower"].iloc[0]
    assert (table["heaviest"] == "Violence with injury").all()


# --- limits -----------------------------------------------------------------------------------


def test_dobson_limits_by_hand():
    from scipy.stats import chi2

    x, w = np.array([4, 2]), np.array([10.0, 1.0])
    row = h.weighted_count(x, w, method="dobson").iloc[0]
    total, events, v = 42.0, 6, 402.0
    low, high = chi2.ppf(0.025, 12) / 2, chi2.ppf(0.975, 14) / 2
    assert row["lower"] == pytest.approx(total + np.sqrt(v / events) * (low - events), rel=1e-9)
    assert row["upper"] == pytest.approx(total + np.sqrt(v / events) * (high - events), rel=1e-9)


def test_gamma_limits_by_hand():
    from scipy.stats import gamma

    row = h.weighted_count([4, 2], [10.0, 1.0]).iloc[0]
    assert row["lower"] == pytest.approx(gamma.ppf(0.025, 42**2 / 402, scale=402 / 42), rel=1e-9)
    assert row["upper"] == pytest.approx(gamma.ppf(0.975, 52**2 / 502, scale=502 / 52), rel=1e-9)


@pytest.mark.parametrize("method", ["gamma", "dobson"])
def test_with_equal_weights_limits_are_those_of_the_count(method):
    from sva.measures import rates

    ours = h.weighted_count([3, 4], [5.0, 5.0], method=method).iloc[0]
    exact = rates.exact_poisson(7).iloc[0]
    assert ours["lower"] == pytest.approx(5 * exact["lower"], rel=1e-9)
    assert ours["upper"] == pytest.approx(5 * exact["upper"], rel=1e-9)


@pytest.mark.parametrize("method", ["gamma", "dobson"])
def test_without_events_the_upper_limit_is_for_the_worst_offence(method):
    row = h.weighted_count([0, 0], [10.0, 1.0], method=method).iloc[0]
    assert (row["value"], row["lower"], row["flag"]) == (0, 0, "small base")
    assert row["upper"] == pytest.approx(10 * -np.log(0.025), rel=1e-9)


def test_gamma_limits_keep_their_level_where_the_worst_offences_are_rare():
    # docstring of weighted_count: 0.1 homicides a year and what goes with them
    rng = np.random.default_rng(4)
    mean, weight = np.array([0.1, 1, 10, 3, 3, 20]), np.array([5475, 2555, 365, 365, 273.75, 10])
    draws = rng.poisson(mean, (4000, 6))
    by = np.repeat(np.arange(4000), 6)
    covered = {}
    for method in ("gamma", "dobson"):
        table = h.weighted_count(draws.ravel(), np.tile(weight, 4000), by=by, method=method)
        truth = mean @ weight
        covered[method] = ((table["lower"] <= truth) & (truth <= table["upper"])).mean()
    assert covered["gamma"] > 0.95
    assert covered["dobson"] < 0.88


def test_dispersion_widens_limits():
    plain, wide = (
        h.weighted_count(COUNTS, [9, 5, 1]),
        h.weighted_count(COUNTS, [9, 5, 1], dispersion=3),
    )
    assert wide["lower"].iloc[0] < plain["lower"].iloc[0]
    assert wide["upper"].iloc[0] > plain["upper"].iloc[0]


def test_missing_counts_leave_nothing_and_giants_are_borne():
    table = h.weighted_count([1, None, 10**9], [5.0, 5.0, 2.0], by=["a", "a", "b"])
    assert table["flag"].fillna("").tolist() == ["not assessable", ""]
    assert table.iloc[0][["value", "lower", "upper"]].isna().all()
    assert table["upper"].iloc[1] == pytest.approx(2e9 + 1.96 * 2 * np.sqrt(1e9), rel=1e-8)
    lost = h.harm([1, None], ["a", "b"], weights=own())
    assert lost["heaviest"].isna().all()
    nothing = h.harm([0, 0], ["a", "b"], weights=own())
    assert nothing["heaviest"].isna().all()
    assert nothing["value"].tolist() == [0]


@pytest.mark.parametrize(
    ("call", "said"),
    [(([-1], [1]), "negative"), (([0.5], [1]), "fractions"), (([1], [-1]), "negative"), (([1, 2], [1, 2, 3]), "different lengths")],
)  # fmt: skip
def test_refuses_what_cannot_be_meant(call, said):
    with pytest.raises(SvaError, match=said):
        h.weighted_count(*call)


def test_other_methods_are_refused():
    with pytest.raises(SvaError, match="method='wald'"):
        h.weighted_count([1], [1], method="wald")
