"""Every template says what its released rows say, and nothing else."""

import pandas as pd
import pytest

from sva.disclosure import release
from sva.errors import SvaError
from sva.estimates import blank
from sva.findings import TEMPLATES, Context, sentence, unfounded

CLAIMS = (
    "higher",
    "lower",
    "rose",
    "fell",
    "increase",
    "decrease",
    "significant",
    "trend",
    "more likely",
    "less likely",
    "BAME",
    "offender",
)


@pytest.fixture
def say(demo_release, letter):
    """Say a template from the rows that a question finds, and check every number in it."""
    context = Context.of(demo_release, letter.settings)

    def tell(name, query):
        rows = demo_release.estimates.query(query)
        said = sentence(name, demo_release.rows(rows["key"]), context)
        assert said.text.endswith(".")
        assert unfounded(said.text, demo_release.rows(said.keys), context.words()) == []
        assert not [word for word in CLAIMS if word in said.text]
        return said.text

    return tell


YEAR = "key.str.endswith('/year')"
PLAIN = "characteristic.isna() and offence_group.isna()"


def test_a_level_has_its_year_its_rate_and_its_limits(say, demo_release):
    text = say(
        "level",
        f"measure.isin(['offences.count', 'offences.rate']) and area_type == 'police_force' and {PLAIN} and {YEAR}",
    )
    count, rate, upper = (
        ("about 4,210", "about 3.4", "3.5")
        if demo_release.edition == "public"
        else ("4,213", "3.4", "3.6")
    )
    assert text == (
        f"From April 2022 to March 2023 there were {count} offences of serious violence in West Mercia: "
        f"{rate} for every 1,000 residents of 2011 (3.3 to {upper}, allowing for chance)."
    )


def test_the_largest_kinds_are_named_with_their_counts(say, demo_release):
    text = say("largest", f"measure == 'offences.count' and offence_group.notna() and {YEAR}")
    start = "The kinds with most offences of serious violence from April 2022 to March 2023 were "
    if demo_release.edition == "public":
        told = "rape (about 1,600), serious injury and wounding (about 1,405) and robbery (about 735); for some there are too few to say."
    else:
        told = "rape (1,602), serious injury and wounding (1,404) and robbery (733)."
    assert text == start + told


def test_hours_come_with_the_offences_whose_hour_is_not_known(say):
    text = say("largest", "characteristic == 'hour'")
    assert "Friday, 21:00 to 23:59 (" in text
    assert "the hour is not known for" in text


def test_groups_of_people_are_told_in_order_and_never_ranked(letter, rows_of):
    groups = ["All", "Asian", "Black", "Mixed", "Other", "White", "Unknown"]
    rows = rows_of(
        letter,
        "victims.count",
        characteristic="ethnic_group",
        group=groups,
        numerator=[700, 20, 90, 30, 10, 400, 150],
    )
    context = Context.of(release(blank(), "restricted", letter.settings), letter.settings)
    text = sentence("largest", rows, context).text
    assert [text.index(group) for group in groups[1:-1]] == sorted(
        text.index(group) for group in groups[1:-1]
    )
    assert "most" not in text
    assert "not known for 150" in text


def test_shares_are_told_with_their_base_and_its_unknowns(say, demo_release):
    text = say("share", "measure == 'victims.share' and characteristic == 'sex'")
    base, unknown = (
        ("about 5,000", "about 105") if demo_release.edition == "public" else ("5,000", "107")
    )
    assert text == (
        f"Of {base} victims of serious violence whose sex is recorded, 61% were female and 39% male (April 2022 to March 2023); "
        f"it is not recorded for {unknown}."
    )


def test_what_is_seldom_recorded_is_named_and_not_described(say):
    text = say("coverage", "measure == 'victims.known'")
    assert "sex for 98%" in text
    assert text.endswith("too seldom to be described: religion or belief.")


def test_outcomes_say_how_many_are_still_open(say):
    text = say("outcomes", "measure == 'outcomes.share'")
    assert "11% are not yet assigned, so the other shares will change" in text
    assert (
        "investigation complete, no suspect identified (21%)" in text
    )  # an outcome, though it says "investigation"


def test_concentration_counts_areas_and_says_of_what(say):
    assert "were in 92 of 739 small areas" in say("concentration", "measure == 'areas.share'")


def test_areas_state_lowest_and_highest_with_limits(say):
    text = say("areas", "area_type == 'csp'")
    assert "Shropshire (2.4 to 2.8)" in text
    assert "Telford and Wrekin (5.1 to 5.8, allowing for chance)" in text


def test_a_monthly_series_has_its_range_and_its_latest(say, demo_release):
    text = say("series", "key.str.contains('/month ')")
    told = "about 330 to 365 a month" if demo_release.edition == "public" else "331 to 366 a month"
    assert told in text
    assert "March 2023" in text
    assert "recording" not in text


def test_a_step_without_a_known_cause_is_a_question_to_the_registrar(street_release, opened):
    rows = street_release.estimates.query("key.str.contains('/month ')")
    said = sentence("monthly", rows, Context.of(street_release, opened.settings))
    assert "36 to 54 a month before May 2025 and 68 to 91 from then on" in said.text
    assert "recording may have changed in May 2025; ask the force crime registrar" in said.text
    assert unfounded(said.text, street_release.rows(said.keys)) == []


