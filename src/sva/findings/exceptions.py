"""What stands out among outcomes, line by line: numbers, how sure, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sva.findings.context import Context
from sva.findings.numbers import integer
from sva.findings.outcomes import WORDS, of_code, said, short, small
from sva.findings.sentence import Sentence, has_flag, records, shown
from sva.outcomes.exceptions import exceptions as stand_out

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Line", "exception_lines", "exceptions"]


@dataclass(frozen=True)
class Line:
    """One thing that stands out.

    Parameters
    ----------
    what : str
        What, where and when, with its numbers.
    sure : str
        How sure.
    ask : str
        What to ask, as a clause.
    key : str
        Of the estimate.
    """

    what: str
    sure: str
    ask: str
    key: str


def exception_lines(rows: pd.DataFrame, context: Context) -> list[Line]:
    """Give everything that stands out of released rows, a line each: numbers, how sure, what to ask.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released rows of ``outcomes.chart``, ``outcomes.funnel`` and ``disposals.ratio``.
    context : Context

    Returns
    -------
    list of Line
        The latest month of each outcome first, then partnerships, then groups of suspects.
    """
    known = shown(rows)
    found = stand_out(*(part for _, part in known.groupby("measure", sort=True)))
    every = records(found)
    months = [row for row in every if row.measure == "outcomes.chart"]
    lines = []
    for group in dict.fromkeys(row.group for row in months):
        here = [row for row in months if row.group == group]
        row = here[0]
        earlier = f"{WORDS[len(here) - 1]} earlier month{'' if len(here) == 2 else 's'}"
        more = f"; {earlier} stood out too" if len(here) > 1 else ""
        side = "low" if ", low" in str(row.method) else "high"
        lines.append(
            Line(
                f"{short(group)}: {small(row, context)} of crimes ({_of(row, context)}) in {context.when(row)}, {side}{more}",
                f"{_rules(row.method)} Chance alone makes a month stand out now and then.",
                "ask what changed then, in practice or in recording",
                row.key,
            )
        )
    for row in every:
        if row.measure == "outcomes.funnel":
            side = "under" if "low" in str(row.method) else "over"
            lines.append(
                Line(
                    f"{context.area(row.area_code)}: {small(row, context)} of crimes {row.group} ({_of(row, context)}), {side} "
                    "what is usual for its size beside the others",
                    "Beyond limits that one in 500 would leave by chance.",
                    "ask how cases for it are found there",
                    row.key,
                )
            )
        elif row.measure == "disposals.ratio":
            often = "less" if float(row.value) < 1 else "more"
            what = of_code(row)
            counts = (
                f"{_of(row, context)}, beside {integer(row.reference_numerator, about=context.about(row))} of "
                f"{integer(row.reference_denominator)}"
            )
            lines.append(
                Line(
                    f"{row.group} suspects had {what} {often} often than {row.reference_group} suspects in like cases ({counts})",
                    f"{float(row.value):.2f} times as often ({float(row.lower):.2f} to {float(row.upper):.2f}), whoever the "
                    "suspects of unknown group are.",
                    "ask how such cases come to be charged"
                    if what == "a charge"
                    else "ask who is offered it, and who takes it up",
                    row.key,
                )
            )
    return lines


#: What it means that a rule of control charts is broken.
_MEANS = {
    "astronomical point": "The month lies beyond the limits of an ordinary month.",
    "shift": "It is one of seven or more months in a row {side} the average.",
    "trend": "It is one of six or more months in a row, each {more} than the one before.",
    "two of three": "It is one of two months out of three that lie close to a limit.",
}  # fmt: skip


def _of(row: Any, context: Context) -> str:
    return f"{integer(row.numerator, about=context.about(row))} of {integer(row.denominator)}"


def _rules(method: Any) -> str:
    low = ", low" in str(method)
    side, more = ("below", "lower") if low else ("above", "higher")
    found = (words for rule, words in _MEANS.items() if rule in str(method))
    return " ".join(words.format(side=side, more=more) for words in found)


def exceptions(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say what stands out of everything looked at, and what to ask; that nothing does, where nothing does."""
    known = shown(rows)
    if len(known) < len(rows) and any(has_flag(row, "suppressed") for row in records(rows)):
        return said(
            "this edition withholds the limits that it rests on; the restricted edition has them",
            [str(rows["key"].iloc[0])],
            rows,
            "None: they cannot be worked out again from rounded counts.",
        )
    lines = exception_lines(rows, context)
    if not lines:
        return said(
            "nothing stands out among the months, partnerships and groups looked at",
            [str(known["key"].iloc[0])],
            rows,
            "Fair: only large departures would have shown.",
        )
    text = "; ".join(f"{line.what}; {line.ask}" for line in lines)
    return said(
        text,
        [line.key for line in lines],
        rows,
        "Fair: each is a question to ask; chance alone makes one stand out now and then.",
    )
