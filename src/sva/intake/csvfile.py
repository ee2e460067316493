"""Delimited text: encoding, delimiter and header found, every record counted."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.intake.text import BadRow, Columns, TextTable

if TYPE_CHECKING:
    import pyarrow as pa

    from sva.intake.mapping import Reading

__all__ = [
    "MAXIMUM_COLUMNS",
    "decode",
    "guess_header",
    "heading_key",
    "read_csv",
    "sniff_delimiter",
]

MAXIMUM_COLUMNS = 2_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t", "|")


def heading_key(text: str) -> str:
    """Reduce a heading to what is compared: lower case, letters and digits.

    Examples
    --------
    >>> heading_key(" Self-Defined  Ethnicity ")
    'self defined ethnicity'
    """
    return " ".join("".join(c if c.isalnum() or c == "+" else " " for c in text.lower()).split())


def decode(data: bytes, file: str, encoding: str | None = None) -> tuple[bytes, str]:
    """Turn the bytes of a text file into UTF-8.

    Parameters
    ----------
    data : bytes
        The file.
    file : str
        Its name, for the message.
    encoding : str, optional
        As stated in the mapping; else told from the byte order mark, from the pattern of null bytes, or
        UTF-8 where the bytes allow it and Windows-1252 where they do not.

    Returns
    -------
    tuple of (bytes, str)
        UTF-8 without mark, and the encoding found.

    Raises
    ------
    SvaError
        If the bytes are not text of the encoding.

    Examples
    --------
    >>> decode("café".encode("cp1252"), "a.csv")[1]
    'windows-1252'
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            if name == "utf-8":
                return _checked(data[len(mark) :], file), "utf-8"
            return _recode(data, name, file), name
    if encoding:
        if codecs.lookup(encoding).name == "utf-8":
            return _checked(data, file), "utf-8"
        return _recode(data, encoding, file), encoding
    head = data[:4096]
    if len(head) >= 4 and head.count(0) > len(head) // 4:
        for name, odd in (("utf-16-le", 1), ("utf-16-be", 0)):
            if head[odd::2].count(0) > len(head) // 3:
                return _recode(data[: len(data) // 2 * 2], name, file), name
    if data.isascii():
        return data, "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", errors="replace").encode(), "windows-1252"
    return data, "utf-8"


def _checked(data: bytes, file: str) -> bytes:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as reason:
        line = data[: reason.start].count(b"\n") + 1
        raise SvaError(
            f"{file} cannot be read",
            [
                Fault(
                    "it says that it is UTF-8 but holds bytes that are not",
                    "UTF-8, or an encoding stated in the mapping under read",
                    f"line {line}",
                    "State `encoding: windows-1252` in the mapping if the file came from Excel.",
                )
            ],
        ) from None
    return data


def _recode(data: bytes, encoding: str, file: str) -> bytes:
    try:
        return data.decode(encoding).encode("utf-8", errors="replace")
    except UnicodeError:
        raise SvaError(
            f"{file} cannot be read",
            [
                Fault(
                    f"its bytes are not {encoding}", "whole text", do_next="Ask for the file again."
                )
            ],
        ) from None


def sniff_delimiter(head: str) -> str:
    r"""Tell the delimiter from the first lines: the one that cuts most of them alike.

    Examples
    --------
    >>> sniff_delimiter("a;b;c\\n1;2,5;3\\n")
    ';'
    """
    lines = [line for line in head.splitlines()[:50] if line.strip()]
    best, score = ",", 0.0
    for mark in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        if not widths:
            continue
        width = max(set(widths), key=lambda w: (widths.count(w), w))
        if width > 1 and widths.count(width) * min(width, 30) > score:
            best, score = mark, widths.count(width) * min(width, 30)
    return best


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
    import numpy as np

    notes: list[tuple[str, int, str]] = []
    text, encoding = decode(data, file, reading.encoding)
    if encoding != "utf-8" and not reading.encoding:
        notes.append(("encoding", 0, f"read as {encoding}"))
    if b"\x00" in text:
        count = text.count(b"\x00")
        text = text.replace(b"\x00", b"")
        notes.append(("null-bytes", 0, f"{count:,} null bytes were taken out of the text"))
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
    names = _unique_names(header, file, notes)
    body, first = _after_header(text, skip + 1, delimiter)
    table, bad = _parse(body, names, delimiter, file)
    numbers = np.arange(first, first + table.num_rows + len(bad), dtype=np.int64)
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
    else:
        faults = []
    columns = Columns({name: table.column(name) for name in names})
    out = TextTable(file, columns, numbers, faults, notes, sha256)
    return drop_rows(out)


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


def guess_header(
    rows: list[list[str]], file: str, known: frozenset[str] = frozenset()
) -> tuple[int, list[str]]:
    """Give the position of the header among the first rows.

    It is the row with the most headings that are expected; where none is, the first that is as wide as the data.

    Parameters
    ----------
    rows : list of list of str
        The first rows.
    file : str
        For the message.
    known : frozenset of str, optional
        Headings to expect, reduced by `heading_key`.

    Returns
    -------
    tuple of (int, list of str)

    Examples
    --------
    >>> guess_header([["Report of May"], [], ["Ref", "Sex"], ["1", "F"]], "a.csv")
    (2, ['Ref', 'Sex'])
    """
    if known:
        hits = [len({heading_key(str(cell)) for cell in row} & known) for row in rows]
        if hits and max(hits) >= 2:
            index = hits.index(max(hits))
            return index, [str(cell) for cell in rows[index]]
    filled = [sum(1 for cell in row if str(cell).strip()) for row in rows]
    width = max(filled, default=0)
    for index, row in enumerate(rows):
        if filled[index] >= max(1, 0.6 * width) and not all(
            _is_number(cell) for cell in row if str(cell).strip()
        ):
            return index, [str(cell) for cell in row]
    raise SvaError(
        f"{file} cannot be read",
        [Fault("no row looks like a header", "one row of column names", file)],
    )


def _is_number(cell: object) -> bool:
    return bool(re.fullmatch(r"\s*[-+]?[\d.,/: ]+\s*", str(cell)))


def _unique_names(header: list[str], file: str, notes: list[tuple[str, int, str]]) -> list[str]:
    if len(header) > MAXIMUM_COLUMNS:
        raise SvaError(
            f"{file} cannot be read",
            [Fault(f"{len(header):,} columns", f"at most {MAXIMUM_COLUMNS:,}", file)],
        )
    seen: dict[str, int] = {}
    names = []
    for index, cell in enumerate(header):
        name = " ".join(cell.split()) or f"column {index + 1}"
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            notes.append(("heading-twice", 0, f"heading number {index + 1} occurs a second time"))
            name = f"{name} ({seen[name]})"
        names.append(name)
    return names


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
