from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference import codes


@pytest.mark.parametrize("name", codes.lists()["name"])
def test_every_list_is_dated_sourced_and_has_no_code_twice(name):
    frame = codes.load(name)
    assert list(frame.columns[:7]) == list(codes.COLUMNS)
    assert not frame["code"].str.casefold().duplicated().any()
    assert not frame[["code", "label", "source", "status"]].isna().any().any()
    assert set(frame["status"]) <= {"confirmed", "unconfirmed"}
    assert frame["valid_from"].dtype.kind == "M"


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("1", "Homicide"), ("4.1", "Homicide"), ("4.10", "Homicide"), ("4.2", "Homicide"),
        ("5A", "Violence with injury"), ("5D", "Violence with injury"), ("5E", "Violence with injury"),
        ("8N", "Violence with injury"), ("8Q", "Stalking and harassment"), ("8L", "Stalking and harassment"),
        ("105A", "Violence without injury"), ("34A", "Robbery"), ("34B", "Robbery"),
        *[(f"10{letter}", "Possession of weapons") for letter in "ABCD"],
        ("81", "Possession of weapons"), ("90", "Possession of weapons"),
        *[(f"19{letter}", "Rape") for letter in "CDEFGH"],
        ("20A", "Other sexual offences"), ("56A", "Arson"), ("29A", "Domestic burglary"), ("62A", "Public order"),
    ],
)  # fmt: skip
def test_offence_codes_have_their_home_office_group(code, group):
    assert codes.map([code], "offences").tolist() == [group]


def test_corporate_manslaughter_is_not_manslaughter():
    labels = codes.map(["4.1", "4.10"], "offences", to="label").tolist()
    assert labels == ["Manslaughter", "Corporate manslaughter"]


def test_the_published_list_of_2017_18_is_known_whole(shared):
    frame = pd.read_csv(shared / "open-data" / "home-office" / "CrimeCatMappings.csv.gz", dtype=str)
    ours = codes.map(frame["Offence_Code"], "offences", to="broad_group")
    assert ours.tolist() == frame["Offence_Group"].tolist()
    assert codes.unknown(frame["Offence_Code"], "offences") == {}


def test_an_unknown_code_is_an_error_that_names_it_and_its_count():
    values = ["8N"] * 3 + ["8ZZ"] * 2 + ["999X"]
    with pytest.raises(SvaError) as caught:
        codes.map(values, "offences", where="crimes.csv, column HO code")
    text = str(caught.value)
    assert "'8ZZ' in 2 rows" in text
    assert "'999X' in 1 rows" in text
    assert "crimes.csv, column HO code" in text
    assert codes.unknown(values, "offences") == {"8ZZ": 2, "999X": 1}


def test_blanks_stay_missing_and_the_index_is_kept():
    out = codes.map(pd.Series(["034B", None, " "], index=[7, 8, 9]), "offences")
    assert out.index.tolist() == [7, 8, 9]
    assert out[7] == "Robbery"
    assert out[[8, 9]].isna().all()


def test_outcome_22_before_april_2019_and_23_before_2026_are_findings_not_errors():
    dates = ["2019-03-31", "2019-04-01", "2025-12-31", "2026-02-01"]
    out = codes.map(["22", "22", "23", "23"], "outcomes", on=dates)
    assert out.notna().all()
    found = out.attrs["findings"]
    assert [(f.code, f.kind, f.rows) for f in found] == [
        ("22", "before it existed", 1),
        ("23", "before it existed", 1),
    ]


def test_a_retired_offence_code_in_later_data_is_a_finding():
    (finding,) = codes.findings(
        ["8G", "8G", "8N"], "offences", ["2023-01-01", "2012-01-01", "2023-01-01"]
    )
    assert (finding.code, finding.kind, finding.rows) == ("8G", "retired", 1)


def test_an_undated_row_of_a_dated_code_is_a_finding():
    (finding,) = codes.findings(["22"], "outcomes", [None])
    assert finding.kind == "undated"


def test_outcomes_1_to_23_are_all_there_in_partners_spellings():
    values = [str(n) for n in range(1, 24)] + ["1A", "2a", "Outcome 16", "016", 8.0]
    assert codes.unknown(values, "outcomes") == {}
    assert len(set(codes.map(["16", "Outcome 16", "016"], "outcomes"))) == 1


def test_an_assessment_may_add_codes_and_they_are_unconfirmed():
    extra = pd.DataFrame(
        {"code": ["8ZZ"], "label": ["New offence"], "group": ["Violence with injury"]}
    )
    assert codes.map(["8zz"], "offences", extra=extra).tolist() == ["Violence with injury"]
    added = codes.load("offences", extra).set_index("code").loc["8ZZ"]
    assert (added["status"], added["source"]) == ("unconfirmed", "supplied with the assessment")
    with pytest.raises(SvaError, match="no column 'group'"):
        codes.load("offences", extra[["code", "label"]])


def test_every_street_label_of_2025_is_known(shared):
    frame = pd.read_csv(
        shared / "open-data" / "derived" / "street-2025-by-force-month-type-outcome.csv.gz"
    )
    assert codes.unknown(frame["Crime type"], "police-uk-crime-types") == {}
    labels = frame["Last outcome category"].replace("(blank)", None)
    assert codes.unknown(labels, "police-uk-outcomes") == {}


def test_every_object_outcome_and_power_of_the_welsh_searches_is_known(shared):
    files = sorted((shared / "open-data" / "stop-search" / "wales-2020-04-to-2021-03").glob("*.gz"))
    frame = pd.concat([pd.read_csv(f, dtype=str) for f in files])
    assert codes.unknown(frame["Object of search"], "search-objects") == {}
    assert codes.unknown(frame["Outcome"], "search-outcomes") == {}
    assert codes.unknown(frame["Legislation"], "search-legislation") == {}


def test_what_is_only_inferred_says_so():
    row = (
        codes.load("police-uk-outcomes")
        .set_index("code")
        .loc["Further action is not in the public interest"]
    )
    assert row["status"] == "unconfirmed"
    assert "inferred" in row["source"]


def test_a_list_or_column_that_does_not_exist_is_refused_with_the_choice():
    with pytest.raises(SvaError, match="offences"):
        codes.load("crimes")
    with pytest.raises(SvaError, match="label"):
        codes.map(["1"], "offences", to="severity")
