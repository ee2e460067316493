"""Funnels against PHEindicatormethods' published cases, and over-dispersion against hand calculation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sva.errors import SvaError
from sva.measures import funnel

LABELS = {
    ("low", 0.998): "Low (0.001)",
    ("low", 0.95): "Low (0.025)",
    ("high", 0.998): "High (0.001)",
    ("high", 0.95): "High (0.025)",
}


def phe_label(table: pd.DataFrame) -> list[str]:
    """The most extreme level at which each row is out, in PHE's words."""
    wide = table["outlier"].to_numpy().reshape(-1, 2)
    return [
        LABELS.get((far, 0.998)) or LABELS.get((near, 0.95)) or "Not significant"
        for near, far in wide
    ]


def known(shared, name: str) -> pd.DataFrame:
    return pd.read_csv(shared / "known-answers" / "PHEindicatormethods" / f"funnel__{name}.csv")


# --- PHEindicatormethods 2.1.1 ----------------------------------------------------------------


@pytest.mark.parametrize(("name", "below"), [("prop_outputs", np.inf), ("prop_outputs_with_axis_variation", 31000)])  # fmt: skip
def test_proportion_curve_is_phes(shared, name, below):
    # tolerance 1e-4 in PROVENANCE: six decimals printed
    given_, expected = known(shared, "prop_inputs"), known(shared, name)
    used = given_[given_["denominator"] < below]
    target = used["numerator"].sum() / used["denominator"].sum()
    curve = funnel.funnel_curve(
        expected["Population"], statistic="proportion", target=target, per=100
    )
    limits = curve[["lower", "upper"]].to_numpy().reshape(-1, 4)
    columns = ["Lower2s0025limit", "Upper2s0025limit", "Lower3s0001limit", "Upper3s0001limit"]
    np.testing.assert_allclose(limits, expected[columns], atol=1e-4, rtol=0)
    np.testing.assert_allclose(curve["value"].iloc[::2], expected["Baseline"], atol=1e-4)


def test_proportion_labels_are_phes(shared):
    # the source's numerators are not whole (standardised): rounded here, which moves no label
    cases = known(shared, "prop_inputs")
    table = funnel.funnel(
        cases["numerator"].round(), cases["denominator"], statistic="proportion",
        target=cases["numerator"].sum() / cases["denominator"].sum(),
    )  # fmt: skip
    assert phe_label(table) == cases["significance"].tolist()


def test_ratio_curve_is_phes(shared):
    expected = known(shared, "ratio_outputs")
    curve = funnel.funnel_curve_by_count(expected["Observed_events"])
    events = curve[["lower_denominator", "upper_denominator"]].to_numpy().reshape(-1, 4)
    columns = ["lower_2s_exp_events", "upper_2s_exp_events", "lower_3s_exp_events", "upper_3s_exp_events"]  # fmt: skip
    # the source solves for these to about 1e-7; -log(0.975) = 0.0253178 is the truth for 1 event
    np.testing.assert_allclose(events, expected[columns], rtol=1e-6, atol=1e-7)
    assert events[0, 1] == pytest.approx(-np.log(0.975), rel=1e-12)
    limits = curve[["lower", "upper"]].to_numpy().reshape(-1, 4)
    isr = [c for c in expected if c.endswith("_isr")]
    np.testing.assert_allclose(100 * limits[1:], expected[isr].iloc[1:], rtol=1e-6)
    np.testing.assert_allclose(100 * limits[0], expected[isr].iloc[0], rtol=5e-5)
    count = [c for c in expected if c.endswith("_count")]
    np.testing.assert_allclose(limits[1:] - 1, expected[count].iloc[1:], rtol=1e-6, atol=1e-6)


def test_ratio_labels_are_phes(shared):
    cases = known(shared, "ratio_inputs")
    table = funnel.funnel(cases["obs"], cases["expected"], statistic="ratio")
    assert phe_label(table) == cases["significance"].tolist()


def rate_case(shared, name: str) -> pd.DataFrame:
    cases = known(shared, "rate_input_funnels")[["ev", "rate"]].astype(float)
    if name == "rate_outputs_2":
        cases.loc[cases["ev"].idxmax(), "ev"] = 5
    cases["pop"] = 100000 * cases["ev"] / cases["rate"]
    if name == "rate_outputs_3":
        cases.loc[cases["ev"].idxmax(), ["ev", "rate"]] = 0
        cases = cases[cases["pop"] > cases["pop"].max() / 2]
    return cases


