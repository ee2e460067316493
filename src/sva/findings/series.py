"""Sentences about months: the range, the latest, a possible change of recording; the same months of two years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import Context
from sva.findings.levels import too_few_clause
from sva.findings.missing import listed
from sva.findings.numbers import integer, period
from sva.findings.sentence import Sentence, finish, has_flag, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STEP_MONTHS", "compare_months", "find_step", "monthly"]

#: A step has at least so many months on either side, no overlap, and means at least this far apart.
STEP_MONTHS = 4
_STEP_RATIO = 1.25


def find_step(counts: list[int]) -> int | None:
    """Find the month from which all counts lie above, or all below, those before it.

    With twelve months that were all alike but for chance, one place or another would look so in about 1 of 50
    series; so what is found is a question to the recorder, not a finding.

    Parameters
    ----------
    counts : list of int
        Monthly counts in order.

    Returns
    -------
    int or None
        Position of the first month after the step; the widest gap where there are several.

    Examples
    --------
    >>> find_step([36, 54, 41, 50, 68, 91, 80, 75, 82, 70, 77, 85])
    4
    >>> find_step([36, 54, 41, 50, 48, 61, 40, 55, 42, 60, 47, 45]) is None
    True
    """
    best: tuple[float, int] | None = None
    for at in range(STEP_MONTHS, len(counts) - STEP_MONTHS + 1):
        before, after = counts[:at], counts[at:]
        gap = max(min(after) - max(before), min(before) - max(after))
        low, high = sorted((sum(before) / len(before), sum(after) / len(after)))
        if gap > 0 and high >= _STEP_RATIO * low and (best is None or gap > best[0]):
            best = (gap, at)
    return best[1] if best else None


def monthly(rows: pd.DataFrame, context: Context) -> Sentence:
    """State the range of a series of months or quarters, the latest of them and a step without a known cause."""
    known = sorted(records(shown(rows)), key=lambda row: row.period_start)
    low, high = (choose(known, key=lambda row: int(row.numerator)) for choose in (min, max))
    first, latest = known[0], known[-1]
    about = context.about(latest)
    subject = context.subject(latest)
    span = period(first.period_start, latest.period_end)
    numbers = _range(low, high, about=about)
    each = "a quarter" if _months_of(latest) == 3 else "a month"
    clauses: list[str | None] = [
        f"{subject}: {numbers} {each} from {span}",
        f"{integer(latest.numerator, about=about)} in {context.when(latest)}",
    ]
    keys = [low.key, high.key, first.key, latest.key]
    if has_flag(latest, "immature"):
        clauses.append("the latest months will still change")
    changed = next((row for row in known if has_flag(row, "possible recording change")), None)
    if changed is None and len(known) == len(rows):
        at = find_step([int(row.numerator) for row in known])
        changed = known[at] if at is not None else None
        if changed is not None:
            before, after = known[:at], known[at:]
            keys += [row.key for row in known]
            clauses.append(
                f"{_span(before, about)} {each} before {context.when(changed)} and {_span(after, about)} from then on"
            )
    if changed is not None:
        keys.append(changed.key)
        clauses.append(
            f"recording may have changed in {context.when(changed)}; ask the force crime registrar"
        )
    return finish([*clauses, too_few_clause(rows)], keys, rows)


def _months_of(row: Any) -> int:
    years = row.period_end.year - row.period_start.year
    return 12 * years + row.period_end.month - row.period_start.month + 1


def _span(rows: list[Any], about: bool) -> str:
    low, high = (choose(rows, key=lambda row: int(row.numerator)) for choose in (min, max))
    return _range(low, high, about=about)


def _range(low: Any, high: Any, *, about: bool) -> str:
    if int(low.numerator) == int(high.numerator):
        return integer(low.numerator, about=about)
    return f"{integer(low.numerator, about=about)} to {integer(high.numerator)}"


def compare_months(rows: pd.DataFrame, context: Context) -> Sentence:
    """Set the same months of two years side by side, counts only; no change is claimed."""
    known = [row for row in records(shown(rows)) if row.numerator is not None]
    pairs = [
        row
        for row in known
        if row.reference_numerator is not None and row.comparison_start is not None
    ]
    clauses: list[str | None] = []
    if pairs:
        for row in pairs:
            about = context.about(row)
            then = period(row.comparison_start, row.comparison_end)
            clauses.append(
                f"{context.subject(row)}: {integer(row.numerator, about=about)} in {context.when(row)}, "
                f"{integer(row.reference_numerator, about=about)} in {then}"
            )
        return _compared(clauses, [row.key for row in pairs], rows)
    used = []
    for subject in dict.fromkeys(context.subject(row) for row in known):
        same = [row for row in known if context.subject(row) == subject]
        ends = []
        for year in sorted({row.period_end.year for row in same}, reverse=True):
            months = sorted(
                (row for row in same if row.period_end.year == year),
                key=lambda row: row.period_start,
            )
            about = context.about(months[0])
            span = period(months[0].period_start, months[-1].period_end)
            each = " a month" if len(months) > 1 else ""
            ends.append(f"{_span(months, about)}{each} in {span}")
            used += [row.key for row in months]
        clauses.append(f"{subject}: {listed(ends) if len(ends) < 3 else '; '.join(ends)}")
    return _compared(clauses, used, rows)


def _compared(clauses: list[str | None], keys: list[str], rows: pd.DataFrame) -> Sentence:
    told = finish([*clauses, too_few_clause(rows)], keys, rows)
    return Sentence(
        f"{told.text} These are counts of the same months only; no change is claimed from them.",
        told.keys,
        told.certainty,
    )
