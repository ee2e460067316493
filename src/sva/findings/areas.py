"""Sentences about places: rates from lowest to highest, and how few places hold how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.estimates import MEASURES
from sva.findings.context import Context, narrowed
from sva.findings.levels import in_period, kind, rate_words, too_few_clause
from sva.findings.numbers import between, integer, percent, scale, spoken_rate
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["areas", "concentration", "what_is_held"]

#: Areas this small are not named in a sentence: a place of 1,500 people is for the map.
_SMALL = ("lsoa", "msoa", "oa", "ward")

#: How each part of concentration is said.
_PARTS = {"A quarter": "a quarter", "Half": "half", "Four fifths": "four fifths"}
_LEVELS = {
    "lsoa": "small areas of about 1,500 people", "msoa": "neighbourhoods (MSOAs)", "district": "districts",
    "csp": "community safety partnerships",
}  # fmt: skip


def areas(rows: pd.DataFrame, context: Context) -> Sentence:
    """State the lowest and the highest of a set of areas, each with its limits; no difference is claimed."""
    known = [row for row in records(shown(rows)) if row.area_code is not None]
    rates = [row for row in known if kind(row) == "rate"]
    told = sorted(rates or known, key=lambda row: float(row.value))
    low, high = told[0], told[-1]
    subject, when = context.subject(low), in_period(low, context)
    if len(told) > 1 and rates and _same_base(low, high):
        _, base = scale(float(low.value), MEASURES[low.measure].per)
        factor = base / MEASURES[low.measure].per
        year = "" if low.denominator_year is None else f" of {int(low.denominator_year)}"
        text = (
            f"{when} {subject} ran from {_rate(low, factor, context)} for every {base:,} residents{year}"
            f"{_named(low, context)} {_limits(low, factor)} to {_rate(high, factor, context)}{_named(high, context)} "
            f"{_limits(high, factor)[:-1]}, allowing for chance)"
        )
    elif len(told) > 1:
        text = f"{subject} {when} ran from {_said(low, context)} to {_said(high, context)}"
    else:
        text = f"{subject} {when}: {_said(low, context)}"
    used = [low.key, high.key]
    return finish([text, too_few_clause(rows)], used, rows[rows["key"].isin(used)])


def _same_base(low: Any, high: Any) -> bool:
    """Say whether two rates stand on the same year's residents, and the lower is not none."""
    return low.denominator_year == high.denominator_year and float(low.value) > 0


def _named(row: Any, context: Context) -> str:
    return "" if row.area_type in _SMALL else f" in {context.area(row.area_code)}"


def _rate(row: Any, factor: float, context: Context) -> str:
    return f"{'about ' if context.about(row) else ''}{spoken_rate(float(row.value) * factor, row.numerator)}"


def _limits(row: Any, factor: float) -> str:
    return f"({between(float(row.lower) * factor, float(row.upper) * factor, row.numerator)})"


def _said(row: Any, context: Context) -> str:
    about = context.about(row)
    if kind(row) == "rate" and row.numerator:
        return f"{'about ' if about else ''}{rate_words(row)}{_named(row, context)}"
    return f"{integer(row.numerator, about=about)}{_named(row, context)}"


def concentration(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how few areas hold half, or a quarter or four fifths where half is not there."""
    known = {row.group: row for row in records(shown(rows))}
    part = next((name for name in ("Half", "A quarter", "Four fifths") if name in known), None)
    row = known[part] if part else next(iter(known.values()))
    level = str(row.characteristic).split(" ")[0]
    places = _LEVELS.get(level, "areas")
    subject = what_is_held(row, context)
    counts = f"{integer(row.numerator)} of {integer(row.denominator)} {places} ({percent(float(row.value))})"
    if part is None:
        return finish(
            [f"{counts}, {in_period(row, context)}: {str(row.group).lower()}"], [row.key], rows
        )
    text = f"{_PARTS[part]} of the {subject} whose place is known, {in_period(row, context)}, were in {counts}"
    return finish([text], [row.key], rows[rows["key"] == row.key])


def what_is_held(row: Any, context: Context) -> str:
    """Say what a share of areas holds: the measure counts areas, the rest of the row says of what.

    Parameters
    ----------
    row : named tuple
        Of the one shape, of the measure ``areas.share``.
    context : Context

    Returns
    -------
    str
        "crimes published by police.uk as robbery", "offences of serious violence (public place)", …
    """
    measure = "crimes.count" if row.source == "police-street" else "offences.count"
    words = context.subject(row._replace(measure=measure, characteristic=None, group=None))
    return words if row.strata is None else narrowed(words, str(row.strata).lower())
