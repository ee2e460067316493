"""Hot areas as estimates: from clean tables to ratios, counts of areas and the forward test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import places
from sva.errors import SvaError
from sva.places.classify import CLASSES
from sva.places.hot_history import two_parts


@pytest.fixture(scope="module")
def where(assessment, geography):
    codes = geography.areas("lsoa", 2011)[["area_code"]]
    people = codes.assign(denominator=1500, denominator_source="made up", denominator_year=2011)
    return places.ground(assessment, geography, people)


@pytest.fixture(scope="module")
def offences(where) -> pd.DataFrame:
    """Three years of public-place violence, 100 a month, with four areas that have twenty times the rest."""
    rng = np.random.default_rng(3)
    risk = np.ones(len(where.areas))
    risk[[20, 300, 500, 700]] = 20
    months = pd.date_range("2020-04-01", periods=36, freq="MS")
    codes = where.areas["area_code"].to_numpy()
    parts = [
        pd.DataFrame({"month": month, "lsoa_code": rng.choice(codes, 100, p=risk / risk.sum())})
        for month in months
    ]
    return pd.concat(parts, ignore_index=True).assign(serious="robbery", place_status="inside")


def test_every_area_has_its_ratio_and_the_planted_ones_are_hot(offences, assessment, where):
    rows = places.hot_areas(offences, assessment, where, strata="public place")
    assert len(rows) == 781
    assert rows["measure"].unique().tolist() == ["hotspots.hot"]
    planted = rows.iloc[[20, 300, 500, 700]]
    assert (planted["q"] < 0.05).all()
    assert ((rows["lower"] <= rows["value"]) & (rows["value"] <= rows["upper"])).all()
    assert rows["reference_numerator"].unique().tolist() == [1200]
    ratio = (rows["numerator"] / rows["denominator"]) / (1200 / (781 * 1500))
    assert rows["value"].to_numpy(float) == pytest.approx(ratio.to_numpy(float))


def test_hot_areas_are_counted_with_what_they_hold(offences, assessment, where):
    rows = places.how_many_hot(offences, assessment, where)
    force = rows[rows["area_type"] == "police_force"].set_index(["measure", "group"])
    hot = force.loc[("areas.share", "Hot"), "numerator"]
    assert 4 <= hot <= 25
    assert force.loc[("areas.share", "Hot in nine of ten draws"), "numerator"] <= hot
    districts = rows[rows["area_type"] == "district"]
    assert districts["numerator"].sum() == hot
    assert districts["denominator"].sum() == 781
    held = force.loc[("offences.held", "Hot")]
    assert held["numerator"] / held["denominator"] > 4 * 20 / (777 + 80)


def test_the_planted_areas_are_persistent_and_the_classes_cover_every_area(
    offences, assessment, where
):
    rows = places.hot_over_time(offences, assessment, where).set_index("group")
    assert rows.index.tolist() == [name.capitalize() for name in CLASSES]
    assert rows["numerator"].sum() == 781
    assert rows.loc["Persistent", "numerator"] >= 3
    assert "slices of 3 months" in rows["denominator_source"].iloc[0]


def test_last_years_hot_spots_catch_this_years(offences, assessment, where):
    rows = places.forward_test_of(offences, assessment, where)
    caught = rows[rows["measure"] == "offences.caught"].set_index("group")["value"]
    shared = rows[rows["measure"] == "areas.share"].set_index("group")["value"]
    assert caught["Hot spots"] > 3 * shared["Hot spots"]
    ground = rows[rows["measure"] == "areas.ground"].set_index("group")["numerator"]
    assert ground["Most counted"] <= ground["Hot spots"]
    assert rows["comparison_start"].dt.year.unique().tolist() == [2021]
    assert not rows["key"].duplicated().any()


def test_the_parts_of_the_forward_test_do_not_overlap(assessment, open_data):
    for one in (assessment, open_data):
        before, after = two_parts(one)
        assert before[0] < before[1] < after[0] < after[1]
        assert (after[0] - before[1]).days == 1


def test_change_is_against_everywhere_else(offences, assessment, where):
    codes = where.areas["area_code"]
    moved = offences.assign(district_code=offences["lsoa_code"].map(
        where.areas.set_index("area_code")["district_code"]))  # fmt: skip
    listed = pd.Series(sorted(where.areas["district_code"].unique()))
    rows = places.change_of_areas(
        moved, "district", assessment, listed, periods=two_parts(assessment)
    )
    assert rows["measure"].unique().tolist() == ["hotspots.change"]
    assert (rows["q"] > 0.01).all()
    assert (rows["numerator"] + rows["denominator"]).unique().tolist() == [1200]
    small = places.change_of_areas(moved, "lsoa", assessment, codes, periods=two_parts(assessment))
    assert len(small) == 781
    assert (small["q"].fillna(1) > 0.01).all()


def test_empty_tables_and_unknown_residents(offences, assessment, where, geography):
    none = offences.iloc[:0]
    for rows in (
        places.hot_areas(none, assessment, where),
        places.how_many_hot(none, assessment, where),
        places.hot_over_time(none, assessment, where),
        places.forward_test_of(none, assessment, where),
        places.change_of_areas(none, "lsoa", assessment, where.areas["area_code"]),
    ):
        assert rows.empty
    few = geography.areas("lsoa", 2011)[["area_code"]].head(9)
    with pytest.raises(SvaError, match="no residents of 772 areas"):
        places.ground(
            assessment,
            geography,
            few.assign(denominator=1, denominator_source="x", denominator_year=2011),
        )


def test_the_totals_of_police_uks_hot_areas_are_the_files(street, open_data, geography_2021):
    """Robbery in West Mercia's files of 2025: 804 with a small area of the force."""
    codes = geography_2021.areas("lsoa", 2021)[["area_code"]]
    people = codes.assign(denominator=1600, denominator_source="made up", denominator_year=2021)
    where = places.ground(open_data, geography_2021, people)
    robbery = places.street_kind(street, "Robbery")
    rows = places.hot_areas(robbery, open_data, where, offence_group="Robbery", times=2)
    assert rows["reference_numerator"].unique().tolist() == [804]
    assert rows["already_public"].all()
    assert rows["unknown_count"].iloc[0] == 813 - 804
    located = robbery["lsoa_code"].isin(codes["area_code"]) & robbery["month"].dt.year.eq(2025)
    assert located.sum() == 804


