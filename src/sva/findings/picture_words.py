"""Sentences about the picture of violence: success measures, definitions side by side, rolling years, seasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import Context
from sva.findings.levels import in_period, too_few_clause
from sva.findings.missing import listed
from sva.findings.numbers import integer, period, spoken_rate
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["definitions", "rolling", "season", "success"]

#: How many success measures one sentence tells, and up to which count limits are told.
_TOLD, _FEW = 3, 30


def success(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell the latest year of each success measure, and the year before it; no change is claimed."""
    known = sorted(records(shown(rows)), key=lambda row: row.period_start)
    latest = max(row.period_start for row in known)
    clauses: list[str | None] = []
    keys: list[str] = []
    names = [name for name in dict.fromkeys(rows["group"]) if ", under" not in str(name)]
    for name in [name for name in names if not str(name).startswith("Victims")][:_TOLD]:
        of = [row for row in known if row.group == name]
        now = next((row for row in of if row.period_start == latest), None)
        if now is None:
            continue
        before = [row for row in of if row.period_start < latest]
        about = context.about(now)
        words = f"{_lower(name)}: {integer(now.numerator, about=about)}"
        if before:
            words += f", after {integer(before[-1].numerator, about=about)} the year before"
            keys.append(before[-1].key)
        if now.lower is not None and int(now.numerator) <= _FEW:
            low, high = (spoken_rate(float(x), now.numerator) for x in (now.lower, now.upper))
            words += f" (by chance alone it could have been anything from {low} to {high})"
        clauses.append(words)
        keys.append(now.key)
    first = next(row for row in known if row.key == keys[-1])
    clauses[0] = f"{in_period(first, context)}, {clauses[0]}"
    return finish([*clauses, too_few_clause(rows)], keys, rows)


def definitions(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell how many offences each definition takes in, and how many both do."""
    known = records(shown(rows))
    wholes = [row for row in known if row.strata is not None and row.offence_group is None]
    both = next((row for row in known if row.group == "Both definitions"), None)
    if len(wholes) < 2:
        from sva.findings.levels import largest

        return largest(rows, context)
    own, other = wholes[:2]
    about = context.about(own)
    text = (
        f"{in_period(own, context)} this assessment's definition takes in {integer(own.numerator, about=about)} offences, "
        f"{other.strata} {integer(other.numerator, about=about)}"
    )
    keys = [own.key, other.key]
    if both is not None:
        text += f"; {integer(both.numerator, about=about)} are in both"
        keys.append(both.key)
    return finish([text], keys, rows)


def rolling(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell the latest twelve months, and the lowest and highest of all twelve months."""
    known = sorted(records(shown(rows)), key=lambda row: row.period_end)
    last = known[-1]
    low, high = (choose(known, key=lambda row: int(row.numerator)) for choose in (min, max))
    about = context.about(last)
    subject = context.subject(last._replace(strata=None))
    clauses: list[str | None] = [
        f"{subject}: {integer(last.numerator, about=about)} in the year to {_ends(last)}"
    ]
    others = [
        f"{word} {integer(row.numerator, about=about)} in the year to {_ends(row)}"
        for word, row in (("at the lowest", low), ("at the highest", high))
        if row.key != last.key
    ]
    if others:
        clauses.append(listed(others))
    return finish([*clauses, too_few_clause(rows)], [last.key, low.key, high.key], rows)


def season(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell the calendar months with most and with fewest."""
    known = records(shown(rows))
    low, high = (choose(known, key=lambda row: int(row.numerator)) for choose in (min, max))
    about = context.about(high)
    subject = context.subject(high._replace(group=None, characteristic=None))
    text = (
        f"{subject} {in_period(high, context)} were most in {high.group} ({integer(high.numerator, about=about)}) and fewest in "
        f"{low.group} ({integer(low.numerator, about=about)})"
    )
    return finish([text, too_few_clause(rows)], [low.key, high.key], rows)


def _ends(row: Any) -> str:
    return period(row.period_end, row.period_end)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
