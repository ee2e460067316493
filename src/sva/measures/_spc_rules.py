"""The four rules of 'Making data count', on one stretch of points with its centre and limits."""

from __future__ import annotations

import numpy as np

__all__ = ["RULES", "astronomical", "runs", "shifts", "trends", "two_of_three"]

RULES = ("astronomical point", "shift", "trend", "two of three")


def astronomical(y: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Mark points outside the process limits.

    Parameters
    ----------
    y, lower, upper : ndarray, shape (n,)

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> astronomical(np.array([1.0, 9.0]), np.zeros(2), np.full(2, 8.0)).tolist()
    [False, True]
    """
    with np.errstate(invalid="ignore"):
        return (y > upper) | (y < lower)


def runs(side: np.ndarray, length: int) -> np.ndarray:
    """Mark members of runs of at least `length` equal signs; 0 and missing end a run.

    Parameters
    ----------
    side : ndarray, shape (n,)
        -1, 0 or 1.
    length : int

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> runs(np.array([1, 1, 1, -1, 1]), 3).tolist()
    [True, True, True, False, False]
    """
    marked = np.zeros(side.size, dtype=bool)
    start = 0
    for i in range(1, side.size + 1):
        if i == side.size or side[i] != side[start] or side[start] == 0:
            if side[start] != 0 and i - start >= length:
                marked[start:i] = True
            start = i
    return marked


def shifts(y: np.ndarray, centre: np.ndarray, length: int) -> np.ndarray:
    """Mark runs of `length` or more points on one side of the centre.

    Parameters
    ----------
    y, centre : ndarray, shape (n,)
    length : int

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> bool(shifts(np.arange(1.0, 8.0), np.zeros(7), 7).all())
    True
    """
    return runs(np.sign(np.nan_to_num(y - centre)), length)


def trends(y: np.ndarray, length: int) -> np.ndarray:
    """Mark runs of `length` or more points, each above (or each below) the one before.

    Parameters
    ----------
    y : ndarray, shape (n,)
    length : int
        Points, so one step fewer.

    Returns
    -------
    ndarray of int, shape (n,)
        1 in a rise, -1 in a fall, else 0; a peak between two runs belongs to the later.

    Examples
    --------
    >>> trends(np.array([5.0, 1, 2, 3, 4, 5, 6, 6]), 6).tolist()
    [0, 1, 1, 1, 1, 1, 1, 0]
    """
    way = np.zeros(y.size, dtype=int)
    if y.size < 2:
        return way
    step = np.sign(np.nan_to_num(np.diff(y))).astype(int)
    long = runs(step, length - 1)
    way[1:][long] = step[long]
    way[:-1][long] = step[long]
    return way


def two_of_three(
    y: np.ndarray, centre: np.ndarray, near_lower: np.ndarray, near_upper: np.ndarray
) -> np.ndarray:
    """Mark points beyond two thirds of the way to a limit, two among three on one side of the centre.

    All three must lie on the same side; only those near (or beyond) the limit are marked.

    Parameters
    ----------
    y, centre, near_lower, near_upper : ndarray, shape (n,)

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> y, zero = np.array([2.5, 0.5, 2.5, -2.5]), np.zeros(4)
    >>> two_of_three(y, zero, zero - 2, zero + 2).tolist()
    [True, False, True, False]
    """
    side = np.sign(np.nan_to_num(y - centre))
    with np.errstate(invalid="ignore"):
        near = (y > near_upper) | (y < near_lower)
    marked = np.zeros(y.size, dtype=bool)
    for i in range(y.size - 2):
        three = slice(i, i + 3)
        if abs(side[three].sum()) == 3 and near[three].sum() >= 2:
            marked[three] |= near[three]
    return marked
