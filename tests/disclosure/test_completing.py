"""Counts that nobody prints and every reader can add up; releases with rows missing, checked by another method."""

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from sva.disclosure import release
from sva.estimates import build

PERIOD = (date(2020, 4, 1), date(2023, 3, 31))
MONTHS = [
    (date(2023, 1, 1), date(2023, 1, 31)), (date(2023, 2, 1), date(2023, 2, 28)), (date(2023, 3, 1), date(2023, 3, 31)),
]  # fmt: skip
QUARTER = (date(2023, 1, 1), date(2023, 3, 31))
#: The districts of North Worcestershire, which is a partnership of the force.
DISTRICTS, PARTNERSHIP, FORCE = ("E07000234", "E07000236", "E07000239"), "E22000368", "E23000016"


def rows_of(*given):
    """Counts of victims by area, cohort and span."""
    names = ("area_type", "area_code", "cohort", "period_start", "period_end", "numerator")
    rows = pd.DataFrame([(a, b, c, *span, n) for a, b, c, span, n in given], columns=names)
    return build(rows, PERIOD, measure="victims.count", source="police-victims")


def shown(estimates, settings):
    out = release(estimates, "public", settings).estimates.set_index("key")["numerator"]
    return [None if pd.isna(out[key]) else int(out[key]) for key in estimates["key"]]


def test_a_quarter_that_only_its_months_tell_gives_no_other_district_back(with_policy):
    # 143 of the partnership, 53 of one district, 57 of another in its three months: 33 are left of the third, of which its
    # other months are 13 and 16. So the 4 of March were told, though no table has a quarter of the first district.
    one, two, three = DISTRICTS
    estimates = rows_of(
        *(("district", one, "all", month, n) for month, n in zip(MONTHS, (21, 9, 27), strict=True)),
        ("district", two, "all", QUARTER, 53),
        *(("district", three, "all", month, n) for month, n in zip(MONTHS, (13, 16, 4), strict=True)),
        ("csp", PARTNERSHIP, "all", QUARTER, 143),
    )  # fmt: skip
    out = shown(estimates, with_policy(rounding_base=1))
    assert out[6] is None
    assert sum(each is None for each in out) == 2
    # Rounded to 5 there is room enough: nothing else goes.
    assert sum(each is None for each in shown(estimates, with_policy())) == 1


def test_a_band_of_age_and_the_cohort_of_the_same_ages_are_one_count(table, with_policy):
    # 3 of 10 to 17 in the bands; the cohort of 10 to 17 is the same three, and 17 of all the rest would tell them too.
    bands = table(
        "victims.count",
        [20, 3, 17],
        characteristic="age_band",
        group=["All", "10 to 17", "18 and over"],
    )
    cohort = table("victims.count", [3], characteristic=None, group=["All"], cohort="age-10-17")
    rows = pd.concat([bands, cohort], ignore_index=True)
    out = release(rows, "public", with_policy(rounding_base=1)).estimates.set_index("key")[
        "numerator"
    ]
    assert out[rows.loc[[1, 3], "key"]].isna().all()
    assert out.isna().sum() == 3
    # Larger, both are rounded alike.
    bands = table(
        "victims.count",
        [41, 13, 28],
        characteristic="age_band",
        group=["All", "10 to 17", "18 and over"],
    )
    cohort = table("victims.count", [13], characteristic=None, group=["All"], cohort="age-10-17")
    rows = pd.concat([bands, cohort], ignore_index=True)
    out = release(rows, "public", with_policy()).estimates.set_index("key")["numerator"]
    assert out[rows.loc[1, "key"]] == out[rows.loc[3, "key"]]


# -- random releases of three nested ways, some of their rows missing ------------------------------------------------

COHORTS = (("under-18", [0]), ("under-25", [0, 1]), ("all", [0, 1, 2]))
AREAS = (
    *(("district", code, [n]) for n, code in enumerate(DISTRICTS)), ("csp", PARTNERSHIP, [0, 1, 2]), ("police_force", FORCE, [0, 1, 2, 3]),
)  # fmt: skip
SPANS = (*((month, [n]) for n, month in enumerate(MONTHS)), (QUARTER, [0, 1, 2]))


def margins(inner):
    for (kind, code, at), (cohort, ages), (span, months) in product(AREAS, COHORTS, SPANS):
        mask = np.zeros(inner.shape)
        mask[np.ix_(at, ages, months)] = 1
        yield (kind, code, cohort, span, int((mask * inner).sum())), mask.ravel()


@pytest.mark.parametrize(("seed", "base", "kept"), list(product(range(3), (1, 5), (1.0, 0.6))))
def test_no_count_and_no_difference_of_cohorts_is_narrowed_below_the_policy(
    with_policy, seed, base, kept
):
    # Areas in areas, cohorts in cohorts, months in a quarter; of 60 rows all, or six in ten. Whole-number programs over the 36
    # inner counts, with nothing of the program, narrow every withheld small count and every small difference of cohorts.
    chance = np.random.default_rng(seed)
    inner = chance.poisson(chance.gamma(1, 9), size=(4, 3, 3)) * (chance.random((4, 3, 3)) < 0.85)
    rows = [each for each in margins(inner) if chance.random() < kept]
    printed = shown(rows_of(*(row for row, _ in rows)), with_policy(rounding_base=base))
    known = [(mask, n) for (_, mask), n in zip(rows, printed, strict=True) if n is not None]
    least = [max(n - base + 1, 5) if n else 0 for _, n in known]
    most = [n + base - 1 if n else 0 for _, n in known]
    limits = LinearConstraint(np.array([mask for mask, _ in known]), least, most)
    aims = [
        (mask, 5) for ((*_, n), mask), told in zip(rows, printed, strict=True) if told is None and n < 5
    ]  # fmt: skip
    by_name = {row[:-1]: (row[-1], mask) for row, mask in rows}
    for (kind, code, cohort, span), (n, mask) in by_name.items():
        for outer in {"under-18": ("under-25", "all"), "under-25": ("all",)}.get(cohort, ()):
            m, whole = by_name.get((kind, code, outer, span), (0, mask))
            if 0 < m - n < 5 and (
                outer == "under-25" or (kind, code, "under-25", span) not in by_name
            ):
                aims.append((whole - mask, 4))
    for aim, width in aims:
        ends = [
            sign * milp(sign * aim, constraints=limits, integrality=np.ones(36), bounds=Bounds(0, 10_000)).fun
            for sign in (1, -1)
        ]  # fmt: skip
        assert ends[1] - ends[0] >= width - 1e-6
