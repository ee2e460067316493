"""Ratios in words: the table of the style, row by row, in both editions."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from sva.disclosure import release
from sva.estimates import blank
from sva.findings import Context, sentence
from sva.findings.sentence import records
from sva.findings.verdict import times_words, verdict, wide_words

NEVER = re.compile(
    r"BAME|non-White|significant|because|due to|cause|offender|trend|minority|nan|None|<NA>", re.IGNORECASE
)  # fmt: skip


@pytest.fixture
def context(letter):
    return Context.of(release(blank(), "restricted", letter.settings), letter.settings)


@pytest.fixture
def ratios(letter, rows_of):
    """Ratios of searches against White residents of 2011, each column as given."""

    def make(**columns):
        number = len(columns["group"])
        plain = {
            "numerator": [200] * number,
            "denominator": [5062] * number,
            "reference_numerator": 3476,
            "reference_denominator": 1176516,
            "unknown_count": 0,
            "value": [1.5] * number,
            "lower": [1.3] * number,
            "upper": [1.7] * number,
            "unknown_lower": [1.4] * number,
            "unknown_upper": [1.6] * number,
            "p": [0.001] * number,
            "q": [0.01] * number,
            "method": ["log; one of 40 comparisons"] * number,
        }
        return rows_of(
            letter, "searches.ratio", characteristic="ethnic_group", reference_group="White",
            denominator_year=2011, **(plain | columns),
        )  # fmt: skip

    return make


def told(rows, context, name="disparity"):
    said = sentence(name, rows, context)
    assert not NEVER.search(said.text)
    return said.text


def test_the_published_ratio_reads_as_the_style_has_it(ratios, context):
    rows = ratios(
        group=["Black"], numerator=[224], value=[14.98], lower=[13.08], upper=[17.14], unknown_lower=[12.67],
        unknown_upper=[57.4], unknown_count=[634],
    )  # fmt: skip
    assert told(rows, context) == (
        "From April 2022 to March 2023, for their number among residents in the 2011 census, Black residents were searched about 15 times as "
        "often as White residents (13 to 17 times); ethnicity is not recorded for 634 searches."
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Black residents were searched about 50% more often than White residents (1.3 to 1.7 times)"),
        ({"value": [2.4], "lower": [2.1], "upper": [2.8]}, "more than twice as often as White residents"),
        ({"value": [1.1], "lower": [1.03], "upper": [1.18], "unknown_lower": [1.05]}, "slightly more often than"),
        ({"q": [0.06]}, "could be chance (one of 40 comparisons) for Black residents"),
        ({"unknown_lower": [0.9]}, "too many people's ethnicity is unknown to say for Black residents"),
        ({"q": [0.4], "value": [1.0], "lower": [0.85], "upper": [1.2]}, "about the same for Black residents"),
        (
            {"q": [0.4], "value": [1.2], "lower": [0.9], "upper": [1.6]},
            "no clear difference for Black residents: it could be anything from 10% lower to 60% higher",
        ),
        (
            {"value": [0.4], "lower": [0.3], "upper": [0.5], "unknown_lower": [0.3], "unknown_upper": [0.9]},
            "less than half as often as White residents (0.3 to 0.5 times)",
        ),
        (
            {"value": [0.4], "lower": [0.3], "upper": [0.5], "unknown_lower": [0.3], "unknown_upper": [1.2]},
            "too many people's ethnicity is unknown to say",
        ),
        ({"numerator": [2], "denominator": [900], "value": [1.0], "lower": [0.1], "upper": [9.0]}, "too few to say"),
        ({"value": [None], "lower": [None], "upper": [None]}, "t cannot be assessed from what was supplied"),
    ],
)  # fmt: skip
def test_each_row_of_the_table_of_words(ratios, context, changes, words):
    assert words in told(ratios(group=["Black"], **changes), context)


def test_a_difference_needs_both_the_correction_and_the_bounds(ratios):
    for q in (0.01, 0.2):
        for low in (0.7, 1.3):
            (row,) = records(ratios(group=["Black"], q=[q], unknown_lower=[low]))
            assert (verdict(row) == "different") == (q < 0.05 and low > 1)


def test_two_censuses_stand_in_one_sentence(ratios, letter, context):
    old = ratios(
        group=["Black"],
        value=[15.0],
        lower=[13.1],
        upper=[17.1],
        unknown_lower=[12.7],
        unknown_upper=[57],
    )
    new = old.assign(denominator_year=2021, value=7.05, lower=6.2, upper=8.1, unknown_lower=6.0)
    text = told(pd.concat([old, new], ignore_index=True), context)
    assert (
        "in the 2021 census, Black residents were searched about 7 times as often as White" in text
    )
    assert (
        "on the 2011 census it is about 15 times as often (13 to 17 times) for Black residents"
        in text
    )


def test_groups_stand_in_the_order_given_and_none_is_ranked(ratios, context):
    rows = ratios(
        group=["Asian", "Black", "Mixed"], value=[1.3, 9.0, 2.5], lower=[1.2, 8, 2], upper=[1.4, 10, 3],
        unknown_lower=[1.1, 7, 1.5], unknown_upper=[2.0, 20, 5],
    )  # fmt: skip
    text = told(rows, context)
    assert text.index("Asian") < text.index("Black") < text.index("Mixed")


def test_the_public_edition_is_never_bolder_than_the_restricted_one(ratios, letter):
    rows = ratios(
        group=["Asian", "Black", "Mixed", "Other"],
        numerator=[60, 224, 12, 4],
        denominator=[25260, 5062, 13466, 2112],
        value=[0.80, 14.98, 0.30, 0.64],
        lower=[0.62, 13.1, 0.16, 0.2],
        upper=[1.04, 17.1, 0.52, 1.5],
        unknown_lower=[0.7, 12.7, 0.25, 0.5],
        unknown_upper=[9.0, 57.0, 16.0, 100.0],
        unknown_count=[634] * 4,
        q=[0.2, 0.0001, 0.002, 0.5],
    )
    say = {}
    for edition in ("restricted", "public"):
        found = records(release(rows, edition, letter.settings).estimates)
        say[edition] = {row.group: verdict(row) for row in found}
    assert say["restricted"]["Black"] == say["public"]["Black"] == "different"
    assert say["restricted"]["Mixed"] == "unknown"
    for group, kind in say["public"].items():
        assert kind != "different" or say["restricted"][group] == "different"


def test_equal_find_rates_do_not_prove_fairness(ratios, context):
    rows = ratios(group=["Black"]).assign(
        measure="searches.step_ratio",
        strata="found, of searches",
        denominator_year=pd.NA,
        denominator=800,
    )
    text = told(rows, context, "find-rates")
    assert text.endswith("equal find rates do not prove that searches are fair.")
    assert "in searches of Black people than in searches of White people" in text


def test_a_pooled_ratio_is_told_where_it_gives_another_answer(ratios, context):
    crude = ratios(group=["Asian", "Black"], value=[1.5, 5.0], lower=[1.3, 4.0], upper=[1.7, 6.0])
    held = crude.assign(
        strata="within districts", key=crude["key"] + "/within", value=[1.45, 1.0], lower=[1.2, 0.5], upper=[1.7, 1.9]
    )  # fmt: skip
    held["q"] = [0.01, 0.9]
    text = told(pd.concat([crude, held], ignore_index=True), context, "pooled")
    assert (
        "comparing people within districts gives another answer for Black residents: 1 rather than 5 times as often"
        in text
    )
    assert "Asian" not in text
    same = told(pd.concat([crude, crude.assign(strata="within ages", key=crude["key"] + "/w")], ignore_index=True), context, "pooled")  # fmt: skip
    assert same.endswith("comparing people within ages leaves every ratio much as it was.")


def test_no_number_is_said_with_more_figures_than_a_reader_can_use():
    for value in (0.3, 0.51, 0.97, 1.03, 1.33, 1.99, 2.01, 2.96, 14.98, 120.4):
        said = times_words(value, value * 0.9, value * 1.1)
        assert not re.search(r"\d\.\d\d", said)
    assert wide_words(1.0, 1.0).endswith("from no difference to no difference")
