"""Rates of small places drawn towards what their neighbours or all places have: empirical Bayes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from sva.errors import Fault, SvaError
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
)

__all__ = ["empirical_bayes", "empirical_bayes_local"]

_METHODS = (
    "empirical Bayes, global",
    "empirical Bayes, local",
    "mean of the neighbours",
    "mean of all",
)


def empirical_bayes(
    count: Values,
    population: Values,
    *,
    per: float = 1000.0,
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Smooth rates towards the overall rate, the more the smaller the place (Marshall's global method).

    .. math:: \tilde r_i = m + w_i (r_i - m),\quad w_i = \frac{A}{A + m/n_i},\quad
        m = \frac{\sum x}{\sum n},\quad A = \frac{\sum n_i (r_i - m)^2}{\sum n} - \frac{m}{\bar n}

    which is the mean of the gamma posterior with prior mean m and variance A; the limits are its
    quantiles. They leave out that m and A are estimated. If A is not positive, chance explains all
    differences, every place has the overall rate and there are no limits.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events.
    population : values, shape (n,)
    per : float, default 1000
        Multiplies rates and limits.
    confidence : float or sequence of float, default 0.95

    Returns
    -------
    pandas.DataFrame
        ``count, population, value, lower, upper, confidence, method, flag, crude`` (the unsmoothed
        rate) and ``weight`` (the part the place's own rate has, 0 to 1). A place without population
        or with a missing count is not assessable and takes no part.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, or events without population.

    References
    ----------
    Marshall RJ (1991). Mapping disease and mortality rates using empirical Bayes estimators. Applied
    Statistics 40: 283–294.

    Examples
    --------
    >>> empirical_bayes([0, 3, 30], [100, 1000, 2000]).round(2)[["value", "lower", "upper", "crude", "weight"]]
       value  lower  upper  crude  weight
    0   8.66   2.66  18.13    0.0    0.19
    1   5.32   2.24   9.70    3.0    0.70
    2  14.22   9.89  19.33   15.0    0.82
    """
    levels, given, used, rate = _read("empirical_bayes", count, population, confidence)
    x, n = given["count"], given["population"]
    centre, between = np.full(x.size, np.nan), np.full(x.size, np.nan)
    if used.any():
        total = n[used].sum()
        centre[:] = x[used].sum() / total
        left = np.sum(n[used] * (rate[used] - centre[used]) ** 2) / total
        between[:] = max(0.0, left - centre[0] / n[used].mean())
    kind = np.where(between > 0, 0, 3)
    return _shrunk(given, rate, used, centre, between, kind, per, levels, pd.Series(dtype=float))


