"""The plain page: short, true, every number in a row it names."""

from __future__ import annotations

import re

import pytest

from sva.disclosure import release
from sva.estimates import blank
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
