"""Ratios of rates against a reference group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import ndtr

from sva.errors import Fault, SvaError
from sva.measures._conditional import exact_odds, mid_p_odds, mid_p_tail
from sva.measures._limits import on_distinct
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

__all__ = ["FEW", "RatioMethod", "gather_four", "rate_ratio", "ratio_parts", "shown_four"]

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
    given = gather_four(
        "rate_ratio", count, population, reference_count, reference_population, dispersion
    )
    levels = confidence_levels(confidence)
    parts = ratio_parts(given, levels, method)
    return assemble(given.index, levels, before=shown_four(given), **parts)


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


def gather_four(function: str, count: Values, population: Values, reference_count: Values, reference_population: Values,
          dispersion: Values) -> Inputs:  # fmt: skip
    """Read the four inputs that every comparison takes.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    count, population, reference_count, reference_population, dispersion : values
        As the public functions take them.

    Returns
    -------
    Inputs
    """
    return gather(
        function,
        counts={"count": count, "reference_count": reference_count},
        amounts={"population": population, "reference_population": reference_population},
        dispersion=dispersion,
    )


def shown_four(given: Inputs) -> dict[str, Any]:
    """Return the four inputs as columns of the answer.

    Parameters
    ----------
    given : Inputs
        From `gather_four`.

    Returns
    -------
    dict
    """
    return {
        "count": as_counts(given["count"]),
        "population": given["population"],
        "reference_count": as_counts(given["reference_count"]),
        "reference_population": given["reference_population"],
    }
