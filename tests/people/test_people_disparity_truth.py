"""Planted disparities are covered, and the bounds hold what is hidden, in a thousand replications and more.

Whole tables from `sva.demo.simulate` take 0.1 s each, so that a thousand would take minutes: the thousands here are draws
of the counts that the planted truth (`sva.demo.expected`) gives, all compared in one call; forty whole tables of searches then go
through the same functions as a chapter's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import demo, people
from sva.demo.stops import draw_stops
from sva.measures import dispersion_from_clusters
from sva.people.disparity import compare
from sva.people.score import ratio_of_shares
from sva.people.spread import together
from sva.reference.populations import bundled

REPLICATIONS = 2000
GROUPS = ("Asian", "Black", "Mixed", "Other")


def counts(
    rng: np.random.Generator, truth: pd.DataFrame, group: str, factor: float
) -> pd.DataFrame:
    here, there = truth.loc[group], truth.loc["White"]
    number = REPLICATIONS
    return pd.DataFrame(
        {
            "numerator": rng.poisson(here["count"] * factor, number),
            "denominator": int(here["population"]),
            "reference_numerator": rng.poisson(there["count"] * factor, number),
            "reference_denominator": int(there["population"]),
            "unknown_count": 0,
            "dispersion": 1.0,
        }
    )


def covered(rows: pd.DataFrame, truth: float) -> float:
    lower, upper = rows["lower"].astype(float), rows["upper"].astype(float).fillna(np.inf)
    return float(((lower <= truth) & (truth <= upper)).mean())


@pytest.fixture(scope="module")
def planted() -> dict[str, pd.DataFrame]:
    # without people who come back, whose expectation has no closed form: the planted ratios are the same
    truth = demo.Truth(reoffending=False)
    return {
        table: demo.expected(truth, table, 2022)
        .query("characteristic == 'ethnic_group'")
        .set_index("group")
        for table in ("stops", "victims", "suspects")
    }


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    ("table", "factor"),
    [("stops", 1.0), ("stops", 0.3), ("victims", 0.2), ("suspects", 0.2), ("suspects", 0.07)],
)
def test_planted_ratios_are_covered(planted, group, table, factor):
    truth = planted[table]
    rng = np.random.default_rng([7, GROUPS.index(group), int(100 * factor)])
    rows = compare(counts(rng, truth, group, factor))
    share = covered(rows, truth.loc[group, "crude"])
    assert share >= 0.93
    if min(truth.loc[[group, "White"], "count"]) * factor >= 20:
        assert share <= 0.975


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize(
    ("table", "factor", "hidden_by"),
    [
        ("stops", 1.0, "missing_searches"),
        ("victims", 0.2, "missing_victims"),
        ("suspects", 0.1, "missing_suspects"),
    ],
)
def test_with_ethnicity_missing_not_at_random_the_bounds_hold_the_unmasked_ratio(
    planted, group, table, factor, hidden_by
):
    missing = dict(getattr(demo.Truth(), hidden_by))
    rng = np.random.default_rng([8, GROUPS.index(group)])
    whole = counts(rng, planted[table], group, factor)
    masked = whole.copy()
    hidden = {}
    for column, name in (("numerator", group), ("reference_numerator", "White")):
        hidden[column] = rng.binomial(whole[column], missing[name])
        masked[column] = whole[column] - hidden[column]
    others = rng.binomial(100, 0.15, REPLICATIONS)
    masked["unknown_count"] = hidden["numerator"] + hidden["reference_numerator"] + others
    unmasked = compare(whole)["value"].astype(float)
    bounds = compare(masked)
    low, high = bounds["unknown_lower"].astype(float), bounds["unknown_upper"].astype(float)
    inside = (low <= unmasked + 1e-12) & (unmasked <= high + 1e-12)
    assert inside[bounds["value"].notna()].all()


@pytest.mark.parametrize(
    ("number", "share", "ratio"),
    [(30, 0.7, 1.2), (120, 0.2, 1.5), (300, 0.4, 1.0), (60, 0.35, 0.6)],
)
def test_planted_ratios_of_steps_are_covered(number, share, ratio):
    rng = np.random.default_rng([9, number])
    had, others = (
        rng.binomial(number, share, REPLICATIONS),
        rng.binomial(3000, share / ratio, REPLICATIONS),
    )
    found = ratio_of_shares(had, number, others, 3000)
    inside = float(((found["lower"] <= ratio) & (ratio <= found["upper"])).mean())
    assert 0.93 <= inside <= 0.975


def test_step_bounds_hold_the_unmasked_ratio_however_the_missing_lean():
    rng = np.random.default_rng(10)
    base = {"here": 250, "there": 3000}
    had = {side: rng.binomial(number, 0.3, REPLICATIONS) for side, number in base.items()}
    lost_had = {"here": rng.binomial(had["here"], 0.3), "there": rng.binomial(had["there"], 0.05)}
    lost_not = {
        "here": rng.binomial(250 - had["here"], 0.1),
        "there": rng.binomial(3000 - had["there"], 0.25),
    }
    unknown_had = lost_had["here"] + lost_had["there"]
    rows = pd.DataFrame(
        {
            "numerator": had["here"] - lost_had["here"],
            "denominator": 250 - lost_had["here"] - lost_not["here"],
            "reference_numerator": had["there"] - lost_had["there"],
            "reference_denominator": 3000 - lost_had["there"] - lost_not["there"],
            "unknown_count": unknown_had + lost_not["here"] + lost_not["there"],
            "unknown_numerator": unknown_had,
            "dispersion": 1.0,
        }
    )
    bounds = compare(rows, steps=True)
    unmasked = (had["here"] / 250) / (had["there"] / 3000)
    assert (bounds["unknown_lower"].astype(float) <= unmasked).all()
    assert (unmasked <= bounds["unknown_upper"].astype(float)).all()


def test_limits_widened_for_shared_incidents_cover(assessment):
    """A thousand tables in which one incident in three has three victims, all of one group."""
    rng = np.random.default_rng(11)
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    sizes = base.set_index("group")["denominator"]
    expected = {"Black": 60, "White": 700}
    truth = (expected["Black"] / sizes["Black"]) / (expected["White"] / sizes["White"])
    parts = []
    for name, mean in expected.items():
        number = rng.poisson(mean / (5 / 3), 1000)
        replication = np.repeat(np.arange(1000), number)
        members = np.where(rng.random(len(replication)) < 1 / 3, 3, 1)
        incident = [f"{name}{i}" for i in range(len(members))]
        parts.append(
            pd.DataFrame(
                {
                    "replication": np.repeat(replication, members),
                    "incident_key": np.repeat(incident, members),
                    "ethnic_group": name,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(counted=range(len(table)), month=pd.Timestamp("2022-05-01"))
    found = {}
    for (
        name
    ) in expected:  # one call for all replications, the replication in the place of the group
        part = table[table["ethnic_group"] == name]
        factor = dispersion_from_clusters(part["incident_key"], by=part["replication"])["factor"]
        found[name] = (part["replication"].value_counts().sort_index(), factor)
    (here, here_factor), (there, there_factor) = found["Black"], found["White"]
    rows = pd.DataFrame(
        {
            "numerator": here,
            "denominator": int(sizes["Black"]),
            "reference_numerator": there,
            "reference_denominator": int(sizes["White"]),
            "unknown_count": 0,
            "dispersion": [
                together({"Black": a, "White": b}, "Black", "White", x, y)
                for a, b, x, y in zip(here_factor, there_factor, here, there, strict=True)
            ],
        }
    )
    assert len(rows) == 1000
    widened = compare(rows)
    assert 0.93 <= covered(widened, truth) <= 0.975
    assert covered(compare(rows.assign(dispersion=1.0)), truth) < 0.88
    first = table[table["replication"] == 0]
    chapters = people.ratio_to_residents(first, "ethnic_group", assessment, "victims", base)
    black = chapters.set_index("group").loc["Black"]
    for name in ("value", "lower", "upper"):
        assert black[name] == pytest.approx(widened[name].iloc[0])


def test_whole_simulated_tables_bear_out_the_bounds_and_cover(assessment):
    """Forty whole tables through the functions that the chapters call."""
    base = people.residents_by(bundled(), "ethnic_group", assessment, year=2011)
    truth = demo.Truth(scale=0.5, first_year=2022, last_year=2022)
    planted = demo.expected(truth, "stops", 2022).set_index("group")["crude"]
    hits = 0
    for seed in range(40):
        stops, hidden = draw_stops(truth, np.random.default_rng(seed))
        searches = people.select_searches(stops)
        true = searches.assign(ethnic_group=hidden["ethnic_group"].to_numpy())
        rows, unmasked = (
            people.ratio_to_residents(each, "ethnic_group", assessment, "searches", base).set_index(
                "group"
            )
            for each in (searches, true)
        )
        for group in ("Asian", "Black", "Mixed"):
            value = unmasked.loc[group, "value"]
            assert rows.loc[group, "unknown_lower"] <= value <= rows.loc[group, "unknown_upper"]
            hits += unmasked.loc[group, "lower"] <= planted[group] <= unmasked.loc[group, "upper"]
    assert hits / 120 >= 0.9
