"""Partial pooling has the posterior it should, finds what is planted, and leaves small cells near their group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sva import people
from sva.reference.populations import PopulationTable, bundled


def likeliest(observed: np.ndarray, mean: np.ndarray) -> float:
    """Search the shape on a fine grid with scipy's own negative binomial."""
    shapes = np.exp(np.linspace(-3, 9, 6001))
    chances = stats.nbinom.logpmf(
        observed[None, :], shapes[:, None], shapes[:, None] / (shapes[:, None] + mean)
    )
    return float(shapes[chances.sum(1).argmax()])  # fmt: skip


def test_values_are_means_of_the_gamma_posterior_at_the_likeliest_shape():
    observed = np.array([2, 60, 30, 9, 0, 14])
    expected = np.array([10.0, 20, 30, 12, 3, 5])
    found = people.partial_pool(observed, expected)
    common = observed.sum() / expected.sum()
    shape = likeliest(observed, expected * common)
    posterior = stats.gamma(observed + shape, scale=common / (expected * common + shape))
    assert found["value"].to_numpy() == pytest.approx(posterior.mean(), rel=2e-3)
    assert found["lower"].to_numpy() == pytest.approx(posterior.ppf(0.025), rel=5e-3, abs=1e-3)
    assert found["upper"].to_numpy() == pytest.approx(posterior.ppf(0.975), rel=5e-3)
    weight = expected * common / (expected * common + shape)
    own = np.array(observed) / expected
    assert found["value"].to_numpy() == pytest.approx(
        weight * own + (1 - weight) * common, rel=2e-3
    )


def test_limits_cover_ratios_that_vary_among_cells():
    rng = np.random.default_rng(3)
    hits = tries = 0
    for _ in range(300):
        expected = rng.uniform(2, 40, 12)
        ratio = 3 * rng.gamma(8, 1 / 8, 12)
        found = people.partial_pool(rng.poisson(expected * ratio), expected)
        hits += ((found["lower"] <= ratio) & (ratio <= found["upper"])).sum()
        tries += 12
    assert 0.92 <= hits / tries <= 0.975


def test_three_events_stay_near_the_group_and_three_hundred_speak_for_themselves():
    observed, expected = [9, 240, 150, 80, 20], [3.0, 120, 50, 40, 4]
    found = people.partial_pool(observed, expected)
    small, large = found.iloc[0], found.iloc[1]
    assert small["weight"] < 0.5 < large["weight"]
    assert abs(small["value"] - small["common"]) < abs(9 / 3 - small["common"])


@pytest.mark.parametrize("observed", [[0, 0], [0, 4]])
def test_nobody_and_strata_without_expectation_give_no_number(observed):
    found = people.partial_pool(observed, [0.0, 0.0])
    assert found.isna().all(axis=None)


def crossed() -> PopulationTable:
    rows = [
        ("E23000016", age, sex, group, size)
        for age in ("0-9", "10-17", "18-24", "25-34", "35-49", "50-64", "65+")
        for sex in ("Female", "Male")
        for group, size in (("Asian", 500), ("Black", 100), ("Mixed", 300), ("Other", 50), ("White", 20_000))
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["area_code", "age", "sex", "ethnic_group", "population"])
    return PopulationTable(
        "police_force", 2021, ("age", "sex", "ethnic_group"), frame, "residents", "made up", 2021, True
    )  # fmt: skip


def test_ratios_are_to_white_people_of_the_same_sex_and_age_and_say_their_weight(assessment):
    groups = ["Black"] * 30 + ["White"] * 600
    found = pd.DataFrame(
        {
            "counted": range(630),
            "age": pd.array([16, 20, 30] * 210, dtype="Int64"),
            "sex": "Male",
            "ethnic_group": groups,
            "month": pd.Timestamp("2022-05-01"),
        }
    )
    populations = replace(bundled(), geography={}).with_tables([crossed()])
    rows = people.ratio_of_intersections(found, assessment, "victims", populations)
    black = rows[(rows["group"] == "Black") & rows["strata"].str.startswith("Male")]
    assert black["numerator"].tolist() == [10, 10, 10]
    # 10 of 100 against 200 of 20,000 in each band
    assert black["value"].tolist() == pytest.approx([10, 10, 10])
    assert black["method"].str.contains("its own counts weigh 0%").all()
    women = rows[rows["strata"].str.startswith("Female")]
    assert women["value"].isna().all()
    assert women["flag"].eq("not assessable").all()


def test_without_a_table_of_the_three_together_nothing_is_shown(assessment):
    found = pd.DataFrame({"counted": [0], "month": pd.to_datetime(["2022-05-01"])})
    assert people.ratio_of_intersections(found, assessment, "victims", bundled()).empty
