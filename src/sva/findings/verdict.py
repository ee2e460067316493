"""What a released ratio allows to be said: a difference, chance, too many unknown, or no clear difference."""

from __future__ import annotations

import math
import re
from typing import Any

from sva.findings.context import is_null
from sva.findings.sentence import has_flag

__all__ = [
    "CANNOT",
    "CHANCE",
    "CLEAR",
    "DIFFERENT",
    "FEW",
    "SAME",
    "UNKNOWN",
    "Verdict",
    "figure",
    "how_many",
    "times_words",
    "verdict",
    "wide_words",
]

Verdict = str
#: What can be said of a ratio.
DIFFERENT, CHANCE, UNKNOWN, SAME, CLEAR, FEW, CANNOT = (
    "different",
    "chance",
    "unknown",
    "same",
    "no clear difference",
    "too few",
    "not assessable",
)
#: A difference needs a corrected p under this.
_SURE = 0.05
#: Where an edition holds no corrected p, a ratio must stand out so far that no correction for as many comparisons as this
#: could undo it.
_MOST_COMPARISONS = 500
#: With fewer counted, and fewer expected, nothing is said of a group.
_LEAST = 5
#: Between these limits two groups are "about the same".
_ALIKE = (0.8, 1.25)
#: A number of unknown that an edition withholds is below this.
_WITHHELD = 10
_Z = 1.959963984540054
_OF_MANY = re.compile(r"one of (\d+) comparisons")


def verdict(row: Any) -> Verdict:
    """Say what one released ratio allows to be said.

    A difference is claimed only if the corrected p is under 0.05 and the bounds that the unknown leave exclude 1. An
    edition without them is held to more: the bounds are worked out from the counts it shows, and the ratio must pass the
    correction for 500 comparisons on the limits it shows.

    Parameters
    ----------
    row : named tuple
        A released row of kind "ratio".

    Returns
    -------
    str
        "different", "chance", "unknown", "same", "no clear difference", "too few" or "not assessable".

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> from sva.findings.sentence import records
    >>> rows = shape(pd.DataFrame({"measure": "searches.ratio", "value": [14.98, 1.4, 1.4], "lower": [13.1, 1.1, 0.9],
    ...     "upper": [17.1, 1.8, 2.2], "q": [0.001, 0.06, 0.3], "unknown_lower": [12.7, 1.2, 1.2], "unknown_upper": [57.4, 1.6, 1.6]}))
    >>> [verdict(row) for row in records(rows)]
    ['different', 'chance', 'no clear difference']
    """
    if row.value is None:
        return FEW if has_flag(row, "suppressed") else CANNOT
    lower, upper = row.lower, row.upper
    if lower is None or upper is None:
        return CANNOT
    low, high = float(lower), float(upper)
    if _too_few(row):
        return FEW
    apart = low > 1 or high < 1
    if apart and _corrected(row) < _SURE:
        return DIFFERENT if _bounds_exclude_one(row) else UNKNOWN
    if apart:
        return CHANCE
    return SAME if low >= _ALIKE[0] and high <= _ALIKE[1] else CLEAR


def _too_few(row: Any) -> bool:
    """Say whether a group has fewer than five, and would have fewer than five at its reference group's rate."""
    counts = (row.numerator, row.denominator, row.reference_numerator, row.reference_denominator)
    if any(each is None for each in counts) or not int(row.reference_denominator):
        return False
    here, base, there, there_base = (int(each) for each in counts)
    return here < _LEAST and base * there / there_base < _LEAST


def _corrected(row: Any) -> float:
    """Return the corrected p, or one that no correction could be stricter than."""
    if not is_null(row.q):
        return float(row.q)
    value, low, high = float(row.value), float(row.lower), float(row.upper)
    if value <= 0 or low <= 0:
        return 1.0
    half = max(math.log(high / value), math.log(value / low), 1e-9)
    return min(
        1.0, _MOST_COMPARISONS * math.erfc(abs(math.log(value)) / (half / _Z) / math.sqrt(2))
    )


def _bounds_exclude_one(row: Any) -> bool:
    low, high = _bounds(row)
    return low > 1 if float(row.value) > 1 else high < 1


