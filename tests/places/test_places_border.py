"""Real 2025 files of West Mercia and Warwickshire: totals are those of the files; neighbours count at the edge."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import places
from sva.assessment.schema import Area
from sva.reference.geography import from_files

# Rows of the twelve files (../shared/open-data/PROVENANCE.md).
ROWS = 51_198


def street_rows(folder, name: str) -> pd.DataFrame:
    columns = ["Month", "LSOA code", "Crime type", "Reported by"]
    files = sorted((folder / "police-street" / f"{name}-2025").glob("*.gz"))
    raw = pd.concat([pd.read_csv(path, usecols=columns) for path in files], ignore_index=True)
    return pd.DataFrame(
        {
            "month": pd.to_datetime(raw["Month"], format="%Y-%m"),
            "crime_type": raw["Crime type"],
            "lsoa_code": raw["LSOA code"],
            "reported_by": raw["Reported by"],
        }
    )


def placed(table: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    known = areas.set_index("area_code")
    inside = table["lsoa_code"].isin(known.index)
    status = inside.map({True: "inside", False: "outside"}).where(
        table["lsoa_code"].notna(), "unlocated"
    )
    own = table["lsoa_code"].where(inside)
    return table.assign(
        place_status=status,
        district_code=own.map(known["district_code"]),
        csp_code=own.map(known["csp_code"]),
    )


@pytest.fixture(scope="module")
def warwickshire(shared):
    return from_files(shared / "open-data", "E23000017")


@pytest.fixture(scope="module")
def beside(shared):
    return street_rows(shared / "open-data", "warwickshire")


def test_every_row_of_warwickshire_has_its_place_and_the_areas_add_up(
    beside, warwickshire, open_data
):
    area = Area(police_force="E23000017", name="Warwickshire", lsoa_vintage=2021)
    settings = open_data.settings.model_copy(update={"area": area})
    assessment = type(open_data)(**{**vars(open_data), "settings": settings})
    table = placed(beside, warwickshire.areas("lsoa", 2021, "E23000017"))
    located = places.account_for_places(table, assessment)
    assert located["numerator"].sum() == ROWS
    inside = int((table["place_status"] == "inside").sum())
    assert inside > 0.9 * ROWS
    for level in ("lsoa", "district", "csp", "ward"):
        rows = places.count_by_area(table, level, assessment, warwickshire)
        assert rows["numerator"].sum() == inside
    people = warwickshire.areas("lsoa", 2021, "E23000017")[["area_code"]].assign(
        denominator=1700, denominator_source="made up", denominator_year=2021
    )
    where = places.ground(assessment, warwickshire, people)
    robbery = places.street_kind(table, "Robbery")
    hot = places.hot_areas(robbery, assessment, where, times=2, offence_group="Robbery")
    assert len(hot) == len(people)
    assert hot["reference_numerator"].unique().tolist() == [
        int((robbery["place_status"] == "inside").sum())
    ]
    assert 1 <= int((hot["q"] < 0.05).sum()) <= 40


def test_neighbours_crimes_count_at_the_border(
    shared, beside, warwickshire, geography_2021, open_data
):
    own = street_rows(shared / "open-data", "west-mercia")
    areas = geography_2021.areas("lsoa", 2021)
    table = placed(pd.concat([own, beside], ignore_index=True), areas)
    assert places.neighbours_supplied(table, open_data) == ["E23000017"]
    assert places.neighbours_supplied(own, open_data) == []

    def people(geography, force):
        return geography.areas("lsoa", 2021, force)[["area_code"]].assign(
            denominator=1600, denominator_source="made up", denominator_year=2021
        )

    alone = places.ground(open_data, geography_2021, people(geography_2021, "E23000016"))
    wide = places.with_border(
        alone,
        open_data,
        geography_2021,
        [("E23000017", warwickshire, people(warwickshire, "E23000017"))],
    )
    strip = wide.border.areas["area_code"].iloc[len(alone.areas) :]
    assert 5 <= len(strip) <= 60
    assert set(strip) <= set(warwickshire.areas("lsoa", 2021, "E23000017")["area_code"])
    violence = places.street_kind(table, "Violence and sexual offences")
    before = places.hot_areas(violence, open_data, alone).set_index("area_code")["numerator"]
    after = places.hot_areas(violence, open_data, wide).set_index("area_code")["numerator"]
    assert before.index.equals(after.index)
    moved = (after - before)[after != before]
    assert 3 <= len(moved) <= 60  # only areas at the edge with Warwickshire
    assert (moved > 0).all()
    assert moved.index.map(areas.set_index("area_code")["district_code"]).nunique() <= 4
    many = places.how_many_hot(violence, open_data, wide)
    assert many["denominator"].max() >= 804
