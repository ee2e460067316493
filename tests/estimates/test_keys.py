"""Keys: readable, unique, and the same from year to year."""

import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sva.estimates import build, make_keys, period_name, shape, slug

PERIOD = (date(2020, 4, 1), date(2023, 3, 31))


def year_later(day):
    return (
        date(day.year + 1, day.month, day.day)
        if (day.month, day.day) != (2, 29)
        else date(day.year + 1, 2, 28)
    )


def last_day(year, month):
    return (pd.Timestamp(year, month, 1) + pd.offsets.MonthEnd()).date()


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (date(2022, 4, 1), date(2023, 3, 31), "year"),
        (date(2021, 4, 1), date(2022, 3, 31), "previous year"),
        (date(2020, 4, 1), date(2021, 3, 31), "year -2"),
        (date(2020, 4, 1), date(2023, 3, 31), "period"),
        (date(2023, 3, 1), date(2023, 3, 31), "month -0"),
        (date(2022, 12, 1), date(2022, 12, 31), "month -3"),
        (date(2022, 1, 1), date(2022, 12, 31), "months -14 to -3"),
    ],
)
def test_periods_are_named_by_their_place_in_the_assessment(start, end, name):
    assert period_name(start, end, PERIOD[1], PERIOD[0]) == name


def test_months_after_the_period_are_named_too():
    assert period_name(date(2023, 4, 1), date(2023, 4, 30), PERIOD[1], PERIOD[0]) == "month --1"


def test_a_key_reads_as_what_its_row_is():
    table = build(
        pd.DataFrame({"group": ["Black"], "numerator": [224], "denominator": [5062]}), (date(2021, 4, 1), date(2022, 3, 31)),
        measure="searches.rate", cohort="age-10-17", characteristic="ethnic_group", area_type="police_force",
        area_code="E23000016", period_start=date(2021, 4, 1), period_end=date(2022, 3, 31), source="police-stop-search",
        denominator_year=2011, strata="Male",
    )  # fmt: skip
    assert (
        table["key"][0]
        == "searches.rate/age-10-17/ethnic-group=black/police_force=E23000016/base=2011/male/year"
    )


groups = st.one_of(st.none(), st.sampled_from(["Female", "Male", "10 to 17", "Black", "Unknown"]))
months = st.integers(1, 60)
rows = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["victims.count", "victims.rate", "searches.share"]),
        # Names as they are used: no word is both a cohort and a kind of offence.
        "cohort": st.sampled_from([None, "all", "under-18", "age-10-17"]),
        "definition": st.sampled_from([None, "west-mercia-2023"]),
        "offence_group": st.sampled_from([None, "rape", "Violence & sexual offences"]),
        "characteristic": st.sampled_from([None, "sex", "age_band"]),
        "group": groups,
        "reference_group": groups,
        "strata": st.sampled_from([None, "Saturday", "same months"]),
        "area_type": st.sampled_from(["csp", "district"]), "area_code": st.sampled_from(["E22000326", "E07000237"]),
        "denominator_year": st.sampled_from([None, 2011, 2021]), "back": months, "length": months,
    }
)  # fmt: skip


def frame_of(given_rows, end):
    """Rows that end so many months before the end of an assessment, and so long."""
    made = []
    for row in given_rows:
        last = end.year * 12 + end.month - 1 - row["back"]
        first = last - row["length"] + 1
        period = {
            "period_start": date(first // 12, first % 12 + 1, 1),
            "period_end": last_day(last // 12, last % 12 + 1),
        }
        made.append(
            {name: value for name, value in row.items() if name not in ("back", "length")} | period
        )
    return shape(pd.DataFrame(made))


@settings(deadline=None, max_examples=50)
@given(st.lists(rows, min_size=1, max_size=12))
def test_keys_are_the_same_when_every_date_moves_by_a_year(given_rows):
    now = frame_of(given_rows, PERIOD[1])
    later = frame_of(given_rows, year_later(PERIOD[1]))
    assert (
        make_keys(now, *PERIOD).tolist()
        == make_keys(later, *(year_later(day) for day in PERIOD)).tolist()
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(rows, min_size=1, max_size=12))
def test_no_key_ends_in_a_date(given_rows):
    for key in make_keys(frame_of(given_rows, PERIOD[1]), *PERIOD):
        assert not re.search(r"\d{4}", key.split("/")[-1])


def test_keys_of_every_period_within_an_assessment_are_different():
    spans = []
    for first in range(36):
        for last in range(first, 36):
            start = date(2020 + (3 + first) // 12, (3 + first) % 12 + 1, 1)
            end = last_day(2020 + (3 + last) // 12, (3 + last) % 12 + 1)
            spans.append((start, end))
    names = [period_name(*span, PERIOD[1], PERIOD[0]) for span in spans]
    assert len(set(names)) == len(spans) == 666


@settings(deadline=None, max_examples=50)
@given(st.lists(rows, min_size=2, max_size=12))
def test_rows_that_say_different_things_have_different_keys(given_rows):
    frame = frame_of(given_rows, PERIOD[1])
    said = frame.drop(columns=["key", "value"]).astype("string").fillna("").map(slug)
    # A characteristic without a group is that of all.
    said.loc[(said["characteristic"] != "") & (said["group"] == ""), "group"] = "all"
    assert make_keys(frame, *PERIOD).nunique() == len(said.drop_duplicates())


@pytest.mark.parametrize(
    ("column", "one", "other"),
    [
        ("cohort", "under-18", "under-25"), ("definition", "a", "b"), ("offence_group", "rape", "robbery"), ("group", "Female", "Male"),
        ("reference_group", "White", "All"), ("area_code", "E07000237", "E07000238"), ("area_type", "district", "csp"),
        ("denominator_year", 2011, 2021), ("strata", "Male", "Female"), ("measure", "victims.count", "victims.rate"),
        ("period_start", date(2022, 4, 1), date(2021, 4, 1)),
    ],
)  # fmt: skip
def test_each_part_of_what_a_row_is_makes_another_key(column, one, other):
    row = {
        "measure": "victims.count", "characteristic": "sex", "group": "Female", "area_type": "district", "area_code": "E07000237",
        "period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31),
    }  # fmt: skip
    frame = shape(pd.DataFrame([{**row, column: one}, {**row, column: other}]))
    assert make_keys(frame, *PERIOD).nunique() == 2


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30))
def test_a_slug_has_no_slash_and_no_equals_sign_and_is_its_own_slug(text):
    assert not set(slug(text)) & set("/= ")
    assert slug(slug(text)) == slug(text)
