"""How much more counts vary than independent events would: the factor that widens limits.

Poisson limits assume that events come one by one. Victims share incidents, people repeat, months swing: then the
variance of a count is φ times its mean. These functions estimate φ; hand their ``factor`` (φ, but never under 1) to any
function of this package as ``dispersion=``.

`dispersion_from_series` sees all that makes months vary, including what repeats every year;
`dispersion_from_clusters` sees shared incidents and repeat people only. Use the larger when in doubt, and show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, chdtri

from sva.errors import Fault, SvaError
from sva.measures._result import (
    Values,
    as_counts,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    z_scores,
)

__all__ = ["dispersion_from_clusters", "dispersion_from_series"]


def dispersion_from_series(
    count: Values,
    *,
    exposure: Values = 1.0,
    expected: Values | None = None,
    fitted: int = 1,
    by: Any = None,
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Return over-dispersion of a series of counts: Pearson's chi-squared over its degrees of freedom.

    .. math:: \hat\varphi = \frac{1}{k - q}\sum_{t=1}^{k}\frac{(y_t - \mu_t)^2}{\mu_t}

    with :math:`\mu_t` the mean in proportion to the exposure (days of the month), or as given. Limits:
    :math:`(k-q)\hat\varphi/\chi^2`. A trend or a season counts as dispersion unless it is in `expected`.

    Parameters
    ----------
    count : values
        Events in each period; missing periods are left out.
    exposure : values
        Length of each period, such as days of the month.
    expected : values, optional
        Events expected in each period by some model, instead.
    fitted : int
        Parameters q used for the mean: 1 for a plain mean.
    by : values of labels, optional
        Series of each row; one row each comes back, sorted.
    confidence : float or sequence of float
        Levels of the two-sided limits.

    Returns
    -------
    pandas.DataFrame
        ``periods, count, value, lower, upper, confidence, method, flag, p, factor``; `p` tests that φ is 1 against more,
        `factor` is φ but at least 1. No period beyond the fitted parameters, or no events: blank, "not
        assessable", factor 1.

    Raises
    ------
    SvaError
        Also for a period without exposure that has events.

    References
    ----------
    McCullagh P, Nelder JA (1989) Generalized linear models, 2nd edition, section 6.2. The counts of the example: deaths
    by horse kick in one Prussian corps a year, Bortkiewicz (1898), as frequencies 109, 65, 22, 3, 1.

    Examples
    --------
    >>> deaths = np.repeat([0, 1, 2, 3, 4], [109, 65, 22, 3, 1])
    >>> dispersion_from_series(deaths)[["periods", "value", "p", "factor"]].round(3)
       periods  value     p  factor
    0      200  1.002  0.48   1.002
    """
    function = "dispersion_from_series"
    amounts: dict[str, Values] = {"exposure": exposure}
    if expected is not None:
        amounts["expected"] = expected
    given = gather(
        function, counts={"count": count}, amounts=amounts, keys={} if by is None else {"by": by}
    )
    levels = confidence_levels(confidence)
    if fitted < 0 or fitted != int(fitted):
        raise SvaError(
            f"{function}() cannot use its inputs",
            [Fault(f"fitted={fitted!r}", "a whole number from 0")],
        )
    codes, groups = _groups(given, by)
    k = len(groups)
    weight = given["exposure"] if expected is None else given["expected"]
    check(given, (weight == 0) & (given["count"] > 0), said="events in a period where none can be",
          expected="exposure above 0")  # fmt: skip
    seen = ~given.missing & (weight > 0)
    order = np.lexsort((weight[seen], given["count"][seen], codes[seen]))
    y, x, g = given["count"][seen][order], weight[seen][order], codes[seen][order]
    periods, total = np.bincount(g, minlength=k), np.bincount(g, y, minlength=k)
    with np.errstate(all="ignore"):
        mu = x if expected is not None else (total / np.bincount(g, x, minlength=k))[g] * x
        df = (periods - fitted).astype(float)
        chi2 = np.bincount(g, np.where(mu > 0, (y - mu) ** 2 / mu, 0.0), minlength=k)
        blank = (df < 1) | (total == 0)
        value = np.where(blank, np.nan, chi2 / df)
        tails = (1.0 - levels[None, :]) / 2.0
        lower = (df * value)[:, None] / chdtri(df[:, None], tails)
        upper = (df * value)[:, None] / chdtri(df[:, None], 1.0 - tails)
        p = np.where(blank, np.nan, chdtrc(df, chi2))
    return assemble(
        groups,
        levels,
        before={"periods": periods, "count": as_counts(total)},
        value=value,
        lower=np.where(blank[:, None], np.nan, lower),
        upper=np.where(blank[:, None], np.nan, upper),
        method="pearson",
        flag=flags(not_assessable=blank),
        after={"p": p, "factor": np.where(blank, 1.0, np.maximum(1.0, value))},
    )


