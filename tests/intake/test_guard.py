"""Files that name people where they may not are refused before anything of them is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from sva import intake
from sva.errors import SvaError
from sva.intake.guard import looks_like, valid_nhs_number

ED = (
    "Assault Date and Time,Arrival Date and Time,Assault Location Description,Weapon{head}\n"
    + "".join(
        "01/04/2022 21:{n:02d},01/04/2022 23:00,High Street bar,Fist{cell}\n".replace(
            "{n:02d}", f"{n:02d}"
        )
        for n in range(12)
    )
)


def refused(tmp_path: Path, head: str, cell: str) -> str:
    path = tmp_path / "ed.csv"
    path.write_text(ED.format(head=head, cell=cell))
    with pytest.raises(SvaError) as caught:
        intake.check(path, "emergency-department")
    return str(caught.value)


@pytest.mark.parametrize(
    ("head", "cell", "what"),
    [
        (",NHS Number", ",9434765919", "an NHS number"),
        (",Reference", ",943 476 5919", "an NHS number"),
        (",Patient Name", ",x", "a name"),
        (",Seen by", ",Oliver Smith", "a person's name"),
        (",DOB", ",01/01/2000", "a date of birth"),
        (",Home address", ",x", "an address"),
        (",Notes", ",12 Acacia Avenue", "an address"),
        (",Postcode", ",x", "a postcode"),
        (",Area", ",WR5 3DB", "a postcode"),
        (",Contact", ",someone@example.org", "an e-mail address"),
        (",Free text", ",brought in by mother of Jack Taylor after a fight", "a person's name"),
        (",Free text", ",lives at WR5 3DB with family", "a postcode"),
        (",Free text", ",seen with Mrs. Kowalczyk in the bar", "a person's name"),
        (",Free text", ",call back on 07700 900123 after six", "a telephone number in text"),
        (",Free text", ",number AB 12 34 56 C given", "a National Insurance number in text"),
        (",PatientNHSNumber", ",x", "an NHS number"),
        (",DateOfBirth", ",x", "a date of birth"),
        (",PatientDOB", ",x", "a date of birth"),
        (",Birth_Dt", ",x", "a date of birth"),
        (",HomeAddress", ",x", "an address"),
        (",Addr Line 1", ",x", "an address"),
        (",Name of patient", ",x", "a name"),
        (",Next of kin", ",x", "a name"),
        (",PupilUPN", ",x", "a person's reference"),
        (",HospitalNo", ",x", "a person's reference"),
        (",PCode", ",x", "a postcode"),
        (",Free text", ",found near wr5 3db at night", "a postcode"),
        (",Free text", ",rang 07700-900-123 twice", "a telephone number"),
        (",Free text", ",ring +44 (0)7700 900123", "a telephone number"),
        (",Free text", ",d.o.b. 01/02/2003", "a date of birth"),
    ],
)
def test_identifiers_are_refused_and_the_column_is_named(
    tmp_path: Path, head: str, cell: str, what: str
) -> None:
    message = refused(tmp_path, head, cell)
    assert "is refused: it holds what emergency-department may not lawfully carry" in message
    assert head.strip(",") in message
    assert what in message
    assert "Taylor" not in message
    assert "9434765919" not in message


def test_a_lawful_file_of_the_same_contract_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "ed.csv"
    path.write_text(ED.format(head="", cell=""))
    found = intake.check(path, "emergency-department")
    assert found.accounting["clean"].item() == 12


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("Hospital", "Robert Jones and Agnes Hunt Hospital"),
        ("Place of assault", "King Edward VI School"),
        ("Place of assault", "B2 1st floor of a shop"),
        ("NHS Trust", "R0X"),
        ("Service name", "Steer Clear"),
    ],
)
def test_places_called_after_people_and_names_of_things_are_taken(
    tmp_path: Path, head: str, cell: str
) -> None:
    path = tmp_path / "ed.csv"
    path.write_text(ED.format(head=f",{head}", cell=f",{cell}"))
    assert intake.check(path, "emergency-department").accounting["clean"].item() == 12


def test_text_that_a_police_table_keeps_may_name_nobody(tmp_path: Path) -> None:
    path = tmp_path / "custody.csv"
    lines = ["custody_ref,detained_at,disposal", "1,01/04/2022 21:00,Charged"]
    path.write_text("\n".join(lines))
    assert intake.check(path, "police-custody").accounting["clean"].item() == 1
    path.write_text("\n".join([*lines, "2,01/04/2022 22:00,Bailed to mother Jane Smith"]))
    with pytest.raises(SvaError, match="'disposal', mapped to disposal: 1 of its values") as caught:
        intake.check(path, "police-custody")
    assert "Smith" not in str(caught.value)


def test_a_refused_file_leaves_nothing_behind(make_assessment) -> None:
    made = make_assessment({"emergency-department": None})
    (made.raw / "emergency-department/ed.csv").write_text(
        ED.format(head=",NHS Number", cell=",9434765919")
    )
    with pytest.raises(SvaError, match="NHS number"):
        intake.run(made.assessment, made.out)
    assert not [path for path in made.out.rglob("*") if path.is_file()]


def test_counts_are_not_taken_for_nhs_numbers(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    rows = "".join(f"01/04/2022,E0600005{n % 9},X99,{n * 7 % 60}\n" for n in range(60))
    path.write_text("Period,Area code,Cause,Admissions\n" + rows)
    assert intake.check(path, "hospital-admissions").accounting["clean"].item() == 60


def test_suppressed_marks_stay_marks_and_are_never_zero(make_assessment) -> None:
    made = make_assessment({"hospital-admissions": None})
    (made.raw / "hospital-admissions/a.csv").write_text(
        "Period,Area code,Cause,Admissions\n01/04/2022,E06000051,X99,*\n01/04/2022,E06000019,X99,<5\n"
        '01/04/2022,E06000020,X99,[c]\n01/04/2022,E07000234,X99,"1,204"\n'
        "01/05/2022,E06000051,X99,<3\n01/05/2022,E06000019,X99,Fewer than 10\n"
    )
    found = intake.run(made.assessment, made.out).table("hospital_admissions")
    assert found["admissions"].isna().tolist() == [True, True, True, False, True, True]
    assert found["admissions"][3] == 1204
    assert found["admissions_suppressed"].tolist()[:3] == ["*", "<5", "[c]"]
    assert found["admissions_suppressed"].tolist()[4:] == ["<3", "Fewer than 10"]
    assert found["month"].notna().all()


def test_known_check_digits() -> None:
    # NHS Data Dictionary's worked example: 943 476 5919.
    assert valid_nhs_number("9434765919")
    assert not valid_nhs_number("9434765918")
    assert looks_like("943 476 5919") == "an NHS number"
    assert looks_like("Violence with injury") is None
    assert looks_like("Grievous Bodily Harm") is None


@pytest.mark.parametrize(
    "text",
    [
        "brought in by zbigniew kowalczyk",  # no capitals
        "brought in by Zbigniew Kowalczyk",  # no name of the list
        "Jack said that he was hit",  # one name alone
        "aged seventeen on 3 April 1999",  # a date without a word that says what it is
    ],
)
def test_what_the_search_cannot_see_is_what_the_page_says_it_cannot(
    tmp_path: Path, text: str, root: Path
) -> None:
    path = tmp_path / "ed.csv"
    path.write_text(ED.format(head=",Free text", cell=f",{text}"))
    assert intake.check(path, "emergency-department").accounting["clean"].item() == 12
    page = (root / "docs/partners-data.md").read_text(encoding="utf-8")
    assert "What the search for persons cannot see" in page


def test_one_name_among_many_thousand_notes_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ed.csv"
    rows = [f"01/04/2022 21:{n % 60:02d},01/04/2022 23:00,bar,Fist,note {n}" for n in range(30_000)]
    rows[20_001] += " of Jack Taylor"
    head = (
        "Assault Date and Time,Arrival Date and Time,Assault Location Description,Weapon,Free text"
    )
    path.write_text("\n".join([head, *rows]) + "\n")
    with pytest.raises(SvaError, match="1 of its values look like a person's name"):
        intake.check(path, "emergency-department")
