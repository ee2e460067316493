"""Hot spots: how far a neighbourhood stands out, and whether chance could have done it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sva.errors import Fault, collect
from sva.places.tails import beta_binomial_tail, binomial_tail

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["LEVEL", "hot_spots", "is_hot", "local_g", "neighbourhood_sums"]

#: A place is hot where its corrected p value is under this.
LEVEL = 0.05


def neighbourhood_sums(values: np.ndarray, neighbours: csr_array) -> np.ndarray:
    """Add to each place's value those of its neighbours.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,) or (n, k)
        One value a place, or k of them.
    neighbours : scipy.sparse.csr_array, shape (n, n)
        Ones; the diagonal empty.

    Returns
    -------
    numpy.ndarray
        The shape of `values`.
    """
    values = np.asarray(values, dtype=float)
    return values + neighbours @ values


def local_g(values: np.ndarray, neighbours: csr_array, *, star: bool = True) -> np.ndarray:
    r"""Getis and Ord's local z: how far the sum of a neighbourhood stands from what all places would give it.

    .. math:: G_i^* = \frac{\sum_j w_{ij}x_j - \bar x W_i}{s\sqrt{(n W_i - W_i^2)/(n - 1)}}

    for weights of 1 and W the number of places in the neighbourhood, the place itself included. Without the star
    the place itself is left out of sums, mean and standard deviation, and n is one less.

    It is an effect size. On sparse counts its normal p values find hot spots where there are none: use
    `hot_spots` for what is hot.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Counts, rates or weighted counts.
    neighbours : scipy.sparse.csr_array, shape (n, n)
        Ones; the diagonal empty.
    star : bool, default True
        Whether a place is in its own neighbourhood.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Not a number where a place has no neighbours (without the star), or where nothing varies.

    References
    ----------
    Ord JK, Getis A (1995). Local spatial autocorrelation statistics: distributional issues and an application.
    Geographical Analysis 27: 286–306.

    Examples
    --------
    >>> from sva.places.neighbours import grid_neighbours
    >>> line = grid_neighbours(np.zeros(6, int), np.arange(6))
    >>> local_g(np.array([0, 0, 1, 5, 6, 1]), line).round(3).tolist()
    [-1.422, -1.701, -0.155, 1.701, 1.701, 0.875]
    """
    x = np.asarray(values, dtype=float)
    n = x.size
    around = neighbours @ x
    near = np.diff(neighbours.indptr).astype(float)
    total, squares = x.sum(), float(x @ x)
    with np.errstate(invalid="ignore", divide="ignore"):
        if star:
            near += 1.0
            mean = total / n
            deviation = np.sqrt(max(squares / n - mean * mean, 0.0))
            around += x
            return (around - mean * near) / (deviation * np.sqrt((n * near - near**2) / (n - 1)))
        mean = (total - x) / (n - 1)
        deviation = np.sqrt(np.maximum((squares - x * x) / (n - 1) - mean * mean, 0.0))
        spread = np.sqrt(((n - 1) * near - near**2) / (n - 2))
        return (around - mean * near) / (deviation * spread)


def hot_spots(
    count: Any,
    population: Any,
    neighbours: csr_array,
    *,
    times: float = 1.0,
    dispersion: float = 1.0,
    correction: Callable[..., pd.Series] | None = None,
    weight: Any = None,
) -> pd.DataFrame:
    r"""Say of each place's neighbourhood how much more it holds than its share, and how surely.

    The p value is the exact chance that the neighbourhood (the place and those next to it) holds its count or
    more, if each of all the events fell with the same chance on everyone at risk:

    .. math:: p_i = P\left(X \ge k_i\right),\quad X \sim \text{Binomial}\left(N, c\frac{n_i}{\sum n}\right)

    with c = `times`: 1 asks whether a neighbourhood holds more than its share, 2 whether it holds more than twice
    that, which is the better question where events are so many that every difference is more than chance. With `dispersion` over 1 the tail is beta-binomial of that much greater variance. p values are corrected for
    the number of places (Benjamini and Hochberg unless told otherwise); a place is hot where q is under 0.05.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events at each of **all** places.
    population : values, shape (n,)
        Who or what is at risk at each place: residents, people there by day, or square metres. It decides what
        "more than its share" means: over residents, town centres stand out because people come to them.
    neighbours : scipy.sparse.csr_array, shape (n, n)
        From `sva.places.neighbours`.
    times : float, default 1
        How many times its share a neighbourhood must surely hold to be hot.
    dispersion : float, default 1
        Variance over mean of the counts for reasons other than place, such as several victims of one incident
        (`sva.measures.dispersion_from_clusters`). Not the spread between places, which is what is looked for.
    correction : callable, optional
        One of `sva.measures`' corrections for many tests.
    weight : values, shape (n,), optional
        Such as summed harm: then ``z`` and ``ratio`` are of the weights, while p stays that of the counts.

    Returns
    -------
    pandas.DataFrame
        One row a place: ``count, population`` (of the place), ``near_count, near_population`` (of the
        neighbourhood), ``expected`` (events there by its share), ``ratio`` (of the neighbourhood's rate to that
        of all), ``lower, upper`` (95%, exact, of the ratio of counts), ``z`` (Gi* of the rates), ``p, q, hot``,
        ``core`` (hot, and the place itself above its share: the edge of a hot neighbourhood is not) and ``rank``. A neighbourhood with nobody at risk has no p and is not hot.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, populations below 0, events where nobody is at risk at any
        place, or lengths that differ.

    References
    ----------
    Benjamini Y, Hochberg Y (1995). Journal of the Royal Statistical Society B 57: 289–300.

    Examples
    --------
    >>> from sva.places.neighbours import grid_neighbours
    >>> line = grid_neighbours(np.zeros(6, int), np.arange(6))
    >>> found = hot_spots([0, 1, 0, 0, 9, 8], [100] * 6, line)
    >>> found[["near_count", "ratio", "lower", "upper", "hot"]].round(2).tail(2)
       near_count  ratio  lower  upper   hot
    4          17   1.89   1.45    2.0  True
    5          17   2.83   2.18    3.0  True
    """
    import pandas as pd

    from sva.measures import benjamini_hochberg

    x, people = _whole(count, population, neighbours)
    total, everyone = x.sum(), people.sum()
    near_count = neighbourhood_sums(x, neighbours)
    near_people = neighbourhood_sums(people, neighbours)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(near_people > 0, near_people / everyone, np.nan)
        p = beta_binomial_tail(near_count, total, np.minimum(times * share, 1.0), dispersion)
        p = np.where(np.isnan(share), np.nan, p)
        rate = np.where(people > 0, x / people, 0.0)
        ratio = near_count / (total * share)
    lower, upper = _limits(near_count, total, share, dispersion)
    if weight is not None:
        harm = np.asarray(weight, dtype=float)
        with np.errstate(invalid="ignore", divide="ignore"):
            rate = np.where(people > 0, harm / people, 0.0)
            ratio = neighbourhood_sums(harm, neighbours) / (harm.sum() * share)
        lower, upper = np.full((2, x.size), np.nan)
    q = (correction or benjamini_hochberg)(p).to_numpy(dtype=float)
    order = np.lexsort((-near_count, np.where(np.isnan(p), 2.0, p)))
    rank = np.empty(x.size, dtype=np.int64)
    rank[order] = np.arange(1, x.size + 1)
    return pd.DataFrame(
        {
            "count": x.astype(np.int64),
            "population": people,
            "near_count": near_count.astype(np.int64),
            "near_population": near_people,
            "expected": total * share,
            "ratio": ratio,
            "lower": lower,
            "upper": upper,
            "z": local_g(rate, neighbours),
            "p": p,
            "q": q,
            "hot": q < LEVEL,
            "core": (q < LEVEL) & (x * everyone > total * people),
            "rank": rank,
        }
    )


def is_hot(
    counts: np.ndarray, population: np.ndarray, neighbours: csr_array, *, times: float = 1.0
) -> np.ndarray:
    """Say for many maps at once which places are hot, as `hot_spots` would.

    Parameters
    ----------
    counts : numpy.ndarray, shape (n, maps)
        Whole numbers.
    population : numpy.ndarray, shape (n,)
        At risk, the same in every map.
    neighbours : scipy.sparse.csr_array, shape (n, n)
    times : float, default 1
        As for `hot_spots`.

    Returns
    -------
    numpy.ndarray of bool, shape (n, maps)
    """
    counts = np.asarray(counts, dtype=float)
    people = np.asarray(population, dtype=float)
    near = neighbourhood_sums(people, neighbours)
    share = near / people.sum()
    at_risk = share > 0
    p = binomial_tail(
        neighbourhood_sums(counts, neighbours)[at_risk],
        counts.sum(axis=0),
        np.minimum(times * share[at_risk, None], 1.0),
    )
    # Benjamini-Hochberg, column by column: hot is everything up to the last p under its line.
    places = p.shape[0]
    line = LEVEL * np.arange(1, places + 1)[:, None] / places
    under = np.sort(p, axis=0) < line
    last = np.where(under.any(axis=0), places - np.argmax(under[::-1], axis=0), 0)
    cut = np.where(last > 0, line[np.maximum(last, 1) - 1, 0], 0.0)
    out = np.zeros(counts.shape, dtype=bool)
    out[at_risk] = p < cut
    return out


def _limits(
    near: np.ndarray, total: float, share: np.ndarray, dispersion: float
) -> tuple[np.ndarray, np.ndarray]:
    """Clopper and Pearson's limits of the neighbourhood's share of the events, over its share of the people."""
    from scipy.special import betaincinv

    k, n = near / dispersion, total / dispersion
    with np.errstate(invalid="ignore", divide="ignore"):
        low = np.where(near > 0, betaincinv(np.maximum(k, 1e-9), n - k + 1, 0.025), 0.0)
        high = np.where(near < total, betaincinv(k + 1, np.maximum(n - k, 1e-9), 0.975), 1.0)
        return np.where(total > 0, low / share, np.nan), np.where(total > 0, high / share, np.nan)


def _whole(count: Any, population: Any, neighbours: Any) -> tuple[np.ndarray, np.ndarray]:
    x, people = np.asarray(count, dtype=float), np.asarray(population, dtype=float)
    faults = []
    if x.shape != people.shape or (x.size, x.size) != tuple(neighbours.shape):
        faults.append(
            Fault(
                f"{x.size} counts, {people.size} populations, neighbours {neighbours.shape}",
                "one of each a place",
            )
        )
    else:
        for name, wrong, expected in (
            ("counts", ~(x >= 0) | (x != np.floor(x)), "whole numbers, 0 or more"),
            ("populations", ~(people >= 0), "0 or more"),
        ):
            if wrong.any():
                faults.append(Fault(f"{int(wrong.sum())} {name} such as {x[wrong][0]}", expected))
        if not faults and x.sum() > 0 and people.sum() == 0:
            faults.append(Fault("events but nobody at risk anywhere", "a population"))
        if not faults:
            alone = (neighbourhood_sums(people, neighbours) == 0) & (x > 0)
            if alone.any():
                faults.append(
                    Fault(f"events where nobody is at risk, at {int(alone.sum())} places",
                          "a population there or next to it",
                          do_next="Choose another population at risk, or merge empty places"),
                )  # fmt: skip
    collect("hot_spots() cannot be run so", faults)
    return x, people
