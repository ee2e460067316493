"""Sentences about voice and priorities: what people answer, whose voices are there, what comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.findings.context import Context
from sva.findings.levels import in_period
from sva.findings.missing import listed
from sva.findings.numbers import integer, percent
from sva.findings.sentence import Sentence, finish, has_flag, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["answers", "coders", "cost", "priorities", "voices"]

_ASKED = "Fair at best: who took part was not drawn at random, which no limits cover."


def answers(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell the weighted share of everyone asked, and of young people, for each question."""
    known = records(shown(rows))
    parts, keys = [], []
    for question in dict.fromkeys(row.strata for row in known):
        of = {row.group: row for row in known if row.strata == question}
        every = of.get("Everyone asked")
        if every is None:
            continue
        asked, colon, answer = str(question).partition(": ")
        said = f"{_lower(asked)}{f': “{answer}”' if colon else ''}, say {percent(float(every.value))} of everyone asked"
        keys.append(every.key)
        young = of.get("Under 25")
        if young is not None and not has_flag(young, "small base"):
            said += f" and {percent(float(young.value))} of people under 25"
            keys.append(young.key)
        parts.append(said)
    if not parts:
        return finish(["too few answered to say"], [rows["key"].iloc[0]], rows)
    first = next(row for row in known if row.key == keys[0])
    made = finish([f"{in_period(first, context)}, {'; '.join(parts)}"], keys, rows)
    return Sentence(made.text, made.keys, _ASKED)


def voices(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say whose voices there are, how many notes of each, and whose are absent."""
    whole = [row for row in records(rows) if row.group == "All"]
    heard = [row for row in whole if row.value is not None and float(row.value) > 0]
    few = [row for row in whole if row.value is None]
    absent = [row for row in whole if row.value is not None and float(row.value) == 0]
    clauses: list[str | None] = []
    if heard:
        said = listed(
            f"{_lower(str(row.strata))} ({integer(row.numerator, about=context.about(row))} notes)"
            for row in heard
        )
        clauses.append(f"these voices were heard: {said}")
    if few:
        clauses.append(f"too few notes to count: {listed(_lower(str(row.strata)) for row in few)}")
    if absent:
        clauses.append(
            f"nobody has listened to {listed(_lower(str(row.strata)) for row in absent)}, so they are absent here"
        )
    made = finish(clauses, [row.key for row in whole], rows)
    return Sentence(
        made.text, made.keys, "Fair: talks say what came up, not how many people think so."
    )


def coders(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how far two coders agreed beyond chance."""
    row = records(shown(rows))[0]
    value = float(row.value)
    word = "well" if value >= 0.61 else "moderately" if value >= 0.41 else "poorly"
    text = (
        f"two people coded {integer(row.denominator)} of the notes without seeing each other's themes and agreed {word} beyond chance "
        f"(kappa {value:.1f})"
    )
    return finish([text], [row.key], rows)


def priorities(rows: pd.DataFrame, context: Context) -> Sentence:
    """Name what comes first by the assessment's weights, and what stays among the first three whatever the weights."""
    from sva.context.priorities import OWN_WEIGHTS

    known = records(shown(rows))
    own = sorted(
        (row for row in known if row.strata == OWN_WEIGHTS), key=lambda row: float(row.value)
    )
    told = [row for row in own if float(row.value) <= 3][:3]
    parts = []
    for row in told:
        place = f"{_lower(row.group)} (place {int(row.value)}"
        if row.lower is not None and row.upper is not None and int(row.lower) != int(row.upper):
            place += f", or any from {int(row.lower)} to {int(row.upper)}"
        parts.append(f"{place})")
    keys = [row.key for row in told]
    text = f"by this assessment's weights these come first: {listed(parts)}"
    always = [
        row.group
        for row in told
        if all(float(each.value) <= 3 for each in known if each.group == row.group)
    ]
    if always and len({row.strata for row in known}) > 1:
        text += f"; whatever the weights, {listed(_lower(name) for name in always)} stay{'s' if len(always) == 1 else ''} among the first three"
        keys += [row.key for row in known if row.group in always]
    made = finish([text], keys, rows)
    return Sentence(
        made.text,
        made.keys,
        "Fair: places move with the weights chosen and, for few cases, with chance.",
    )


def cost(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell what the force area's recorded violence cost, with its interval and what is not costed."""
    known = [row for row in records(shown(rows)) if row.measure == "offences.cost"]
    row = next((each for each in known if each.area_type == "police_force"), known[0])
    value, low, high = (
        f"£{float(x) / 1e6:,.1f} million" for x in (row.value, row.lower, row.upper)
    )
    text = f"{in_period(row, context)} the {integer(row.numerator)} recorded offences with a confirmed unit cost cost society about {value} ({low} to {high})"
    rest = (
        f"{integer(row.unknown_count)} offences are of kinds without a confirmed cost"
        if row.unknown_count
        else None
    )
    return finish([text, rest], [row.key], rows)


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
