"""Control charts: which months stand out from the process's own month-to-month variation, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, collect
from sva.measures._breaks import Break, as_breaks, segment_numbers, sorted_series
from sva.measures._result import Values, check, flags, gather, pick
from sva.measures._spc_rules import (
    RULES,
    astronomical,
    shifts,
    trends,
    two_of_three,
)

__all__ = ["RULES", "SHORT", "Break", "u_prime", "xmr"]

SHORT = 12
"""Points under which limits are trial limits and the series is marked as short."""

_LIMIT = 2.66
_D2 = 1.128


def xmr(
    value: Values,
    date: Any,
    *,
    baseline: int | tuple[Any, Any] | None = None,
    rebase: Iterable[Any] = (),
    floor: float | None = None,
    screen: bool = False,
    shift_length: int = 7,
    trend_length: int = 6,
) -> pd.DataFrame:
    r"""XmR chart (individuals and moving range) with the rules of the NHS's 'Making data count'.

    .. math:: \bar x \pm 2.66\,\overline{mR},\qquad mR_i = |x_i - x_{i-1}|

    Rules, each within a segment only: *astronomical point*, outside the limits; *shift*, seven or
    more points in a row on one side of the centre; *trend*, six or more in a row, each higher (or
    each lower) than the last; *two of three*, two of three successive points beyond two thirds of
    the way to a limit, all three on the same side of the centre.

    Parameters
    ----------
    value : values, shape (n,)
        A measure at each date. Missing points stay in the answer and end runs.
    date : array_like, shape (n,)
        Dates, each once, in any order.
    baseline : int or pair of date-like, optional
        Fix the limits on the first so many points of each segment, or on the points from a first to
        a last date, both included (which must lie in one segment). By default all points of a segment.
    rebase : iterable of Break, pair or mapping, optional
        New limits from a date, for a reason. There is no automatic rebasing.
    floor : float, optional
        The least the measure can be (0 for counts); the lower limit stops there.
    screen : bool, default False
        Leave moving ranges above 3.267 times their mean out of the limits (Nelson 1982), as
        NHSRplotthedots does and the NHS spreadsheets do not.
    shift_length, trend_length : int, default 7 and 6
        The NHS spreadsheet offers 6 or 7 for both; NHSRplotthedots takes 7 for both.

    Returns
    -------
    pandas.DataFrame
        One row a date, in order: ``date, value, lower, upper, confidence`` (missing: process limits
        have none), ``method, flag, centre, near_lower, near_upper, moving_range, segment, reason,
        baseline_points``, one truth column a rule (``astronomical_point, shift, trend,
        two_of_three``), ``rules`` (their names, or missing) and ``direction`` ("high", "low").
        `flag` is "small base" where the limits rest on fewer than 12 points.

    Raises
    ------
    SvaError
        If the dates make no series, a rebase lacks its date or reason or leaves a segment empty, or
        the baseline has fewer than two points.

    References
    ----------
    NHS England. Making data count (guides and SPC tools), rules as revised November 2023.
    Shewhart WA (1931). Economic Control of Quality of Manufactured Product.
    Wheeler DJ (1993). Understanding Variation. SPC Press.
    Nelson LS (1982). Control charts for individual measurements. Journal of Quality Technology 14: 172–173.

    Examples
    --------
    >>> months = pd.date_range("2024-01-01", periods=14, freq="MS")
    >>> chart = xmr([45, 48, 43, 46, 44, 47, 45, 49, 44, 46, 45, 47, 80, 78], months, baseline=12)
    >>> chart.loc[11:, ["value", "lower", "upper", "rules"]].round(1)
        value  lower  upper                             rules
    11   47.0   38.0   53.5                               NaN
    12   80.0   38.0   53.5  astronomical point; two of three
    13   78.0   38.0   53.5  astronomical point; two of three
    """
    stamps, columns = sorted_series("xmr", date, numbers={"value": value})
    y = columns["value"]
    number, marked = _segments("xmr", stamps, rebase, shift_length, trend_length)
    base = _baseline("xmr", stamps, y, number, baseline)
    moving = _moving_range(y, number)
    centre, sigma, used = (np.full(y.size, np.nan) for _ in range(3))
    for segment in np.unique(number):
        here = number == segment
        inside = here & base
        centre[here], used[here] = _mean(y[inside]), inside.sum()
        sigma[here] = _LIMIT / 3 * _mean_range(moving[inside & np.r_[False, base[:-1]]], screen)
    return _chart(stamps, y, centre, sigma, number, marked, used, moving, "XmR", floor,
                  shift_length, trend_length)  # fmt: skip


def u_prime(
    count: Values,
    exposure: Values,
    date: Any,
    *,
    per: float = 1.0,
    baseline: int | tuple[Any, Any] | None = None,
    rebase: Iterable[Any] = (),
    shift_length: int = 7,
    trend_length: int = 6,
) -> pd.DataFrame:
    r"""Laney's u-prime chart: counts over an exposure that changes, over-dispersed or not.

    .. math:: \bar u \pm 3\,\sigma_z\sqrt{\bar u / n_i},\qquad
        \sigma_z = \overline{mR}(z)/1.128,\quad z_i = \frac{u_i - \bar u}{\sqrt{\bar u / n_i}}

    With :math:`\sigma_z = 1` it is the ordinary u chart. Monthly violence is far from that, so the
    ordinary chart would flag nearly every month.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events.
    exposure : values, shape (n,)
        What they came from: days of the month, population. A point without exposure is missing.
    date : array_like, shape (n,)
        Dates, each once, in any order.
    per : float, default 1
        Multiplies the rate and its limits.
    baseline, rebase, shift_length, trend_length
        As for `xmr`.

    Returns
    -------
    pandas.DataFrame
        As `xmr`, with ``count, exposure`` and ``sigma_z``.

    Raises
    ------
    SvaError
        As `xmr`, and for counts that are negative or not whole, or without exposure.

    References
    ----------
    Laney DB (2002). Improved control charts for attributes. Quality Engineering 14: 531–537.
    Mohammed MA, Laney D (2006). Overdispersion in health care performance data. Quality and Safety
    in Health Care 15: 383–384.

    Examples
    --------
    >>> months = pd.date_range("2024-01-01", periods=12, freq="MS")
    >>> chart = u_prime([140, 120, 155, 148, 160, 151, 170, 158, 150, 149, 139, 142], months.days_in_month, months)
    >>> chart[["value", "lower", "upper", "sigma_z"]].head(2).round(3)
       value  lower  upper  sigma_z
    0  4.516  4.149  5.588    0.605
    1  4.138  4.125  5.613    0.605
    """
    given = gather("u_prime", counts={"count": count}, amounts={"exposure": exposure})
    check(given, (given["count"] > 0) & (given["exposure"] == 0), said="events but no exposure",
          expected="an exposure above 0")  # fmt: skip
    stamps, columns = sorted_series(
        "u_prime", date, counts={"count": count}, amounts={"exposure": exposure}
    )
    x, n = columns["count"], columns["exposure"]
    with np.errstate(invalid="ignore", divide="ignore"):
        y = np.where(n > 0, x / n, np.nan)
    number, marked = _segments("u_prime", stamps, rebase, shift_length, trend_length)
    base = _baseline("u_prime", stamps, y, number, baseline)
    centre, sigma, used, sigma_z = (np.full(y.size, np.nan) for _ in range(4))
    for segment in np.unique(number):
        here = number == segment
        inside = here & base
        rate = x[inside].sum() / n[inside].sum() if inside.any() else np.nan
        with np.errstate(invalid="ignore", divide="ignore"):
            chance = np.sqrt(rate / n)
            z = np.where(chance > 0, (y - rate) / chance, 0.0)
        z = np.where(np.isnan(y), np.nan, z)
        ranges = _moving_range(z, number)[inside & np.r_[False, base[:-1]]]
        sigma_z[here] = _mean_range(ranges, screen=False) / _D2
        centre[here], used[here] = rate, inside.sum()
        sigma[here] = (sigma_z * chance)[here]
    table = _chart(stamps, y * per, centre * per, sigma * per, number, marked, used,
                   _moving_range(y * per, number), "u-prime", 0.0, shift_length, trend_length)  # fmt: skip
    return table.assign(count=x, exposure=n, sigma_z=sigma_z)


def _segments(
    function: str, stamps: pd.DatetimeIndex, rebase: Iterable[Any], shift: int, trend: int
) -> tuple[np.ndarray, tuple[Break, ...]]:
    marked = as_breaks(rebase)
    number = segment_numbers(stamps, marked)
    faults = [
        Fault(f"{name}={length!r}", "a whole number from 3", f"{function}()")
        for name, length in (("shift_length", shift), ("trend_length", trend))
        if not isinstance(length, int | np.integer) or length < 3
    ]
    faults += [
        Fault(
            f"no points {where} the rebase of {b.date.date()}",
            "points on both sides",
            f"{function}()",
        )
        for i, b in enumerate(marked)
        for where, part in (("before", i), ("after", i + 1))
        if not (number == part).any()
    ]
    collect(f"{function}() cannot draw this chart", faults)
    return number, marked


def _baseline(
    function: str, stamps: pd.DatetimeIndex, y: np.ndarray, number: np.ndarray, baseline: Any
) -> np.ndarray:
    """Return which points the limits rest on."""
    there = ~np.isnan(y)
    base = there.copy()
    faults: list[Fault] = []
    if isinstance(baseline, bool) or (isinstance(baseline, int | np.integer) and baseline < 2):
        faults.append(Fault(f"baseline={baseline!r}", "2 points or more"))
    elif isinstance(baseline, int | np.integer):
        for segment in np.unique(number):
            base &= (number != segment) | (np.cumsum(there & (number == segment)) <= baseline)
    elif baseline is not None:
        try:
            start, stop = (pd.Timestamp(end) for end in baseline)
        except (TypeError, ValueError):
            faults.append(Fault(f"baseline={baseline!r}", "a number of points, or two dates"))
        else:
            window = np.asarray((stamps >= start) & (stamps <= stop))
            homes = np.unique(number[window])
            if (window & there).sum() < 2:
                faults.append(Fault(f"baseline={baseline!r} holds no two points", "2 or more"))
            elif homes.size > 1:
                faults.append(Fault("a baseline across a rebase", "one within a segment"))
            else:
                base &= window | (number != homes[0])
    collect(f"{function}() cannot use this baseline", faults)
    return base


def _moving_range(y: np.ndarray, number: np.ndarray) -> np.ndarray:
    moving = np.abs(np.diff(y, prepend=np.nan))
    moving[np.r_[True, number[1:] != number[:-1]]] = np.nan
    return moving


def _mean(y: np.ndarray) -> float:
    return float(np.mean(y)) if y.size else float("nan")


def _mean_range(ranges: np.ndarray, screen: bool) -> float:
    ranges = ranges[~np.isnan(ranges)]
    if screen and ranges.size:
        ranges = ranges[ranges < 3.267 * ranges.mean()] if ranges.any() else ranges
    return _mean(ranges)


def _chart(
    stamps: pd.DatetimeIndex, y: np.ndarray, centre: np.ndarray, sigma: np.ndarray,
    number: np.ndarray, marked: tuple[Break, ...], used: np.ndarray, moving: np.ndarray,
    method: str, floor: float | None, shift_length: int, trend_length: int,
) -> pd.DataFrame:  # fmt: skip
    lower, upper = centre - 3 * sigma, centre + 3 * sigma
    near_lower, near_upper = centre - 2 * sigma, centre + 2 * sigma
    if floor is not None:
        lower, near_lower = np.maximum(lower, floor), np.maximum(near_lower, floor)
    hits = np.zeros((4, y.size), dtype=bool)
    way = np.full(y.size, -1)
    for segment in np.unique(number):
        i = np.flatnonzero(number == segment)
        hits[0, i] = astronomical(y[i], lower[i], upper[i])
        hits[1, i] = shifts(y[i], centre[i], shift_length)
        rising = trends(y[i], trend_length)
        hits[2, i] = rising != 0
        hits[3, i] = two_of_three(y[i], centre[i], near_lower[i], near_upper[i])
        side = np.where(hits[[0, 1, 3]][:, i].any(axis=0), np.sign(y[i] - centre[i]), rising)
        way[i] = np.where(hits[:, i].any(axis=0), np.where(side > 0, 1, 0), -1)
    reasons = [None, *(b.reason for b in marked)]
    names = ["; ".join(rule for rule, hit in zip(RULES, row, strict=True) if hit) for row in hits.T]
    return pd.DataFrame(
        {
            "date": stamps, "value": y, "lower": lower, "upper": upper, "confidence": np.nan,
            "method": method,
            "flag": flags(not_assessable=np.isnan(y) | np.isnan(sigma), small_base=used < SHORT),
            "centre": centre, "near_lower": near_lower, "near_upper": near_upper,
            "moving_range": moving, "segment": number,
            "reason": pd.array([reasons[k] for k in number], dtype="str"),
            "baseline_points": used.astype(int),
            **{rule.replace(" ", "_"): hit for rule, hit in zip(RULES, hits, strict=True)},
            "rules": pd.array([name or None for name in names], dtype="str"),
            "direction": pick(("low", "high"), way),
        }
    )  # fmt: skip
