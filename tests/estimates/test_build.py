"""From counts to values: known answers, and what has none."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sva.errors import SvaError
from sva.estimates import build, evaluate, shape, validate

YEAR = (date(2021, 4, 1), date(2022, 3, 31))
FORCE = {
    "area_type": "police_force", "area_code": "E23000016", "period_start": YEAR[0], "period_end": YEAR[1], "source": "police-stop-search",
}  # fmt: skip


@pytest.fixture
def searches():
    # Stop and search, West Mercia, year to March 2022 (Shropshire Star, 10 November 2022, from Home Office data) on the
    # census of 2011 (ONS QS201EW): domain reference 8.1 and 8.2.
    counts = pd.DataFrame(
        {"group": ["Black", "White"], "numerator": [224, 3476], "denominator": [5062, 1_176_516]}
    )
    return build(
        counts,
        YEAR,
        measure="searches.rate",
        characteristic="ethnic_group",
        denominator_year=2011,
        **FORCE,
    )


def test_the_published_rates_of_stop_and_search_come_out(searches):
    assert searches["value"].round(4).tolist() == [44.2513, 2.9545]
    assert searches["value"].round(1).tolist() == [44.3, 3.0]  # as printed: 44.3 and 3


def test_their_limits_are_byar_s(searches):
    # Byar's limits of the counts: Black 195.62 to 255.34, White 3,361.39 to 3,593.52 (domain reference 8.2).
    assert searches["lower"].round(2).tolist() == [38.65, 2.86]
    assert searches["upper"].round(2).tolist() == [50.44, 3.05]
    per_person = searches["denominator"].astype(float) / 1000
    assert (searches["lower"] * per_person).round(2).tolist() == [195.62, 3361.39]
    assert (searches["upper"] * per_person).round(2).tolist() == [255.34, 3593.52]


def test_the_same_counts_on_the_census_of_2021_give_half_the_rate():
    # Black residents of West Mercia 2021: 11,185; White 1,224,227; ratio 7.05 (domain reference 8.7).
    counts = pd.DataFrame(
        {"group": ["Black", "White"], "numerator": [224, 3476], "denominator": [11_185, 1_224_227]}
    )
    table = build(
        counts,
        YEAR,
        measure="searches.rate",
        characteristic="ethnic_group",
        denominator_year=2021,
        **FORCE,
    )
    assert table["value"].round(3).tolist() == [20.027, 2.839]
    assert round(table["value"][0] / table["value"][1], 2) == 7.05


def test_a_proportion_has_wilson_limits_in_per_cent():
    # Wilson 10 of 50: 0.1124 to 0.3304 (domain reference 8.6).
    row = evaluate(
        shape(pd.DataFrame({"measure": ["searches.found"], "numerator": [10], "denominator": [50]}))
    ).iloc[0]
    assert row["value"] == 20.0
    assert (round(row["lower"], 2), round(row["upper"], 2)) == (11.24, 33.04)
    assert row["unit"] == "%"


@pytest.mark.parametrize(
    ("count", "lower", "upper"), [(10, 4.787, 18.391), (20, 12.211, 30.890), (100, 81.362, 121.628)]
)
def test_limits_of_counts_follow_the_published_table(count, lower, upper):
    # Byar's limits for 10, 20 and 100 (domain reference 8.6), as rates for every 1,000 of 1,000.
    row = evaluate(
        shape(
            pd.DataFrame({"measure": ["victims.rate"], "numerator": [count], "denominator": [1000]})
        )
    ).iloc[0]
    assert (round(row["lower"], 3), round(row["upper"], 3)) == (lower, upper)


def test_a_count_is_its_own_value_and_has_no_limits():
    row = evaluate(shape(pd.DataFrame({"measure": ["victims.count"], "numerator": [7]}))).iloc[0]
    assert (row["value"], row["method"], row["unit"]) == (7.0, "count", "victims")
    assert row[["lower", "upper"]].isna().all()


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(3, 0), (3, None), (None, 100), (None, None), (0, 0)]
)
def test_a_rate_without_a_base_or_a_count_has_no_value(numerator, denominator):
    frame = pd.DataFrame(
        {
            "measure": ["victims.rate", "victims.rate"],
            "numerator": [numerator, 5],
            "denominator": [denominator, 1000],
        }
    )
    out = evaluate(shape(frame))
    assert out.loc[0, ["value", "lower", "upper"]].isna().all()
    assert out.loc[1, "value"] == 5.0


def test_values_of_before_do_not_outlive_their_counts():
    frame = shape(
        pd.DataFrame(
            {
                "measure": ["victims.rate"],
                "denominator": [1000],
                "value": [9.9],
                "lower": [9.0],
                "upper": [11.0],
            }
        )
    )
    assert evaluate(frame).loc[0, ["value", "lower", "upper"]].isna().all()


def test_a_measure_that_is_not_registered_is_refused_by_name():
    with pytest.raises(SvaError, match=r"victims\.mood"):
        evaluate(shape(pd.DataFrame({"measure": ["victims.mood"], "numerator": [3]})))


def test_a_column_given_twice_is_refused():
    with pytest.raises(SvaError, match="a column is given twice"):
        build(
            pd.DataFrame({"numerator": [3], "source": ["a"]}),
            YEAR,
            measure="victims.count",
            **FORCE,
        )


def test_the_table_given_is_left_as_it_was():
    counts = pd.DataFrame({"group": ["Black"], "numerator": [224], "denominator": [5062]})
    before = counts.copy(deep=True)
    build(counts, YEAR, measure="searches.rate", characteristic="ethnic_group", **FORCE)
    pd.testing.assert_frame_equal(counts, before)


def test_rows_with_one_name_cannot_be_built():
    with pytest.raises(SvaError, match="the same key more than once"):
        build(
            pd.DataFrame({"group": ["Black", "black"], "numerator": [1, 2]}),
            YEAR,
            measure="searches.count",
            characteristic="ethnic_group",
            **FORCE,
        )


def test_no_counts_give_no_estimates():
    assert build(pd.DataFrame({"numerator": []}), YEAR, measure="victims.count", **FORCE).empty


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**7)), min_size=1, max_size=20))
def test_values_lie_within_their_limits_and_rows_do_not_touch_one_another(pairs):
    frame = pd.DataFrame(
        {
            "numerator": [low for low, _ in pairs],
            "denominator": [high for _, high in pairs],
            "group": [str(number) for number in range(len(pairs))],
        }
    )
    table = build(frame, YEAR, measure="victims.rate", characteristic="n", **FORCE)
    assert (table["lower"] <= table["value"] + 1e-9).all()
    assert (table["upper"] >= table["value"] - 1e-9).all()
    alone = build(frame.tail(1), YEAR, measure="victims.rate", characteristic="n", **FORCE)
    assert (
        alone.loc[0, ["value", "lower", "upper"]].tolist()
        == table.iloc[-1][["value", "lower", "upper"]].tolist()
    )
    validate(table)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=20))
def test_proportions_lie_between_none_and_all(pairs):
    frame = shape(
        pd.DataFrame(
            {
                "measure": "victims.share",
                "numerator": [low for low, _ in pairs],
                "denominator": [low + rest for low, rest in pairs],
            }
        )
    )
    out = evaluate(frame)
    known = out[out["value"].notna()]
    assert known[["value", "lower", "upper"]].ge(0).all(axis=None)
    assert known[["value", "lower", "upper"]].le(100).all(axis=None)
    assert (out["value"].isna() == (frame["denominator"] == 0)).all()


def test_a_share_of_a_whole_count_has_no_limits():
    # All rows of a file, all areas, a census: chance has no say in them.
    row = evaluate(
        shape(pd.DataFrame({"measure": ["areas.share"], "numerator": [92], "denominator": [739]}))
    ).iloc[0]
    assert row["value"] == pytest.approx(100 * 92 / 739)
    assert row[["lower", "upper", "confidence"]].isna().all()
    assert row["method"] == "share of a whole count"
