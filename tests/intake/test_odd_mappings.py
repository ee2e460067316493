"""What a mapping may not state is told when it is read, with its key; what it may state does what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sva import intake
from sva.errors import SvaError
from sva.intake.contract import load_contract
from sva.intake.mapping import parse_mapping

COLUMNS = {"offence_ref": "Crime Number", "person_ref": "Victim Ref", "age": "Age", "sex": "Gender"}
OFFENCES = {
    "offence_ref": "Crime Number",
    "offence_code": "Code",
    "committed_from": {"column": "Date", "time": ["Time"]},
}


def victims(**more: Any) -> dict[str, Any]:
    columns = {**COLUMNS, **more.pop("columns", {})}
    return {"contract": "police-victims", "columns": columns, **more}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"read": {"encoding": "hex"}}, "key read.encoding: 'hex' is not an encoding of text"),
        ({"read": {"delimiter": '"'}}, "cannot stand between cells"),
        ({"read": {"delimiter": "§"}}, "cannot stand between cells"),
        ({"columns": {"age": {"column": "Age", "multiply": float("nan")}}}, "key columns.age.multiply"),
        ({"columns": {"age": {"column": "Age", "multiply": 0}}}, "key columns.age.multiply"),
        ({"columns": {"sex": {"column": "Gender", "values": {"M": "Martian"}}}}, "sex cannot be 'Martian'"),
        ({"columns": {"sex": {"column": "Gender", "default": "Martian"}}}, "one of Female, Male"),
        ({"constants": {"sex": "Martian"}}, "key constants.sex: sex cannot be 'Martian'"),
        ({"columns": {"ethnicity_self": {"column": "E", "scheme": "mars"}}}, "unknown scheme 'mars'"),
        ({"columns": {"age": {"column": "Age", "otherwise": "fail"}}}, "unknown key 'otherwise'"),
        ({"coordinates": {"x": "E", "y": "N"}}, "police-victims has no coordinates"),
        ({"long": {"groups": [{"person_ref": "V"}], "drop_if_blank": ["x"]}}, "no column 'x'"),
        ({"system_changes": ["2022-13"]}, "key system_changes.0"),
    ],
)  # fmt: skip
def test_a_statement_that_cannot_be_meant_is_refused_by_its_key(
    more: dict[str, Any], said: str
) -> None:
    with pytest.raises(SvaError) as refused:
        parse_mapping(victims(**more), load_contract("police-victims"))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"coordinates": {"x": "E", "y": "N", "crs": "EPSG:99999"}}, "key coordinates.crs"),
        ({"coordinates": {"x": "E", "y": "N", "crs": "EPSG:5703"}}, "no system of points"),
        ({"default_places": ["here"]}, "key default_places.0: 'here' is no point"),
        ({"default_places": ["inf,1"]}, "is no point"),
        ({"columns": {"recorded_on": {"column": "R", "formats": ["%Q"]}}}, "'%Q' is no format"),
        ({"columns": {"recorded_on": {"column": "R", "formats": ["%H:%M"]}}}, "year and month"),
    ],
)
def test_places_and_formats_are_tried_when_the_mapping_is_read(
    more: dict[str, Any], said: str
) -> None:
    columns = {**OFFENCES, **more.pop("columns", {})}
    with pytest.raises(SvaError) as refused:
        parse_mapping(
            {"contract": "police-offences", "columns": columns, **more},
            load_contract("police-offences"),
        )
    assert said in str(refused.value)


@pytest.mark.parametrize("written", ["tab", "\t", "\\t"])
def test_a_tab_can_be_stated_as_delimiter(tmp_path: Path, written: str) -> None:
    (tmp_path / "a.csv").write_text("Crime Number\tVictim Ref\tAge\tGender\n1\tA\t17, about\tM\n")
    mapping = parse_mapping(victims(read={"delimiter": written}), load_contract("police-victims"))
    found = intake.check(tmp_path / "a.csv", "police-victims", mapping)
    assert found.accounting["clean"].tolist() == [1]


def test_a_constant_ethnicity_is_brought_to_its_list(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Crime Number,Victim Ref,Age,Gender\n1,A,17,M\n2,B,18,F\n")
    constants = {"ethnicity_self": "Pakistani"}
    columns = {"ethnicity_self": {"scheme": "labels"}}
    mapping = parse_mapping(
        victims(constants=constants, columns=columns), load_contract("police-victims")
    )
    known = intake.check(tmp_path / "a.csv", "police-victims", mapping).completeness
    assert known.set_index("field").loc[["ethnicity_self", "ethnic_group"], "known"].tolist() == [
        2,
        2,
    ]


def test_rows_of_one_group_that_name_nobody_are_said_and_no_fault_of_the_program(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text("Crime Number,Victim Ref,Age,Gender\n1,A,17,M\n2,,,\n")
    long = {"groups": [{"person_ref": "Victim Ref"}], "drop_if_blank": ["person_ref"]}
    mapping = parse_mapping(victims(long=long), load_contract("police-victims"))
    found = intake.check(tmp_path / "a.csv", "police-victims", mapping)
    assert found.accounting[["rows_in", "clean"]].to_numpy().tolist() == [[1, 1]]
    assert any("1 of them name nobody" in sentence for sentence in found.log["sentence"])


def test_no_row_is_dropped_for_a_column_that_the_file_does_not_have(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Crime Number,Victim Ref,Age,Gender\n1,A,17,M\n2,B,18,F\n")
    long = {"groups": [{"person_ref": "Victim Ref"}], "drop_if_blank": ["religion"]}
    mapping = parse_mapping(victims(long=long), load_contract("police-victims"))
    found = intake.check(tmp_path / "a.csv", "police-victims", mapping)
    assert found.accounting["clean"].tolist() == [2]


def test_times_in_a_column_of_their_own_in_every_form(tmp_path: Path) -> None:
    times = ["21:40", "2140", "940", "0.9027777778", "9.40pm", "30/12/1899 21:40", "00:00:60"]
    lost = ["unknown", "", "-", "24:00", "21h40"]
    lines = [
        f"22/{n},8N,0{n % 9 + 1}/04/2022 00:00,{time}" for n, time in enumerate([*times, *lost])
    ]
    (tmp_path / "a.csv").write_text("\n".join(["Crime Number,Code,Date,Time", *lines]))
    mapping = parse_mapping(
        {"contract": "police-offences", "columns": OFFENCES}, load_contract("police-offences")
    )
    found = intake.check(tmp_path / "a.csv", "police-offences", mapping)
    assert found.accounting["clean"].tolist() == [12]
    log = found.log.set_index("rule")
    assert log.loc["committed_from-no-time", "rows"] == 2


def test_a_time_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Crime Number,Code,Date\n22/1,8N,01/04/2022\n")
    mapping = parse_mapping(
        {"contract": "police-offences", "columns": OFFENCES}, load_contract("police-offences")
    )
    log = intake.check(tmp_path / "a.csv", "police-offences", mapping).log
    said = log.set_index("rule").loc["columns-absent", "sentence"]
    assert "the time of day of committed_from" in said


def test_the_first_of_january_1900_is_no_date(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Crime Number,Code,Date,recorded_on\n1,8N,01/01/1900,01/04/2022\n2,8N,02/04/2022,01/01/1900\n"
    )
    mapping = parse_mapping(
        {"contract": "police-offences", "columns": OFFENCES}, load_contract("police-offences")
    )
    found = intake.check(tmp_path / "a.csv", "police-offences", mapping)
    assert found.accounting[["clean", "quarantined"]].to_numpy().tolist() == [[1, 1]]
    assert "recorded_on-default-date" in set(found.log["rule"])
