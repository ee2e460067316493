"""Mapping by configuration alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sva import intake
from sva.errors import SvaError
from sva.intake.contract import load_contract
from sva.intake.mapping import load_mapping


def mapping(tmp_path: Path, text: str, contract: str = "police-victims"):
    path = tmp_path / "m.yaml"
    path.write_text(text)
    return load_mapping(path, load_contract(contract))


def test_everything_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SvaError) as caught:
        mapping(
            tmp_path,
            "contract: police-victims\ncolums: {}\nread: {encoding: utf-99}\ncoordinates: {x: A}\n"
            "columns:\n  age: {timezone: Mars/Base}\n",
        )
    text = str(caught.value)
    assert "m.yaml line 2, key colums" in text
    assert "'utf-99' is not an encoding" in text
    assert "needs 'x' and 'y'" in text
    assert "'Mars/Base' is no time zone" in text


def test_a_column_that_the_contract_has_not_is_refused_with_the_near_one(tmp_path: Path) -> None:
    with pytest.raises(SvaError, match=r"m\.yaml line 3.*no column 'gendr'|Did you mean"):
        mapping(tmp_path, "contract: police-victims\ncolumns:\n  relationshp: Rel\n")


def test_a_mapping_of_another_contract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SvaError, match="it is for 'police-offences'"):
        mapping(tmp_path, "contract: police-offences\n")


FOREIGN = """
contract: police-offences
files: "*.csv"
columns:
  offence_ref: INCIDENT_NO
  committed_from: {column: OCCUR_DT, formats: ["%m/%d/%Y"], day_first: false, timezone: America/New_York}
  offence_code: {column: UCR_CODE, values: {13A: 8N, "120": 34B, 09A: "1"}}
  knife_enabled: {column: WEAPON, values: {KNIFE: true, GUN: false, NONE: false}}
  firearm_enabled: {column: WEAPON, values: {KNIFE: false, GUN: true, NONE: false}}
  location_type: {column: PREMISE, values: {SIDEWALK: street, APARTMENT: dwelling}}
coordinates: {x: LON, y: LAT, crs: "EPSG:4326"}
"""
FOREIGN_PEOPLE = """
contract: police-suspects
columns:
  offence_ref: INCIDENT_NO
  person_ref: SUSPECT_NO
  age: AGE
  sex: {column: SEX, values: {M: Male, F: Female, X: Other}}
  ethnicity_self: {column: RACE, scheme: five, values: {W: White, B: Black, A: Asian, H: Other, U: ~}}
  arrested: {column: ARR, values: {Y: true, N: false}}
"""


def test_another_countrys_police_loads_with_a_mapping_and_no_code(make_assessment) -> None:
    made = make_assessment({"police-offences": FOREIGN, "police-suspects": FOREIGN_PEOPLE})
    (made.raw / "police-offences/crimes.csv").write_text(
        "INCIDENT_NO,OCCUR_DT,UCR_CODE,WEAPON,PREMISE,LON,LAT\n"
        "X1,03/04/2022 19:30,13A,KNIFE,SIDEWALK,-73.98,40.75\nX2,12/31/2022 01:05,120,NONE,APARTMENT,-73.98,40.75\n"
    )
    (made.raw / "police-suspects/people.csv").write_text(
        "INCIDENT_NO,SUSPECT_NO,AGE,SEX,RACE,ARR\nX1,S1,22,M,B,Y\nX2,S2,35,F,H,N\nX2,S3,35,X,U,N\n"
    )
    done = intake.run(made.assessment, made.out)
    offences, suspects = done.table("offences"), done.table("suspects")
    assert offences["offence_code"].tolist() == ["8N", "34B"]
    assert offences["committed_from"].astype(str).tolist() == [
        "2022-03-05 00:30:00",
        "2022-12-31 06:05:00",
    ]
    assert offences["knife_enabled"].tolist() == [True, False]
    assert offences["place_status"].tolist() == ["outside", "outside"]
    assert suspects["ethnic_group"].tolist() == ["Black", "Other", "Unknown"]
    assert suspects["offence_key"].isin(offences["offence_key"]).all()


def test_one_row_per_offence_becomes_one_per_person(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(
        "Crime No,Victim 1,Age 1,Sex 1,Victim 2,Age 2,Sex 2\nc1,v1,17,M,v2,18,F\nc2,v3,40,F,,,\nc3,v4,9,M,v1,17,M\nc4,,,,,,\n"
    )
    laid = mapping(
        tmp_path,
        "contract: police-victims\ncolumns:\n  offence_ref: Crime No\nlong:\n  drop_if_blank: [person_ref]\n  groups:\n"
        "    - {person_ref: Victim 1, age: Age 1, sex: Sex 1}\n    - {person_ref: Victim 2, age: Age 2, sex: Sex 2}\n",
    )
    found = intake.check(path, "police-victims", laid)
    assert found.accounting[["rows_in", "clean"]].to_numpy().tolist() == [[5, 5]]
    assert found.completeness.set_index("field").loc["sex", "known"] == 5
    said = found.log.set_index("rule").loc["wide-to-long", "sentence"]
    assert said.endswith("4 rows became 5; 1 of them name nobody and became none")


def test_units_constants_and_defaults(make_assessment) -> None:
    made = make_assessment(
        {
            "education": "contract: education\ncolumns:\n  period_start: Year\n  pupils: {column: Thousands, multiply: 1000}\n"
            "  area_code: {column: LA, default: E06000051}\nconstants: {measure: Suspensions}\n"
        }
    )
    (made.raw / "education/a.csv").write_text(
        "Year,Thousands,LA\n09/2022,1.5,\n09/2022,2,E06000020\n"
    )
    table = intake.run(made.assessment, made.out).table("education")
    assert table["pupils"].tolist() == [1500, 2000]
    assert table["area_code"].tolist() == ["E06000051", "E06000020"]
    assert table["measure"].tolist() == ["Suspensions", "Suspensions"]


def test_a_missing_essential_column_names_the_candidates_and_the_near_heading(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Crime Numbr,Victim Ref\nc1,v1\n")
    with pytest.raises(SvaError) as caught:
        intake.check(path, "police-victims")
    assert "no column for offence_ref" in str(caught.value)
    assert "Is it 'Crime Numbr'? Then add it to the mapping." in str(caught.value)


def test_an_ethnicity_scheme_that_cannot_be_told_must_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Crime Number,Victim Ref,Ethnicity\n"
        + "".join(f"c{n},v{n},{'qz'[n % 2]}9{n}\n" for n in range(20))
    )
    with pytest.raises(SvaError, match="the ethnicity scheme of column 'Ethnicity' cannot be told"):
        intake.check(path, "police-victims")


@pytest.mark.parametrize(
    "name", ["data-police-uk-street", "data-police-uk-stop-search", "data-police-uk-outcomes"]
)
def test_shipped_mappings_fit_their_contracts(name: str) -> None:
    path = intake.shipped_mapping(name)
    contract = name.replace("data-police-uk", "police")
    assert load_mapping(path, load_contract(contract)).contract == contract


def test_the_mappings_of_both_assessments_fit_their_contracts(root: Path) -> None:
    paths = sorted(root.glob("assessments/*/mappings/*.yaml"))
    assert len(paths) >= 6
    for path in paths:
        load_mapping(path, load_contract(path.stem))
