"""Delimited text: encoding, delimiter and header found, every record counted."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.intake.encodings import decode, sniff_delimiter
from sva.intake.headings import MAXIMUM_COLUMNS, guess_header, heading_key, unique_names
from sva.intake.text import BadRow, Columns, TextTable

if TYPE_CHECKING:
    import pyarrow as pa

    from sva.intake.mapping import Reading

__all__ = [
    "MAXIMUM_COLUMNS",
    "Header",
    "decode",
    "guess_header",
    "heading_key",
    "read_csv",
    "read_header",
    "read_records",
    "sniff_delimiter",
]


def read_csv(
    data: bytes,
    file: str,
    reading: Reading,
    sha256: str = "",
    known: frozenset[str] = frozenset(),
) -> TextTable:
    """Read a delimited text file.

    Parameters
    ----------
    data : bytes
        The file, whole.
    file : str
        Its name, for messages and row references.
    reading : Reading
        What the mapping says about the file; whatever it leaves open is found out.
    sha256 : str, optional
        Carried into the table.
    known : frozenset of str, optional
        Headings to expect.

    Returns
    -------
    TextTable
        Rows with too few or too many cells are in ``bad``; no row is lost.

    Raises
    ------
    SvaError
        If the file is empty, is no text, or has no header that can be used.
    """
    notes: list[tuple[str, int, str]] = []
    text, encoding = decode(data, file, reading.encoding)
    if encoding != "utf-8" and not reading.encoding:
        notes.append(("encoding", 0, f"read as {encoding}"))
    if b"\x00" in text:
        count = text.count(b"\x00")
        text = text.replace(b"\x00", b"")
        notes.append(("null-bytes", 0, f"{count:,} null bytes were taken out of the text"))
    header, body, first = read_header(text, file, reading, known)
    header.notes[:0] = notes
    return read_records(body, header, first, file, sha256)[0]


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


def read_header(
    text: bytes, file: str, reading: Reading, known: frozenset[str]
) -> tuple[Header, bytes, int]:
    """Find delimiter and header.

    Parameters
    ----------
    text : bytes
        UTF-8, from the beginning of the file.
    file : str
    reading : Reading
    known : frozenset of str
        Headings to expect.

    Returns
    -------
    tuple of (Header, bytes, int)
        The header, the text below it, and the number of the first row there.

    Raises
    ------
    SvaError
        If the file is empty, is no table, or has no header that can be used.
    """
    notes: list[tuple[str, int, str]] = []
    if not text.strip():
        raise SvaError(f"{file} is empty", [Fault("no text in it", "a header and rows", file)])
    if text.lstrip()[:1] == b"<" and re.match(rb"\s*<(!doctype|html|\?xml)", text[:200], re.I):
        raise SvaError(
            f"{file} cannot be read",
            [Fault("it is a web page or XML, not a table", "CSV", file, "Export it again as CSV.")],
        )
    head = text[:200_000].decode("utf-8", errors="replace")
    delimiter = reading.delimiter or sniff_delimiter(head)
    skip, header = _find_header(head, delimiter, reading, file, known)
    names = unique_names(header, file, notes)
    body, first = _after_header(text, skip + 1, delimiter)
    return Header(names, delimiter, notes), body, first


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
        The rows, and the number of the row behind them.
    """
    import numpy as np

    names = header.names
    table, bad = _parse(body, names, header.delimiter, file)
    numbers = np.arange(first, first + table.num_rows + len(bad), dtype=np.int64)
    after = first + len(numbers)
    faults: list[BadRow] = []
    if bad:
        place = {index for index, _ in bad}
        keep = np.array([index not in place for index in range(len(numbers))])
        faults = [
            BadRow(
                int(numbers[index]),
                "wrong-number-of-cells",
                f"the row has {count} cells where the header has {len(names)}",
            )
            for index, count in bad
        ]
        numbers = numbers[keep]
    columns = Columns({name: table.column(name) for name in names})
    return drop_rows(TextTable(file, columns, numbers, faults, header.notes, sha256)), after


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


def _find_header(
    head: str, delimiter: str, reading: Reading, file: str, known: frozenset[str]
) -> tuple[int, list[str]]:
    """Give the records above the header, and the header: the first record that looks like one."""
    rows = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) >= 60:
                break
    except csv.Error:
        if not rows:
            raise SvaError(
                f"{file} cannot be read",
                [Fault("its first line is no header", "a header row", file)],
            ) from None
    if reading.header_row:
        if reading.header_row > len(rows):
            raise SvaError(
                f"{file} cannot be read",
                [Fault(f"no row {reading.header_row}", "a header on that row", file)],
            )
        return reading.header_row - 1, rows[reading.header_row - 1]
    return guess_header(rows, file, known)


def _after_header(text: bytes, records: int, delimiter: str) -> tuple[bytes, int]:
    """Cut the first records off; quoted newlines belong to their record."""
    position, done, quoted = 0, 0, False
    while done < records and position < len(text):
        end = text.find(b"\n", position)
        lone = text.find(b"\r", position, end if end >= 0 else len(text))
        if lone >= 0 and text[lone + 1 : lone + 2] != b"\n":
            end = lone
        end = len(text) if end < 0 else end + 1
        quoted ^= bool(text.count(b'"', position, end) % 2)
        position = end
        done += not quoted
    return text[position:], records + 1


def _parse(
    body: bytes, names: list[str], delimiter: str, file: str
) -> tuple[pa.Table, list[tuple[int, int]]]:
    """Parse with pyarrow; where rows do not fit the header, once more and slower, to know which."""
    import pyarrow as pa
    import pyarrow.csv as pv

    # A blank line of a table with one column is a blank cell; elsewhere it is no row.
    options = {
        "delimiter": delimiter,
        "newlines_in_values": b'"' in body,
        "ignore_empty_lines": len(names) > 1,
    }
    if not body.strip():
        return pa.table({name: pa.array([], pa.string()) for name in names}), []
    misfits: list[int] = []

    def spot(row: pv.InvalidRow) -> str:
        misfits.append(row.actual_columns)
        return "skip"

    def load(threads: bool) -> pa.Table:
        return pv.read_csv(
            pa.BufferReader(body),
            read_options=pv.ReadOptions(
                column_names=names,
                use_threads=threads,
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
        table = load(threads=True)
    except pa.ArrowInvalid:
        return _parse_slowly(body, names, delimiter, file)
    if misfits:
        return _parse_slowly(body, names, delimiter, file)
    return table, []


def _parse_slowly(
    body: bytes, names: list[str], delimiter: str, file: str
) -> tuple[pa.Table, list[tuple[int, int]]]:
    """Parse with the standard library, which says where a row does not fit."""
    import pyarrow as pa

    columns: list[list[str | None]] = [[] for _ in names]
    bad: list[tuple[int, int]] = []
    width, index = len(names), -1
    csv.field_size_limit(1 << 27)
    reader = csv.reader(
        io.StringIO(body.decode("utf-8", errors="replace"), newline=""), delimiter=delimiter
    )
    try:
        for row in reader:
            if not row:
                continue
            index += 1
            if len(row) > width and not any(row[width:]):
                row = row[:width]
            if len(row) != width:
                bad.append((index, len(row)))
                continue
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
    return table, bad
