"""Change and trend: the published examples, other implementations, and what must be refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sva.errors import SvaError
from sva.measures import trend

MONTHS = pd.date_range("2021-01-01", periods=36, freq="MS")


def yearly(n: int) -> pd.DatetimeIndex:
    return pd.to_datetime([f"{2000 + i}-01-01" for i in range(n)])


# --- the E-test -------------------------------------------------------------------------------


def test_e_test_gives_the_two_examples_of_krishnamoorthy_and_thomson_2004():
    # JSPI 119: 23-35, section 5: 0 and 3 seeds in 100 (p 0.0884); 6 and 2 (p 0.1749)
    p = trend.e_test([0, 6], [3, 2], exposure=[100, 1], reference_exposure=[100, 1])
    assert p.round(4).tolist() == [0.0884, 0.1749]


@pytest.mark.parametrize(
    ("a", "n1", "b", "n2"),
    [
        (0, 1, 3, 1),
        (20, 4, 10, 2),
        (3, 1, 9, 2.5),
        (100, 365, 130, 366),
        (0, 1, 5, 3),
        (45, 1, 20, 1),
    ],
)
def test_e_test_agrees_with_scipy_and_statsmodels(a, n1, b, n2):
    from scipy.stats import poisson_means_test
    from statsmodels.stats.rates import etest_poisson_2indep

    ours = trend.e_test(a, b, exposure=n1, reference_exposure=n2).iloc[0]
    # Both sum over a grid cut near the 1e-5 and 1e-10 tails; ours is cut at 1e-17.
    assert ours == pytest.approx(poisson_means_test(a, n1, b, n2).pvalue, abs=1e-7)
    pooled = trend.e_test(a, b, exposure=n1, reference_exposure=n2, variance="pooled").iloc[0]
    oracle = etest_poisson_2indep(a, n1, b, n2, method="score")[1]
    assert pooled == pytest.approx(oracle, abs=1e-7)


def test_e_test_equals_the_sum_over_all_pairs():
    from scipy.stats import poisson

    x, y = np.mgrid[0:120, 0:120]
    for a, b, ratio in [(7, 12, 1.0), (3, 11, 0.4), (15, 2, 1.7)]:
        mean = (a + b) / (1 + ratio)
        with np.errstate(invalid="ignore", divide="ignore"):
            t = (x - ratio * y) ** 2 / ((x + y) * ratio)
        out = t >= (a - ratio * b) ** 2 / ((a + b) * ratio) * (1 - 1e-11)
        full = (poisson.pmf(x, mean * ratio) * poisson.pmf(y, mean))[out].sum()
        ours = trend.e_test(a, b, exposure=ratio, variance="pooled").iloc[0]
        assert ours == pytest.approx(full, rel=1e-12)


def test_limits_of_a_change_exclude_one_exactly_when_the_e_test_rejects():
    counts = [(a, b) for a in range(26) for b in range(26) if a + b]
    a, b = np.array(counts).T
    table = trend.change(a, b)
    rejected = table["p"] < 0.05
    excluded = (table["lower"] > 1) | (table["upper"] < 1)
    assert (rejected == excluded).all()


def test_e_test_limits_cover_near_their_level():
    # exact summation over the joint distribution of both counts
    from scipy.stats import poisson

    for mean, ratio in [(5.0, 1.0), (20.0, 1.0), (20.0, 1.5)]:
        top = int(mean * ratio + 8 * np.sqrt(mean * ratio) + 8)
        a, b = (v.ravel() for v in np.mgrid[0:top, 0 : int(mean + 8 * np.sqrt(mean) + 8)])
        mass = poisson.pmf(a, mean * ratio) * poisson.pmf(b, mean)
        keep = (mass > 1e-6) & (a + b > 0)
        p = np.array(
            [trend.e_test_p(i, j, 1.0, null=ratio) for i, j in zip(a[keep], b[keep], strict=True)]
        )
        covered = mass[keep][p >= 0.05].sum() / mass[keep].sum()
        assert 0.945 < covered < 0.975


# --- change -----------------------------------------------------------------------------------


def test_change_is_defined_at_nothing_and_at_a_thousand_million():
    table = trend.change([0, 0, 5, 10**9, None], [0, 5, 0, 10**9 + 10**5, 3])
    assert table["method"].tolist()[:4] == ["E-test", "E-test", "E-test", "score"]
    assert table["flag"].fillna("").tolist() == [
        "not assessable",
        "",
        "not assessable",
        "",
        "not assessable",
    ]
    assert table["p"].iloc[0] == 1
    assert table["lower"].iloc[1] == 0
    assert np.isinf(table[["value", "upper"]].iloc[2].astype(float)).all()
    assert table["p"].iloc[3] == pytest.approx(0.02535, abs=1e-5)
    assert table[["value", "lower", "p"]].iloc[4].isna().all()


def test_change_hands_over_from_e_test_to_score_without_a_step():
    below, above = trend.change(5100, 4900).iloc[0], trend.change(5102, 4902).iloc[0]
    assert (below["method"], above["method"]) == ("E-test", "score")
    assert below["lower"] == pytest.approx(above["lower"], rel=1e-4)
    assert below["p"] == pytest.approx(above["p"], rel=1e-2)


def test_score_limits_are_wilsons_limits_of_the_share():
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(8000, 17000, method="wilson")
    row = trend.change(8000, 9000).iloc[0]
    assert row["lower"] == pytest.approx(low / (1 - low), rel=1e-12)
    assert row["upper"] == pytest.approx(high / (1 - high), rel=1e-12)


def test_quasi_poisson_agrees_with_a_generalised_linear_model():
    import statsmodels.api as sm

    x = np.repeat([0.0, 1.0], 12)
    y = np.array(
        [
            20,
            35,
            18,
            40,
            25,
            31,
            15,
            44,
            28,
            22,
            36,
            30,
            30,
            52,
            22,
            49,
            41,
            35,
            28,
            60,
            33,
            38,
            47,
            39,
        ]
    )
    fit = sm.GLM(y, sm.add_constant(x), family=sm.families.Poisson()).fit(scale="X2")
    row = trend.change(y[12:].sum(), y[:12].sum(), dispersion=fit.scale, degrees_of_freedom=22)
    assert row["value"].iloc[0] == pytest.approx(np.exp(fit.params[1]), rel=1e-12)
    # score limits against the model's Wald limits: close, not equal
    wald = np.exp(fit.params[1] + np.array([-1, 1]) * 2.0739 * fit.bse[1])
    assert row[["lower", "upper"]].iloc[0].to_numpy(dtype=float) == pytest.approx(wald, rel=0.005)


def test_dispersion_and_negative_binomial_widen_limits_and_raise_p():
    plain = trend.change(240, 200).iloc[0]
    wide = trend.change(240, 200, dispersion=4).iloc[0]
    nb = trend.change(240, 200, overdispersion=0.02).iloc[0]
    for other, name in ((wide, "quasi-Poisson"), (nb, "negative binomial")):
        assert other["method"] == name
        assert other["lower"] < plain["lower"]
        assert other["upper"] > plain["upper"]
        assert other["p"] > plain["p"]
    assert nb["p"] < 1


def test_negative_binomial_without_extra_variance_is_the_score_test():
    nearly = trend.change(60, 40, overdispersion=1e-12, exposure=2).iloc[0]
    score = trend.change(60, 40, dispersion=1 + 1e-12, exposure=2).iloc[0]
    for name in ("lower", "upper", "p"):
        assert nearly[name] == pytest.approx(score[name], rel=1e-6)


def test_negative_binomial_limits_are_open_where_the_counts_bound_nothing():
    row = trend.change(3, 0, overdispersion=0.5).iloc[0]
    assert np.isinf(row["upper"])
    row = trend.change(0, 3, overdispersion=0.5).iloc[0]
    assert row["lower"] == 0


@settings(max_examples=60, deadline=None)
@given(
    a=st.integers(0, 400),
    b=st.integers(1, 400),
    ratio=st.floats(0.2, 5),
    phi=st.floats(1, 20),
)
def test_limits_hold_the_value_and_turn_round_with_the_counts(a, b, ratio, phi):
    there = trend.change(a, b, exposure=ratio, dispersion=phi).iloc[0]
    assert there["lower"] <= there["value"] + 1e-12
    assert there["value"] <= there["upper"] + 1e-12
    if a:
        back = trend.change(b, a, reference_exposure=ratio, dispersion=phi).iloc[0]
        assert back["p"] == pytest.approx(there["p"], rel=1e-6, abs=1e-12)
        assert back["upper"] == pytest.approx(1 / there["lower"], rel=1e-6)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"count": -1}, "negative"),
        ({"count": 1.5}, "fractions"),
        ({"count": [1, 2], "reference_count": [1, 2, 3]}, "different lengths"),
        ({"exposure": 0}, "no exposure"),
        ({"dispersion": 2, "overdispersion": 0.1}, "both"),
        ({"dispersion": 0.5}, "1 or more"),
        ({"confidence": 95}, "between 0 and 1"),
    ],
)
def test_change_refuses_what_cannot_be_meant(bad, said):
    with pytest.raises(SvaError, match=said):
        trend.change(**({"count": 5, "reference_count": 4} | bad))


def test_several_levels_at_once_and_no_mutation_and_no_dependence_on_row_order():
    frame = pd.DataFrame({"now": [10, 30, 7], "then": [12, 14, 9]}, index=["a", "b", "c"])
    before = frame.copy()
    table = trend.change(frame["now"], frame["then"], confidence=[0.95, 0.998])
    assert len(table) == 6
    pd.testing.assert_frame_equal(frame, before)
    turned = frame.iloc[::-1]
    again = trend.change(turned["now"], turned["then"])
    pd.testing.assert_frame_equal(
        again.sort_index(), table[table["confidence"] == 0.95].sort_index()
    )


# --- two periods of one series ----------------------------------------------------------------


def test_periods_of_matching_months_do_not_count_the_season_as_dispersion():
    season = 100 + 60 * np.sin(np.arange(12) * np.pi / 6)
    counts = np.round(np.concatenate([season, season * 1.1])).astype(int)
    table = trend.change_between_periods(
        counts,
        MONTHS[:24],
        period=("2022-01-01", "2022-12-01"),
        reference=("2021-01-01", "2021-12-01"),
    )
    assert table["method"].iloc[0] == "E-test"
    uneven = trend.change_between_periods(
        counts,
        MONTHS[:24],
        period=("2022-01-01", "2022-12-01"),
        reference=("2021-01-01", "2021-11-01"),
    )
    assert uneven["method"].iloc[0] == "quasi-Poisson"
    assert uneven["dispersion"].iloc[0] > 5


def test_periods_are_compared_per_day():
    counts = np.where(MONTHS[:24].year == 2021, 10, 10) * MONTHS[:24].days_in_month
    table = trend.change_between_periods(
        counts,
        MONTHS[:24],
        period=("2022-02-01", "2022-02-01"),
        reference=("2022-01-01", "2022-01-01"),
    )
    assert table["value"].iloc[0] == pytest.approx(1, rel=1e-12)


def test_a_break_between_the_periods_leaves_no_ratio():
    counts = np.arange(100, 136)
    ends = {"period": ("2022-01-01", "2022-12-01"), "reference": ("2021-01-01", "2021-12-01")}
    across = trend.change_between_periods(
        counts, MONTHS, **ends, breaks=[("2022-04-01", "NDQIS adopted")]
    )
    assert across["flag"].tolist() == ["series break"]
    assert across[["value", "lower", "upper", "p"]].isna().all(axis=None)
    after = trend.change_between_periods(
        counts, MONTHS, **ends, breaks=[("2023-01-01", "new form")]
    )
    assert after["value"].notna().all()


def test_periods_refuse_overlap_gaps_and_emptiness():
    counts = pd.Series([5.0] * 36)
    with pytest.raises(SvaError, match="overlap"):
        trend.change_between_periods(
            counts,
            MONTHS,
            period=("2021-06-01", "2022-06-01"),
            reference=("2021-01-01", "2021-06-01"),
        )
    with pytest.raises(SvaError, match="no points"):
        trend.change_between_periods(
            counts,
            MONTHS,
            period=("2030-01-01", "2030-06-01"),
            reference=("2021-01-01", "2021-06-01"),
        )
    counts[2] = np.nan
    with pytest.raises(SvaError, match="missing count on 2021-03-01"):
        trend.change_between_periods(
            counts,
            MONTHS,
            period=("2022-01-01", "2022-06-01"),
            reference=("2021-01-01", "2021-06-01"),
        )


# --- Mann-Kendall and Sen ---------------------------------------------------------------------


def test_mann_kendall_agrees_with_scipy_exact_and_theil_sen():
    from scipy.stats import kendalltau, theilslopes

    y = np.array([31.0, 35, 34, 40, 39, 44, 43, 47, 50, 49])
    row = trend.mann_kendall(y, yearly(10)).iloc[0]
    oracle = kendalltau(np.arange(10), y, method="exact")
    assert row["tau"] == pytest.approx(oracle.statistic, rel=1e-12)
    assert row["p"] == pytest.approx(oracle.pvalue, rel=1e-9)
    slope = theilslopes(y, np.arange(10), 0.95)
    assert [row["value"], row["lower"], row["upper"]] == pytest.approx(
        [slope.slope, slope.low_slope, slope.high_slope], rel=1e-12
    )


def test_ties_are_corrected_for():
    from scipy.stats import kendalltau, theilslopes

    y = np.array([3.0, 3, 4, 2, 5, 5, 5, 6, 4, 7, 7, 8, 6, 9])
    row = trend.mann_kendall(y, yearly(14)).iloc[0]
    assert row["tau"] == pytest.approx(kendalltau(np.arange(14), y).statistic, rel=1e-12)
    # S by hand and its variance (Kendall 1975): ties of 2, 2, 3, 2, 2
    s = sum(np.sign(y[j] - y[i]) for i in range(14) for j in range(i + 1, 14))
    variance = (14 * 13 * 33 - 4 * (2 * 1 * 9) - 3 * 2 * 11) / 18
    from scipy.stats import norm

    assert row["p"] == pytest.approx(2 * norm.sf((s - 1) / np.sqrt(variance)), rel=1e-12)
    slope = theilslopes(y, np.arange(14), 0.95)
    assert row["lower"] == pytest.approx(slope.low_slope, abs=1e-12)
    assert row["upper"] == pytest.approx(slope.high_slope, abs=1e-12)


def test_a_constant_series_has_no_trend_and_no_slope():
    row = trend.mann_kendall([4] * 12, yearly(12)).iloc[0]
    assert (row["value"], row["p"]) == (0, 1)
    assert np.isnan(row["tau"])


def test_no_trend_is_drawn_through_a_break():
    y = np.r_[np.full(18, 10.0), np.full(18, 30.0)] + np.tile([0.1, -0.1, 0.3], 12)
    whole = trend.mann_kendall(y, MONTHS)
    assert whole["p"].iloc[0] < 1e-5
    cut = trend.mann_kendall(y, MONTHS, breaks=[("2022-07-01", "new crime system")])
    assert cut["points"].tolist() == [18, 18]
    assert cut["reason"].tolist()[1] == "new crime system"
    assert (cut["p"] > 0.05).all()


def test_season_is_kept_out_of_a_seasonal_trend():
    season = np.tile(50 * np.sin(np.arange(12) * np.pi / 6), 3)
    y = season + np.repeat([0.0, 2, 4], 12)
    row = trend.mann_kendall(y, MONTHS, season="month").iloc[0]
    assert row["value"] == pytest.approx(2, rel=1e-9)
    assert row["p"] < 1e-6
    assert trend.mann_kendall(y, MONTHS)["p"].iloc[0] > row["p"]


def test_short_series_are_said_to_be_short():
    assert trend.mann_kendall([1, 2, 3], yearly(3))["flag"].tolist() == ["not assessable"]
    assert trend.mann_kendall([1, 2, 3, 5], yearly(4))["flag"].tolist() == ["small base"]


def test_series_are_sorted_by_date_and_missing_points_left_out():
    y = pd.Series([5.0, 7, 6, 9, 8, 12, np.nan])
    d = pd.Series(yearly(7))
    shuffled = [3, 6, 0, 5, 1, 4, 2]
    pd.testing.assert_frame_equal(
        trend.mann_kendall(y, d), trend.mann_kendall(y.iloc[shuffled], d.iloc[shuffled])
    )
    # joined by label, not by position
    pd.testing.assert_frame_equal(trend.mann_kendall(y, d), trend.mann_kendall(y.iloc[shuffled], d))


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["2020-01-01", "2020-01-01", "2021-01-01"], "more than one point on 2020-01-01"),
        (["2020-01-01", None, "2021-01-01"], "missing dates"),
        (["soon", "2020-01-01", "2021-01-01"], "cannot be read"),
        (["2020-01-01", "2021-01-01"], "different lengths"),
    ],
)
def test_what_is_no_series_is_refused(dates, said):
    with pytest.raises(SvaError, match=said):
        trend.mann_kendall([1, 2, 3], dates)


def test_a_break_needs_a_date_and_a_reason():
    with pytest.raises(SvaError, match="without a reason"):
        trend.Break("2023-01-01", " ")
    with pytest.raises(SvaError) as error:
        trend.mann_kendall(
            [1, 2], ["2020-01-01", "2021-01-01"], breaks=[("never", ""), "2021-01-01"]
        )
    assert len(error.value.faults) == 3


# --- seasons ----------------------------------------------------------------------------------


def test_stl_takes_the_season_out_and_keeps_the_total_shape():
    season = np.tile(1 + 0.3 * np.sin(np.arange(12) * np.pi / 6), 3)
    y = season * np.linspace(100, 130, 36)
    table = trend.seasonally_adjusted(y, MONTHS)
    assert table["method"].unique().tolist() == ["STL, multiplicative"]
    assert np.abs(table["adjusted"] / np.linspace(100, 130, 36) - 1).max() < 0.02
    assert (table["adjusted"] * table["seasonal"]).to_numpy() == pytest.approx(y, rel=1e-12)
    assert table["adjusted"].sum() == pytest.approx(y.sum(), rel=1e-12)


def test_zeros_make_the_season_additive_and_short_segments_are_left_alone():
    y = np.r_[0, np.tile([5.0, 9, 7, 3, 8], 7)]
    table = trend.seasonally_adjusted(y, MONTHS)
    assert table["method"].unique().tolist() == ["STL, additive"]
    assert (table["adjusted"] + table["seasonal"]).to_numpy() == pytest.approx(y, abs=1e-9)
    cut = trend.seasonally_adjusted(y, MONTHS, breaks=[("2023-01-01", "new system")])
    assert cut.loc[cut["segment"] == 1, "flag"].tolist() == ["small base"] * 12
    assert cut.loc[cut["segment"] == 1, "adjusted"].tolist() == y[24:].tolist()
    assert cut.loc[cut["segment"] == 0, "flag"].isna().all()


def test_seasons_need_every_month():
    with pytest.raises(SvaError, match="no month after 2021-03-01"):
        trend.seasonally_adjusted(np.ones(35), MONTHS.delete(3))
    with pytest.raises(SvaError, match="value of 0"):
        trend.seasonally_adjusted(np.zeros(36), MONTHS, transform="log")


def test_importing_trend_imports_no_statsmodels():
    import subprocess
    import sys

    code = "import sys, sva.measures.trend; print([m for m in sys.modules if m in ('statsmodels', 'scipy.stats')])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