def empirical_bayes_local(
    count: Values,
    population: Values,
    weights: Any,
    *,
    per: float = 1000.0,
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Smooth rates towards the rate of each place and its neighbours (Marshall's local method).

    As `empirical_bayes`, with m and A of each place taken over itself and its neighbours, so that a
    district's own level is kept. Places whose neighbourhood varies no more than chance take its rate.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events.
    population : values, shape (n,)
    weights : sparse matrix or array, shape (n, n)
        Above 0 where column j is a neighbour of row i; only that is used, and the diagonal is always
        in. Rows and columns in the order of `count`.
    per : float, default 1000
        Multiplies rates and limits.
    confidence : float or sequence of float, default 0.95

    Returns
    -------
    pandas.DataFrame
        As `empirical_bayes`, with ``neighbours``, the number of them that count. A place with none
        keeps its own rate, without limits, flagged "small base".

    Raises
    ------
    SvaError
        As `empirical_bayes`, and for weights of another shape or below 0.

    References
    ----------
    Marshall RJ (1991). Applied Statistics 40: 283–294.

    Examples
    --------
    >>> chain = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> empirical_bayes_local([0, 3, 30], [100, 1000, 2000], chain).round(2)[["value", "crude", "neighbours"]]
       value  crude  neighbours
    0   2.73    0.0           1
    1   5.32    3.0           2
    2  14.27   15.0           1
    """
    levels, given, used, rate = _read("empirical_bayes_local", count, population, confidence)
    links = _links(weights, len(given), used)
    x, n = np.where(used, given["count"], 0.0), np.where(used, given["population"], 0.0)
    own = np.where(used, rate, 0.0)
    people, near = links @ n, np.asarray(links.sum(axis=1)).ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (links @ x) / people
        # Two passes, so that no precision is lost by subtracting squares.
        rows, columns = links.nonzero()
        spread = np.bincount(rows, n[columns] * (own[columns] - centre[rows]) ** 2, x.size)
        between = np.maximum(0.0, spread / people - centre / (people / near))
    neighbours = np.where(used, near - 1, 0).astype(int)
    kind = np.where(between > 0, 1, 2)
    return _shrunk(given, rate, used, centre, between, kind, per, levels, pd.Series(neighbours))


def _read(function: str, count: Values, population: Values, confidence: Any) -> tuple[
    np.ndarray, Inputs, np.ndarray, np.ndarray]:  # fmt: skip
    levels = confidence_levels(confidence)
    given = gather(function, counts={"count": count}, amounts={"population": population})
    x, n = given["count"], given["population"]
    check(given, (x > 0) & (n == 0), said="events but nobody they could happen to",
          expected="a population above 0")  # fmt: skip
    used = ~np.isnan(x) & (n > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return levels, given, used, np.where(used, x / n, np.nan)


def _links(weights: Any, size: int, used: np.ndarray) -> Any:
    from scipy.sparse import csr_array, diags_array

    matrix = csr_array(weights, dtype=float)
    cannot = "empirical_bayes_local() cannot use these weights"
    if matrix.shape != (size, size):
        fault = Fault(f"shape {matrix.shape}", f"({size}, {size}), one row a place", "weights")
        raise SvaError(cannot, [fault])
    if matrix.nnz and (np.isnan(matrix.data).any() or matrix.data.min() < 0):
        raise SvaError(cannot, [Fault("a weight below 0 or missing", "0 or more", "weights")])
    matrix.eliminate_zeros()
    near = csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    near = near + diags_array(np.ones(size))
    keep = diags_array(used.astype(float))
    linked = csr_array(keep @ near @ keep)
    linked.eliminate_zeros()
    linked.data[:] = 1.0
    return linked


def _shrunk(
    given: Inputs, rate: np.ndarray, used: np.ndarray, centre: np.ndarray, between: np.ndarray,
    kind: np.ndarray, per: float, levels: np.ndarray, neighbours: pd.Series,
) -> pd.DataFrame:  # fmt: skip
    x, n = given["count"], given["population"]
    tail = (1 - levels[None, :]) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = np.where(between > 0, between / (between + centre / n), 0.0)
        value = centre + weight * (rate - centre)
        shape, size = centre**2 / between + x, centre / between + n
        lower = gammaincinv(shape[:, None], tail) / size[:, None]
        upper = gammaincinv(shape[:, None], 1 - tail) / size[:, None]
    lonely = used & (neighbours.to_numpy() == 0) if neighbours.size else np.zeros(x.size, bool)
    value = np.where(lonely, rate, value)
    unbounded = ~(between > 0) | ~used | lonely
    lower[unbounded], upper[unbounded] = np.nan, np.nan
    after = {"crude": rate * per, "weight": np.where(used, np.where(lonely, 1.0, weight), np.nan)}
    if neighbours.size:
        after["neighbours"] = neighbours.to_numpy()
    return assemble(
        given.index, levels, before={"count": as_counts(x), "population": n},
        value=np.where(used, value, np.nan) * per, lower=lower * per, upper=upper * per,
        method=pick((*_METHODS, "crude"), np.where(~used, -1, np.where(lonely, 4, kind))),
        flag=flags(not_assessable=~used, small_base=lonely), after=after,
    )  # fmt: skip
