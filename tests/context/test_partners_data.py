"""Estimates of what partners sent: they add up, they mark changes, they leave out what says nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import context
from sva.assessment import load_assessment


@pytest.fixture(scope="module")
def demonstration(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="module")
def open_data(root):
    return load_assessment("west-mercia-2026-05", root)


def test_files_add_up_to_their_source_and_fates_to_all_rows(demonstration) -> None:
    files = pd.DataFrame(
        {
            "source": ["police-victims"] * 2 + ["fire"],
            "file": ["a.csv", "b.csv", "a.csv"],
            "rows_in": [10, 20, 5],
            "clean": [8, 19, 5],
            "duplicate": [1, 0, 0],
            "quarantined": [1, 1, 0],
        }
    )
    rows = context.account_for_rows(files, demonstration)
    of_source = rows[rows["strata"].isna()].set_index(["source", "group"])["numerator"]
    by_file = rows[rows["strata"].notna()]
    assert (by_file.groupby(["source", "group"])["numerator"].sum() == of_source).all()
    assert of_source["police-victims", "All"] == 30 == of_source["police-victims"].drop("All").sum()
    assert rows["key"].is_unique
    assert set(by_file["strata"]) == {"police-victims/a.csv", "b.csv", "fire/a.csv"}


def completeness(months, known, field="ethnic_group", source="police-victims") -> pd.DataFrame:
    return pd.DataFrame(
        {"source": source, "table": "victims", "field": field, "month": pd.to_datetime(months), "rows": 100, "known": known}
    )  # fmt: skip


MONTHS = [f"2022-{number:02d}-01" for number in range(1, 13)]


def test_months_show_a_step_and_leave_out_fields_that_are_always_known(demonstration) -> None:
    both = pd.concat(
        [
            completeness(MONTHS, [60] * 3 + [90] * 9),
            completeness(MONTHS, 100, "sex"),
            completeness(MONTHS[:3], 40, "age_from", "police-stop-search"),
        ]
    )
    rows = context.measure_completeness(both, demonstration, by_month=True)
    assert set(rows["strata"]) == {"Victims: ethnicity"}
    assert rows["value"].tolist() == [60.0] * 3 + [90.0] * 9
    year = context.measure_completeness(both, demonstration).set_index("strata")
    assert year.loc["Victims: ethnicity", "numerator"] == 9 * 90
    assert year.loc["Victims: sex", "value"] == 100.0
    # The mapping says that another system recorded from April 2022 on.
    assert context.system_changes(both, demonstration) == [
        {"month": "2022-04", "label": "Another recording system"}
    ]


def test_counts_for_whole_periods_have_no_months_to_be_missing(demonstration) -> None:
    both = pd.concat(
        [
            completeness(["2020-04-01", "2021-04-01"], 100, "area_code", "hospital-admissions"),
            completeness(MONTHS[:2], 90),
        ]
    )
    rows = context.count_months(both, demonstration).set_index("source")
    assert rows.loc["police-victims", ["numerator", "denominator"]].tolist() == [2, 36]
    assert rows.loc["hospital-admissions", "numerator"] == 2
    assert pd.isna(rows.loc["hospital-admissions", "denominator"])


def test_a_second_source_of_a_contract_is_known_by_its_contract(open_data) -> None:
    files = pd.DataFrame(
        {"source": ["police-street-2"], "file": ["a.csv"], "rows_in": [7], "clean": [7], "duplicate": [0], "quarantined": [0]}
    )  # fmt: skip
    rows = context.account_for_rows(files, open_data)
    assert rows["already_public"].all()
    assert str(rows["data_as_at"].iloc[0])[:10] == "2026-02-01"


def test_a_category_that_vanishes_is_an_estimate_that_begins_with_the_change(demonstration) -> None:
    # Kent Police stop and search 2022/23 by quarter: "Mixed" is 118, 21, 0, 0.
    changes = pd.DataFrame(
        {"source": ["police-stop-search"], "field": ["ethnic_group"], "category": ["Mixed"], "kind": ["vanished"],
         "month": pd.to_datetime(["2022-10-01"]), "rows": [139]}
    )  # fmt: skip
    row = context.find_changes(changes, demonstration).iloc[0]
    assert (row["group"], row["strata"], row["numerator"]) == ("Mixed", "vanished", 139)
    assert str(row["period_start"])[:10] == "2022-10-01"
