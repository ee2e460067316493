"""Health lens, linked lists, factors and association: known answers, planted truths, and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import context
from sva.assessment import load_assessment
from sva.context.association import FEWEST_AREAS, moran
from sva.context.capture import CHAPMAN, INDEPENDENT, LOG_LINEAR, chapman, log_linear
from sva.demo.partner_truth import HIDDEN, list_chances


@pytest.fixture(scope="module")
def letter():
    return load_assessment("west-mercia-2023-05")


def lists(seed: int, people: int = HIDDEN["people"]) -> tuple[pd.DataFrame, int]:
    chances = list_chances()
    drawn = np.random.default_rng(seed).multinomial(people, list(chances.values()))
    rows = [(*map(bool, p), int(n)) for p, n in zip(chances, drawn, strict=True)]
    names = ["police", "emergency_department", "ambulance", "people"]
    table = pd.DataFrame(rows, columns=names)
    seen = table[table[names[:3]].any(axis=1)].reset_index(drop=True)
    return seen, int(drawn[0])


def dated(table: pd.DataFrame, **more: object) -> pd.DataFrame:
    return table.assign(
        period_start=pd.Timestamp("2022-04-01"), period_end=pd.Timestamp("2023-03-31"),
        **{"gateway": "an agreement", **more},
    )  # fmt: skip


def test_chapman_reproduces_a_worked_example():
    """Seber (1982), Estimation of Animal Abundance, formula 3.5: n1 = 200, n2 = 150, m = 50 gives N = 594.1."""
    found = chapman(200, 150, 50)
    assert found.value + found.seen == pytest.approx(201 * 151 / 51 - 1)


def test_independent_lists_give_back_the_hidden_cell_exactly():
    """Lists that are independent by construction: 0.5, 0.4 and 0.3 of 10,000 leave 2,100 on none."""
    rows = []
    for a in (0, 1):
        for b in (0, 1):
            for c in (0, 1):
                chance = 0.5 * (0.4 if b else 0.6) * (0.3 if c else 0.7)
                rows.append((bool(a), bool(b), bool(c), 10_000 * chance))
    table = pd.DataFrame(
        rows[1:], columns=["police", "emergency_department", "ambulance", "people"]
    )
    assert log_linear(table).value == pytest.approx(2_100, rel=1e-6)
    assert log_linear(table).method.endswith("without dependence")


def test_planted_hidden_people_lie_within_the_limits_nearly_always():
    within = 0
    for seed in range(40):
        table, hidden = lists(seed)
        found = log_linear(table)
        within += found.lower <= hidden <= found.upper
    assert (
        within >= 33
    )  # 95% limits of a model chosen from the same data: 40 draws, hardly under 33


def test_two_dependent_lists_give_too_few_and_say_so(letter):
    table, _ = lists(1)
    two = table.groupby(["police", "emergency_department"], as_index=False)["people"].sum()
    two = two[two["police"] | two["emergency_department"]].assign(
        ambulance=pd.array([None] * 3, dtype="boolean")
    )
    rows = context.estimate_hidden(dated(two), letter)
    assert rows["group"].tolist() == [CHAPMAN]
    assert "too low" in rows["group"][0]
    outside = HIDDEN["people"] - int(two["people"].sum())
    assert rows["value"][0] < outside


def test_three_lists_are_told_with_and_without_dependence(letter):
    table, hidden = lists(2)
    rows = context.estimate_hidden(dated(table), letter).set_index("group")
    assert rows.loc[LOG_LINEAR, "lower"] <= hidden <= rows.loc[LOG_LINEAR, "upper"]
    assert rows.loc[INDEPENDENT, "upper"] < hidden


@pytest.mark.parametrize("wrong", ["no gateway", "withheld", "another year"])
def test_without_lawful_linkage_nothing_is_estimated(letter, wrong):
    table = dated(lists(3)[0])
    if wrong == "no gateway":
        table["gateway"] = None
    elif wrong == "withheld":
        table["people"] = pd.array([None] * len(table), dtype="Int64")
    else:
        table["period_start"] = pd.Timestamp("2019-04-01")
    assert context.estimate_hidden(table, letter).empty


def test_no_word_of_the_health_lens_says_unknown_to_police(letter):
    """Unlinked ratios are never called that, in code or in chapter."""
    import json

    cells = json.loads(
        (letter.root / "notebooks" / "09_causes_and_voice.ipynb").read_text("utf-8")
    )["cells"]
    prose = ["".join(c["source"]).lower() for c in cells if c["cell_type"] == "markdown"]
    about = [text for text in prose if "unknown to" in text]
    assert all("south wales" in text for text in about)


def test_a_partnership_with_more_calls_for_each_record_stands_out(letter):
    from sva.findings import Context, sentence

    codes = [each.code for each in letter.settings.partnerships]
    calls = pd.DataFrame(
        {
            "csp_code": np.repeat(codes, [360, 200, 200, 200, 200]),
            "month": pd.Timestamp("2022-06-01"),
        }
    )
    crimes = pd.DataFrame({"csp_code": np.repeat(codes, 1000), "month": pd.Timestamp("2022-06-01")})
    people = pd.DataFrame(
        {
            "area_code": codes,
            "denominator": 200_000,
            "denominator_source": "made up",
            "denominator_year": 2011,
        }
    )
    rows = context.calls_against_records(crimes, calls, people, letter)
    ratio = rows[rows["measure"].eq("callouts.ratio")].set_index("area_code")["value"]
    assert ratio[codes[0]] == pytest.approx(1.8)
    said = sentence("lens", rows, Context())
    assert "1.8 times as often" in said.text
    assert "goes unreported" in said.certainty


def places(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Areas whose log rate rises by 0.2 a standard deviation of the first indicator, and not with the second."""
    rng = np.random.default_rng(seed)
    codes = [f"a{i}" for i in range(n)]
    x = rng.normal(size=(n, 2))
    people = rng.integers(4000, 9000, n)
    rate = np.exp(-5 + 0.2 * x[:, 0] + rng.normal(0, 0.15, n))
    counts = rng.poisson(people * rate)
    serious = pd.DataFrame(
        {"msoa_code": np.repeat(codes, counts), "month": pd.Timestamp("2022-06-01")}
    )
    indicators = pd.DataFrame(
        x, columns=["planted", "none"], index=pd.Index(codes, name="area_code")
    )
    residents = pd.DataFrame(
        {
            "area_code": codes,
            "denominator": people,
            "denominator_source": "made up",
            "denominator_year": 2011,
        }
    )
    centres = pd.DataFrame(
        {"area_code": codes, "easting": rng.uniform(0, 1e5, n), "northing": rng.uniform(0, 1e5, n)}
    )
    return serious, indicators, residents, centres


