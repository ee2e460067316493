"""Questions a commissioner will be asked: true answers, or who could give them."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from sva import estimates
from sva.assessment import load_assessment
from sva.disclosure import release
from sva.estimates import blank
from sva.findings.questions import questions
from tests.findings.conftest import DEFINITION


@pytest.fixture(scope="module")
def asked(letter, rows_of):
    """Rows as chapter 3 records them; robbery differs, the whole does not."""
    return pd.concat(
        [
            rows_of(letter, "offences.share", definition=DEFINITION, characteristic="asked",
                    group=["In a public place", "With a knife", "With somebody under 25 harmed"],
                    numerator=[1200, 583, 1413], denominator=[2906, 3044, 2880], unknown_count=[172, 34, 198]),
            rows_of(letter, "offences.change", definition=DEFINITION, offence_group=[None, "robbery"],
                    numerator=[3078, 760], reference_numerator=[2885, 530], denominator=365, reference_denominator=365,
                    value=[1.07, 1.43], lower=[0.99, 1.2], upper=[1.15, 1.7], q=[0.1, 0.001], method="quasi-Poisson", confidence=0.95),
        ],
        ignore_index=True,
    )  # fmt: skip


def answers(rows, assessment, edition: Any = "restricted", supplied=None):
    released = release(rows, edition, assessment.settings)
    given = ["police-offences", "police-victims"] if supplied is None else supplied
    return {
        each.name: each.answer for each in questions(released, assessment.settings, given)
    }, released


def test_answers_state_shares_counts_and_what_is_not_known(asked, letter):
    told, _ = answers(asked, letter)
    assert told["public-places"].text == (
        "From April 2022 to March 2023, 41% of offences of serious violence happened in a public place (1,200 of 2,906; "
        "40% to 43%, allowing for chance). For 172 more it is not known."
    )
    assert "harmed somebody under 25" in told["young"].text
    assert "19%" in told["knives"].text


def test_a_change_is_claimed_only_where_the_numbers_claim_it(asked, letter):
    text = answers(asked, letter)[0]["last-year"].text
    assert "In all: 3,078 against 2,885 the year before, which chance" in text
    assert (
        "beyond chance is robbery (760 against 530 the year before, more than chance explains)"
        in text
    )
    calm = asked.assign(q=0.4, lower=0.9)
    assert "No single kind differs" in answers(calm, letter)[0]["last-year"].text


@pytest.mark.parametrize("edition", ["public", "restricted"])
def test_every_number_is_in_a_row_it_names(asked, letter, edition):
    told, released = answers(asked, letter, edition)
    for name, answer in told.items():
        rows = released.rows(answer.keys)
        known = {
            f"{int(value):,}"
            for column in ("numerator", "denominator", "reference_numerator", "unknown_count")
            for value in rows[column].dropna()
        }
        for column in ("value", "lower", "upper"):
            known |= {f"{value:.0f}%" for value in rows[column].dropna()}
        text = re.sub(r"(April|March) \d{4}|under 25", "", answer.text)
        for number in re.findall(r"\d[\d,]*%?", text):
            assert number.rstrip(",") in known, (name, number)


def test_without_figures_it_says_who_holds_them(letter):
    told, _ = answers(blank(), letter, supplied=[])
    assert "police force has not supplied" in told["knives"].text
    assert "Office for National Statistics" in told["similar-places"].text
    assert all(answer.text.endswith(".") for answer in told.values())
    present, _ = answers(blank(), letter)
    assert present["knives"].text == "This edition holds no figures on it."


def test_another_definition_beside_the_own_is_never_taken_for_it(asked, letter):
    wider = asked.assign(
        key=asked["key"].str.replace(DEFINITION, "wider"),
        definition="wider",
        numerator=asked["numerator"] * 2,
        denominator=asked["denominator"] * 2,
    )
    both = pd.concat([wider, asked], ignore_index=True)
    assert answers(both, letter)[0] == answers(asked, letter)[0]


def test_similar_places_are_answered_from_what_is_published_of_other_forces():
    letters = load_assessment("west-mercia-2026-05")
    about = {
        "characteristic": "among forces", "area_type": "police_force", "source": "police-street", "already_public": True,
        "period_start": letters.year[0], "period_end": letters.year[1],
    }  # fmt: skip
    own = letters.settings.area.police_force
    rows = pd.concat(
        [
            estimates.build(
                pd.DataFrame({"area_code": [own, "E23000017"], "numerator": [100, 300], "denominator": 100_000,
                    "denominator_source": "made up", "denominator_year": 2021, "offence_group": "Robbery"}),
                letters.period, measure="crimes.rate", **about,
            ),
            estimates.build(
                pd.DataFrame({"group": ["compared", "recorded more", "recorded fewer", "about as many"], "numerator": [1, 1, 0, 0]}),
                letters.period, measure="crimes.forces", area_code=own, offence_group="Robbery", **about,
            ),
            estimates.build(
                pd.DataFrame({"area_code": [own, "E23000017"], "numerator": 12}), letters.period, measure="crimes.months", **about,
            ),
        ],
        ignore_index=True,
    )  # fmt: skip
    found = questions(release(rows, "public", letters.settings), letters.settings)
    answer = next(each.answer for each in found if each.name == "similar-places")
    assert "is no yardstick" in answer.text
    assert "1 recorded more, none fewer, none about as many" in answer.text
    assert len(answer.keys) == 6
