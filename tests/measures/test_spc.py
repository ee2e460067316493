"""Control charts: limits by hand, the NHS rules one by one, and what may not be redrawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.errors import SvaError
from sva.measures import _spc_rules as rules
from sva.measures import spc

LEVEL = [45, 48, 43, 46, 44, 47, 45, 49, 44, 46, 45, 47]


def months(n: int) -> pd.DatetimeIndex:
    return pd.date_range("2022-01-01", periods=n, freq="MS")


# --- limits -----------------------------------------------------------------------------------


def test_xmr_limits_are_the_mean_and_266_mean_moving_ranges():
    chart = spc.xmr(LEVEL, months(12))
    moving = np.abs(np.diff(LEVEL)).mean()
    assert chart["centre"].iloc[0] == pytest.approx(np.mean(LEVEL), rel=1e-12)
    assert chart["upper"].iloc[0] == pytest.approx(np.mean(LEVEL) + 2.66 * moving, rel=1e-12)
    assert chart["lower"].iloc[0] == pytest.approx(np.mean(LEVEL) - 2.66 * moving, rel=1e-12)
    assert chart["confidence"].isna().all()


def test_screening_leaves_out_wild_moving_ranges_as_nhsrplotthedots_does():
    # the series of its vignette "Deviations from Excel defaults": mean moving range 32/17 with the
    # two jumps to and from 10 (3.267 x 32/17 = 6.15, so 8 and 9 go), else all 1
    y = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    plain, screened = spc.xmr(y, months(18)), spc.xmr(y, months(18), screen=True)
    assert plain["upper"].iloc[0] == pytest.approx(35 / 18 + 2.66 * 32 / 17, rel=1e-12)
    assert screened["upper"].iloc[0] == pytest.approx(35 / 18 + 2.66, rel=1e-12)


def test_a_fixed_baseline_ignores_what_comes_after():
    y = [*LEVEL, 80, 78, 79]
    fixed = spc.xmr(y, months(15), baseline=12)
    assert fixed["centre"].unique() == pytest.approx([np.mean(LEVEL)])
    dated = spc.xmr(y, months(15), baseline=("2022-01-01", "2022-12-01"))
    pd.testing.assert_frame_equal(fixed, dated)
    assert fixed["baseline_points"].unique() == [12]
    assert fixed["flag"].isna().all()


def test_limits_of_counts_stop_at_the_floor():
    chart = spc.xmr([1, 0, 5, 0, 7, 1, 0, 3, 0, 6, 1, 2], months(12), floor=0)
    assert chart["lower"].min() == 0


def test_short_series_are_marked_and_a_single_point_has_no_limits():
    assert spc.xmr(LEVEL[:11], months(11))["flag"].unique().tolist() == ["small base"]
    assert spc.xmr([4], months(1))["flag"].tolist() == ["not assessable"]


def test_missing_points_stay_and_join_no_moving_range():
    y = pd.Series([4.0, 6, np.nan, 5, 7, 5])
    chart = spc.xmr(y, months(6))
    assert chart["moving_range"].isna().tolist() == [True, False, True, True, False, False]
    assert chart["flag"].iloc[2] == "not assessable"
    assert chart["centre"].iloc[0] == pytest.approx(27 / 5)


def test_a_constant_series_is_in_control():
    chart = spc.xmr([3.0] * 15, months(15))
    assert chart["rules"].isna().all()
    assert (chart["lower"] == 3).all()


# --- rules, by name ---------------------------------------------------------------------------


def flat(n: int) -> np.ndarray:
    return np.tile([1.0, -1.0], n)[:n]


@pytest.mark.parametrize(("length", "marked"), [(6, False), (7, True), (9, True)])
def test_a_shift_is_seven_on_one_side_of_the_centre(length, marked):
    y = np.r_[-1.0, np.ones(length), -1.0]
    hit = rules.shifts(y, np.zeros(y.size), 7)
    assert hit.tolist() == [False, *[marked] * length, False]


def test_a_point_on_the_centre_or_missing_ends_a_shift():
    for stop in (0.0, np.nan):
        y = np.r_[np.ones(5), stop, np.ones(5)]
        assert not rules.shifts(y, np.zeros(11), 7).any()


@pytest.mark.parametrize("sign", [1, -1])
def test_a_trend_is_six_points_each_beyond_the_last(sign):
    rise = sign * np.array([3.0, 1, 2, 3, 4, 5, 6, 2])
    assert rules.trends(rise, 6).tolist() == [0, *[sign] * 6, 0]
    assert not rules.trends(sign * np.array([1.0, 2, 3, 4, 5, 1]), 6).any()
    level = sign * np.array([1.0, 2, 3, 3, 4, 5, 6])  # an equal pair ends it, as in NHSRplotthedots
    assert not rules.trends(level, 6).any()


def test_seven_point_trends_can_be_asked_for():
    y = [*LEVEL[:4], 40, 41, 42, 43, 44, 45, 40]
    six = spc.xmr(y, months(11))
    seven = spc.xmr(y, months(11), trend_length=7)
    assert six["trend"].sum() == 6
    assert seven["trend"].sum() == 0
    assert six.loc[six["trend"], "direction"].isin(["low", "high"]).all()


def test_two_of_three_marks_only_the_near_points_and_only_on_one_side():
    # cases of NHSRplotthedots' tests (close = 1.9 of a near limit at 1.5), all above the centre
    def marks(*close: int) -> list[int]:
        y = np.where(np.array(close) == 1, 1.9, 0.5)
        zero = np.zeros(y.size)
        return rules.two_of_three(y, zero, zero - 1.5, zero + 1.5).astype(int).tolist()

    assert marks(1, 0, 1) == [1, 0, 1]
    assert marks(0, 1, 1) == [0, 1, 1]
    assert marks(1, 1, 0) == [1, 1, 0]
    assert marks(0, 0, 1, 0, 1, 0, 0) == [0, 0, 1, 0, 1, 0, 0]
    assert marks(1, 0, 0, 1) == [0, 0, 0, 0]
    assert marks(1, 0, 0, 1, 1) == [0, 0, 0, 1, 1]
    y = np.array([1.9, -1.9, 1.9])
    assert not rules.two_of_three(y, y * 0, y * 0 - 1.5, y * 0 + 1.5).any()


def test_points_beyond_the_limit_count_towards_two_of_three():
    # the rule as revised in November 2023 (NHSRplotthedots issue 194)
    y = np.array([3.5, 1.9, 0.2])
    zero = np.zeros(3)
    assert rules.two_of_three(y, zero, zero - 1.5, zero + 1.5).tolist() == [True, True, False]


def test_each_rule_is_named_and_pointed():
    y = [*LEVEL, 80, 44, 46, 45, 10]
    chart = spc.xmr(y, months(17), baseline=12)
    assert chart["rules"].iloc[12] == "astronomical point"
    assert chart["direction"].iloc[[12, 16]].tolist() == ["high", "low"]
    assert chart["rules"].iloc[[0, 13]].isna().all()
    assert set(spc.RULES) == {"astronomical point", "shift", "trend", "two of three"}


def test_a_falling_trend_points_low_even_above_the_centre():
    y = [*[10, 12] * 6, 30, 29, 28, 27, 26, 25]
    chart = spc.xmr(y, months(18), rebase=[("2023-01-01", "new form")])
    tail = chart[chart["segment"] == 1]
    assert tail["trend"].all()
    assert tail["direction"].iloc[-1] == "low"


def test_false_alarms_of_a_process_in_control_are_as_rare_as_said():
    # docs/methods/spc.md: on 24 months in control about one point in 24 is marked, by all four rules
    rng = np.random.default_rng(11)
    flagged = [
        spc.xmr(rng.normal(100, 10, 24), months(24))["rules"].notna().mean() for _ in range(300)
    ]
    assert 0.01 < np.mean(flagged) < 0.06


# --- rebasing ---------------------------------------------------------------------------------


def test_rebasing_starts_new_limits_and_no_rule_runs_across_it():
    y = [*LEVEL, *[v + 30 for v in LEVEL]]
    whole = spc.xmr(y, months(24))
    assert whole["shift"].all()
    rebased = spc.xmr(y, months(24), rebase=[{"date": "2023-01-01", "reason": "NDQIS adopted"}])
    assert rebased["rules"].isna().all()
    assert rebased["reason"].iloc[[0, 12]].fillna("").tolist() == ["", "NDQIS adopted"]
    assert rebased["centre"].iloc[[0, 12]].tolist() == pytest.approx(
        [np.mean(LEVEL), np.mean(LEVEL) + 30]
    )
    assert np.isnan(rebased["moving_range"].iloc[12])


@pytest.mark.parametrize(
    "rebase", [["2023-01-01"], [("2023-01-01", "")], [(None, "because")], [{"date": "2023-01-01"}]]
)
def test_rebasing_needs_a_date_and_a_reason(rebase):
    with pytest.raises(SvaError, match=r"reason|break date"):
        spc.xmr([*LEVEL, *LEVEL], months(24), rebase=rebase)


def test_a_rebase_must_have_points_on_both_sides():
    with pytest.raises(SvaError, match="no points after the rebase of 2030-01-01"):
        spc.xmr(LEVEL, months(12), rebase=[("2030-01-01", "later")])
    with pytest.raises(SvaError, match="no points before the rebase of 2022-01-01"):
        spc.xmr(LEVEL, months(12), rebase=[("2022-01-01", "at once")])


def test_baselines_that_cannot_be_are_refused():
    for baseline, said in [
        (1, "2 points or more"),
        (("2030-01-01", "2031-01-01"), "no two points"),
        (("2022-06-01", "2022-09-01"), "across a rebase"),
        ("long ago", "two dates"),
    ]:
        with pytest.raises(SvaError, match=said):
            spc.xmr(LEVEL, months(12), baseline=baseline, rebase=[("2022-08-01", "new form")])


# --- u-prime ----------------------------------------------------------------------------------


def test_u_prime_by_hand():
    x = np.array([140, 120, 155, 148, 160, 151, 170, 158, 150, 149, 139, 142.0])
    n = months(12).days_in_month.to_numpy(dtype=float)
    u = x.sum() / n.sum()
    z = (x / n - u) / np.sqrt(u / n)
    sigma_z = np.abs(np.diff(z)).mean() / 1.128
    chart = spc.u_prime(x, n, months(12), per=1000)
    assert chart["sigma_z"].iloc[0] == pytest.approx(sigma_z, rel=1e-12)
    np.testing.assert_allclose(
        chart["upper"], 1000 * (u + 3 * sigma_z * np.sqrt(u / n)), rtol=1e-12
    )


def test_u_prime_with_one_exposure_is_the_xmr_chart():
    # Laney 2002; 2.66 is 3/1.128 rounded
    x = np.array([45, 148, 43, 86, 144, 47, 95, 49, 144, 46, 75, 147])
    u, individuals = spc.u_prime(x, 10, months(12)), spc.xmr(x / 10, months(12), floor=0)
    np.testing.assert_allclose(u["upper"], individuals["upper"], rtol=2e-4)


def test_over_dispersed_months_are_not_all_flagged():
    rng = np.random.default_rng(3)
    rate = rng.gamma(20, 5, 48)
    x = rng.poisson(rate * 30)
    chart = spc.u_prime(x, 30, months(48))
    assert chart["sigma_z"].iloc[0] > 5
    assert chart["astronomical_point"].mean() < 0.1
    u = x.sum() / (48 * 30)
    assert (np.abs(x / 30 - u) > 3 * np.sqrt(u / 30)).mean() > 0.3  # the ordinary u chart


def test_u_prime_is_defined_at_no_events_no_exposure_and_a_thousand_million():
    none = spc.u_prime([0] * 12, 30, months(12))
    assert (none["value"] == 0).all()
    assert none["rules"].isna().all()
    gap = spc.u_prime([5, 0, 6, 4, 7], [10, 0, 10, 10, 10], months(5))
    assert gap["flag"].iloc[1] == "not assessable"
    assert gap["centre"].iloc[0] == pytest.approx(22 / 40)
    big = spc.u_prime([10**9, 10**9 + 10**5, 10**9 - 10**5], 1, months(3))
    assert np.isfinite(big["upper"]).all()


@pytest.mark.parametrize(
    ("count", "exposure", "said"),
    [([-1, 2], 1, "negative"), ([1.5, 2], 1, "fractions"), ([1, 2], [0, 1], "no exposure"),
     ([1, 2], [1, 2, 3], "different lengths")],
)  # fmt: skip
def test_u_prime_refuses_what_cannot_be_meant(count, exposure, said):
    with pytest.raises(SvaError, match=said):
        spc.u_prime(count, exposure, months(2))


def test_series_are_sorted_by_date_and_left_unchanged():
    frame = pd.DataFrame({"date": months(12), "value": LEVEL})
    shuffled = frame.sample(frac=1, random_state=1)
    before = shuffled.copy()
    pd.testing.assert_frame_equal(
        spc.xmr(shuffled["value"], shuffled["date"]), spc.xmr(frame["value"], frame["date"])
    )
    pd.testing.assert_frame_equal(shuffled, before)
