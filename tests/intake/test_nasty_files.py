"""Files that real exports and careless hands make: read to the row, or refused in words."""

from __future__ import annotations

import gzip
import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from sva import intake
from sva.errors import SvaError

HEADER = ["Crime Number", "Victim Ref", "Victim Type", "Age", "Gender", "Self Defined Ethnicity"]
ROWS = [
    [f"22/{n:06d}/22", f"NICHE{n:08d}", "Person", str(n % 90), "MF"[n % 2], ["W1", "B1"][n % 2]]
    for n in range(1, 41)
]
CALLS = "called_at,kind,lsoa_code\n" + "".join(
    f"{day:02d}/03/2022 10:{day:02d},Assault,E01014012\n" for day in range(1, 20)
)


def text(rows: list[list[str]] = ROWS, header: list[str] = HEADER) -> str:
    return "\n".join(",".join(row) for row in [header, *rows]) + "\n"


def ages(*found: str) -> bytes:
    return text(
        [[*row[:3], found[n % len(found)], *row[4:]] for n, row in enumerate(ROWS)]
    ).encode()


def spoiled(at: int, change: tuple[str, str]) -> bytes:
    lines = text().splitlines()
    lines[at] = lines[at].replace(*change, 1)
    return "\n".join(lines).encode()


def parquet(**other: object) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {
        name: list(cells) for name, cells in zip(HEADER, zip(*ROWS, strict=True), strict=True)
    }
    stream = io.BytesIO()
    pq.write_table(pa.table({**columns, **other}), stream)
    return stream.getvalue()


def book(rows: list[list[str]] = ROWS, cell: tuple[int, int] | None = None) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        page = made.add_worksheet()
        for at, row in enumerate([HEADER, *rows]):
            for index, value in enumerate(row):
                page.write(at, index, value)
        if cell:
            page.write(*cell, "x")
    return stream.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return stream.getvalue()


def tried(folder: Path, data: bytes, name: str = "a.csv", contract: str = "police-victims"):
    (folder / name).write_bytes(data)
    return intake.check(folder / name, contract)


def rows_of(found) -> tuple[int, int, int]:
    sums = found.accounting[["rows_in", "clean", "quarantined"]].sum()
    return int(sums["rows_in"]), int(sums["clean"]), int(sums["quarantined"])


@pytest.mark.parametrize(
    ("data", "rows", "first"),
    [
        (spoiled(20, ("22/", '"22/')), (40, 19, 21), "a.csv:21"),
        (spoiled(20, ("22/", '"22/')) + b"\n", (40, 19, 21), "a.csv:21"),
        (spoiled(10, (",W1", ',"W1')), (40, 9, 31), "a.csv:11"),
        (
            "\n".join(
                '"' + line if n in (10, 20) else line for n, line in enumerate(text().splitlines())
            ).encode(),
            (40, 29, 11),
            "a.csv:11",
        ),
    ],
    ids=["never closed", "never closed, line end", "last cell", "two of them"],
)
def test_rows_that_a_stray_quotation_mark_takes_in_are_quarantined_one_by_one(
    tmp_path: Path, data: bytes, rows: tuple[int, int, int], first: str
) -> None:
    found = tried(tmp_path, data)
    assert rows_of(found) == rows
    assert found.quarantine["row_ref"].iloc[0] == first
    assert set(found.quarantine["reason"]) == {"stray-quotation-mark"}


def test_lines_of_prose_in_a_quoted_cell_are_no_rows(tmp_path: Path) -> None:
    notes = "held_on,group,note\n" + "".join(
        f'0{n}/03/2022,Parents,"They said, on the whole, yes\nthen, later, no\n\n{n} asked, and left"\n'
        for n in range(1, 9)
    )
    assert rows_of(tried(tmp_path, notes.encode(), contract="engagement-notes")) == (8, 8, 0)


def test_blank_lines_are_no_rows_but_rows_below_keep_their_line(tmp_path: Path) -> None:
    lines = text().splitlines()
    data = "\n".join([*lines[:11], "", "  ", *lines[11:20], "cut,1", *lines[20:], "", ""])
    found = tried(tmp_path, data.encode())
    assert rows_of(found) == (41, 40, 1)
    assert found.quarantine["row_ref"].tolist() == ["a.csv:23"]


@pytest.mark.parametrize("length", [150_000, 300_000])
def test_a_very_long_cell_and_a_very_long_heading_are_read(tmp_path: Path, length: int) -> None:
    rows = [[*ROWS[0][:4], "x" * length, "W1"], *ROWS[1:]]
    assert rows_of(tried(tmp_path, text(rows).encode())) == (40, 40, 0)
    header = [*HEADER[:4], "y" * length, HEADER[5]]
    assert rows_of(tried(tmp_path, text(header=header).encode())) == (40, 40, 0)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_heading_that_is_already_numbered_hides_no_column(tmp_path: Path, name: str) -> None:
    header = ["Crime Number", "Victim Ref", "Age", "Age (2)", "Age", "Gender"]
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        page = made.add_worksheet()
        for at, row in enumerate([header, *ROWS]):
            page.write_row(at, 0, row)
    data = text(header=header).encode() if name == "a.csv" else stream.getvalue()
    found = tried(tmp_path, data, name)
    assert rows_of(found) == (40, 40, 0)
    assert any("Age (2), Age (3)" in sentence for sentence in found.log["sentence"])


