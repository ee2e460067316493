"""Sentences of outcomes: levels as levels, ratios only as far as they carry, months that are not complete not as falls."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.estimates import shape
from sva.findings import sentence


def rows(measure: str, records: list[dict]) -> pd.DataFrame:
    frame = shape(pd.DataFrame(records).assign(measure=measure))
    return frame.assign(key=[f"k{at}" for at in range(len(frame))])


def month(at: str, group: str, value: float, flag: str | None = None) -> dict:
    start = pd.Timestamp(at)
    return {"group": group, "value": value, "numerator": 10 * value, "denominator": 1000, "lower": value - 1, "upper": value + 1,
            "period_start": start, "period_end": start + pd.offsets.MonthEnd(), "flag": flag, "strata": "by month recorded",
            "unit": "%"}  # fmt: skip


CHARGED = "Charged or summonsed"
DIVERSION = "Diversionary, educational or intervention activity"


def test_the_last_complete_month_is_told_and_later_ones_are_no_fall():
    told = sentence("outcome-months", rows("outcomes.share", [
        month("2022-11-01", CHARGED, 9), month("2022-12-01", CHARGED, 8), month("2023-01-01", CHARGED, 3, "immature")]))  # fmt: skip
    assert (
        told.text
        == "Of crimes recorded in December 2022: 8% charged; later months are not yet complete."
    )


def test_how_complete_names_the_first_month_that_is_not():
    told = sentence("outcomes-assigned", rows("outcomes.share", [
        month("2022-12-01", "Assigned", 97), month("2023-01-01", "Assigned", 60, "immature")]))  # fmt: skip
    assert (
        told.text
        == "97% of crimes recorded in December 2022 have an outcome; months from January 2023 are not yet complete."
    )


def chart(at: str, value: float, method: str = "XmR limits") -> dict:
    return month(at, CHARGED, value) | {"method": method}


def test_a_month_that_stands_out_is_named_and_a_quiet_year_is_called_quiet():
    quiet = [chart(f"2022-{n:02}-01", 9) for n in range(1, 13)]
    assert (
        "no month of the last twelve stood out"
        in sentence("outcome-chart", rows("outcomes.chart", quiet)).text
    )
    loud = [*quiet[:-1], chart("2022-12-01", 3, "XmR limits; astronomical point, low")]
    assert (
        sentence("outcome-chart", rows("outcomes.chart", loud)).text
        == "Charged: December 2022 (3%) stood out as low."
    )


def ratio(
    group: str, value: float, low: float, high: float, q: float, bounds: tuple[float, float]
) -> dict:
    return {"group": group, "reference_group": "White", "value": value, "lower": low, "upper": high, "q": q, "unknown_lower": bounds[0],
            "unknown_upper": bounds[1], "characteristic": "ethnic_group, outcome 22", "numerator": 50, "denominator": 1000,
            "reference_numerator": 900, "reference_denominator": 9000}  # fmt: skip


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((0.4, 0.8), "Black suspects had outcome 22 about 40% less often (0.5 to 0.7 times) than White suspects"),
        ((0.1, 3.0), "for Black suspects too many people's ethnicity is unknown to say"),
    ],
)  # fmt: skip
def test_a_ratio_is_claimed_only_as_far_as_the_unknown_let_it(bounds, said):
    told = sentence("outcome-ratios", rows("disposals.ratio", [ratio("Black", 0.6, 0.5, 0.7, 0.001, bounds)]))  # fmt: skip
    assert said in told.text


def test_equal_levels_are_not_ranked():
    told = sentence("outcome-groups", rows("disposals.share", [
        {"group": CHARGED, "strata": name, "value": value, "numerator": 100, "denominator": 1000, "unit": "%"}
        for name, value in (("Female", 11.8), ("Male", 12.1))]))  # fmt: skip
    assert told.text == "Charged: about 12% of suspects in every group."


def test_levels_are_told_of_charges_and_of_outcome_22_with_the_groups_that_have_them():
    told = sentence("outcome-groups", rows("disposals.share", [
        {"group": group, "strata": name, "value": value, "numerator": 10 * value, "denominator": 1000, "unit": "%"}
        for group, values in ((CHARGED, (12, 20)), (DIVERSION, (0, 10)))
        for name, value in zip(("25 and over", "10 to 13"), values, strict=True)]))  # fmt: skip
    assert told.text == (
        "Charged: from 12% of suspects (aged 25 and over) to 20% (aged 10 to 13); outcome 22: up to 10% of suspects "
        "(aged 10 to 13)."
    )
    assert "no ranking" in told.certainty


def test_a_share_of_serious_violence_is_not_told_of_all_crimes():
    serious = month("2022-12-01", "Assigned", 97) | {"definition": "serious violence"}
    told = sentence("outcomes-assigned", rows("outcomes.share", [serious]))
    assert told.text.startswith("97% of offences of serious violence recorded in December 2022")


def test_everybody_with_a_reference_is_said_so():
    keyed = rows("reoffending.keyed", [{"value": 100, "numerator": 100, "denominator": 100}])
    assert "all 100 suspects on record have a reference" in sentence("followed", keyed).text.lower()


def test_those_followed_and_those_without_a_reference_are_counted():
    people = rows("reoffending.people", [
        {"value": 40, "numerator": 40, "period_start": pd.Timestamp("2021-05-01"), "period_end": pd.Timestamp("2021-05-31")},
        {"value": 9, "numerator": 9, "flag": "immature", "period_start": pd.Timestamp("2022-12-01"),
         "period_end": pd.Timestamp("2022-12-31")}])  # fmt: skip
    keyed = rows("reoffending.keyed", [{"value": 90, "numerator": 90, "denominator": 100}]).assign(key="x")  # fmt: skip
    told = sentence("followed", pd.concat([people, keyed], ignore_index=True)).text
    assert told.startswith("One month of starts, May 2021, is complete: 40 people were followed")
    assert "of 9 whose clock began from December 2022 on not all are yet" in told
    assert "10 of 100 suspects cannot be followed, for want of a reference" in told
