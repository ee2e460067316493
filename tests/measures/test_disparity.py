"""Disparity: known answers, what zeros and unknowns do, and properties."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from sva.errors import SvaError
from sva.measures import (
    composition_index,
    disparity,
    excess,
    four_fifths,
    mantel_haenszel,
    rate_difference,
    rate_ratio,
    stagewise,
    unknown_bounds,
)

CENSUS_2011 = (224, 5062, 3476, 1176516)
CENSUS_2021 = (224, 11185, 3476, 1224227)
METHODS = ["auto", "log", "mid-p", "exact", "risk"]
EVENTS = st.integers(0, 10**9)


@pytest.fixture
def two_groups(shared: Path) -> pd.DataFrame:
    return pd.read_csv(
        shared / "known-answers/disparity-ratios/two_group_ratio_expected.csv"
    ).set_index("case")


def _four(table: pd.DataFrame) -> tuple[pd.Series, ...]:
    return tuple(table[name] for name in ("events_group", "n_group", "events_ref", "n_ref"))


# --- known answers ---------------------------------------------------------------------------


def test_west_mercia_searches_give_the_published_ratio_on_each_census() -> None:
    older = rate_ratio(*CENSUS_2011).iloc[0]
    assert [round(older[x], 2) for x in ("value", "lower", "upper")] == [14.98, 13.08, 17.14]
    assert_allclose(
        older[["value", "lower", "upper"]].astype(float), [14.9777, 13.085, 17.144], atol=5e-4
    )
    assert round(rate_ratio(*CENSUS_2021)["value"].item(), 2) == 7.05
    risk = rate_ratio(*CENSUS_2011, method="risk").iloc[0]
    assert_allclose(risk[["lower", "upper"]].astype(float), [13.122, 17.096], atol=5e-4)


@pytest.mark.parametrize(
    ("method", "lower", "upper", "rtol"),
    [
        ("risk", "rr_wald_lo", "rr_wald_hi", 1e-9),
        ("log", "rate_ratio_wald_lo", "rate_ratio_wald_hi", 1e-9),
        ("exact", "poisson_exact_lo", "poisson_exact_hi", 1e-6),
    ],
)
def test_ratio_limits_agree_with_r(
    two_groups: pd.DataFrame, method, lower: str, upper: str, rtol: float
) -> None:
    found = rate_ratio(*_four(two_groups), method=method)
    assert_allclose(found["value"], two_groups["risk_ratio"], rtol=1e-12)
    counted = two_groups["events_group"] > 0
    assert_allclose(found["upper"][counted], two_groups[upper][counted], rtol=rtol)
    assert_allclose(found["lower"][counted], two_groups[lower][counted], rtol=rtol)


def test_mid_p_limits_agree_with_epitools_to_the_tolerance_of_its_root_finder(
    two_groups: pd.DataFrame,
) -> None:
    # epitools 0.5-10.1 stops its search for the binomial share at R's default tolerance, 1.2e-4: compared on that scale.
    found = rate_ratio(*_four(two_groups), method="mid-p")
    exposure = two_groups["n_group"] / two_groups["n_ref"]
    for side, theirs in (("lower", "rate_ratio_midp_lo"), ("upper", "rate_ratio_midp_hi")):
        ours, known = found[side] * exposure, two_groups[theirs] * exposure
        assert_allclose(ours / (1 + ours), known / (1 + known), rtol=0, atol=1e-4)
        assert_allclose(found[side], two_groups[theirs], rtol=2e-2)


def test_no_events_have_a_conditional_upper_limit_and_no_wald_one(two_groups: pd.DataFrame) -> None:
    row = [x.loc[4] for x in _four(two_groups)]
    assert_allclose(
        rate_ratio(*row, method="exact")["upper"], two_groups.loc[4, "poisson_exact_hi"], rtol=1e-6
    )
    found = rate_ratio(*row).iloc[0]
    assert (found["method"], found["value"], found["lower"]) == ("mid-p", 0.0, 0.0)
    assert_allclose(found["upper"], two_groups.loc[4, "rate_ratio_midp_hi"], rtol=1e-4)
    wald = rate_ratio(*row, method="log").iloc[0]
    assert wald[["lower", "upper"]].isna().all()
    assert wald["flag"] == "not assessable"


def test_value_is_the_crude_ratio_whatever_gives_the_limits(two_groups: pd.DataFrame) -> None:
    for method in METHODS:
        assert_allclose(
            rate_ratio(*_four(two_groups), method=method)["value"],
            two_groups["risk_ratio"],
            rtol=1e-12,
        )


def test_auto_takes_log_limits_from_thirty_events_a_side() -> None:
    assert rate_ratio([29, 30, 30], 1000, [500, 500, 29], 9000)["method"].tolist() == [
        "mid-p",
        "log",
        "mid-p",
    ]


def test_mid_p_limits_solve_their_definition_by_the_binomial_itself() -> None:
    for a, b in product([1, 3, 12, 40], [2, 9, 300]):
        found = rate_ratio(a, 500, b, 7000, method="mid-p").iloc[0]
        for side, tail in (("lower", stats.binom.sf), ("upper", stats.binom.cdf)):
            share = found[side] * 500 / (found[side] * 500 + 7000)
            away = (
                tail(a, a + b, share) if side == "lower" else stats.binom.cdf(a - 1, a + b, share)
            )
            assert_allclose(away + stats.binom.pmf(a, a + b, share) / 2, 0.025, rtol=1e-9)


def test_p_says_the_same_as_the_limits() -> None:
    random = np.random.default_rng(5)
    a, b = random.integers(0, 80, 400), random.integers(1, 80, 400)
    for method in ("auto", "log", "mid-p", "exact"):
        found = rate_ratio(a, 1000, b, 1200, method=method).dropna()
        outside = (found["lower"] > 1) | (found["upper"] < 1)
        assert (outside == (found["p"] < 0.05)).all()


def test_p_keeps_its_digits_when_tiny() -> None:
    # 0 of 2000 events where half were expected: 2 * 0.5 * 2^-2000 underflows, 2^-1000 does not.
    assert_allclose(rate_ratio(0, 1, 1000, 1)["p"].item(), 2.0**-1000, rtol=1e-9)


# --- edges -----------------------------------------------------------------------------------


def test_no_reference_events_have_a_lower_limit_only() -> None:
    found = rate_ratio(5, 100, 0, 1000).iloc[0]
    assert found["value"] == found["upper"] == np.inf
    assert 0 < found["lower"] < np.inf
    assert found["flag"] == "not assessable"


@pytest.mark.parametrize(
    "four", [(0, 10, 0, 10), (1, 0, 5, 10), (1, 10, 5, 0), (None, 10, 5, 10), (1, 10, 5, None)]
)
def test_no_events_nobody_or_missing_is_blank_and_flagged(four) -> None:
    for function in (rate_ratio, rate_difference, excess):
        if function is not rate_ratio and four == (0, 10, 0, 10):
            continue
        found = function(*four).iloc[0]
        assert found[["value", "lower", "upper"]].isna().all()
        assert found["flag"] == "not assessable"


def test_difference_and_excess_are_defined_with_no_events() -> None:
    found = rate_difference(0, 1000, 0, 1000).iloc[0]
    assert found["value"] == 0
    assert_allclose([found["lower"], found["upper"]], [-3.6888794541, 3.6888794541], rtol=1e-9)


def test_a_thousand_million_a_side_are_told_apart() -> None:
    for method in ("log", "mid-p", "exact"):
        found = rate_ratio(10**9, 10**9, 10**9, 10**9, method=method).iloc[0]
        assert_allclose(np.log(found["upper"]), 1.959963984540054 * np.sqrt(2e-9), rtol=1e-4)
        assert_allclose(found["lower"] * found["upper"], 1.0, rtol=1e-9)


def test_dispersion_multiplies_the_variance_of_the_log_ratio() -> None:
    plain, wide = rate_ratio(*CENSUS_2011).iloc[0], rate_ratio(*CENSUS_2011, dispersion=4).iloc[0]
    assert_allclose(
        np.log(wide["upper"] / wide["value"]),
        2 * np.log(plain["upper"] / plain["value"]),
        rtol=1e-12,
    )
    assert rate_ratio(*CENSUS_2011, dispersion=17.6)["method"].item() == "mid-p"


def test_excess_is_what_parity_would_take_away() -> None:
    found = excess(*CENSUS_2011).iloc[0]
    assert_allclose(found["value"] + found["at_parity"], 224)
    assert_allclose(
        rate_ratio(found["count"] - 0, 5062, 3476, 1176516)["value"], 224 / found["at_parity"]
    )


def test_difference_of_large_counts_is_near_the_plain_normal_one() -> None:
    found = rate_difference(40_000, 10**6, 90_000, 3 * 10**6).iloc[0]
    error = np.sqrt(40_000 / 1e12 + 90_000 / 9e12) * 1000
    assert_allclose(found["value"], 10.0)
    assert_allclose(found["upper"] - found["lower"], 2 * 1.959964 * error, rtol=2e-3)


def test_composition_of_the_whole_is_one() -> None:
    found = composition_index(50, 50, 1000, 1000).iloc[0]
    assert found["value"] == found["upper"] == 1.0


# --- pooling ---------------------------------------------------------------------------------


def test_pooling_removes_what_geography_alone_does() -> None:
    found = mantel_haenszel([90, 1], [9000, 1000], [10, 9], [1000, 9000]).iloc[0]
    assert found["crude"] > 4
    assert_allclose(found["value"], 1.0)


def test_one_stratum_is_the_crude_ratio_with_its_log_limits() -> None:
    pooled, alone = mantel_haenszel(*CENSUS_2011).iloc[0], rate_ratio(*CENSUS_2011).iloc[0]
    for column in ("value", "lower", "upper"):
        assert_allclose(pooled[column], alone[column], rtol=1e-12)
    assert pooled["homogeneity_df"] == 0
    assert np.isnan(pooled["homogeneity_p"])


def test_pooled_ratio_is_near_the_maximum_likelihood_one() -> None:
    import statsmodels.api as sm

    random = np.random.default_rng(7)
    n, m = random.integers(500, 5000, 8), random.integers(20_000, 90_000, 8)
    base = random.uniform(0.005, 0.03, 8)
    a, b = random.poisson(2.5 * base * n), random.poisson(base * m)
    design = np.column_stack([np.r_[np.ones(8), np.zeros(8)], np.tile(np.eye(8), (2, 1))])
    fitted = sm.GLM(
        np.r_[a, b], design, family=sm.families.Poisson(), offset=np.log(np.r_[n, m])
    ).fit()
    found = mantel_haenszel(a, n, b, m).iloc[0]
    assert_allclose(np.log(found["value"]), fitted.params[0], atol=0.02)
    assert_allclose(np.log(found["upper"] / found["lower"]) / 3.919928, fitted.bse[0], rtol=0.02)
    assert_allclose(found["homogeneity"], fitted.pearson_chi2, rtol=0.02)
    assert found["homogeneity_df"] == 7


def test_strata_that_disagree_are_found_out() -> None:
    agree = mantel_haenszel([50, 50], [1000, 1000], [100, 100], [4000, 4000]).iloc[0]
    differ = mantel_haenszel([90, 10], [1000, 1000], [100, 100], [4000, 4000]).iloc[0]
    assert agree["homogeneity_p"] > 0.99
    assert differ["homogeneity_p"] < 1e-10


def test_score_limits_serve_sparse_strata_and_zeros() -> None:
    found = mantel_haenszel([0, 0, 0], [100, 100, 100], [20, 30, 10], [900, 900, 900]).iloc[0]
    assert found["value"] == found["lower"] == 0
    # Given 60 events each with share p, (0 - 60p)^2 = z^2 60 p (1 - p).
    square = 1.959963984540054**2
    share = square / (60 + square)
    assert_allclose(found["upper"], share / (1 - share) * 9, rtol=1e-9)
    none = mantel_haenszel([5, 5], 100, [0, 0], 1000).iloc[0]
    assert none["value"] == none["upper"] == np.inf
    assert none["flag"] == "not assessable"


def test_strata_without_information_change_nothing_and_missing_ones_blank() -> None:
    base = mantel_haenszel([50, 40], [900, 800], [90, 70], [5000, 4000])
    more = mantel_haenszel([50, 40, 3, 0], [900, 800, 50, 10], [90, 70, 0, 0], [5000, 4000, 0, 10])
    for column in ("value", "lower", "upper", "strata", "homogeneity_df"):
        assert_allclose(base[column], more[column], rtol=1e-12)
    holed = mantel_haenszel([50, None], [900, 800], [90, 70], [5000, 4000]).iloc[0]
    assert np.isnan(holed["value"])
    assert holed["flag"] == "not assessable"


def test_pooling_by_group_is_the_same_as_one_at_a_time() -> None:
    random = np.random.default_rng(2)
    table = pd.DataFrame(
        {
            "g": list("xyz") * 5,
            "a": random.poisson(9, 15),
            "b": random.poisson(50, 15),
            "n": 500,
            "m": 4000,
        }
    )
    together = mantel_haenszel(table["a"], table["n"], table["b"], table["m"], by=table["g"])
    for group, rows in table.groupby("g"):
        alone = mantel_haenszel(rows["a"], rows["n"], rows["b"], rows["m"]).set_axis([group])
        pd.testing.assert_frame_equal(together.loc[[group]], alone)
    shuffled = table.sample(frac=1, random_state=1)
    again = mantel_haenszel(
        shuffled["a"], shuffled["n"], shuffled["b"], shuffled["m"], by=shuffled["g"]
    )
    pd.testing.assert_frame_equal(together, again, check_exact=True)


# --- unknowns --------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 12))
def test_every_way_the_unknowns_could_fall_is_within_the_bounds(
    a: int, b: int, unknown: int
) -> None:
    found = unknown_bounds(a, 1000, b, 5000, unknown).iloc[0]
    ways = [(x, y) for x in range(unknown + 1) for y in range(unknown + 1 - x)]
    ratios = [(a + x) / 1000 / ((b + y) / 5000) for x, y in ways]
    assert_allclose(
        [min(ratios), max(ratios)], [found["unknown_lower"], found["unknown_upper"]], rtol=1e-12
    )
    assert found["combined_lower"] <= min(found["lower"], found["unknown_lower"]) * (1 + 1e-9)
    assert found["combined_upper"] >= max(found["upper"], found["unknown_upper"]) * (1 - 1e-9)


def test_no_unknowns_leave_sampling_limits_only() -> None:
    found = unknown_bounds(*CENSUS_2011, 0).iloc[0]
    assert (
        found["unknown_lower"]
        == found["unknown_upper"]
        == found["spread_as_known"]
        == found["value"]
    )
    assert (found["combined_lower"], found["combined_upper"]) == (found["lower"], found["upper"])


def test_missing_unknown_count_leaves_the_ratio_but_no_bounds() -> None:
    found = unknown_bounds(*CENSUS_2011, None).iloc[0]
    assert_allclose(found["value"], 14.9777, atol=1e-4)
    assert np.isnan(found["unknown_upper"])
    assert found["flag"] == "not assessable"


# --- four fifths and stages ------------------------------------------------------------------


def test_four_fifths_compares_with_the_highest_unless_told() -> None:
    found = four_fifths([48, 24, 10], [80, 60, 20])
    assert_allclose(found["value"], [1.0, 0.4 / 0.6, 0.5 / 0.6])
    assert found["below"].tolist() == [False, True, False]
    told = four_fifths([24], [60], 10, 20)
    assert_allclose(told["value"], 0.8)


def test_four_fifths_is_sure_only_when_the_limits_are() -> None:
    found = four_fifths([400, 6, 950], [1000, 10, 1000], 900, 1000)
    assert found["verdict"].tolist() == ["below", "unclear", "not below"]


def test_four_fifths_is_defined_at_none_and_at_all() -> None:
    found = four_fifths([0, 20, 0, 5], [20, 20, 0, 20], [20, 20, 20, 0], 20)
    assert_allclose(found["value"], [0.0, 1.0, np.nan, np.inf])
    assert found["flag"].isna().tolist() == [True, True, False, False]
    assert found.loc[0, "upper"] < 0.25
    assert found.loc[1, "lower"] > 0.8


def test_proportion_ratio_limits_are_near_the_log_ones_for_large_samples() -> None:
    found = four_fifths(4000, 10_000, 9000, 20_000).iloc[0]
    wald = rate_ratio(4000, 10_000, 9000, 20_000, method="risk").iloc[0]
    assert_allclose(
        found[["lower", "upper"]].astype(float), wald[["lower", "upper"]].astype(float), rtol=1e-3
    )


def test_each_stage_stands_on_the_one_before() -> None:
    table = pd.DataFrame(
        {"residents": [1000, 10_000], "searches": [50, 100], "arrests": [10, 20]},
        index=["group", "reference"],
    )
    found = stagewise(table, reference="reference").set_index("stage")
    assert_allclose(found["value"], [5.0, 1.0])
    assert found["base"].tolist() == ["residents", "searches"]
    assert (found["group"] == "group").all()


def test_a_stage_larger_than_the_one_before_is_refused() -> None:
    table = pd.DataFrame(
        {"residents": [1000, 1000], "searches": [5, 9], "arrests": [6, 2]}, index=["a", "b"]
    )
    with pytest.raises(SvaError, match="count above n in row 'a'"):
        stagewise(table, reference="b")
    with pytest.raises(SvaError, match="one of 'a', 'b'"):
        stagewise(table, reference="c")


# --- refusals and properties -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: rate_ratio(-1, 10, 5, 10), "negative"),
        (lambda: rate_ratio(1.5, 10, 5, 10), "fractions"),
        (lambda: rate_ratio([1, 2], 10, [1, 2, 3], 10), "different lengths"),
        (
            lambda: rate_ratio(1, 10, 5, 10, method="wald"),
            "'auto', 'log', 'mid-p', 'exact', 'risk'",
        ),
        (lambda: rate_ratio(20, 10, 5, 10, method="risk"), "more events than people"),
        (lambda: composition_index(6, 5, 1, 10), "count above total_count"),
        (lambda: composition_index(1, 5, 11, 10), "population above total_population"),
        (lambda: four_fifths(1, 2, 1), "half a reference"),
        (lambda: unknown_bounds(*CENSUS_2011, -1), "unknown: negative"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, words: str) -> None:
    with pytest.raises(SvaError, match=words):
        call()


@given(
    EVENTS,
    EVENTS,
    st.sampled_from(["auto", "mid-p", "exact"]),
    st.sampled_from([0.5, 0.95, 0.998]),
    st.floats(1, 30),
)
def test_limits_contain_the_ratio(a: int, b: int, method, level: float, factor: float) -> None:
    found = rate_ratio(
        a, 10**9, b, 2 * 10**9, method=method, confidence=level, dispersion=factor
    ).iloc[0]
    if a + b > 0:
        assert found["lower"] <= found["value"] <= found["upper"]
    for function in (rate_difference, excess):
        other = function(a, 10**9, b, 2 * 10**9, confidence=level, dispersion=factor).iloc[0]
        assert other["lower"] <= other["value"] <= other["upper"]


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_swapping_the_groups_turns_the_ratio_over(a: int, b: int) -> None:
    for method in ("log", "mid-p", "exact"):
        one = rate_ratio(a, 700, b, 900, method=method).iloc[0]
        other = rate_ratio(b, 900, a, 700, method=method).iloc[0]
        assert_allclose(
            [one["lower"], one["upper"], one["p"]],
            [1 / other["upper"], 1 / other["lower"], other["p"]],
            rtol=1e-9,
        )


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 500)), min_size=2, max_size=20),
    st.randoms(),
)
def test_order_of_rows_changes_nothing_and_inputs_stay(pairs, random) -> None:
    table = pd.DataFrame(pairs, columns=["a", "b"])
    kept = table.copy()
    order = list(range(len(table)))
    random.shuffle(order)
    moved = table.iloc[order]
    for function in (rate_ratio, rate_difference, excess):
        pd.testing.assert_frame_equal(
            function(table["a"], 100, table["b"], 900).iloc[order],
            function(moved["a"], 100, moved["b"], 900),
            check_exact=True,
        )
    pd.testing.assert_frame_equal(table, kept)


@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 500), st.integers(1, 500))
def test_four_fifths_limits_contain_the_ratio(a: int, n: int, b: int, m: int) -> None:
    found = four_fifths(min(a, n), n, min(b, m), m).iloc[0]
    if not np.isnan(found["value"]):
        assert found["lower"] <= found["value"] * (1 + 1e-12)
        assert found["upper"] >= found["value"] * (1 - 1e-12)


def test_the_names_in_the_contract_are_in_disparity() -> None:
    assert set(disparity.__all__) == {
        "composition_index",
        "excess",
        "four_fifths",
        "mantel_haenszel",
        "rate_difference",
        "rate_ratio",
        "stagewise",
        "unknown_bounds",
    }
