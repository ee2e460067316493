"""Workbooks (XLSX, XLS, ODS): sheets, title rows and merged headers, dates and numbers as text."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.intake.guard import names_somebody
from sva.intake.headings import guess_header, heading_key, unique_names
from sva.intake.records import drop_rows
from sva.intake.text import Columns, TextTable

if TYPE_CHECKING:
    from sva.intake.mapping import Reading

__all__ = ["cell_text", "read_workbook"]


def cell_text(value: Any) -> str | None:
    """Write one cell as text: whole numbers without a point, dates as ISO.

    Examples
    --------
    >>> cell_text(45016.0), cell_text(0.5), cell_text(True), cell_text("  ")
    ('45016', '0.5', 'true', None)
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    text = str(value).replace("\x00", "").strip()
    return text or None


def read_workbook(
    data: bytes,
    name: str,
    reading: Reading,
    sha256: str,
    known: frozenset[str] = frozenset(),
) -> Iterator[TextTable]:
    """Read the sheets of a workbook that hold a table.

    Parameters
    ----------
    data : bytes
    name : str
    reading : Reading
        ``sheet`` names one sheet or several; else the sheet with the most headings that are expected is read, or the
        fullest where none is, and with it every sheet of the same header.
    sha256 : str
    known : frozenset of str, optional
        Headings to expect.

    Yields
    ------
    TextTable
        Formulas give the value that was saved with them; macros are not run.

    Raises
    ------
    SvaError
        If it is locked, damaged, too large, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    from sva.intake.extent import refuse_overlarge

    refuse_overlarge(data, name)
    try:
        with _quiet():
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            titles = list(book.sheet_names)
            wanted = [reading.sheet] if isinstance(reading.sheet, str) else reading.sheet
            missing = [title for title in wanted or [] if title not in titles]
            if missing:
                raise SvaError(
                    f"{name} cannot be read",
                    [
                        Fault(f"no sheet {title!r}", f"one of {', '.join(titles)}", name)
                        for title in missing
                    ],
                )
            sheets = []
            for title in wanted or titles:
                rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
                if any(cell not in ("", None) for row in rows for cell in row):
                    sheets.append((title, rows))
    except PasswordError:
        raise SvaError(
            f"{name} cannot be read",
            [
                Fault(
                    "it is locked with a password",
                    "an open file",
                    name,
                    "Unlock it and save it again.",
                )
            ],
        ) from None
    except SvaError:
        raise
    except (CalamineError, ValueError, OSError, IndexError, KeyError, OverflowError) as reason:
        text = str(reason)
        what = (
            "it is locked with a password"
            if re.search("password|encrypt", text, re.I)
            else "the workbook is damaged or of no known kind"
        )
        raise SvaError(
            f"{name} cannot be read",
            [Fault(what, "a whole, open workbook", name, "Open it, save it again as XLSX or CSV.")],
        ) from None
    except BaseException as reason:  # the reader's own panics are no Exception
        if isinstance(reason, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise SvaError(
            f"{name} cannot be read",
            [
                Fault(
                    "the workbook is damaged",
                    "a whole workbook",
                    name,
                    "Save it again as XLSX or CSV.",
                )
            ],
        ) from None
    if not sheets:
        raise SvaError(
            f"{name} is empty", [Fault("no sheet holds anything", "a header and rows", name)]
        )
    yield from _choose(sheets, name, reading, sha256, bool(wanted), known)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the reader's own reports of a damaged workbook off the screen: it writes them past Python."""
    try:
        kept = os.dup(2)
    except OSError:  # nothing to write to
        yield
        return
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _choose(
    sheets: list[tuple[str, list[list[Any]]]],
    name: str,
    reading: Reading,
    sha256: str,
    named: bool,
    known: frozenset[str],
) -> Iterator[TextTable]:
    """Yield the named sheets, else those that share the header of the sheet with the most filled cells."""
    laid: list[tuple[str, list[list[Any]], int, list[str]]] = []
    faults = []
    for title, rows in sheets:
        try:
            laid.append((title, rows, *_header(rows, name, reading, known)))
        except SvaError as reason:
            faults.append(reason)
    if not laid:
        raise faults[0]
    main = max(
        laid,
        key=lambda item: (
            len({heading_key(cell) for cell in item[3]} & known),
            (len(item[3]) > 1) * (len(item[1]) - item[2]) * len(item[3]),
        ),
    )
    kept = [item for item in laid if named or _alike(item[3], main[3], known)]
    several = len(kept) > 1
    chosen = {item[0] for item in kept}
    shown = {title: _shown(title, place) for place, (title, _) in enumerate(sheets, start=1)}
    left = [f"{shown[t]} ({len(rows):,} rows)" for t, rows in sheets if t not in chosen]
    for title, rows, at, header in kept:
        file = f"{name}#{shown[title]}" if several else name
        table = _table(rows, at, header, file, sha256, left)
        table.title = title
        yield table
        left = []


def _shown(title: str, place: int) -> str:
    """Give the title of a sheet, or its place where the title may name somebody."""
    return f"sheet {place}" if names_somebody(title) else title


def _alike(one: list[str], other: list[str], known: frozenset[str]) -> bool:
    """Tell whether two headers are of one table: mostly the same, or with as many of the headings expected."""
    first, second = ({heading_key(cell) for cell in header} - {""} for header in (one, other))
    shared = len(first & second & known)
    if shared >= max(2, 0.8 * len(first & known), 0.5 * len(second & known)):
        return True
    return len(first & second) >= 0.8 * max(len(first), len(second), 1)


def _header(
    rows: list[list[Any]], name: str, reading: Reading, known: frozenset[str]
) -> tuple[int, list[str]]:
    head = [[cell_text(cell) or "" for cell in row] for row in rows[:60]]
    if reading.header_row:
        if reading.header_row > len(head):
            raise SvaError(
                f"{name} cannot be read",
                [Fault(f"no row {reading.header_row}", "a header on that row", name)],
            )
        at, header = reading.header_row - 1, head[reading.header_row - 1]
    else:
        at, header = guess_header(head, name, known)
    if at and any(not cell for cell in header) and sum(map(bool, head[at - 1])) > 1:
        # A merged heading above: its words stand before each of the headings under it.
        above, last = head[at - 1], ""
        spread = []
        for cell in above + [""] * (len(header) - len(above)):
            last = cell or last
            spread.append(last)
        header = [
            cell if cell else f"{top} {cell}".strip()
            for top, cell in zip(spread, header, strict=False)
        ]
    while header and not header[-1]:
        header = header[:-1]
    return at, header


def _table(
    rows: list[list[Any]], at: int, header: list[str], name: str, sha256: str, left: list[str]
) -> TextTable:
    import numpy as np
    import pyarrow as pa

    notes: list[tuple[str, int, str]] = []
    if left:
        shown = ", ".join(left[:12]) + (" and more" if len(left) > 12 else "")
        said = f"sheets of another layout were left out as no part of this table: {shown}"
        notes.append(("sheets-left-out", 0, said))
    if at:
        notes.append(("title-rows", 0, f"rows above the header were left out: {at}"))
    names = unique_names(header, name, notes)
    body = rows[at + 1 :]
    columns = {}
    for index, heading in enumerate(names):
        cells = [cell_text(row[index]) if index < len(row) else None for row in body]
        columns[heading] = pa.array(cells, pa.string())
    numbers = np.arange(at + 2, at + 2 + len(body), dtype=np.int64)
    return drop_rows(TextTable(name, Columns(columns), numbers, [], notes, sha256))
