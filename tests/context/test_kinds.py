"""Kinds of violence counted: parts add up, empty tables give nothing, published counts are reproduced."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva import cohorts, context
from sva.assessment import load_assessment
from sva.reference.populations import bundled


@pytest.fixture(scope="module")
def demonstration():
    return load_assessment("west-mercia-2023-05")


@pytest.fixture(scope="module")
def open_data():
    return load_assessment("west-mercia-2026-05")


@pytest.fixture
def serious(demonstration):
    offences = pd.DataFrame(
        {
            "offence_code": ["34B", "34B", "19C", "8N", "8N", "1"],
            "knife_enabled": pd.array([False, None, False, True, False, True], dtype="boolean"),
            "month": pd.to_datetime(
                ["2022-04-01", "2023-03-01", "2022-05-01", "2021-04-01", "2022-06-01", "2022-07-01"]
            ),
        }
    )
    return cohorts.select_serious(offences, demonstration)


def test_kinds_add_up_to_all_and_stand_in_the_definitions_order(serious, demonstration):
    rows = context.count_kinds(serious, demonstration)
    names = [group.name for group in demonstration.settings.definition.groups]
    assert rows["offence_group"].tolist()[1:] == names
    assert pd.isna(rows["offence_group"][0])
    assert rows["numerator"][0] == rows["numerator"][1:].sum() == 4


def test_year_before_is_counted_apart_under_its_own_key(serious, demonstration):
    rows = context.count_kinds(serious, demonstration, demonstration.previous_year)
    assert rows["numerator"][0] == 1
    assert rows["key"][0].endswith("/previous year")


def test_months_without_an_offence_have_a_row(serious, demonstration):
    rows = context.count_by_month(serious, demonstration)
    assert len(rows) == 36
    assert rows["numerator"].sum() == 5
    assert context.count_by_month(serious, demonstration, "robbery")["numerator"].sum() == 2


def test_rates_stand_on_the_census_they_name(serious, demonstration):
    residents = pd.DataFrame(
        {
            "denominator": [1_222_416],
            "denominator_source": ["2011 Census"],
            "denominator_year": [2011],
        }
    )
    row = context.rate_of_kinds(serious, demonstration, residents).iloc[0]
    assert row["value"] == pytest.approx(4 / 1_222_416 * 1000)
    assert row["lower"] < row["value"] < row["upper"]
    assert row["denominator_year"] == 2011


def test_empty_tables_give_no_rows_and_no_error(demonstration, open_data):
    nothing = pd.DataFrame({"serious": [], "month": [], "offence_code": []})
    street = pd.DataFrame({"crime_type": [], "month": [], "lsoa_code": []})
    none = pd.DataFrame(
        {"source": [], "rows_in": [], "clean": [], "duplicate": [], "quarantined": []}
    )
    fields = pd.DataFrame({"source": [], "field": [], "month": [], "rows": [], "known": []})
    deciles = pd.DataFrame({"lsoa_code": [], "decile": [], "source": [], "year": []})
    for rows in (
        context.count_kinds(nothing, demonstration),
        context.count_by_month(nothing, demonstration),
        context.count_street_types(street, open_data),
        context.compare_street_months(street, open_data, ["Robbery"]),
        context.account_for_rows(none, demonstration),
        context.measure_completeness(fields, demonstration),
        context.count_areas_by_decile(deciles, demonstration),
        context.rate_by_decile(street, deciles, deciles, open_data),
    ):
        assert len(rows) == 0


def test_only_the_months_at_hand_are_compared(open_data):
    months = ["2024-01-01", "2024-04-01", "2025-01-01", "2025-04-01", "2025-05-01", "2025-12-01"]
    street = pd.DataFrame({"crime_type": ["Robbery"] * 6, "month": pd.to_datetime(months)})
    rows = context.compare_street_months(street, open_data, ["Robbery"])
    assert rows["numerator"].tolist() == [2, 2]
    assert rows["period_start"].dt.date.tolist() == [date(2024, 1, 1), date(2025, 1, 1)]
    assert rows["period_end"].dt.date.tolist() == [date(2024, 4, 30), date(2025, 4, 30)]
    assert rows["already_public"].all()


def test_real_street_files_give_the_published_counts(shared, open_data):
    """Counted from the files as published: open-data/PROVENANCE.md, and the issue's 39,702, 813 and 1,111."""
    files = sorted((shared / "open-data/police-street/west-mercia-2025").glob("*.csv.gz"))
    street = pd.concat(pd.read_csv(file, usecols=["Month", "Crime type"]) for file in files)
    street = street.rename(columns={"Crime type": "crime_type"}).assign(
        month=lambda rows: pd.to_datetime(rows["Month"])
    )
    rows = context.count_street_types(street, open_data).set_index("offence_group")["numerator"]
    assert rows.iloc[0] == 102_105
    assert rows[["Violence and sexual offences", "Robbery", "Possession of weapons"]].tolist() == [
        39_702,
        813,
        1_111,
    ]
    robbery = context.count_street_by_month(street, open_data, "Robbery")["numerator"]
    assert robbery[:4].between(36, 54).all()
    assert robbery[4:].between(68, 91).all()


def test_residents_are_those_of_the_published_tables(demonstration):
    """2011 Census QS201EW: all 1,222,416, Black 5,062; Census 2021 TS021: all 1,299,826, Black 11,185."""
    for year, everyone, black in ((2011, 1_222_416, 5_062), (2021, 1_299_826, 11_185)):
        rows = context.share_residents(
            bundled().table("police_force", ("ethnic_group",), year), demonstration
        )
        assert (rows["denominator"] == everyone).all()
        assert rows.loc[rows["group"].eq("Black"), "numerator"].item() == black
        assert rows["lower"].isna().all()
        assert rows["already_public"].all()


def test_rows_of_a_published_file_are_public_already(open_data):
    files = pd.DataFrame(
        {
            "source": ["police-street"],
            "file": ["a.csv"],
            "rows_in": [3],
            "clean": [3],
            "duplicate": [0],
            "quarantined": [0],
        }
    )
    rows = context.account_for_rows(files, open_data)
    assert rows["already_public"].all()
    assert rows.loc[rows["strata"].isna() & rows["group"].eq("All"), "numerator"].item() == 3


def test_rates_by_decile_rest_on_the_residents_of_its_small_areas(open_data):
    street = pd.DataFrame(
        {
            "lsoa_code": ["a", "a", "b", None],
            "month": pd.to_datetime(["2025-05-01"] * 4),
            "crime_type": "Robbery",
        }
    )
    deciles = pd.DataFrame(
        {"lsoa_code": ["a", "b", "c"], "decile": [1, 1, 9], "source": "made up", "year": 2025}
    )
    residents = pd.DataFrame(
        {
            "area_code": ["a", "b", "c"],
            "denominator": [500, 500, 250],
            "denominator_source": "made up",
            "denominator_year": 2021,
        }
    )
    rows = context.rate_by_decile(street, deciles, residents, open_data)
    assert rows[["group", "numerator", "denominator"]].to_numpy().tolist() == [
        ["1", 3, 1000],
        ["9", 0, 250],
    ]
    assert rows["unknown_count"].tolist() == [1, 1]
