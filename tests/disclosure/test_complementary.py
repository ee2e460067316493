"""No withheld count can be worked out from what is shown beside it."""

from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from sva.disclosure import Released, release
from sva.disclosure.complementary import protect
from sva.disclosure.printed import behind
from sva.estimates import build, shape

EXACT = {"threshold": 5, "rounding_base": 1, "protected_interval": 5}
FORCE, DISTRICTS = "E23000016", ("E06000019", "E06000020", "E06000051")
MONTHS = ((date(2023, 1, 1), date(2023, 1, 31)), (date(2023, 2, 1), date(2023, 2, 28)))
BOTH = (date(2023, 1, 1), date(2023, 2, 28))


def hidden(estimates, settings):
    """Keys without their number in the public edition, shortened to what tells them apart here."""
    out = release(estimates, "public", settings).estimates
    return set(out.loc[out["numerator"].isna(), "group"].dropna())


# -- worked by hand ------------------------------------------------------------------------------------------------


def test_a_single_small_part_of_an_exact_total_takes_the_cheapest_other_with_it(table, with_policy):
    # 40 = 20 + 17 + 3: without more, 3 is 40 - 37. Hiding the 17 leaves 3 anything from 0 to 20.
    estimates = table("victims.count", [40, 20, 17, 3], group=["All", "A", "B", "C"])
    gone = hidden(estimates, with_policy(rounding_base=1))
    assert "C" in gone
    assert gone - {"C"} in ({"A"}, {"B"})


def test_two_small_parts_that_sum_to_little_take_a_third(table, with_policy):
    # 26 = 21 + 2 + 3: the two share 5, so each is 0 to 5, five wide: they hide each other. With 1 + 2 they share 3.
    enough = table("victims.count", [26, 21, 2, 3], group=["All", "A", "B", "C"])
    assert hidden(enough, with_policy(rounding_base=1)) == {"B", "C"}
    little = table("victims.count", [24, 21, 1, 2], group=["All", "A", "B", "C"])
    assert hidden(little, with_policy(rounding_base=1)) == {"A", "B", "C"}


def test_rounding_alone_protects_one_small_part_among_several(table, settings):
    # Printed 60 = 30 + 25 + hidden: the total is 56 to 64, the parts 26 to 34 and 21 to 29, so the third is 0 to 17.
    assert hidden(
        table("victims.count", [60, 30, 27, 3], group=["All", "A", "B", "C"]), settings
    ) == {"C"}


def test_rounding_that_leaves_no_room_is_helped(table, settings):
    # Printed 5 = 5 + hidden: both are 5 to 9, for 1 to 4 are never shown, so the third is 0 to 4: five counts, and six are
    # asked for. Hiding the part or the total opens it again; the part costs less.
    estimates = table("victims.count", [7, 5, 2], group=["All", "A", "C"])
    assert hidden(estimates, settings) == {"A", "C"}


def test_rounding_that_leaves_just_enough_room_is_left_alone(table, settings):
    # 8 = 5 + 3: printed 10, which is 6 to 14, less 5 to 9 leaves 0 to 9 for the third.
    assert hidden(table("victims.count", [8, 5, 3], group=["All", "A", "C"]), settings) == {"C"}


def test_a_rate_of_the_same_count_goes_with_it(table, with_policy):
    counts = table("victims.count", [40, 20, 17, 3], group=["All", "A", "B", "C"])
    rates = table("victims.rate", [40, 20, 17, 3], 50_000, group=["All", "A", "B", "C"])
    released = release(
        pd.concat([counts, rates], ignore_index=True), "public", with_policy(rounding_base=1)
    )
    gone = released.estimates[released.estimates["numerator"].isna()]
    assert gone.groupby("group").size().eq(2).all()
    assert released.estimates.loc[gone.index, ["value", "lower", "upper"]].isna().all(axis=None)
    assert "complementary" in set(released.withheld["reason"])


def test_a_share_does_not_give_back_what_the_counts_hide(table, with_policy):
    # 3 of 40 is hidden; 37 of 40 beside it would say that 3 remain.
    counts = table("victims.count", [40, 3], group=["All", "Yes"])
    share = table("victims.share", [37], 40, group=["No"])
    released = release(
        pd.concat([counts, share], ignore_index=True), "public", with_policy(rounding_base=1)
    )
    assert released.estimates.set_index("group")["numerator"].isna()[["Yes", "No"]].all()


