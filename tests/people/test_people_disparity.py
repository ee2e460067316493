"""Ratios of groups: published answers, limits, what the unknown could be, one correction for all, odd cohorts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import people
from sva.disclosure import release
from sva.people.disparity import compare
from sva.people.spread import spread_by
from sva.reference.populations import bundled

MONTH = pd.Timestamp("2022-05-01")


def crowd(groups: list[str], incidents: list[str] | None = None, **columns) -> pd.DataFrame:
    number = len(groups)
    return pd.DataFrame(
        {
            "counted": range(number),
            "incident_key": incidents or [f"i{i}" for i in range(number)],
            "person_key": [f"p{i}" for i in range(number)],
            "ethnic_group": groups,
            "month": [MONTH] * number,
            **columns,
        }
    )


def test_west_mercias_published_searches_give_15_on_2011_and_7_on_2021(assessment):
    # 224 and 3,476 of 4,334 searches, year to March 2022 (Home Office data); census QS201EW and TS021
    searches = crowd(["Black"] * 224 + ["White"] * 3476 + ["Unknown"] * 634).drop(
        columns="incident_key"
    )
    rows = {
        year: people.ratio_to_residents(
            searches,
            "ethnic_group",
            assessment,
            "searches",
            people.residents_by(bundled(), "ethnic_group", assessment, year=year),
        )
        .set_index("group")
        .loc["Black"]
        for year in (2011, 2021)
    }
    old, new = rows[2011], rows[2021]
    assert [round(old[name], 2) for name in ("value", "lower", "upper")] == [14.98, 13.08, 17.14]
    assert round(new["value"], 2) == 7.05
    assert (old["denominator_year"], new["denominator_year"]) == (2011, 2021)
    assert old["key"] != new["key"]
    assert (round(old["unknown_lower"], 2), round(old["unknown_upper"], 2)) == (12.67, 57.37)


def test_the_district_series_reproduces_its_printed_ratios_from_its_counts(shared):
    path = shared / "open-data/stop-search/la-summarised-stops-mixed-included-2017-2021.csv.gz"
    table = pd.read_csv(path)
    counts = ["Black_stopped", "Black_population", "White_stopped", "White_population"]
    both = table.dropna(subset=[*counts, "rr"]).reset_index(drop=True)
    assert (len(both), len(table)) == (730, 1655)
    rows = pd.DataFrame(
        {
            "numerator": both["Black_stopped"].astype(int),
            "denominator": both["Black_population"].round().astype(int),
            "reference_numerator": both["White_stopped"].astype(int),
            "reference_denominator": both["White_population"].round().astype(int),
            "unknown_count": 0,
            "dispersion": 1.0,
        }
    )
    ours = compare(rows)["value"].to_numpy(float)
    assert np.nanmax(np.abs(ours / both["rr"] - 1)) < 1e-6


def test_people_who_share_incidents_widen_the_limits(assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    alone = crowd(["Black"] * 40 + ["White"] * 400)
    shared_ones = crowd(
        ["Black"] * 40 + ["White"] * 400, [f"b{i // 8}" for i in range(40)] + [f"w{i}" for i in range(400)]
    )  # fmt: skip
    one, two = (
        people.ratio_to_residents(each, "ethnic_group", assessment, "victims", base)
        .set_index("group")
        .loc["Black"]
        for each in (alone, shared_ones)
    )
    assert one["value"] == two["value"]
    assert one["dispersion"] == 1 < two["dispersion"]
    assert two["lower"] < one["lower"] < one["upper"] < two["upper"]


def test_people_counted_in_several_incidents_widen_the_limits():
    again = crowd(["Black"] * 4, ["a", "b", "c", "d"]).assign(person_key="same")
    assert spread_by(again, "ethnic_group") == {"Black": 4.0}


def test_a_step_is_measured_on_the_step_before_with_bounds_over_every_allocation(assessment):
    searches = crowd(["Black"] * 5 + ["White"] * 10 + ["Unknown"] * 3)
    had = pd.Series(
        [True, True, False, False, False] + [True] * 3 + [False] * 7 + [True, False, False]
    )
    row = (
        people.step_ratio(
            searches, had, "ethnic_group", assessment, "searches", part="found, of searches"
        )
        .set_index("group")
        .loc["Black"]
    )
    assert row["value"] == pytest.approx((2 / 5) / (3 / 10))
    every = []
    for where in np.ndindex(3, 3, 3):
        count = np.array([[2, 5], [3, 10], [0, 0]])
        for outcome, place in zip([1, 0, 0], where, strict=True):
            count[place] += [outcome, 1]
        every.append((count[0, 0] / count[0, 1]) / (count[1, 0] / count[1, 1]))
    assert row["unknown_lower"] == pytest.approx(min(every))
    assert row["unknown_upper"] == pytest.approx(max(every))


def test_an_outcome_of_one_crime_is_not_multiplied_over_its_suspects(assessment):
    suspects = crowd(["Black", "White", "White"], ["i", "i", "i"])
    row = people.step_ratio(
        suspects, pd.Series([True, False, True]), "ethnic_group", assessment, "suspects", part="charged, of suspects"
    )  # fmt: skip
    black = row.set_index("group").loc["Black"]
    assert (black["numerator"], black["reference_numerator"], black["reference_denominator"]) == (
        1,
        1,
        2,
    )


def test_one_correction_covers_all_tables_and_counts_a_comparison_once(assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    rows = people.ratio_to_residents(
        crowd(["Black"] * 6 + ["White"] * 300 + ["Asian"] * 9), "ethnic_group", assessment, "victims", base
    )  # fmt: skip
    first, second = people.correct_family(rows, rows.head(1))
    tested = rows["p"].notna().sum()
    assert first["method"].dropna().str.contains(f"one of {tested} comparisons").all()
    assert (first["q"] >= first["p"]).all()
    assert second["q"].iloc[0] == first["q"].iloc[0]


def test_differences_and_excess_agree_with_the_counts(assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    rows = people.ratio_to_residents(
        crowd(["Black"] * 224 + ["White"] * 3476), "ethnic_group", assessment, "searches", base
    )
    both = people.gaps(rows, assessment).set_index(["measure", "group"])["value"]
    # domain reference: 44.25 and 2.95 for every 1,000
    assert both["searches.difference", "Black"] == pytest.approx(44.2513 - 2.9545, abs=1e-3)
    assert both["searches.excess", "Black"] == pytest.approx(224 - 5062 * 3476 / 1176516)


@pytest.mark.parametrize(
    "groups",
    [[], ["Black"], ["White"], ["White"] * 3, ["Unknown"] * 5, ["Black"] * 12, ["Unknown", "White"]],
    ids=["nobody", "one person", "one reference", "one group", "all unknown", "no reference", "half unknown"],
)  # fmt: skip
def test_cohorts_without_a_comparison_have_no_value_and_no_nan(groups, assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    found = crowd(groups)
    ratios = people.ratio_to_residents(found, "ethnic_group", assessment, "victims", base)
    steps = people.step_ratio(
        found, pd.Series([True] * len(found)), "ethnic_group", assessment, "suspects", part="charged, of suspects"
    )  # fmt: skip
    for rows in (*people.correct_family(ratios, steps), people.gaps(ratios, assessment)):
        numbers = rows.select_dtypes("number").to_numpy(dtype=float, na_value=0.0)
        assert np.isfinite(numbers).all()
        bare = rows[rows["value"].isna()]
        assert bare["flag"].eq("not assessable").all()


def test_a_characteristic_without_residents_has_rows_that_say_why(assessment):
    base = people.residents_by(bundled(), "ethnicity_officer", assessment)
    found = crowd([]).reindex(range(4)).assign(
        counted=range(4), ethnicity_officer=["White", "Black", "White", "Asian"], month=MONTH
    )  # fmt: skip
    rows = people.ratio_to_residents(found, "ethnicity_officer", assessment, "suspects", base)
    assert rows["value"].isna().all()
    assert rows["denominator_source"].str.contains("no Mixed group").all()


def test_the_public_edition_shows_two_figures_and_no_ratio_on_fewer_than_ten(assessment):
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    rows = people.ratio_to_residents(
        crowd(["Black"] * 224 + ["White"] * 3476 + ["Mixed"] * 9), "ethnic_group", assessment, "searches", base
    )  # fmt: skip
    (rows,) = people.correct_family(rows)
    public = release(rows, "public", assessment.settings).estimates.set_index("group")
    assert public.loc["Black", "value"] == 15
    assert public.loc["Mixed", "flag"] == "suppressed"
    assert public.loc["Mixed", ["value", "p", "q", "numerator"]].isna().all()
    restricted = release(rows, "restricted", assessment.settings).estimates.set_index("group")
    assert restricted.loc["Black", "q"] < 0.001