@pytest.mark.parametrize("name", ["rate_outputs", "rate_outputs_2", "rate_outputs_3"])
def test_rate_curves_are_phes(shared, name):
    cases, expected = rate_case(shared, name), known(shared, name)
    target = cases["ev"].sum() / cases["pop"].sum()
    assert target * 100000 == pytest.approx(expected["baseline"].iloc[0], rel=1e-6)
    curve = funnel.funnel_curve_by_count(expected["Events"], target=target)
    limits = 100000 * curve[["lower", "upper"]].to_numpy().reshape(-1, 4)
    columns = [c for c in expected if c.endswith("s_limit")]
    first = 5e-5 if expected["Events"].iloc[0] == 1 else 1e-6  # see the ratio curve
    np.testing.assert_allclose(limits[1:], expected[columns].iloc[1:], rtol=1e-6)
    np.testing.assert_allclose(limits[0], expected[columns].iloc[0], rtol=first)
    one_year = curve[["lower_denominator", "upper_denominator"]].to_numpy().reshape(-1, 4) / 3
    columns = [c for c in expected if c.endswith("1_year")]
    np.testing.assert_allclose(one_year[1:], expected[columns].iloc[1:], rtol=1e-6)
    np.testing.assert_allclose(one_year[0], expected[columns].iloc[0], rtol=first)


@pytest.mark.parametrize("kept", ["with", "without"])
@pytest.mark.parametrize(
    "kind", ["dsr_per_100000", "dsr_per_100", "crude_per_100000", "crude_per_100"]
)
def test_rate_labels_are_phes(shared, kind, kept):
    cases = known(shared, "rate_dsr_inputs")
    label = cases[f"{kind}_{kept}_0"]
    if kept == "without":
        cases = cases[cases["count"] > 0]
        label = label[cases.index]
    rate = cases["rate_dsr"] if kind.startswith("dsr") else cases[f"rate_{kind}"]
    per = float(kind.rsplit("_", 1)[1])
    derived = (per * cases["count"] / rate).where(cases["count"] > 0)
    crude = kind.startswith("crude")
    population = derived.fillna(cases["pop"]) if crude else derived
    table = funnel.funnel(cases["count"], population, statistic="rate")
    ours = pd.Series(phe_label(table), index=cases.index)
    applies = ~label.str.startswith("Not applicable")
    assert ours[applies].tolist() == label[applies].tolist()


# --- limits at an area's own size -------------------------------------------------------------


def test_exact_limits_are_where_the_interval_touches_the_target():
    # Garwood: the interval of 10 events runs from 4.795389 to 18.390356
    curve = funnel.funnel_curve([4.795388, 18.390356], statistic="ratio", target=1, confidence=0.95)
    assert curve["upper"].iloc[0] * 4.795388 == pytest.approx(10, rel=1e-5)
    assert curve["lower"].iloc[1] * 18.390356 == pytest.approx(10, rel=1e-5)


@settings(deadline=None)
@given(count=st.integers(0, 3000), expected=st.floats(0.05, 3000))
def test_a_place_is_out_exactly_when_its_exact_interval_excludes_the_target(count, expected):
    from scipy.special import gammaincinv

    row = funnel.funnel(count, expected, statistic="ratio", confidence=0.95).iloc[0]
    low = gammaincinv(count, 0.025) if count else 0.0
    high = gammaincinv(count + 1, 0.975)
    assert row["outlier"] == ("high" if low > expected else "low" if high < expected else "within")
    if not (abs(low / expected - 1) < 1e-6 or abs(high / expected - 1) < 1e-6) and expected > 0.03:
        inside = row["lower"] <= row["value"] <= row["upper"]
        assert inside == (row["outlier"] == "within")


def test_chance_alone_puts_the_stated_share_of_places_out():
    rng = np.random.default_rng(5)
    table = funnel.funnel(
        rng.poisson(80, 20000), np.full(20000, 80.0), statistic="ratio", confidence=0.95
    )
    assert (table["outlier"] != "within").mean() < 0.05
    assert table["phi"].iloc[0] < 1


def test_defined_at_nothing_and_at_a_thousand_million():
    table = funnel.funnel(
        [0, 0, 10**9, None], [0, 50, 10**9, 5], statistic="ratio", confidence=0.95
    )
    assert table["flag"].fillna("").tolist() == [
        "not assessable",
        "small base",
        "",
        "not assessable",
    ]
    assert table["outlier"].fillna("").tolist() == ["", "low", "within", ""]
    assert table["upper"].iloc[2] == pytest.approx(1 + 1.959964 / np.sqrt(1e9), rel=1e-8)


# --- over-dispersion --------------------------------------------------------------------------

# The six places of FunnelPlotR's own tests: observed, expected.
OBSERVED = [100, 150, 180, 80, 120, 225]
EXPECTED = [108.0, 112, 165, 95, 100, 220]


def test_additive_log_limits_are_those_of_the_shmi_method():
    o, e = np.array(OBSERVED), np.array(EXPECTED)
    z = np.sqrt(e) * np.log(o / e)
    low, high = np.quantile(z, [0.1, 0.9])
    kept = (z > low) & (z < high)
    phi = np.mean(z[kept] ** 2)
    n = kept.sum()
    tau2 = max(0, (n * phi - (n - 1)) / (e[kept].sum() - (e[kept] ** 2).sum() / e[kept].sum()))
    table = funnel.funnel(o, e, statistic="ratio", adjust="additive", transform="log",
                          trim="truncate", confidence=0.95)  # fmt: skip
    assert table["phi"].iloc[0] == pytest.approx(phi, rel=1e-12)
    assert table["tau_squared"].iloc[0] == pytest.approx(tau2, rel=1e-12)
    np.testing.assert_allclose(
        table["upper"], np.exp(1.959963984540054 * np.sqrt(1 / e + tau2)), rtol=1e-12
    )


