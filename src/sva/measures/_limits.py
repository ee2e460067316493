"""The formulae of confidence limits, as functions of arrays; the public functions wrap them.

All are elementwise and broadcast; `tail` is (1 - confidence) / 2 and `z` its normal quantile. Missing in, missing
out. Counts may be fractions here, since over-dispersion divides them: with variance `phi` times Poisson, a count
O stands for O/phi independent clusters of phi events, so its limits are ``phi * limits(O / phi)``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import betainc, betaincc, gammainccinv, gammaincinv

from sva.measures._beta import beta_quantile

__all__ = [
    "byar_limits",
    "clopper_pearson_limits",
    "count_limits",
    "exact_poisson_limits",
    "on_distinct",
    "wilson_limits",
]

Pair = tuple[np.ndarray, np.ndarray]


def exact_poisson_limits(count: np.ndarray, tail: np.ndarray) -> Pair:
    """Return Garwood's limits: gamma quantiles, half the chi-squared ones.

    Parameters
    ----------
    count, tail : numpy.ndarray

    Returns
    -------
    tuple of numpy.ndarray
        Lower, upper.

    Examples
    --------
    >>> lower, upper = exact_poisson_limits(np.array([0.0, 10.0]), np.array(0.025))
    >>> lower.round(4), upper.round(4)
    (array([0.    , 4.7954]), array([ 3.6889, 18.3904]))
    """
    with np.errstate(all="ignore"):
        lower = np.where(count == 0, 0.0, gammaincinv(count, tail))
        return lower, gammainccinv(count + 1.0, tail)


def byar_limits(count: np.ndarray, z: np.ndarray) -> Pair:
    """Return Byar's limits; the lower one is missing where the formula goes negative.

    Parameters
    ----------
    count, z : numpy.ndarray

    Returns
    -------
    tuple of numpy.ndarray
        Lower, upper.

    Examples
    --------
    >>> lower, upper = byar_limits(np.array([20.0]), np.array(1.959964))
    >>> lower.round(3), upper.round(3)
    (array([12.211]), array([30.89]))
    """
    with np.errstate(all="ignore"):
        low = 1.0 - 1.0 / (9.0 * count) - z / (3.0 * np.sqrt(count))
        lower = np.where(low < 0, np.nan, count * low**3)
        more = count + 1.0
        upper = more * (1.0 - 1.0 / (9.0 * more) + z / (3.0 * np.sqrt(more))) ** 3
    return np.where(count == 0, 0.0, lower), upper


def count_limits(count: np.ndarray, z: np.ndarray, tail: np.ndarray, switch: float = 10.0) -> Pair:
    """Return exact limits below `switch` events and Byar's from there.

    Parameters
    ----------
    count, z, tail : numpy.ndarray
        Broadcast together.
    switch : float
        First count that takes Byar's limits.

    Returns
    -------
    tuple of numpy.ndarray
        Lower, upper.

    Examples
    --------
    >>> lower, _ = count_limits(np.array([9.0, 10.0]), np.array(1.959964), np.array(0.025))
    >>> lower.round(3)
    array([4.115, 4.787])
    """
    count, z, tail = np.broadcast_arrays(count, z, tail)
    lower, upper = byar_limits(count, z)
    small = count < switch
    if small.any():
        lower[small], upper[small] = exact_poisson_limits(count[small], tail[small])
    return lower, upper


def wilson_limits(count: np.ndarray, n: np.ndarray, z: np.ndarray) -> Pair:
    """Return Wilson's score limits of a proportion.

    Parameters
    ----------
    count, n, z : numpy.ndarray

    Returns
    -------
    tuple of numpy.ndarray
        Lower, upper, within 0 to 1.

    Examples
    --------
    >>> lower, upper = wilson_limits(np.array([10.0]), np.array([50.0]), np.array(1.959964))
    >>> lower.round(4), upper.round(4)
    (array([0.1124]), array([0.3304]))
    """
    with np.errstate(all="ignore"):
        share = count / n
        square = z * z
        middle = 2.0 * count + square
        half = z * np.sqrt(square + 4.0 * count * (1.0 - share))
        lower = (middle - half) / (2.0 * (n + square))
        upper = (middle + half) / (2.0 * (n + square))
    blank = np.isnan(share)
    lower = np.where(count == 0, 0.0, np.minimum(lower, share))
    upper = np.where(count == n, 1.0, np.maximum(upper, share))
    return np.where(blank, np.nan, lower), np.where(blank, np.nan, upper)


def clopper_pearson_limits(count: np.ndarray, n: np.ndarray, tail: np.ndarray) -> Pair:
    """Return exact binomial limits of a proportion.

    Parameters
    ----------
    count, n, tail : numpy.ndarray

    Returns
    -------
    tuple of numpy.ndarray
        Lower, upper, within 0 to 1.

    Examples
    --------
    >>> lower, upper = clopper_pearson_limits(np.array([0.0]), np.array([10.0]), np.array(0.025))
    >>> lower, upper.round(6)
    (array([0.]), array([0.308497]))
    """
    count, n, tail = np.broadcast_arrays(count, n, tail)
    # Worked out for the rarer side, where p keeps its digits.
    mirror = count > n / 2.0
    x = np.where(mirror, n - count, count)
    with np.errstate(all="ignore"):
        blank = np.isnan(count / n)
        lower = np.where(x == 0, 0.0, beta_quantile(betainc, x, n - x + 1.0, tail))
        upper = np.where(x == n, 1.0, beta_quantile(betaincc, x + 1.0, n - x, tail))
        lower, upper = np.where(mirror, 1.0 - upper, lower), np.where(mirror, 1.0 - lower, upper)
    return np.where(blank, np.nan, lower), np.where(blank, np.nan, upper)


def on_distinct(kernel: Callable[..., Pair], *columns: np.ndarray) -> Pair:
    """Run `kernel` once for each distinct row of `columns`, and hand its answer back to all rows.

    Tables of small counts repeat themselves: a million rows hold a few thousand different pairs.

    Parameters
    ----------
    kernel : callable
        Takes 1-D arrays, one per column, and returns two arrays of their length.
    *columns : numpy.ndarray
        1-D, of one length.

    Returns
    -------
    tuple of numpy.ndarray

    Examples
    --------
    >>> on_distinct(lambda a, b: (a + b, a - b), np.array([1.0, 2.0, 1.0]), np.array([1.0, 0.0, 1.0]))
    (array([2., 2., 2.]), array([0., 2., 0.]))
    """
    codes = np.zeros(len(columns[0]), dtype="int64")
    for column in columns:
        part, distinct = pd.factorize(column, use_na_sentinel=False)
        codes, _ = pd.factorize(codes * len(distinct) + part)
    first = np.empty(codes.max(initial=-1) + 1, dtype="int64")
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    lower, upper = kernel(*(column[first] for column in columns))
    return lower[codes], upper[codes]
