"""The formulae of confidence limits, as functions of arrays; the public functions wrap them.

All are elementwise and broadcast; `tail` is (1 - confidence) / 2 and `z` its normal quantile. Missing in, missing
out. Counts may be fractions here, since over-dispersion divides them: with variance `phi` times Poisson, a count
O stands for O/phi independent clusters of phi events, so its limits are ``phi * limits(O / phi)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy.special import (
    betainc,
    betaincc,
    betainccinv,
    betaincinv,
    betaln,
    gammainccinv,
    gammaincinv,
    xlog1py,
    xlogy,
)

__all__ = [
    "byar_limits",
    "clopper_pearson_limits",
    "count_limits",
    "exact_odds",
    "exact_poisson_limits",
    "mid_p_odds",
    "mid_p_tail",
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
        lower = np.where(x == 0, 0.0, _beta_quantile(betainc, x, n - x + 1.0, tail))
        upper = np.where(x == n, 1.0, _beta_quantile(betaincc, x + 1.0, n - x, tail))
        lower, upper = np.where(mirror, 1.0 - upper, lower), np.where(mirror, 1.0 - lower, upper)
    return np.where(blank, np.nan, lower), np.where(blank, np.nan, upper)


def exact_odds(a: np.ndarray, b: np.ndarray, tail: np.ndarray) -> Pair:
    """Return exact conditional limits of the ratio of two Poisson means, given counts `a` and `b`.

    Given a + b, `a` is binomial with odds equal to the ratio of the means.

    Parameters
    ----------
    a, b, tail : numpy.ndarray

    Returns
    -------
    tuple of numpy.ndarray
        Lower, upper; 0 and infinity where the data set no limit.

    Examples
    --------
    >>> lower, upper = exact_odds(np.array([50.0]), np.array([100.0]), np.array(0.025))
    >>> (lower * 10).round(6), (upper * 10).round(6)
    (array([3.487202]), array([7.089431]))
    """

    def share(a: np.ndarray, b: np.ndarray, tail: np.ndarray) -> Pair:
        lower = np.where(a == 0, 0.0, _beta_quantile(betainc, a, b + 1.0, tail))
        upper = np.where(b == 0, 1.0, _beta_quantile(betaincc, a + 1.0, b, tail))
        return lower, upper

    return _odds(share, a, b, tail)


def mid_p_odds(a: np.ndarray, b: np.ndarray, tail: np.ndarray) -> Pair:
    """Return conditional mid-P limits of the ratio of two Poisson means, given counts `a` and `b`.

    Half the probability of the count seen is left out of each tail: P(X > a) + P(X = a)/2 = tail. Written with beta
    functions, (I_p(a, b+1) + I_p(a+1, b))/2 = tail, it is defined for fractions too. Solved by Newton steps kept
    between the two beta quantiles, on all elements at once.

    Parameters
    ----------
    a, b, tail : numpy.ndarray

    Returns
    -------
    tuple of numpy.ndarray
        Lower, upper; 0 and infinity where the data set no limit.

    Examples
    --------
    >>> lower, upper = mid_p_odds(np.array([50.0]), np.array([100.0]), np.array(0.025))
    >>> (lower * 10).round(4), (upper * 10).round(4)
    (array([3.5386]), array([6.9974]))
    """

    def share(a: np.ndarray, b: np.ndarray, tail: np.ndarray) -> Pair:
        lower, upper = np.zeros(a.shape), np.full(a.shape, np.nan)
        none = a == 0
        upper[none] = np.where(b[none] == 0, 1.0, -np.expm1(np.log(2.0 * tail[none]) / b[none]))
        some = a > 0
        a, b, tail = a[some], b[some], tail[some]
        for side, area in ((lower, betainc), (upper, betaincc)):
            ends = _beta_quantile(area, a, b + 1.0, tail), _beta_quantile(area, a + 1.0, b, tail)
            side[some] = _solve(area, ((a, b + 1.0), (a + 1.0, b)), tail, *ends)
        lower[np.isnan(upper)] = np.nan
        return lower, upper

    return _odds(share, a, b, tail)


def mid_p_tail(a: np.ndarray, b: np.ndarray, share: np.ndarray, exact: bool = False) -> np.ndarray:
    """Return the two-sided conditional p value that `a` of a + b has the binomial probability `share`.

    Parameters
    ----------
    a, b, share : numpy.ndarray
        1-D.
    exact : bool
        Count the whole probability of `a` in the tail, not half of it.

    Returns
    -------
    numpy.ndarray
        Twice the smaller tail, at most 1.

    Examples
    --------
    >>> mid_p_tail(np.array([0.0, 0.0]), np.array([5.0, 5.0]), np.array([0.5, 0.1]))
    array([0.03125, 0.59049])
    """
    with np.errstate(all="ignore"):
        # The nearer tail keeps its digits however small it is; a mid-P tail above a half is 1 less the other.
        mirror = a < (a + b) * share
        x, y, q = (
            np.where(mirror, b, a),
            np.where(mirror, a, b),
            np.where(mirror, 1.0 - share, share),
        )
        more = np.where(y == 0, 0.0, betainc(x + 1.0, y, q))
        here = np.exp(xlogy(x, q) + xlog1py(y, -q) - betaln(x + 1.0, y + 1.0)) / (x + y + 1.0)
    if exact:
        return np.minimum(1.0, 2.0 * (more + here))
    tail = more + here / 2.0
    return np.clip(2.0 * np.minimum(tail, 1.0 - tail), 0.0, 1.0)


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


def _odds(share: Callable[..., Pair], a: np.ndarray, b: np.ndarray, tail: np.ndarray) -> Pair:
    """Odds from limits of a share, always found for the smaller count so that 1 - p keeps its digits."""
    a, b, tail = (x.ravel() for x in np.broadcast_arrays(a, b, tail))
    swap = a > b
    with np.errstate(all="ignore"):
        low, high = share(np.where(swap, b, a), np.where(swap, a, b), tail)
        low, high = low / (1.0 - low), high / (1.0 - high)
        return np.where(swap, 1.0 / high, low), np.where(swap, 1.0 / low, high)


def _beta_quantile(
    area: Callable[..., np.ndarray], a: np.ndarray, b: np.ndarray, tail: np.ndarray
) -> np.ndarray:
    """Quantile p of the beta distribution, checked: SciPy's inverse is far out for some parameters, such as (1000, 1e9)."""
    a, b, tail = np.broadcast_arrays(a, b, tail)
    p = np.array((betaincinv if area is betainc else betainccinv)(a, b, tail))
    wrong = ~(np.abs(area(a, b, p) / tail - 1.0) < 1e-10) & (a > 0) & (b > 0) & ~np.isnan(a + b)
    if wrong.any():
        x, y, at = a[wrong], b[wrong], tail[wrong]
        middle = x / (x + y)
        wide = 50.0 * np.sqrt(middle * (1.0 - middle) / (x + y + 1.0))
        low, high = np.maximum(0.0, middle - wide), np.minimum(1.0, middle + wide)
        p[wrong] = _solve(area, ((x, y),), at, low, high)
    return p


