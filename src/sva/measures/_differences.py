"""Differences, excess and shares against a reference group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sva.measures._limits import count_limits, wilson_limits
from sva.measures._ratios import gather_four, shown_four
from sva.measures._result import (
    Inputs,
    Values,
    as_counts,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    z_scores,
)
from sva.measures.rates import one_scale

__all__ = ["composition_index", "excess", "rate_difference"]


def rate_difference(
    count: Values,
    population: Values,
    reference_count: Values,
    reference_population: Values,
    *,
    per: float = 1000,
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return the rate of a group less the rate of its reference group.

    The limits are put together from those of the two rates (Byar's or exact, as in `rate`), and so are defined with no
    events: with rates r, s and their limits,

    .. math:: d - \sqrt{(r - r_L)^2 + (s_U - s)^2}, \qquad d + \sqrt{(r_U - r)^2 + (s - s_L)^2}

    Parameters
    ----------
    count, population, reference_count, reference_population : values
        As for `rate_ratio`.
    per : float
        The difference is "for every `per`".
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, factor on both variances.

    Returns
    -------
    pandas.DataFrame
        The four counts, ``value, lower, upper, confidence, method, flag, per, dispersion``.

    References
    ----------
    Zou GY, Donner A (2008) Construction of confidence limits about effect measures. Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> rate_difference(224, 5062, 3476, 1176516)[["value", "lower", "upper"]].round(1)
       value  lower  upper
    0   41.3   35.7   47.5
    """
    given = gather_four(
        "rate_difference", count, population, reference_count, reference_population, dispersion
    )
    scale = one_scale("rate_difference", per)
    return _difference(given, confidence, scale, {"per": scale})


def excess(
    count: Values,
    population: Values,
    reference_count: Values,
    reference_population: Values,
    *,
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return how many fewer events there would be in a group at its reference group's rate.

    :math:`a - n\,b/m`, with the limits of the rate difference times the group's population. Negative where the
    group's rate is below the reference's.

    Parameters
    ----------
    count, population, reference_count, reference_population : values
        As for `rate_ratio`.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, factor on both variances.

    Returns
    -------
    pandas.DataFrame
        The four counts, ``value, lower, upper, confidence, method, flag, at_parity, dispersion``; `at_parity` is the
        number of events at the reference rate.

    References
    ----------
    Zou GY, Donner A (2008) Statistics in Medicine 27, 1693-1702, for the limits.

    Examples
    --------
    >>> excess(224, 5062, 3476, 1176516)[["value", "lower", "upper", "at_parity"]].round(0)
       value  lower  upper  at_parity
    0  209.0  181.0  240.0       15.0
    """
    given = gather_four(
        "excess", count, population, reference_count, reference_population, dispersion
    )
    n, m = given["population"], given["reference_population"]
    with np.errstate(all="ignore"):
        parity = np.where((n > 0) & (m > 0), given["reference_count"] / m * n, np.nan)
    return _difference(given, confidence, n, {"at_parity": parity})


def composition_index(
    count: Values,
    total_count: Values,
    population: Values,
    total_population: Values,
    *,
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return a group's share of the events over its share of the population.

    :math:`(a/A)/(n/N)`; 1 is a share like the population's. Unlike a ratio to another group it has a ceiling, N/n, and
    is pulled to 1 by a group that makes up much of the total. Limits: Wilson's for a/A, the population taken as
    known.

    Parameters
    ----------
    count, total_count : values
        Events of the group and of everyone (whose group is known).
    population, total_population : values
        People of the group and everyone.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, factor on the variance of the share.

    Returns
    -------
    pandas.DataFrame
        The inputs, ``value, lower, upper, confidence, method, flag, share, population_share, dispersion``.

    References
    ----------
    Ministry of Justice (2016) Black, Asian and Minority Ethnic disproportionality in the Criminal Justice System in England
    and Wales (Uhrig N), section 3.

    Examples
    --------
    >>> composition_index(224, 4334, 5062, 1222416)[["value", "lower", "upper", "share"]].round(3)
        value   lower   upper  share
    0  12.481  10.983  14.171  0.052
    """
    given = gather(
        "composition_index",
        counts={"count": count, "total_count": total_count},
        amounts={"population": population, "total_population": total_population},
        dispersion=dispersion,
    )
    levels = confidence_levels(confidence)
    a, total, n, everyone = (
        given[x] for x in ("count", "total_count", "population", "total_population")
    )
    check(given, a > total, said="count above total_count", expected="a part of the total")
    check(
        given,
        n > everyone,
        said="population above total_population",
        expected="a part of the total",
    )
    factor = given["dispersion"]
    with np.errstate(all="ignore"):
        weight = np.where(n > 0, n / everyone, np.nan)
        some = np.where(total > 0, total, np.nan)
        value = a / some / weight + 0.0 * factor
        lower, upper = wilson_limits(
            (a / factor)[:, None], (some / factor)[:, None], z_scores(levels)[None, :]
        )
    blank = np.isnan(value)
    return assemble(
        given.index,
        levels,
        before={
            "count": as_counts(a),
            "total_count": as_counts(total),
            "population": n,
            "total_population": everyone,
        },
        value=value,
        lower=lower / weight[:, None],
        upper=upper / weight[:, None],
        method="wilson",
        flag=flags(not_assessable=blank),
        after={"share": a / some, "population_share": weight, "dispersion": factor},
    )


def _difference(
    given: Inputs, confidence: float | Sequence[float], scale: Any, after: dict[str, Any]
) -> pd.DataFrame:
    levels = confidence_levels(confidence)
    factor = given["dispersion"]
    rates: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    z, tail = z_scores(levels)[None, :], ((1.0 - levels) / 2.0)[None, :]
    for events, people in (("count", "population"), ("reference_count", "reference_population")):
        with np.errstate(all="ignore"):
            exposure = np.where(given[people] > 0, given[people] / scale, np.nan)
        low, high = count_limits((given[events] / factor)[:, None], z, tail)
        spread = (factor / exposure)[:, None]
        rates.append((given[events] / exposure, low * spread, high * spread))
    (r, r_low, r_high), (s, s_low, s_high) = rates
    value = r - s + 0.0 * factor
    blank = np.isnan(value)
    return assemble(
        given.index,
        levels,
        before=shown_four(given),
        value=value,
        lower=np.where(
            blank[:, None],
            np.nan,
            value[:, None] - np.hypot(r[:, None] - r_low, s_high - s[:, None]),
        ),
        upper=np.where(
            blank[:, None],
            np.nan,
            value[:, None] + np.hypot(r_high - r[:, None], s[:, None] - s_low),
        ),
        method="mover",
        flag=flags(not_assessable=blank),
        after={**after, "dispersion": factor},
    )
