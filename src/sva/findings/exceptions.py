"""What stands out among outcomes, line by line: numbers, how sure, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sva.findings.context import Context
from sva.findings.numbers import integer, percent
from sva.findings.outcomes import of_code, said, short
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
        more = f" and {integer(len(here) - 1)} earlier" if len(here) > 1 else ""
        lines.append(
            Line(
                f"{short(group)}: {percent(float(row.value))} of crimes in {context.when(row)}{more}, outside what the other "
                "months make likely",
                f"The rule broken: {_rule(row.method)}. Chance alone makes a month stand out now and then.",
                "ask what changed in practice or in recording",
                row.key,
            )
        )
    for row in every:
        if row.measure == "outcomes.funnel":
            side = "under" if "low" in str(row.method) else "over"
            lines.append(
                Line(
                    f"{context.area(row.area_code)}: {percent(float(row.value))} {row.group}, {side} what is usual for one of its "
                    "size beside the others",
                    "Beyond limits that one in 500 would leave by chance.",
                    "ask how cases for it are found there",
                    row.key,
                )
            )
        elif row.measure == "disposals.ratio":
            often = "less" if float(row.value) < 1 else "more"
            lines.append(
                Line(
                    f"{row.group} suspects had {of_code(row)} {often} often than {row.reference_group} suspects in like cases",
                    f"{float(row.value):.2f} times as often ({float(row.lower):.2f} to {float(row.upper):.2f}), whoever the "
                    "suspects of unknown group are.",
                    "ask who is offered it, and who takes it up",
                    row.key,
                )
            )
    return lines


def _rule(method: Any) -> str:
    parts = [part for part in str(method).split("; ") if part != "XmR limits"]
    return "; ".join(part for part in parts if not part.startswith("known cause")) or "none"


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