def test_additive_square_root_limits_are_those_of_the_cqc_method():
    o, e = np.array([60, 150, 180, 50, 120, 225]), np.array(EXPECTED)
    z = 2 * (np.sqrt(o) - np.sqrt(e))
    z = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    phi, w = np.mean(z**2), 4 * e
    tau2 = (6 * phi - 5) / (w.sum() - (w**2).sum() / w.sum())
    table = funnel.funnel(o, e, statistic="ratio", adjust="additive", confidence=0.95)
    assert table["tau_squared"].iloc[0] == pytest.approx(tau2, rel=1e-12)
    reach = 1.959963984540054 * np.sqrt(1 / (4 * e) + tau2)
    np.testing.assert_allclose(table["lower"], np.maximum(1 - reach, 0) ** 2, rtol=1e-12)
    np.testing.assert_allclose(table["upper"], (1 + reach) ** 2, rtol=1e-12)


def test_multiplicative_limits_of_proportions_on_the_arcsine_scale():
    x, n = np.array([10, 40, 35, 80]), np.array([100, 150, 220, 300])
    p = x.sum() / n.sum()
    z = (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(p))) * 2 * np.sqrt(n)
    phi = np.mean(np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2)
    table = funnel.funnel(x, n, statistic="proportion", adjust="multiplicative", confidence=0.95)
    reach = 1.959963984540054 * np.sqrt(phi) / (2 * np.sqrt(n))
    np.testing.assert_allclose(
        table["upper"], np.sin(np.arcsin(np.sqrt(p)) + reach) ** 2, rtol=1e-12
    )


def test_adjusted_limits_are_never_narrower_than_chance():
    even = funnel.funnel(
        [100, 101, 99, 100], [100.0] * 4, statistic="ratio", adjust="multiplicative"
    )
    curve = funnel.funnel_curve([100.0], statistic="ratio", target=1, adjust="multiplicative",
                                over=funnel.Spread(1.0, 0.0, 4))  # fmt: skip
    assert even["phi"].iloc[0] < 1
    np.testing.assert_allclose(even["upper"].iloc[:2], curve["upper"], rtol=1e-12)


def test_trimming_keeps_one_wild_place_from_widening_the_funnel():
    o = np.r_[np.full(20, 100), 400]
    e = np.full(21, 100.0)
    trimmed = funnel.funnel(o, e, statistic="ratio", adjust="multiplicative")
    plain = funnel.funnel(o, e, statistic="ratio", adjust="multiplicative", share=0)
    assert trimmed["phi"].iloc[0] == 0
    assert plain["phi"].iloc[0] > 10
    assert trimmed["outlier"].iloc[-1] == "high"


def test_a_curve_with_the_tables_spread_passes_through_the_tables_limits():
    table = funnel.funnel(OBSERVED, EXPECTED, statistic="rate", adjust="additive", per=1000)
    over = funnel.Spread(table["phi"].iloc[0], table["tau_squared"].iloc[0], 6)
    curve = funnel.funnel_curve(EXPECTED, statistic="rate", target=table["target"].iloc[0] / 1000,
                                per=1000, adjust="additive", over=over)  # fmt: skip
    np.testing.assert_allclose(curve["lower"], table["lower"], rtol=1e-12)


# --- refusals and manners ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"numerator": -1}, "negative"),
        ({"numerator": 2.5}, "fractions"),
        ({"numerator": 11}, "more events than trials"),
        ({"numerator": 1, "denominator": 0}, "nothing they came from"),
        ({"statistic": "odds"}, "statistic='odds'"),
        ({"transform": "log"}, "transform='log' for a proportion"),
        ({"share": 0.5}, "share=0.5"),
        ({"target": 1.5}, "target=1.5"),
    ],
)
def test_funnel_refuses_what_cannot_be_meant(bad, said):
    call = {"numerator": 5, "denominator": 10, "statistic": "proportion"} | bad
    with pytest.raises(SvaError, match=said):
        funnel.funnel(**call)


def test_row_order_and_input_are_left_alone():
    frame = pd.DataFrame({"o": OBSERVED, "e": EXPECTED}, index=list("abcdef"))
    before = frame.copy()
    one = funnel.funnel(
        frame["o"], frame["e"], statistic="ratio", adjust="additive", confidence=0.95
    )
    turned = frame.iloc[::-1]
    two = funnel.funnel(
        turned["o"], turned["e"], statistic="ratio", adjust="additive", confidence=0.95
    )
    pd.testing.assert_frame_equal(one, two.sort_index(), rtol=1e-12)
    pd.testing.assert_frame_equal(frame, before)
