"""Find numbers in a sentence that no released row bears out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sva.findings.context import is_null
from sva.findings.numbers import one_in, percent

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["unfounded"]

_COUNTS = (
    "numerator",
    "denominator",
    "reference_numerator",
    "reference_denominator",
    "unknown_count",
)
_VALUES = ("value", "lower", "upper")
_LABELS = (
    "group",
    "strata",
    "offence_group",
    "cohort",
    "reference_group",
    "characteristic",
    "area_code",
)
_DATES = ("period_start", "period_end", "comparison_start", "comparison_end", "data_as_at")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_PARTS = re.compile(r"\b\d+ in \d+\b")
_EVERY = re.compile(r"(?:for|of) every [\d,]+", re.IGNORECASE)


def unfounded(text: str, rows: pd.DataFrame, phrases: Iterable[str] = ()) -> list[str]:
    """List the numbers of a sentence that do not stand in the released rows it cites.

    A number stands in a row if it is one of its counts; its value or a limit, rounded, or that for every 10,000 or
    100,000 instead of every 1,000; its percentage; "1 in 7" or "7 in 10" close to its share or to one row's count
    over another's; a year of its period or base; or part of a label.

    Parameters
    ----------
    text : str
        One sentence or several.
    rows : pandas.DataFrame
        The released rows of its keys.
    phrases : iterable of str
        Labels that hold digits which are no results ("under 25").

    Returns
    -------
    list of str
        As written; empty where every number stands.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": ["searches.found"], "numerator": [620], "denominator": [4334], "value": [14.3]}))
    >>> unfounded("About 1 in 7 (620 of 4,334).", rows), unfounded("About 1 in 6 (621 of 4,334).", rows)
    ([], ['1 in 6', '621'])
    """
    left = _without_labels(text, rows, phrases)
    shares = set(_shares(rows))
    missing = [match for match in _PARTS.findall(left) if match not in shares]
    left = _EVERY.sub(" ", _PARTS.sub(" ", left))
    known = set(_numbers(rows))
    return missing + [
        number
        for number in (found.rstrip(",") for found in _NUMBER.findall(left))
        if number.replace(",", "") not in known
    ]


def _without_labels(text: str, rows: pd.DataFrame, phrases: Iterable[str]) -> str:
    labels = {str(value) for column in _LABELS for value in rows[column].dropna().unique()}
    labels |= set(phrases)
    for label in sorted(
        (label for label in labels if re.search(r"\d", label)), key=len, reverse=True
    ):
        text = re.sub(rf"(?<!\d){re.escape(label)}(?!\d)", " ", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\boutcome 2[23]\b", " ", text, flags=re.IGNORECASE
    )  # names of outcomes, not results
    return re.sub(r"\babout 1,500 people\b", " ", text)


def _records(rows: pd.DataFrame) -> list[Any]:
    return list(rows.itertuples(index=False))


def _ratios(rows: pd.DataFrame) -> Iterator[float]:
    """Yield every share within a row, and every row's count over another's."""
    counts = []
    for row in _records(rows):
        if not is_null(row.numerator):
            counts.append(int(row.numerator))
            if not is_null(row.denominator) and int(row.denominator):
                yield int(row.numerator) / int(row.denominator)
    distinct = sorted(set(counts))
    if (
        len(distinct) <= 12
    ):  # a headline cites a handful; every pair of a long series would bear anything out
        for low in distinct:
            yield from (low / high for high in distinct if high > low)


def _shares(rows: pd.DataFrame) -> Iterator[str]:
    for part in _ratios(rows):
        words = one_in(part)
        if words:
            yield words


def _numbers(rows: pd.DataFrame) -> Iterator[str]:
    for row in _records(rows):
        for column in _COUNTS:
            if not is_null(getattr(row, column)):
                yield str(int(getattr(row, column)))
        for column in _VALUES:
            if not is_null(getattr(row, column)):
                for factor in (1, 10, 100):
                    yield from _roundings(float(getattr(row, column)) * factor)
                yield f"{abs(float(getattr(row, column))):.2f}"
        yield from _of_ratio(row)
        for column in _DATES:
            if not is_null(getattr(row, column)):
                yield str(getattr(row, column).year)
        if not is_null(row.denominator_year):
            yield str(int(row.denominator_year))
    for part in _ratios(rows):
        yield from _NUMBER.findall(percent(100 * part))
    # "of both together", said of rows that are alike in all but their group
    for _, alike in rows.groupby(["measure", "flag"], dropna=False):
        yield str(int(alike["numerator"].fillna(0).sum()))


def _of_ratio(row: Any) -> Iterator[str]:
    """Yield what is said of a ratio: how much more or less, to the nearest five or ten, of how many tests, and the two rates."""
    if is_null(row.reference_numerator):
        return
    for column in _VALUES:
        if not is_null(getattr(row, column)):
            apart = 100 * abs(float(getattr(row, column)) - 1)
            yield from (str(math.floor(apart / step + 0.5) * step) for step in (1, 5, 10))
    if not is_null(row.method):
        yield from re.findall(r"one of (\d+) comparisons", str(row.method))
    for count, base in (
        (row.numerator, row.denominator),
        (row.reference_numerator, row.reference_denominator),
    ):
        if not (is_null(count) or is_null(base)) and int(base):
            yield from _roundings(1000 * int(count) / int(base))


def _roundings(value: float) -> Iterator[str]:
    value = abs(value)  # "6 fewer" stands in a row of -6
    yield str(math.floor(value + 0.5))
    yield f"{math.floor(value * 10 + 0.5) / 10:.1f}".removesuffix(".0")
    yield from _NUMBER.findall(percent(value))
