"""Numbers as people say them. Nothing is said that the counts behind a number cannot bear."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "TOO_FEW",
    "between",
    "integer",
    "one_in",
    "percent",
    "period",
    "scale",
    "share",
    "spoken_rate",
    "whole",
]

TOO_FEW = "too few to say"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

#: From this share of ten parts on, "7 in 10" reads better than "1 in 1.4".
_MOST = 0.55
#: How far "1 in 7" may lie from the share it stands for.
_CLOSE = 0.06


def whole(number: Any, *, about: bool = False) -> str:
    """Say a count.

    Parameters
    ----------
    number : int
        The count.
    about : bool
        Whether it was rounded. Zero is never rounded.

    Returns
    -------
    str

    Examples
    --------
    >>> whole(4335, about=True), whole(4334), whole(0, about=True)
    ('about 4,335', '4,334', 'no')
    """
    count = int(number)
    if not count:
        return "no"
    return f"{'about ' if about else ''}{count:,}"


def integer(number: Any, *, about: bool = False) -> str:
    """Say a count where "no" would not read: inside brackets, beside other numbers.

    Examples
    --------
    >>> integer(0), integer(4335, about=True)
    ('0', 'about 4,335')
    """
    count = int(number)
    return f"{'about ' if about and count else ''}{count:,}"


def percent(value: float) -> str:
    """Say a percentage in whole numbers.

    Examples
    --------
    >>> percent(5.17), percent(0.4), percent(99.7), percent(100)
    ('5%', 'under 1%', 'over 99%', '100%')
    """
    if 0 < value < 1:
        return "under 1%"
    if 99 < value < 100:
        return "over 99%"
    return f"{math.floor(value + 0.5)}%"


def one_in(part: float) -> str | None:
    """Say a share as "1 in 7", "7 in 10" or "half", if one of them lies close to it.

    Parameters
    ----------
    part : float
        From 0 to 1.

    Returns
    -------
    str or None

    Examples
    --------
    >>> one_in(0.142), one_in(0.71), one_in(0.497), one_in(0.63), one_in(0.001)
    ('1 in 7', '7 in 10', 'half', None, None)
    """
    if not 0.095 <= part <= 0.955:
        return None
    if abs(part - 0.5) <= 0.015:
        return "half"
    if part >= _MOST:
        tenths = round(part * 10)
        return f"{tenths} in 10" if abs(tenths / 10 - part) <= 0.02 and tenths < 10 else None
    parts = round(1 / part)
    return f"1 in {parts}" if parts > 2 and abs(1 / parts - part) <= _CLOSE * part else None


def share(numerator: Any, denominator: Any, subject: str, *, about: bool = False) -> str:
    """Say a share of something with the counts behind it.

    Parameters
    ----------
    numerator, denominator : int
        The counts.
    subject : str
        What is counted, in the plural.
    about : bool
        Whether the counts were rounded.

    Returns
    -------
    str

    Examples
    --------
    >>> share(224, 4334, "searches"), share(620, 4334, "searches", about=True)
    ('5% of searches (224 of 4,334)', 'about 1 in 7 searches (about 620 of 4,334)')
    >>> share(2170, 4334, "searches")
    'about half of searches (2,170 of 4,334)'
    """
    counts = f"({integer(numerator, about=about)} of {integer(denominator)})"
    part = int(numerator) / int(denominator)
    words = one_in(part)
    if words == "half":
        return f"about half of {subject} {counts}"
    return (
        f"about {words} {subject} {counts}"
        if words
        else f"{percent(100 * part)} of {subject} {counts}"
    )


def scale(value: float, per: int) -> tuple[float, int]:
    """Choose for how many a rate is said, so that at least one is counted.

    Parameters
    ----------
    value : float
        Events for every `per`.
    per : int
        1,000, say.

    Returns
    -------
    tuple of (float, int)
        The rate and for how many; at most 100,000.

    Examples
    --------
    >>> scale(44.25, 1000), scale(0.042, 1000)
    ((44.25, 1000), (4.2, 100000))
    """
    base = per
    while 0 < value < 1 and base * 10 <= 100_000:
        value, base = value * 10, base * 10
    return value, base


def spoken_rate(value: float, numerator: Any) -> str:
    """Say a rate with no more figures than its count can bear.

    Parameters
    ----------
    value : float
        Already scaled.
    numerator : int
        The count behind it: under 100 it bears whole numbers only.

    Returns
    -------
    str

    Examples
    --------
    >>> spoken_rate(44.25, 224), spoken_rate(2.95, 3476), spoken_rate(2.95, 40), spoken_rate(3.42, 4200)
    ('44', '3', '3', '3.4')
    """
    if value < 10 and int(numerator) >= 100:
        return f"{math.floor(value * 10 + 0.5) / 10:.1f}".removesuffix(".0")
    return f"{math.floor(value + 0.5):,}"


def between(lower: float, upper: float, numerator: Any) -> str:
    """Say limits, both already scaled like the rate they belong to.

    Examples
    --------
    >>> between(38.65, 50.44, 224), between(3.01, 3.04, 9000)
    ('39 to 50', 'close to 3')
    """
    bears = numerator if upper < 10 else 0  # one of them in whole numbers, both
    low, high = spoken_rate(lower, bears), spoken_rate(upper, bears)
    return f"close to {low}" if low == high else f"{low} to {high}"


def period(start: date, end: date) -> str:
    """Say whole months as a reader would.

    Parameters
    ----------
    start, end : datetime.date or pandas.Timestamp
        First and last day.

    Returns
    -------
    str

    Examples
    --------
    >>> from datetime import date
    >>> period(date(2022, 4, 1), date(2023, 3, 31)), period(date(2025, 1, 1), date(2025, 4, 30))
    ('April 2022 to March 2023', 'January to April 2025')
    >>> period(date(2025, 5, 1), date(2025, 5, 31))
    'May 2025'
    """
    first, last = _MONTHS[start.month - 1], _MONTHS[end.month - 1]
    if (start.year, start.month) == (end.year, end.month):
        return f"{last} {end.year}"
    if start.year == end.year:
        return f"{first} to {last} {end.year}"
    return f"{first} {start.year} to {last} {end.year}"
