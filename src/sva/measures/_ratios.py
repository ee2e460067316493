"""Ratios, differences and excess against a reference group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import ndtr

from sva.errors import Fault, SvaError
from sva.measures._limits import (
    count_limits,
    exact_odds,
    mid_p_odds,
    mid_p_tail,
    on_distinct,
    wilson_limits,
)
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
    z_scores,
)
from sva.measures.rates import one_scale

__all__ = [
    "FEW",
    "RatioMethod",
    "composition_index",
    "excess",
    "rate_difference",
    "rate_ratio",
    "ratio_parts",
]

RatioMethod = Literal["auto", "log", "mid-p", "exact", "risk"]

FEW = 30
"""Events on the smaller side from which log limits are used: there they cover at least 94.6% (docs/methods/coverage)."""

_WORDS = ["log", "mid-p", "exact", "risk"]


def rate_ratio(
    count: Values,
    population: Values,
    reference_count: Values,
    reference_population: Values,
    *,
    method: RatioMethod = "auto",
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return the rate of a group over the rate of its reference group.

    `value` is the crude ratio :math:`(a/n)/(b/m)`. The limits depend on `method`:

    - ``log``: :math:`\exp\{\ln r \mp z\sqrt{\varphi(1/a + 1/b)}\}`;
    - ``mid-p``: given a + b events, a is binomial with odds r n/m; the limits leave half the probability of the
      count seen out of each tail. Defined with no events on a side;
    - ``exact``: the same with all of it in the tail; never under the stated confidence, and wide;
    - ``risk``: ``log`` with 1/n and 1/m subtracted, for proportions of people each counted once;
    - ``auto``: ``mid-p`` where either side has under 30 events (over φ), else ``log``.

    `p` tests a ratio of 1, two-sided, by the method of the limits.

    Parameters
    ----------
    count, population : values
        Events and exposure of the group.
    reference_count, reference_population : values
        Events and exposure of the reference group; a scalar serves all rows.
    method : {"auto", "log", "mid-p", "exact", "risk"}
        As above.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, factor on the variance; counts are divided by it in the conditional methods.

    Returns
    -------
    pandas.DataFrame
        ``count, population, reference_count, reference_population, value, lower, upper, confidence, method, flag, p,
        dispersion``. No reference events: `value` and `upper` are infinite, flagged "not assessable". Nobody in either
        population, no events at all, or something missing: blank, and flagged so.

    References
    ----------
    Rothman KJ, Greenland S, Lash TL (2008) Modern epidemiology, 3rd edition, chapter 14.
    Berry G, Armitage P (1995) Mid-P confidence intervals: a brief review. The Statistician 44, 417-423.

    Examples
    --------
    West Mercia's searches, year to March 2022, Black and White residents of the 2011 census:

    >>> rate_ratio(224, 5062, 3476, 1176516)[["value", "lower", "upper", "method"]].round(2)
       value  lower  upper method
    0  14.98  13.08  17.14    log
    """
    given = _four(
        "rate_ratio", count, population, reference_count, reference_population, dispersion
    )
    levels = confidence_levels(confidence)
    parts = ratio_parts(given, levels, method)
    return assemble(given.index, levels, before=_shown(given), **parts)


def ratio_parts(
    given: Inputs, levels: np.ndarray, method: RatioMethod, added: tuple[Any, Any] = (0, 0)
) -> dict[str, Any]:
    """Return value, limits, method, flag and p of rate ratios, ready for `assemble`.

    Parameters
    ----------
    given : Inputs
        With count, population, reference_count, reference_population, dispersion.
    levels : numpy.ndarray
        Confidence levels.
    method : str
        As for `rate_ratio`.
    added : tuple
        Events to add to the group and to the reference before anything else.

    Returns
    -------
    dict
        Keywords of `assemble`.
    """
    if method not in get_args(RatioMethod):
        allowed = ", ".join(repr(word) for word in get_args(RatioMethod))
        raise SvaError(
            f"{given.function}() has no such method",
            [Fault(f"method={method!r}", f"one of {allowed}")],
        )
    a, b = given["count"] + added[0], given["reference_count"] + added[1]
    n, m, factor = given["population"], given["reference_population"], given["dispersion"]
    if method == "risk":
        check(given, (a > n) | (b > m), said="more events than people", expected="each person counted once at most",
              do_next="Use another method for events.")  # fmt: skip
    with np.errstate(all="ignore"):
        exposure = np.where((n > 0) & (m > 0), m / n, np.nan)
        value = a / b * exposure + 0.0 * factor
    few = np.minimum(a, b) / factor < FEW
    code = {"auto": np.where(few, 1, 0)}.get(
        method, np.full(len(a), _WORDS.index(method) if method != "auto" else 0)
    )
    code = np.where(np.isnan(value), -1, code)

    k = len(levels)
    lower, upper = np.full((len(a), k), np.nan), np.full((len(a), k), np.nan)
    p = np.full(len(a), np.nan)
    wald = (code == 0) | (code == 3)
    if wald.any():
        rows = np.flatnonzero(wald)
        x, y = a[rows], b[rows]
        less = np.where(code[rows] == 3, 1.0 / n[rows] + 1.0 / m[rows], 0.0)
        with np.errstate(all="ignore"):
            error = np.sqrt(factor[rows] * (1.0 / x + 1.0 / y - less))
            error[(x == 0) | (y == 0)] = np.nan
            # Where everybody on both sides had the event, the error of the risk ratio is 0.
            spread = np.exp(error[:, None] * z_scores(levels)[None, :])
            lower[rows], upper[rows] = value[rows, None] / spread, value[rows, None] * spread
            p[rows] = 2.0 * ndtr(-np.abs(np.log(value[rows])) / error)
    for number, odds in ((1, mid_p_odds), (2, exact_odds)):
        rows = np.flatnonzero(code == number)
        if not len(rows):
            continue
        x, y = a[rows] / factor[rows], b[rows] / factor[rows]
        for column, level in enumerate(levels):
            tail = np.asarray((1.0 - level) / 2.0)
            low, high = on_distinct(lambda x, y, odds=odds, tail=tail: odds(x, y, tail), x, y)
            lower[rows, column], upper[rows, column] = low * exposure[rows], high * exposure[rows]
        p[rows] = mid_p_tail(x, y, n[rows] / (n[rows] + m[rows]), exact=number == 2)
    return {
        "value": value,
        "lower": lower,
        "upper": upper,
        "method": pick(_WORDS, code),
        "flag": flags(not_assessable=~np.isfinite(value) | (wald & np.isnan(p))),
        "after": {"p": p, "dispersion": factor},
    }


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
    given = _four(
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
    given = _four("excess", count, population, reference_count, reference_population, dispersion)
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


def _four(function: str, count: Values, population: Values, reference_count: Values, reference_population: Values,
          dispersion: Values) -> Inputs:  # fmt: skip
    return gather(
        function,
        counts={"count": count, "reference_count": reference_count},
        amounts={"population": population, "reference_population": reference_population},
        dispersion=dispersion,
    )


def _shown(given: Inputs) -> dict[str, Any]:
    return {
        "count": as_counts(given["count"]),
        "population": given["population"],
        "reference_count": as_counts(given["reference_count"]),
        "reference_population": given["reference_population"],
    }


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
        before=_shown(given),
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
