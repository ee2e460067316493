"""Sentences about places: rates from lowest to highest, and how few places hold how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import Context, is_null
from sva.findings.levels import in_period, kind, rate_words, too_few_clause
from sva.findings.numbers import integer, percent
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["areas", "concentration"]

#: Areas this small are not named in a sentence: a place of 1,500 people is for the map.
_SMALL = ("lsoa", "msoa", "oa", "ward")

#: How each part of concentration is said.
_PARTS = {"A quarter": "a quarter", "Half": "half", "Four fifths": "four fifths"}
_LEVELS = {
    "lsoa": "small areas of about 1,500 people (LSOAs)", "msoa": "neighbourhoods (MSOAs)", "district": "districts",
    "csp": "community safety partnerships",
}  # fmt: skip


def areas(rows: pd.DataFrame, context: Context) -> Sentence:
    """State the lowest and the highest of a set of areas, each with its limits; no difference is claimed."""
    known = [row for row in records(shown(rows)) if not is_null(row.area_code)]
    rates = [row for row in known if kind(row) == "rate"]
    told = sorted(rates or known, key=lambda row: float(row.value))
    low, high = told[0], told[-1]
    subject, when = context.subject(low), in_period(low, context)

    def named(row: Any) -> str:
        return "" if row.area_type in _SMALL else f" in {context.area(row.area_code)}"

    def said(row: Any) -> str:
        about = context.about(row)
        if kind(row) == "rate" and int(row.numerator):
            return f"{'about ' if about else ''}{rate_words(row)}{named(row)}"
        return f"{integer(row.numerator, about=about)}{named(row)}"

    text = f"{subject} {when}: {said(low)}"
    if len(told) > 1:
        text = f"{subject} {when} ran from {said(low)} to {said(high)}"
    return finish(
        [text, too_few_clause(rows)],
        [low.key, high.key],
        rows[rows["key"].isin([low.key, high.key])],
    )


def concentration(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how few areas hold half, or a quarter or four fifths where half is not there."""
    known = {row.group: row for row in records(shown(rows))}
    part = next((name for name in ("Half", "A quarter", "Four fifths") if name in known), None)
    row = known[part] if part else next(iter(known.values()))
    level = str(row.characteristic).split(" ")[0]
    places = _LEVELS.get(level, "areas")
    subject = _what(row, context)
    counts = f"{integer(row.numerator)} of {integer(row.denominator)} {places} ({percent(float(row.value))})"
    if part is None:
        return finish(
            [f"{counts}, {in_period(row, context)}: {str(row.group).lower()}"], [row.key], rows
        )
    text = f"{_PARTS[part]} of all {subject} {in_period(row, context)} {_was(row)} recorded in {counts}"
    return finish([text], [row.key], rows[rows["key"] == row.key])


def _was(row: Any) -> str:
    return "were"


def _what(row: Any, context: Context) -> str:
    """Say what the areas hold: the measure counts areas, the rest of the row says of what."""
    measure = "crimes.count" if row.source == "police-street" else "offences.count"
    words = context.subject(row._replace(measure=measure, characteristic=None, group=None))
    return words if is_null(row.strata) else f"{words} ({str(row.strata).lower()})"
