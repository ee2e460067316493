"""Records of delimited text: laid under their header, every line of the file accounted for."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.intake.text import BadRow, Columns, TextTable

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pv

__all__ = ["LONGEST_CELL", "Header", "drop_rows", "read_records"]

#: A cell of text may be so many characters long.
LONGEST_CELL = 1 << 27
#: So many rows show what rows of a file look like.
_SHOWN = 2_000


@dataclass
class Header:
    """What the head of a text file says.

    Parameters
    ----------
    names : list of str
        The headings, each once.
    delimiter : str
    notes : list of tuple of (str, int, str)
        Choices of the reader so far, for the first table.
    """

    names: list[str]
    delimiter: str
    notes: list[tuple[str, int, str]]


@dataclass
class _Laid:
    """Records as parsed: where each stands among the rows of the text, and those that do not fit."""

    table: pa.Table
    at: np.ndarray
    count: int
    misfits: list[tuple[int, list[str]]] = field(default_factory=list)


def read_records(
    body: bytes, header: Header, first: int, file: str, sha256: str
) -> tuple[TextTable, int]:
    """Read records below a header.

    Parameters
    ----------
    body : bytes
        Whole records, UTF-8.
    header : Header
    first : int
        The number of the first of them.
    file, sha256 : str

    Returns
    -------
    tuple of (TextTable, int)
        The rows, and the number of the row behind them. A blank line is no row, but has a number. Where a stray
        quotation mark takes rows in, each of them is a bad row.
    """
    import numpy as np

    laid = _parse(body, header.names, header.delimiter, file)
    faults, spans = [], {}
    for at, cells in laid.misfits:
        if (
            at == laid.count - 1
        ):  # a quotation mark that never closes takes in the end of the file too
            cells = [*cells[:-1], cells[-1].rstrip("\r\n")]
        taken_in = sum(map(_line_ends, cells))
        if taken_in:
            spans[at] = taken_in
            continue
        sentence = f"the row has {len(cells)} cells where the header has {len(header.names)}"
        faults.append((at, "wrong-number-of-cells", sentence))
    keep = np.ones(laid.table.num_rows, bool)
    for index, taken_in in _taken_in(body, laid, header):
        keep[index] = False
        spans[int(laid.at[index])] = taken_in
    shift = np.zeros(laid.count + 1, np.int64)
    for at, taken_in in spans.items():
        shift[at + 1 :] += taken_in
    bad = [BadRow(int(first + at + shift[at]), reason, said) for at, reason, said in faults]
    for at, taken_in in spans.items():
        start = int(first + at + shift[at])
        said = (
            f"a quotation mark that opens in row {start} takes in the rows to {start + taken_in}:"
            " it is to be closed, or to be doubled"
        )
        bad += [
            BadRow(row, "stray-quotation-mark", said) for row in range(start, start + taken_in + 1)
        ]
    bad.sort(key=lambda row: row.number)
    table = laid.table if keep.all() else laid.table.filter(keep)
    numbers = (first + laid.at + shift[laid.at])[keep]
    columns = Columns({name: table.column(name) for name in header.names})
    whole = drop_rows(TextTable(file, columns, numbers, bad, header.notes, sha256))
    return whole, int(first + laid.count + shift[laid.count])


def drop_rows(table: TextTable) -> TextTable:
    """Leave out rows without any value, and header rows repeated among the data; both are said.

    Parameters
    ----------
    table : TextTable

    Returns
    -------
    TextTable
        The same, changed.
    """
    import numpy as np

    blank, repeated = np.ones(table.rows, bool), np.ones(table.rows, bool)
    for name in table.columns:
        # Columns are looked at only as long as a row could still be blank or a header.
        if not blank.any() and not repeated.any():
            break
        cells, same = table.columns.against(name, name.strip())
        blank &= cells
        repeated &= same
    repeated &= ~blank
    for number in table.numbers[repeated]:
        table.bad.append(BadRow(int(number), "repeated-header", "the row repeats the header"))
    if blank.any():
        sentence = "rows without any value are no rows and are not counted"
        table.notes.append(("blank-rows", int(blank.sum()), sentence))
    if (blank | repeated).any():
        keep = np.flatnonzero(~(blank | repeated))
        table.columns.keep(keep)
        table.numbers = table.numbers[keep]
        table.bad.sort(key=lambda row: row.number)
    return table


def _parse(body: bytes, names: list[str], delimiter: str, file: str) -> _Laid:
    """Parse with pyarrow; where rows do not fit the header, once more and slower, to know which."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pv

    # A blank line of a table with one column is a blank cell; elsewhere it is no row.
    options = {
        "delimiter": delimiter,
        "newlines_in_values": b'"' in body,
        "ignore_empty_lines": len(names) > 1,
    }
    if not body.strip():
        empty = pa.table({name: pa.array([], pa.string()) for name in names})
        return _Laid(empty, np.zeros(0, np.int64), 0)
    misfits: list[int] = []

    def spot(row: pv.InvalidRow) -> str:
        misfits.append(row.actual_columns)
        return "skip"

    def load() -> pa.Table:
        return pv.read_csv(
            pa.BufferReader(body),
            read_options=pv.ReadOptions(
                column_names=names,
                use_threads=True,
                block_size=max(1 << 20, min(len(body), 1 << 24)),
            ),
            parse_options=pv.ParseOptions(invalid_row_handler=spot, **options),
            convert_options=pv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )

    try:
        table = load()
    except pa.ArrowInvalid:
        return _parse_slowly(body, names, delimiter, file)
    if misfits:
        return _parse_slowly(body, names, delimiter, file)
    if len(names) > 1 and _lines(body, table.num_rows) > table.num_rows and _has_blank_lines(body):
        at, count = _places(body, delimiter)
        if len(at) == table.num_rows:
            return _Laid(table, at, count)
        return _parse_slowly(body, names, delimiter, file)
    return _Laid(table, np.arange(table.num_rows, dtype=np.int64), table.num_rows)


