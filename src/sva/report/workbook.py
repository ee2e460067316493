"""All tables in one workbook for Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from sva.report.sheets import Sheet

__all__ = ["write_workbook"]


def write_workbook(sheets: Sequence[Sheet], about: dict[str, str], path: Path) -> Path:
    """Write sheets as XLSX: each table marked as one, its head frozen, no cell merged.

    Parameters
    ----------
    sheets : sequence of Sheet
        From `sva.report.sheets.sheets_of`.
    about : dict of str to str
        ``title``, ``subject``, ``author``.
    path : pathlib.Path
        Its folder must exist.

    Returns
    -------
    pathlib.Path
        The path given. The same sheets give the same bytes.
    """
    import xlsxwriter

    part = path.with_name(f".{path.name}.part")
    book = xlsxwriter.Workbook(str(part), {"strings_to_formulas": False, "strings_to_urls": False})
    fixed = datetime(2000, 1, 1)  # noqa: DTZ001  so that equal tables give equal bytes
    book.set_properties({**about, "created": fixed, "language": "en-GB"})
    letters = {"font_name": "Arial", "font_size": 12}
    wrapped = {**letters, "text_wrap": True, "valign": "top"}
    form = {
        "base": book.add_format(letters),
        "wrap": book.add_format(wrapped),
        "title": book.add_format({**letters, "font_size": 16, "bold": True}),
        "head": book.add_format({**wrapped, "bold": True}),
        "link": book.add_format({**letters, "underline": 1, "font_color": "#144e81"}),
    }
    numbers: dict[int, Any] = {}
    for sheet in sheets:
        for places in {each for each in sheet.places if each is not None} - set(numbers):
            pattern = "#,##0" + (f".{'0' * places}" if places else "")
            numbers[places] = book.add_format({**letters, "num_format": pattern, "align": "right"})
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, form, numbers)
    book.close()
    part.replace(path)
    return path


def _write(made: Any, sheet: Sheet, form: dict[str, Any], numbers: dict[int, Any]) -> None:
    for column, width in enumerate(sheet.widths):
        made.set_column(column, column, width, form["base"])
    for row, line in enumerate(sheet.lines):
        kind = "title" if row == 0 else "base" if sheet.head else "wrap"
        made.write_string(row, 0, line, form[kind])
    if not sheet.head:
        return
    top = len(sheet.lines)
    made.add_table(
        top,
        0,
        top + max(len(sheet.rows), 1),
        len(sheet.head) - 1,
        {
            "name": sheet.table,
            "style": None,
            "autofilter": False,
            "columns": [{"header": text, "header_format": form["head"]} for text in sheet.head],
        },
    )
    for row, line in enumerate(sheet.rows, top + 1):
        for column, value in enumerate(line):
            places = sheet.places[column]
            if isinstance(value, str) or places is None:
                made.write_string(row, column, str(value), form["wrap"])
            else:
                made.write_number(row, column, value, numbers[places])
    for row, target in enumerate(sheet.links, top + 1):
        made.write_url(
            row, 0, f"internal:'{target}'!A1", form["link"], str(sheet.rows[row - top - 1][0])
        )
    made.freeze_panes(top + 1, 1)
