"""Who is given outcome 22, and what stands out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sva import estimates
from sva.outcomes.exceptions import area_funnel, exceptions
from sva.outcomes.use import bounds, stage, use_by_group, use_ratios


def _people(rows) -> pd.DataFrame:
    names = ["ethnic_group", "offence_group", "record", "outcome_code", "n"]
    frame = pd.DataFrame(rows, columns=names)
    frame = frame.loc[frame.index.repeat(frame["n"])].drop(columns="n")
    return frame.assign(month=pd.Timestamp("2022-06-01"), age_group="14 to 17")


@pytest.fixture
def people() -> pd.DataFrame:
    """Within each kind of case both groups have it alike; one group has graver cases."""
    return _people(
        [("White", "Lesser", "none", "22", 200), ("White", "Lesser", "none", "1", 800),
         ("White", "Graver", "some", "22", 5), ("White", "Graver", "some", "1", 95),
         ("Black", "Lesser", "none", "22", 20), ("Black", "Lesser", "none", "1", 80),
         ("Black", "Graver", "some", "22", 20), ("Black", "Graver", "some", "1", 380),
         ("Unknown", "Lesser", "none", "22", 10), ("Unknown", "Lesser", "none", "1", 40)]
    )  # fmt: skip


def test_like_cases_beside_like_take_the_gravity_of_cases_out(people, assessment):
    row = use_ratios(people, "ethnic_group", "White", assessment).iloc[0]
    crude = (row["numerator"] / row["denominator"]) / (
        row["reference_numerator"] / row["reference_denominator"]
    )
    assert crude < 0.5
    assert row["value"] == pytest.approx(1.0, abs=0.01)
    assert row["lower"] < 1 < row["upper"]
    assert row["unknown_lower"] < crude < row["unknown_upper"]


def test_shares_are_of_the_stage_before_with_the_unknown_last(people, assessment):
    rows = use_by_group(people, "ethnic_group", assessment)
    assert rows["group"].tolist() == ["Black", "White", "Unknown"]
    assert rows["denominator"].sum() == len(people)
    assert rows["strata"].unique().tolist() == ["all assigned suspects"]


def test_bounds_are_the_extremes_of_every_way_the_unknown_could_fall():
    a, n, b, m, s, u = 4, 30, 20, 100, 3, 7
    ratios = [
        ((a + x) / (n + x + f)) / ((b + y) / (m + y + g))
        for x, y, f, g in product(range(s + 1), range(s + 1), range(u - s + 1), range(u - s + 1))
        if x + y <= s and f + g <= u - s
    ]
    assert bounds(a, n, b, m, s, u) == pytest.approx((min(ratios), max(ratios)))


def test_without_unknown_the_bounds_are_the_ratio():
    assert bounds(4, 30, 20, 100, 0, 0) == pytest.approx((4 / 30 / 0.2, 4 / 30 / 0.2))


def test_stage_counts_decided_disposals_once(disposals, suspects, offences):
    offences = offences.assign(recorded_on=offences["month"], offence_group="Robbery")
    found = stage(disposals, suspects, offences)
    assert len(found) == 3  # the fourth has no outcome yet
    assert found["age_group"].tolist() == ["14 to 17", "25 and over", "14 to 17"]


def test_a_partnership_far_from_the_others_is_out_of_the_funnel(assessment):
    codes = [each.code for each in assessment.settings.partnerships]
    rng = np.random.default_rng(1)
    parts = []
    for at, code in enumerate(codes):
        hits = rng.binomial(3000, 0.03 if at else 0.09)
        parts.append(
            pd.DataFrame({"csp_code": code, "outcome_code": ["22"] * hits + ["18"] * (3000 - hits)})
        )
    crimes = pd.concat(parts).assign(month=pd.Timestamp("2022-06-01"))
    rows = area_funnel(crimes, "22", assessment)
    out = exceptions(rows)
    assert out["area_code"].tolist() == [codes[0]]
    assert set(out["key"]) <= set(rows["key"])


def test_groups_apart_only_where_limits_bounds_and_correction_agree(people, assessment):
    assert exceptions(use_ratios(people, "ethnic_group", "White", assessment)).empty
    apart = _people(
        [("White", "Lesser", "none", "22", 400), ("White", "Lesser", "none", "1", 600),
         ("Black", "Lesser", "none", "22", 60), ("Black", "Lesser", "none", "1", 340),
         ("Unknown", "Lesser", "none", "22", 3), ("Unknown", "Lesser", "none", "1", 10)]
    )  # fmt: skip
    rows = use_ratios(apart, "ethnic_group", "White", assessment)
    assert exceptions(rows)["group"].tolist() == ["Black"]
    many = pd.concat(
        [
            apart,
            _people(
                [("Unknown", "Lesser", "none", "22", 200), ("Unknown", "Lesser", "none", "1", 300)]
            ),
        ]
    )
    assert exceptions(use_ratios(many, "ethnic_group", "White", assessment)).empty


def test_nothing_given_gives_nothing(people, assessment):
    empty = people.head(0)
    assert use_by_group(empty, "sex", assessment).empty
    assert use_ratios(empty, "ethnic_group", "White", assessment).empty
    assert exceptions(estimates.blank()).empty
