"""The Poisson E-test and the limits that agree with it, without a grid of all pairs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import gammaln, ndtri, pdtr, pdtrc, xlogy

__all__ = ["e_test_limits", "e_test_p", "score_limits"]

_TIE = 1e-11


def _statistic_squared(x1: np.ndarray, x2: np.ndarray, rate: float, *, pooled: bool) -> np.ndarray:
    variance = (x1 + x2) * rate if pooled else x1 + rate**2 * x2
    with np.errstate(invalid="ignore", divide="ignore"):
        squared = (x1 - rate * x2) ** 2 / variance
    return np.where(variance > 0, squared, -1.0)


def e_test_p(
    count: float, reference_count: float, ratio: float, *, null: float = 1.0, pooled: bool = True
) -> float:
    """Two-sided p-value of the E-test that the ratio of two rates is `null`.

    The grid of all pairs is not needed: for each value of the first count the pairs at least as
    far out as the one observed are the two tails of the second, whose ends solve a quadratic.

    Parameters
    ----------
    count, reference_count : float
        The two counts.
    ratio : float
        Exposure of the first over exposure of the second.
    null : float, default 1
        Ratio of the rates under the null hypothesis.
    pooled : bool, default True
        Variance of the difference from the pooled rate (Gu et al.), else from each count
        (Krishnamoorthy and Thomson). The same for equal exposures and ``null=1``.

    Returns
    -------
    float
        1.0 if both counts are 0.

    Examples
    --------
    >>> round(e_test_p(6, 2, 1.0), 4)
    0.1749
    """
    a, b, rate = float(count), float(reference_count), float(ratio) * float(null)
    if a + b == 0:
        return 1.0
    t2 = float(_statistic_squared(np.array(a), np.array(b), rate, pooled=pooled))
    if t2 <= 0:
        return 1.0
    mean2 = (a + b) / (1 + rate)
    mean1 = mean2 * rate
    spread = 9 * np.sqrt(mean1) + 40
    x1 = np.arange(max(0.0, np.floor(mean1 - spread)), np.ceil(mean1 + spread) + 1)
    k1, k2 = (1.0, rate) if pooled else (rate, 1.0)
    middle = 2 * x1 + t2 * k1
    root = np.sqrt(t2**2 * k1**2 + 4 * x1 * t2 * (k1 + k2))
    low = np.floor((middle - root) / (2 * rate))
    high = np.ceil((middle + root) / (2 * rate))
    # Rounding must not lose the pairs that tie with the one observed.
    ties = t2 * (1 - _TIE)
    high -= (high - 1 >= 0) & (_statistic_squared(x1, high - 1, rate, pooled=pooled) >= ties)
    low += (low + 1 < high) & (_statistic_squared(x1, low + 1, rate, pooled=pooled) >= ties)
    lower_tail = np.where(low >= 0, pdtr(np.maximum(low, 0), mean2), 0.0)
    upper_tail = np.where(high <= 0, 1.0, pdtrc(np.maximum(high - 1, 0), mean2))
    if x1[0] == 0:  # no events at all: the statistic is undefined and is not counted as extreme
        lower_tail[0] = max(0.0, lower_tail[0] - np.exp(-mean2))
    mass = np.exp(xlogy(x1, mean1) - mean1 - gammaln(x1 + 1))
    return float(min(1.0, np.sum(mass * np.minimum(lower_tail + upper_tail, 1.0))))


def score_limits(
    count: np.ndarray, reference_count: np.ndarray, ratio: np.ndarray, quantile: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Score limits of a ratio of two Poisson rates: Wilson's limits of the share of all events.

    Parameters
    ----------
    count, reference_count, ratio, quantile : ndarray
        Counts (divided by the dispersion, if any), ratio of exposures, and the normal or t
        quantile of the confidence level. Broadcast together.

    Returns
    -------
    tuple of ndarray
        Lower and upper limits; infinite above where the reference count is 0, missing where both are.

    Examples
    --------
    >>> low, high = score_limits(np.array(20.0), np.array(20.0), np.array(1.0), np.array(1.96))
    >>> round(float(low * high), 12)
    1.0
    """
    total = count + reference_count
    with np.errstate(invalid="ignore", divide="ignore"):
        share, z2 = count / total, quantile**2
        centre = (share + z2 / (2 * total)) / (1 + z2 / total)
        half = (
            quantile / (1 + z2 / total) * np.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
        )
        low = np.where(count == 0, 0.0, np.clip(centre - half, 0, 1))
        high = np.where(reference_count == 0, 1.0, np.clip(centre + half, 0, 1))
        lower, upper = low / (1 - low) / ratio, high / (1 - high) / ratio
    nothing = ~(total > 0)
    return np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper)


@lru_cache(maxsize=65536)
def e_test_limits(
    count: float, reference_count: float, ratio: float, confidence: float
) -> tuple[float, float]:
    """Limits of the ratio of two rates: the ratios that the (pooled) E-test does not reject.

    They exclude 1 exactly when its p-value at 1 is below 1 − confidence.

    Parameters
    ----------
    count, reference_count : float
        The two counts.
    ratio : float
        Exposure of the first over exposure of the second.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit; 0 below where the count is 0, infinite above where the reference is.

    Examples
    --------
    >>> [round(x, 3) for x in e_test_limits(6, 2, 1.0, 0.95)]
    [0.686, 13.899]
    """
    a, b, alpha = float(count), float(reference_count), 1 - float(confidence)
    if a + b == 0:
        return float("nan"), float("nan")
    start = score_limits(
        np.array(a), np.array(b), np.array(float(ratio)), np.array(-ndtri(alpha / 2))
    )
    inside = (max(a, 0.5) / max(b, 0.5)) / float(ratio)

    def kept(null: float) -> bool:
        return e_test_p(a, b, ratio, null=null) >= alpha

    def crossing(inner: float, outer: float) -> float:
        near, far = np.log(inner), np.log(outer)
        for _ in range(36):
            middle = (near + far) / 2
            if kept(float(np.exp(middle))):
                near = middle
            else:
                far = middle
        return float(np.exp(near))

    def edge(first: float, step: float) -> float:
        outer = first
        while kept(outer):
            outer *= step
        inner = outer / step**2
        return crossing(inner if kept(inner) else inside, outer)

    lower = 0.0 if a == 0 else edge(float(start[0]), 0.8)
    upper = float("inf") if b == 0 else edge(float(start[1]), 1.25)
    # The p-value is not quite monotone in the ratio: the limits must agree with the test of 1.
    if kept(1.0):
        lower, upper = min(lower, 1.0), max(upper, 1.0)
    elif lower <= 1.0 < inside:
        lower = float(np.nextafter(max(crossing(inside, 1.0), 1.0), 2.0))
    elif inside < 1.0 <= upper:
        upper = float(np.nextafter(min(crossing(inside, 1.0), 1.0), 0.0))
    return lower, upper
