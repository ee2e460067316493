"""The GeoPackage opens again with what was released, and only for the restricted edition."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from sva.errors import SvaError
from sva.places import count_by_area
from sva.places.layers import COLUMNS, write_layers


@pytest.fixture
def rows(offences, assessment, geography):
    lsoa = count_by_area(offences, "lsoa", assessment, geography)
    lsoa.loc[5, ["numerator", "value"]] = pd.NA
    lsoa.loc[5, "flag"] = "suppressed"
    return {
        "violence-lsoa": lsoa,
        "violence-csp": count_by_area(offences, "csp", assessment, geography),
    }


def test_layers_open_again_with_their_areas_and_numbers(rows, geography, tmp_path):
    path = write_layers(
        rows, geography, tmp_path / "new" / "a.gpkg", edition="restricted", force="E23000016", demonstration=True
    )  # fmt: skip
    assert sorted(gpd.list_layers(path)["name"]) == [
        "demonstration-violence-csp",
        "demonstration-violence-lsoa",
    ]
    back = gpd.read_file(path, layer="demonstration-violence-lsoa")
    assert len(back) == 781
    assert back.crs.to_epsg() == 27700
    assert set(back.columns) == {*COLUMNS, "note", "geometry"}
    assert back["numerator"].sum() == rows["violence-lsoa"]["numerator"].sum()
    assert back.loc[5, "flag"] == "suppressed"
    assert back.loc[[5], "value"].isna().all()
    assert [item.name for item in path.parent.iterdir()] == ["a.gpkg"]


def test_the_public_edition_and_mixed_levels_have_no_layers(rows, geography, tmp_path):
    options = {
        "geography": geography,
        "path": tmp_path / "a.gpkg",
        "force": "E23000016",
        "demonstration": False,
    }
    with pytest.raises(SvaError, match="public edition; expected the restricted"):
        write_layers(rows, edition="public", **options)
    mixed = {"mixed": pd.concat(rows.values())}
    with pytest.raises(SvaError, match="levels csp, lsoa"):
        write_layers(mixed, edition="restricted", **options)
    twice = {"twice": pd.concat([rows["violence-csp"]] * 2)}
    with pytest.raises(SvaError, match="two rows of one area"):
        write_layers(twice, edition="restricted", **options)
    strange = {"strange": rows["violence-csp"].head(1).assign(area_code="X1")}
    with pytest.raises(SvaError, match="without a boundary"):
        write_layers(strange, edition="restricted", **options)
    assert list(tmp_path.iterdir()) == []


def test_the_same_layers_are_the_same_bytes(rows, geography, tmp_path):
    options = {"edition": "restricted", "force": "E23000016", "demonstration": True}
    one, other = (
        write_layers(rows, geography, tmp_path / name / "layers.gpkg", **options).read_bytes()
        for name in ("one", "other")
    )
    assert one == other
