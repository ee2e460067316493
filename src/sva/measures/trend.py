"""Change and trend in a series: between two counts, with the seasons out, over the whole, never through a break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import ndtr

from sva.errors import Fault, SvaError
from sva.measures._breaks import Break, as_breaks, segment_numbers, sorted_series
from sva.measures._change import change
from sva.measures._etest import e_test_p
from sva.measures._periods import change_between_periods
from sva.measures._result import (
    Values,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    z_scores,
)
from sva.measures._seasonal import seasonally_adjusted

__all__ = [
    "Break",
    "change",
    "change_between_periods",
    "e_test",
    "mann_kendall",
    "seasonally_adjusted",
    "sen_slope",
]

_EXACT_UP_TO = 60


def e_test(
    count: Values,
    reference_count: Values,
    *,
    exposure: Values = 1.0,
    reference_exposure: Values = 1.0,
    variance: Literal["unpooled", "pooled"] = "unpooled",
) -> pd.Series:
    r"""Poisson E-test that two rates are equal, exactly as Krishnamoorthy and Thomson give it.

    The probability, under the pooled estimate of the rate, of every pair of counts at least as far
    out as the one observed by

    .. math:: T = \frac{x_1/n_1 - x_2/n_2}{\sqrt{x_1/n_1^2 + x_2/n_2^2}}

    Parameters
    ----------
    count, reference_count : values
        Whole numbers of events.
    exposure, reference_exposure : values, default 1
        Above 0.
    variance : {"unpooled", "pooled"}, default "unpooled"
        The paper's, or the pooled one of Gu et al. that `change` uses; the same for equal exposures.

    Returns
    -------
    pandas.Series
        Two-sided p-values; 1 where both counts are 0, missing where an input is.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, or exposures that are not above 0.

    References
    ----------
    Krishnamoorthy K, Thomson J (2004). A more powerful test for comparing two Poisson means.
    Journal of Statistical Planning and Inference 119: 23–35.

    Examples
    --------
    The paper's two examples: 0 against 3 dodder seeds in samples of 100, and 6 against 2.

    >>> e_test([0, 6], [3, 2], exposure=[100, 1], reference_exposure=[100, 1]).round(4).tolist()
    [0.0884, 0.1749]
    """
    if variance not in ("unpooled", "pooled"):
        raise SvaError(
            "e_test() cannot be run so",
            [Fault(f"variance={variance!r}", "'unpooled' or 'pooled'")],
        )
    given = gather(
        "e_test",
        counts={"count": count, "reference_count": reference_count},
        amounts={"exposure": exposure, "reference_exposure": reference_exposure},
    )
    for name in ("exposure", "reference_exposure"):
        check(given, given[name] == 0, said=f"{name} of 0", expected="above 0")
    p = np.full(len(given), np.nan)
    for i in np.flatnonzero(~given.missing):
        p[i] = e_test_p(
            given["count"][i],
            given["reference_count"][i],
            given["exposure"][i] / given["reference_exposure"][i],
            pooled=variance == "pooled",
        )
    return pd.Series(p, index=given.index, name="p")


def mann_kendall(
    value: Values,
    date: Any,
    *,
    season: Literal["month"] | None = None,
    breaks: Iterable[Any] = (),
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Whether a series rises or falls throughout, and how fast: Mann–Kendall with Sen's slope.

    .. math:: S = \sum_{i<j} \operatorname{sign}(x_j - x_i),\qquad
        \operatorname{var} S = \frac{n(n-1)(2n+5) - \sum t(t-1)(2t+5)}{18}

    The p-value is exact for up to 60 untied points, else normal with the variance corrected for ties
    and a continuity correction. The slope is the median of all pairwise slopes; its limits are order
    statistics of those. With ``season="month"`` only the same calendar months are compared
    (Hirsch's seasonal Kendall test). Neighbouring points are taken as independent given the season.

    Parameters
    ----------
    value : values, shape (n,)
        Counts or rates; missing points are left out.
    date : array_like, shape (n,)
        Dates, each once, in any order. First-of-month dates count as equal steps of 1/12 year, others
        as days over 365.25.
    season : {None, "month"}, default None
        Compare all points, or only the same calendar months.
    breaks : iterable of Break, pair or mapping, optional
        The series is cut at each: no trend is ever drawn through a break.
    confidence : float or sequence of float, default 0.95
        One level or several.

    Returns
    -------
    pandas.DataFrame
        One row a segment and confidence level: ``segment, start, end, points, reason`` (of the break
        that opens the segment), ``value`` (Sen's slope, units a year), ``lower, upper, confidence,
        method, flag, tau`` (tau-b), ``p``. Not assessable under 4 points; "small base" under 10.

    Raises
    ------
    SvaError
        If the dates make no series, or a break has no reason.

    References
    ----------
    Mann HB (1945). Econometrica 13: 245–259. Kendall MG (1975). Rank Correlation Methods.
    Sen PK (1968). Journal of the American Statistical Association 63: 1379–1389.
    Hirsch RM, Slack JR, Smith RA (1982). Water Resources Research 18: 107–121.

    Examples
    --------
    >>> years = pd.to_datetime([f"{y}-01-01" for y in range(2015, 2025)])
    >>> mann_kendall([31, 35, 34, 40, 39, 44, 43, 47, 50, 49], years)[["value", "lower", "upper", "tau", "p"]].round(4)
       value  lower  upper     tau       p
    0    2.0    1.6    2.6  0.8222  0.0004
    """
    levels = confidence_levels(confidence)
    if season not in (None, "month"):
        raise SvaError(
            "mann_kendall() cannot be run so", [Fault(f"season={season!r}", "'month' or None")]
        )
    stamps, columns = sorted_series("mann_kendall", date, numbers={"value": value})
    marked = as_breaks(breaks)
    number = segment_numbers(stamps, marked)
    rows = []
    for segment in np.unique(number):
        here = (number == segment) & ~np.isnan(columns["value"])
        y, t = columns["value"][here], _years(stamps[here])
        group = stamps[here].month.to_numpy() if season else np.zeros(y.size, dtype=int)
        rows.append(
            {
                "segment": segment,
                "start": stamps[number == segment][0],
                "end": stamps[number == segment][-1],
                "points": y.size,
                "reason": marked[segment - 1].reason if segment else None,
                **_kendall(y, t, group, levels),
            }
        )
    table = pd.DataFrame(rows)
    points = table["points"].to_numpy()
    return assemble(
        pd.RangeIndex(len(table)),
        levels,
        before={
            name: table[name].array for name in ("segment", "start", "end", "points", "reason")
        },
        value=table["value"].to_numpy(dtype=float),
        lower=np.array(table["lower"].tolist()),
        upper=np.array(table["upper"].tolist()),
        method=table["method"].astype("str").array,
        flag=flags(
            not_assessable=np.isnan(table["value"].to_numpy(dtype=float)), small_base=points < 10
        ),
        after={name: table[name].to_numpy(dtype=float) for name in ("tau", "p")},
    )


