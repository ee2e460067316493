"""Counts, shares and rates by characteristic: unknowns are shown and never shared out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from sva import people
from sva.people.characteristics import UNKNOWN
from sva.reference.populations import PopulationTable, bundled


@pytest.fixture
def harmed(victims, serious):
    return people.select_people(victims, serious)


def counts(rows: pd.DataFrame) -> dict[str, int]:
    return {
        group: int(number) for group, number in zip(rows["group"], rows["numerator"], strict=True)
    }


def test_all_is_the_sum_of_the_groups_and_the_unknown(harmed, assessment):
    for name in ("sex", "ethnic_group", "age_band"):
        found = counts(people.count_by(harmed, name, assessment, "victims"))
        assert found["All"] == 5 == sum(found.values()) - found["All"]


def test_all_stands_first_groups_by_alphabet_unknown_last(harmed, assessment):
    rows = people.count_by(harmed, "ethnic_group", assessment, "victims")
    assert rows["group"].tolist() == ["All", "Asian", "Black", "Mixed", "Other", "White", UNKNOWN]


def test_ages_stand_by_age_and_bands_meet_without_gap(harmed, assessment):
    rows = people.count_by(harmed, "age_band", assessment, "victims")
    assert rows["group"].tolist()[1:-1] == list(people.characteristics.AGE_BANDS)
    limits = list(people.characteristics.AGE_BANDS.values())
    assert all(below[1] + 1 == above[0] for below, above in pairwise(limits))


def test_a_characteristic_known_in_one_row_of_the_incident_is_known(harmed, assessment):
    # p's sex is unknown in the first offence of incident i and known in the second.
    assert counts(people.count_by(harmed, "sex", assessment, "victims"))["Female"] == 2


def test_known_shares_leave_the_unknown_out_and_say_how_many(harmed, assessment):
    rows = people.share_by(harmed, "ethnic_group", assessment, "victims")
    assert rows["denominator"].unique().tolist() == [4]
    assert rows["unknown_count"].unique().tolist() == [1]
    assert UNKNOWN not in set(rows["group"])
    assert rows["value"].sum() == pytest.approx(100)


def test_under_sixty_in_a_hundred_no_share_is_given(harmed, assessment):
    thin = harmed.assign(disability=["Disabled", *[None] * (len(harmed) - 1)])
    rows = people.share_by(thin, "disability", assessment, "victims")
    assert rows["flag"].unique().tolist() == ["not assessable"]
    assert rows["value"].isna().all()
    assert rows["numerator"].isna().all()


def test_a_column_nobody_sent_is_recorded_for_nobody(harmed, assessment):
    rows = people.coverage({"all": harmed}, ["religion"], assessment, "victims").set_index("group")
    assert rows["numerator"].to_dict() == {
        "Recorded": 0,
        "Asked, not stated": 0,
        "Not recorded": 0,
        "Not collected": 5,
    }
    assert rows["flag"].unique().tolist() == ["not assessable"]


def test_refused_unknown_and_not_collected_are_told_apart(assessment):
    # 20 people in a month before the system held religion, and five after it
    asked = pd.DataFrame(
        {
            "counted": range(25),
            "month": pd.to_datetime(["2022-05-01"] * 20 + ["2022-06-01"] * 5),
            "religion": [None] * 20 + ["Sikh", "Muslim", "Not stated", None, "Unknown"],
        }
    )
    rows = people.coverage({"all": asked}, ["religion"], assessment, "victims")
    assert dict(zip(rows["group"], rows["numerator"], strict=True)) == {
        "Recorded": 2,
        "Asked, not stated": 1,
        "Not recorded": 2,
        "Not collected": 20,
    }
    assert rows["denominator"].unique().tolist() == [25]


def test_a_person_is_in_the_best_state_of_any_row_of_the_incident(harmed, assessment):
    # p's sex is unknown in one offence of incident i and known in the other
    rows = people.coverage({"all": harmed}, ["sex"], assessment, "victims").set_index("group")
    assert rows.loc["Recorded", "numerator"] == 5


def test_profiles_of_cohorts_are_those_of_one_at_a_time(harmed, victims, assessment):
    names = ["sex", "age_band", "ethnic_group"]
    parts = people.cohorts_of(harmed, assessment, victims)
    rows = people.profiles(parts, [*names, "religion"], assessment, "victims")
    assert "religion" not in set(rows["characteristic"])
    for cohort in ("all", "under-25", "age-14-24"):
        for name in names:
            alone = people.share_by(parts[cohort], name, assessment, "victims", cohort=cohort)
            if alone["flag"].fillna("").eq("not assessable").all():
                assert not rows["key"].isin(alone["key"]).any()
                continue
            both = rows.merge(alone, on="key", suffixes=("", "_alone"))
            assert len(both) == len(alone)
            for column in ("numerator", "denominator", "unknown_count", "value"):
                assert both[column].equals(both[f"{column}_alone"])


def test_a_share_of_people_counts_each_once_and_true_if_any_row_is(harmed, assessment):
    had = pd.Series([False, True, None, None, False, True, False], dtype="boolean")
    row = people.share_of(harmed, had, "arrest", assessment, "victims", group="arrested").iloc[0]
    # p in i: true in one of two rows; in j p and q are not recorded, of the two others one is
    assert (row["numerator"], row["denominator"], row["unknown_count"]) == (2, 3, 2)


def test_shares_stand_beside_those_of_residents(harmed, assessment):
    base = {
        name: people.residents_by(bundled(), name, assessment)
        for name in ("sex", "disability", "ethnic_group")
    }
    rows = people.shares_beside(harmed, base, assessment, "victims")
    assert rows["characteristic"].unique().tolist() == ["sex", "ethnic_group"]
    assert rows["measure"].tolist()[:2] == ["victims.share", "population.share"]
    residents = rows[rows["measure"] == "population.share"]
    assert residents.groupby("characteristic")["value"].sum().round(6).tolist() == [100.0, 100.0]
    assert residents["already_public"].all()
    assert not rows.loc[rows["measure"] == "victims.share", "already_public"].any()


def test_someone_harmed_a_month_ago_was_and_someone_thirteen_months_ago_was_not(serious):
    offences = pd.DataFrame(
        {
            "offence_key": ["now", "near", "far", "same", "first"],
            "month": pd.to_datetime(
                ["2022-05-01", "2022-04-01", "2021-04-01", "2022-05-01", "2019-01-01"]
            ),
        }
    )
    before = pd.DataFrame({"offence_key": ["near", "far", "same"], "person_key": ["p", "q", "r"]})
    found = pd.DataFrame(
        {
            "person_key": ["p", "q", "r", None, "s"],
            "month": pd.to_datetime(["2022-05-01"] * 4 + ["2019-06-01"]),
        }
    )
    told = people.with_history(found, before, offences)["previous_victim"].tolist()
    # the last one's offence lies too near the first record to say
    assert told == [True, False, False, pd.NA, pd.NA]


def test_the_pyramid_has_residents_behind_it_where_a_table_crosses_age_and_sex(harmed, assessment):
    plain = people.pyramid(harmed, assessment, "victims", bundled())
    assert plain["measure"].unique().tolist() == ["victims.share"]
    frame = pd.DataFrame(
        [("E23000016", "10-17", sex, 50) for sex in ("Female", "Male")]
        + [("E23000016", band, sex, 25) for band in ("0-9", "18-24", "25-34", "35-49", "50-64", "65+") for sex in ("Female", "Male")],
        columns=["area_code", "age", "sex", "population"],
    )  # fmt: skip
    crossed = PopulationTable(
        "police_force", 2021, ("age", "sex"), frame, "residents", "made up", 2021, True
    )
    rows = people.pyramid(
        harmed, assessment, "victims", replace(bundled(), geography={}).with_tables([crossed])
    )
    assert set(rows["strata"]) == {"Female", "Male", "Female residents", "Male residents"}
    behind = rows[rows["measure"] == "population.share"]
    assert behind["value"].sum() == pytest.approx(100)
    assert behind.loc[behind["group"] == "10 to 17", "value"].tolist() == [12.5, 12.5]


def test_yes_and_no_are_words_and_null_is_neither(harmed, assessment):
    flagged = harmed.assign(
        looked_after=pd.array([True] * 3 + [False] * 3 + [None], dtype="boolean")
    )
    assert counts(people.count_by(flagged, "looked_after", assessment, "victims")) == {
        "All": 5,
        "No": 3,
        "Yes": 2,
        UNKNOWN: 0,
    }


def test_rates_of_the_published_searches_on_two_censuses(assessment):
    # 224 and 3,476 searches in the year to March 2022 on 5,062 and 1,176,516 residents of 2011 print as 44 and 3 for
    # every 1,000 (Shropshire Star, 2022; Census 2011 QS201EW); Byar's limits worked out by hand.
    year = assessment.previous_year
    rows = pd.DataFrame({"ethnic_group": ["Black"] * 224 + ["White"] * 3476 + ["Unknown"] * 634})
    searches = rows.assign(counted=range(len(rows)), month=pd.Timestamp("2021-10-01"))
    old = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    rates = people.rate_by(searches, "ethnic_group", assessment, "searches", old, period=year)
    black = rates[rates["group"] == "Black"].iloc[0]
    assert black[["value", "lower", "upper"]].astype(float).round(2).tolist() == [
        44.25,
        38.65,
        50.44,
    ]
    assert rates.loc[rates["group"] == "White", "value"].iloc[0] == pytest.approx(2.9545, abs=1e-4)
    assert black["denominator_year"] == 2011
    assert black["unknown_count"] == 634
    new = people.residents_by(bundled(), "ethnic_group", assessment, year=2021)
    later = people.rate_by(searches, "ethnic_group", assessment, "searches", new, period=year)
    assert later.loc[later["group"] == "Black", "value"].iloc[0] == pytest.approx(20.03, abs=0.005)


def test_both_censuses_can_stand_in_one_release(harmed, assessment):
    parts = [
        people.rate_by(
            harmed, "ethnic_group", assessment, "victims",
            people.residents_by(bundled(), "ethnic_group", assessment, year=year),
        )
        for year in (2011, 2021)
    ]  # fmt: skip
    assert not pd.concat(parts)["key"].duplicated().any()


def test_a_rate_without_residents_says_which_table_is_wanting(harmed, assessment):
    none = people.residents_by(bundled(), "ethnic_group", assessment, cohort="under-25")
    rows = people.rate_by(harmed, "ethnic_group", assessment, "victims", none, cohort="under-25")
    assert rows["flag"].unique().tolist() == ["not assessable"]
    assert rows["value"].isna().all()
    assert rows["numerator"].notna().all()
    assert "RM032" in rows["denominator_source"].iloc[0]


def test_a_cohort_of_incidents_has_no_residents_of_its_own(assessment):
    none = people.residents_by(bundled(), "sex", assessment, cohort="age-14-24")
    assert none["denominator"].isna().all()
    assert "any age" in none["denominator_source"].iloc[0]


def test_a_demonstration_table_says_its_word(assessment):
    frame = pd.DataFrame(
        {
            "area_code": "E23000016",
            "age": ["0-24", "25+"] * 2,
            "ethnic_group": ["Black", "Black", "White", "White"],
            "population": [10, 20, 300, 400],
        }
    )
    made_up = PopulationTable(
        "police_force", 2011, ("ethnic_group", "age"), frame, "residents", "made up", 2011, True
    )
    populations = replace(bundled(), geography={}).with_tables([made_up])
    rows = people.residents_by(populations, "ethnic_group", assessment, cohort="under-25")
    assert rows[["group", "denominator"]].to_numpy().tolist() == [
        ["All", 310],
        ["Black", 10],
        ["White", 300],
    ]
    assert rows["denominator_source"].str.startswith("demonstration").all()


def test_a_pyramid_has_its_own_rows_for_each_sex(harmed, assessment):
    rows = people.count_by(harmed, "age_band", assessment, "victims", within="sex")
    assert set(rows["strata"]) == {"Female", "Male"}
    assert not rows["key"].duplicated().any()
    children = rows[(rows["group"] == "10 to 17") & (rows["strata"] == "Female")]
    assert children["numerator"].tolist() == [2]


def test_residents_by_disability_and_religion_are_in_the_groups_of_the_records(assessment):
    disability = pd.DataFrame(
        {
            "area_code": "E23000016",
            "disability": [
                "Disabled under the Equality Act",
                "Not disabled under the Equality Act",
            ],
            "population": [200, 800],
        }
    )
    religion = pd.DataFrame(
        {"area_code": "E23000016", "religion": ["Christian", "No religion", "Not answered", "Sikh"], "population": [500, 350, 100, 50]}
    )  # fmt: skip
    tables = [
        PopulationTable("police_force", 2021, (name,), frame, "residents", "made up", 2021, True)
        for name, frame in (("disability", disability), ("religion", religion))
    ]
    populations = replace(bundled(), geography={}).with_tables(tables)
    rows = people.residents_by(populations, "disability", assessment)
    assert rows.set_index("group")["denominator"].to_dict() == {
        "All": 1000,
        "Disabled": 200,
        "Not disabled": 800,
    }
    rows = people.residents_by(populations, "religion", assessment)
    # who did not answer the voluntary question is in no group and not in All
    assert rows["group"].tolist() == ["All", "Christian", "No religion", "Sikh"]
    assert rows["denominator"].tolist() == [900, 500, 350, 50]
    searched = pd.DataFrame(
        {
            "counted": range(60),
            "disability": ["Disabled"] * 30 + ["Not disabled"] * 30,
            "religion": ["Sikh"] * 30 + ["Christian"] * 30,
            "month": pd.Timestamp("2022-05-01"),
        }
    )
    base = {
        name: people.residents_by(populations, name, assessment)
        for name in ("disability", "religion", "gender_identity")
    }
    ratios = people.ratios_of_each(searched, base, assessment, "victims").set_index("group")
    assert ratios.loc["Disabled", "value"] == pytest.approx(4)
    assert ratios.loc["Sikh", "value"] == pytest.approx(10)
    assert "gender_identity" not in set(ratios["characteristic"])


@pytest.mark.parametrize("name", ["pregnancy", "gender_identity", "marital_status"])
def test_where_nobody_counts_residents_the_reason_stands_in_place_of_a_base(name, assessment):
    rows = people.residents_by(bundled(), name, assessment)
    assert rows["denominator"].isna().all()
    assert len(rows["denominator_source"].iloc[0]) > 10