def test_a_planted_association_is_found_and_a_planted_none_is_not(letter):
    found, false = 0, 0
    for seed in range(20):
        rows = context.associate(*places(170, seed), letter).set_index("group")
        planted, none = rows.loc["planted"], rows.loc["none"]
        found += planted["lower"] <= 100 * np.expm1(0.2) <= planted["upper"] and planted["q"] < 0.05
        false += none["q"] < 0.05
    assert found >= 16
    assert false <= 4


def test_with_few_areas_there_is_no_model_but_a_table(letter):
    serious, indicators, residents, centres = places(FEWEST_AREAS - 1, 1)
    assert context.associate(serious, indicators, residents, centres, letter).empty
    assert len(context.rate_by_fifth(serious, indicators, residents, letter)) == 10


def test_moran_of_noise_is_no_pattern_and_of_a_slope_is_one():
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 1e5, (120, 2))
    assert moran(rng.normal(size=120), points)[1] > 0.05
    assert moran(points[:, 0], points)[1] < 0.01


def test_fifths_share_out_areas_and_all_offences(letter):
    serious, indicators, residents, _ = places(100, 4)
    rows = context.rate_by_fifth(serious, indicators, residents, letter)
    for _, part in rows.groupby("strata"):
        assert part["numerator"].sum() == len(serious)
        assert part["denominator"].sum() == 3 * residents["denominator"].sum()


def test_suppressed_counts_of_children_stay_suppressed(letter):
    care = pd.DataFrame(
        {
            "measure": "Looked-after children", "factor": None, "area_code": ["E06000019", "E06000020"],
            "children": pd.array([40, None], dtype="Int64"), "children_suppressed": [None, "c"],
            "period_start": pd.Timestamp("2022-04-01"),
        }
    )  # fmt: skip
    children = pd.DataFrame(
        {
            "area_code": ["E06000019", "E06000020"],
            "denominator": 20_000,
            "denominator_source": "made up",
            "denominator_year": 2021,
        }
    )
    rows = context.rate_factors(
        pd.DataFrame(), care, children, ["E06000019", "E06000020"], letter
    ).set_index("area_code")
    assert rows.loc["E06000019", "value"] == pytest.approx(2.0)
    assert pd.isna(rows.loc["E06000020", "value"])
    assert rows.loc["E06000020", "flag"] == "suppressed"
