"""Which counts are one, which add up, and what a reader can work out of them."""

from datetime import date

import numpy as np
import pandas as pd

from sva.disclosure.audit import UNBOUNDED, Equation, System
from sva.disclosure.cells import find_cells
from sva.disclosure.links import find_links
from sva.disclosure.nesting import ages_of, bundled_parents, person_cohorts


def sums(frame, **more):
    """Sums found, as exact counts: the whole, its parts, why."""
    found = find_cells(frame)
    equations = find_links(found, **more)
    return {
        (
            found.cells[each.whole].count,
            tuple(sorted(found.cells[part].count for part in each.parts)),
            each.why,
        )
        for each in equations
    }


def test_a_count_printed_as_count_rate_and_share_is_one_count(table):
    frame = pd.concat(
        [
            table("victims.count", [100, 44], group=["All", "Asian"]),
            table("victims.rate", [44], 35_119, group=["Asian"]),
            table("victims.share", [44], 100, group=["Asian"]),
        ],
        ignore_index=True,
    )
    found = find_cells(frame)
    assert sorted((cell.count, len(cell.rows)) for cell in found.cells) == [(44, 3), (100, 2)]


def test_a_population_is_no_count_of_people_harmed(table):
    found = find_cells(table("victims.rate", [44], 35_119, group=["Asian"]))
    assert [cell.count for cell in found.cells] == [44]


def test_the_base_of_a_share_is_what_is_recorded_and_the_rest_is_unknown(table):
    frame = pd.concat(
        [
            table("victims.count", [100], group=["All"]),
            table("victims.share", [30, 50], 80, group=["Yes", "No"], unknown_count=20),
        ],
        ignore_index=True,
    )
    found = sums(frame)
    assert (100, (20, 80), "recorded sex") in found
    assert (80, (30, 50), "groups of sex") in found
    assert (100, (20, 30, 50), "groups of sex") in found


def test_strata_of_a_band_sum_to_the_band_and_bands_of_a_stratum_to_the_group(table):
    by_band = table(
        "victims.count", [40, 60], group=["Under 18", "18 and over"], characteristic="age_band"
    )
    by_sex = table("victims.count", [30, 70], group=["Female", "Male"])
    both = table(
        "victims.count", [10, 20, 30, 40], characteristic="age_band",
        group=["Under 18", "18 and over"] * 2, strata=["Female", "Female", "Male", "Male"],
    )  # fmt: skip
    found = sums(pd.concat([by_band, by_sex, both], ignore_index=True))
    assert (30, (10, 20), "groups of age_band") in found
    assert (40, (10, 30), "strata") in found


def test_parts_that_fall_short_leave_a_rest_that_is_a_count_of_its_own(table):
    found = sums(table("victims.count", [100, 57, 40], group=["All", "Female", "Male"]))
    assert found == {(100, (3, 40, 57), "groups of sex")}


def test_districts_lie_in_their_partnership_and_it_in_the_force(table):
    frame = table(
        "offences.count", [10, 20, 30, 60, 75], group=["All"] * 5, area_type=["district"] * 3 + ["csp", "police_force"],
        area_code=["E07000234", "E07000236", "E07000239", "E22000368", "E23000016"],
    )  # fmt: skip
    found = sums(frame, parents=bundled_parents())
    assert (60, (10, 20, 30), "district within csp") in found
    assert (75, (15, 60), "csp within police_force") in found


def test_months_make_up_a_year_and_a_year_lies_in_a_longer_period(table):
    months = [(date(2023, m, 1), date(2023, m, 28)) for m in (1, 2)]
    spans = [*months, (date(2023, 1, 1), date(2023, 2, 28)), (date(2022, 1, 1), date(2023, 2, 28))]
    frame = table(
        "offences.count", [3, 4, 7, 20], group=["All"] * 4,
        period_start=[a for a, _ in spans], period_end=[b for _, b in spans],
    )  # fmt: skip
    found = sums(frame)
    assert (7, (3, 4), "months and years") in found
    assert (20, (7, 13), "months and years") in found


def test_a_cohort_of_incidents_is_not_taken_for_people_of_an_age(settings):
    cohorts = person_cohorts(settings)
    assert cohorts["under-25"] == (0, 24)
    assert "age-14-24" not in cohorts


def test_labels_of_ages_are_read_and_others_are_not():
    assert [ages_of(text) for text in ("Under 10", "25 to 34", "65 and over", "14", "Asian")] == [
        (0, 9), (25, 34), (65, 200), (14, 14), None,
    ]  # fmt: skip


def test_a_ring_of_sums_needs_the_linear_program_and_gets_it():
    # a+b=10, b+c=10, a+c=10: each is 5, which no single sum tells.
    system = System(6, [Equation(3, (0, 1), ""), Equation(4, (1, 2), ""), Equation(5, (0, 2), "")])
    lower = np.array([0, 0, 0, 10, 10, 10], float)
    upper = np.array([UNBOUNDED] * 3 + [10] * 3, float)
    loose = system.propagate(lower, upper)
    assert (loose[1][:3] - loose[0][:3] == 10).all()
    tight = system.intervals(lower, upper, [0, 1, 2])
    assert tight[0][:3].tolist() == tight[1][:3].tolist() == [5, 5, 5]


def test_what_the_solver_cannot_work_out_counts_as_told(monkeypatch):
    system = System(6, [Equation(3, (0, 1), ""), Equation(4, (1, 2), ""), Equation(5, (0, 2), "")])
    lower = np.array([0, 0, 0, 10, 10, 10], float)
    upper = np.array([UNBOUNDED] * 3 + [10] * 3, float)
    monkeypatch.setattr("sva.disclosure.audit._Program.push", lambda *_: None)
    low, high = system.intervals(
        lower, upper, [0], enough=5, witness=np.array([5.0] * 3 + [10.0] * 3)
    )
    assert high[0] - low[0] == 0


def test_bounds_that_no_counts_fit_cross():
    system = System(3, [Equation(0, (1, 2), "")])
    lower, upper = system.intervals(np.array([5.0, 4, 4]), np.array([5.0, 6, 6]), [1])
    assert (lower > upper).any()


def test_the_counts_behind_a_change_are_those_of_the_two_periods(table):
    year, before = (date(2022, 4, 1), date(2023, 3, 31)), (date(2021, 4, 1), date(2022, 3, 31))
    counts = table(
        "offences.count", [60, 40], group=[None, None], characteristic=None,
        period_start=[year[0], before[0]], period_end=[year[1], before[1]],
    )  # fmt: skip
    change = table(
        "offences.change", [60], 1000, group=[None], characteristic=None, reference_numerator=40, reference_denominator=1000,
        comparison_start=before[0], comparison_end=before[1], value=1.5,
    )  # fmt: skip
    found = find_cells(pd.concat([counts, change], ignore_index=True))
    assert [(cell.count, len(cell.rows)) for cell in found.cells] == [(60, 2), (40, 2)]
