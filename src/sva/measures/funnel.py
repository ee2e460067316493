"""Funnel limits: how far a place of its size may lie from the average by chance, and by what chance leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from sva.errors import Fault, collect
from sva.measures._funnel_limits import Spread, bounds, scale_for, spread, transformed
from sva.measures._limits import exact_poisson_limits
from sva.measures._result import (
    Inputs,
    Values,
    as_counts,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    pick,
)

__all__ = ["Spread", "funnel", "funnel_curve", "funnel_curve_by_count", "spread"]

Statistic = Literal["proportion", "rate", "ratio"]
Transform = Literal["auto", "arcsine", "square root", "log"]

_OUTLIER = ("low", "within", "high")


def funnel(
    numerator: Values,
    denominator: Values,
    *,
    statistic: Statistic,
    target: float | None = None,
    per: float = 1.0,
    adjust: Literal["none", "multiplicative", "additive"] = "none",
    transform: Transform = "auto",
    trim: Literal["winsorise", "truncate"] = "winsorise",
    share: float = 0.1,
    confidence: float | Sequence[float] = (0.95, 0.998),
) -> pd.DataFrame:
    r"""Place each area in its funnel: the limits for one of its size, and on which side it lies.

    Unadjusted limits are those at which the area's own interval (exact Poisson; Wilson's for
    proportions) just touches the target, so an area is out of the funnel exactly when that interval
    excludes the target. Adjusted limits stand on a transformed scale, :math:`g`:

    .. math:: g^{-1}\left(g(\theta) \pm z\sqrt{\phi}\,s\right)\ \text{or}\
        g^{-1}\left(g(\theta) \pm z\sqrt{s^2 + \tau^2}\right)

    with :math:`g` the arcsine root and :math:`s = 1/2\sqrt n` for proportions; the square root and
    :math:`s = 1/2\sqrt E` (Care Quality Commission) or the log and :math:`s = 1/\sqrt E` (SHMI) for
    rates and ratios, :math:`E` the expected events. Limits are never narrower than by chance:
    :math:`\phi` counts for at least 1.

    Parameters
    ----------
    numerator : values, shape (n,)
        Whole numbers of events.
    denominator : values, shape (n,)
        Trials, population, or expected events, by `statistic`.
    statistic : {"proportion", "rate", "ratio"}
        What numerator over denominator is.
    target : float, optional
        Centre in units of numerator over denominator; by default all events over all denominators,
        and 1 for a ratio.
    per : float, default 1
        Multiplies value, limits and target: 1000 for a rate per 1,000, 100 for per cent.
    adjust : {"none", "multiplicative", "additive"}, default "none"
        For over-dispersion. Additive suits many places of unlike size.
    transform : {"auto", "arcsine", "square root", "log"}, default "auto"
        Scale of the adjustment; "auto" is arcsine for proportions and square root for the others.
    trim : {"winsorise", "truncate"}, default "winsorise"
    share : float, default 0.1
        See `spread`.
    confidence : float or sequence of float, default (0.95, 0.998)
        The customary two and three standard errors.

    Returns
    -------
    pandas.DataFrame
        ``numerator, denominator, value, lower, upper, confidence, method, flag, target, outlier``
        ("low", "within", "high"), ``z, phi, tau_squared``. `lower` and `upper` bound the funnel at
        that place's size; they are not the interval of its value.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, more events than trials, or unknown options.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in
    Medicine 24: 1185–1202; and Quality and Safety in Health Care 14: 347–351.
    Spiegelhalter D, et al (2012). Statistical methods for healthcare regulation. Journal of the
    Royal Statistical Society A 175: 1–47.
    Public Health England (2018). Technical guide: confidence intervals.

    Examples
    --------
    >>> table = funnel([40, 18, 70], [10000, 5000, 11000], statistic="rate", per=1000, confidence=0.95)
    >>> table[["value", "lower", "upper", "target", "outlier"]].round(2)
       value  lower  upper  target outlier
    0   4.00   3.55   6.39    4.92  within
    1   3.60   2.98   7.06    4.92  within
    2   6.36   3.61   6.32    4.92    high
    """
    levels = confidence_levels(confidence)
    given = _read("funnel", numerator, denominator, statistic, adjust, transform, trim, share)
    x, n = given["numerator"], given["denominator"]
    centre = _target(x, n, statistic, target)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(n > 0, x / n, np.nan)
    scale = scale_for(statistic, transform)
    y, s, middle = transformed(x, n, centre, scale)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = (y - middle) / s
    over = spread(z, s, trim=trim, share=share)
    lower, upper, out = _limits(x, n, value, centre, s, statistic, scale, adjust, over, levels)
    return assemble(
        given.index,
        levels,
        before={"numerator": as_counts(x), "denominator": n},
        value=value * per,
        lower=lower * per,
        upper=upper * per,
        method=_method(statistic, scale, adjust),
        flag=flags(not_assessable=np.isnan(value), small_base=x < 10),
        after={"target": centre * per, "outlier": out, "z": z, "phi": over.phi,
               "tau_squared": over.tau_squared},
    )  # fmt: skip


def _read(function: str, numerator: Any, denominator: Any, statistic: str, adjust: str,
          transform: str, trim: str, share: float) -> Inputs:  # fmt: skip
    choices = {
        "statistic": (statistic, ("proportion", "rate", "ratio")),
        "adjust": (adjust, ("none", "multiplicative", "additive")),
        "transform": (transform, ("auto", "arcsine", "square root", "log")),
        "trim": (trim, ("winsorise", "truncate")),
    }
    faults = [
        Fault(f"{name}={given!r}", " or ".join(map(repr, allowed)))
        for name, (given, allowed) in choices.items()
        if given not in allowed
    ]
    if not 0 <= share < 0.5:
        faults.append(Fault(f"share={share!r}", "0 to below 0.5"))
    if (transform == "arcsine") != (statistic == "proportion") and transform != "auto":
        faults.append(Fault(f"transform={transform!r} for a {statistic}",
                            "'arcsine' for proportions, 'square root' or 'log' else"))  # fmt: skip
    collect(f"{function}() cannot draw such a funnel", faults)
    given = gather(function, counts={"numerator": numerator}, amounts={"denominator": denominator})
    x, n = given["numerator"], given["denominator"]
    check(given, (x > 0) & (n == 0), said="events but nothing they came from",
          expected="a denominator above 0")  # fmt: skip
    if statistic == "proportion":
        check(given, x > n, said="more events than trials", expected="numerator up to denominator")
    return given


def _target(x: np.ndarray, n: np.ndarray, statistic: str, target: float | None) -> float:
    if target is None:
        both = ~np.isnan(x) & ~np.isnan(n)
        if statistic == "ratio":
            return 1.0
        return float(x[both].sum() / n[both].sum()) if n[both].sum() > 0 else float("nan")
    top = 1.0 if statistic == "proportion" else np.inf
    if not (np.isfinite(target) and 0 <= target <= top):
        collect(
            "the funnel has no such centre",
            [Fault(f"target={target!r}", "numerator over denominator, before `per`")],
        )
    return float(target)


def _limits(
    x: np.ndarray, n: np.ndarray, value: np.ndarray, centre: float, s: np.ndarray,
    statistic: str, scale: str, adjust: str, over: Spread, levels: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, Any]:  # fmt: skip
    lower, upper = bounds(n, centre, s, statistic, scale, adjust, over, levels)
    low, high = value[:, None] < lower, value[:, None] > upper
    if adjust == "none" and statistic != "proportion":
        # By the interval itself: no rounding of the inverted limit decides.
        own = exact_poisson_limits(x[:, None], (1 - levels[None, :]) / 2)
        with np.errstate(invalid="ignore"):
            high, low = own[0] > (n * centre)[:, None], own[1] < (n * centre)[:, None]
    codes = np.where(low, 0, np.where(high, 2, 1))
    codes = np.where(np.isnan(value)[:, None] | np.isnan(lower), -1, codes)
    return lower, upper, pick(_OUTLIER, codes.ravel())


def _method(statistic: str, scale: str, adjust: str) -> str:
    if adjust == "none":
        return "score" if statistic == "proportion" else "exact"
    return f"{adjust} over-dispersion, {scale}"


def funnel_curve(
    denominator: Values,
    *,
    statistic: Statistic,
    target: float,
    per: float = 1.0,
    adjust: Literal["none", "multiplicative", "additive"] = "none",
    over: Spread | None = None,
    transform: Transform = "auto",
    confidence: float | Sequence[float] = (0.95, 0.998),
) -> pd.DataFrame:
    """Limits at any sizes, to draw the funnel's lines.

    Parameters
    ----------
    denominator : values, shape (n,)
        Sizes along the axis, above 0.
    statistic : {"proportion", "rate", "ratio"}
    target : float
        Centre, in units of numerator over denominator.
    per : float, default 1
    adjust : {"none", "multiplicative", "additive"}, default "none"
    over : Spread, optional
        From `spread`; needed to adjust. The columns ``phi`` and ``tau_squared`` of `funnel` hold it.
    transform : {"auto", "arcsine", "square root", "log"}, default "auto"
    confidence : float or sequence of float, default (0.95, 0.998)

    Returns
    -------
    pandas.DataFrame
        ``denominator, value`` (the target), ``lower, upper, confidence, method, flag``.

    Raises
    ------
    SvaError
        For unknown options, or an adjustment without a `Spread`.

    References
    ----------
    Spiegelhalter DJ (2005). Statistics in Medicine 24: 1185–1202.

    Examples
    --------
    >>> funnel_curve([100, 400], statistic="proportion", target=0.2, per=100, confidence=0.95).round(2)[["lower", "upper"]]
       lower  upper
    0  12.16  27.84
    1  16.08  23.92
    """
    levels = confidence_levels(confidence)
    given = _read("funnel_curve", 0, denominator, statistic, adjust, transform, "winsorise", 0.1)
    if adjust != "none" and over is None:
        collect("the funnel cannot be adjusted", [Fault("no spread", "over=spread(...)")])
    n = given["denominator"]
    centre = _target(n, n, statistic, target)
    scale = scale_for(statistic, transform)
    s = transformed(n, n, centre, scale)[1]
    lower, upper = bounds(n, centre, s, statistic, scale, adjust, over or Spread(1, 0, 0), levels)
    return assemble(
        given.index, levels, before={"denominator": n}, value=np.full(n.size, centre * per),
        lower=lower * per, upper=upper * per, method=_method(statistic, scale, adjust),
        flag=flags(not_assessable=~(n > 0)),
    )  # fmt: skip


def funnel_curve_by_count(
    count: Values, *, target: float = 1.0, confidence: float | Sequence[float] = (0.95, 0.998)
) -> pd.DataFrame:
    """Denominators at which each whole count would just touch the funnel: the other way to draw it.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events, such as 1 to the largest seen.
    target : float, default 1
        Centre, events for each unit of the denominator; 1 for a ratio of observed to expected.
    confidence : float or sequence of float, default (0.95, 0.998)

    Returns
    -------
    pandas.DataFrame
        ``count, value`` (the target), ``lower, upper`` (of count over denominator), ``confidence,
        method, flag, lower_denominator, upper_denominator``.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, or a target that is not above 0.

    References
    ----------
    Public Health England. Fingertips technical guidance, funnel plots.

    Examples
    --------
    >>> funnel_curve_by_count([5, 10], confidence=0.95).round(4)[["lower_denominator", "upper_denominator"]]
       lower_denominator  upper_denominator
    0            11.6683             1.6235
    1            18.3904             4.7954
    """
    levels = confidence_levels(confidence)
    given = gather("funnel_curve_by_count", counts={"count": count})
    if not (np.isfinite(target) and target > 0):
        collect("the funnel has no such centre", [Fault(f"target={target!r}", "above 0")])
    x = given["count"][:, None]
    own = exact_poisson_limits(x, (1 - levels[None, :]) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        lower, upper = x * target / own[1], np.where(x > 0, x * target / own[0], np.nan)
    return assemble(
        given.index, levels, before={"count": as_counts(given["count"])},
        value=np.full(len(given), target), lower=lower, upper=upper,
        method="exact", flag=flags(not_assessable=given.missing),
        after={"lower_denominator": own[1] / target, "upper_denominator": own[0] / target},
    )  # fmt: skip
