"""Overlap, co-offending, the few with most, distance, subsets, and both ethnicities: small tables with known answers."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from sva import people
from sva.disclosure import release
from sva.findings import Context, sentence
from sva.reference.populations import bundled

MONTH = pd.Timestamp("2022-05-01")


def crowd(number: int, **columns) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "counted": range(number),
            "incident_key": [f"i{i}" for i in range(number)],
            "person_key": [f"p{i}" for i in range(number)],
            "month": [MONTH] * number,
            **columns,
        }
    )


def test_a_person_harmed_twice_and_suspected_once_overlaps_once(assessment):
    harmed = crowd(4, person_key=["a", "a", "b", None])
    suspected = crowd(3, person_key=["a", "c", "d"])
    rows = people.overlap(harmed, suspected, assessment).set_index("measure")
    assert rows.loc["victims.share", ["numerator", "denominator", "unknown_count"]].tolist() == [
        1,
        2,
        1,
    ]
    assert rows.loc["suspects.share", ["numerator", "denominator"]].tolist() == [1, 3]


def test_two_offences_of_one_suspect_are_not_two_suspects_together(assessment):
    suspected = crowd(3, counted=[0, 0, 1], incident_key=["i", "i", "j"])
    row = people.suspected_together(suspected, assessment).iloc[0]
    assert (row["numerator"], row["denominator"]) == (0, 2)


def test_distance_is_between_middles_of_areas_and_outsiders_are_unknown(assessment):
    geopandas = pytest.importorskip("geopandas")
    from shapely.geometry import box

    areas = geopandas.GeoDataFrame(
        {"area_code": ["here", "near", "far"]},
        geometry=[box(0, 0, 2, 2), box(1000, 0, 1002, 2), box(30000, 0, 30002, 2)],
        crs=27700,
    )
    found = crowd(
        5, home_lsoa_code=["here", "here", "here", "elsewhere", None], lsoa_code=["here", "near", "far", "here", "here"]
    )  # fmt: skip
    rows = people.distance_from_home(found, areas, assessment, "victims").set_index("group")
    assert rows["numerator"].to_dict() == {
        "In the same small area": 1, "Under 2 km": 1, "2 to 5 km": 0, "5 to 20 km": 0, "20 km or more": 1,
    }  # fmt: skip
    assert rows["unknown_count"].unique().tolist() == [2]


def test_an_offence_without_a_flag_is_neither_domestic_nor_not(assessment):
    flag = pd.array([True, False, None], dtype="boolean")
    found = crowd(3, domestic=flag, sex=["Female", "Male", "Male"])
    parts = {"all": found} | {
        name: people.subset(found, name) for name in ("domestic", "not-domestic")
    }
    rows = people.profiles(parts, ["sex"], assessment, "victims")
    rows = rows[rows["cohort"] != "all"]
    assert rows.groupby("cohort")["denominator"].first().to_dict() == {
        "domestic": 1,
        "not-domestic": 1,
    }


def test_charged_people_are_a_cohort_with_keys_of_its_own(assessment):
    found = crowd(
        4,
        sex=["Female"] * 2 + ["Male"] * 2,
        disposal=["charged", "out of court", "no further action", None],
    )
    charged = people.dealt_with(found)
    rows = people.share_by(charged, "sex", assessment, "suspects", cohort=people.DEALT_WITH)
    assert rows["denominator"].iloc[0] == 2
    assert rows["key"].str.contains("/charged-or-cautioned/").all()


def test_perfect_and_chance_agreement_have_kappa_one_and_none(assessment):
    groups = ["Asian"] * 10 + ["Black"] * 10 + ["White"] * 30
    same = crowd(50, ethnic_group=groups, ethnicity_officer=groups)
    rows = people.agreement(same, assessment, "searches").set_index("measure")
    assert rows.loc["searches.kappa", "value"] == pytest.approx(1)
    alone = crowd(3, ethnic_group=["White"] * 3, ethnicity_officer=["White"] * 3)
    rows = people.agreement(alone, assessment, "searches")
    assert rows["measure"].tolist() == ["searches.share"]


def test_what_the_officer_saw_is_a_series_of_its_own_with_the_mixed_left_out(assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    found = crowd(
        60,
        ethnic_group=["Unknown"] * 30 + ["White"] * 30,
        ethnicity_officer=["Black"] * 15 + ["Chinese or South East Asian"] * 10 + ["Other"] * 5 + ["White"] * 30,
    )  # fmt: skip
    rows = people.ratio_as_seen(found, assessment, "searches", base).set_index("group")
    assert rows.index.tolist() == ["Asian", "Black"]
    assert rows["numerator"].tolist() == [10, 15]
    assert rows["strata"].eq("as the officer saw it").all()
    assert rows["unknown_count"].iloc[0] == 5
    own = people.self_defined_by_seen(found, assessment, "searches").set_index("group")
    assert own.loc["Black", "value"] == 0
    assert own.loc["White", "value"] == 100


def test_a_month_that_was_not_sent_is_a_gap_and_no_zero(assessment):
    found = crowd(2, month=pd.to_datetime(["2022-05-01", "2022-07-01"]))
    rows = people.count_by_month(found, assessment, "searches")
    june = rows[rows["period_start"] == "2022-06-01"].iloc[0]
    assert pd.isna(june["value"])
    assert june["flag"] == "not assessable"
    quiet = people.count_by_month(found, assessment, "victims")
    assert quiet["numerator"].tolist().count(0) == 34


@pytest.mark.parametrize("number", [0, 1])
def test_nobody_and_one_person_go_through_everything(number, assessment):
    found = crowd(
        number, ethnic_group=["Unknown"] * number, ethnicity_officer=["Unknown"] * number, lsoa_code=[None] * number,
        home_lsoa_code=[None] * number, offence_key=["o"] * number, csp_code=[None] * number, sex=["Male"] * number,
        outcome=[None] * number, outcome_linked=pd.array([None] * number, dtype="boolean"), disposal=[None] * number,
    )  # fmt: skip
    found = found.assign(home_district_code=None, district_code=None)
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    found = found.assign(domestic=pd.array([None] * number, dtype="boolean"), age=pd.array([None] * number, dtype="Int64"))  # fmt: skip
    parts = people.cohorts_of(found, assessment, found)
    tables = [
        people.overlap(found, found, assessment),
        people.suspected_together(found, assessment),
        people.top_people(found, assessment, "victims"),
        people.agreement(found, assessment, "searches"),
        people.agreement_table(found, assessment, "searches"),
        people.self_defined_by_seen(found, assessment, "searches"),
        people.ratio_as_seen(found, assessment, "searches", base),
        people.search_ladder(found, "ethnic_group", assessment, base),
        people.suspect_ladder(found, "ethnic_group", assessment, base),
        people.ratio_within(found, "ethnic_group", assessment, "victims", bundled()),
        people.ratio_by_area(found, "ethnic_group", assessment, "victims", bundled()),
        people.profiles(parts, ["sex", "religion"], assessment, "victims"),
        people.coverage(parts, ["sex", "ethnic_group", "religion"], assessment, "victims"),
        people.count_people(parts, assessment, "victims"),
        people.known_by_month(found, "sex", assessment, "victims", changes=["2022-04"]),
        people.share_of(found, people.any_outcome(found), "sex", assessment, "searches"),
        people.shares_beside(found, {"ethnic_group": base}, assessment, "victims"),
        people.pyramid(found, assessment, "victims", bundled()),
        people.ratio_of_intersections(found, assessment, "victims", bundled()),
        people.count_by_partnership(found, "sex", assessment, "victims"),
    ]
    for rows in people.correct_family(*tables[6:11]) + tuple(tables):
        numbers = rows.select_dtypes("number").astype("Float64").to_numpy(dtype=float, na_value=0.0)
        assert (abs(numbers) < float("inf")).all()


@pytest.mark.parametrize("edition", ["public", "restricted"])
@pytest.mark.parametrize(
    "groups",
    [[], ["Black"], ["White"], ["White"] * 40, ["Unknown"] * 40, ["Black"] * 40],
    ids=[
        "nobody",
        "one person",
        "one of the reference",
        "one group",
        "all unknown",
        "no reference",
    ],
)
def test_cohorts_without_a_comparison_give_a_true_sentence(groups, edition, assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    found = crowd(len(groups), ethnic_group=groups, home_district_code=[None] * len(groups))
    ratios = people.ratio_to_residents(found, "ethnic_group", assessment, "victims", base)
    pooled = people.ratio_within(found, "ethnic_group", assessment, "victims", bundled(), year=2011)
    steps = people.step_ratio(
        found, pd.Series([True] * len(groups), dtype="boolean"), "ethnic_group", assessment, "suspects",
        part="charged, of suspects",
    )  # fmt: skip
    ratios, pooled, steps = people.correct_family(ratios, pooled, steps)
    for name, rows in (
        ("disparity", ratios),
        ("disparity", steps),
        ("ladder", steps),
        ("bases", ratios),
        ("characteristics", ratios),
        ("excess", pd.concat([ratios, people.gaps(ratios, assessment)])),
        ("pooled", pd.concat([ratios, pooled])),
    ):
        passed = release(rows, edition, assessment.settings).estimates
        said = sentence(name, passed, Context(topic="Victims")).text
        assert said.endswith(".")
        assert not re.search(
            r"nan|None|<NA>|inf\b| times as often| more often| less often", said
        ), said
