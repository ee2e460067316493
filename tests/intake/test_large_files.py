"""A source too large to hold is read in parts, and ends as if it had been held."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sva import intake
from sva.errors import SvaError
from sva.intake import blocks, keys, sources

HEAD = "Crime Number,Incident Reference,Offence Code (HO),Recorded Date,Committed From,Location Type,Knife Flag,Remark\r\n"
KEPT = ("_accounting", "_completeness", "offences", "victims")


def offences(rows: int = 3000) -> str:
    """Rows with quoted newlines, duplicates far apart, codes and dates that do not exist."""
    rng = np.random.default_rng(5)
    lines = []
    for n in range(rows):
        number = n if n % 50 else n // 2  # repeats a row far above
        code = "ZZ9" if n % 97 == 0 else ["8N", "105A", "34B"][number % 3]
        day = "31/02/2022" if n % 101 == 0 else f"{1 + number % 28:02d}/{1 + number % 12:02d}/2022"
        remark = '"one\r\ntwo, ""three"""' if number % 7 == 0 else "plain – text"
        if n % 100 == 50:
            remark = f"differs {int(rng.integers(9))}"
        lines.append(
            f"c{number},i{number // 2},{code},{day},{day} 10:{number % 60:02d},Street,{'YN'[number % 2]},{remark}\r\n"
        )
    return HEAD + "".join(lines)


def victims(rows: int = 2500) -> str:
    lines = [f"c{n % 2900},v{n // 3},Person,{n % 70},{'MF'[n % 2]},W1\r\n" for n in range(rows)] + [
        f"c{n},v{n // 3},Person,{n % 70},{'MF'[n % 2]},W1\r\n" for n in range(0, 200, 5)
    ]
    return "Crime Number,Victim Ref,Victim Type,Age,Gender,Self Defined Ethnicity\r\n" + "".join(
        lines
    )


def as_plain(text: str, folder: Path) -> None:
    (folder / "a.csv").write_bytes(text.encode())


def as_utf16(text: str, folder: Path) -> None:
    (folder / "a.csv").write_bytes(text.encode("utf-16"))


def as_windows(text: str, folder: Path) -> None:
    (folder / "a.csv").write_bytes(text.encode("cp1252"))


def as_gzip(text: str, folder: Path) -> None:
    (folder / "a.csv.gz").write_bytes(gzip.compress(text.encode()))


def as_zip(text: str, folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner/a.csv", text)


@pytest.fixture
def police(make_assessment: Callable[..., SimpleNamespace]) -> SimpleNamespace:
    return make_assessment({"police-offences": None, "police-victims": None})


def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "LARGE", 20_000)
    monkeypatch.setattr(blocks, "_PART", 30_000)
    monkeypatch.setattr(blocks, "_READ", 7_001)
    monkeypatch.setattr(sources, "PART_ROWS", 100)
    monkeypatch.setattr(keys, "_EXACT", 500)


@pytest.mark.parametrize("write", [as_plain, as_utf16, as_windows, as_gzip, as_zip])
def test_parts_give_the_same_tables_and_the_same_account_as_the_whole(
    police: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, write: Callable[[str, Path], None]
) -> None:
    write(offences(), police.raw / "police-offences")
    write(victims(), police.raw / "police-victims")
    whole = intake.run(police.assessment, police.out / "whole")
    in_parts(monkeypatch)
    parts = intake.run(police.assessment, police.out / "parts")
    for name in KEPT:
        one, other = (
            pd.read_parquet(police.out / way / "clean" / f"{name}.parquet")
            for way in ("whole", "parts")
        )
        pd.testing.assert_frame_equal(one, other)
    rows = parts.accounting.set_index("source").to_dict("index")
    assert rows["police-offences"]["duplicate"] > 20
    assert rows["police-offences"]["quarantined"] > 30
    assert rows["police-victims"]["duplicate"] >= 40
    for source in ("police-offences", "police-victims"):
        pd.testing.assert_frame_equal(whole.quarantine(source), parts.quarantine(source))
    counts = parts.log[parts.log["rule"].str.startswith("duplicate")].groupby("rule")["rows"].sum()
    expected = (
        whole.log[whole.log["rule"].str.startswith("duplicate")].groupby("rule")["rows"].sum()
    )
    assert counts.to_dict() == expected.to_dict()


def test_a_large_file_was_really_read_in_parts(
    police: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_plain(offences(), police.raw / "police-offences")
    as_plain(victims(10), police.raw / "police-victims")
    in_parts(monkeypatch)
    seen = [part.frame.source for part in sources.all_sources(police.assessment)]
    assert seen.count("police-offences") > 4
    assert seen.count("police-victims") == 1


def test_an_identifier_in_the_last_part_refuses_the_file_before_anything_is_written(
    make_assessment: Callable[..., SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_assessment({"fire": None})
    book = Path(made.raw / "fire" / "a.csv")
    template = intake.template("fire", made.raw.parent)[1].read_text(encoding="utf-8-sig")
    head, row = template.splitlines()[:2]
    lines = [head, *[row] * 2000]
    in_parts(monkeypatch)
    written: list[str] = []
    monkeypatch.setattr(
        "sva.intake.store.Store.add", lambda self, part: written.append(part.frame.source)
    )
    quoted = ",".join(
        [*row.split(",")[:-1], '"Mr John Smith, 12 High Street, WR1 1AA, 943 476 5919"']
    )
    book.write_text("\n".join([*lines, *[quoted] * 200]) + "\n")
    with pytest.raises(SvaError, match="cannot be read") as caught:
        intake.run(made.assessment, made.out)
    assert not written
    assert "John Smith" not in str(caught.value)


def test_a_quotation_mark_that_never_closes_is_an_error_and_not_all_of_memory(
    police: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ended = 'c9,"' + "i9,8N,01/02/2022,01/02/2022 10:00,Street,Y,plain\r\n" * 20_000
    as_plain(offences(1000) + open_ended, police.raw / "police-offences")
    as_plain(victims(10), police.raw / "police-victims")
    in_parts(monkeypatch)
    with pytest.raises(SvaError, match="quotation mark never closes"):
        intake.run(police.assessment, police.out)


def test_a_packed_file_that_breaks_off_says_so(
    police: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_gzip(offences(), police.raw / "police-offences")
    path = police.raw / "police-offences" / "a.csv.gz"
    path.write_bytes(path.read_bytes()[:-2000])
    as_plain(victims(10), police.raw / "police-victims")
    in_parts(monkeypatch)
    with pytest.raises(SvaError, match="breaks off or is damaged"):
        intake.run(police.assessment, police.out)
    assert not (police.out / "clean").exists()
