"""Counts, rates, proportions and means with their limits.

Byar's limits from 10 events and exact ones below, as in English public health practice; Wilson's for proportions.

References
----------
Garwood F (1936) Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
Breslow NE, Day NE (1987) Statistical methods in cancer research, volume II. IARC (Byar's approximation).
Wilson EB (1927) Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
Clopper CJ, Pearson ES (1934) The use of confidence or fiducial limits. Biometrika 26, 404-413.
OHID, Fingertips technical guidance: rates, proportions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError
from sva.measures._limits import (
    byar_limits,
    count_limits,
    exact_poisson_limits,
    on_distinct,
)
from sva.measures._result import (
    Values,
    as_counts,
    assemble,
    confidence_levels,
    flags,
    gather,
    pick,
    z_scores,
)
from sva.measures._shares import mean, proportion
from sva.measures.standardisation import directly_standardised, indirectly_standardised

__all__ = [
    "byar",
    "directly_standardised",
    "exact_poisson",
    "indirectly_standardised",
    "mean",
    "proportion",
    "rate",
]


def rate(
    count: Values,
    population: Values,
    *,
    per: float = 1000,
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return rates with exact Poisson limits below 10 events and Byar's from 10.

    With O events in a population n the rate is :math:`r = O/n`, its limits those of O divided by n. Where events
    come in clusters, the limits are those of the O/φ independent clusters: φ times the limits of O/φ.

    Parameters
    ----------
    count : values
        Events.
    population : values
        People, or person-years, or any other exposure.
    per : float
        The rate is "for every `per`".
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, variance of the counts over their mean; see `sva.measures.dispersion`.

    Returns
    -------
    pandas.DataFrame
        ``count, population, value, lower, upper, confidence, method, flag, per, dispersion``; a population of 0 or a
        missing input leaves the numbers blank, flagged "not assessable".

    Raises
    ------
    SvaError
        For negative, fractional or mismatched input.

    References
    ----------
    OHID, Fingertips technical guidance: rates. West Mercia's searches: Home Office, year to March 2022.

    Examples
    --------
    Searches of Black people in West Mercia, year to March 2022, on the 2011 census:

    >>> rate(224, 5062)[["value", "lower", "upper", "method"]].round(2)
       value  lower  upper method
    0  44.25  38.65  50.44   byar
    """
    given = gather(
        "rate", counts={"count": count}, amounts={"population": population}, dispersion=dispersion
    )
    levels = confidence_levels(confidence)
    scale = one_scale("rate", per)
    people = np.where(given["population"] > 0, given["population"], np.nan)
    lower, upper, exact = _counts(given["count"], given["dispersion"], levels)
    with np.errstate(invalid="ignore"):
        shown = [
            x / (people if x.ndim == 1 else people[:, None]) * scale
            for x in (given["count"], lower, upper)
        ]
    blank = np.isnan(shown[0]) | np.isnan(given["dispersion"])
    return assemble(
        given.index,
        levels,
        before={"count": as_counts(given["count"]), "population": given["population"]},
        value=np.where(blank, np.nan, shown[0]),
        lower=shown[1],
        upper=shown[2],
        method=pick(
            ["exact", "byar"], np.where(np.isnan(given["count"]), -1, np.where(exact, 0, 1))
        ),
        flag=flags(not_assessable=blank),
        after={"per": scale, "dispersion": given["dispersion"]},
    )


def exact_poisson(
    count: Values, *, confidence: float | Sequence[float] = 0.95, dispersion: Values = 1.0
) -> pd.DataFrame:
    r"""Return exact Poisson limits of a count, after Garwood.

    .. math:: O_L = \tfrac12\chi^2_{\alpha/2;\,2O}, \qquad O_U = \tfrac12\chi^2_{1-\alpha/2;\,2O+2}

    Parameters
    ----------
    count : values
        Events.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, variance over mean; limits become φ times those of O/φ.

    Returns
    -------
    pandas.DataFrame
        ``value`` (the count), limits, and the rest.

    References
    ----------
    Garwood F (1936) Biometrika 28, 437-442. The figures: R 4.2.2, poisson.test(10).

    Examples
    --------
    >>> exact_poisson(10, confidence=[0.95, 0.998])[["value", "lower", "upper", "confidence"]].round(4)
       value   lower    upper  confidence
    0   10.0  4.7954  18.3904       0.950
    0   10.0  2.9605  24.1340       0.998
    """
    given = gather("exact_poisson", counts={"count": count}, dispersion=dispersion)
    levels = confidence_levels(confidence)
    lower, upper = _exact(given["count"], given["dispersion"], levels)
    return _count_frame(given, levels, lower, upper, "exact")


