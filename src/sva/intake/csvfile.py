"""Delimited text: encoding, delimiter and header found, every record counted."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.intake.encodings import decode, sniff_delimiter
from sva.intake.headings import MAXIMUM_COLUMNS, guess_header, heading_key, unique_names
from sva.intake.records import LONGEST_CELL, Header, read_records

if TYPE_CHECKING:
    from sva.intake.mapping import Reading
    from sva.intake.text import TextTable

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

#: The header is looked for in so many bytes; where it does not end there, in a hundred times as many.
_HEAD = 200_000


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
    for size in (_HEAD, 100 * _HEAD):
        head = text[:size].decode("utf-8", errors="replace")
        delimiter = reading.delimiter or sniff_delimiter(head)
        skip, header = _find_header(head, delimiter, reading, file, known)
        body, first = _after_header(text, skip + 1, delimiter)
        if len(text) - len(body) <= size:
            break
    if skip:
        notes.append(("title-rows", 0, f"rows above the header were left out: {skip}"))
    names = unique_names(header, file, notes)
    return Header(names, delimiter, notes), body, first


def _find_header(
    head: str, delimiter: str, reading: Reading, file: str, known: frozenset[str]
) -> tuple[int, list[str]]:
    """Give the records above the header, and the header: the first record that looks like one."""
    rows = []
    csv.field_size_limit(LONGEST_CELL)
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