def test_lines_above_the_header_of_a_text_file_are_said(tmp_path: Path) -> None:
    found = tried(tmp_path, b"Report of May\nsep=,\n" + text().encode())
    assert rows_of(found) == (40, 40, 0)
    assert "rows above the header were left out: 2" in set(found.log["sentence"])


def test_numbers_that_no_age_is_stop_nothing(tmp_path: Path) -> None:
    odd = ("1e999", "inf", "-inf", "nan", "9" * 400, "1_7", "\u22123", "１７", "½", "0x11")
    found = tried(tmp_path, ages(*odd))
    assert rows_of(found) == (40, 40, 0)
    known = found.completeness.set_index("field")["known"]
    assert known["age"] == 4  # full-width 17 alone


@pytest.mark.parametrize("length", [1, 2, 3, 17])
def test_the_stump_of_a_gzip_file_is_refused_in_words(tmp_path: Path, length: int) -> None:
    data = gzip.compress(text().encode(), mtime=0)[: max(length, 2)]
    with pytest.raises(SvaError, match="breaks off or is damaged"):
        tried(tmp_path, data, "a.csv.gz")


def _parquets() -> dict[str, bytes]:
    import pyarrow as pa

    return {
        "inf": parquet(Age=[float("inf")] * 40),
        "large": parquet(Age=[1e300] * 40),
        "nan": parquet(Age=[float("nan"), 17.0] * 20),
        "null": parquet(Age=pa.nulls(40)),
        "duration": parquet(Age=pa.array([5] * 40, pa.duration("s"))),
        "numbers in a dictionary": parquet(Age=pa.array([17, 18] * 20).dictionary_encode()),
        "null bytes": parquet(**{"Victim Ref": [f"a\x00b{n}" for n in range(40)]}),
        "blank headings": parquet(**{"": ["x"] * 40, " ": ["y"] * 40}),
    }


@pytest.mark.parametrize("which", list(_parquets()))
def test_odd_columns_of_parquet_lose_no_row(tmp_path: Path, which: str) -> None:
    assert rows_of(tried(tmp_path, _parquets()[which], "a.parquet")) == (40, 40, 0)


def test_whole_numbers_with_gaps_are_whole_numbers(tmp_path: Path) -> None:
    found = tried(tmp_path, _parquets()["nan"], "a.parquet")
    assert found.completeness.set_index("field")["known"]["age"] == 20


def test_bytes_in_parquet_that_are_no_text_are_refused_by_column(tmp_path: Path) -> None:
    import pyarrow as pa

    raw = pa.array([b"\xff\xfe"] * 40)
    lying = pa.StringArray.from_buffers(40, *raw.buffers()[1:])
    for column in (raw, lying, pa.array([[1]] * 40)):
        with pytest.raises(SvaError, match="column 'Age' holds values"):
            tried(tmp_path, parquet(Age=column), "a.parquet")


def test_a_heading_twice_in_parquet_is_numbered(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = [pa.array(cells) for cells in zip(*ROWS, strict=True)]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([*columns, columns[3]], names=[*HEADER, "Age"]), stream)
    assert rows_of(tried(tmp_path, stream.getvalue(), "a.parquet")) == (40, 40, 0)


def test_a_few_bytes_of_parquet_that_stand_for_too_many_rows_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sva.intake.parquetfile.MAXIMUM_CELLS", 200)
    with pytest.raises(SvaError, match="240 cells"):
        tried(tmp_path, parquet(), "a.parquet")


@pytest.mark.parametrize("cell", [(200_000, 700), (1_048_575, 16_383)])
def test_one_far_cell_is_refused_before_the_sheet_is_laid_out(
    tmp_path: Path, cell: tuple[int, int]
) -> None:
    with pytest.raises(SvaError, match=f"as far as row {cell[0] + 1:,}"):
        tried(tmp_path, book(cell=cell), "a.xlsx")


def test_a_workbook_that_lies_about_its_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytearray(book())
    at = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02")) - 46
    start = struct.unpack_from("<I", data, at + 42)[0]
    for place in (at + 24, start + 22):
        struct.pack_into("<I", data, place, 50)
    with pytest.raises(SvaError, match="breaks off, is locked or is damaged"):
        tried(tmp_path, bytes(data), "a.xlsx")


@pytest.fixture
def old_book(tmp_path: Path) -> bytearray:
    """An XLS workbook of one sheet, which is read as it stands."""
    import xlwt

    made = xlwt.Workbook()
    page = made.add_sheet("Data")
    for at, row in enumerate([HEADER, *ROWS]):
        for index, value in enumerate(row):
            page.write(at, index, value)
    stream = io.BytesIO()
    made.save(stream)
    data = bytearray(stream.getvalue())
    assert rows_of(tried(tmp_path, bytes(data), "a.xls")) == (40, 40, 0)
    return data


