"""Partners' files: determinism, accounting to the row, marker, refusals, nothing lost."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import pandas as pd
import pytest

from sva import demo
from sva.demo.files import FOLDERS, TRUTH_FILE
from sva.demo.marker import MARKER
from sva.demo.references import PATTERNS
from sva.errors import SvaError

TRUTH = demo.Truth(scale=0.02)
SEED = 31
KEYS = {
    "police-offences": (["Crime Number", "Crime Ref No"],),
    "police-victims": (["Crime Number", "Crime Ref No"], ["Victim Ref", "Person URN"]),
    "police-suspects": (["Crime Number", "Crime Ref No"], ["Suspect Ref", "Person URN"]),
    "police-disposals": (["Crime Number", "Crime Ref No"], ["Suspect Ref", "Person URN"]),
    "police-stop-search": (["Search Ref", "Reference"],),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw") / "west mercia 2023"
    demo.write(folder, SEED, TRUTH)
    return folder


@pytest.fixture(scope="module")
def truth_file(written: Path) -> dict:
    return json.loads((written / TRUTH_FILE).read_text("utf-8"))


def read(path: Path) -> pd.DataFrame:
    """Read a file as a stranger would: all text, nothing guessed."""
    if path.suffix == ".xlsx":
        return pd.read_excel(path, header=2, dtype=str, engine="calamine", keep_default_na=False)
    raw = path.read_bytes()
    encoding = (
        "utf-8-sig"
        if raw.startswith(b"\xef\xbb\xbf")
        else "cp1252"
        if b"\r\n" in raw[:400]
        else "utf-8"
    )
    return pd.read_csv(
        path,
        dtype=str,
        encoding=encoding,
        sep=";" if "2022-23" in path.name else ",",
        keep_default_na=False,
    )


def key_columns(frame: pd.DataFrame, source: str) -> list[str]:
    return [next(c for c in names if c in frame.columns) for names in KEYS[source]]


def test_the_same_seed_writes_the_same_bytes(written, tmp_path):
    again = tmp_path / "again"
    demo.write(again, SEED, TRUTH)
    for path in sorted(written.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(written)).read_bytes(), path.name


def test_another_seed_writes_other_bytes(written, tmp_path):
    demo.write(tmp_path / "other", SEED + 1, TRUTH)
    name = "police-offences/demonstration-offences-2022-23.csv"
    assert (written / name).read_bytes() != (tmp_path / "other" / name).read_bytes()


def test_there_is_a_folder_for_each_source_and_a_file_for_each_year(written):
    files = {p.relative_to(written).as_posix() for p in written.glob("police-*/demonstration-*")}
    assert len(files) == 26
    assert {f.split("/")[0] for f in files} == set(FOLDERS.values())
    assert sum(f.endswith(".xlsx") for f in files) == 2


def test_rows_written_are_clean_plus_duplicate_plus_quarantined(written, truth_file):
    """Counted from the files alone, by the keys that the contracts state."""
    for source in FOLDERS.values():
        seen: set[tuple[str, ...]] = set()
        for name, account in truth_file["accounting"].items():
            if account["source"] != source:
                continue
            frame = read(written / name)
            assert (
                len(frame)
                == account["rows"]
                == account["clean"] + account["duplicate"] + account["quarantined"]
            ), name
            keys = key_columns(frame, source)
            if source == "police-disposals":
                code = next(c for c in ("Disposal Code", "HO Outcome") if c in frame)
                date = next(c for c in ("Disposal Date", "Outcome Dt") if c in frame)
                before = frame[date].str.contains("1999") | frame[date].isin(["36281", "36281.0"])
                bad = frame[code].isin(["ZZ9", "999X"]) | before
            elif source == "police-offences":
                bad = frame[keys[0]].str.endswith("/99")
            elif source == "police-stop-search":
                bad = frame[keys[0]].str.startswith("SS99")
            else:
                bad = pd.Series(False, index=frame.index)
            bad |= frame[keys].eq("").any(axis=1)
            assert bad.sum() == account["quarantined"], name
            fresh = 0
            for key in frame.loc[~bad, keys].itertuples(index=False, name=None):
                fresh += key not in seen
                seen.add(key)
            assert fresh == account["clean"], name
    tables = demo.simulate(SEED, TRUTH)
    for table, source in FOLDERS.items():
        clean = sum(a["clean"] for a in truth_file["accounting"].values() if a["source"] == source)
        assert clean == len(tables[table])


def test_every_row_says_demonstration(written):
    for path in written.glob("police-*/*"):
        frame = read(path)
        assert frame.columns[-1] == "Data status"
        assert (frame["Data status"] == "DEMONSTRATION").all()
        assert path.name.startswith("demonstration-")


def test_no_file_has_a_column_that_could_name_anybody(written):
    forbidden = re.compile(
        r"name|surname|forename|birth date|date of birth|dob|address|postcode|nhs|phone|email|summary|notes|mo\b",
        re.I,
    )
    allowed = {"LA Name", "Gender Same As Birth"}
    for path in written.glob("police-*/*"):
        for column in read(path).columns:
            assert column in allowed or not forbidden.search(column), (path.name, column)


def test_planted_identifiers_are_listed_and_can_be_searched_for(written, truth_file):
    text = (written / "police-victims/demonstration-victims-2019-20.csv").read_text("cp1252")
    for kind in ("crime number", "incident reference", "person reference"):
        assert re.search(PATTERNS[kind], text), kind
    sample = truth_file["identifiers"]["sample"]
    assert all(len(v) >= 20 for v in sample.values())
    assert all(
        re.fullmatch(PATTERNS[kind].removeprefix(r"\b").removesuffix(r"\b"), v)
        for kind, values in sample.items()
        for v in values
    )


def test_dates_of_both_formats_stand_in_the_newest_files(written):
    frame = read(written / "police-offences/demonstration-offences-2022-23.csv")
    dates = frame["Earliest Date/Time"]
    assert dates.str.match(r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}$").sum() > 200
    assert dates.str.match(r"\d{4}-\d{2}-\d{2}T").sum() > 200
    assert dates.str.match(r"(\d{2}/\d{4}|\d{4}-\d{2})$").any()


def test_workbooks_mix_date_cells_serial_numbers_and_text(written):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(
        str(written / "police-stop-search/demonstration-stop-search-2021-22.xlsx")
    )
    assert book.sheet_names == ["Export", "Notes"]
    rows = book.get_sheet_by_name("Export").to_python()
    assert rows[0][0].endswith("DEMONSTRATION")
    kinds = {type(row[1]).__name__ for row in rows[3:]}
    assert {"datetime", "float", "str"} <= kinds


def test_known_mess_is_there(written, truth_file):
    mess = truth_file["mess"]
    frames = [read(p) for p in sorted((written / "police-offences").iterdir())]
    easting = pd.concat([f["Easting"] if "Easting" in f else f["X"] for f in frames])
    northing = pd.concat([f["Northing"] if "Northing" in f else f["Y"] for f in frames])
    zero = mess["unlocated"]["zero_coordinates"]
    assert zero <= ((easting == "0") & (northing == "0")).sum() <= zero + 40
    station = max(mess["unlocated"]["default_points"], key=mess["unlocated"]["default_points"].get)
    at = easting + "," + northing
    assert (at == station).sum() >= mess["unlocated"]["default_points"][station] > 10
    swapped = (pd.to_numeric(easting, errors="coerce") < 300_000) & (
        pd.to_numeric(northing, errors="coerce") > 330_000
    )
    assert swapped.sum() > 0.4 * mess["swapped_coordinates"]
    ages = read(written / "police-victims/demonstration-victims-2018-19.csv")["Age"]
    assert {"1020", "-3", "0", ""} <= set(ages)
    typed = read(written / "police-victims/demonstration-victims-2018-19.csv")[
        "Self Defined Ethnicity"
    ]
    assert {"W1", "White - British", "white british ", "White – British", "NS"} <= set(typed)


def test_the_marker_tells_whether_the_data_are_current(written):
    assert demo.is_current(written, SEED, TRUTH)
    assert not demo.is_current(written, SEED + 1, TRUTH)
    assert not demo.is_current(written, SEED)
    marker = json.loads((written / MARKER).read_text("utf-8"))
    assert marker["generator"] == demo.generator_hash()
    assert not demo.is_current(written / "nowhere", SEED)


def test_a_missing_or_shortened_file_is_not_current(tmp_path):
    folder = tmp_path / "d"
    demo.write(folder, 1, demo.Truth(scale=0.005, last_year=2018))
    truth = demo.Truth(scale=0.005, last_year=2018)
    assert demo.is_current(folder, 1, truth)
    path = next(folder.glob("police-victims/*"))
    path.write_bytes(path.read_bytes()[:-5])
    assert not demo.is_current(folder, 1, truth)
    path.unlink()
    assert not demo.is_current(folder, 1, truth)


@pytest.fixture
def tiny() -> demo.Truth:
    return demo.Truth(scale=0.005, last_year=2018)


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path, tiny):
    folder = tmp_path / "real"
    (folder / "police-offences").mkdir(parents=True)
    (folder / "police-offences" / "offences.csv").write_text("real")
    with pytest.raises(SvaError, match="never share a folder"):
        demo.write(folder, 1, tiny)
    assert [p.name for p in folder.rglob("*") if p.is_file()] == ["offences.csv"]
    assert [p.name for p in tmp_path.iterdir()] == ["real"]


def test_a_real_file_put_among_demonstration_files_is_refused(tmp_path, tiny):
    folder = tmp_path / "d"
    demo.write(folder, 1, tiny)
    (folder / "police-victims" / "victims.xlsx").write_bytes(b"real")
    assert not demo.is_current(folder, 1, tiny)
    with pytest.raises(SvaError, match=r"victims\.xlsx"):
        demo.write(folder, 2, tiny)
    assert (folder / "police-victims" / "victims.xlsx").read_bytes() == b"real"


def test_old_demonstration_data_are_replaced_whole(tmp_path, tiny):
    folder = tmp_path / "d"
    demo.write(folder, 1, demo.Truth(scale=0.005))
    demo.write(folder, 2, tiny)
    assert demo.is_current(folder, 2, tiny)
    assert not list(folder.rglob("*2022-23*"))
    assert [p.name for p in tmp_path.iterdir()] == ["d"]


def test_a_failure_in_the_middle_leaves_the_old_data_and_no_rubbish(tmp_path, tiny):
    folder = tmp_path / "d"
    demo.write(folder, 1, tiny)

    def full_disk(name: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(SvaError, match="No space left"):
        demo.write(folder, 2, tiny, report=full_disk)
    assert demo.is_current(folder, 1, tiny)
    assert [p.name for p in tmp_path.iterdir()] == ["d"]


@pytest.mark.skipif(
    os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write anywhere"
)
def test_a_read_only_place_is_a_clear_message(tmp_path, tiny):
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(SvaError, match="cannot be written"):
            demo.write(tmp_path / "d", 1, tiny)
    finally:
        tmp_path.chmod(0o755)


def test_a_file_where_the_folder_should_be_is_a_clear_message(tmp_path, tiny):
    (tmp_path / "raw").write_text("a file")
    with pytest.raises(SvaError, match="cannot be written"):
        demo.write(tmp_path / "raw" / "d", 1, tiny)


def test_csv_fields_stay_in_their_columns(written):
    for path in written.glob("police-*/*.csv"):
        frame = read(path)
        raw = (
            path.read_bytes()
            .lstrip(b"\xef\xbb\xbf")
            .decode("cp1252" if b"\r\n" in path.read_bytes()[:400] else "utf-8")
        )
        rows = list(csv.reader(raw.splitlines(), delimiter=";" if "2022-23" in path.name else ","))
        assert {len(row) for row in rows} == {frame.shape[1]}, path.name
