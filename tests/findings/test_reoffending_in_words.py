"""What is said about reoffending, and what is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.findings import Context, sentence, unfounded
from sva.outcomes.compare import Comparison
from sva.outcomes.effect_rows import comparison_rows
from sva.outcomes.effects import Effect
from sva.outcomes.reoffending import reoffending_share
from sva.outcomes.series import control_chart, monthly_mix


def _people(offered: int, offered_again: int, others: int, others_again: int) -> pd.DataFrame:
    n = offered + others
    again = np.r_[np.arange(offered) < offered_again, np.arange(others) < others_again]
    return pd.DataFrame(
        {"offered": np.arange(n) < offered, "again": again, "again_count": again.astype(int), "mature": True,
         "index_month": pd.Timestamp("2021-05-01")}
    )  # fmt: skip


def _found(
    other: float,
    error: float,
    *,
    moved: float = 0.0,
    placebo: float | None = None,
    alike: float = 0.01,
):
    main = Effect("doubly robust", 0.24, other, error, error / 0.27, 300)
    gap = 0.24 - other
    hidden = gap - np.sign(gap) * moved
    return Comparison(
        300, 72, 900, 300,
        effects={"doubly robust": main, "crude": Effect("crude", 0.24, 1 / 3, 0.03, 0.1, 300)},
        weighted_after=pd.Series([alike], ["age_band: 14 to 15"]), before=pd.Series([0.4], ["age_band: 14 to 15"]),
        placebo=None if placebo is None else Effect("doubly robust", 0.1, 0.1 - placebo, 0.01, 0.1, 300),
        strongest="prior_band", hidden=(hidden, hidden - 1.96 * error, hidden + 1.96 * error),
    )  # fmt: skip


def _said(found: Comparison, assessment):
    people = _people(found.offered, found.offered_again, found.others, found.others_again)
    rows = comparison_rows(found, people, assessment)
    if not found.refused:
        rows = pd.concat(
            [rows, reoffending_share(people, assessment, by="offered")], ignore_index=True
        )
    told = sentence("reoffending-effect", rows, Context(topic="Diversion"))
    assert unfounded(told.text, rows[rows["key"].isin(told.keys)]) == []
    return told


def test_inconclusive_is_said_with_its_limits_and_how_many_would_tell(letter):
    told = _said(_found(0.30, 0.041), letter)
    assert told.text.startswith(
        "Of every 100 people offered a diversion, about 24 were suspected of another offence within 12 months; of every 100 similar people who were "
        "not, about 30. The difference could be anything from 14 fewer to 2 more, so it is too early to say"
    )
    assert "more people offered it would tell. This does not mean that it fails." in told.text
    assert told.certainty.startswith("Low")


def test_a_clear_and_carried_difference_is_claimed_with_its_caveat(letter):
    told = _said(_found(0.36, 0.02), letter)
    assert "That is 8 to 16 fewer of every 100." in told.text
    assert "in what they do not record they may differ" in told.text
    # 0.24 beside 0.36: a ratio of 0.667, E = 1.5 + sqrt(1.5 * 0.5) = 2.37
    assert "by a factor of 2.4 or more each (E-value)" in told.text
    assert told.certainty.startswith("Fair")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"moved": 0.1}, "do not record"),
        ({"placebo": 0.05}, "cannot have changed"),
        ({"alike": 0.2}, "made alike"),
    ],
)
def test_what_the_sensitivity_analysis_cannot_carry_is_not_claimed(letter, changes, why):
    told = _said(_found(0.36, 0.02, **changes), letter)
    assert why in told.text
    assert told.text.endswith("so no effect is claimed.")


def test_too_few_are_refused_with_their_number(letter):
    told = _said(
        Comparison(12, 3, 500, 90, refused="too few were offered it: 12, at least 60 are needed"),
        letter,
    )
    assert (
        told.text
        == "Diversion: too few to say; 12 people were offered a diversion and followed to the end."
    )


def test_crude_shares_claim_no_effect(letter):
    rows = reoffending_share(_people(300, 72, 900, 300), letter, by="offered")
    told = sentence("reoffending", rows)
    assert "24% of people offered a diversion (72 of 300)" in told.text
    assert "no effect of the offer" in told.text
    assert unfounded(told.text, rows) == []


def _crimes(last: int) -> pd.DataFrame:
    months = pd.date_range("2021-04-01", "2023-03-01", freq="MS")
    frame = pd.DataFrame(
        [
            ("22" if i < (last if at == 23 else 10 + at % 3) else "18", month)
            for at, month in enumerate(months)
            for i in range(200)
        ],
        columns=["outcome_code", "month"],
    )
    return frame.assign(recorded_on=frame["month"], outcome_on=frame["month"])


def test_what_stands_out_is_a_question_and_nothing_is_said_to_stand_out_otherwise(letter):
    group = "Diversionary, educational or intervention activity"
    chart = control_chart(monthly_mix(_crimes(60), letter), group, letter)
    told = sentence("exceptions", chart)
    assert "30% of crimes (60 of 200) in March 2023, high" in told.text
    assert "ask what changed" in told.text
    assert unfounded(told.text, chart) == []
    quiet = control_chart(monthly_mix(_crimes(12), letter), group, letter)
    assert sentence("exceptions", quiet).text.startswith("Nothing stands out")


def test_an_edition_without_the_limits_does_not_say_that_nothing_stands_out(letter):
    group = "Diversionary, educational or intervention activity"
    chart = control_chart(monthly_mix(_crimes(60), letter), group, letter)
    withheld = chart.assign(value=pd.NA, lower=pd.NA, upper=pd.NA, flag="suppressed")
    shown = pd.concat([chart.head(2), withheld.iloc[2:]], ignore_index=True)
    assert "withholds" in sentence("exceptions", shown).text
