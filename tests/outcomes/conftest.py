"""Small tables of offences, suspects and disposals, and West Mercia's street files as published."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.assessment import load_assessment


@pytest.fixture(scope="session")
def assessment(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="session")
def open_data(root):
    return load_assessment("west-mercia-2026-05", root)


@pytest.fixture
def offences() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "incident_key": ["i", "i", "j", "k", "l"],
            "offence_key": ["a", "b", "c", "d", "e"],
            "month": pd.to_datetime(
                ["2022-05-01", "2022-05-01", "2022-06-01", "2023-03-01", "2023-03-01"]
            ),
            "serious": "robbery",
            "outcome_code": ["1", "22", "18", "0", None],
        }
    )


@pytest.fixture
def suspects() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "incident_key": ["i", "i", "i", "j"],
            "offence_key": ["a", "a", "b", "c"],
            "person_key": ["p", "q", "p", "r"],
            "age": pd.array([15, 30, 15, None], dtype="Int64"),
            "looked_after": pd.array([True, None, True, None], dtype="boolean"),
        }
    )


@pytest.fixture
def disposals() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "offence_key": ["a", "a", "b", "c"],
            "person_key": ["p", "q", "p", "r"],
            "outcome_code": ["22", "1", "22", None],
        }
    )


@pytest.fixture(scope="session")
def street(shared) -> pd.DataFrame:
    """West Mercia's street files of 2025 and of January to April 2024, in the columns of the clean table."""
    folder = shared / "open-data" / "police-street"
    files = [*folder.glob("west-mercia-2025/*.gz"), *folder.glob("west-mercia-2024-01-to-04/*.gz")]
    columns = ["Month", "Crime type", "Last outcome category"]
    raw = pd.concat(
        [pd.read_csv(path, usecols=columns) for path in sorted(files)], ignore_index=True
    )
    return pd.DataFrame(
        {
            "month": pd.to_datetime(raw["Month"], format="%Y-%m"),
            "crime_type": raw["Crime type"],
            "outcome_label": raw["Last outcome category"],
        }
    )
