from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference import geography
from sva.reference.partition import check_forces


@pytest.mark.parametrize(
    ("level", "count"),
    [
        ("lsoa", 781),
        ("msoa", 170),
        ("district", 9),
        ("upper_tier", 4),
        ("csp", 5),
        ("police_force", 1),
    ],
)
def test_west_mercia_has_its_known_number_of_areas(level, count):
    # ONS lookups; the five partnerships and nine districts are those of the commissioner's area.
    areas = geography.areas(level)
    assert len(areas) == count
    assert areas["area_code"].is_unique
    assert not areas[["area_name", "area_vintage", "published_name"]].isna().any().any()


def test_every_district_lies_in_one_council_partnership_board_and_force():
    districts = geography.areas("district").set_index("area_name")
    assert districts.loc["Wychavon", "csp_code"] == "E22000332"
    assert districts.loc["Wychavon", "upper_tier_code"] == "E10000034"
    assert districts.loc["Shropshire", "icb_code"] == "E54000011"
    assert districts.loc["Redditch", "icb_code"] == "E54000019"
    assert set(districts["police_force_code"]) == {"E23000016"}


def test_worcestershire_has_two_partnerships_and_the_south_one_is_not_the_city():
    pairs = geography.lookup("district", "csp")
    south = set(pairs.loc[pairs["csp_code"] == "E22000332", "district_code"])
    assert south == {"E07000235", "E07000237", "E07000238"}
    csp = geography.areas("csp").set_index("area_code").loc["E22000332"]
    assert csp["area_name"] == "South Worcestershire"
    assert csp["published_name"] == "South Worcester"


def test_both_names_of_herefordshire_are_one_district():
    found = geography.resolve(
        ["Herefordshire", "Herefordshire, County of", " HEREFORDSHIRE, COUNTY OF UA "], "district"
    )
    assert set(found.values()) == {"E06000019"}


def test_a_name_that_means_a_city_is_not_taken_for_the_partnership():
    with pytest.raises(SvaError, match="'Worcester'"):
        geography.resolve(["Worcester"], "csp")


def test_all_unknown_names_are_named_at_once():
    with pytest.raises(SvaError) as caught:
        geography.resolve(["Borsetshire", "Shropshire", "Felpersham"], "district")
    assert len(caught.value.faults) == 2


def test_bundled_polygons_are_a_coverage_of_the_known_area():
    import shapely

    lsoas = geography.boundaries("lsoa")
    assert lsoas.crs.to_epsg() == 27700
    assert lsoas["area_code"].tolist() == geography.areas("lsoa")["area_code"].tolist()
    assert shapely.coverage_is_valid(lsoas.geometry.to_numpy())
    # 7,406.8 square kilometres: the polygons as published, reprojected.
    assert lsoas.area.sum() / 1e6 == pytest.approx(7406.8, abs=0.1)


def test_dissolved_areas_keep_the_ground_and_the_order_of_the_list():
    csp = geography.boundaries("csp")
    assert csp["area_code"].tolist() == geography.areas("csp")["area_code"].tolist()
    assert csp.area.sum() == pytest.approx(geography.boundaries("lsoa").area.sum())
    assert set(csp.geom_type) <= {"Polygon", "MultiPolygon"}


def test_a_larger_area_cannot_be_looked_up_to_a_smaller():
    with pytest.raises(SvaError, match="lie in more than one"):
        geography.lookup("district", "lsoa")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lsoa", 2021), "level 'lsoa', vintage 2021"),
        (("lsoa", 2001), "vintage 2001"),
        (("parish", 2011), "level 'parish'"),
        (("lsoa", 2011, "E23000099"), "E23000099"),
    ],
)
def test_areas_that_are_not_at_hand_are_refused_by_name(arguments, words):
    with pytest.raises(SvaError, match=words):
        geography.areas(*arguments)


def test_there_are_43_police_forces():
    forces = geography.area_names().query("area_type == 'police_force'")
    assert len(forces) == forces["area_code"].nunique() == 43
    assert geography.resolve(["West Mercia Police"], "police_force") == {
        "West Mercia Police": "E23000016"
    }


def test_the_forces_partition_england_and_wales_in_both_vintages(everywhere):
    for vintage, lsoas in ((2011, 34_753), (2021, 35_672)):
        cells = everywhere.cells[vintage]
        assert len(cells) == cells["lsoa_code"].nunique() == lsoas
        check_forces(cells, expected=43)


def test_published_files_give_west_mercia_its_2021_areas(west_mercia):
    counts = {level: len(west_mercia.areas(level, 2021)) for level in west_mercia.levels(2021)}
    assert counts["lsoa"] == 804
    assert (counts["district"], counts["csp"], counts["upper_tier"]) == (9, 5, 4)
    assert counts["msoa"] == 171
    assert len(west_mercia.areas("lsoa", 2011)) == 781


def test_published_and_bundled_areas_agree(west_mercia):
    ours = geography.bundled().lookup("lsoa", "csp", 2011)
    theirs = west_mercia.lookup("lsoa", "csp", 2011)
    pd.testing.assert_frame_equal(ours, theirs)


def test_published_boundaries_of_2021_cover_the_same_ground(west_mercia):
    lsoas = west_mercia.boundaries("lsoa", 2021)
    assert len(lsoas) == 804
    assert west_mercia.boundaries("csp", 2021).area.sum() == pytest.approx(lsoas.area.sum())
    assert lsoas.area.sum() / 1e6 == pytest.approx(7406.8, rel=0.001)


def test_a_lookup_that_leaves_lsoas_without_a_force_is_refused_with_the_count(tmp_path):
    rows = pd.DataFrame(
        {
            "LSOA21CD": [f"E0100000{i}" for i in range(1, 6)],
            "LAD22CD": ["E09000001"] * 5,
            "PFA22CD": ["E23000034", None, "E23000034", None, None],
        }
    )
    rows.to_csv(tmp_path / "lookup.csv", index=False)
    with pytest.raises(SvaError, match="3 of 5 LSOAs have no police force area"):
        geography.from_files(tmp_path)


def test_an_lsoa_in_two_forces_is_refused():
    pairs = pd.DataFrame(
        {"lsoa_code": ["E01000001", "E01000001"], "police_force_code": ["E23000001", "E23000034"]}
    )
    with pytest.raises(SvaError, match="1 LSOAs lie in two force areas"):
        check_forces(pairs)


def test_a_folder_without_lookups_says_what_to_add(tmp_path):
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(SvaError, match="ONS lookup of LSOA to local authority"):
        geography.from_files(tmp_path)
    with pytest.raises(SvaError, match="sva fetch"):
        geography.from_files(tmp_path / "absent")


def test_districts_with_several_partnerships_are_left_blank_and_noted(tmp_path):
    pd.DataFrame(
        {"LSOA21CD": ["E01000001", "E01000002"], "LAD24CD": ["E06000060", "E06000001"]}
    ).to_csv(tmp_path / "a.csv", index=False)
    pd.DataFrame(
        {
            "LAD24CD": ["E06000060", "E06000060", "E06000001"],
            "CSP24CD": ["E22000303", "E22000306", "E22000001"],
            "PFA24CD": ["E23000029", "E23000029", "E23000013"],
        }
    ).to_csv(tmp_path / "b.csv", index=False)
    found = geography.from_files(tmp_path)
    cells = found.cells[2021].set_index("lsoa_code")
    assert pd.isna(cells.loc["E01000001", "csp_code"])
    assert cells.loc["E01000002", "csp_code"] == "E22000001"
    assert cells["police_force_code"].notna().all()
    assert "1 districts" in found.notes[0]
