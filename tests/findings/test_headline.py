"""The five findings of the first page, in both editions, on demonstration and on open data."""

import pandas as pd
import pytest

from sva.disclosure import release
from sva.estimates import blank
from sva.findings import Context, headline, unfounded

NAMES = ["scale", "who-is-harmed", "who-harms", "where-and-when", "what-we-cannot-see"]
SUPPLIED = [
    "police-offences",
    "police-victims",
    "police-suspects",
    "police-disposals",
    "police-stop-search",
]


@pytest.fixture
def found(demo_release, letter):
    return {each.name: each for each in headline(demo_release, letter.settings, SUPPLIED)}


@pytest.fixture
def opened_found(street_release, opened):
    return {each.name: each for each in headline(street_release, opened.settings)}


def test_there_are_always_five_in_this_order(found, opened_found, letter):
    assert list(found) == list(opened_found) == NAMES
    nothing = headline(release(blank(), "public", letter.settings), letter.settings, SUPPLIED)
    assert [each.name for each in nothing] == NAMES
    assert all(each.text for each in nothing)


def test_every_number_stands_in_the_rows_a_finding_cites(found, demo_release, letter):
    phrases = Context.of(demo_release, letter.settings).words()
    for each in found.values():
        assert unfounded(each.text, demo_release.rows(each.keys), phrases) == [], each.name


def test_every_number_from_open_data_stands_too(opened_found, street_release, opened):
    phrases = Context.of(street_release, opened.settings).words()
    for each in opened_found.values():
        assert unfounded(each.text, street_release.rows(each.keys), phrases) == [], each.name


def test_every_finding_says_how_sure(found, opened_found):
    for each in (*found.values(), *opened_found.values()):
        assert each.certainty.startswith(("High", "Fair", "Low", "None"))


def test_scale_is_the_area_s_own_definition_with_its_rate(found):
    assert "offences of serious violence in West Mercia" in found["scale"].text
    assert "for every 1,000 residents of 2011" in found["scale"].text


def test_who_is_harmed_and_who_harms_tell_age_and_sex(found):
    assert "About 1 in 3 victims" in found["who-is-harmed"].text
    assert "61% were female" in found["who-is-harmed"].text
    assert "Suspects are not offenders" in found["who-harms"].text


def test_where_and_when_names_places_and_hours(found):
    assert "92 of 739 small areas" in found["where-and-when"].text
    assert "Friday, 21:00 to 23:59" in found["where-and-when"].text


def test_what_we_cannot_see_names_gaps_and_holders(found):
    text = found["what-we-cannot-see"].text
    assert "Ethnicity is recorded for" in text
    assert "have no usable location" in text
    assert "the ambulance service" in text


def test_open_data_say_what_they_cannot_say_and_who_holds_it(opened_found):
    assert opened_found["who-is-harmed"].text == (
        "Who is harmed we cannot say: the police force has not supplied its records of victims."
    )
    assert opened_found["who-harms"].text.startswith(
        "Who harms we cannot say: the police force has not"
    )
    assert "At what hours we cannot say" in opened_found["where-and-when"].text


def test_no_police_uk_figure_is_called_serious_violence(opened_found):
    # Calendar 2025, West Mercia: 39,702 violence and sexual offences, 813 robberies, 1,111 possession of weapons.
    text = opened_found["scale"].text
    assert (
        "39,702 as violence and sexual offences, 813 as robbery and 1,111 as possession of weapons"
        in text
    )
    assert "None of these is a count of serious violence" in text
    assert "102,105" not in text
    assert "serious violence" not in opened_found["where-and-when"].text


def test_findings_of_an_edition_cite_only_rows_of_that_edition(found, demo_release):
    released = set(demo_release.estimates["key"])
    for each in found.values():
        assert set(each.keys) <= released


def test_a_contract_that_is_listed_but_not_supplied_is_missing(letter):
    public = release(blank(), "public", letter.settings)
    found = headline(public, letter.settings, supplied=["police-offences"])
    assert "has not supplied its records of victims" in found[1].text


def test_no_row_is_taken_from_another_year_or_a_part(letter, rows_of):
    whole = {"definition": "west-mercia-2023", "numerator": [900]}
    before = rows_of(
        letter,
        "offences.count",
        period_start=letter.previous_year[0],
        period_end=letter.previous_year[1],
        **whole,
    )
    month = rows_of(letter, "offences.count", period_start=letter.period[1].replace(day=1), **whole)
    young = rows_of(letter, "offences.count", cohort="under-18", **whole)
    other = rows_of(
        letter, "offences.count", numerator=[90_000]
    )  # all recorded crime: no definition
    for rows in (before, month, young, other):
        released = release(rows, "restricted", letter.settings)
        assert headline(released, letter.settings, SUPPLIED)[0].keys == ()


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("victims.count", "Female 600; Male 300; 900 in all"),
        ("victims.rate", "Female 10 (9 to 11); Male 5 (4.5 to 5.6)"),
    ],
)
def test_sex_is_told_by_what_was_released_of_it(letter, rows_of, measure, words):
    whole = rows_of(
        letter, "victims.count", definition="west-mercia-2023", cohort="all", numerator=[900]
    )
    base = (
        {"denominator": [1_200_000, 600_000, 600_000], "denominator_year": 2021}
        if measure.endswith("rate")
        else {}
    )
    sexes = rows_of(
        letter, measure, definition="west-mercia-2023", cohort="all", characteristic="sex", group=["All", "Female", "Male"],
        numerator=[900, 600, 300], **base,
    )  # fmt: skip
    released = release(pd.concat([whole, sexes], ignore_index=True), "restricted", letter.settings)
    assert words in headline(released, letter.settings, SUPPLIED)[1].text