def _bounds(row: Any) -> tuple[float, float]:
    """Return the released bounds, or those of the released counts.

    On residents all the unknown are given to the reference, then to the group. On a step it is not released how many of
    the unknown had the outcome: the widest bounds over every number of them are taken.
    """
    if row.unknown_lower is not None and row.unknown_upper is not None:
        return float(row.unknown_lower), float(row.unknown_upper)
    counts = (row.numerator, row.denominator, row.reference_numerator, row.reference_denominator)
    if any(each is None for each in counts):
        return 0.0, math.inf
    a, n, b, m = (float(each) for each in counts)
    unknown = float(_WITHHELD if row.unknown_count is None else row.unknown_count)
    if not (a and b and n and m):
        return 0.0, math.inf
    crude = (a / n) / (b / m)
    if not row.measure.endswith("step_ratio"):
        factor = float(row.value) / crude  # a pooled ratio keeps its distance from the crude one
        return factor * a / n / ((b + unknown) / m), factor * (a + unknown) / n / (b / m)
    lows, highs = [], []
    for part in range(101):
        had = unknown * part / 100
        not_had = unknown - had
        lows.append((a / (n + not_had)) / ((b + had) / (m + had)))
        highs.append(((a + had) / (n + had)) / (b / (m + not_had)))
    return min(lows), max(highs)


def how_many(row: Any) -> str:
    """Say of how many comparisons a ratio is one.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> how_many(SimpleNamespace(method="log; one of 40 comparisons")), how_many(SimpleNamespace(method=None))
    ('one of 40 comparisons', 'one of many comparisons')
    """
    found = _OF_MANY.search(row.method or "")
    return f"one of {found[1]} comparisons" if found else "one of many comparisons"


def _tens(part: float) -> int:
    return max(10, math.floor(10 * part + 0.5) * 10)


def figure(value: float) -> str:
    """Say a ratio with no more figures than a reader can use.

    Examples
    --------
    >>> figure(14.98), figure(2.04), figure(0.64)
    ('15', '2', '0.6')
    """
    if value < 0.095:
        return f"{value:.2f}" if value >= 0.005 else "0"
    return f"{value:.0f}" if value >= 9.5 else f"{value:.1f}".removesuffix(".0")


def times_words(value: float, lower: float, upper: float) -> str:
    """Say a ratio that differs from 1, with its limits, as the table of words in the style has it.

    Parameters
    ----------
    value, lower, upper : float
        A ratio and its limits, all above 1 or all below.

    Returns
    -------
    str
        Ends so that "as" can follow.

    Examples
    --------
    >>> times_words(14.98, 13.08, 17.14), times_words(2.2, 1.4, 3.5)
    ('about 15 times as often (13 to 17 times)', 'more than twice as often (1.4 to 3.5 times)')
    >>> times_words(1.43, 1.2, 1.7), times_words(1.1, 1.05, 1.15)
    ('about 40% more often (1.2 to 1.7 times)', 'slightly more often (close to 1.1 times)')
    >>> times_words(0.64, 0.59, 0.69), times_words(0.3, 0.2, 0.5)
    ('about 40% less often (0.6 to 0.7 times)', 'less than half as often (0.2 to 0.5 times)')
    """
    if value >= 2.95:
        words = f"about {figure(math.floor(value + 0.5))} times as often"
    elif value >= 2.05:
        words = "more than twice as often"
    elif value >= 1.95:
        words = "about twice as often"
    elif value >= 1.2:
        words = f"about {_tens(value - 1)}% more often"
    elif value > 1:
        words = "slightly more often"
    elif value > 1 / 1.2:
        words = "slightly less often"
    elif value > 0.5:
        words = f"about {_tens(1 - value)}% less often"
    else:
        words = "less than half as often"
    low, high = figure(lower), figure(upper)
    limits = f"{low} to {high} times" if low != high else f"close to {low} times"
    return f"{words} ({limits})"


def wide_words(lower: float, upper: float) -> str:
    """Say limits that hold 1, or nearly, as what the ratio could be.

    Examples
    --------
    >>> wide_words(0.9, 1.6), wide_words(0.42, 2.19), wide_words(0.0, 8.3)
    ('it could be anything from 10% lower to 60% higher', 'it could be anything from 60% lower to 2.2 times as high', 'it could be anything from nothing at all to 8.3 times as high')
    """

    def end(value: float) -> str:
        if value < 0.005:
            return "nothing at all"
        change = math.floor(20 * abs(value - 1) + 0.5) * 5
        if value >= 2:
            return f"{figure(value)} times as high"
        if not change:
            return "no difference"
        return f"{change}% {'higher' if value > 1 else 'lower'}"

    return f"it could be anything from {end(lower)} to {end(upper)}"
