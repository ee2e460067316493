"""Small tables of offences, and West Mercia's street files as published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.reference.geography import bundled, from_files


@pytest.fixture(scope="session")
def assessment(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="session")
def open_data(root):
    return load_assessment("west-mercia-2026-05", root)


@pytest.fixture(scope="session")
def geography():
    return bundled()


@pytest.fixture(scope="session")
def geography_2021(shared):
    return from_files(shared / "open-data", "E23000016")


@pytest.fixture
def offences(geography) -> pd.DataFrame:
    """Two offences in the first small area, one in the last, one without a place and one outside."""
    areas = geography.areas("lsoa", 2011)
    first, last = areas.iloc[0], areas.iloc[-1]
    inside = [first, first, last]
    return pd.DataFrame(
        {
            "month": pd.to_datetime(["2022-05-01"] * 5),
            "serious": "robbery",
            "place_status": ["inside"] * 3 + ["unlocated", "outside"],
            "lsoa_code": [*(row["area_code"] for row in inside), None, None],
            "district_code": [*(row["district_code"] for row in inside), None, None],
            "csp_code": [*(row["csp_code"] for row in inside), None, None],
        }
    )


@pytest.fixture(scope="session")
def street(shared, geography_2021) -> pd.DataFrame:
    """West Mercia's street files of 2025 and of January to April 2024, in the columns of the clean table."""
    folder = shared / "open-data" / "police-street"
    files = [*folder.glob("west-mercia-2025/*.gz"), *folder.glob("west-mercia-2024-01-to-04/*.gz")]
    columns = ["Month", "LSOA code", "Crime type", "Last outcome category"]
    raw = pd.concat(
        [pd.read_csv(path, usecols=columns) for path in sorted(files)], ignore_index=True
    )
    areas = geography_2021.areas("lsoa", 2021).set_index("area_code")
    inside = raw["LSOA code"].isin(areas.index)
    code = raw["LSOA code"].where(inside)
    return pd.DataFrame(
        {
            "month": pd.to_datetime(raw["Month"], format="%Y-%m"),
            "crime_type": raw["Crime type"],
            "lsoa_code": code,
            "district_code": code.map(areas["district_code"]),
            "csp_code": code.map(areas["csp_code"]),
            "place_status": np.where(
                raw["LSOA code"].isna(), "unlocated", np.where(inside, "inside", "outside")
            ),
        }
    )
