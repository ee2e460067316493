"""Offences and persons are never confused."""

from __future__ import annotations

import pandas as pd

from sva import people


def test_a_person_counts_once_in_an_incident_and_again_in_the_next(victims, serious):
    chosen = people.select_people(victims, serious)
    each = chosen[chosen["person_key"] == "p"]
    assert len(each) == 3
    assert each["counted"].nunique() == 2


def test_rows_without_a_person_key_are_people_of_their_own(victims, serious):
    chosen = people.select_people(victims, serious)
    unnamed = chosen[chosen["person_key"].isna()]
    assert unnamed["counted"].nunique() == len(unnamed) == 2
    assert not set(unnamed["counted"]) & set(chosen.loc[chosen["person_key"].notna(), "counted"])


def test_organisations_are_no_victims_and_officers_stand_apart(victims, serious, assessment):
    chosen = people.select_people(victims, serious)
    assert set(chosen["person_type"].dropna()) == {"person"}
    rows = people.account_for_victims(victims, serious, assessment)
    counts = dict(zip(rows["group"], rows["numerator"], strict=True))
    assert counts == {
        "Members of the public": 5,
        "Police officers": 1,
        "Emergency workers": 0,
        "Organisations": 1,
    }
    assert set(rows.loc[rows["group"] != "Organisations", "measure"]) == {"victims.count"}


def test_the_offence_says_when_and_what_not_the_person(victims, serious):
    stale = victims.assign(month=pd.Timestamp("1999-01-01"))
    chosen = people.select_people(stale, serious)
    assert chosen["month"].min() == pd.Timestamp("2021-06-01")
    assert set(chosen["serious"]) == {"robbery", "rape"}


def test_people_of_other_offences_are_left_out(victims, serious):
    chosen = people.select_people(victims, serious[serious["serious"] == "rape"])
    assert chosen["offence_key"].tolist() == ["b"]


def test_numbers_of_persons_are_those_of_a_plain_loop():
    keys = ["p", "q", None, "p", "p", None, "q"]
    incidents = ["1", "1", "1", "1", "2", "2", "3"]
    table = pd.DataFrame(
        {"incident_key": incidents, "person_key": keys, "offence_key": "o", "person_type": "person"}
    )
    offences = pd.DataFrame({"offence_key": ["o"]})
    seen: set = set()
    for number, pair in enumerate(zip(incidents, keys, strict=True)):
        seen.add(pair if pair[1] else number)
    assert people.select_people(table, offences)["counted"].nunique() == len(seen) == 6
