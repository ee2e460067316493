"""What the gate rounds, and that nothing shown can be worked out from anything but rounded counts."""

import sys
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from sva.disclosure import release
from sva.disclosure.ratios import significant, stepped
from sva.disclosure.rounding import round_to_base
from sva.estimates import MEASURES, Measure, evaluate

RATIO = Measure(
    "searches.ratio",
    "Searches, times as often",
    "ratio",
    "times",
    "searches",
    False,
    denominator="population",
)
INDEX = Measure("victims.index", "An index", "statistic", "points", "victims", False)


@pytest.fixture
def more_measures(monkeypatch):
    """A registry with a ratio and a statistic, which the modules that read it all see."""
    wider = MappingProxyType({**MEASURES, RATIO.name: RATIO, INDEX.name: INDEX})
    for module in (
        "sva.estimates.columns",
        "sva.estimates.registry",
        "sva.estimates.build",
        "sva.disclosure.gate",
        "sva.disclosure.complementary",
        "sva.disclosure.policy",
    ):
        if hasattr(sys.modules[module], "MEASURES"):
            monkeypatch.setattr(sys.modules[module], "MEASURES", wider)


def test_counts_are_rounded_to_the_nearest_five_and_values_follow(table, settings):
    out = release(table("victims.rate", [7, 8, 812], 100_000), "public", settings).estimates
    assert out["numerator"].tolist() == [5, 10, 810]
    assert out["denominator"].tolist() == [100_000] * 3  # a population is public
    assert out["value"].round(6).tolist() == [0.05, 0.1, 8.1]


def test_limits_are_those_of_the_rounded_counts_not_the_exact_ones(table, settings):
    exact = table("victims.rate", [812], 100_000)
    out = release(exact, "public", settings).estimates
    again = evaluate(table("victims.rate", [810], 100_000))
    assert out.loc[0, ["lower", "upper"]].tolist() == again.loc[0, ["lower", "upper"]].tolist()
    assert out.loc[0, "lower"] != exact.loc[0, "lower"]


def test_every_count_that_rounds_alike_looks_alike(table, settings):
    # 8 to 12 all print as 10: no column may tell them apart, limits, method and flag included.
    out = release(
        table("victims.rate", [8, 9, 10, 11, 12], 100_000, flag="small base"), "public", settings
    ).estimates
    assert len(out.drop(columns=["key", "group"]).drop_duplicates()) == 1


def test_both_counts_of_a_share_are_rounded(table, settings):
    out = release(table("victims.share", [53], 257), "public", settings).estimates.iloc[0]
    assert (out["numerator"], out["denominator"]) == (55, 255)
    assert out["value"] == pytest.approx(100 * 55 / 255)


def test_a_share_never_passes_one_hundred_per_cent_by_rounding(table, with_policy):
    out = release(
        table("victims.share", [5, 95], [7, 104]),
        "public",
        with_policy(threshold=2, rounding_base=10),
    ).estimates
    assert (out["numerator"] <= out["denominator"]).all()
    assert (out["value"] <= 100).all()


def test_what_cannot_be_worked_out_again_is_taken_away(table, settings):
    estimates = table(
        "victims.rate", [812], 100_000, weighted_numerator=811.5, weighted_denominator=99_999.5, p=0.01, q=0.02,
        dispersion=17.6, unknown_lower=7.0, unknown_upper=9.0,
    )  # fmt: skip
    row = release(estimates, "public", settings).estimates.iloc[0]
    for column in (
        "weighted_numerator",
        "weighted_denominator",
        "p",
        "q",
        "unknown_lower",
        "unknown_upper",
    ):
        assert pd.isna(row[column]), column


def test_unknown_counts_are_rounded_and_small_ones_go(table, settings):
    out = release(
        table("victims.count", [50, 50, 50, 50], unknown_count=[0, 3, 7, 23]), "public", settings
    ).estimates
    assert out["unknown_count"].astype("Float64").fillna(-1).tolist() == [0, -1, 5, 25]
    assert out["numerator"].tolist() == [50] * 4


def test_reference_counts_beside_a_rate_are_protected_likewise(table, settings):
    out = release(
        table("victims.rate", [50, 50], 20_000, reference_numerator=[3, 58], reference_denominator=[20_001, 20_001]),
        "public", settings,
    ).estimates  # fmt: skip
    assert pd.isna(out.loc[0, "reference_numerator"])
    assert out.loc[1, "reference_numerator"] == 60


@pytest.mark.usefixtures("more_measures")
def test_a_ratio_has_two_figures_and_rests_on_rounded_counts(table, with_policy):
    # Searches of the year to March 2022 on the 2011 census: 224 of 5,062 and 3,476 of 1,176,516, ratio 14.98.
    estimates = table(
        "searches.ratio", [224], 5062, reference_numerator=3476, reference_denominator=1_176_516,
        value=14.9777, lower=13.085, upper=17.144, q=0.0002, p=0.0001, unknown_count=634, method="log; one of 282 comparisons",
    )  # fmt: skip
    row = release(estimates, "public", with_policy(declared=["searches.*"])).estimates.iloc[0]
    assert (row["numerator"], row["reference_numerator"]) == (225, 3475)
    assert (row["value"], row["lower"], row["upper"]) == (15.0, 13.0, 17.0)
    # Of the corrected p the band alone: below 0.001. With all 635 unknown White: 225 / 5,062 against 4,110 / 1,176,516.
    assert row["q"] == 0.001
    assert pd.isna(row["p"])
    assert row["unknown_lower"] == pytest.approx(15 / (225 / 3475) * 225 / 4110, rel=0.01)
    assert row["method"] == "ratio of rounded counts; one of 282 comparisons"


