"""Intake from end to end on a small force with everything wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from sva import intake
from sva.errors import SvaError

_SPEC = importlib.util.spec_from_file_location(
    "intake_files", Path(__file__).with_name("conftest.py")
)
FILES = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(FILES)


@pytest.fixture
def done(force):
    return intake.run(force.assessment, force.out)


def test_every_row_is_clean_duplicate_or_quarantined(done) -> None:
    rows = done.accounting.set_index("source")[["rows_in", "clean", "duplicate", "quarantined"]]
    assert rows.loc["police-offences"].tolist() == [10, 4, 1, 5]
    assert rows.loc["police-victims"].tolist() == [6, 5, 0, 1]
    assert rows.loc["police-suspects"].tolist() == [3, 2, 1, 0]


def test_a_quarantined_row_says_where_it_stands_which_field_and_why(done) -> None:
    held = done.quarantine("police-offences")
    assert held.set_index("row_ref")["reason"].to_dict() == {
        "export.csv:5": "not-a-date",
        "export.csv:6": "missing",
        "export.csv:7": "not-on-list",
        "export.csv:8": "in-the-future",
        "export.csv:9": "ends-before-it-starts",
    }
    assert held.loc[held["row"] == 7, "sentence"].item() == (
        "offence_code holds 'ZZ9', which no list knows"
    )


def test_no_identifier_reaches_anything_that_intake_writes(done, force) -> None:
    written = [path for path in force.out.rglob("*") if path.is_file()]
    assert len(written) >= 10
    for path in written:
        data = path.read_bytes()
        if path.suffix == ".parquet":  # text is packed in the file, so it is searched unpacked
            data += pd.read_parquet(path).to_csv().encode()
        elif path.suffix == ".xlsx":
            from python_calamine import CalamineWorkbook

            data += str(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()).encode()
        for identifier in FILES.IDENTIFIERS:
            assert identifier.encode() not in data, f"{identifier} is in {path.name}"


def test_the_same_person_has_one_key_in_every_table_and_keys_mean_nothing(done) -> None:
    victims, suspects = done.table("victims"), done.table("suspects")
    assert victims.loc[0, "person_key"] == victims.loc[3, "person_key"]
    assert victims.loc[1, "person_key"] == suspects.loc[0, "person_key"]
    assert victims["person_key"].nunique() == 3
    assert victims["person_key"].dropna().str.fullmatch("p[0-9a-f]{8}").all()


def test_two_offences_of_one_incident_share_its_key_and_an_offence_without_one_is_its_own(
    done,
) -> None:
    offences = done.table("offences")
    assert offences.loc[0, "incident_key"] == offences.loc[1, "incident_key"]
    assert offences["incident_key"].nunique() == 3
    assert offences["incident_key"].notna().all()


def test_mixed_dates_months_alone_and_swapped_coordinates_are_read(done) -> None:
    offences = done.table("offences")
    assert offences.loc[0, "committed_from"] == offences.loc[1, "committed_from"]
    assert offences["date_known"].tolist() == ["day", "day", "month", "day"]
    assert offences["time_known"].tolist() == [True, True, False, True]
    assert offences["place_status"].tolist() == ["inside", "inside", "inside", "outside"]
    assert (offences["lsoa_code"][:3] == offences["lsoa_code"][0]).all()
    assert offences.loc[2, "easting"] == 384950


def test_codes_are_brought_to_their_list_and_unknown_values_are_said(done) -> None:
    offences = done.table("offences")
    assert offences["offence_code"].tolist() == ["8N", "8N", "5D", "105A"]
    assert offences["location_type"].tolist() == ["street", "dwelling", "Unknown", "Unknown"]
    assert pd.isna(offences.loc[3, "outcome_code"])
    said = " ".join(done.log["sentence"])
    assert "outcome_code holds '99', which no list knows" in said
    assert "Spaceship" not in said  # one row's free word could be anything


def test_characteristics_are_known_or_unknown_never_guessed(done) -> None:
    victims = done.table("victims")
    assert victims["age"].tolist()[:4] == [17, pd.NA, pd.NA, pd.NA]
    assert victims.loc[4, "age"] == 12
    assert victims["ethnic_group"].tolist() == ["White", "Unknown", "Unknown", "White", "Asian"]
    assert victims["ethnicity_officer"].tolist()[:2] == ["White", "Black"]
    assert victims["person_type"].tolist() == [
        "person", "person", "organisation", "police officer", "person",
    ]  # fmt: skip
    assert victims["disability"].tolist() == [
        "Unknown",
        "Unknown",
        "Unknown",
        "Disabled",
        "Unknown",
    ]
    assert victims["home_district_code"].tolist()[:2] == ["E06000051", "E06000020"]
    assert victims["looked_after"].tolist()[:2] == [True, pd.NA]


def test_a_victim_of_no_known_offence_is_kept_and_said(done) -> None:
    assert done.log.loc[done.log["rule"] == "no-such-offence", "rows"].sum() >= 1


def test_the_same_files_give_the_same_bytes(force) -> None:
    intake.run(force.assessment, force.out)
    first = {p.name: p.read_bytes() for p in sorted(force.out.rglob("*")) if p.is_file()}
    intake.run(force.assessment, force.out)
    again = {p.name: p.read_bytes() for p in sorted(force.out.rglob("*")) if p.is_file()}
    assert first == again


def test_a_source_that_is_absent_gives_an_empty_table_of_the_same_columns(done) -> None:
    stops = done.table("stops")
    assert len(stops) == 0
    assert list(stops.columns) == list(intake.TABLES["stops"])
    assert stops["age_from"].dtype == "Int64"


def test_clean_tables_keep_their_contract(done) -> None:
    for contract, table in (("police-offences", "offences"), ("police-victims", "victims")):
        intake.clean_schema(contract).validate(done.table(table), lazy=True)


def test_a_fault_in_one_source_leaves_the_last_intake_untouched(force) -> None:
    intake.run(force.assessment, force.out)
    before = (force.out / "clean/offences.parquet").read_bytes()
    (force.raw / "police-victims/export.csv").write_text("")
    with pytest.raises(SvaError, match="no bytes"):
        intake.run(force.assessment, force.out)
    assert (force.out / "clean/offences.parquet").read_bytes() == before
    assert not list(force.out.glob(".intake-*"))


def test_faults_of_all_sources_are_told_at_once(force) -> None:
    (force.raw / "police-victims/export.csv").write_text("a,b\n1,2\n")
    (force.raw / "police-suspects/export.csv").unlink()
    with pytest.raises(SvaError) as caught:
        intake.run(force.assessment, force.out)
    assert "no column for offence_ref" in str(caught.value)
    assert "police-suspects" in str(caught.value)


def test_demonstration_files_cannot_stand_for_real_ones(force) -> None:
    (force.raw / "DEMONSTRATION.json").write_text("{}")
    with pytest.raises(SvaError, match="demonstration files cannot stand for real ones"):
        intake.run(force.assessment, force.out)


def test_rows_sent_again_in_next_years_file_are_duplicates_of_that_file(force) -> None:
    text = FILES.OFFENCES.splitlines()
    later = force.raw / "police-offences/later.csv"
    later.write_text("\n".join([text[0], text[1], text[10].replace("100008", "100010")]))
    done = intake.run(force.assessment, force.out)
    rows = done.accounting.set_index("file").loc["later.csv", ["rows_in", "clean", "duplicate"]]
    assert rows.tolist() == [3 - 1, 1, 1]


def test_the_quarantine_workbook_holds_text_and_no_formula(force) -> None:
    from python_calamine import CalamineWorkbook

    intake.run(force.assessment, force.out)
    book = CalamineWorkbook.from_path(force.out / "quarantine/police-offences.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["File", "Row of the file", "Field", "Reason code", "Reason"]
    assert len(rows) == 6


def test_a_folder_that_cannot_be_written_is_said_in_words(force, monkeypatch) -> None:
    import pyarrow.parquet as pq

    intake.run(force.assessment, force.out)
    before = (force.out / "clean/offences.parquet").read_bytes()

    def full(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(SvaError, match="No space left on device"):
        intake.run(force.assessment, force.out)
    assert (force.out / "clean/offences.parquet").read_bytes() == before


def test_what_a_killed_run_left_is_cleared_away(force) -> None:
    left = force.out / ".intake-99999/clean"
    left.mkdir(parents=True)
    intake.run(force.assessment, force.out)
    assert sorted(path.name for path in force.out.iterdir()) == ["clean", "quarantine"]
