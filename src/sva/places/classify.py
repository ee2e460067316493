"""Persistent, emerging, diminishing, former or sporadic: what a hot spot has been over time, by documented numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sva.errors import Fault, collect

__all__ = ["CLASSES", "RULES", "SLICES", "classify_over_time", "slices_of_months"]

#: Fewer slices of time than this are refused: two blobs are no history.
SLICES = 10
#: The last part of the slices that counts as recent.
RECENT = 0.2
#: Classes in the order in which a reader meets them.
CLASSES = ("persistent", "emerging", "diminishing", "former", "sporadic", "never")
#: What each class means, for the report; the rules are tried in this order.
RULES = {
    "never": "hot in no slice",
    "former": "hot in a quarter or more of the earlier slices and in none of the recent",
    "emerging": "hot in half or more of the recent slices, and either in under a quarter of the earlier ones or with a "
    "share of all events that rises",
    "diminishing": "hot in half or more of the earlier slices, and either in under half of the recent ones or with a "
    "share of all events that falls",
    "persistent": "hot in three quarters or more of all slices",
    "sporadic": "hot in some slices, and none of the others",
}
_LEVEL = 0.05


def classify_over_time(hot: Any, counts: Any) -> np.ndarray:
    r"""Class each place by the slices of time in which it was hot.

    The last fifth of the slices, two at least, is recent; the rest is earlier. Whether a place's share of all
    events rises or falls is Mann and Kendall's test over the slices, two-sided at 5%, with ties corrected for. The
    share, not the count, so that a rise everywhere makes no place an emerging one. `RULES` are tried in order.

    Parameters
    ----------
    hot : array_like of bool, shape (n, slices)
        Whether each place was hot in each slice, in order of time, each slice judged by itself.
    counts : array_like, shape (n, slices)
        Events at all places.

    Returns
    -------
    numpy.ndarray of str, shape (n,)
        One of `CLASSES`.

    Raises
    ------
    SvaError
        Under ten slices, or for shapes that differ.

    References
    ----------
    The classes are those of emerging hot spot analysis, with rules of our own that a reader can check by hand.
    Mann HB (1945). Econometrica 13: 245–259.

    Examples
    --------
    >>> hot = [[True] * 10, [False] * 8 + [True] * 2, [True] * 7 + [False] * 3, [False] * 10]
    >>> classify_over_time(hot, np.ones((4, 10))).tolist()
    ['persistent', 'emerging', 'former', 'never']
    """
    marked, events = np.asarray(hot, dtype=bool), np.asarray(counts, dtype=float)
    faults = []
    if marked.ndim != 2 or marked.shape != events.shape:
        faults.append(Fault(f"shapes {marked.shape} and {events.shape}", "places by slices, twice"))
    elif marked.shape[1] < SLICES:
        faults.append(
            Fault(
                f"{marked.shape[1]} slices of time",
                f"{SLICES} or more",
                do_next="Take months instead of years, or say only what is hot now.",
            )
        )
    collect("places cannot be classed over time", faults)
    slices = marked.shape[1]
    recent = max(2, int(np.ceil(slices * RECENT)))
    then, now = marked[:, :-recent].mean(axis=1), marked[:, -recent:].mean(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(events / events.sum(axis=0))
    way = _way(share)
    rules = (
        ("never", ~marked.any(axis=1)),
        ("former", (then >= 0.25) & (now == 0)),
        ("emerging", (now >= 0.5) & ((then < 0.25) | (way > 0))),
        ("diminishing", (then >= 0.5) & ((now < 0.5) | (way < 0))),
        ("persistent", marked.mean(axis=1) >= 0.75),
    )
    out = np.full(len(marked), "sporadic", dtype=object)
    open_ = np.ones(len(marked), dtype=bool)
    for name, fits in rules:
        out[open_ & fits] = name
        open_ &= ~fits
    return out


def _way(series: np.ndarray) -> np.ndarray:
    """Give 1 where a row rises, -1 where it falls, else 0: Mann and Kendall, normal with ties corrected for."""
    from scipy.special import ndtr

    n = series.shape[1]
    s, variance = np.zeros(len(series)), np.zeros(len(series))
    for first in range(n - 1):
        s += np.sign(series[:, first + 1 :] - series[:, [first]]).sum(axis=1)
    for i, row in enumerate(series):
        ties = np.unique(row, return_counts=True)[1]
        variance[i] = n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(variance > 0, np.maximum(np.abs(s) - 1, 0) / np.sqrt(variance / 18), 0.0)
    return np.where(2 * ndtr(-z) < _LEVEL, np.sign(s), 0.0)


def slices_of_months(months: int, per_slice: int = 3) -> np.ndarray:
    """Give the slice of each month, whole slices only, so that the last slice ends with the last month.

    Parameters
    ----------
    months : int
        How many months there are.
    per_slice : int, default 3
        Months in a slice.

    Returns
    -------
    numpy.ndarray of int, shape (months,)
        From 0; -1 for months at the beginning that fill no slice.

    Examples
    --------
    >>> slices_of_months(7, 3).tolist()
    [-1, 0, 0, 0, 1, 1, 1]
    """
    spare = months % per_slice
    return np.where(np.arange(months) < spare, -1, (np.arange(months) - spare) // per_slice)
