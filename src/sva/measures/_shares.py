"""Proportions and means with their limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from sva.errors import Fault, SvaError
from sva.measures._limits import clopper_pearson_limits, wilson_limits
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

__all__ = ["mean", "proportion"]


def proportion(
    count: Values,
    n: Values,
    *,
    method: Literal["wilson", "clopper-pearson"] = "wilson",
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return proportions with Wilson's score limits, or Clopper and Pearson's exact ones.

    .. math:: \frac{2x + z^2 \mp z\sqrt{z^2 + 4x(1 - x/n)}}{2(n + z^2)}

    Parameters
    ----------
    count : values
        How many had the attribute.
    n : values
        Of how many; whole numbers.
    method : {"wilson", "clopper-pearson"}
        Wilson's cover 95% on average; Clopper and Pearson's at least 95% always, and are wider.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, variance over binomial variance; limits are those of x/φ among n/φ.

    Returns
    -------
    pandas.DataFrame
        ``count, n, value, lower, upper, confidence, method, flag, dispersion``; `value` from 0 to 1.

    Raises
    ------
    SvaError
        Also where `count` exceeds `n`.

    References
    ----------
    Wilson EB (1927) JASA 22, 209-212; Newcombe RG (1998) Statistics in Medicine 17, 857-872.

    Examples
    --------
    >>> proportion(10, 50)[["value", "lower", "upper", "method"]].round(4)
       value   lower   upper  method
    0    0.2  0.1124  0.3304  wilson
    """
    if method not in ("wilson", "clopper-pearson"):
        raise SvaError(
            "proportion() has no such method",
            [Fault(f"method={method!r}", "'wilson' or 'clopper-pearson'")],
        )
    given = gather("proportion", counts={"count": count, "n": n}, dispersion=dispersion)
    levels = confidence_levels(confidence)
    check(given, given["count"] > given["n"], said="count above n", expected="count from 0 to n")
    factor = given["dispersion"]
    some = np.where(given["n"] > 0, given["n"], np.nan)
    x, size = (given["count"] / factor)[:, None], (some / factor)[:, None]
    if method == "wilson":
        lower, upper = wilson_limits(x, size, z_scores(levels)[None, :])
    else:
        lower, upper = clopper_pearson_limits(x, size, ((1.0 - levels) / 2.0)[None, :])
    value = np.where(np.isnan(factor), np.nan, given["count"] / some)
    return assemble(
        given.index,
        levels,
        before={"count": as_counts(given["count"]), "n": as_counts(given["n"])},
        value=value,
        lower=lower,
        upper=upper,
        method=method,
        flag=flags(not_assessable=np.isnan(value)),
        after={"dispersion": factor},
    )


def mean(
    values: Values,
    *,
    by: Any = None,
    confidence: float | Sequence[float] = 0.95,
    dispersion: float = 1.0,
) -> pd.DataFrame:
    r"""Return means with Student's t limits.

    .. math:: \bar x \mp t_{1-\alpha/2,\,n-1}\,\sqrt{\varphi}\, s/\sqrt{n}

    Parameters
    ----------
    values : values
        Any numbers; missing ones are left out and counted.
    by : values of labels, optional
        Group of each value; one row per group comes back, indexed by it and sorted.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : float
        φ, the design effect: factor on the variance of the mean where values come in clusters.

    Returns
    -------
    pandas.DataFrame
        ``n, missing, sd, value, lower, upper, confidence, method, flag, dispersion``. One value alone has no
        limits ("not assessable").

    References
    ----------
    Student (1908) The probable error of a mean. Biometrika 6, 1-25 (the data of the example, table p. 20).

    Examples
    --------
    >>> extra_sleep = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    >>> mean(extra_sleep)[["n", "sd", "value", "lower", "upper"]].round(3)
        n    sd  value  lower  upper
    0  10  1.23   1.58    0.7   2.46
    """
    given = gather("mean", numbers={"values": values}, keys={} if by is None else {"by": by})
    factor = gather("mean", dispersion=dispersion)["dispersion"][0]
    levels = confidence_levels(confidence)
    if by is None:
        groups, codes = pd.RangeIndex(1), np.zeros(len(given), dtype="int64")
    else:
        codes, found = pd.factorize(given["by"], sort=True)
        groups = pd.Index(found)
    k = len(groups)
    seen = ~np.isnan(given["values"])
    x, group = given["values"][seen], codes[seen]
    # Sorted, so that sums do not depend on the order of rows.
    order = np.lexsort((x, group))
    x, group = x[order], group[order]
    n = np.bincount(group, minlength=k).astype(float)
    with np.errstate(all="ignore"):
        average = np.bincount(group, x, minlength=k) / n
        sd = np.sqrt(np.bincount(group, (x - average[group]) ** 2, minlength=k) / (n - 1.0))
        sd[n < 2] = np.nan
        t = stdtrit((n - 1.0)[:, None], (1.0 + levels)[None, :] / 2.0)
        half = t * (sd * np.sqrt(factor / n))[:, None]
    return assemble(
        groups,
        levels,
        before={
            "n": n.astype("int64"),
            "missing": np.bincount(codes, minlength=k) - n.astype("int64"),
            "sd": sd,
        },
        value=average,
        lower=average[:, None] - half,
        upper=average[:, None] + half,
        method="student's t",
        flag=flags(not_assessable=n < 2),
        after={"dispersion": factor},
    )