def test_the_fullest_areas_hold_more_than_chance_heaps_up(offences, assessment, where):
    rows = places.fullest(offences, assessment, where)
    held = rows[rows["measure"] == "offences.fullest"].set_index("group")
    chance = rows[rows["measure"] == "offences.chance"].set_index("group")["value"]
    counts = offences[offences["month"] >= "2022-04-01"]["lsoa_code"].value_counts()
    assert held.loc["10%", "numerator"] == counts.head(78).sum()
    assert held["value"].is_monotonic_increasing
    assert (held["value"].astype(float) > chance.astype(float) - 1).all()
    assert (
        held.loc["1%", "value"] > 2 * chance["1%"]
    )  # the four planted are among the fullest eight


def test_town_centres_are_told_from_violence(offences, assessment, where):
    """Where all crime stands at the planted areas too, violence there is no more than its share of crime."""
    other = pd.concat([offences] * 5, ignore_index=True)
    rows = places.hot_beside_other_crime(offences, other, assessment, where).set_index("group")
    assert rows.loc["Hot by residents", "numerator"] >= 4
    assert rows.loc["Hot against other crime too", "numerator"] == 0
    rng = np.random.default_rng(2)
    codes = where.areas["area_code"].to_numpy()
    even = other.assign(lsoa_code=rng.choice(codes, len(other)))
    rows = places.hot_beside_other_crime(offences, even, assessment, where).set_index("group")
    assert rows.loc["Hot against other crime too", "numerator"] >= 4
    assert places.hot_beside_other_crime(offences, other.iloc[:0], assessment, where).empty


def test_harm_is_mapped_from_confirmed_weights_only(offences, assessment, where):
    coded = offences.assign(offence_code=np.where(offences.index % 2, "5A", "8N"))
    assert places.harm_areas(coded, assessment, where).empty  # the package's own are unconfirmed
    weights = pd.DataFrame(
        {"offence": ["5A", "8N"], "weight": [100.0, 1.0], "status": "confirmed", "source": "made up", "version": "1"}
    )  # fmt: skip
    rows = places.harm_areas(coded, assessment, where, weights=weights)
    assert len(rows) == 781
    assert rows["weighted_numerator"].sum() == pytest.approx(1200 / 2 * 101, rel=0.01)
    assert (rows.iloc[[20, 300, 500, 700]]["value"] > 2).all()
    assert rows["q"].isna().all()
    assert places.harm_areas(
        coded, assessment, where, weights=weights.head(1)
    ).empty  # half have none
