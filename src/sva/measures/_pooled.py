"""One rate ratio over many strata, and whether the strata agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from sva.measures._ratios import FEW
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

__all__ = ["mantel_haenszel"]


def mantel_haenszel(
    count: Values,
    population: Values,
    reference_count: Values,
    reference_population: Values,
    *,
    by: Any = None,
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return rate ratios pooled over strata, such as districts, with a test that the strata agree.

    Comparing within each district removes what geography alone does: a group that lives where rates are high for
    everyone has a high crude ratio and a pooled one near 1. With a_i events in n_i people, b_i in m_i of the reference
    and T_i = n_i + m_i,

    .. math::
        \hat\theta = \frac{\sum a_i m_i/T_i}{\sum b_i n_i/T_i}, \qquad
        \mathrm{var}(\ln\hat\theta) = \varphi\frac{\sum (a_i+b_i)\, n_i m_i/T_i^2}
        {(\sum a_i m_i/T_i)(\sum b_i n_i/T_i)}

    Where either side has under 30 events (over φ) the limits are score limits instead: the ratios θ at which the
    conditional test statistic :math:`\{\sum a_i - E_\theta\}/\sqrt{\varphi V_\theta}` is ±z. They are defined with no
    events on a side. `p` is the score test of a ratio of 1 (the Mantel-Haenszel chi-squared).

    The homogeneity test sums :math:`(a_i - E_i)^2/(\varphi V_i)` at the pooled ratio over strata with events, on their
    number less 1 degrees of freedom. Where `homogeneity_p` is small one ratio does not describe all strata: show
    them.

    Parameters
    ----------
    count, population, reference_count, reference_population : values
        One element per stratum. A stratum with nobody on one side, or no events, tells nothing and is left out.
    by : values of labels, optional
        What to pool within (such as ethnic group); one row each comes back, sorted.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ; the largest within what is pooled is used.

    Returns
    -------
    pandas.DataFrame
        ``strata`` (those with information), ``count, reference_count, crude, value, lower, upper, confidence, method, flag,
        p, homogeneity, homogeneity_df, homogeneity_p, dispersion``. Anything missing in a stratum: blank,
        "not assessable".

    References
    ----------
    Greenland S, Robins JM (1985) Estimation of a common effect parameter from sparse follow-up data. Biometrics 41, 55-68.
    Rothman KJ, Greenland S, Lash TL (2008) Modern epidemiology, 3rd edition, chapter 15.
    Race Disparity Unit (2021) Stop and search data and the effect of geographical differences.

    Examples
    --------
    Two towns; within each the groups have equal rates, yet the crude ratio is nearly 5:

    >>> found = mantel_haenszel([90, 1], [9000, 1000], [10, 9], [1000, 9000])
    >>> found[["crude", "value", "lower", "upper", "homogeneity_p"]].round(2)
       crude  value  lower  upper  homogeneity_p
    0   4.79    1.0   0.54   1.86            1.0
    """
    given = gather(
        "mantel_haenszel",
        counts={"count": count, "reference_count": reference_count},
        amounts={"population": population, "reference_population": reference_population},
        keys={} if by is None else {"by": by},
        dispersion=dispersion,
    )
    levels = confidence_levels(confidence)
    if by is None:
        groups, codes = pd.RangeIndex(1), np.zeros(len(given), dtype="int64")
    else:
        codes, found = pd.factorize(given["by"], sort=True)
        groups = pd.Index(found)
    k = len(groups)
    a, b, n, m = (
        given[x] for x in ("count", "reference_count", "population", "reference_population")
    )
    # Sorted, so that sums do not depend on the order of rows.
    order = np.lexsort((m, n, b, a, codes))
    a, b, n, m, codes = a[order], b[order], n[order], m[order], codes[order]

    def total(x: np.ndarray) -> np.ndarray:
        return np.bincount(codes, x, minlength=k)

    factor = np.zeros(k)
    np.maximum.at(factor, codes, given["dispersion"][order])
    informs = (n > 0) & (m > 0)
    with np.errstate(all="ignore"):
        both = np.where(informs, n + m, np.nan)
        toward, against = (
            total(np.where(informs | np.isnan(a + b + n + m), x, 0.0))
            for x in (a * m / both, b * n / both)
        )
        value = toward / against
        crude = (total(a) / total(n)) / (total(b) / total(m))
        joint = total(np.where(informs, (a + b) * n * m / both**2, 0.0))
        error = np.sqrt(factor * joint / (toward * against))
    blank = np.isnan(value) | np.isnan(factor)
    value = np.where(blank, np.nan, value)
    events, reference_events = (total(np.where(informs, x, 0.0)) for x in (a, b))
    few = np.minimum(events, reference_events) / factor < FEW
    used = informs & (a + b > 0)

    def moments(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return expected events and their variance by stratum, given the stratum's events, at a ratio per group."""
        with np.errstate(all="ignore"):
            share = theta[codes] * n / (theta[codes] * n + m)
            share = np.where(np.isinf(theta[codes]), 1.0, share)
        size = np.where(used, a + b, 0.0)
        share = np.where(used, share, 0.0)
        return size * share, size * share * (1.0 - share)

    def score(theta: np.ndarray) -> np.ndarray:
        expected, variance = moments(theta)
        with np.errstate(all="ignore"):
            return (events - total(expected)) / np.sqrt(factor * total(variance))

    lower, upper = np.full((k, len(levels)), np.nan), np.full((k, len(levels)), np.nan)
    for column, z in enumerate(z_scores(levels)):
        with np.errstate(all="ignore"):
            lower[:, column], upper[:, column] = (
                value * np.exp(-z * error),
                value * np.exp(z * error),
            )
        if (few & ~blank).any():
            lower[few, column] = np.where(events == 0, 0.0, _crossing(score, z, k))[few]
            upper[few, column] = np.where(reference_events == 0, np.inf, _crossing(score, -z, k))[
                few
            ]
    lower[blank], upper[blank] = np.nan, np.nan

    expected, variance = moments(value)
    with np.errstate(all="ignore"):
        each = np.where(
            used & (variance > 0), (np.where(used, a, 0.0) - expected) ** 2 / variance, 0.0
        )
        homogeneity = total(each) / factor
        strata = total(used.astype(float)).astype("int64")
        df = np.maximum(strata - 1, 0)
        agree = np.where(df > 0, chdtrc(df.astype(float), homogeneity), np.nan)
        p = chdtrc(1.0, score(np.ones(k)) ** 2)
    pooled = ~blank & np.isfinite(value) & (value > 0)
    return assemble(
        groups,
        levels,
        before={
            "strata": strata,
            "count": as_counts(total(a)),
            "reference_count": as_counts(total(b)),
            "crude": crude,
        },
        value=value,
        lower=lower,
        upper=upper,
        method=pick(
            ["mantel-haenszel, log", "mantel-haenszel, score"],
            np.where(blank, -1, np.where(few, 1, 0)),
        ),
        flag=flags(not_assessable=~np.isfinite(value)),
        after={
            "p": np.where(blank, np.nan, p),
            "homogeneity": np.where(pooled, homogeneity, np.nan),
            "homogeneity_df": df,
            "homogeneity_p": np.where(pooled, agree, np.nan),
            "dispersion": factor,
        },
    )


def _crossing(score: Any, z: float, k: int) -> np.ndarray:
    """Ratio at which the falling score passes z, by halving ln θ between -60 and 60 for all groups at once."""
    low, high = np.full(k, -60.0), np.full(k, 60.0)
    for _ in range(64):
        middle = (low + high) / 2.0
        above = score(np.exp(middle)) > z
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.exp((low + high) / 2.0)