def _lines(body: bytes, rows: int) -> int:
    """Count lines, by the mark that ends most of them."""
    ends = body.count(b"\n")
    ends = ends if ends >= rows - 1 else max(ends, body.count(b"\r"))
    return ends + (body[-1:] not in (b"\n", b"\r"))


def _has_blank_lines(body: bytes) -> bool:
    """Tell whether a line without anything stands before the last row."""
    starts = (body.find(mark) for mark in (b"\n\n", b"\n\r", b"\r\r"))
    return body[:1] in (b"\n", b"\r") or any(at >= 0 and body[at:].strip() for at in starts)


def _reader(body: bytes, delimiter: str) -> Any:
    csv.field_size_limit(LONGEST_CELL)
    text = io.StringIO(body.decode("utf-8", errors="replace"), newline="")
    return csv.reader(text, delimiter=delimiter)


def _places(body: bytes, delimiter: str) -> tuple[np.ndarray, int]:
    """Give the place of every record among all rows of the text, blank lines counted, and their number."""
    import numpy as np

    filled = np.fromiter((bool(row) for row in _reader(body, delimiter)), bool)
    return np.flatnonzero(filled), len(filled)


def _parse_slowly(body: bytes, names: list[str], delimiter: str, file: str) -> _Laid:
    """Parse with the standard library, which says where a row does not fit."""
    import numpy as np
    import pyarrow as pa

    columns: list[list[str | None]] = [[] for _ in names]
    places: list[int] = []
    misfits: list[tuple[int, list[str]]] = []
    width, index = len(names), -1
    reader = _reader(body, delimiter)
    try:
        for index, row in enumerate(reader):
            if len(row) != width and not any(cell.strip() for cell in row):
                continue
            if len(row) > width and not any(row[width:]):
                row = row[:width]
            if len(row) != width:
                misfits.append((index, row))
                continue
            places.append(index)
            for cell, column in zip(row, columns, strict=True):
                column.append(cell or None)
    except csv.Error as reason:
        raise SvaError(
            f"{file} cannot be read",
            [Fault(f"the text breaks at line {reader.line_num}: {reason}", "CSV", file)],
        ) from None
    table = pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )
    return _Laid(table, np.array(places, np.int64), index + 1, misfits)


def _line_ends(text: str) -> int:
    return max(text.count("\n"), text.count("\r"))


def _taken_in(body: bytes, laid: _Laid, header: Header) -> list[tuple[int, int]]:
    """Find rows in one of whose cells whole rows stand, since a quotation mark was not closed: where, and how many."""
    rows = laid.table.num_rows
    if b'"' not in body or len(header.names) < 2 or _lines(body, rows) <= rows:
        return []
    from sva.intake.arrow import pc

    usual = _Usual(laid.table, header.delimiter)
    found: dict[int, int] = {}
    for name in laid.table.column_names:
        column = laid.table.column(name)
        broken = pc.indices_nonzero(pc.match_substring_regex(column, "[\r\n]").fill_null(False))
        for index in broken.to_pylist():
            text = column[index].as_py()
            text = text.rstrip("\r\n") if index == len(column) - 1 else text
            if any(usual.is_row(line) for line in text.splitlines()):
                found[index] = found.get(index, 0) + _line_ends(text)
    return sorted(found.items())


class _Usual:
    """What rows of a file look like, to tell a row within a cell from lines of prose."""

    def __init__(self, table: pa.Table, delimiter: str) -> None:
        self._delimiter = delimiter
        self._shapes = [
            {_shape(text) for text in table.column(name)[:_SHOWN].to_pylist() if text}
            for name in table.column_names
        ]

    def is_row(self, line: str) -> bool:
        """Tell whether a line has as many cells as a row, and half of them, two at least, like those of other rows."""
        cells = next(csv.reader([line], delimiter=self._delimiter), [])
        if len(cells) != len(self._shapes):
            return False
        filled = [(cell, shapes) for cell, shapes in zip(cells, self._shapes, strict=True) if cell]
        like = sum(_shape(cell) in shapes for cell, shapes in filled)
        return like >= max(2, len(filled) / 2)


def _shape(text: str) -> str:
    """Give a word as it is, and of what holds digits only its pattern."""
    return re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "9", text)) if re.search(r"\d", text) else text
