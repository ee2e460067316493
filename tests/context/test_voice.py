"""Survey, themes and quotations: weights, design effects, base sizes, agreement, consent, absent voices."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import context
from sva.assessment import load_assessment
from sva.context.voice import EVERYONE
from sva.disclosure import release
from sva.findings import Context, sentence


@pytest.fixture(scope="module")
def letter():
    return load_assessment("west-mercia-2023-05")


def answers_of(seed: int, people: int = 1500) -> pd.DataFrame:
    """Young people asked two and a half times as often; 46% of them and 30% of the rest feel unsafe."""
    rng = np.random.default_rng(seed)
    share = np.array([0.14, 0.86])
    asked = share * [2.5, 1.0]
    asked /= asked.sum()
    young = rng.random(people) < asked[0]
    weight = np.where(young, share[0] / asked[0], share[1] / asked[1])
    unsafe = rng.random(people) < np.where(young, 0.46, 0.30)
    return pd.DataFrame(
        {
            "question": "Q1 Feels safe after dark", "answer": np.where(unsafe, "Unsafe", "Safe"), "weight": weight,
            "age_group": np.where(young, "18-24", "25-44"), "sex": "Female", "answered_on": pd.Timestamp("2022-11-01"),
        }
    )  # fmt: skip


def test_weights_undo_that_some_were_asked_more_often(letter):
    truth = 100 * (0.14 * 0.46 + 0.86 * 0.30)
    inside, plain = 0, []
    for seed in range(40):
        survey = answers_of(seed)
        row = context.share_answers(survey, letter).set_index("group").loc[EVERYONE]
        inside += row["lower"] <= truth <= row["upper"]
        plain.append(100 * (survey["answer"] == "Unsafe").mean())
    assert inside >= 34
    assert np.mean(plain) > truth + 1


def test_the_design_effect_is_kish_s_and_widens_the_limits(letter):
    """Kish 1965: n = 4, weights 3, 1, 1, 1 have an effective number of 36 / 12 = 3, a design effect of 4 / 3."""
    survey = answers_of(1, 4).assign(
        weight=[3.0, 1, 1, 1], answer=["Unsafe", "Safe", "Safe", "Unsafe"]
    )
    row = context.share_answers(survey, letter).set_index("group").loc[EVERYONE]
    assert row["dispersion"] == pytest.approx(4 / 3)
    assert row["denominator"] == 3
    assert row["weighted_denominator"] == 4
    assert row["weighted_numerator"] == pytest.approx(100 * 4 / 6)
    assert row["flag"] == "small base"


def test_those_who_gave_no_answer_are_counted_beside(letter):
    survey = answers_of(2, 60)
    survey.loc[:9, "answer"] = "Prefer not to say"
    row = context.share_answers(survey, letter).set_index("group").loc[EVERYONE]
    assert row["unknown_count"] == 10
    assert row["weighted_denominator"] == 50


def notes_of(**more: object) -> pd.DataFrame:
    base = {
        "group": ["Young people, 14 to 17"] * 6 + ["Victims of robbery"] * 6, "theme": ["Fear"] * 12, "theme_second": None,
        "note": [f"words {i}" for i in range(12)], "held_on": pd.Timestamp("2023-01-01"), "district_code": "E06000019",
        "may_quote": pd.array([True] * 12, dtype="boolean"), "may_quote_in_public": pd.array([True, False] * 6, dtype="boolean"),
        "identity_checked": pd.array([True] * 11 + [False], dtype="boolean"),
    }  # fmt: skip
    return pd.DataFrame(base | more)


def test_a_voice_that_nobody_heard_is_said_to_be_absent(letter):
    rows = context.count_themes(notes_of(), letter)
    released = release(rows, "restricted", letter.settings)
    said = sentence(
        "voices", released.rows(rows["key"]), Context.of(released, letter.settings)
    ).text
    assert "children and young people (6 notes)" in said
    assert "nobody has listened to people who have harmed" in said


def test_themes_stand_by_name_so_that_no_order_tells_counts_apart(letter):
    notes = notes_of(theme=["Fear"] * 7 + ["Alcohol"] * 5)
    other = notes_of(theme=["Fear"] * 5 + ["Alcohol"] * 7)
    orders = [context.count_themes(each, letter)["key"].tolist() for each in (notes, other)]
    assert orders[0] == orders[1]


def test_quotations_leave_only_with_consent_and_an_identity_check(letter):
    notes = notes_of(may_quote=pd.array([True] * 10 + [False, True], dtype="boolean"))
    said = context.collect_quotations(notes)
    assert len(said.frame) == 11
    from sva.estimates import blank

    shown = {
        edition: release(blank(), edition, letter.settings, extensions={said.name: said}).extensions[said.name].frame["text"].tolist()
        for edition in ("public", "restricted")
    }  # fmt: skip
    assert "words 10" not in shown["restricted"]  # no consent
    assert "words 11" not in shown["restricted"]  # nobody checked it
    assert "words 1" in shown["restricted"]
    assert "words 1" not in shown["public"]  # not in public
    assert len(shown["public"]) == 5


def test_the_first_quotations_are_of_different_voices():
    frame = context.collect_quotations(notes_of()).frame
    assert set(frame["speaker"].head(2)) == {"Young people, 14 to 17", "Victims of robbery"}


def test_planted_agreement_of_coders_is_recovered(letter):
    """Two coders of ten themes who agree on four of five notes by design: kappa 0.8."""
    rng = np.random.default_rng(5)
    first = rng.integers(0, 10, 4000)
    other = np.where(rng.random(4000) < 0.8, first, rng.integers(0, 10, 4000))
    notes = pd.DataFrame(
        {
            "theme": first.astype(str),
            "theme_second": other.astype(str),
            "held_on": pd.Timestamp("2023-01-01"),
        }
    )
    row = context.agree_on_themes(notes, letter).iloc[0]
    assert row["lower"] <= 0.8 <= row["upper"]
    assert row["upper"] - row["lower"] < 0.05


def test_few_notes_coded_twice_give_no_kappa(letter):
    assert context.agree_on_themes(notes_of(), letter).empty
