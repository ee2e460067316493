"""Whether one count differs from another, and by how much at least and at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from sva.errors import Fault, SvaError, collect
from sva.measures._breaks import as_breaks, sorted_series
from sva.measures._etest import e_test_limits, e_test_p, score_limits
from sva.measures._result import (
    Values,
    as_counts,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    pick,
)

__all__ = ["change", "change_between_periods"]

_EXACT_UP_TO = 10_000
_METHODS = ("E-test", "score", "quasi-Poisson", "negative binomial")


def change(
    count: Values,
    reference_count: Values,
    *,
    exposure: Values = 1.0,
    reference_exposure: Values = 1.0,
    dispersion: Values = 1.0,
    degrees_of_freedom: Values = np.nan,
    overdispersion: Values = 0.0,
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Compare two counts, such as this year's and last year's: ratio, limits and p-value.

    Without over-dispersion the p-value is that of the E-test and the limits are all ratios the
    E-test would not reject, so that they exclude 1 exactly when p is below 1 − confidence. Above
    10,000 events in all, where nothing differs to the third figure, the score test takes over.
    With a dispersion factor :math:`\phi` (quasi-Poisson) the score test is divided by
    :math:`\sqrt\phi`, on `degrees_of_freedom` if the factor was estimated. With `overdispersion`
    :math:`\alpha` the counts are negative binomial, variance :math:`\mu + \alpha\mu^2`.

    .. math:: T = \frac{x_1 - \rho x_2}{\sqrt{\rho (x_1 + x_2)}},\quad \rho = n_1 / n_2

    Parameters
    ----------
    count, reference_count : values
        Whole numbers of events now and before.
    exposure, reference_exposure : values, default 1
        What the counts came from: days, or persons times years.
    dispersion : values, default 1
        Variance over mean, at least 1; see `sva.measures.dispersion`.
    degrees_of_freedom : values, optional
        Of the estimated dispersion; then the t distribution is used.
    overdispersion : values, default 0
        Negative binomial :math:`\alpha`; not together with `dispersion`.
    confidence : float or sequence of float, default 0.95
        One level or several.

    Returns
    -------
    pandas.DataFrame
        ``count, reference_count, value`` (ratio of the rates; 1.2 is up 20%), ``lower, upper,
        confidence, method, flag, change`` (value − 1) and ``p``. Where the reference count is
        0, `value` and `upper` are infinite, flagged "not assessable"; where both are, they are blank.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, exposures that are not positive where there are
        events, or both kinds of over-dispersion at once.

    References
    ----------
    Krishnamoorthy K, Thomson J (2004). A more powerful test for comparing two Poisson means.
    Journal of Statistical Planning and Inference 119: 23–35.
    Gu K, Ng HKT, Tang ML, Schucany WR (2008). Testing the ratio of two Poisson rates. Biometrical
    Journal 50: 283–298 (the pooled form used here; the same for equal exposures).
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed. (quasi-likelihood).

    Examples
    --------
    The second example of Krishnamoorthy and Thomson: 6 against 2, p = 0.1749.

    >>> change(6, 2).round(4)[["value", "lower", "upper", "method", "p"]]
       value  lower    upper  method       p
    0    3.0  0.686  13.8987  E-test  0.1749

    "Up 20%", 240 from 200, with months that vary four times as much as chance:

    >>> change(240, 200, dispersion=4).round(2)[["value", "lower", "upper", "p"]]
       value  lower  upper     p
    0    1.2   0.83   1.74  0.34
    """
    levels = confidence_levels(confidence)
    given = gather(
        "change",
        counts={"count": count, "reference_count": reference_count},
        amounts={
            "exposure": exposure,
            "reference_exposure": reference_exposure,
            "overdispersion": overdispersion,
        },
        dispersion=dispersion,
    )
    spare = gather(
        "change",
        counts={"count": count, "reference_count": reference_count},
        amounts={"degrees_of_freedom": degrees_of_freedom},
    )["degrees_of_freedom"]
    a, b = given["count"], given["reference_count"]
    phi, alpha = given["dispersion"], given["overdispersion"]
    check(given, (phi > 1) & (alpha > 0), said="both dispersion and overdispersion",
          expected="one of them")  # fmt: skip
    for events, name in ((a, "exposure"), (b, "reference_exposure")):
        check(given, (events > 0) & (given[name] == 0), said=f"events but no {name}",
              expected="an exposure above 0")  # fmt: skip
    check(given, spare == 0, said="no degrees of freedom", expected="1 or more, or none given")
    exposed = (given["exposure"] > 0) & (given["reference_exposure"] > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(exposed, given["exposure"] / given["reference_exposure"], np.nan)
        value = np.where(a + b > 0, a / b / ratio, np.nan)
    kind = np.where(alpha > 0, 3, np.where(phi > 1, 2, np.where(a + b > _EXACT_UP_TO, 1, 0)))
    lower, upper, p_value = _limits(a, b, ratio, phi, spare, alpha, kind, levels)
    nothing = given.missing | ~exposed | (a + b == 0)
    kind = np.where(given.missing | ~exposed, -1, kind)
    lower[nothing], upper[nothing] = np.nan, np.nan
    p_value = np.where(given.missing | ~exposed, np.nan, p_value)
    return assemble(
        given.index,
        levels,
        before={"count": as_counts(a), "reference_count": as_counts(b)},
        value=value,
        lower=lower,
        upper=upper,
        method=pick(_METHODS, kind),
        flag=flags(not_assessable=nothing | (b == 0)),
        after={"change": value - 1, "p": p_value, "dispersion": phi},
    )


def _limits(
    a: np.ndarray,
    b: np.ndarray,
    ratio: np.ndarray,
    phi: np.ndarray,
    spare: np.ndarray,
    alpha: np.ndarray,
    kind: np.ndarray,
    levels: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    normal = np.isnan(spare)
    tail = (1 - levels) / 2
    quantile = np.where(
        normal[:, None], -ndtri(tail), -stdtrit(np.where(normal, 1, spare)[:, None], tail)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.abs(a - b * ratio) / np.sqrt(phi * (a + b) * ratio)
    z = np.where(a + b == 0, 0.0, z)
    lower, upper = score_limits((a / phi)[:, None], (b / phi)[:, None], ratio[:, None], quantile)
    for i in np.flatnonzero((kind == 3) & np.isfinite(ratio) & (a + b > 0)):
        z[i] = abs(_nb_score(a[i], b[i], ratio[i], alpha[i]))
        for j in range(len(levels)):
            lower[i, j], upper[i, j] = _nb_limits(a[i], b[i], ratio[i], alpha[i], quantile[i, j])
    p_value = np.where(normal, 2 * ndtr(-z), 2 * stdtr(np.where(normal, 1, spare), -z))
    for i in np.flatnonzero((kind == 0) & np.isfinite(ratio) & (a + b > 0)):
        p_value[i] = e_test_p(a[i], b[i], ratio[i])
        for j, level in enumerate(levels):
            lower[i, j], upper[i, j] = e_test_limits(a[i], b[i], ratio[i], level)
    return lower, upper, p_value


def _nb_score(a: float, b: float, rate: float, alpha: float) -> float:
    mean2 = (a + b) / (1 + rate)
    mean1 = mean2 * rate
    variance = mean1 * (1 + alpha * mean1) + rate**2 * mean2 * (1 + alpha * mean2)
    return float((a - rate * b) / np.sqrt(variance))


def _nb_limits(
    a: float, b: float, ratio: float, alpha: float, quantile: float
) -> tuple[float, float]:
    def edge(sign: int) -> float:
        near = far = np.log(max(a, 0.5) / max(b, 0.5) / ratio)
        while sign * _nb_score(a, b, ratio * np.exp(far), alpha) > -quantile:
            far += sign
            if abs(far - near) > 60:  # the counts vary too much to bound the ratio on this side
                return float("inf") if sign > 0 else 0.0
        for _ in range(60):
            middle = (near + far) / 2
            if sign * _nb_score(a, b, ratio * np.exp(middle), alpha) > -quantile:
                near = middle
            else:
                far = middle
        return float(np.exp(near))

    return (0.0 if a == 0 else edge(-1)), (float("inf") if b == 0 else edge(1))


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
