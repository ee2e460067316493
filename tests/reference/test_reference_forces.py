"""Crimes and residents of every police force area, only of what was brought."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference.forces import force_crimes, force_residents

HEAD = "force,Month,Crime type,Last outcome category,n\n"


def test_outcomes_are_added_up_and_what_is_no_territorial_force_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_text(
        HEAD
        + "west-mercia,2025-01,Robbery,Under investigation,4\n"
        + "west-mercia,2025-01,Robbery,Local resolution,3\n"
        + "btp,2025-01,Robbery,Under investigation,9\n"
    )
    (tmp_path / "another.csv").write_text("force,a\nwest-mercia,1\n")
    found = force_crimes(tmp_path)
    assert found[["area_code", "crimes"]].to_numpy().tolist() == [["E23000016", 7]]
    assert found["month"].tolist() == [pd.Timestamp("2025-01-01")]
    assert force_crimes(tmp_path / "nowhere").empty


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + "west-mercia,January,Robbery,,4\n")
    (tmp_path / "b.csv").write_text(HEAD + "west-mercia,2025-01,Robbery,,a few\n")
    with pytest.raises(SvaError) as told:
        force_crimes(tmp_path)
    assert len(told.value.faults) == 2
    assert "January" in str(told.value)
    assert "a few" in str(told.value)


def test_residents_need_a_lookup_that_knows_every_district(tmp_path: Path) -> None:
    census, lookups = tmp_path / "census", tmp_path / "lookups"
    census.mkdir()
    lookups.mkdir()
    (census / "groups.csv").write_text(
        "ltla21_code,ethnic_group,n\nE07000237,White,90\nE07000237,Black,10\nE07000219,White,50\nE07000219,Black,5\n"
    )
    (lookups / "part.csv").write_text("LAD22CD,PFA22CD\nE07000237,E23000016\n")
    assert force_residents(census, lookups).empty
    (lookups / "whole.csv").write_text(
        "LAD22CD,PFA22CD\nE07000237,E23000016\nE07000219,E23000017\n"
    )
    found = force_residents(census, lookups).set_index("area_code")
    assert found["denominator"].to_dict() == {"E23000016": 100, "E23000017": 55}
    assert found["denominator_year"].unique().tolist() == [2021]
    assert force_residents(tmp_path / "nowhere", lookups).empty


def test_all_residents_of_england_and_wales_are_in_the_43_areas(shared: Path) -> None:
    """Census 2021, ONS: 59,597,578 usual residents in the published table of districts by ethnic group."""
    found = force_residents(shared / "open-data" / "census-2021", shared / "open-data" / "lookups")
    assert len(found) == 43
    assert found["denominator"].sum() == pytest.approx(59_597_578, abs=10)
    assert found.set_index("area_code").loc["E23000034", "denominator"] == 8_584
