"""Workbooks as people keep them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from sva import intake
from sva.errors import SvaError
from sva.intake.mapping import Mapping


def write(path: Path, sheets: dict[str, list[list[object]]], before=lambda book: None) -> Path:
    with xlsxwriter.Workbook(path) as book:
        before(book)
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for index, value in enumerate(row):
                    if isinstance(value, dt.datetime):
                        page.write_datetime(at, index, value, day)
                    elif value is not None:
                        page.write(at, index, value)
    return path


HEAD = ["Crime Number", "Victim Ref", "Age", "Gender"]


def people(start: int, count: int) -> list[list[object]]:
    return [[f"c{n}", f"v{n}", n % 80, "F"] for n in range(start, start + count)]


def test_a_table_over_several_sheets_is_one_table(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        {"April": [HEAD, *people(0, 10)], "May": [HEAD, *people(10, 7)], "Notes": [["Ask Ann"]]},
    )
    found = intake.check(path, "police-victims")
    assert found.accounting[["file", "rows_in", "clean"]].to_numpy().tolist() == [
        ["a.xlsx#April", 10, 10],
        ["a.xlsx#May", 7, 7],
    ]


def test_a_named_sheet_alone_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx", {"April": [HEAD, *people(0, 10)], "May": [HEAD, *people(10, 7)]}
    )
    laid = Mapping.model_validate({"contract": "police-victims", "read": {"sheet": "May"}})
    assert intake.check(path, "police-victims", laid).accounting["rows_in"].tolist() == [7]
    wrong = Mapping.model_validate({"contract": "police-victims", "read": {"sheet": "June"}})
    with pytest.raises(SvaError, match=r"no sheet 'June'; expected one of April, May"):
        intake.check(path, "police-victims", wrong)


def test_title_rows_and_a_merged_heading_above_are_no_data(tmp_path: Path) -> None:
    rows = [["Victims of violence"], [], ["Crime", None, "Person", None], HEAD, *people(0, 5)]
    found = intake.check(write(tmp_path / "a.xlsx", {"Data": rows}), "police-victims")
    assert found.accounting["clean"].item() == 5


def test_a_heading_that_stands_only_in_the_merged_row_above_is_used(tmp_path: Path) -> None:
    rows = [
        ["Crime Number", "Victim Ref", "Gender", "Age"],
        ["Number", "Ref", "Recorded", None],
        *people(0, 5),
    ]
    laid = Mapping.model_validate(
        {
            "contract": "police-victims",
            "read": {"header_row": 2},
            "columns": {"offence_ref": "Number", "person_ref": "Ref", "age": "Age"},
        }
    )
    found = intake.check(write(tmp_path / "a.xlsx", {"Data": rows}), "police-victims", laid)
    assert found.accounting["clean"].item() == 5


def test_date_cells_serial_numbers_and_text_are_one_date(make_assessment) -> None:
    made = make_assessment({"police-stop-search": None})
    moment = dt.datetime(2022, 1, 5, 12, 30)  # noqa: DTZ001
    rows = [
        ["Search Ref", "Date", "Gender"],
        ["S1", moment, "Male"],
        ["S2", 44566.520833333336, "Male"],
        ["S3", "05/01/2022 12:30", "Male"],
    ]
    write(made.raw / "police-stop-search/a.xlsx", {"Export": rows})
    stops = intake.run(made.assessment, made.out).table("stops")
    assert stops["searched_at"].astype(str).tolist() == ["2022-01-05 12:30:00"] * 3


def test_a_formula_gives_its_saved_value_and_is_never_run(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ["c1", "v1"])
        page.write_formula(1, 2, "=10+7", value=17)
    found = intake.check(tmp_path / "a.xlsx", "police-victims")
    assert found.completeness.set_index("field").loc["age", "known"] == 1


def test_numbers_kept_as_text_and_text_kept_as_numbers_are_the_same(tmp_path: Path) -> None:
    rows = [HEAD, [123456.0, "v1", "17", "F"], ["123456", "v2", 18.0, "F"]]
    found = intake.check(write(tmp_path / "a.xlsx", {"Data": rows}), "police-victims")
    assert found.completeness.set_index("field").loc["age", "known"] == 2


def test_a_workbook_of_words_alone_is_refused_in_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"Notes": [["Please call"], ["tomorrow"]]})
    with pytest.raises(SvaError, match="no column for offence_ref"):
        intake.check(path, "police-victims")
