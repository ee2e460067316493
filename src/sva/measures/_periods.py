"""Two stretches of one series compared, with the dispersion taken from the series itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError, collect
from sva.measures._breaks import as_breaks, sorted_series
from sva.measures._change import change
from sva.measures._result import Values, confidence_levels, pick

__all__ = ["change_between_periods"]


def change_between_periods(
    count: Values,
    date: Any,
    *,
    period: tuple[Any, Any],
    reference: tuple[Any, Any],
    exposure: Values | None = None,
    breaks: Iterable[Any] = (),
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Compare two stretches of one series, with the dispersion taken from the series itself.

    Where both stretches hold the same calendar months, the expected count of each month allows for
    the season (month by period, as in a two-way table); else each stretch has its own mean. Pearson's
    :math:`\hat\phi = \sum (x - \hat\mu)^2 / \hat\mu / \nu`. Up to 1 the E-test is used, above it
    quasi-Poisson with :math:`\nu` degrees of freedom.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events at each date, usually months.
    date : array_like, shape (n,)
        Dates, each once; the order does not matter.
    period, reference : pair of date-like
        First and last date of each stretch, both included; they may not overlap.
    exposure : values, shape (n,), optional
        What each count came from; by default the days of the date's calendar month where every date
        is the first of a month, else 1.
    breaks : iterable of Break, pair or mapping
        Marked breaks. A comparison across one is not assessable and says so.
    confidence : float or sequence of float, default 0.95
        One level or several.

    Returns
    -------
    pandas.DataFrame
        As `change`, with ``dispersion`` and ``points`` (those used); one row a confidence level.

    Raises
    ------
    SvaError
        For stretches that overlap or are empty, missing counts within them, or no series.

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., section 6.2.

    Examples
    --------
    >>> dates = pd.date_range("2023-01-01", periods=24, freq="MS")
    >>> monthly = [20, 18, 25, 22, 30, 28, 31, 27, 24, 22, 19, 21] + [24, 20, 31, 25, 37, 33, 36, 34, 29, 25, 24, 26]
    >>> change_between_periods(monthly, dates, period=("2024-01-01", "2024-12-01"),
    ...     reference=("2023-01-01", "2023-12-01")).round(3)[["value", "lower", "upper", "method"]]
       value  lower  upper  method
    0  1.195  1.022  1.398  E-test
    """
    levels = confidence_levels(confidence)
    cannot = "the two periods cannot be compared"
    stamps, columns = sorted_series(
        "change_between_periods",
        date,
        counts={"count": count},
        amounts={} if exposure is None else {"exposure": exposure},
    )
    if exposure is None:
        first = bool(len(stamps)) and bool((stamps.day == 1).all())
        columns["exposure"] = (
            stamps.days_in_month.to_numpy(dtype=float) if first else np.ones(len(stamps))
        )
    now, then = _window(stamps, period), _window(stamps, reference)
    faults = []
    if (now & then).any():
        faults.append(Fault("periods that overlap", "two periods apart", "period, reference"))
    for mask, name in ((now, "period"), (then, "reference")):
        if not mask.any():
            faults.append(Fault("no points", "at least one within", name))
        gaps = stamps[mask & np.isnan(columns["count"])]
        if len(gaps):
            faults.append(Fault(f"a missing count on {gaps[0].date()}", "a count for each date",
                                name, "Compare periods both fully recorded"))  # fmt: skip
        if (columns["exposure"][mask] <= 0).any() or np.isnan(columns["exposure"][mask]).any():
            faults.append(Fault("exposure missing or 0", "above 0", name))
    collect(cannot, faults)
    used = np.flatnonzero(now | then)
    phi, spare = _pearson(
        stamps[used], columns["count"][used], columns["exposure"][used], now[used]
    )
    answer = change(
        columns["count"][now].sum(),
        columns["count"][then].sum(),
        exposure=columns["exposure"][now].sum(),
        reference_exposure=columns["exposure"][then].sum(),
        dispersion=max(phi, 1.0),
        degrees_of_freedom=spare if phi > 1 else np.nan,
        confidence=[float(level) for level in levels],
    ).assign(points=used.size)
    across = [b for b in as_breaks(breaks) if stamps[used[0]] < b.date <= stamps[used[-1]]]
    if across:
        answer[["value", "lower", "upper", "change", "p"]] = np.nan
        answer["flag"] = pick(["series break"], np.zeros(len(answer), dtype=int))
    return answer


def _window(stamps: pd.DatetimeIndex, ends: tuple[Any, Any]) -> np.ndarray:
    try:
        start, stop = pd.Timestamp(ends[0]), pd.Timestamp(ends[1])
    except (ValueError, TypeError, IndexError) as error:
        raise SvaError(
            "the two periods cannot be compared",
            [Fault(f"{ends!r}", "a first and a last date", "period, reference")],
        ) from error
    return np.asarray((stamps >= start) & (stamps <= stop))


def _pearson(
    stamps: pd.DatetimeIndex, counts: np.ndarray, exposure: np.ndarray, now: np.ndarray
) -> tuple[float, float]:
    """Pearson dispersion within the two periods and its degrees of freedom; (1, 0) if none."""
    months = stamps.month.to_numpy()
    matched = (
        bool((stamps.day == 1).all())
        and len(set(months[now])) == now.sum()
        and sorted(months[now]) == sorted(months[~now])
    )
    if matched:
        per_month = np.bincount(months, counts, 13)[months]
        weight = exposure / np.bincount(months, exposure, 13)[months]
        overall = np.where(now, counts[now].sum(), counts[~now].sum())
        share = np.where(now, (per_month * weight)[now].sum(), (per_month * weight)[~now].sum())
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = per_month * weight * overall / share
        spare = int((np.bincount(months[now], per_month[now], 13) > 0).sum()) - 1
    else:
        rate = np.where(
            now,
            counts[now].sum() / exposure[now].sum(),
            counts[~now].sum() / exposure[~now].sum(),
        )
        expected, spare = rate * exposure, counts.size - 2
    live = expected > 0
    if spare < 1 or not live.any():
        return 1.0, 0.0
    return float(np.sum((counts[live] - expected[live]) ** 2 / expected[live]) / spare), float(
        spare
    )