def test_an_old_workbook_whose_sectors_turn_in_a_circle_is_refused(
    tmp_path: Path, old_book: bytearray
) -> None:
    data = old_book
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    struct.pack_into("<I", data, table + 4, 0)  # the second sector leads back to the first
    with pytest.raises(SvaError, match="damaged"):
        tried(tmp_path, bytes(data), "a.xls")


@pytest.mark.parametrize(("at", "size"), [(4, 2**31), (10, 60_000)])
def test_an_old_workbook_that_says_it_is_endless_is_refused(
    tmp_path: Path, old_book: bytearray, at: int, size: int
) -> None:
    place = old_book.index(b"\x00\x02\x0e\x00") + 4  # the record of the sheet's dimensions
    struct.pack_into("<I" if at == 4 else "<H", old_book, place + at, size)
    with pytest.raises(SvaError, match="damaged"):
        tried(tmp_path, bytes(old_book), "a.xls")


def test_sheets_of_a_growing_layout_are_one_table_and_others_are_named(tmp_path: Path) -> None:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        wider = [*HEADER, "Disability", "Religion", "Shift"]
        for title, rows in {
            "April 2022": [HEADER, *ROWS[:20]],
            "May 2022": [wider, *([*row, "", "", ""] for row in ROWS[20:])],
            "Contacts": [["Who to ask"], ["The desk"]],
        }.items():
            page = made.add_worksheet(title)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
    found = tried(tmp_path, stream.getvalue(), "a.xlsx")
    assert found.accounting["file"].tolist() == ["a.xlsx#April 2022", "a.xlsx#May 2022"]
    assert rows_of(found) == (40, 40, 0)
    assert any("Contacts (2 rows)" in sentence for sentence in found.log["sentence"])


def test_a_sheet_named_after_somebody_is_refused_or_named_by_its_place(tmp_path: Path) -> None:
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        for title in ("Jane Smith", "April"):
            page = made.add_worksheet(title)
            for at, line in enumerate(CALLS.splitlines()):
                page.write_row(at, 0, line.split(","))
    with pytest.raises(SvaError, match="name of a sheet looks like a person's name") as refused:
        tried(tmp_path, stream.getvalue(), "a.xlsx", "ambulance")
    assert "Smith" not in str(refused.value)


def test_a_zip_says_what_it_holds_beside_tables_and_tells_like_names_apart(tmp_path: Path) -> None:
    data = zipped(
        ("x/a.csv", text(ROWS[:20]).encode()),
        ("y/a.csv", text(ROWS[20:]).encode()),
        ("z/more.dat", b"1"),
    )
    found = tried(tmp_path, data, "a.zip")
    assert found.accounting["file"].tolist() == ["a.zip/x/a.csv", "a.zip/y/a.csv"]
    assert any("more.dat" in sentence for sentence in found.log["sentence"])


def test_files_of_a_source_that_are_not_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text())
    (tmp_path / "b.docx").write_bytes(b"x")
    (tmp_path / "c.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "d.csv").mkdir()
    found = intake.check(tmp_path, "police-victims")
    assert rows_of(found) == (40, 40, 0)
    left = found.log.set_index("rule").loc["files-left-out", "sentence"]
    assert left == "files that were not read: 2 (b.docx, c.csv)"


def test_the_same_file_twice_is_refused_where_no_key_would_tell(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(CALLS)
    with pytest.raises(SvaError, match=r"a\.csv again, byte for byte"):
        intake.check(tmp_path, "ambulance")


@pytest.mark.parametrize("name", ["nothing.csv", "n" * 300 + ".csv", "folder.csv"])
def test_what_is_no_file_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    for act in (intake.check, intake.propose_mapping):
        with pytest.raises(SvaError, match=r"is not there|holds no file"):
            act(tmp_path / name, "police-victims")


def test_a_name_that_is_no_text_and_one_that_is_a_formula_are_taken(tmp_path: Path) -> None:
    for name in (b"\xff\xfe.csv", b"=1+1 <b>.csv"):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        path.write_text(text())
        assert rows_of(intake.check(path, "police-victims")) == (40, 40, 0)


def test_a_file_of_one_column_is_told_of_its_delimiter(tmp_path: Path) -> None:
    with pytest.raises(SvaError, match="another mark stands between its cells"):
        tried(tmp_path, text().replace(",", "~").encode())


def test_words_in_the_log_name_nobody(tmp_path: Path) -> None:
    rows = [
        [*row[:4], ["Khan", "Jane", "Jane Smith", "Q7"][n % 4], row[5]]
        for n, row in enumerate(ROWS)
    ]
    found = tried(tmp_path, text(rows).encode())
    said = " ".join(found.log["sentence"])
    assert "'Q7'" in said
    assert not any(name in said for name in ("Khan", "Jane", "Smith"))
