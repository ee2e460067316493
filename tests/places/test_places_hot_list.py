"""Descriptions of hot areas, near repeats, smoothed rates, funnels and classes of area, from clean tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import places
from sva.places.compare_areas import (
    outside_funnel,
    rate_by_class,
    rural_and_urban,
    smoothed_by_area,
)
from sva.places.hot_list import hot_list
from sva.places.hot_repeats import near_repeats_of


@pytest.fixture(scope="module")
def people(geography):
    codes = geography.areas("lsoa", 2011)[["area_code"]]
    return codes.assign(denominator=1500, denominator_source="made up", denominator_year=2011)


@pytest.fixture(scope="module")
def where(assessment, geography, people):
    return places.ground(assessment, geography, people)


@pytest.fixture(scope="module")
def table(where) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    risk = np.ones(781)
    risk[[100, 600]] = 40
    n = 1500
    chosen = rng.choice(781, n, p=risk / risk.sum())
    start = pd.Timestamp("2022-04-01") + pd.to_timedelta(rng.integers(0, 360 * 24, n), unit="h")
    night = pd.Timestamp("2022-05-07 22:30")  # a Saturday
    start = np.where(chosen == 100, night, start)
    return pd.DataFrame(
        {
            "offence_key": [f"o{i}" for i in range(n)],
            "lsoa_code": where.areas["area_code"].to_numpy()[chosen],
            "committed_from": pd.to_datetime(start),
            "month": pd.to_datetime(start).to_period("M").to_timestamp(),
            "time_known": True,
            "date_known": "day",
            "place_status": "inside",
            "serious": np.where(chosen == 100, "robbery", "serious-injury"),
            "easting": rng.integers(350_000, 390_000, n),
            "northing": rng.integers(230_000, 300_000, n),
        }
    )


def test_a_hot_area_is_described_by_what_is_commonest_there(table, assessment, where):
    victims = table[["offence_key"]].assign(age=pd.array([17, 40, 22] * 500, dtype="Int64"))
    rows = hot_list(table, assessment, where, victims)
    code = where.areas["area_code"][100]
    here = rows[rows["area_code"] == code].set_index("characteristic")
    assert here.loc["kind of violence", "group"] == "robbery"
    assert here.loc["kind of violence", "value"] == 100
    assert here.loc["part of the week", "group"].startswith("Weekend nights")
    assert 45 < here.loc["age of victims", "value"] < 90
    rank = here[here["measure"] == "hotspots.rank"].iloc[0]
    assert rank["value"] in (1, 2)
    assert rank["lower"] <= rank["value"] <= rank["upper"] <= 3
    assert not rows["key"].duplicated().any()
    assert here.loc["fullest hours", "group"] == "Sat 21 to 24"
    stable = rows[rows["measure"] == "hotspots.stable"].set_index("area_code")["value"]
    assert stable[code] > 95
    slices = rows[rows["measure"] == "hotspots.slices"].set_index("area_code")
    assert slices.loc[code, "group"] == "Sporadic"  # all of it in one slice
    ranked = rows.loc[rows["measure"] == "hotspots.rank", "value"]
    assert ranked.is_monotonic_increasing
    assert hot_list(table.iloc[:0], assessment, where).empty


def test_near_repeats_need_points_as_recorded(table, assessment):
    rows = near_repeats_of(table, assessment, permutations=99)
    bands = rows[rows["measure"] == "hotspots.repeat"]
    assert len(bands) == 20
    assert bands[["characteristic", "group"]].iloc[0].tolist() == ["[0, 1) m", "[0, 7) days"]
    reach = rows[rows["measure"] == "hotspots.reach"].set_index("group")["value"]
    assert reach.to_dict() == {"Metres": 0, "Days": 0}  # nothing of the kind is planted
    assert rows["method"].iloc[0].startswith("Knox, 99 shuffles")
    snapped = table.assign(easting=table["easting"] // 10_000, northing=table["northing"] // 20_000)
    said = near_repeats_of(snapped, assessment, permutations=99)
    assert said["measure"].tolist() == ["hotspots.snapped"]
    assert said["value"].iloc[0] > 50
    assert near_repeats_of(table.drop(columns="easting"), assessment, permutations=99).empty


def test_smoothed_rates_are_nearer_to_the_mean(table, assessment, geography, people):
    rows = smoothed_by_area(table, "lsoa", assessment, geography, people)
    raw = rows["numerator"].astype(float) / 1.5
    mean = rows["numerator"].sum() / (781 * 1.5)
    assert (np.abs(rows["value"].astype(float) - mean) <= np.abs(raw - mean) + 1e-9).all()
    assert rows["measure"].unique().tolist() == ["offences.smoothed"]
    assert ((rows["lower"] <= rows["value"]) & (rows["value"] <= rows["upper"])).all()


def test_the_planted_areas_are_above_the_funnel(table, assessment, geography, people):
    rows = outside_funnel(table, "lsoa", assessment, geography, people).set_index("group")
    assert rows["numerator"].sum() == 781
    assert 2 <= rows.loc["Above the limits", "numerator"] <= 20


def test_rural_and_urban_add_up_to_the_residents(shared, street, open_data, geography_2021):
    import dataclasses

    from sva.reference import rurality

    classes = rurality.from_files(shared / "open-data").rename(columns={"rural_urban": "group"})
    codes = geography_2021.areas("lsoa", 2021)[["area_code"]]
    base = codes.assign(denominator=1000, denominator_source="made up", denominator_year=2021)
    robbery = places.street_kind(street, "Robbery")
    rows = rate_by_class(
        robbery, classes, base, open_data, characteristic="rural or urban", offence_group="Robbery"
    )
    assert rows["group"].tolist() == ["Rural", "Urban"]
    assert rows["denominator"].sum() == 804_000
    assert (rows["numerator"].sum(), rows["unknown_count"].iloc[0]) == (804, 9)
    assert (
        rows.set_index("group").loc["Urban", "value"]
        > rows.set_index("group").loc["Rural", "value"]
    )
    assert rural_and_urban(dataclasses.replace(open_data, root=shared)).empty
