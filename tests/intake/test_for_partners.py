"""What partners get: templates, requests, proposals; and what the report says of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from sva import intake
from sva.assessment import load_assessment
from sva.errors import SvaError
from sva.intake.contract import GRAINS
from sva.intake.tables import columns_of
from sva.intake.templates import dictionary_page

ALL = intake.list_contracts()


@pytest.mark.parametrize("name", ALL)
def test_every_contract_has_a_template_that_its_own_check_takes(tmp_path: Path, name: str) -> None:
    book, table, words = intake.template(name, tmp_path)
    contract = intake.load_contract(name)
    for path in (book, table):
        found = intake.check(path, name)
        assert found.accounting["clean"].sum() == 1, str(found)
    with words.open(encoding="utf-8-sig") as file:
        entries = list(csv.DictReader(file))
    assert [entry["column"] for entry in entries] == list(contract.fields)
    assert all(entry["meaning"] for entry in entries)


def test_the_page_of_the_data_dictionary_is_that_of_the_contracts(root: Path) -> None:
    page = (root / "docs/data-dictionary.md").read_text(encoding="utf-8")
    assert page == dictionary_page(), "write it again: sva.intake.templates.dictionary_page"


@pytest.mark.parametrize("name", ALL)
def test_every_contract_states_law_grain_and_what_it_supports(name: str) -> None:
    contract = intake.load_contract(name)
    assert contract.grain in GRAINS
    assert len(contract.legal_basis) > 20
    assert contract.supports.endswith(".")
    assert contract.essential
    assert set(contract.duplicate_key) <= set(contract.fields)


@pytest.mark.parametrize("name", ALL)
def test_every_contract_is_a_pandera_schema_that_an_empty_table_keeps(name: str) -> None:
    contract = intake.load_contract(name)
    intake.clean_schema(name).validate(intake.empty(columns_of(contract)), lazy=True)


def test_health_and_social_care_come_anonymised_or_as_counts() -> None:
    for name in ("ambulance", "emergency-department"):
        assert intake.load_contract(name).grain == "anonymised"
    for name in ("hospital-admissions", "childrens-social-care", "public-health"):
        assert intake.load_contract(name).grain == "aggregate"
    for name in ALL:
        contract = intake.load_contract(name)
        if contract.grain in ("anonymised", "aggregate"):
            assert not any(f.type == "reference" for f in contract.fields.values())


@pytest.mark.parametrize(
    "partner",
    ["police-victims", "Police force", "West Mercia Police", "hospital", "ambulance", "education"],
)
def test_a_request_states_power_fields_grain_period_and_template(root: Path, partner: str) -> None:
    text = intake.request(partner, load_assessment("west-mercia-2023-05", root))
    for part in (
        "Act 2022",
        "Grain:",
        "Period: 1 April 2020 to 31 March 2023",
        "Template:",
        "| column |",
    ):
        assert part in text


def test_a_request_to_nobody_names_who_there_is(root: Path) -> None:
    with pytest.raises(SvaError, match="Hospital trust"):
        intake.request("zoo", load_assessment("west-mercia-2023-05", root))


def test_what_cannot_be_written_or_is_not_named_is_said_in_words(tmp_path: Path) -> None:
    from sva.pipeline.partners import check_file, propose_mapping, write_template

    data = tmp_path / "a.csv"
    data.write_text("Crime Number,Victim Ref\n1,A\n")
    with pytest.raises(SvaError, match="the template is not written"):
        write_template("police-victims", data)
    with pytest.raises(SvaError, match="the mapping is not written"):
        propose_mapping(data, "police-victims", data / "x.yaml")
    with pytest.raises(SvaError, match="no file is named"):
        check_file(Path(), "police-victims", None)


def test_a_request_names_the_partner_however_it_was_written(root: Path) -> None:
    text = intake.request("police FORCE", load_assessment("west-mercia-2023-05", root))
    assert "To: Police force\n" in text


def test_a_proposed_mapping_can_be_used_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    path.write_text(
        "Stop ID,Date of search,Sex of person,Ethnicity (self-defined),Officer observed ethnicity,Lat,Long,Outcome of search,Oddity\n"
        + "".join(
            f"S{n},0{1 + n % 9}/05/2022 10:00,{'MF'[n % 2]},W1,1,52.19,-2.22,Arrest,{n}\n"
            for n in range(30)
        )
    )
    found = intake.propose_mapping(path, "police-stop-search")
    chosen = {column.column: column.heading for column in found.columns}
    assert chosen["search_ref"] == "Stop ID"
    assert chosen["searched_at"] == "Date of search"
    assert chosen["ethnicity_self"] == "Ethnicity (self-defined)"
    assert chosen["ethnicity_officer"] == "Officer observed ethnicity"
    assert all(0 < column.confidence <= 1 and column.reason for column in found.columns)
    assert found.crs == "EPSG:4326"
    (tmp_path / "m.yaml").write_text(found.to_yaml())
    checked = intake.check(path, "police-stop-search", tmp_path / "m.yaml")
    assert checked.accounting["clean"].item() == 30
    known = checked.completeness.set_index("field")["known"]
    assert known[["sex", "ethnic_group"]].tolist() == [30, 30]


def test_a_proposal_warns_of_identifiers_and_lists_values_to_map(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(
        "Crime Number,Victim Ref,Gender,Date of birth\n"
        + "".join(f"c{n},v{n},{['M', 'F', 'Q'][n % 3]},01/01/200{n % 9}\n" for n in range(60))
    )
    found = intake.propose_mapping(path, "police-victims")
    assert "a date of birth" in found.identifiers["Date of birth"]
    assert '"Q": ~' in found.to_yaml()


def test_a_file_from_abroad_is_proposed_by_its_short_words_values_and_race_codes(
    tmp_path: Path,
) -> None:
    races = ["WHITE HISPANIC", "ASIAN / PACIFIC ISLANDER", "AMERICAN INDIAN", "BLACK"]
    path = tmp_path / "abroad.csv"
    path.write_text(
        "case_no,rpt_dt,susp_race,susp_id,susp_sex\n"
        + "".join(f"NY{n:05d},01/{13 + n % 15}/2022,{races[n % 4]},S{n:04d},M\n" for n in range(80))
    )
    found = intake.propose_mapping(path, "police-suspects")
    chosen = {column.column: column for column in found.columns}
    # Few values cannot be references, whatever their heading is like.
    assert chosen["person_ref"].heading == "susp_id"
    assert chosen["offence_ref"].heading == "case_no"
    race = chosen["ethnicity_self"]
    assert race.heading == "susp_race"
    assert "ask which" in race.reason
    assert race.confidence < 0.8
    assert list(race.values) == races[:3]
    mapping = found.to_yaml().replace(
        '"WHITE HISPANIC": ~', '"WHITE HISPANIC": Any other White background'
    )
    (tmp_path / "m.yaml").write_text(mapping)
    checked = intake.check(path, "police-suspects", tmp_path / "m.yaml")
    known = checked.completeness.set_index("field")["known"]
    assert (checked.accounting["clean"].item(), known["ethnic_group"]) == (80, 40)


def test_dates_with_the_month_first_and_a_second_person_in_a_row_are_noticed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "stops.csv"
    path.write_text(
        "stop_id,datetime,subject_age,Susp1 Sex,Susp2 Sex\n"
        + "".join(
            f"{n},01/{13 + n % 15}/2022 08:{n % 60:02d},{20 + n % 9},M,F\n" for n in range(60)
        )
    )
    found = intake.propose_mapping(path, "police-stop-search")
    chosen = {column.column: column for column in found.columns}
    assert chosen["searched_at"].extra == {"day_first": "false"}
    assert chosen["age_range"].heading == "subject_age"
    assert "# Susp2 Sex: several persons in a row?" in found.to_yaml()
    (tmp_path / "m.yaml").write_text(found.to_yaml())
    assert (
        intake.check(path, "police-stop-search", tmp_path / "m.yaml").accounting["clean"].item()
        == 60
    )


def test_readiness_shows_who_has_not_supplied_and_what_it_would_add(force) -> None:
    done = intake.run(force.assessment, force.out)
    matrix = intake.readiness(force.assessment, done.completeness, done.accounting).set_index(
        "contract"
    )
    assert len(matrix) == len(ALL)
    assert matrix["supplied"].sum() == 3
    assert matrix.loc["police-offences", "rows_in"] == 10
    assert matrix.loc["police-offences", "usable"] == pytest.approx(0.5)
    assert matrix.loc["ambulance", "says"].startswith("Violence that police do not hear of")
    assert pd.isna(matrix.loc["ambulance", "last_month"])
    monthly = intake.monthly_completeness(force.assessment, done.completeness)
    assert set(monthly["kind"]) == {"essential", "protected"}


def test_duty_readiness_is_what_the_file_says_and_else_not_stated(force) -> None:
    assert set(intake.duty(force.assessment)["governance"]) == {"not stated"}
    path = force.assessment.folder / "duty.yaml"
    path.write_text(
        "as_at: 2023-05-01\nspecified:\n  - {kind: fire, name: Here Fire, readiness: {governance: yes, "
        "sharing: {answer: partly, note: Signed in May}}}\n"
    )
    again = load_assessment(force.assessment.name, force.assessment.root)
    table = intake.duty(again).set_index("authority")
    assert table.loc["Here Fire", ["governance", "sharing", "analysis", "note"]].tolist() == [
        "yes", "partly", "not stated", "Signed in May",
    ]  # fmt: skip
    assert "Probation services: none is named" in table.index
