"""A table with a row an area: withheld cells marked, absent ones too, columns without a number left out."""

from __future__ import annotations

import dataclasses

import pandas as pd

from sva import estimates
from sva.assessment import load_assessment
from sva.reference.geography import bundled
from sva.report.wide import wide
from sva.report.words import areas_around, reader_labels


def rows() -> pd.DataFrame:
    about = {"area_type": "lsoa", "area_vintage": "2011"}
    return estimates.shape(
        pd.DataFrame(
            [
                {"area_code": "E1", "measure": "hotspots.part", "characteristic": "kind", "group": "robbery",
                 "numerator": 6, "denominator": 9, "value": 66.7, "unit": "%", **about},
                {"area_code": "E2", "measure": "hotspots.part", "characteristic": "kind", "group": "rape",
                 "numerator": None, "value": None, "flag": "suppressed", "unit": "%", **about},
                {"area_code": "E3", "measure": "hotspots.rank", "numerator": 9, "value": 3.0, "lower": 1.0,
                 "upper": 12.0, "unit": "place", **about},
            ]
        )
    )  # fmt: skip


COLUMNS = [
    {"heading": "Rank", "where": {"measure": "hotspots.rank"}, "show": "rank"},
    {"heading": "Count", "where": {"measure": "hotspots.rank"}, "show": "count"},
    {"heading": "Kind", "where": {"characteristic": "kind"}, "show": "group and share"},
    {"heading": "Nothing", "where": {"characteristic": "not there"}, "show": "value"},
]


def test_rates_so_low_that_one_decimal_hides_them_have_two():
    low = estimates.shape(
        pd.DataFrame(
            {"area_code": ["E1", "E2"], "measure": "crimes.rate", "numerator": [19, 25], "value": [0.188, 0.25],
             "lower": [0.15, 0.21], "upper": [0.23, 0.3], "unit": "per 1,000 residents", "offence_group": "Robbery"}
        )
    )  # fmt: skip
    column = {"heading": "Robbery", "where": {"offence_group": "Robbery"}, "show": "limits"}
    assert wide(low, {}, [column])["Robbery"].tolist() == ["0.19 (0.15 to 0.23)", "0.25 (0.21 to 0.30)"]  # fmt: skip
    high = low.assign(value=[30.5, 0.25])
    assert wide(high, {}, [column])["Robbery"].tolist()[0].startswith("30.5 (")


def test_every_area_has_one_row_and_what_is_withheld_says_so():
    table = wide(rows(), {}, COLUMNS, {"Ward": {"E1": "Oak"}})
    assert table.to_dict("list") == {
        "Area": ["E1", "E2", "E3"],
        "Ward": ["Oak", "[x]", "[x]"],
        "Rank": ["[x]", "[x]", "3 (1 to 12)"],
        "Count": ["[x]", "[x]", "9"],
        "Kind": ["Robbery, 67%", "[c]", "[x]"],
    }


def test_a_team_is_named_by_the_smallest_area_it_is_given_for():
    assessment = load_assessment("west-mercia-2023-05")
    geography = bundled()
    labels = reader_labels(assessment, geography)
    assert areas_around(assessment, geography, labels) == {}  # no wards of 2011, no teams
    listed = geography.areas("lsoa", 2011)
    one, other = listed.iloc[0], listed.iloc[1]
    assert one["district_code"] == other["district_code"]
    teams = {one["district_code"]: "District team", other["area_code"]: "Own team"}
    settings = assessment.settings.model_copy(update={"neighbourhood_teams": teams})
    found = areas_around(dataclasses.replace(assessment, settings=settings), geography, labels)
    assert found["Team"][one["area_code"]] == "District team"
    assert found["Team"][other["area_code"]] == "Own team"
    assert found["Team"][listed.iloc[-1]["area_code"]] == "not given"
