"""Three hundred and more damaged files: no traceback, no row lost in silence."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sva import intake
from sva.errors import SvaError

HEADER = ["Crime Number", "Victim Ref", "Victim Type", "Age", "Gender", "Self Defined Ethnicity"]
ROWS = [
    [
        f"22/{n:06d}/22",
        f"NICHE{n:08d}",
        "Person",
        str(n % 90),
        "MF"[n % 2],
        ["W1", "B1", "NS", "A4"][n % 4],
    ]
    for n in range(1, 41)
]


def text(
    rows: list[list[str]] = ROWS, header: list[str] = HEADER, mark: str = ",", end: str = "\n"
) -> str:
    return end.join(mark.join(row) for row in [header, *rows]) + end


def book(rows: list[list[object]], title: int = 0, sheet: str = "Data") -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as made:
        page = made.add_worksheet(sheet)
        for at, row in enumerate(rows, start=title):
            for index, value in enumerate(row):
                page.write(at, index, value)
    return stream.getvalue()


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    columns = zip(*ROWS, strict=True)
    pq.write_table(pa.table({h: list(c) for h, c in zip(HEADER, columns, strict=True)}), stream)
    return stream.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return stream.getvalue()


def ods() -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    made = OpenDocumentSpreadsheet()
    page = Table(name="Data")
    for row in [HEADER, *ROWS]:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        page.addElement(line)
    made.spreadsheet.addElement(page)
    stream = io.BytesIO()
    made.write(stream)
    return stream.getvalue()


def xls() -> bytes:
    import xlwt

    made = xlwt.Workbook()
    page = made.add_sheet("Data")
    for at, row in enumerate([HEADER, *ROWS]):
        for index, value in enumerate(row):
            page.write(at, index, value)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def damaged() -> Iterator[tuple[str, str, bytes]]:
    """Name, file name and bytes of every damaged file."""
    plain = text().encode()
    whole = {
        "csv": plain,
        "xlsx": book([HEADER, *ROWS]),
        "parquet": parquet(),
        "csv.gz": gzip.compress(plain, mtime=0),
        "zip": zipped(("a.csv", plain)),
        "ods": ods(),
        "xls": xls(),
    }
    for kind, data in whole.items():
        for step in range(1, 21):
            yield f"truncated {kind} {step}", f"a.{kind}", data[: len(data) * step // 21]
    chance = random.Random(4)
    for kind, data in whole.items():
        for turn in range(12):
            spoiled = bytearray(data)
            for _ in range(1 + turn * 3):
                spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
            yield f"flipped {kind} {turn}", f"a.{kind}", bytes(spoiled)
    for turn in range(15):
        noise = bytes(chance.randrange(256) for _ in range(500 + turn * 400))
        yield f"noise {turn}", f"a.{['csv', 'xlsx', 'parquet', 'zip', 'csv.gz'][turn % 5]}", noise
    for encoding in (
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-8-sig",
        "cp1252",
        "cp037",
        "latin-1",
    ):
        data = text([[*row[:-1], "Mixed – other é"] for row in ROWS]).encode(
            encoding, errors="replace"
        )
        for end in (b"", b"\xff", b"\x00\x00\xfe"):
            yield f"encoding {encoding} {end!r}", "a.csv", data + end
    for mark in (",", ";", "\t", "|", ":", " "):
        for end in ("\n", "\r\n", "\r", "\n\n"):
            yield f"delimiter {mark!r} {end!r}", "a.csv", text(mark=mark, end=end).encode()
    for kind in whole:
        yield f"empty {kind}", f"a.{kind}", b""
        yield f"blanks {kind}", f"a.{kind}", b" \n \n\t\n"
        yield (
            f"another's name {kind}",
            f"a.{kind}",
            whole["parquet" if kind != "parquet" else "csv"],
        )
    lines = text().splitlines()
    for at in (0, 1, 5, 20, 40):
        for what, change in {
            "shifted": lambda line: "," + line,
            "cut": lambda line: line[: len(line) // 2],
            "doubled": lambda line: line + "\n" + line,
            "quote": lambda line: '"' + line,
            "null": lambda line: line[:3] + "\x00" + line[3:],
            "header again": lambda line: line + "\n" + lines[0],
            "more cells": lambda line: line + ",x,y,z",
            "lone return": lambda line: line[:6] + "\r" + line[6:],
        }.items():
            spoiled = [change(line) if index == at else line for index, line in enumerate(lines)]
            yield f"{what} at line {at}", "a.csv", "\n".join(spoiled).encode()
    odd = [
        "=HYPERLINK(\"http://example.org\")", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "<script>alert(1)</script>",
        "<b>bold</b>", "'; DROP TABLE victims; --", "\u202egnp.exe", "a" * 40_000, "\ufffd\ufffe", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "NaN", "1e999", "١٢٣",
    ]  # fmt: skip
    for index, value in enumerate(odd):
        rows = [
            [*row[:3], value if n % 2 else row[3], *row[4:5], value] for n, row in enumerate(ROWS)
        ]
        yield (
            f"odd text {index}",
            "a.csv",
            text([[cell.replace(",", ";") for cell in row] for row in rows]).encode(),
        )
        yield f"odd cell {index}", "a.xlsx", book([HEADER, *rows])
    for title in (1, 2, 5, 59, 70):
        yield f"title rows {title}", "a.xlsx", book([HEADER, *ROWS], title)
    yield "no header", "a.csv", text(header=ROWS[0]).encode()
    yield "header alone", "a.csv", (",".join(HEADER) + "\n").encode()
    yield "one column", "a.csv", b"Crime Number\n22/1/22\n\n22/2/22\n"
    yield "same heading twice", "a.csv", text(header=["Age"] * 6).encode()
    yield (
        "ten thousand columns",
        "a.csv",
        (",".join(f"c{n}" for n in range(10_000)) + "\n" + "," * 9_999).encode(),
    )
    yield "ten thousand columns, book", "a.xlsx", book([[f"c{n}" for n in range(10_000)]])
    yield "web page", "a.csv", b"<!DOCTYPE html><html><body>Log in</body></html>"
    yield "web page as a book", "a.xls", b"<html><table><tr><td>1</td></tr></table></html>"
    yield "PDF", "a.csv", b"%PDF-1.7 \n1 0 obj"
    yield "json", "a.csv", b'{"rows": [1, 2, 3]}'
    inner = zipped(("a.csv", plain))
    for _ in range(6):
        inner = zipped(("a.zip", inner))
        yield f"nested zips {len(inner)}", "a.zip", inner
    yield "zip of nothing", "a.zip", zipped()
    yield "zip of a program", "a.zip", zipped(("run.exe", b"MZ"))
    yield "zip that climbs", "a.zip", zipped(("../../etc/a.csv", plain))
    yield "zip of two", "a.zip", zipped(("a.csv", plain), ("b.csv", plain))
    yield "zip of many", "a.zip", zipped(*((f"{n}.csv", plain) for n in range(300)))
    yield "macros", "a.xlsm", book([HEADER, *ROWS])
    yield (
        "password",
        "a.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40,
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in zipfile.ZipFile(io.BytesIO(whole["xlsx"])).infolist():
            packed.writestr(entry.filename, zipfile.ZipFile(io.BytesIO(whole["xlsx"])).read(entry))
        packed.writestr("xl/media/bomb.bin", b"0" * 450_000_000)
    yield "zip bomb in a workbook", "a.xlsx", stream.getvalue()


CASES = list(damaged())


def test_there_are_at_least_three_hundred() -> None:
    assert len(CASES) >= 300
    assert len({name for name, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize("at", range(len(CASES)), ids=[name for name, _, _ in CASES])
def test_a_damaged_file_is_read_or_refused_in_words_and_every_row_is_accounted_for(
    at: int, tmp_path: Path
) -> None:
    _, file, data = CASES[at]
    path = tmp_path / file
    path.write_bytes(data)
    found, refusal = None, ""
    try:
        found = intake.check(path, "police-victims")
    except SvaError as reason:
        refusal = str(reason)
    assert "NICHE" not in refusal
    if found is None:
        assert len(refusal) > 20
        return
    rows = found.accounting
    assert (rows["rows_in"] == rows["clean"] + rows["duplicate"] + rows["quarantined"]).all()
    assert len(found.quarantine["row_ref"].unique()) == rows["quarantined"].sum()
    assert "NICHE" not in found.log.to_csv() + found.quarantine.to_csv()


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("a.csv", text().encode()),
        ("a.csv", text(end="\r\n").encode("utf-16")),
        ("a.csv", text(mark="\t").encode("cp1252")),
        ("a.csv", text(end="\r").encode()),
        ("a.csv.gz", gzip.compress(text().encode())),
        ("a.zip", zipped(("deep/b.csv", text().encode()))),
        ("a.xlsx", book([HEADER, *ROWS], title=2)),
        ("a.xls", xls()),
        ("a.ods", ods()),
        ("a.parquet", parquet()),
    ],
)
def test_every_kind_of_file_gives_the_same_rows(tmp_path: Path, file: str, data: bytes) -> None:
    (tmp_path / file).write_bytes(data)
    found = intake.check(tmp_path / file, "police-victims")
    assert found.accounting[["rows_in", "clean"]].to_numpy().tolist() == [[40, 40]]
    known = found.completeness.set_index("field")["known"]
    assert known["age"] == 40
    assert known["ethnic_group"] == 30
