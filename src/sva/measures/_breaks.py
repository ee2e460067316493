"""Marked breaks in a series: a date and a reason, always both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError, collect
from sva.measures._result import Values, gather

__all__ = ["Break", "as_breaks", "segment_numbers", "sorted_series"]


@dataclass(frozen=True)
class Break:
    """A date from which a series is not comparable with what went before, and why.

    Parameters
    ----------
    date : date-like
        The first day of the new regime: the point dated so, or the next one, starts a segment.
    reason : str
        What changed, in words a reader can check ("NDQIS adopted"). Never empty.

    Raises
    ------
    SvaError
        If the date cannot be read or the reason is empty: a break without a reason is a choice
        made to please the eye.

    Examples
    --------
    >>> Break("2023-04-01", "NDQIS adopted").date
    Timestamp('2023-04-01 00:00:00')
    """

    date: pd.Timestamp
    reason: str

    def __post_init__(self) -> None:
        faults = []
        try:
            stamp = pd.Timestamp(self.date)
        except (ValueError, TypeError):
            stamp = pd.NaT
        if stamp is pd.NaT:
            faults.append(Fault(f"break date {self.date!r}", "a date such as 2023-04-01", "breaks"))
        if not isinstance(self.reason, str) or not self.reason.strip():
            faults.append(
                Fault(
                    f"a break on {self.date} without a reason",
                    "a date and a reason",
                    "breaks",
                    "Say what changed, or leave the series whole",
                )
            )
        collect("a series cannot be broken or rebased so", faults)
        object.__setattr__(self, "date", stamp)


def as_breaks(breaks: Iterable[Any]) -> tuple[Break, ...]:
    """Read breaks given as `Break`, as (date, reason) pairs or as mappings; sorted by date.

    Parameters
    ----------
    breaks : iterable
        Each a `Break`, a pair ``(date, reason)`` or a mapping with ``date`` and ``reason``.

    Returns
    -------
    tuple of Break
        In order of date.

    Raises
    ------
    SvaError
        If a date or a reason is missing, or two breaks share a date.

    Examples
    --------
    >>> [b.reason for b in as_breaks([("2024-01-01", "new form"), {"date": "2023-01-01", "reason": "new system"}])]
    ['new system', 'new form']
    """
    read: list[Break] = []
    faults: list[Fault] = []
    for number, item in enumerate(breaks, 1):
        where = f"break {number}"
        try:
            if isinstance(item, Break):
                read.append(item)
            elif isinstance(item, Mapping):
                read.append(Break(item.get("date"), item.get("reason", "")))  # type: ignore[arg-type]
            elif isinstance(item, tuple | list) and len(item) == 2:
                read.append(Break(item[0], item[1]))
            else:
                faults.append(Fault(f"{item!r}", "a date and a reason", where))
        except SvaError as error:
            faults.extend(error.faults)
    dates = [b.date for b in read]
    faults.extend(
        Fault(f"two breaks on {date.date()}", "one", "breaks")
        for date in sorted({d for d in dates if dates.count(d) > 1})
    )
    collect("a series cannot be broken or rebased so", faults)
    return tuple(sorted(read, key=lambda b: b.date))


def segment_numbers(dates: pd.DatetimeIndex, breaks: Iterable[Any]) -> np.ndarray:
    """Give each date the number of its segment: 0 before the first break, 1 after it, and so on.

    Parameters
    ----------
    dates : DatetimeIndex, shape (n,)
        In any order.
    breaks : iterable
        As for `as_breaks`.

    Returns
    -------
    ndarray of int, shape (n,)

    Examples
    --------
    >>> segment_numbers(pd.DatetimeIndex(["2023-03-01", "2023-04-01"]), [("2023-04-01", "NDQIS")])
    array([0, 1])
    """
    starts = pd.DatetimeIndex([b.date for b in as_breaks(breaks)])
    return np.asarray(starts.searchsorted(dates, side="right"), dtype=int)


def sorted_series(
    function: str,
    dates: Any,
    *,
    counts: Mapping[str, Values] | None = None,
    amounts: Mapping[str, Values] | None = None,
    numbers: Mapping[str, Values] | None = None,
) -> tuple[pd.DatetimeIndex, dict[str, np.ndarray]]:
    """Sort one or more equally long series by date, and refuse what is no series.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    dates : array_like, shape (n,)
        Dates or periods, each once. Series are joined to the others by label.
    counts, amounts, numbers : mapping of str to values, optional
        As for `gather`; missing allowed.

    Returns
    -------
    tuple of DatetimeIndex and dict of str to ndarray of float
        Sorted by date; the input is left as it was.

    Raises
    ------
    SvaError
        For unequal lengths, missing or repeated dates, or values that are not such numbers.

    Examples
    --------
    >>> d, c = sorted_series("f", ["2024-02-01", "2024-01-01"], numbers={"value": [2, 1]})
    >>> c["value"]
    array([1., 2.])
    """
    cannot = f"{function}() cannot use its dates"
    try:
        series = dates if isinstance(dates, pd.Series) else pd.Series(dates)
        if isinstance(series.dtype, pd.PeriodDtype):
            series = series.dt.to_timestamp()
        text = pd.api.types.is_string_dtype(series.dtype)
        series = pd.to_datetime(series, format="ISO8601") if text else pd.to_datetime(series)
    except (ValueError, TypeError) as error:
        raise SvaError(
            cannot, [Fault(f"dates that cannot be read: {error}", "dates such as 2024-01-01")]
        ) from error
    if series.empty:
        raise SvaError(cannot, [Fault("no points", "a series")])
    if series.isna().any():
        raise SvaError(
            cannot, [Fault(f"{int(series.isna().sum())} missing dates", "a date for every point")]
        )
    key = series if isinstance(dates, pd.Series) else list(series)
    given = gather(function, counts=counts, amounts=amounts, numbers=numbers, keys={"date": key})
    stamps = pd.DatetimeIndex(given.columns.pop("date"))
    if stamps.has_duplicates:
        twice = stamps[stamps.duplicated()][0].date()
        raise SvaError(
            cannot,
            [
                Fault(
                    f"more than one point on {twice}",
                    "one point a date",
                    "",
                    "Add up or split the series first",
                )
            ],
        )
    order = np.argsort(stamps.to_numpy(), kind="stable")
    return stamps[order], {name: array[order] for name, array in given.columns.items()}