def test_a_flagged_change_of_recording_is_said_where_it_stands(letter, rows_of):
    months = pd.date_range("2022-04-01", periods=4, freq="MS")
    rows = rows_of(
        letter, "offences.count", numerator=[10, 11, 12, 11], period_start=list(months),
        period_end=list(months + pd.offsets.MonthEnd()), flag=[None, None, "possible recording change", None],
    )  # fmt: skip
    said = sentence("monthly", rows)
    assert "recording may have changed in June 2022" in said.text
    assert said.certainty.startswith("Fair")


def test_the_same_months_of_two_years_are_counts_and_no_change_is_claimed(street_release, opened):
    rows = street_release.estimates.query("strata == 'same months'")
    said = sentence("compare_months", rows, Context.of(street_release, opened.settings))
    assert said.text == (
        "Crimes published by police.uk as robbery: 181 in January to April 2025 and 190 in January to April 2024. "
        "These are counts of the same months only; no change is claimed from them."
    )


def test_rates_of_groups_each_have_their_for_every(letter, rows_of):
    # West Mercia, year to March 2022, census 2011 (Shropshire Star, 10 November 2022; ONS QS201EW).
    rows = rows_of(
        letter, "searches.rate", characteristic="ethnic_group", group=["All", "Black", "White"], numerator=[4334, 224, 3476],
        denominator=[1_222_416, 5062, 1_176_516], denominator_year=2011, source="police-stop-search",
    )  # fmt: skip
    said = sentence("rates", rows)
    assert said.text == (
        "Stop and searches from April 2022 to March 2023 for every 1,000 residents of the same group in 2011: "
        "Black 44 (39 to 50); White 3 (2.9 to 3.1) (limits allow for chance)."
    )
    assert unfounded(said.text, rows) == []


def test_one_thing_is_said_in_the_singular(letter, rows_of):
    rows = rows_of(
        letter,
        "offences.count",
        definition="west-mercia-2023",
        offence_group="homicide",
        numerator=[1],
    )
    context = Context.of(release(blank(), "restricted", letter.settings), letter.settings)
    assert "there was 1 offence of homicide in West Mercia" in sentence("level", rows, context).text


def test_none_is_said_as_none(letter, rows_of):
    rows = rows_of(
        letter, "offences.rate", offence_group="homicide", numerator=[0], denominator=1000
    )
    assert "there were no offences of homicide" in sentence("level", rows).text


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - {"missing"}))
def test_rows_that_are_all_withheld_are_too_few_to_say(name, letter, rows_of):
    rows = release(
        rows_of(letter, "victims.count", numerator=[3]), "public", letter.settings
    ).estimates
    said = sentence(name, rows, Context(topic="Victims by home"))
    assert said.text == "Victims by home: too few to say."
    assert said.certainty.startswith("None")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_what_was_not_supplied_is_said_with_who_holds_it(name):
    said = sentence(name, blank(), Context(needs=("ambulance",)))
    assert said.text.startswith(
        "We cannot say: the ambulance service has not supplied its call-outs to violence."
    )


def test_a_note_on_what_is_missing_says_what_it_would_add_and_nothing_where_it_is_there():
    assert sentence("missing", blank(), Context(needs=("probation",))).text.endswith(
        "With that, this report could show adults under supervision for violence."
    )
    assert (
        sentence(
            "missing", blank(), Context(needs=("probation",), supplied=frozenset({"probation"}))
        ).text
        == ""
    )


def test_rows_absent_from_an_edition_are_said_to_be(letter):
    assert (
        sentence("level", blank(), Context(topic="Costs")).text
        == "Costs: this edition holds no figures for it."
    )


def test_an_unknown_template_is_refused_with_those_there_are():
    with pytest.raises(SvaError, match="one of agreement, apart, areas, asked"):
        sentence("poem", blank())


@pytest.mark.parametrize(
    "name", ["areas", "compare-months", "largest", "level", "monthly", "rates", "share"]
)
def test_police_uk_figures_are_never_called_serious_violence(name, street_release, opened):
    context = Context.of(street_release, opened.settings)
    for _, rows in street_release.estimates.groupby("measure"):
        assert "serious violence" not in sentence(name, rows.reset_index(drop=True), context).text


def test_a_template_that_does_not_fit_its_rows_names_them(street_release):
    rows = street_release.estimates.query("measure == 'crimes.count'")
    with pytest.raises(
        SvaError, match=r"measures crimes\.count; expected measures like areas\.share"
    ):
        sentence("concentration", rows)


def test_rates_of_small_counts_are_said_for_so_many_that_they_need_no_decimals(letter, rows_of):
    rows = rows_of(
        letter, "victims.rate", characteristic="ethnic_group", group=["Asian", "White"], numerator=[45, 2380],
        denominator=[35_119, 1_224_227], denominator_year=2021,
    )  # fmt: skip
    text = sentence("rates", rows).text
    assert (
        "for every 10,000 residents of the same group in 2021: Asian 13 (9 to 17); White 19 (19 to 20)"
        in text
    )


def test_a_group_that_ends_in_a_number_is_kept_apart_from_its_own_number(letter, rows_of):
    rows = rows_of(
        letter,
        "victims.count",
        characteristic="age_band",
        group=["All", "10 to 17", "65 and over"],
        numerator=[98, 58, 40],
    )
    assert "10 to 17: 58; 65 and over: 40" in sentence("largest", rows).text


def test_places_are_not_described_like_people(say):
    text = say("share", "characteristic == 'place_status'")
    assert (
        "Inside the force area 95%; No usable location 4%; Outside the force area under 1%" in text
    )
    assert "whose" not in text