def _years(stamps: pd.DatetimeIndex) -> np.ndarray:
    if (stamps.day == 1).all():
        return np.asarray(stamps.year + (stamps.month - 1) / 12, dtype=float)
    origin = pd.Timestamp("2000-01-01", tz=stamps.tz)
    return np.asarray((stamps - origin) / pd.Timedelta(days=365.25), dtype=float)


def _kendall(y: np.ndarray, t: np.ndarray, group: np.ndarray, levels: np.ndarray) -> dict[str, Any]:
    word = "Sen's slope, " + ("seasonal Kendall" if np.ptp(group) > 0 else "Mann-Kendall")
    first, second = np.triu_indices(y.size, 1)
    same = group[first] == group[second]
    first, second = first[same], second[same]
    gap = np.full(levels.size, np.nan)
    if y.size < 4 or first.size < 3:
        return {"value": np.nan, "lower": gap, "upper": gap, "tau": np.nan, "p": np.nan,
                "method": word}  # fmt: skip
    rise = y[second] - y[first]
    slopes = np.sort(rise / (t[second] - t[first]))
    s = float(np.sign(rise).sum())
    sizes = [np.unique(y[group == g], return_counts=True)[1] for g in np.unique(group)]
    variance = sum(_variance(int(ties.sum()), ties) for ties in sizes)
    tied = sum(float(np.sum(ties * (ties - 1)) / 2) for ties in sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        tau = float(s / np.sqrt(first.size * (first.size - tied)))
    if tied == 0 and len(sizes) == 1 and y.size <= _EXACT_UP_TO:
        p_value, word = _exact_p(y.size, s), word + ", exact"
    elif variance > 0:
        p_value = float(2 * ndtr(-max(abs(s) - 1, 0) / np.sqrt(variance)))
        word += ", normal"
    else:
        p_value = 1.0
    reach = z_scores(levels) * np.sqrt(variance)
    high = np.minimum(np.round((slopes.size + reach) / 2), slopes.size - 1).astype(int)
    low = np.maximum(np.round((slopes.size - reach) / 2) - 1, 0).astype(int)
    return {"value": float(np.median(slopes)), "lower": slopes[low], "upper": slopes[high],
            "tau": tau, "p": p_value, "method": word}  # fmt: skip


def _variance(n: int, ties: np.ndarray) -> float:
    return float(n * (n - 1) * (2 * n + 5) - np.sum(ties * (ties - 1) * (2 * ties + 5))) / 18


def _exact_p(n: int, s: float) -> float:
    """Two-sided p-value of S for n untied points, from the number of inversions of permutations."""
    ways = np.ones(1)
    for k in range(2, n + 1):
        ways = np.convolve(ways, np.full(k, 1 / k))
    inversions = np.arange(ways.size)
    return float(min(1.0, ways[np.abs(ways.size - 1 - 2 * inversions) >= abs(s) - 1e-9].sum()))


def sen_slope(
    value: Values, date: Any, *, confidence: float | Sequence[float] = 0.95
) -> pd.DataFrame:
    """Sen's slope of an unbroken series: the median of all pairwise slopes, in units a year.

    Parameters
    ----------
    value : values, shape (n,)
        Counts or rates; missing points are left out.
    date : array_like, shape (n,)
        Dates, each once, in any order.
    confidence : float or sequence of float, default 0.95
        One level or several.

    Returns
    -------
    pandas.DataFrame
        The columns ``value, lower, upper, confidence, method, flag`` of `mann_kendall`.

    Raises
    ------
    SvaError
        If the dates make no series.

    References
    ----------
    Sen PK (1968). Journal of the American Statistical Association 63: 1379–1389.

    Examples
    --------
    >>> float(sen_slope([1, 3, 2, 5], ["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"])["value"].iloc[0])
    1.166...
    """
    table = mann_kendall(value, date, confidence=confidence)
    return table[["value", "lower", "upper", "confidence", "method", "flag"]]
