"""Small tables of people, and the two assessments."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.assessment import load_assessment


@pytest.fixture(scope="session")
def assessment(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture
def serious() -> pd.DataFrame:
    """Three offences in two incidents, and one of the year before."""
    return pd.DataFrame(
        {
            "incident_key": ["i", "i", "j", "k"],
            "offence_key": ["a", "b", "c", "d"],
            "month": pd.to_datetime(["2022-05-01", "2022-05-01", "2022-06-01", "2021-06-01"]),
            "serious": ["robbery", "rape", "robbery", "robbery"],
        }
    )


@pytest.fixture
def victims() -> pd.DataFrame:
    """P is harmed by both offences of one incident and again in another; q by one; a shop and an officer by one."""
    rows = [
        ("i", "a", "p", "person", 16, "Unknown", "Black"),
        ("i", "b", "p", "person", 16, "Female", "Black"),
        ("j", "c", "p", "person", 16, "Female", "Unknown"),
        ("j", "c", "q", "person", None, "Male", "White"),
        ("j", "c", None, "person", 40, "Male", "White"),
        ("j", "c", None, None, 41, "Male", "White"),
        ("j", "c", "r", "organisation", None, "Unknown", "Unknown"),
        ("j", "c", "s", "police officer", 35, "Male", "White"),
        ("k", "d", "q", "person", 30, "Male", "White"),
    ]
    names = [
        "incident_key",
        "offence_key",
        "person_key",
        "person_type",
        "age",
        "sex",
        "ethnic_group",
    ]
    return pd.DataFrame(rows, columns=names).astype({"age": "Int64"})