@pytest.mark.usefixtures("more_measures")
@pytest.mark.parametrize(("here", "there"), [(9, 300), (300, 9), (300, None)])
def test_a_ratio_with_fewer_than_ten_behind_it_is_withheld(table, with_policy, here, there):
    estimates = table(
        "searches.ratio", [here], 50_000, reference_numerator=pd.NA if there is None else there, reference_denominator=50_000, value=1.0,
    )  # fmt: skip
    released = release(estimates, "public", with_policy(declared=["searches.*"]))
    assert released.withheld["reason"].tolist() == ["small ratio"]


@pytest.mark.usefixtures("more_measures")
def test_statistics_are_withheld_from_the_public_and_exact_for_partners(table, with_policy):
    estimates = table("victims.index", [None], value=0.4321)
    chosen = with_policy(declared=["victims.*"])
    assert release(estimates, "public", chosen).withheld["reason"].tolist() == ["statistic"]
    assert release(estimates, "restricted", chosen).estimates.loc[0, "value"] == 0.4321


@how(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=30), st.sampled_from([1, 3, 5, 10]))
def test_rounding_moves_no_count_by_more_than_half_its_base(counts, base):
    exact = pd.Series(counts, dtype="Int64")
    rounded = round_to_base(exact, base)
    assert (rounded % base == 0).all()
    assert ((rounded - exact).abs() <= base / 2).all()


@pytest.mark.parametrize(
    ("value", "least", "told"),
    [
        # 14 and 16 both may be printed as 15, which moves a ratio by up to 4/15: one of 1, 1.5, 2, 3, 5, 7.
        (1.69, 15, 1.5), (1.9, 15, 2.0), (0.84, 15, 1.0), (0.62, 25, 0.7), (11.0, 10, 10.0), (13.0, 10, 15.0),
        # From 30 on, by up to 14%: one of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8.
        (1.58, 45, 1.5), (1.7, 45, 1.5), (0.27, 30, 0.25), (0.0, 30, 0.0),
        # From 80 on, by no more than 5%: two figures.
        (1.58, 75, 1.5), (1.58, 80, 1.6), (14.98, 225, 15.0),
    ],
)  # fmt: skip
def test_a_ratio_is_no_finer_than_its_counts_are_rounded(value, least, told):
    assert stepped(value, least, 5) == told


def test_a_ratio_of_exact_counts_has_two_figures_however_few():
    assert stepped(1.69, 14, 1) == 1.7


@pytest.mark.usefixtures("more_measures")
def test_a_ratio_of_shares_that_leaves_one_to_four_out_is_withheld(table, with_policy):
    # 46 of 50 leaves 4; 45 leaves 5; on the other side 196 of 200 leaves 4.
    estimates = table(
        "searches.step_ratio", [46, 45, 45, 50], 50, reference_numerator=[100, 100, 196, 100], reference_denominator=200, value=1.0,
        lower=0.8, upper=1.2, method="log",
    )  # fmt: skip
    out = release(estimates, "public", with_policy(declared=["searches.*"]))
    assert out.estimates["value"].isna().tolist() == [True, False, True, False]
    assert set(out.withheld["reason"]) == {"small remainder"}


def test_limits_of_a_rate_allow_for_over_dispersion_in_public_too(table, settings):
    # 812 with 2.3 times the variance of chance: the factor is released as 2.5, and 810 / 2.5 gives the limits.
    wide = table("victims.rate", [812], 100_000, dispersion=2.3)
    plain = release(table("victims.rate", [812], 100_000), "public", settings).estimates.iloc[0]
    row = release(wide, "public", settings).estimates.iloc[0]
    assert row["dispersion"] == 2.5
    assert (row["upper"] - row["value"]) / (plain["upper"] - plain["value"]) == pytest.approx(
        2.5**0.5, rel=0.03
    )
    again = evaluate(table("victims.rate", [810], 100_000, dispersion=2.5))
    assert row["lower"] == again.loc[0, "lower"]
    assert wide.loc[0, "upper"] > table("victims.rate", [812], 100_000).loc[0, "upper"]


@how(deadline=None, max_examples=50)
@given(st.floats(1e-6, 1e9))
def test_two_figures_are_within_five_per_cent(value):
    assert np.isclose(significant(value), value, rtol=0.05 + 1e-9)
    assert float(f"{significant(value):.1e}") == pytest.approx(significant(value), rel=1e-12)


def shown_of(table, settings, pairs):
    """Release shares and rates of some counts, and give what is shown of each."""
    parts, wholes = [part for part, _ in pairs], [whole for _, whole in pairs]
    estimates = pd.concat(
        [
            table("victims.share", parts, wholes, unknown_count=wholes, flag="small base"),
            table("victims.rate", parts, 50_000, dispersion=2.5, p=0.03, q=0.04),
        ],
        ignore_index=True,
    )
    return release(estimates, "public", settings).estimates


@how(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(5, 400), st.integers(5, 400), st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=6
    )
)  # fmt: skip
def test_nothing_shown_tells_apart_counts_that_round_alike(table, settings, drawn):
    # Each pair is moved within its rounding classes; where both are shown, every column must be the same.
    near, far = [], []
    for part, rest, one, other in drawn:
        whole = part + rest
        moved = (round(part / 5) * 5 + one, round(whole / 5) * 5 + other)
        near.append((part, whole))
        far.append(moved if moved[1] - moved[0] >= 5 and moved[0] >= 5 else (part, whole))
    one, other = shown_of(table, settings, near), shown_of(table, settings, far)
    pd.testing.assert_frame_equal(one, other)