def test_the_unknown_beside_known_groups_is_protected_as_a_group(table, with_policy):
    # 40 = 20 + 18 + 2 unknown: the count of unknowns is gone from every row, and so is a group or the total.
    estimates = table(
        "victims.count", [40, 20, 18], group=["All", "A", "B"], unknown_count=[2, 2, 2]
    )
    released = release(estimates, "public", with_policy(rounding_base=1))
    assert released.estimates["unknown_count"].isna().all()
    assert released.estimates["numerator"].isna().any()


def test_months_do_not_give_back_a_year_nor_a_year_its_months(table, with_policy):
    rows = pd.concat(
        [
            table("victims.count", [count], group=["All"], period_start=start, period_end=end)
            for count, (start, end) in ((23, MONTHS[0]), (2, MONTHS[1]), (25, BOTH))
        ],
        ignore_index=True,
    )
    out = release(rows, "public", with_policy(rounding_base=1)).estimates
    assert out["numerator"].isna().sum() == 2
    assert (
        out.loc[out["period_start"].eq("2023-01-01") & out["period_end"].eq("2023-02-28"), "numerator"].tolist() == [25]
    )  # fmt: skip


def test_districts_do_not_give_each_other_back_through_partnership_and_force(table, with_policy):
    # North Worcestershire is Bromsgrove, Redditch and Wyre Forest; 3 of Redditch is 63 - 60 without more.
    rows = pd.concat(
        [
            table("offences.count", [count], group=["All"], area_type=kind, area_code=code)
            for count, kind, code in (
                (30, "district", "E07000234"), (3, "district", "E07000236"), (30, "district", "E07000239"), (63, "csp", "E22000368"),
            )
        ],
        ignore_index=True,
    )  # fmt: skip
    out = release(rows, "public", with_policy(rounding_base=1)).estimates.set_index("area_code")
    assert pd.isna(out.loc["E07000236", "numerator"])
    assert out["numerator"].isna().sum() == 2
    assert out.loc["E22000368", "numerator"] == 63


def test_cohorts_that_contain_each_other_do_not_tell_who_lies_between(table, with_policy):
    # Under 25: 31, under 18: 28. The 3 between them are people of 18 to 24.
    rows = pd.concat(
        [
            table("victims.count", [count], group=["All"], cohort=cohort)
            for count, cohort in ((31, "under-25"), (28, "under-18"), (900, "all"))
        ],
        ignore_index=True,
    )
    out = release(rows, "public", with_policy(rounding_base=1)).estimates.set_index("cohort")
    assert out.loc[["under-25", "under-18"], "numerator"].isna().sum() == 1
    assert out.loc["all", "numerator"] == 900


def test_bands_of_age_do_not_give_back_a_cohort(table, with_policy):
    bands = table(
        "victims.count", [12, 3, 40], characteristic="age_band", group=["Under 10", "10 to 17", "18 and over"]
    )  # fmt: skip
    cohort = table("victims.count", [15], group=["All"], characteristic=None, cohort="under-18")
    rows = pd.concat([bands, cohort], ignore_index=True)
    released = release(rows, "public", with_policy(rounding_base=1))
    assert released.estimates["numerator"].isna().sum() == 2


def test_numbers_public_already_are_used_by_the_reader_and_never_hidden(table, with_policy):
    rows = table(
        "victims.count", [40, 20, 17, 3], group=["All", "A", "B", "C"], already_public=[True, False, True, False]
    )  # fmt: skip
    out = release(rows, "public", with_policy(rounding_base=1)).estimates.set_index("group")
    assert out["numerator"].isna().to_dict() == {"All": False, "A": True, "B": False, "C": True}


def test_a_count_that_nothing_can_protect_stops_the_release(table, with_policy):
    from sva.errors import SvaError

    rows = table(
        "victims.count", [40, 37, 3], group=["All", "A", "C"], already_public=[True, True, False]
    )
    with pytest.raises(SvaError, match="whatever else is withheld"):
        release(rows, "public", with_policy(rounding_base=1))


def test_what_commissioners_asked_for_outlives_what_they_did_not():
    # The total costs five times a part: a part goes.
    rows = shape(
        pd.DataFrame(
            {"measure": "victims.count", "characteristic": "sex", "group": ["All", "Female", "Male"], "numerator": [20, 17, 3]}
        )
    )  # fmt: skip
    assert protect(rows, {2}, EXACT).rows == {1}


