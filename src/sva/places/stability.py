"""Would the same places be hot if the dice were thrown again? The share of bootstrap runs in which each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sva.errors import Fault, collect
from sva.places.hotspots import is_hot

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["SOLID", "rank_interval", "stability"]

#: A hot spot found in at least this share of the runs is called solid.
SOLID = 0.9
_BLOCK = 2_000_000


def _draws(count: Any, runs: int, seed: int, size: int) -> Any:
    """Draw resampled counts, a block of runs at a time: as many events, each from any of those there were."""
    x = np.asarray(count, dtype=float)
    faults = []
    if x.ndim != 1 or x.size != size or (x < 0).any() or (x != np.floor(x)).any():
        faults.append(Fault(f"counts of shape {x.shape}", "a whole number a place"))
    if runs < 20:
        faults.append(Fault(f"{runs} runs", "20 or more"))
    collect("the bootstrap cannot be run so", faults)
    rng = np.random.default_rng(seed)
    total = int(x.sum())
    step = max(1, _BLOCK // max(x.size, 1))
    for first in range(0, runs, step):
        many = min(step, runs - first)
        if not total:
            yield np.zeros((x.size, many))
        else:
            yield rng.multinomial(total, x / total, many).T.astype(float)


def stability(
    count: Any,
    population: Any,
    neighbours: csr_array,
    *,
    runs: int = 200,
    seed: int = 0,
    times: float = 1.0,
) -> np.ndarray:
    """Give the share of resampled maps in which each place is hot.

    Each run draws as many events as there were, with replacement, from those there were. A place near the limit is
    hot in about half of the runs; one hot in nine of ten would have been found whatever day the period ended.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events at each place.
    population : values, shape (n,)
        At risk.
    neighbours : scipy.sparse.csr_array, shape (n, n)
    runs : int, default 200
        At least 20.
    seed : int, default 0
        The same seed gives the same shares.
    times : float, default 1
        As for `sva.places.hotspots.hot_spots`.

    Returns
    -------
    numpy.ndarray, shape (n,)
        0 to 1.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, or fewer than 20 runs.

    References
    ----------
    Efron B, Tibshirani RJ (1993). An introduction to the bootstrap.

    Examples
    --------
    >>> from sva.places.neighbours import grid_neighbours
    >>> line = grid_neighbours(np.zeros(20, int), np.arange(20))
    >>> share = stability(np.r_[np.ones(18, int), 15, 20], np.full(20, 100), line)
    >>> bool(share[-1] > 0.95), float(share[0])
    (True, 0.0)
    """
    people = np.asarray(population, dtype=float)
    hot = np.zeros(people.size)
    for counts in _draws(count, runs, seed, people.size):
        hot += is_hot(counts, people, neighbours, times=times).sum(axis=1)
    return hot / runs


def rank_interval(
    count: Any, *, runs: int = 1000, seed: int = 0, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Give the ranks, 1 the fullest, between which each place lies in most resampled periods.

    Parameters
    ----------
    count : values, shape (n,)
        Whole numbers of events at each place.
    runs : int, default 1000
    seed : int, default 0
    confidence : float, default 0.95
        Share of the runs.

    Returns
    -------
    tuple of numpy.ndarray, shape (n,)
        Lowest (best) and highest rank. Ties share their middle rank.

    Raises
    ------
    SvaError
        As `stability`.

    Examples
    --------
    >>> low, high = rank_interval([40, 5, 4, 0])
    >>> low.tolist(), high.tolist()
    ([1, 2, 2, 3], [1, 3, 3, 4])
    """
    import pandas as pd

    x = np.asarray(count, dtype=float)
    ranks = np.concatenate(
        [
            pd.DataFrame(drawn).rank(ascending=False).to_numpy()
            for drawn in _draws(count, runs, seed, x.size)
        ],
        axis=1,
    )
    tail = (1 - confidence) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=1, method="closest_observation")
    return np.floor(low).astype(int), np.ceil(high).astype(int)
