"""Whether a map of the past holds for what came after: hit rate, PAI, and what last year's counts would have done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sva.errors import Fault, collect
from sva.places.hotspots import hot_spots

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ForwardTest", "Score", "forward_test", "fullest", "score"]


@dataclass(frozen=True)
class Score:
    """How well a set of places caught later events.

    Parameters
    ----------
    places : int
        How many were on the map.
    size, all_size : float
        Square metres, residents or whatever effort is measured by: of the places, and of all.
    caught, events : int
        Later events in the places, and in all.
    """

    places: int
    size: float
    all_size: float
    caught: int
    events: int

    @property
    def hit_rate(self) -> float:
        """Share of the later events in the places."""
        return self.caught / self.events if self.events else float("nan")

    @property
    def size_share(self) -> float:
        """Share of the whole that the places take."""
        return self.size / self.all_size

    @property
    def pai(self) -> float:
        """Predictive accuracy index: hit rate over share of the whole; 1 is what any place would catch."""
        return self.hit_rate / self.size_share if self.size > 0 else float("nan")


def score(on_map: Any, later: Any, size: Any) -> Score:
    """Score a map by what happened afterwards.

    Parameters
    ----------
    on_map : values of bool, shape (n,)
        Which places the map names.
    later : values, shape (n,)
        Whole numbers of events after the map was made, at all places.
    size : values, shape (n,)
        Size of each place: square metres say how much ground must be covered.

    Returns
    -------
    Score

    Raises
    ------
    SvaError
        For lengths that differ or sizes below 0.

    References
    ----------
    Chainey S, Tompson L, Uhlig S (2008). The utility of hotspot mapping for predicting spatial patterns of crime.
    Security Journal 21: 4–28.

    Examples
    --------
    >>> one = score([True, False, False, False], [6, 2, 2, 0], [1, 1, 1, 1])
    >>> one.hit_rate, one.pai
    (0.6, 2.4)
    """
    on = np.asarray(on_map, dtype=bool)
    events, sizes = np.asarray(later, dtype=float), np.asarray(size, dtype=float)
    faults = []
    if not on.shape == events.shape == sizes.shape:
        faults.append(
            Fault(f"{on.size} places, {events.size} counts, {sizes.size} sizes", "one of each")
        )
    elif (sizes < 0).any() or not sizes.sum() > 0:
        faults.append(Fault("sizes below 0, or none above it", "the size of every place"))
    collect("the map cannot be scored", faults)
    return Score(
        int(on.sum()),
        float(sizes[on].sum()),
        float(sizes.sum()),
        int(events[on].sum()),
        int(events.sum()),
    )


def fullest(counts: Any, size: Any, most: float) -> np.ndarray:
    """Name the fullest places that together take no more than a given size: the naive map.

    Places are taken from the highest count down (the smaller of equal ones first); one that would go over `most`
    is passed by. At least the first is taken, so that the naive map is never empty.

    Parameters
    ----------
    counts, size : values, shape (n,)
        Events and size of each place.
    most : float
        How much the places may take.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)

    Examples
    --------
    >>> fullest([5, 9, 1, 0], [10, 10, 10, 10], 25).tolist()
    [True, True, False, False]
    """
    events, sizes = np.asarray(counts, dtype=float), np.asarray(size, dtype=float)
    taken, out = 0.0, np.zeros(events.size, dtype=bool)
    for i in np.lexsort((np.arange(events.size), sizes, -events)):
        if events[i] == 0:
            break
        if not out.any() or taken + sizes[i] <= most:
            out[i] = True
            taken += sizes[i]
    return out


@dataclass(frozen=True)
class ForwardTest:
    """A hot-spot map of the earlier part scored on the later, beside two naive maps.

    Parameters
    ----------
    hot : Score
        Of the cores of the hot spots.
    naive : Score
        Of the places with the highest earlier counts, on no more ground than the hot spots.
    naive_same_places : Score
        Of the same number of places with the highest earlier counts, whatever their ground.
    best : Score
        Of the same number of places chosen with hindsight: the most that any map of so many places could catch.
    """

    hot: Score
    naive: Score
    naive_same_places: Score
    best: Score

    @property
    def better(self) -> bool:
        """Whether the hot-spot map caught more for its ground than last year's counts did."""
        return self.hot.pai > self.naive.pai


def forward_test(
    earlier: Any,
    later: Any,
    population: Any,
    neighbours: csr_array,
    size: Any,
    *,
    times: float = 1.0,
    dispersion: float = 1.0,
) -> ForwardTest:
    """Build a hot-spot map on the earlier part and score it on the later.

    Parameters
    ----------
    earlier, later : values, shape (n,)
        Events at each place in the two parts.
    population : values, shape (n,)
        At risk, for the hot spots.
    neighbours : scipy.sparse.csr_array, shape (n, n)
    size : values, shape (n,)
        Size of each place.
    times, dispersion : float, default 1
        As for `sva.places.hotspots.hot_spots`.

    Returns
    -------
    ForwardTest
        Where no place was hot, the maps are empty and have no PAI.

    Examples
    --------
    >>> from sva.places.neighbours import grid_neighbours
    >>> line = grid_neighbours(np.zeros(30, int), np.arange(30))
    >>> counts = np.r_[np.ones(28, int), 12, 12]
    >>> tested = forward_test(counts, counts, np.full(30, 100), line, np.ones(30))
    >>> tested.hot.places, round(tested.hot.pai, 2), round(tested.naive.pai, 2)
    (2, 6.92, 6.92)
    """
    found = hot_spots(earlier, population, neighbours, times=times, dispersion=dispersion)
    hot = found["core"].to_numpy()
    sizes = np.asarray(size, dtype=float)
    blank = np.zeros(hot.size, dtype=bool)
    naive = fullest(earlier, sizes, sizes[hot].sum()) if hot.any() else blank
    same = _top(earlier, int(hot.sum()))
    best = _top(later, int(hot.sum()))
    return ForwardTest(
        score(hot, later, sizes),
        score(naive, later, sizes),
        score(same, later, sizes),
        score(best, later, sizes),
    )


def _top(counts: Any, how_many: int) -> np.ndarray:
    events = np.asarray(counts, dtype=float)
    out = np.zeros(events.size, dtype=bool)
    out[np.lexsort((np.arange(events.size), -events))[:how_many]] = True
    return out
