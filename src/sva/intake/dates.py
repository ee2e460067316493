"""Dates and times as partners write them, read value by value, the same way every time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sva.intake.times import parse_time

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from sva.intake.coded import Coded

__all__ = ["EARLIEST", "LATEST", "Moments", "parse_date", "parse_moments", "parse_time"]

EARLIEST, LATEST = datetime(1900, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
_SPLIT = r"^(?P<day>.*?)(?:[Tt ]+(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)? ?(?:[AaPp][Mm])? ?(?P<zone>[Zz]|UTC|GMT|BST|[+-]\d{2}:?\d{2})?))?$"


@dataclass(frozen=True)
class Moments:
    """A column of dates and times.

    Parameters
    ----------
    values : numpy.ndarray of datetime64[s]
        Local time; NaT where blank or not to be read.
    has_time : numpy.ndarray of bool
        A time of day was written.
    month_only : numpy.ndarray of bool
        Only a month was written; the value is its first day.
    failed : numpy.ndarray of bool
        Something is written that is no date.
    unread : numpy.ndarray of bool
        The same, for each distinct value.
    shifted : int
        Rows turned from UTC to local time and changed by that.
    """

    values: np.ndarray
    has_time: np.ndarray
    month_only: np.ndarray
    failed: np.ndarray
    unread: np.ndarray
    shifted: int = 0


@cache
def parse_date(
    text: str, formats: tuple[str, ...] = (), day_first: bool = True
) -> tuple[datetime, bool] | None:
    """Read one date; the second value tells whether only its month was written.

    Parameters
    ----------
    text : str
        Such as ``31/03/2023``, ``2023-03-31``, ``31-Mar-23``, ``Mar 2023``, ``2023-03`` or a spreadsheet's 45016.
    formats : tuple of str
        Tried first, in order, in the words of `datetime.strptime`.
    day_first : bool
        How to read 04/05/2023.

    Returns
    -------
    tuple of (datetime, bool), or None if it is no date

    Examples
    --------
    >>> parse_date("31-Mar-23")
    (datetime.datetime(2023, 3, 31, 0, 0), False)
    >>> parse_date("2023-03")
    (datetime.datetime(2023, 3, 1, 0, 0), True)
    >>> parse_date("31/02/2023") is None
    True
    """
    for pattern in formats:
        try:
            found = datetime.strptime(text, pattern)  # noqa: DTZ007
        except ValueError:
            continue
        return found, "%d" not in pattern and "%j" not in pattern
    parts = re.split(r"[\s/.,\-]+", text.strip().strip("'"))
    parts = [part for part in parts if part.lower()[:3] not in _WEEKDAYS]
    try:
        if len(parts) == 1:
            return _one_part(parts[0])
        if len(parts) == 2:
            return _two_parts(*parts)
        if len(parts) == 3:
            return _three_parts(parts, day_first)
    except ValueError:
        return None
    return None


_WEEKDAYS = frozenset(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])


def _one_part(text: str) -> tuple[datetime, bool] | None:
    if re.fullmatch(r"(19|20)\d{6}", text):
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:])), False  # noqa: DTZ001
    if re.fullmatch(r"(19|20)\d{4}", text) and 1 <= int(text[4:]) <= 12:
        return datetime(int(text[:4]), int(text[4:]), 1), True  # noqa: DTZ001
    if re.fullmatch(r"[2-6]\d{4}", text):
        return _EXCEL_EPOCH + timedelta(days=int(text)), False
    return None


def _two_parts(first: str, second: str) -> tuple[datetime, bool] | None:
    if re.fullmatch(r"[2-6]\d{4}", first) and second.isdigit():  # a serial number with a fraction
        return _EXCEL_EPOCH + timedelta(days=int(first)), False
    if first.isdigit() and len(first) == 4:
        return datetime(int(first), _month(second), 1), True  # noqa: DTZ001
    return datetime(_year(second), _month(first), 1), True  # noqa: DTZ001


def _three_parts(parts: list[str], day_first: bool) -> tuple[datetime, bool]:
    first, second, third = parts
    if len(first) == 4 and first.isdigit():
        return datetime(int(first), _month(second), int(third)), False  # noqa: DTZ001
    if not first[:1].isdigit():
        return datetime(_year(third), _month(first), _day(second)), False  # noqa: DTZ001
    if not second.isdigit():
        return datetime(_year(third), _month(second), _day(first)), False  # noqa: DTZ001
    day, month = (first, second) if day_first else (second, first)
    return datetime(_year(third), _month(month), int(day)), False  # noqa: DTZ001


def _day(text: str) -> int:
    return int(re.sub(r"(st|nd|rd|th)$", "", text))


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.lower()[:3] in _MONTHS:
        return _MONTHS[text.lower()[:3]]
    raise ValueError(text)


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 2:
        return number + (2000 if number < 70 else 1900)
    if len(text) != 4:
        raise ValueError(text)
    return number


def parse_moments(
    column: Coded,
    formats: tuple[str, ...] = (),
    timezone: str | None = None,
    day_first: bool = True,
    local: str = "Europe/London",
) -> Moments:
    """Read a column of dates and times.

    Each value is cut into day, time and zone; each distinct day and time is read once. A value with its own zone
    (Z, +00:00) is turned to local time; so is a column whose mapping states a zone.

    Parameters
    ----------
    column : Coded
    formats : tuple of str
        Date formats (without time) to try first.
    timezone : str, optional
        The zone in which values without one are written; local time where not stated.
    day_first : bool
        How to read 04/05/2023.
    local : str
        The zone of the clean tables.

    Returns
    -------
    Moments

    Examples
    --------
    >>> import pyarrow as pa
    >>> from sva.intake.coded import encode
    >>> parse_moments(encode(pa.array(["2023-06-01T00:28:18+00:00"]))).values.tolist()
    [datetime.datetime(2023, 6, 1, 1, 28, 18)]
    """
    import numpy as np
    import pyarrow as pa

    from sva.intake.arrow import pc
    from sva.intake.coded import encode

    whole_formats = tuple(pattern for pattern in formats if "%H" in pattern or "%I" in pattern)
    day_formats = tuple(pattern.split(" %H")[0].split("T%H")[0] for pattern in formats)
    n = len(column.values)
    cut = pc.extract_regex(_plain(column.values), _SPLIT)
    day, time, zone = (encode(pc.struct_field(cut, name)) for name in ("day", "time", "zone"))
    days = np.full(len(day.values), np.datetime64("NaT", "s"))
    month_only = np.zeros(len(day.values), bool)
    for index, text in enumerate(day.texts()):
        found = parse_date(text, day_formats, day_first)
        if found and EARLIEST <= found[0] < LATEST:
            days[index], month_only[index] = np.datetime64(found[0], "s"), found[1]
    seconds = np.array([_or(parse_time(text), -1) for text in time.texts()], dtype=np.int64)
    value_day = day.spread(days, np.datetime64("NaT", "s")) if n else days
    value_seconds = time.spread(seconds, -2) if n else seconds
    has_time = value_seconds >= 0
    values = value_day + np.where(has_time, value_seconds, 0).astype("timedelta64[s]")
    values[value_seconds == -1] = np.datetime64("NaT", "s")
    _add_serials(column.values, values, has_time)
    for pattern in whole_formats:
        left = np.isnat(values)
        if left.any():
            again = pc.strptime(
                column.values.filter(pa.array(left)), pattern, "s", error_is_null=True
            )
            values[left] = again.to_numpy(zero_copy_only=False).astype("datetime64[s]")
            has_time[left] = ~np.isnat(values[left])
    before = values.copy()
    if n:
        values = _to_local(values, zone, has_time, timezone, local)
    moved = values != before
    months = day.spread(month_only, False) if n else month_only
    failed = np.isnat(values)
    nat = np.datetime64("NaT", "s")
    rows_moved = column.spread(moved & ~failed, False) if n else np.zeros(len(column), bool)
    return Moments(
        column.spread(values, nat),
        column.spread(has_time, False),
        column.spread(months & ~failed, False),
        column.spread(failed, False),
        failed,
        int(rows_moved.sum()),
    )


#: Blanks and hyphens that word processors write.
_ODD = dict.fromkeys([0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000], " ") | dict.fromkeys(
    [0x2010, 0x2011, 0x2012, 0x2013, 0x2212], "-"
)


def _plain(texts: pa.Array) -> pa.Array:
    """Write odd blanks and hyphens as usual ones."""
    import pyarrow as pa

    from sva.intake.arrow import pc

    if pc.all(pc.string_is_ascii(texts)).as_py() is not False:
        return texts
    return pa.array([text.translate(_ODD) for text in texts.to_pylist()], pa.string())


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def _add_serials(texts: pa.Array, values: np.ndarray, has_time: np.ndarray) -> None:
    """Give spreadsheet serial numbers with a fraction their time."""
    import numpy as np

    from sva.intake.arrow import pc

    serial = pc.match_substring_regex(texts, r"^[2-6]\d{4}\.\d+$").to_numpy(zero_copy_only=False)
    if serial.any():
        numbers = np.array([float(text) for text in texts.filter(serial).to_pylist()])
        seconds = np.round(numbers * 86400).astype("timedelta64[s]")
        values[serial] = np.datetime64(_EXCEL_EPOCH, "s") + seconds
        has_time[serial] = True


def _to_local(
    values: np.ndarray, zone: Coded, has_time: np.ndarray, timezone: str | None, local: str
) -> np.ndarray:
    """Turn values with a zone of their own, or of a column whose zone is stated, to local time."""
    import numpy as np
    import pandas as pd

    minutes = np.array([_offset(text) for text in zone.texts()], dtype=np.int64)
    ahead = zone.spread(minutes, 0)
    # no clock is more than fourteen hours from UTC
    out = np.where(np.abs(ahead) > 14 * 60, np.datetime64("NaT", "s"), values)
    own = ~zone.blank & ~np.isnat(out)
    if own.any():
        utc = values[own] - ahead[own].astype("timedelta64[m]")
        out[own] = _shift(pd.DatetimeIndex(utc), "UTC", local)
    rest = ~own & has_time & ~np.isnat(values)
    if timezone and timezone != local and rest.any():
        out[rest] = _shift(pd.DatetimeIndex(values[rest]), timezone, local)
    return out


def _shift(index: pd.DatetimeIndex, source: str, target: str) -> np.ndarray:
    import numpy as np

    aware = index.tz_localize(
        source, ambiguous=np.ones(len(index), bool), nonexistent="shift_forward"
    )
    return aware.tz_convert(target).tz_localize(None).to_numpy().astype("datetime64[s]")


def _offset(zone: str) -> int:
    """Give a written zone as minutes ahead of UTC."""
    if zone in ("Z", "z", "UTC", "GMT"):
        return 0
    if zone == "BST":
        return 60
    digits = zone[1:].replace(":", "")
    return (1 if zone[0] == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:]))