def test_sums_that_do_not_hold_are_not_believed():
    # Kinds that overlap: 30 + 25 of 40. Nothing small, nothing to hide.
    rows = shape(
        pd.DataFrame(
            {"measure": "offences.count", "offence_group": [None, "knife", "gun"], "numerator": [40, 30, 25]}
        )
    )  # fmt: skip
    assert protect(rows, set(), EXACT).rows == set()


@pytest.mark.parametrize("base", [1, 3, 5, 10])
@pytest.mark.parametrize("threshold", [2, 5, 10])
def test_what_a_printed_count_tells_always_holds_the_exact_one(base, threshold):
    for count in [0, *range(threshold, 60)]:
        for printed in {count // base * base, -(-count // base) * base}:
            least, most = behind(printed, base, threshold)
            assert least <= count <= most
        least, most = behind((count + base // 2) // base * base, base, threshold, controlled=False)
        assert least <= count <= most


# -- random linked tables, checked by another method --------------------------------------------------------------


def three_way(counts, definition):
    """All margins of one table of district, sex and month, as rows of counts."""
    return [
        {
            "definition": definition,
            "group": "All" if sex is None else ("Female", "Male")[sex],
            "area_type": "police_force" if area is None else "district",
            "area_code": FORCE if area is None else DISTRICTS[area],
            "period_start": (BOTH if month is None else MONTHS[month])[0],
            "period_end": (BOTH if month is None else MONTHS[month])[1],
            "numerator": int(mask(counts.shape, area, sex, month) @ counts.ravel()),
            "margin": (area, sex, month),
        }
        for area in (None, *range(counts.shape[0]))
        for sex in (None, 0, 1)
        for month in (None, 0, 1)
    ]


def mask(size, area, sex, month):
    chosen = np.zeros(size)
    take = tuple(slice(None) if part is None else part for part in (area, sex, month))
    chosen[take] = 1
    return chosen.ravel()


def release_tables(tables, settings):
    rows = pd.DataFrame(
        [row for k, counts in enumerate(tables) for row in three_way(counts, f"d{k}")]
    )
    rows["margin"] = rows["margin"].astype(object)
    estimates = build(
        rows.drop(columns="margin"), (date(2022, 4, 1), date(2023, 3, 31)), measure="victims.count",
        characteristic="sex", source="police-victims",
    )  # fmt: skip
    shown = release(estimates, "public", settings).estimates.set_index("key")["numerator"]
    return rows.assign(shown=shown.reindex(estimates["key"]).array)


def reachable(rows, size, base):
    """Narrow every hidden small count by whole-number programming over the inner cells: nothing of the program is used."""
    seen = rows[rows["shown"].notna()]
    weights = np.array([mask(size, *margin) for margin in seen["margin"]]).reshape(len(seen), -1)
    printed = seen["shown"].to_numpy(float)
    slack = base - 1
    lower = np.where(printed > 0, np.maximum(printed - slack, 5), 0)
    upper = np.where(printed > 0, printed + slack, 0)
    limits = LinearConstraint(weights, lower, upper) if len(seen) else None
    cells = int(np.prod(size))
    for row in rows[rows["shown"].isna() & rows["numerator"].between(1, 4)].itertuples():
        aim = mask(size, *row.margin)
        ends = []
        for sign in (1, -1):
            found = milp(
                sign * aim, constraints=limits, integrality=np.ones(cells), bounds=Bounds(0, 10_000)
            )
            assert found.status == 0
            ends.append(sign * found.fun)
        yield row, ends[1] - ends[0]


@pytest.mark.parametrize("seed", range(20))
def test_on_random_linked_tables_no_small_count_can_be_narrowed_below_the_policy(seed, with_policy):
    # 20 x 50 tables of three linked ways with all their margins; half of them exact, half rounded.
    chance = np.random.default_rng(seed)
    size = (3 if seed % 5 == 0 else 2, 2, 2)
    tables = [chance.poisson(chance.gamma(1, 9), size=size) for _ in range(50)]
    base = 1 if seed % 2 else 5
    rows = release_tables(tables, with_policy(rounding_base=base))
    assert not (rows["shown"].notna() & rows["numerator"].between(1, 4)).any()
    for _, part in rows.groupby("definition"):
        for row, width in reachable(part, size, base):
            assert width >= 5 - 1e-6, (row.definition, row.margin, width)


def test_no_more_is_hidden_than_the_best_choice_by_trying_all():
    # Two-way tables of 3 x 2 with their margins; every set of up to four more counts is tried.
    chance = np.random.default_rng(5)
    ours = best = 0
    for _ in range(12):
        counts = chance.poisson(12, size=(3, 2))
        counts[chance.integers(3), chance.integers(2)] = chance.integers(1, 5)
        full = np.vstack(
            [np.hstack([counts, counts.sum(1, keepdims=True)]), [*counts.sum(0), counts.sum()]]
        )
        rows = shape(
            pd.DataFrame(
                [
                    {
                        "measure": "victims.count", "numerator": int(full[i, j]), "offence_group": None if i == 3 else f"k{i}",
                        "group": ["Female", "Male", "All"][j], "characteristic": "sex",
                    }
                    for i in range(4) for j in range(3)
                ]
            )
        )  # fmt: skip
        small = {k for k, n in enumerate(full.ravel()) if 0 < n < 5}
        cost = [9 * (5 if k % 3 == 2 else 1) + 0.01 for k in range(12)]
        chosen = protect(rows, small, EXACT).rows
        assert holds(full, small | chosen, small)
        ours += sum(cost[k] for k in chosen)
        found = [
            sum(cost[k] for k in more)
            for size in range(5)
            for more in combinations(sorted(set(range(12)) - small), size)
            if sum(cost[k] for k in more) <= sum(cost[k] for k in chosen)
            and holds(full, small | set(more), small)
        ]
        best += min(found)
    assert ours <= 1.1 * best


def holds(full, gone, targets):
    """Say whether each target keeps an interval of five, by linear programs over the six inner cells."""
    weights, known = [], []
    for k, n in enumerate(full.ravel()):
        if k not in gone:
            chosen = np.zeros((3, 2))
            chosen[slice(None) if k // 3 == 3 else k // 3, slice(None) if k % 3 == 2 else k % 3] = 1
            weights.append(chosen.ravel())
            known.append(n)
    for k in targets:
        aim = np.zeros((3, 2))
        aim[slice(None) if k // 3 == 3 else k // 3, slice(None) if k % 3 == 2 else k % 3] = 1
        ends = [
            sign * linprog(sign * aim.ravel(), A_eq=weights or None, b_eq=known or None, bounds=(0, 10_000)).fun
            for sign in (1, -1)
        ]  # fmt: skip
        if ends[1] - ends[0] < 5 - 1e-6:
            return False
    return True


# -- this year with last ------------------------------------------------------------------------------------------


def test_last_years_printing_of_a_count_is_taken_together_with_this_years(table, with_policy):
    # Last year all three groups and no total were printed, without rounding; now the third is 3 after all, of 40, and hidden.
    # The total, printed now, would give it back from the parts of last year: it goes.
    exact = with_policy(rounding_base=1)
    last = release(table("victims.count", [20, 17], group=["A", "B"]), "public", exact)
    now = table("victims.count", [40, 3], group=["All", "C"])
    hold = table("victims.count", [20, 17], group=["A", "B"])
    alone = release(now, "public", exact)
    assert alone.policy["rows"]["complementary"] == 0
    both = release(pd.concat([now, hold], ignore_index=True), "public", exact, previous=last)
    assert pd.isna(both.estimates.set_index("group").loc["All", "numerator"])
    assert both.policy["rows"]["told_before"] == 0


def test_two_printings_of_one_count_are_cut_together(table, settings, with_policy):
    # Last year's report printed the total, 8, without rounding. Now it is printed as 10 (6 to 14) and A as 5 (5 to 9), which
    # alone leaves C at 0 to 9. With the 8 it is 0 to 3: A has to go too, and then C is 0 to 8.
    last = release(
        table("victims.count", [8], group=["All"]), "public", with_policy(rounding_base=1)
    )
    estimates = table("victims.count", [8, 6, 2], group=["All", "A", "C"])
    assert hidden(estimates, settings) == {"C"}
    out = release(estimates, "public", settings, previous=last)
    assert set(out.estimates.loc[out.estimates["numerator"].isna(), "group"]) == {"A", "C"}
    assert out.policy["rows"]["told_before"] == 0


def test_a_count_that_was_printed_before_and_is_small_now_stops_nothing(table, with_policy):
    last = release(
        table("victims.count", [3], group=["C"]),
        "public",
        with_policy(threshold=2, rounding_base=1),
    )
    now = table("victims.count", [40, 20, 17, 3], group=["All", "A", "B", "C"])
    out = release(now, "public", with_policy(rounding_base=1), previous=last)
    assert out.policy["rows"]["told_before"] == 1
    assert pd.isna(out.estimates.set_index("group").loc["C", "numerator"])


def test_records_that_changed_since_the_last_release_tell_nothing(table, with_policy):
    exact = with_policy(rounding_base=1)
    last = release(table("victims.count", [9], group=["C"]), "public", exact)
    now = table("victims.count", [40, 20, 17, 3], group=["All", "A", "B", "C"])
    assert release(now, "public", exact, previous=last).policy["rows"]["told_before"] == 0


def test_the_policy_says_whether_the_last_release_was_compared(table, settings):
    now = table("victims.count", [40], group=["All"])
    alone = release(now, "public", settings)
    both = release(now, "public", settings, previous=alone)
    assert "comparison with the last release" in alone.policy["not_applied"]
    assert "comparison with the last release" in both.policy["applied"]
    assert "a total of two years less the year that was printed then" in " ".join(
        both.policy["sentences"]
    )


YEARS = {
    "both": (date(2021, 4, 1), date(2023, 3, 31)),
    "first": (date(2021, 4, 1), date(2022, 3, 31)),
    "second": (date(2022, 4, 1), date(2023, 3, 31)),
}


def over(table, **counts):
    """Victims by span of years."""
    return pd.concat(
        [
            table("victims.count", [count], group=["All"], period_start=YEARS[name][0], period_end=YEARS[name][1])
            for name, count in counts.items()
        ],
        ignore_index=True,
    )  # fmt: skip


def test_a_total_of_two_years_does_not_give_a_year_back_with_last_years_release(table, with_policy):
    # Last year printed 31 for its year, exactly. Now 34 of both years would leave 3 for the second, which is withheld.
    exact = with_policy(rounding_base=1)
    last = release(over(table, first=31), "public", exact)
    now = over(table, both=34, second=3)
    assert release(now, "public", exact).estimates["numerator"].isna().sum() == 1
    out = release(now, "public", exact, previous=last)
    assert out.estimates["numerator"].isna().all()
    assert out.policy["rows"]["complementary"] == 1


def test_a_small_difference_of_two_years_is_protected_though_nobody_prints_it(table, with_policy):
    # 34 now and 31 last year: the 3 between them stand in no table.
    exact = with_policy(rounding_base=1)
    last = release(over(table, first=31), "public", exact)
    out = release(over(table, both=34), "public", exact, previous=last)
    assert out.estimates["numerator"].isna().all()
    assert (
        release(over(table, both=60), "public", exact, previous=last)
        .estimates["numerator"]
        .notna()
        .all()
    )


def test_months_that_only_last_year_printed_take_part(table, with_policy):
    # 40 over two months now; last year printed 38 for the first of them.
    exact = with_policy(rounding_base=1)
    month = table(
        "victims.count", [38], group=["All"], period_start=MONTHS[0][0], period_end=MONTHS[0][1]
    )
    both = table("victims.count", [40], group=["All"], period_start=BOTH[0], period_end=BOTH[1])
    last = release(month, "public", exact)
    assert release(both, "public", exact, previous=last).estimates["numerator"].isna().all()


def test_two_rounded_releases_of_years_leave_room_enough(table, settings):
    # 35 (31 to 39) less 30 (26 to 34) leaves 0 to 13 for the second year.
    last = release(over(table, first=31), "public", settings)
    out = release(over(table, both=34, second=3), "public", settings, previous=last)
    assert out.estimates["numerator"].isna().sum() == 1


def test_a_sum_with_last_years_that_cannot_hold_tells_nothing(table, with_policy):
    # Last year's year is now more than both: records have changed since.
    exact = with_policy(rounding_base=1)
    last = release(over(table, first=50), "public", exact)
    out = release(over(table, both=34, second=3), "public", exact, previous=last)
    assert out.estimates["numerator"].isna().sum() == 1


def test_a_kept_release_read_again_protects_as_the_one_just_made(table, with_policy, tmp_path):
    exact = with_policy(rounding_base=1)
    last = release(over(table, first=31), "public", exact)
    again = Released.from_disk(last.to_disk(tmp_path / "kept"))
    now = over(table, both=34, second=3)
    one, other = (release(now, "public", exact, previous=each).estimates for each in (last, again))
    pd.testing.assert_frame_equal(one, other)
