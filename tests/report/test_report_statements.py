"""Tables of words in the page: their numbers are released ones, their words the contracts' and the folder's."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.estimates import blank, shape
from sva.report.statements import state


@pytest.fixture(scope="module")
def demonstration(root):
    return load_assessment("west-mercia-2023-05", root)


def released(**given) -> pd.DataFrame:
    start, end = date(2020, 4, 1), date(2023, 3, 31)
    return shape(pd.DataFrame({"period_start": start, "period_end": end, **given}))


def test_the_matrix_has_every_contract_and_says_what_an_absent_one_would_let_it_say(
    demonstration,
) -> None:
    from sva.intake import list_contracts

    rows = pd.concat(
        [
            released(measure="rows.count", source="police-victims", group=["All", "clean"], numerator=[2000, 1987], value=[2000.0, 1987.0]),
            released(measure="rows.months", source="police-victims", numerator=[34], denominator=[36], value=[34.0]),
            released(measure="rows.known", source="police-victims", strata=["Victims: age", "Victims: religion"], value=[99.0, 8.6]),
        ]
    )  # fmt: skip
    stated = state("readiness", rows, demonstration)
    assert stated.table is not None
    table = stated.table.set_index("Data set")
    assert len(table) == len(list_contracts())
    row = table.loc["Victims of recorded offences (West Mercia Police)"]
    assert row["Covers"] == "Apr 2020 to Mar 2023; 2 of 36 months empty"
    assert (row["Rows clean"], row["Days to draw"]) == ("99.3%", "17")
    assert row["Least often known"] == "Religion 9%, age 99%"
    absent = table[table["Covers"] == "Not supplied"]
    assert len(absent) == len(table) - 1
    assert absent["Lets this report say"].str.startswith("Not yet: ").all()
    assert any("section 16(4)" in note for note in stated.notes)


def test_a_withheld_count_stays_withheld_in_words(demonstration) -> None:
    rows = released(
        measure="rows.count", source="fire", group=["All", "clean"], numerator=[20, None], value=[20.0, None],
        flag=[None, "suppressed"],
    )  # fmt: skip
    table = state("readiness", rows, demonstration).table
    assert table is not None
    assert table["Rows clean"].iloc[0] == "[c]"


def test_every_choice_is_one_line_with_the_rows_of_each_source(demonstration) -> None:
    rows = released(
        measure="rows.chosen", cohort=["police-victims", "police-suspects", "police-victims"], group=["zero", "zero", "encoding"],
        numerator=[2075, 620, 0], value=[2075.0, 620.0, 0.0],
    )  # fmt: skip
    table = state("choices", rows, demonstration).table
    assert table is not None
    assert table.to_numpy().tolist() == [
        ["Age 0 as a system's default: unknown", "Police victims 2,075, police suspects 620"],
        ["Text in another encoding than UTF-8: read as what it is", "Police victims (whole files)"],
    ]


def test_a_category_that_vanishes_is_told_with_field_month_and_rows(demonstration) -> None:
    rows = released(
        measure="rows.changed", cohort="police-stop-search", characteristic="ethnic_group", group=["Mixed"], strata="vanished",
        numerator=[139], value=[139.0],
    )  # fmt: skip
    table = state("changes", rows, demonstration).table
    assert table is not None
    assert list(table.iloc[0]) == ["Police stop search", "Ethnic group", "Mixed", "vanishes from April 2020 on", "139"]  # fmt: skip
    assert "No category vanishes" in state("changes", blank(), demonstration).text


def test_made_up_answers_about_the_duty_are_marked_and_missing_ones_are_said(
    demonstration, root
) -> None:
    table = state("duty-readiness", blank(), demonstration).table
    assert table is not None
    assert len(table) == 17
    assert table["Specified authority"].str.endswith(" (demonstration)").all()
    assert set(table["Capacity"]) <= {"Yes", "Partly", "No", "Not stated"}
    open_data = load_assessment("west-mercia-2026-05", root)
    assert (
        "None of the 17 specified authorities" in state("duty-readiness", blank(), open_data).text
    )
