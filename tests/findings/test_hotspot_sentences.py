"""Sentences about hot areas say what their rows say, and admit when the naive map was better."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.estimates import build
from sva.findings import Context, sentence, unfounded

PERIOD = (pd.Timestamp("2025-01-01").date(), pd.Timestamp("2025-12-31").date())


def made(rows, **shared):
    return build(
        pd.DataFrame(rows, columns=["measure", "group", "numerator", "denominator"]),
        PERIOD,
        offence_group="Robbery",
        area_type="police_force",
        area_code="E23000016",
        source="police-street",
        already_public=True,
        period_end=PERIOD[1],
        **shared,
    )


def said(name, rows):
    one = sentence(name, rows, Context())
    assert unfounded(one.text, rows[rows["key"].isin(one.keys)]) == []
    assert set(one.keys) <= set(rows["key"])
    return one.text


def hot(core, solid, held=178):
    return made(
        [
            ("areas.share", "Hot", core, 804),
            ("areas.share", "Hot in nine of ten draws", solid, 804),
            ("crimes.held", "Hot", held, 804),
        ],
        characteristic="hot spot",
        period_start=PERIOD[0],
    )


def test_how_few_areas_hold_how_much_and_how_many_stay():
    assert said("hot-spots", hot(24, 16)) == (
        "24 of 804 small areas (3%) hold 22% of crimes published by police.uk as robbery (178 of 804) with a known "
        "place, from January to December 2025; 16 of them stay hot in at least nine of ten repeated draws."
    )
    assert "all of them stay" in said("hot-spots", hot(24, 24))
    assert "none of them stays" in said("hot-spots", hot(24, 0))


def test_no_hot_spot_is_said():
    assert said("hot-spots", hot(0, 0, 0)) == (
        "No small area stands out beyond chance, from January to December 2025."
    )


@pytest.mark.parametrize(
    ("naive", "end"),
    [(74, "held 16%, so the earlier counts were the better guide."), (40, "held 8%.")],
)
def test_the_forward_test_says_which_map_was_better(naive, end):
    rows = made(
        [
            ("crimes.caught", "Hot spots", 62, 472),
            ("areas.share", "Hot spots", 12, 804),
            ("areas.ground", "Hot spots", 469, 740843),
            ("crimes.caught", "Most counted", naive, 472),
            ("areas.share", "Most counted", 7, 804),
            ("areas.ground", "Most counted", 459, 740843),
        ],
        characteristic="forward test",
        period_start=pd.Timestamp("2025-07-01"),
        comparison_start=pd.Timestamp("2025-01-01"),
        comparison_end=pd.Timestamp("2025-06-30"),
    )
    text = said("forward-test", rows)
    assert text.startswith(
        "The areas that were hot from January to June 2025 (12 of 804 small areas, under 1% of the ground) held 13% of "
        "crimes published by police.uk as robbery (62 of 472) from July to December 2025; the areas with most before"
    )
    assert text.endswith(end)


def test_classes_are_counted_in_words():
    rows = made(
        [("areas.share", group, number, 804) for group, number in
         (("Persistent", 2), ("Emerging", 4), ("Diminishing", 0), ("Former", 4), ("Sporadic", 46), ("Never", 748))],
        characteristic="hot spot over time",
        period_start=PERIOD[0],
    )  # fmt: skip
    assert said("hot-classes", rows) == (
        "Of 804 small areas, from January to December 2025, 2 were hot nearly throughout, 4 were hot lately and not before, "
        "or ever more so, 4 were hot before and not lately and 46 were hot now and then."
    )


@pytest.mark.parametrize(
    ("metres", "days", "words"),
    [
        (200, 14, "another was likelier than chance gives for 14 days within 200 metres."),
        (0, 0, "than chance gives."),
    ],
)
def test_near_repeats_say_how_long_and_how_far(metres, days, words):
    rows = build(
        pd.DataFrame({"group": ["Metres", "Days"], "value": [metres, days]}),
        PERIOD,
        measure="hotspots.reach",
        offence_group="robbery",
        characteristic="near repeat",
        area_type="police_force",
        area_code="E23000016",
        source="police-offences",
        period_start=PERIOD[0],
        period_end=PERIOD[1],
    )
    text = said("near-repeat", rows)
    assert text.endswith(words)
    assert text.startswith("After one of the" if metres else "No more of the")


@pytest.mark.parametrize(
    ("still", "words"),
    [
        (3, "3 are hot against other recorded crime too; by residents the map mostly finds where people come together"),
        (20, "20 are hot against other recorded crime too; the map finds more than where people come together."),
        (0, "none is hot against other recorded crime; by residents the map mostly finds"),
    ],
)  # fmt: skip
def test_a_map_that_merely_finds_town_centres_says_so(still, words):
    rows = made(
        [
            ("areas.share", "Hot by residents", 24, 804),
            ("areas.share", "Hot against other crime too", still, 24),
        ],
        characteristic="population at risk",
        period_start=PERIOD[0],
    )
    text = said("who-is-at-risk", rows)
    assert text.startswith("Of the 24 areas that are hot by residents, ")
    assert words in text


def test_school_days_stand_beside_their_share_of_days():
    groups = ("School days", "Weekdays in school holidays", "Weekends")
    rows = pd.concat(
        [
            made(
                [(measure, group, number, total) for group, number in zip(groups, given, strict=True)],
                characteristic="kind of day",
                period_start=PERIOD[0],
            )
            for measure, given, total in (
                ("offences.share", (60, 15, 25), 100),
                ("days.share", (190, 70, 105), 365),
            )
        ]
    )  # fmt: skip
    text = said("kinds-of-day", rows)
    assert "school days were 52% of days and had 60%" in text.lower()
    assert (
        "weekdays in school holidays were 19% of days and had 15%; weekends were 29% of days and had 25%."
        in text
    )


def test_anchor_points_bear_no_claim_about_streets():
    rows = build(
        pd.DataFrame({"measure": ["hotspots.snapped"], "numerator": [570], "denominator": [1000]}),
        PERIOD,
        area_type="police_force",
        area_code="E23000016",
        period_start=PERIOD[0],
        period_end=PERIOD[1],
        source="police-offences",
    )
    assert said("near-repeat", rows) == (
        "57% of the points stand with at least two others, as a publisher's anchor points do, so nothing is said of "
        "streets or of repeats nearby: the smallest unit is the small area."
    )
