"""Sentences about people: shares beside residents, ladders, bases, excess, both ethnicities, intersections."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.findings import Context, sentence
from sva.findings.check import unfounded

CONTEXT = Context(labels={"under-25": "Under 25"}, areas={"E22000326": "Herefordshire", "E22000360": "Shropshire"})  # fmt: skip
DEFINITION = "west-mercia-2023"


@pytest.fixture(scope="module")
def make(letter, rows_of):
    def rows(measure: str, **columns) -> pd.DataFrame:
        family = measure.split(".")[0]
        source = "police-stop-search" if family == "searches" else f"police-{family}"
        own = {} if family == "searches" else {"definition": DEFINITION}
        return rows_of(letter, measure, source=source, cohort="all", **own, **columns)

    return rows


def ratios(make, family="searches", **columns) -> pd.DataFrame:
    given = {
        "characteristic": "ethnic_group",
        "group": ["Asian", "Black", "Mixed"],
        "reference_group": "White",
        "numerator": [80, 224, 68],
        "denominator": [35_119, 11_185, 21_853],
        "reference_numerator": 3476,
        "reference_denominator": 1_224_227,
        "denominator_year": 2021,
        "value": [0.8, 7.05, 1.1],
        "lower": [0.64, 6.2, 0.86],
        "upper": [1.0, 8.1, 1.39],
        "unknown_lower": [0.68, 6.0, 0.9],
        "unknown_upper": [7.0, 27.0, 11.0],
        "q": [0.2, 0.0001, 0.6],
        "unknown_count": 634,
        "method": "log; one of 40 comparisons",
    } | columns
    return make(f"{family}.ratio", **given)


def shares(make, **columns) -> pd.DataFrame:
    groups = ["10 to 17", "18 to 24", "25 to 34"]
    mine = make(
        "victims.share", characteristic="age_band", group=groups, numerator=[300, 110, 90], denominator=500,
        unknown_count=columns.pop("unknown", 10),
    )  # fmt: skip
    theirs = make(
        "population.share", characteristic="age_band", group=groups, numerator=[100, 100, 800], denominator=1000,
        denominator_year=2021, denominator_source="Census 2021", flag=None,
    )  # fmt: skip
    return pd.concat([mine, theirs], ignore_index=True)


def test_a_larger_and_a_smaller_part_than_of_residents_are_named_with_both_shares(make):
    said = sentence("beside", shares(make), CONTEXT)
    assert said.text == (
        "Of the victims of serious violence from April 2022 to March 2023, these are a larger part than they are of residents: "
        "aged 10 to 17 (60% against 10%); aged 18 to 24 (22% against 10%); these are a smaller part: aged 25 to 34 (18% "
        "against 80%)."
    )
    assert not unfounded(said.text, shares(make))


def test_nothing_is_said_of_a_share_that_the_unknown_could_undo(make):
    # 110 of 500 known; were all 700 unknown in other bands it would be 9 in 100, less than residents' 10
    said = sentence("beside", shares(make, unknown=700), CONTEXT).text
    assert "18 to 24" not in said
    assert "aged 10 to 17 (60% against 10%)" in said
    assert "the others cannot be told apart from residents" in said


def test_bases_say_between_which_ratios_a_difference_lies(make):
    other = ratios(
        make, strata="2011 census", denominator_year=2011, value=[1.1, 14.98, 1.7], lower=[0.9, 13.1, 1.3],
        upper=[1.4, 17.1, 2.2], denominator=[25_260, 5062, 13_466], reference_denominator=1_176_516,
    )  # fmt: skip
    rows = pd.concat([ratios(make), other], ignore_index=True)
    said = sentence("bases", rows, CONTEXT)
    assert "Black residents were searched about 7 times as often as White residents (6.2 to 8.1 times)" in said.text  # fmt: skip
    assert said.text.endswith("on the bases shown the ratio is 7 to 15 for Black residents.")
    tail = said.text[said.text.index("on the bases") :]
    assert not unfounded(tail, rows[rows["key"].isin(said.keys)])


def test_a_ladder_of_counts_says_which_of_them_show_no_difference_and_why(make):
    victims = ratios(make, "victims", value=[0.9, 1.1, 1.0], lower=[0.6, 0.7, 0.7], upper=[1.3, 1.7, 1.4], q=[0.9] * 3)  # fmt: skip
    unsure = ratios(
        make, "suspects", value=[2.0, 2.2, 1.9], lower=[1.5, 1.6, 1.4], upper=[2.7, 3.0, 2.6], q=[0.001] * 3,
        unknown_lower=[0.9] * 3,
    )  # fmt: skip
    rows = pd.concat([victims, unsure, ratios(make)], ignore_index=True)
    said = sentence("ladder", rows, CONTEXT).text
    assert "Black residents were searched about 7 times as often" in said
    assert "no clear difference among victims" in said
    assert "too many people's ethnicity is unknown to say of suspects" in said


def test_a_difference_comes_with_its_rates_and_its_excess(make):
    rates = make(
        "searches.rate", characteristic="ethnic_group", group=["Black", "White"], numerator=[224, 3476],
        denominator=[11_185, 1_224_227], denominator_year=2021,
    )  # fmt: skip
    beyond = make(
        "searches.excess", characteristic="ethnic_group", group=["Black"], reference_group="White", numerator=[224],
        value=192.2, lower=163.0, upper=222.0, denominator_year=2021,
    )  # fmt: skip
    rows = pd.concat([ratios(make), rates, beyond], ignore_index=True)
    said = sentence("excess", rows, CONTEXT)
    assert said.text == (
        "From April 2022 to March 2023, there were 20 searches for every 1,000 Black residents and 2.8 for every 1,000 White "
        "residents of 2021: 192 searches more than at the rate of White residents (163 to 222)."
    )
    assert not unfounded(said.text, rows)
    # an edition without the excess still has the rates
    fewer = sentence("excess", pd.concat([ratios(make), rates], ignore_index=True), CONTEXT).text
    assert fewer.endswith("20 searches for every 1,000 Black residents and 2.8 for every 1,000 White residents of 2021.")  # fmt: skip


def test_ages_are_told_as_more_and_less_often_and_sex_with_its_ratio(make):
    ages = ratios(
        make, characteristic="age_band", group=["10 to 17", "18 to 24", "65 and over"], reference_group="25 to 34",
        value=[1.5, 1.9, 0.1], lower=[1.3, 1.7, 0.08], upper=[1.7, 2.1, 0.2], q=[0.001] * 3, unknown_lower=[1.2, 1.5, 0.08],
        unknown_upper=[2.0, 2.5, 0.3],
    )  # fmt: skip
    sexes = ratios(
        make, characteristic="sex", group=["Male"], reference_group="Female", numerator=[3000], denominator=[600_000],
        value=[10.3], lower=[9.4], upper=[11.4], q=[0.001], unknown_lower=[8.0], unknown_upper=[14.0],
    )  # fmt: skip
    said = sentence("characteristics", pd.concat([sexes, ages], ignore_index=True), CONTEXT).text
    assert "male residents were searched about 10 times as often as female residents" in said
    assert (
        "against those aged 25 to 34, those aged 10 to 17 and 18 to 24 were searched more often, those aged 65 and over less often"
        in said
    )


def test_intersections_say_how_they_were_steadied(make):
    rows = ratios(
        make, group="Black", strata=["Female, 10 to 17", "Male, 10 to 17", "Male, 18 to 24"], numerator=[6, 26, 71],
        denominator=[344, 336, 240], reference_numerator=[46, 512, 962], reference_denominator=[51_987, 52_092, 40_000],
        value=[12.6, 9.8, 12.2], lower=[8.9, 7.4, 9.9], upper=[16.8, 12.4, 14.6], q=None, unknown_lower=None,
        unknown_upper=None, unknown_count=[9, 82, 172], method="partial pooling: its own counts weigh 10%",
    )  # fmt: skip
    said = sentence("intersections", rows, CONTEXT)
    assert said.text == (
        "From April 2022 to March 2023, against White residents of the same sex and age, Black residents were searched 10 to 13 "
        "times as often (female, 10 to 17; male, 10 to 17; male, 18 to 24); each ratio is drawn towards its group's own, the "
        "more the fewer people it rests on."
    )
    assert not unfounded(said.text, rows)


def test_officers_stand_apart_and_nobody_is_said_to_when_there_is_none(make):
    groups = ["Members of the public", "Police officers", "Emergency workers"]
    public = make("victims.count", characteristic="person_type", group=groups, numerator=[3000, 12, 0])  # fmt: skip
    said = sentence("apart", public, CONTEXT).text
    assert said == "From April 2022 to March 2023 12 police officers and no emergency workers are recorded as victims, and stand apart."  # fmt: skip
    none = public.assign(numerator=pd.array([3000, 0, 0], dtype="Int64"), value=pd.array([3000.0, 0, 0], dtype="Float64"))  # fmt: skip
    assert sentence("apart", none, CONTEXT).text.endswith("are recorded as victims.")


def test_missing_words_of_one_group_make_its_ratio_too_low(make):
    rows = make(
        "searches.known", characteristic="ethnicity_officer", group=["Asian", "Black", "White", "Unknown"],
        numerator=[85, 160, 1760, 3], denominator=[100, 200, 2000, 40],
    )  # fmt: skip
    said = sentence("missing-self-defined", rows, CONTEXT)
    assert "recorded in 88% of searches of people seen as White, and in 85% of those seen as Asian and 80% of those seen as Black" in said.text  # fmt: skip
    assert "therefore too low for Asian and Black" in said.text
    assert not unfounded(said.text, rows)


@pytest.mark.parametrize("name", ["beside", "bases", "ladder", "excess", "characteristics", "intersections", "apart", "agreement", "missing-self-defined"])  # fmt: skip
def test_withheld_numbers_give_a_true_sentence(make, name):
    if name == "beside":
        rows = shares(make)
    elif name == "apart":
        rows = make("victims.count", characteristic="person_type", group=["Police officers"], numerator=[3])  # fmt: skip
    elif name in ("agreement", "missing-self-defined"):
        measure = "searches.share" if name == "agreement" else "searches.known"
        rows = make(measure, characteristic="x", group=["White"], numerator=[3], denominator=[5])
    else:
        rows = ratios(make, strata="Male, 10 to 17" if name == "intersections" else None)
    gone = rows.assign(flag="suppressed")
    for column in ("numerator", "denominator", "reference_numerator", "value", "lower", "upper", "q", "unknown_lower", "unknown_upper"):  # fmt: skip
        gone[column] = pd.array([pd.NA] * len(gone), dtype=gone[column].dtype)
    said = sentence(name, gone, CONTEXT).text
    assert "too few to say" in said.lower()
    assert not any(word in said for word in ("nan", "None", "<NA>", " times as often"))