def byar(
    count: Values, *, confidence: float | Sequence[float] = 0.95, dispersion: Values = 1.0
) -> pd.DataFrame:
    r"""Return Byar's approximate Poisson limits of a count.

    .. math::
        O_L = O\left(1 - \frac{1}{9O} - \frac{z}{3\sqrt{O}}\right)^3, \qquad
        O_U = (O+1)\left(1 - \frac{1}{9(O+1)} + \frac{z}{3\sqrt{O+1}}\right)^3

    Close to exact from 10 events. For one or two events and high confidence the lower formula goes negative: that
    limit is left blank and flagged "not assessable"; use `exact_poisson`.

    Parameters
    ----------
    count : values
        Events.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, variance over mean; limits become φ times those of O/φ.

    Returns
    -------
    pandas.DataFrame
        ``value`` (the count), limits, and the rest.

    References
    ----------
    Breslow NE, Day NE (1987) Statistical methods in cancer research, volume II, p. 69.

    Examples
    --------
    >>> byar([20, 100])[["value", "lower", "upper"]].round(3)
       value   lower    upper
    0   20.0  12.211   30.890
    1  100.0  81.362  121.628
    """
    given = gather("byar", counts={"count": count}, dispersion=dispersion)
    levels = confidence_levels(confidence)
    factor = given["dispersion"][:, None]
    lower, upper = byar_limits(given["count"][:, None] / factor, z_scores(levels)[None, :])
    return _count_frame(given, levels, lower * factor, upper * factor, "byar")


def _counts(
    count: np.ndarray, dispersion: np.ndarray, levels: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Limits of counts, shape (n, k), and which rows are exact."""
    effective = count / dispersion
    lower, upper = count_limits(
        effective[:, None], z_scores(levels)[None, :], ((1.0 - levels) / 2.0)[None, :]
    )
    factor = dispersion[:, None]
    return lower * factor, upper * factor, effective < 10


def _exact(
    count: np.ndarray, dispersion: np.ndarray, levels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    effective = count / dispersion
    lower, upper = np.empty((len(count), len(levels))), np.empty((len(count), len(levels)))
    for column, level in enumerate(levels):
        tail = np.asarray((1.0 - level) / 2.0)
        lower[:, column], upper[:, column] = on_distinct(
            lambda x, tail=tail: exact_poisson_limits(x, tail), effective
        )
    factor = dispersion[:, None]
    return lower * factor, upper * factor


def _count_frame(
    given: Any, levels: np.ndarray, lower: np.ndarray, upper: np.ndarray, method: str
) -> pd.DataFrame:
    value = np.where(np.isnan(given["dispersion"]), np.nan, given["count"])
    return assemble(
        given.index,
        levels,
        value=value,
        lower=lower,
        upper=upper,
        method=method,
        flag=flags(not_assessable=np.isnan(value)[:, None] | np.isnan(lower) | np.isnan(upper)),
        after={"dispersion": given["dispersion"]},
    )


def one_scale(function: str, per: float) -> float:
    """Return `per` as a float, refusing what is not a number above 0.

    Parameters
    ----------
    function : str
        Name of the public function, for the message.
    per : float
        What was given.

    Returns
    -------
    float
    """
    if not (np.ndim(per) == 0 and np.isfinite(per) and per > 0):
        raise SvaError(
            f"{function}() cannot use its inputs",
            [Fault(f"per={per!r}", "a number above 0, such as 1000")],
        )
    return float(per)
