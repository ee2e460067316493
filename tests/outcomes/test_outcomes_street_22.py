"""police.uk as published: what is probably outcome 22, and rows that are not crimes."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.outcomes.street_22 import (
    BESIDE_2025,
    outcome_file_rows,
    outcome_rows,
    probable_22_beside,
    probable_22_by,
    probable_22_by_force,
)


def test_months_of_2025_add_up_to_523_of_85235(street, open_data):
    rows = probable_22_by(street, open_data, "month")
    assert len(rows) == 12
    assert (rows["numerator"].sum(), rows["denominator"].sum()) == (523, 85_235)
    assert rows["already_public"].all()


def test_districts_hold_the_crimes_that_have_one(street, open_data):
    placed = street.assign(district_code="E07000237", place_status="inside")
    placed.loc[placed.index[:1000], "district_code"] = None
    rows = probable_22_by(placed, open_data, "district")
    assert rows["area_type"].tolist() == ["district"]
    assert rows["denominator"].sum() <= 85_235


def test_four_forces_side_by_side(shared):
    table = pd.read_csv(
        shared / "open-data" / "derived" / "street-2025-by-force-month-type-outcome.csv.gz"
    )
    found = probable_22_by_force(table).set_index("force")
    for force, count in {
        "west-mercia": 523,
        "warwickshire": 298,
        "gloucestershire": 176,
        "staffordshire": 180,
    }.items():
        assert found.loc[force, "numerator"] == count
    assert found.loc["west-mercia", "denominator"] == 85_235
    assert found["lower"].le(found["value"]).all()
    assert found["upper"].ge(found["value"]).all()


def test_a_crime_stands_once_for_each_suspect_charged(shared):
    raw = pd.read_csv(
        shared / "open-data" / "excerpts" / "2025-06-west-mercia-outcomes.excerpt.csv"
    )
    found = outcome_rows(raw).set_index("outcome")
    assert found["rows"].sum() == raw["Crime ID"].notna().sum()
    assert found.loc["Suspect charged", "repeated"] > 0


def test_no_street_files_no_rows(street, open_data):
    for by in ("month", "district"):
        assert probable_22_by(street.head(0), open_data, by).empty


@pytest.mark.parametrize("by", ["month"])
def test_anti_social_behaviour_has_no_outcomes(street, open_data, by):
    some = street[street["crime_type"] == "Anti-social behaviour"]
    assert probable_22_by(some, open_data, by).empty


def test_the_neighbours_counts_are_those_of_the_published_files(shared, open_data, assessment):
    table = pd.read_csv(
        shared / "open-data" / "derived" / "street-2025-by-force-month-type-outcome.csv.gz"
    )
    found = probable_22_by_force(table).set_index("force")
    names = {
        "E23000016": "west-mercia", "E23000017": "warwickshire", "E23000037": "gloucestershire", "E23000015": "staffordshire",
        "W15000002": "gwent", "W15000004": "dyfed-powys",
    }  # fmt: skip
    for code, counts in BESIDE_2025.items():
        assert counts == tuple(found.loc[names[code], ["numerator", "denominator"]].astype(int))
    rows = probable_22_beside(open_data).set_index("area_code")
    assert rows.loc["E23000016", "value"] == pytest.approx(100 * 523 / 85_235)
    assert probable_22_beside(assessment).empty  # another year: nothing is set beside it


def test_rows_of_an_outcome_file_are_counted_beside_its_crimes_and_not_added(open_data):
    table = pd.DataFrame(
        {"crime_key": ["a", "a", "b", "c"], "outcome_label": ["Suspect charged"] * 3 + ["Local resolution"],
         "month": pd.Timestamp("2025-06-01")}
    )  # fmt: skip
    rows = outcome_file_rows(table, open_data)
    told = rows.set_index(["group", "strata"])["value"].to_dict()
    assert told["Suspect charged", "rows"] == 3
    assert told["Suspect charged", "crimes"] == 2
    assert told["Local resolution", "crimes"] == 1
    assert outcome_file_rows(table.head(0), open_data).empty
