"""Rates, counts, proportions and means: known answers, edges, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from sva.errors import SvaError
from sva.measures import byar, exact_poisson, mean, proportion, rate
from sva.measures._limits import wilson_limits

PHE = "known-answers/PHEindicatormethods"
COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)
SHAPE = ["value", "lower", "upper", "confidence", "method", "flag"]


def _level(frame: pd.DataFrame, level: float) -> pd.DataFrame:
    return frame[frame["confidence"] == level]


# --- known answers ---------------------------------------------------------------------------


def test_rates_agree_with_pheindicatormethods_at_95_and_998(shared: Path) -> None:
    known = pd.read_csv(shared / PHE / "Rate__testdata_Rate.csv")
    for multiplier, rows in known.groupby("multiplier"):
        found = rate(
            rows["Numerator"], rows["Denominator"], per=multiplier, confidence=[0.95, 0.998]
        )
        for level, tag in ((0.95, "95_0"), (0.998, "99_8")):
            at = _level(found, level)
            assert_allclose(at["value"], rows["value"], rtol=1e-9)
            assert_allclose(at["lower"], rows[f"lower{tag}cl"], rtol=1e-9)
            assert_allclose(at["upper"], rows[f"upper{tag}cl"], rtol=1e-9)
    given_method = known["method"].str.lower().replace("byars", "byar")
    assert rate(known["Numerator"], known["Denominator"])["method"].equals(
        given_method.where(known["Numerator"].notna()).astype("str")
    )


def test_rates_of_summed_areas_agree_with_pheindicatormethods(shared: Path) -> None:
    known = pd.read_csv(shared / PHE / "Rate__testdata_Rate_g.csv")
    found = rate(known["Numerator"], known["Denominator"], per=100_000)
    for ours, theirs in (("value", "value"), ("lower", "lowercl"), ("upper", "uppercl")):
        assert_allclose(found[ours], known[theirs], rtol=1e-9)


@pytest.mark.parametrize(
    "name", ["Proportion__testdata_Prop.csv", "Proportion__testdata_Prop_g.csv"]
)
def test_proportions_agree_with_pheindicatormethods(shared: Path, name: str) -> None:
    known = pd.read_csv(shared / PHE / name)
    found = proportion(known["Numerator"], known["Denominator"], confidence=[0.95, 0.998])
    tags = {0.95: "95_0cl", 0.998: "99_8cl"} if "lower95_0cl" in known else {0.95: "cl"}
    for level, tag in tags.items():
        at = _level(found, level)
        for side in ("lower", "upper"):
            theirs = known[f"{side}{tag}"] / known["multiplier"]
            assert_allclose(at[side], theirs, rtol=0, atol=1e-9)
            assert_allclose(at[side], theirs, rtol=1e-9)


def test_raw_byar_and_wilson_formulae_agree_with_pheindicatormethods(shared: Path) -> None:
    known = pd.read_csv(shared / PHE / "Byars_Wilson__testdata_B_W.csv")
    known["level"] = known["confidence"].str.rstrip("%").astype(float) / 100
    for row in known.itertuples():
        if row.method == "Byars":
            found = byar(row.x, confidence=row.level).iloc[0]
            lower, upper = found["lower"], found["upper"]
        else:
            z = 1.959963984540054 if row.level == 0.95 else 3.090232306167813
            lower, upper = (
                x.item()
                for x in wilson_limits(np.array(row.x), np.array(float(row.n)), np.array(z))
            )
        assert_allclose([lower, upper], [row.lowercl, row.uppercl], rtol=1e-9)


def test_exact_limits_agree_with_r_poisson_test(shared: Path) -> None:
    known = pd.read_csv(shared / "known-answers/base-R-exact/poisson_exact_count_limits.csv")
    found = exact_poisson(known["count"], confidence=[0.95, 0.998])
    for level, tag in ((0.95, "95"), (0.998, "998")):
        assert_allclose(_level(found, level)["lower"], known[f"lo{tag}"], rtol=1e-7)
        assert_allclose(_level(found, level)["upper"], known[f"hi{tag}"], rtol=1e-7)


def test_proportions_agree_with_r_binom_test_and_prop_test(shared: Path) -> None:
    known = pd.read_csv(shared / "known-answers/base-R-exact/proportion_limits.csv")
    for method, tag in (("wilson", "wilson"), ("clopper-pearson", "clopper")):
        found = proportion(known["x"], known["n"], method=method)
        assert_allclose(found["lower"], known[f"{tag}_lo"], rtol=1e-7, atol=1e-15)
        assert_allclose(found["upper"], known[f"{tag}_hi"], rtol=1e-7)


def test_means_agree_with_pheindicatormethods(shared: Path) -> None:
    data = pd.read_csv(shared / PHE / "Mean__testdata_Mean.csv")
    known = pd.read_csv(shared / PHE / "Mean__testdata_Mean_results.csv").set_index("area")
    levels = [0.95, 0.998]
    grouped = mean(data["values"], by=data["area"], confidence=levels)
    alone = mean(data["values"], confidence=levels).set_axis(["No grouping"] * 2)
    found = pd.concat([grouped, alone])
    for level, tag in ((0.95, "95_0"), (0.998, "99_8")):
        at = _level(found, level)
        assert list(at.index) == list(known.index)
        assert_allclose(at["sd"], known["stdev"], rtol=1e-9)
        assert_allclose(at["lower"], known[f"lower{tag}cl"], rtol=1e-9)
        assert_allclose(at["upper"], known[f"upper{tag}cl"], rtol=1e-9)


def test_west_mercia_searches_have_the_published_limits() -> None:
    # Byar's limits of 224 Black and 3,476 White people searched, year to March 2022, 2011 census.
    found = rate([224, 3476], [5062, 1176516])
    assert_allclose(found["value"], [44.2513, 2.9545], atol=5e-5)
    assert_allclose(found["lower"], [38.65, 2.857], atol=5e-3)
    assert_allclose(found["upper"], [50.44, 3.054], atol=5e-3)


# --- shape -----------------------------------------------------------------------------------


def test_scalars_give_one_row_and_several_levels_one_row_each() -> None:
    assert len(rate(4, 1000)) == 1
    found = rate([4, 50], 1000, confidence=[0.8, 0.95, 0.998])
    assert list(found.index) == [0, 0, 0, 1, 1, 1]
    assert list(found["confidence"]) == [0.8, 0.95, 0.998] * 2
    assert found.columns.intersection(SHAPE, sort=False).tolist() == SHAPE
    assert found.groupby(level=0)["upper"].is_monotonic_increasing.all()


def test_series_join_by_label_whatever_their_order() -> None:
    count = pd.Series({"north": 12, "south": 3})
    people = pd.Series({"south": 100, "north": 1000})
    found = rate(count, people)
    assert found["value"].to_dict() == {"north": 12.0, "south": 30.0}


def test_levels_in_different_order_change_nothing_but_the_order() -> None:
    a = rate([3, 30], 500, confidence=[0.95, 0.8])
    b = rate([3, 30], 500, confidence=[0.8, 0.95])
    pd.testing.assert_frame_equal(a.iloc[[1, 0, 3, 2]], b)


# --- edges -----------------------------------------------------------------------------------


def test_no_events_have_a_rate_of_zero_and_an_exact_upper_limit() -> None:
    found = rate(0, 1000).iloc[0]
    assert found["value"] == found["lower"] == 0
    assert_allclose(found["upper"], 3.688879454113936, rtol=1e-12)  # -ln 0.025
    assert pd.isna(found["flag"])


@pytest.mark.parametrize(
    ("count", "people"), [(3, 0), (0, 0), (None, 10), (3, None), (np.nan, 10), (pd.NA, 10)]
)
def test_nobody_or_missing_is_blank_and_flagged_never_a_number(count: float, people: float) -> None:
    found = rate(count, people).iloc[0]
    assert found[["value", "lower", "upper"]].isna().all()
    assert found["flag"] == "not assessable"


def test_a_thousand_million_events_have_limits_as_narrow_as_they_should_be() -> None:
    for found in (rate(10**9, 10**9, per=10**9), exact_poisson(10**9), byar(10**9)):
        half = 1.959963984540054 * np.sqrt(10**9)
        assert_allclose(
            [found["lower"].item(), found["upper"].item()], [10**9 - half, 10**9 + half], rtol=1e-8
        )


def test_exact_gives_way_to_byar_at_ten_events() -> None:
    assert rate([9, 10], 100)["method"].tolist() == ["exact", "byar"]


def test_dispersion_of_four_doubles_the_width_for_large_counts() -> None:
    plain, wide = rate(40_000, 10**6), rate(40_000, 10**6, dispersion=4)
    assert_allclose(wide["upper"] - wide["lower"], 2 * (plain["upper"] - plain["lower"]), rtol=2e-3)
    assert_allclose(wide["value"], plain["value"])


def test_dispersion_may_differ_by_row_and_choose_exact_limits_for_few_clusters() -> None:
    found = rate([20, 20], 100, dispersion=[1, 4])
    assert found["method"].tolist() == ["byar", "exact"]
    # Four-fold dispersion: five clusters of four events.
    assert_allclose(found["upper"].iloc[1], 4 * exact_poisson(5)["upper"].item() * 10, rtol=1e-12)


def test_one_value_alone_has_a_mean_without_limits() -> None:
    found = mean([3.0]).iloc[0]
    assert found["value"] == 3
    assert np.isnan(found["lower"])
    assert found["flag"] == "not assessable"


def test_missing_values_are_left_out_of_a_mean_and_counted() -> None:
    found = mean([1.0, None, 3.0]).iloc[0]
    assert (found["value"], found["n"], found["missing"]) == (2.0, 2, 1)


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: rate([4, -1], 100), "negative values in row 1: -1"),
        (lambda: rate(2.5, 100), "fractions in row 0: 2.5"),
        (lambda: rate([1, 2], [1, 2, 3]), "different lengths"),
        (lambda: rate(pd.Series([1], ["a"]), pd.Series([1], ["b"])), "lacks, such as 'b'"),
        (lambda: rate(["[c]", 4], 100), r"'\[c\]'.*Read marks"),
        (lambda: rate(np.inf, 100), "infinite"),
        (lambda: rate(1, -5), "negative"),
        (lambda: rate(1, 5, per=0), "per=0"),
        (lambda: rate(1, 5, confidence=95), "between 0 and 1"),
        (lambda: rate(1, 5, confidence=[0.95, 0.95]), "each level once"),
        (lambda: rate(1, 5, dispersion=0.5), "never narrowed"),
        (lambda: rate(pd.DataFrame({"a": [1]}), 5), "a whole table"),
        (lambda: rate(np.ones((2, 2)), 5), "2 dimensions"),
        (lambda: proportion(3, 2), "count above n"),
        (lambda: proportion(1, 2, method="wald"), "'wilson' or 'clopper-pearson'"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(call, words: str) -> None:
    with pytest.raises(SvaError, match=words):
        call()


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SvaError) as error:
        rate([-1, 2.5], [-3, 1])
    assert len(error.value.faults) == 3


def test_repeated_labels_in_another_order_are_refused_but_one_table_is_not() -> None:
    table = pd.DataFrame({"c": [1, 2], "n": [10, 20]}, index=["a", "a"])
    assert rate(table["c"], table["n"])["value"].tolist() == [100.0, 100.0]
    with pytest.raises(SvaError, match="repeat"):
        rate(table["c"], pd.Series([1, 2, 3], ["a", "b", "a"])[lambda s: s != 2].rename({"a": "b"}))


# --- properties ------------------------------------------------------------------------------


@given(COUNTS, st.sampled_from([0.5, 0.8, 0.95, 0.998]), st.sampled_from([1.0, 1.7, 17.6]))
def test_limits_contain_the_estimate(counts: list[int], level: float, factor: float) -> None:
    for found in (
        rate(counts, 10**6, confidence=level, dispersion=factor),
        exact_poisson(counts, confidence=level, dispersion=factor),
        proportion(counts, 10**9, confidence=level, dispersion=factor),
        proportion(counts, 10**9, method="clopper-pearson", confidence=level, dispersion=factor),
    ):
        assert (found["lower"] <= found["value"]).all()
        assert (found["upper"] >= found["value"]).all()


@given(COUNTS, st.randoms())
def test_order_of_rows_changes_nothing(counts: list[int], random) -> None:
    series = pd.Series(counts)
    order = list(range(len(counts)))
    random.shuffle(order)
    people = pd.Series(np.arange(len(counts)) + 1.0)
    pd.testing.assert_frame_equal(
        rate(series, people).iloc[order], rate(series.iloc[order], people), check_exact=True
    )


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.randoms())
def test_a_mean_is_the_same_to_the_last_bit_in_any_order(values: list[float], random) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(mean(values), mean(shuffled), check_exact=True)


@given(COUNTS)
def test_inputs_are_not_changed(counts: list[int]) -> None:
    array, series = np.array(counts, dtype=float), pd.Series(counts)
    kept, kept_series = array.copy(), series.copy()
    rate(array, series, dispersion=np.ones(len(counts)))
    proportion(array, array)
    assert_allclose(array, kept, rtol=0)
    pd.testing.assert_series_equal(series, kept_series)


@given(st.integers(0, 10**6), st.floats(1, 50))
def test_more_dispersion_never_narrows(count: int, factor: float) -> None:
    plain, wide = exact_poisson(count), exact_poisson(count, dispersion=factor)
    assert wide["lower"].item() <= plain["lower"].item() * (1 + 1e-12)
    assert wide["upper"].item() >= plain["upper"].item() * (1 - 1e-12)


def test_limits_are_right_where_scipy_inverts_the_beta_distribution_wrongly() -> None:
    # betaincinv(1000, 1e9, 0.25) is off by half in SciPy 1.17; so rare a share has the limits of a Poisson count.
    found = proportion(1000, 10**9, method="clopper-pearson", confidence=0.5)
    poisson = exact_poisson(1000, confidence=0.5)
    for side in ("lower", "upper"):
        assert_allclose(found[side] * 1e9, poisson[side], rtol=1e-5)
