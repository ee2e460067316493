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
from sva.disclosure.rounding import round_to_base, significant
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
        "dispersion",
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
        value=14.9777, lower=13.085, upper=17.144, q=0.001,
    )  # fmt: skip
    row = release(estimates, "public", with_policy(declared=["searches.*"])).estimates.iloc[0]
    assert (row["numerator"], row["reference_numerator"]) == (225, 3475)
    assert (row["value"], row["lower"], row["upper"]) == (15.0, 13.0, 17.0)
    assert pd.isna(row["q"])


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