def _solve(
    area: Callable[..., np.ndarray],
    parameters: Sequence[Pair],
    tail: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    """Root p of a mean of beta tail areas equal to `tail`, by Newton steps kept between `low` and `high`."""
    rising = 1.0 if area is betainc else -1.0
    betas = [betaln(a, b) for a, b in parameters]
    p = (low + high) / 2.0
    live = np.arange(len(p))
    for _ in range(100):
        part = [
            (a[live], b[live], beta[live]) for (a, b), beta in zip(parameters, betas, strict=True)
        ]
        here = p[live]
        total = sum(area(a, b, here) for a, b, _ in part) / len(part)
        density = sum(
            np.exp(xlogy(a - 1.0, here) + xlog1py(b - 1.0, -here) - beta) for a, b, beta in part
        ) / len(part)
        gap = np.log(total / tail[live])
        over = rising * gap > 0
        high[live], low[live] = np.where(over, here, high[live]), np.where(over, low[live], here)
        new = here - rising * gap * total / density
        inside = (new >= low[live]) & (new <= high[live])
        new = np.where(inside, new, (low[live] + high[live]) / 2.0)
        p[live] = new
        # Newton doubles the digits at each step: after one of 1e-8 the next would be below rounding.
        live = live[~(np.abs(new - here) <= 1e-8 * here)]
        if not len(live):
            break
    return p
