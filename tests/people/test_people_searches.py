"""Searches are counted, not people."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import people


@pytest.fixture
def stops() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": pd.to_datetime(["2022-05-01"] * 5),
            "age_from": pd.array([10, 17, 25, 35, None], dtype="Int64"),
            "age_to": pd.array([17, 17, 34, None, None], dtype="Int64"),
            "sex": ["Male"] * 5,
            "ethnic_group": ["Black", "White", "White", "White", "Unknown"],
            "object": ["Drugs", "Drugs", "Weapons", None, "Drugs"],
            "outcome": ["Arrest", "A no further action disposal", "Arrest", "Arrest", "Arrest"],
            "outcome_linked": pd.array([True, None, False, None, True], dtype="boolean"),
        }
    )


def test_a_band_of_ages_counts_where_ours_holds_all_of_it(stops, assessment):
    crossing = stops.assign(age_to=pd.array([18, 17, 34, None, None], dtype="Int64"))
    rows = people.count_by(people.select_searches(crossing), "search_age", assessment, "searches")
    found = dict(zip(rows["group"], rows["numerator"], strict=True))
    assert list(found) == [
        "All",
        "Under 10",
        "10 to 17",
        "18 to 24",
        "25 to 34",
        "35 and over",
        "Unknown",
    ]
    assert list(found.values()) == [5, 0, 1, 0, 1, 1, 2]


def test_residents_of_the_bands_of_searches_are_all_residents(assessment):
    from sva.reference.populations import bundled

    rows = people.residents_by(bundled(), "search_age", assessment)
    assert rows["group"].tolist()[-1] == "35 and over"
    assert rows["denominator"].iloc[1:].sum() == rows["denominator"].iloc[0]


def test_no_further_action_found_nothing_and_other_blanks_are_unknown(stops, assessment):
    searches = people.select_searches(stops)
    rows = people.share_of(
        searches, people.found(searches), "ethnic_group", assessment, "searches", measure="searches.found"
    )  # fmt: skip
    white = rows[rows["group"] == "White"].iloc[0]
    assert (white["numerator"], white["denominator"], white["unknown_count"]) == (0, 2, 1)
    whole = rows[rows["group"] == "All"].iloc[0]
    assert (whole["numerator"], whole["denominator"], whole["unknown_count"]) == (2, 4, 1)
    assert rows["group"].tolist()[-1] == "Unknown"


def test_objects_add_up_to_all_searches(stops, assessment):
    rows = people.count_searches_by(people.select_searches(stops), "object", assessment)
    assert rows["group"].tolist() == ["All", "Drugs", "Weapons", "Unknown"]
    assert rows["numerator"].tolist() == [5, 3, 1, 1]


def test_objects_stand_by_name_so_that_no_order_tells_counts_apart(stops, assessment):
    # Two orders of the same number of rows in all: only the exact counts differ, and the rows stand alike.
    other = stops.assign(object=stops["object"].map({"Drugs": "Weapons", "Weapons": "Drugs"}))
    orders = [
        people.count_searches_by(people.select_searches(each), "object", assessment)["group"].tolist()
        for each in (stops, other)
    ]  # fmt: skip
    assert orders[0] == orders[1]


def test_searches_belong_to_no_definition(stops, assessment):
    rows = people.count_by(people.select_searches(stops), "sex", assessment, "searches")
    assert rows["definition"].isna().all()


def test_no_searches_give_no_rows(stops, assessment):
    none = people.select_searches(stops.iloc[:0])
    assert people.share_of(none, people.found(none), "sex", assessment, "searches").empty
    assert people.count_searches_by(none, "object", assessment).empty
    assert people.count_by(none, "sex", assessment, "searches").empty
