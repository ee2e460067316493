"""police.uk as published: what is probably outcome 22, and rows that are not crimes."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.outcomes.street_22 import outcome_rows, probable_22_by, probable_22_by_force


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
