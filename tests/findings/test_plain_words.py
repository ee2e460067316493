"""The plain page: short, true, every number in a row it names."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.disclosure import release
from sva.estimates import blank, build
from sva.findings.plain import in_plain_words
from tests.findings.conftest import SUPPLIED


@pytest.fixture(scope="module", params=["public", "restricted"])
def told(request, demonstration, letter):
    released = release(demonstration, request.param, letter.settings)
    return in_plain_words(released, letter.settings, SUPPLIED), released


def test_every_number_is_in_a_row_it_names(told):
    parts, released = told
    numbers = 0
    for said in parts.values():
        for each in said:
            rows = released.rows(each.keys)
            known = {
                f"{int(value):,}"
                for column in ("numerator", "denominator")
                for value in rows[column].dropna()
            }
            known |= {f"{value:.0f}%" for value in rows["value"].dropna()}
            text = re.sub(r"(April|March) \d{4}|under 25", "", each.text)
            for number in re.findall(r"\d[\d,]*%?", text):
                numbers += 1
                assert number.rstrip(",") in known, each.text
    assert numbers >= 6


def test_sentences_are_short_and_begin_with_a_capital(told):
    for said in told[0].values():
        for each in said:
            assert each.text[0].isupper() or each.text[0].isdigit()
            for part in re.split(r"(?<=[.:]) ", each.text):
                # the kinds of the definition and the absent partners are lists, as long as they are
                assert len(part.split()) <= 25 or part.count(",") >= 3, part


def test_nothing_is_claimed_of_last_year_without_a_comparison(told):
    assert not any("year before" in each.text for each in told[0]["How much"])


def test_with_nothing_supplied_it_says_who_has_not_supplied(letter):
    parts = in_plain_words(
        release(blank(), "restricted", letter.settings), letter.settings, supplied=[]
    )
    text = " ".join(each.text for said in parts.values() for each in said)
    assert "the police force has not supplied" in text
    assert not re.search(r"\d", text.replace("police.uk", ""))


def test_where_says_which_crimes_of_the_open_data_its_neighbourhoods_hold():
    # half of the robberies in 51 neighbourhoods is no sentence about all violence
    assessment = load_assessment("west-mercia-2026-05")
    row = build(
        pd.DataFrame({"group": ["Half"], "numerator": [51], "denominator": [804]}),
        (date(2025, 1, 1), date(2025, 12, 31)),
        measure="areas.share",
        source="police-street",
        area_type="police_force",
        area_code="E23000016",
        offence_group="Robbery",
        characteristic="place",
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
    )
    released = release(row, "restricted", assessment.settings)
    said = " ".join(each.text for each in in_plain_words(released, assessment.settings)["Where"])
    assert "published by police.uk as robbery" in said
    assert "51 of 804" in said
    assert "violence" not in said
