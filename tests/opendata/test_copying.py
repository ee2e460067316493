"""Published files are brought in by what they are, whole, once, and apart from demonstration data."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from sva import opendata
from sva.assessment import load_assessment
from sva.errors import SvaError
from sva.opendata.recognise import recognise

STREET = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n"
MONTHS = [f"2025-{n:02d}" for n in range(1, 13)] + [f"2024-{n:02d}" for n in range(1, 5)]


def row(month: str, force: str = "West Mercia Police") -> str:
    return f"abc,{month},{force},{force},-2.2,52.2,On or near High Street,E01032372,Wychavon 019C,Robbery,Under investigation,\n"


@pytest.fixture
def home(root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    shutil.copytree(root / "assessments", folder / "assessments")
    (folder / "notebooks").mkdir()
    return folder


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder of files as published, under names that say nothing."""
    folder = tmp_path / "with spaces/published"
    folder.mkdir(parents=True)
    for index, month in enumerate(MONTHS):
        (folder / f"file{index}.csv").write_text(STREET + row(month))
    (folder / "elsewhere.csv").write_text(STREET + row("2025-01", "Warwickshire Police"))
    (folder / "older.csv").write_text(STREET + row("2019-01"))
    (folder / "2025-06-west-mercia.excerpt.csv").write_text(STREET + row("2025-06"))
    (folder / "imd.csv").write_text("lsoa21_code,IMD_decile,IMD_rank\nE01032372,3,900\n")
    (folder / "old imd.csv").write_text("lsoa11_code,IMD_decile,IMD_rank\nE01032372,3,900\n")
    (folder / "lookup.csv").write_text(
        "ltla24_code,csp24_code,pfa24_code\nE07000238,E22000332,E23000016\n"
    )
    (folder / "notes.csv").write_text("a,b\n1,2\n")
    with gzip.open(folder / "outline.geojson.gz", "wt") as file:
        file.write(
            '{"type": "FeatureCollection", "features": [{"properties": {"lsoa21_code": "E01032372"}}]}'
        )
    return folder


def test_only_what_force_period_and_vintage_need_is_brought(home: Path, published: Path) -> None:
    assessment = load_assessment("west-mercia-2026-05", home)
    files = opendata.fetch(assessment, published)
    names = {file.file for file in files}
    assert {f"police-street/file{n}.csv" for n in range(16)} <= names
    assert {"deprivation/imd.csv", "lookups/lookup.csv", "boundaries/outline.geojson.gz"} <= names
    assert len(names) == 19


def test_counts_of_every_force_come_along_where_their_months_are_needed(
    home: Path, published: Path
) -> None:
    head = "force,Month,Crime type,Last outcome category,n\n"
    (published / "forces.csv").write_text(head + "gwent,2025-01,Robbery,Local resolution,3\n")
    (published / "older forces.csv").write_text(head + "gwent,2019-01,Robbery,,3\n")
    files = opendata.fetch(load_assessment("west-mercia-2026-05", home), published)
    brought = [file for file in files if file.kind == "police-counts"]
    assert [file.file for file in brought] == ["police-counts/forces.csv"]
    assert brought[0].vintage == "2025"


def test_the_manifest_says_what_came_from_whom_under_which_licence(
    home: Path, published: Path
) -> None:
    assessment = load_assessment("west-mercia-2026-05", home)
    opendata.fetch(assessment, published)
    manifest = json.loads((assessment.raw / "manifest.json").read_text())
    street = next(f for f in manifest["files"] if f["kind"] == "police-street")
    assert street["publisher"] == "data.police.uk"
    assert street["licence"] == "Open Government Licence v3.0"
    assert len(street["sha256"]) == 64
    assert str(published) not in json.dumps(manifest)


