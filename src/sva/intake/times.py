"""Times of day, beside a day or in a column of their own."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["TIME_BEHIND", "parse_time", "time_alone"]

#: A time of day at the end of a text, with what parts it from the day.
TIME_BEHIND = re.compile(r"[T ]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)? ?(?:[AaPp][Mm])?$")


@cache
def parse_time(text: str) -> int | None:
    """Read one time of day as seconds after midnight.

    Examples
    --------
    >>> parse_time("11:05 pm"), parse_time("24:00"), parse_time("7.30")
    (83100, None, 27000)
    """
    found = re.match(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)? ?([AaPp][Mm])?", text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    second = 59 if second == 60 else second  # a leap second
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def time_alone(text: str) -> str | None:
    """Read what stands in a column of times of day: a time, a time behind a day, 2140, or a spreadsheet's 0.9028.

    Parameters
    ----------
    text : str

    Returns
    -------
    str, or None if it is no time of day

    Examples
    --------
    >>> time_alone("2140"), time_alone("0.5"), time_alone("1899-12-30 09:40:00"), time_alone("24:00")
    ('21:40:00', '12:00:00', '09:40:00', None)
    """
    flat = text.strip()
    if re.fullmatch(r"0(\.\d+)?", flat):
        seconds: int | None = round(float(flat) * 86400) % 86400
    elif re.fullmatch(r"\d{3,4}", flat):
        seconds = parse_time(f"{flat[:-2]}:{flat[-2:]}")
    else:
        behind = TIME_BEHIND.search(f" {flat}")
        seconds = parse_time(behind[0].lstrip("T ")) if behind else None
    if seconds is None:
        return None
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