def dispersion_from_clusters(
    cluster: Any,
    other: Any = None,
    *,
    by: Any = None,
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Return over-dispersion of a count whose events come in clusters.

    If incidents are independent and bring :math:`m_j` events each, the count :math:`\sum m_j` has variance
    :math:`\sum m_j^2`, so

    .. math:: \hat\varphi = \sum_j m_j^2 \Big/ \sum_j m_j

    With a second way to cluster (people as well as incidents) the two are joined as in two-way clustered variances:
    :math:`\sum_{\text{incident}} m^2 + \sum_{\text{person}} m^2 - \sum_{\text{both}} m^2`, over the events. Limits are
    from the spread of cluster sizes (delta method), for the first clustering alone; blank with two, or with under two
    clusters.

    Parameters
    ----------
    cluster : values of labels
        Incident of each event; one element per event (victim, suspect). A missing label is a cluster of its own.
    other : values of labels, optional
        Person of each event, or any second clustering.
    by : values of labels, optional
        Group of each event; one row each comes back, sorted.
    confidence : float or sequence of float
        Levels of the two-sided limits.

    Returns
    -------
    pandas.DataFrame
        ``events, clusters, value, lower, upper, confidence, method, flag, factor``; labels themselves are not returned.

    References
    ----------
    Kish L (1965) Survey sampling, chapter 5, for the design effect. Cameron AC, Gelbach JB, Miller DL (2011) Robust
    inference with multiway clustering. Journal of Business and Economic Statistics 29, 238-249.

    Examples
    --------
    Five victims, three of them of one incident:

    >>> dispersion_from_clusters(["a", "a", "a", "b", "c"])[["events", "clusters", "value", "factor"]]
       events  clusters  value  factor
    0       5         3    2.2     2.2
    """
    function = "dispersion_from_clusters"
    keys = {"cluster": _own_label(cluster)}
    if other is not None:
        keys["other"] = _own_label(other)
    if by is not None:
        keys["by"] = by
    given = gather(function, keys=keys)
    levels = confidence_levels(confidence)
    codes, groups = _groups(given, by)
    k = len(groups)
    events = np.bincount(codes, minlength=k)
    first, _ = pd.factorize(given["cluster"])
    squares, sizes, at = _squares(codes, first, k)
    clusters = np.bincount(at, minlength=k)
    total = squares.copy()
    if other is not None:
        second, distinct = pd.factorize(given["other"])
        total += (
            _squares(codes, second, k)[0]
            - _squares(codes, first * (len(distinct) + 1) + second, k)[0]
        )
    with np.errstate(all="ignore"):
        blank = events == 0
        value = np.where(blank, np.nan, total / events)
        # Variance of a ratio of sums over clusters, of m^2 over m.
        residual = sizes**2 - value[at] * sizes
        scale = clusters / (clusters - 1.0)
        error = np.sqrt(scale * np.bincount(at, residual**2, minlength=k)) / events
        half = error[:, None] * z_scores(levels)[None, :]
        half[(clusters < 2) | (other is not None)] = np.nan
    return assemble(
        groups,
        levels,
        before={"events": events, "clusters": clusters},
        value=value,
        lower=np.maximum(1.0, value[:, None] - half),
        upper=value[:, None] + half,
        method="cluster sizes" if other is None else "cluster sizes, two-way",
        flag=flags(not_assessable=blank),
        after={"factor": np.where(blank, 1.0, np.maximum(1.0, value))},
    )


def _groups(given: Any, by: Any) -> tuple[np.ndarray, pd.Index]:
    if by is None:
        return np.zeros(len(given), dtype="int64"), pd.RangeIndex(1)
    codes, found = pd.factorize(given["by"], sort=True)
    return codes, pd.Index(found)


def _own_label(labels: Any) -> Any:
    """Give each missing label a cluster of its own."""
    series = (
        labels
        if isinstance(labels, pd.Series)
        else pd.Series(np.asarray(labels, dtype=object), dtype=object)
    )
    blank = series.isna().to_numpy()
    if not blank.any():
        return labels
    filled = series.astype(object).to_numpy(copy=True)
    for number in np.flatnonzero(blank):
        filled[number] = ("no label", int(number))
    return pd.Series(filled, index=series.index) if isinstance(labels, pd.Series) else filled


def _squares(
    groups: np.ndarray, clusters: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sum of squared cluster sizes by group, the sizes, and the group of each."""
    pair, distinct = pd.factorize(clusters.astype("int64") * k + groups)
    sizes = np.bincount(pair, minlength=len(distinct)).astype(float)
    at = (distinct % k).astype("int64")
    return np.bincount(at, sizes**2, minlength=k), sizes, at
