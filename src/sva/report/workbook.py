"""All tables in one workbook, by the government's guidance for accessible spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.figures.labels import MARKERS, decimals, period_label
from sva.report.tables import markers_used

if TYPE_CHECKING:
    from pathlib import Path

    from sva.assessment import Assessment
    from sva.figures.views import View
    from sva.report.bench import Bench, Block

__all__ = ["write_workbook"]


def write_workbook(
    tables: Sequence[tuple[View, Block]], bench: Bench, assessment: Assessment, path: Path
) -> Path:
    """Write cover, contents, notes and one table a sheet; no merged cells, no empty rows, no colour that means.

    Parameters
    ----------
    tables : sequence of (View, Block)
        Those with a table, in reading order.
    bench : Bench
        Of one edition.
    assessment : Assessment
        For the cover.
    path : pathlib.Path
        Its folder must exist.

    Returns
    -------
    pathlib.Path
        The path given. The same tables give the same bytes.
    """
    import xlsxwriter

    part = path.with_name(f".{path.name}.part")
    book = xlsxwriter.Workbook(str(part), {"strings_to_formulas": False, "strings_to_urls": False})
    settings = assessment.settings
    book.set_properties(
        {
            "title": f"{settings.title}: tables, {bench.released.edition} edition",
            "subject": MARK if bench.demonstration else "Serious violence needs assessment",
            "author": settings.commissioner,
            "created": datetime(2000, 1, 1),  # noqa: DTZ001  fixed, so that equal tables give equal bytes
            "language": "en-GB",
        }
    )
    form = {
        "base": book.add_format({"font_name": "Arial", "font_size": 12}),
        "wrap": book.add_format(
            {"font_name": "Arial", "font_size": 12, "text_wrap": True, "valign": "top"}
        ),
        "title": book.add_format({"font_name": "Arial", "font_size": 16, "bold": True}),
        "head": book.add_format(
            {
                "font_name": "Arial",
                "font_size": 12,
                "bold": True,
                "text_wrap": True,
                "valign": "top",
            }
        ),
        "link": book.add_format(
            {"font_name": "Arial", "font_size": 12, "underline": 1, "font_color": "#144e81"}
        ),
    }
    numbers: dict[str, Any] = {}

    def number(pattern: str) -> Any:
        if pattern not in numbers:
            numbers[pattern] = book.add_format(
                {"font_name": "Arial", "font_size": 12, "num_format": pattern, "align": "right"}
            )
        return numbers[pattern]

    _cover(book, form, bench, assessment)
    names = [f"Table_{n}" for n in range(1, len(tables) + 1)]
    _contents(book, form, tables, names)
    _notes(book, form, bench)
    for name, (view, block) in zip(names, tables, strict=True):
        _sheet(book, form, number, name, view, block, bench)
    book.close()
    part.replace(path)
    return path


def _column(sheet: Any, lines: Sequence[str], form: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 90)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, form["title" if row == 0 else "wrap"])


def _cover(book: Any, form: dict[str, Any], bench: Bench, assessment: Assessment) -> None:
    settings = assessment.settings
    lines = [
        f"{settings.title}: tables",
        f"{bench.released.edition.capitalize()} edition.",
        f"Area: {settings.area.name} police force area.",
        f"Period: {period_label(settings.period.start, settings.period.end)}.",
        f"For: {settings.commissioner}.",
        "Each worksheet after the notes holds one table. The contents list and link to them.",
        "Open data in these tables are published under the Open Government Licence v3.0.",
    ]
    if bench.demonstration:
        lines.insert(
            1, f"{MARK}: every number about people and crimes is made up. It may not be quoted."
        )
    _column(book.add_worksheet("Cover"), lines, form)


def _contents(
    book: Any, form: dict[str, Any], tables: Sequence[tuple[View, Block]], names: Sequence[str]
) -> None:
    sheet = book.add_worksheet("Contents")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, "Contents", form["title"])
    sheet.write_string(1, 0, "This worksheet contains one table.", form["base"])
    rows = [
        (name, block.number, block.title) for name, (_, block) in zip(names, tables, strict=True)
    ]
    _add_table(
        sheet,
        2,
        ["Worksheet", "In the report", "Table"],
        [["Notes", "", "Notes and the meaning of the markers"], *(list(row) for row in rows)],
        "contents",
        form,
    )
    for row, name in enumerate(["Notes", *names], 3):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", form["link"], name)


def _notes(book: Any, form: dict[str, Any], bench: Bench) -> None:
    sheet = book.add_worksheet("Notes")
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, "Notes", form["title"])
    sheet.write_string(1, 0, "This worksheet contains one table.", form["base"])
    said = [[sign, f"{words[:1].upper()}{words[1:]}."] for sign, words in MARKERS.items()]
    said += [
        [f"Note {n}", str(line)]
        for n, line in enumerate(bench.released.policy.get("sentences", ()), 1)
    ]
    if bench.demonstration:
        said.insert(0, ["Data", f"{MARK}: made up."])
    _add_table(sheet, 2, ["Marker or note", "Meaning"], said, "notes", form)


def _add_table(
    sheet: Any,
    top: int,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    name: str,
    form: dict[str, Any],
) -> None:
    sheet.add_table(
        top,
        0,
        top + max(len(rows), 1),
        len(head) - 1,
        {
            "name": name,
            "style": None,
            "autofilter": False,
            "columns": [{"header": text, "header_format": form["head"]} for text in head],
        },
    )
    for row, line in enumerate(rows, top + 1):
        for column, text in enumerate(line):
            sheet.write_string(row, column, text, form["wrap"])


def _sheet(
    book: Any, form: dict[str, Any], number: Any, name: str, view: View, block: Block, bench: Bench
) -> None:
    table = block.table
    assert table is not None
    sheet = book.add_worksheet(name)
    lead = f"{block.title} [{block.number} of the report]"
    sheet.write_string(0, 0, f"{MARK}: {lead}" if bench.demonstration else lead, form["title"])
    notes = ["This worksheet contains one table.", block.source]
    signs = markers_used(table)
    if signs:
        notes.append("Markers: " + "; ".join(f"{sign} {words}" for sign, words in signs) + ".")
    for row, line in enumerate(notes, 1):
        sheet.write_string(row, 0, line, form["base"])
    top = len(notes) + 1
    head = _once([str(column) for column in table.columns])
    sheet.add_table(
        top,
        0,
        top + max(len(table), 1),
        len(head) - 1,
        {
            "name": f"{name.lower()}_{view.name.replace('-', '_')}"[:200],
            "style": None,
            "autofilter": False,
            "columns": [{"header": text, "header_format": form["head"]} for text in head],
        },
    )
    for column, heading in enumerate(table.columns):
        values = list(table[heading])
        plain = [value for value in values if isinstance(value, int | float)]
        places = decimals(plain, "")
        pattern = number("#,##0" + (f".{'0' * places}" if places else ""))
        sheet.set_column(column, column, 34 if not plain else 16, form["base"])
        for row, value in enumerate(values, top + 1):
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, pattern)
            else:
                sheet.write_string(row, column, str(value), form["base"])
    sheet.freeze_panes(top + 1, 1)


def _once(names: Sequence[str]) -> list[str]:
    """Make headings unique, as a table of a workbook needs."""
    out: list[str] = []
    for name in names:
        turn, said = 2, name
        while said.lower() in (each.lower() for each in out):
            said, turn = f"{name} {turn}", turn + 1
        out.append(said)
    return out
