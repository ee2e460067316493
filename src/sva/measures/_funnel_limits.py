"""Where the lines of a funnel run: over-dispersion, the scales it is measured on, and the bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import pdtrik

from sva.measures._result import z_scores

__all__ = ["Spread", "bounds", "scale_for", "spread", "transformed"]


@dataclass(frozen=True)
class Spread:
    """How much more places differ than chance would have it.

    Parameters
    ----------
    phi : float
        Multiplicative: mean of the squared (trimmed) z-scores. 1 if chance explains them.
    tau_squared : float
        Additive: variance between places on the transformed scale. 0 if chance explains them.
    places : int
        Places the two rest on.
    """

    phi: float
    tau_squared: float
    places: int


def spread(
    z: np.ndarray,
    standard_error: np.ndarray,
    *,
    trim: Literal["winsorise", "truncate"] = "winsorise",
    share: float = 0.1,
) -> Spread:
    r"""Estimate over-dispersion from z-scores, with the outlying places pulled in or left out.

    .. math:: \hat\phi = \frac1I \sum z_i^2,\qquad \hat\tau^2 =
        \max\left(0, \frac{I\hat\phi - (I-1)}{\sum w_i - \sum w_i^2 / \sum w_i}\right),\ w_i = s_i^{-2}

    Parameters
    ----------
    z, standard_error : ndarray, shape (n,)
        Unadjusted z-scores and standard errors on the transformed scale; missing are left out.
    trim : {"winsorise", "truncate"}, default "winsorise"
        Pull the outer `share` at each end in to its quantile (Spiegelhalter, Care Quality
        Commission), or leave it out (Summary Hospital-level Mortality Indicator).
    share : float, default 0.1
        Part of the places at each end, 0 to below 0.5.

    Returns
    -------
    Spread
        Factor 1 and variance 0 under two places.

    References
    ----------
    Spiegelhalter DJ (2005). Handling over-dispersion of performance indicators. Quality and Safety
    in Health Care 14: 347–351.
    DerSimonian R, Laird N (1986). Controlled Clinical Trials 7: 177–188.

    Examples
    --------
    >>> z = np.array([-4.0, -2, -1, 0, 1, 2, 3, 0, -1, 5])
    >>> spread(z, np.full(10, 0.1)).phi.__round__(3)
    3.508
    """
    kept = ~(np.isnan(z) | np.isnan(standard_error))
    z, s = z[kept], standard_error[kept]
    if z.size < 2:
        return Spread(1.0, 0.0, int(z.size))
    with np.errstate(invalid="ignore"):
        low, high = np.quantile(z, share), np.quantile(z, 1 - share)
    if trim == "truncate":
        inner = (z > low) & (z < high) if share > 0 else np.isfinite(z)
        z, s = z[inner], s[inner]
        if z.size < 2:
            return Spread(1.0, 0.0, int(z.size))
    elif share > 0:
        z = np.clip(z, low, high)
    phi, places, w = float(np.mean(z**2)), z.size, s**-2.0
    between = (places * phi - (places - 1)) / (w.sum() - (w**2).sum() / w.sum())
    return Spread(phi, float(max(0.0, between)), int(places))


def scale_for(statistic: str, transform: str) -> str:
    """Return the scale that "auto" means for a statistic, or the one asked for."""
    if transform != "auto":
        return transform
    return "arcsine" if statistic == "proportion" else "square root"


def transformed(
    x: np.ndarray, n: np.ndarray, centre: float, scale: str
) -> tuple[np.ndarray, np.ndarray, float]:
    """Value and standard error on the transformed scale, and the centre there."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if scale == "arcsine":
            size, ratio, middle = n, np.arcsin(np.sqrt(x / n)), float(np.arcsin(np.sqrt(centre)))
            s = 1 / (2 * np.sqrt(size))
        elif scale == "square root":
            size, middle = n * centre, 1.0
            ratio, s = np.sqrt(x / size), 1 / (2 * np.sqrt(size))
        else:
            size, middle = n * centre, 0.0
            ratio, s = np.log(x / size), 1 / np.sqrt(size)
    empty = ~(size > 0)
    return np.where(empty, np.nan, ratio), np.where(empty, np.nan, s), middle


def bounds(
    n: np.ndarray, centre: float, s: np.ndarray, statistic: str, scale: str, adjust: str,
    over: Spread, levels: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    z = z_scores(levels)[None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        if adjust == "none" and statistic == "proportion":
            half = z * np.sqrt(centre * (1 - centre) / n)[:, None]
            lower, upper = centre - half, centre + half
        elif adjust == "none":
            low, high = _count_bounds(n * centre, levels)
            lower, upper = low / n[:, None], high / n[:, None]
        else:
            factor = max(over.phi, 1.0)
            wide = np.sqrt(s**2 * factor) if adjust == "multiplicative" else np.sqrt(
                s**2 + over.tau_squared)  # fmt: skip
            reach = z * wide[:, None]
            if scale == "arcsine":
                middle = np.arcsin(np.sqrt(centre))
                lower = np.sin(np.maximum(middle - reach, 0)) ** 2
                upper = np.sin(np.minimum(middle + reach, np.pi / 2)) ** 2
            elif scale == "square root":
                lower = centre * np.maximum(1 - reach, 0) ** 2
                upper = centre * (1 + reach) ** 2
            else:
                lower, upper = centre * np.exp(-reach), centre * np.exp(reach)
    top = 1.0 if statistic == "proportion" else np.inf
    empty = ~(n > 0)[:, None] | np.isnan(centre)
    return (np.where(empty, np.nan, np.clip(lower, 0, top)),
            np.where(empty, np.nan, np.clip(upper, 0, top)))  # fmt: skip


def _count_bounds(expected: np.ndarray, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts, not rounded, whose own exact limits touch what is expected."""
    e, tail = expected[:, None], (1 - levels[None, :]) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(np.exp(-e) >= tail, 0.0, pdtrik(tail, e))
        high = pdtrik(1 - tail, e) + 1
    return np.where(e > 0, low, 0.0), np.where(e > 0, high, 0.0)
