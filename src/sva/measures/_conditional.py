"""The ratio of two Poisson means from their counts alone: given the total, one count is binomial."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import betainc, betaincc, betaln, xlog1py, xlogy

from sva.measures._beta import beta_quantile, solve_tail

__all__ = ["exact_odds", "mid_p_odds", "mid_p_tail"]

Pair = tuple[np.ndarray, np.ndarray]


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
        lower = np.where(a == 0, 0.0, beta_quantile(betainc, a, b + 1.0, tail))
        upper = np.where(b == 0, 1.0, beta_quantile(betaincc, a + 1.0, b, tail))
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
            ends = beta_quantile(area, a, b + 1.0, tail), beta_quantile(area, a + 1.0, b, tail)
            side[some] = solve_tail(area, ((a, b + 1.0), (a + 1.0, b)), tail, *ends)
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


def _odds(share: Callable[..., Pair], a: np.ndarray, b: np.ndarray, tail: np.ndarray) -> Pair:
    """Odds from limits of a share, always found for the smaller count so that 1 - p keeps its digits."""
    a, b, tail = (x.ravel() for x in np.broadcast_arrays(a, b, tail))
    swap = a > b
    with np.errstate(all="ignore"):
        low, high = share(np.where(swap, b, a), np.where(swap, a, b), tail)
        low, high = low / (1.0 - low), high / (1.0 - high)
        return np.where(swap, 1.0 / high, low), np.where(swap, 1.0 / low, high)
