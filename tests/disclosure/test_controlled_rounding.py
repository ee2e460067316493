"""Printed parts sum to printed totals, and no count moves by as much as the base."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from sva.disclosure import release
from sva.disclosure.audit import Equation
from sva.disclosure.controlled import round_controlled
from sva.estimates import build

FORCE, DISTRICTS = "E23000016", ("E06000019", "E06000020", "E06000051")


def rounded(counts, equations, base=5, **more):
    size = len(counts)
    printed, fixed = (
        np.array(more.get(name, [default] * size), bool)
        for name, default in (("printed", True), ("fixed", False))
    )
    costs = np.array(more.get("costs", [1.0] * size))
    return round_controlled(np.array(counts), equations, printed, fixed, costs, base)


# -- worked by hand ------------------------------------------------------------------------------------------------


def test_three_eights_of_twenty_four():
    # To the nearest: 10 + 10 + 10 against 25. Of the ways that add up, two of the eights at 10 and one at 5 makes 25, moving
    # 2 + 2 + 3 + 1; 10 + 10 + 10 = 30 is no choice, for 24 may only be 20 or 25.
    found = rounded([24, 8, 8, 8], [Equation(0, (1, 2, 3), "kinds")])
    assert found.values[0] == 25
    assert sorted(found.values[1:].tolist()) == [5, 10, 10]


def test_multiples_of_the_base_zeros_and_single_parts_stay():
    # A total of one part alone is that part; 0 and 15 are multiples and do not move.
    found = rounded([15, 15, 0, 0], [Equation(0, (1, 2, 3), "kinds")])
    assert found.values.tolist() == [15, 15, 0, 0]
    found = rounded([7, 7, 0, 0], [Equation(0, (1, 2, 3), "kinds")])
    assert found.values[0] == found.values[1]
    assert found.values[2:].tolist() == [0, 0]


def test_a_part_equal_to_its_total_is_printed_alike_in_every_table():
    # 13 in March is all of the year; the year is 13 of the period's 25.
    found = rounded([25, 13, 12, 13], [Equation(0, (1, 2), "years"), Equation(1, (3,), "months")])
    assert found.values[1] == found.values[3]
    assert found.values[0] == found.values[1] + found.values[2]


def test_printed_parts_of_a_total_with_a_withheld_part_come_to_no_more_than_it():
    # 27 = 13 + 13 + 1: to the nearest, 15 + 15 would be more than 25.
    found = rounded(
        [27, 13, 13, 1], [Equation(0, (1, 2, 3), "")], printed=[True, True, True, False]
    )
    assert found.values[1] + found.values[2] <= found.values[0]
    assert not found.hidden


def test_a_number_that_stands_as_published_does_not_move_and_binds_nothing():
    found = rounded([27, 13, 14], [Equation(0, (1, 2), "")], fixed=[True, False, False])
    assert found.values.tolist() == [27, 15, 15]
    # 25 is a multiple: what is rounded can and does add up to it.
    found = rounded([25, 13, 12], [Equation(0, (1, 2), "")], fixed=[True, False, False])
    assert found.values[1] + found.values[2] == found.values[0] == 25


def test_where_no_rounding_adds_up_the_cheapest_count_at_fault_is_hidden():
    # 1, 1, 1 and every pair's sum of 2, to the base 2: pairs stay 2, so a + b = b + c = a + c = 2 with each 0 or 2: odd ring.
    ring = [Equation(3, (0, 1), ""), Equation(4, (1, 2), ""), Equation(5, (0, 2), "")]
    found = rounded([1, 1, 1, 2, 2, 2], ring, base=2, costs=[5.0, 1.0, 5.0, 9.0, 9.0, 9.0])
    assert found.hidden
    gone = set(found.hidden)
    for each in ring:
        if not gone & {each.whole, *each.parts}:
            assert found.values[list(each.parts)].sum() == found.values[each.whole]
    assert not gone & {3, 4, 5}


# -- properties ------------------------------------------------------------------------------------------------------


@how(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=2, max_size=6),
    st.sampled_from([3, 5, 10]),
)
def test_every_two_way_table_can_be_rounded_so_that_it_adds_up(rows, base):
    # Two-way tables always can (Cox 1987): nothing is ever hidden for it.
    inner = np.array(rows)
    full = np.vstack(
        [np.hstack([inner, inner.sum(1, keepdims=True)]), [*inner.sum(0), inner.sum()]]
    )
    number = np.arange(full.size).reshape(full.shape)
    sums = [Equation(int(row[-1]), tuple(map(int, row[:-1])), "") for row in number]
    sums += [Equation(int(row[-1]), tuple(map(int, row[:-1])), "") for row in number.T]
    found = rounded(full.ravel().tolist(), sums, base)
    assert not found.hidden
    assert (np.abs(found.values - full.ravel()) < base).all()
    assert (found.values[full.ravel() % base == 0] == full.ravel()[full.ravel() % base == 0]).all()
    for each in sums:
        assert found.values[list(each.parts)].sum() == found.values[each.whole]


MONTHS = [
    (date(2022, month, 1), date(2022, month, 30 if month != 5 else 31)) for month in (4, 5, 6)
]
SPANS = [(date(2022, 4, 1), date(2022, 6, 30)), *MONTHS]


def nested(chance):
    """Estimates of a random table of area, sex and month with every margin, some of them tables of rates and shares."""
    inner = chance.poisson(chance.gamma(1, 14), size=(3, 2, 3))
    rows = []
    for area, sex, month in product((None, 0, 1, 2), (None, 0, 1), (None, 0, 1, 2)):
        take = tuple(slice(None) if part is None else part for part in (area, sex, month))
        whole = tuple(slice(None) if part is None else part for part in (area, None, month))
        start, end = SPANS[0 if month is None else 1 + month]
        row = {
            "group": "All" if sex is None else ("Female", "Male")[sex],
            "area_type": "police_force" if area is None else "district",
            "area_code": FORCE if area is None else DISTRICTS[area],
            "period_start": start,
            "period_end": end,
            "numerator": int(inner[take].sum()),
        }
        rows.append(row | {"measure": "victims.count"})
        if sex is not None:
            rows.append(row | {"measure": "victims.share", "denominator": int(inner[whole].sum())})
    frame = pd.DataFrame(rows)
    frame["denominator"] = frame["denominator"].astype("Int64")
    parts = [
        build(
            part.drop(columns="measure").reset_index(drop=True), (date(2020, 4, 1), date(2023, 3, 31)),
            measure=str(name), characteristic="sex", source="police-victims",
        )
        for name, part in frame.groupby("measure")
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def sums_of(shown):
    """Every sum that a reader of a table of area, sex and month can check, found by the labels alone."""
    table = {
        (row.area_code, row.group, row.period_start, row.period_end): row.numerator
        for row in shown[shown["measure"] == "victims.count"].itertuples()
    }
    for area, sex, span in product((FORCE, *DISTRICTS), ("All", "Female", "Male"), SPANS):
        start, end = (pd.Timestamp(day) for day in span)
        whole = table[area, sex, start, end]
        if area == FORCE:
            yield whole, [table[each, sex, start, end] for each in DISTRICTS]
        if sex == "All":
            yield whole, [table[area, each, start, end] for each in ("Female", "Male")]
        if span == SPANS[0]:
            days = [tuple(pd.Timestamp(day) for day in each) for each in MONTHS]
            yield whole, [table[area, sex, *each] for each in days]


@pytest.mark.parametrize("seed", range(25))
def test_printed_parts_sum_to_printed_totals_in_random_nested_tables(seed, settings):
    # Three ways, nested in districts and months: here a rounding need not exist, and then a count is withheld.
    estimates = nested(np.random.default_rng(seed))
    shown = release(estimates, "public", settings).estimates
    exact = estimates.set_index("key")
    checked = 0
    for whole, parts in sums_of(shown):
        known = [each for each in parts if not pd.isna(each)]
        if pd.isna(whole):
            continue
        if len(known) == len(parts):
            checked += 1
            assert sum(known) == whole
        else:
            assert sum(known) <= whole
    assert checked
    for column in ("numerator", "denominator"):
        moved = (shown.set_index("key")[column] - exact[column]).dropna().abs()
        assert (moved < 5).all()
        assert (shown[column].dropna() % 5 == 0).all()


def test_a_count_is_printed_alike_in_every_table_it_stands_in(settings):
    shown = release(nested(np.random.default_rng(3)), "public", settings).estimates
    where = ["area_code", "group", "period_start", "period_end"]
    assert shown.dropna(subset=["numerator"]).groupby(where)["numerator"].nunique().max() == 1
    wholes = shown[(shown["group"] == "All")].set_index(["area_code", "period_start", "period_end"])
    for row in (
        shown[shown["measure"] == "victims.share"].dropna(subset=["denominator"]).itertuples()
    ):
        whole = wholes.loc[(row.area_code, row.period_start, row.period_end), "numerator"]
        assert pd.isna(whole) or whole == row.denominator


def test_the_same_counts_are_rounded_alike_every_time(settings):
    one, other = (
        release(nested(np.random.default_rng(8)), "public", settings).estimates for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, other)
