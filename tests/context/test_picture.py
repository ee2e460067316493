"""The picture beside the kinds: other definitions, rolling years, seasons, breaks, the three measures of success."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import cohorts, context
from sva.assessment import load_assessment
from sva.context.success import MEASURES_OF_SUCCESS


@pytest.fixture(scope="module")
def letter():
    return load_assessment("west-mercia-2023-05")


@pytest.fixture
def offences():
    return pd.DataFrame(
        {
            "offence_key": list("abcdef"),
            "offence_code": ["34B", "1", "1", "8N", "8N", "56A"],
            "knife_enabled": pd.array([True, True, None, True, False, False], dtype="boolean"),
            "domestic": pd.array([False, False, True, False, False, None], dtype="boolean"),
            "month": pd.to_datetime(["2022-04-01", "2022-05-01", "2022-06-01", "2021-04-01", "2022-06-01", "2022-07-01"]),
        }
    )  # fmt: skip


def test_a_wider_definition_counts_what_it_adds_and_loses_what_it_leaves_out(offences, letter):
    rows = context.compare_definitions(offences, letter)
    totals = rows[rows["offence_group"].isna()].set_index("strata")["numerator"]
    assert totals[letter.settings.definition.label] == 4
    assert totals[letter.settings.other_definition.label] == 4
    overlap = context.overlap_of_definitions(offences, letter).set_index("group")["numerator"]
    assert overlap.to_dict() == {
        "Both definitions": 3,
        "Only this assessment's": 1,
        "Only the other": 1,
    }


def test_rolling_years_are_sums_of_twelve_months(letter):
    months = pd.date_range("2020-04-01", "2023-03-01", freq="MS")
    serious = pd.DataFrame({"serious": "robbery", "month": months.repeat(range(1, 37))})
    rows = context.count_rolling_years(serious, letter)
    assert len(rows) == 25
    assert rows["numerator"].iloc[0] == sum(range(1, 13))
    assert rows["numerator"].iloc[-1] == sum(range(25, 37))
    assert rows["key"].iloc[-1].endswith("/twelve-months/year")


def test_calendar_months_add_up_to_the_whole_years(letter):
    months = pd.date_range("2020-04-01", "2023-03-01", freq="MS")
    rows = context.count_calendar_months(
        pd.DataFrame({"serious": "robbery", "month": months}), letter
    )
    assert rows["group"].tolist()[0] == "January"
    assert rows["numerator"].tolist() == [3] * 12


def test_one_year_tells_no_season():
    opened = load_assessment("west-mercia-2026-05")
    serious = pd.DataFrame({"serious": ["robbery"], "month": pd.to_datetime(["2025-05-01"])})
    assert context.count_calendar_months(serious, opened).empty


def test_a_break_of_one_kind_is_not_drawn_on_another(letter):
    every, robbery = (context.known_breaks(letter, kind) for kind in (None, "robbery"))
    assert {each["month"] for each in every} - {each["month"] for each in robbery} == {"2023-04"}


def test_what_the_health_service_withheld_stays_withheld(letter):
    sent = pd.DataFrame(
        {
            "area_code": ["E23000016"] * 3 + ["E06000019"], "cause": ["X99", "X99", "X85-Y09", "X99"],
            "age_group": ["All ages", "Under 25", "All ages", "All ages"],
            "period_start": pd.to_datetime(["2022-04-01"] * 4), "period_end": pd.to_datetime(["2023-03-31"] * 4),
            "admissions": pd.array([70, None, 330, 10], dtype="Int64"), "admissions_suppressed": [None, "*", None, None],
        }
    )  # fmt: skip
    rows = context.count_admissions(sent, letter).set_index("group")
    assert rows.loc[MEASURES_OF_SUCCESS[0], "numerator"] == 70
    young = rows.loc[MEASURES_OF_SUCCESS[1]]
    assert pd.isna(young["numerator"])
    assert young["flag"] == "suppressed"
    assert len(rows) == 2


def test_homicides_that_were_not_domestic_carry_exact_limits(offences, letter):
    """Exact limits of a Poisson count of 1: 0.0253 to 5.5716 (Garwood 1936; R's poisson.test(1))."""
    serious = cohorts.select_serious(offences, letter)
    victims = pd.DataFrame(
        {"offence_key": ["b"], "age": pd.array([19], dtype="Int64"), "person_type": ["person"]}
    )
    rows = context.count_knives_and_homicides(serious, victims, letter)
    year = rows[rows["key"].str.endswith("/year")].set_index("group")
    homicide = year.loc[MEASURES_OF_SUCCESS[4]]
    assert homicide["numerator"] == 1
    assert homicide["lower"] == pytest.approx(0.0253, abs=1e-4)
    assert homicide["upper"] == pytest.approx(5.5716, abs=1e-4)
    assert year.loc[MEASURES_OF_SUCCESS[2], "numerator"] == 2
    assert year.loc[MEASURES_OF_SUCCESS[3], "numerator"] == 1


def test_unknown_knives_and_unknown_domestic_are_counted_beside(offences, letter):
    serious = cohorts.select_serious(offences, letter)
    rows = context.count_knives_and_homicides(
        serious,
        pd.DataFrame({"offence_key": [], "age": pd.array([], dtype="Int64"), "person_type": []}),
        letter,
    )
    year = rows[rows["key"].str.endswith("/year")].set_index("group")
    assert year.loc[MEASURES_OF_SUCCESS[2], "unknown_count"] == 1
    assert MEASURES_OF_SUCCESS[3] not in year.index


def test_success_measures_stand_a_column_a_year_with_limits_where_there_are_few(offences, letter):
    from sva.report.statements import state

    serious = cohorts.select_serious(offences, letter)
    victims = pd.DataFrame(
        {"offence_key": ["b"], "age": pd.array([19], dtype="Int64"), "person_type": ["person"]}
    )
    rows = context.count_knives_and_homicides(serious, victims, letter)
    table = state("success", rows, letter).table.set_index("Measure of success")
    assert list(table.columns)[-1] == "April 2022 to March 2023"
    assert table.loc[MEASURES_OF_SUCCESS[4], "April 2022 to March 2023"] == "1 (0 to 6)"
    assert table.loc[MEASURES_OF_SUCCESS[2], "April 2022 to March 2023"] == "2"