def test_fetching_again_changes_nothing_and_takes_away_what_is_no_longer_needed(
    home: Path, published: Path
) -> None:
    assessment = load_assessment("west-mercia-2026-05", home)
    opendata.fetch(assessment, published)
    before = {p: p.stat().st_mtime_ns for p in assessment.raw.rglob("*.csv")}
    opendata.fetch(assessment, published)
    assert {p: p.stat().st_mtime_ns for p in assessment.raw.rglob("*.csv")} == before
    (published / "imd.csv").unlink()
    opendata.fetch(assessment, published)
    assert not (assessment.raw / "deprivation/imd.csv").exists()


def test_a_month_that_is_absent_is_named(home: Path, published: Path) -> None:
    (published / "file4.csv").unlink()
    with pytest.raises(SvaError, match="2025-05"):
        opendata.fetch(load_assessment("west-mercia-2026-05", home), published)


def test_two_different_files_of_a_month_are_refused_and_two_copies_are_one(
    home: Path, published: Path
) -> None:
    assessment = load_assessment("west-mercia-2026-05", home)
    shutil.copy(published / "file0.csv", published / "copy.csv")
    assert len(opendata.fetch(assessment, published)) == 19
    (published / "copy.csv").write_text(STREET + row("2025-01") * 2)
    with pytest.raises(SvaError, match="2 different police-street files hold 2025-01"):
        opendata.fetch(assessment, published)


def test_open_data_is_not_brought_beside_demonstration_data(home: Path, published: Path) -> None:
    with pytest.raises(SvaError, match="demonstration"):
        opendata.fetch(load_assessment("west-mercia-2023-05", home), published)
    real = load_assessment("west-mercia-2026-05", home)
    real.raw.mkdir(parents=True)
    (real.raw / "DEMONSTRATION.json").write_text("{}")
    with pytest.raises(SvaError, match="demonstration"):
        opendata.fetch(real, published)


def test_a_partners_own_file_is_never_overwritten(home: Path, published: Path) -> None:
    assessment = load_assessment("west-mercia-2026-05", home)
    own = assessment.raw / "deprivation/imd.csv"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    with pytest.raises(SvaError, match="another origin"):
        opendata.fetch(assessment, published)
    assert own.read_text() == "mine"


def test_the_folder_may_be_named_by_the_environment(
    home: Path, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SVA_OPEN_DATA", raising=False)
    assessment = load_assessment("west-mercia-2026-05", home)
    with pytest.raises(SvaError, match="nowhere to fetch from"):
        opendata.fetch(assessment)
    monkeypatch.setenv("SVA_OPEN_DATA", str(published))
    assert len(opendata.fetch(assessment)) == 19


def test_an_empty_folder_says_so(home: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    with pytest.raises(SvaError, match="no published file is recognised"):
        opendata.fetch(load_assessment("west-mercia-2026-05", home), tmp_path / "nothing")


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"PK\x03\x04", b"\x1f\x8bbroken", b"a"])
def test_a_damaged_file_is_not_recognised(tmp_path: Path, data: bytes) -> None:
    for name in ("a.csv", "a.csv.gz", "a.geojson", "a.geojson.gz"):
        (tmp_path / name).write_bytes(data)
        assert recognise(tmp_path / name) is None


def test_real_files_are_recognised_by_their_columns(shared: Path) -> None:
    found = {
        path.relative_to(shared / "open-data").as_posix(): published.kind
        for path in sorted((shared / "open-data").rglob("*.gz"))
        if (published := recognise(path)) is not None
    }
    kinds = {
        name: kind
        for name, kind in found.items()
        if name.startswith(("census", "deprivation", "boundaries"))
    }
    assert (
        found["police-street/west-mercia-2025/2025-01-west-mercia-street.csv.gz"] == "police-street"
    )
    assert found["lookups/ltla24-csp24-pfa24.csv.gz"] == "lookup"
    assert kinds["boundaries/lsoa21-west-mercia.geojson.gz"] == "boundaries"
    assert kinds["deprivation/imd2025-lsoa21-scores-ranks-deciles.csv.gz"] == "deprivation"
    assert sum(kind == "census" for kind in kinds.values()) == 12
    assert "home-office/CrimeCatMappings.csv.gz" not in found
