"""Near repeats: whether events follow one another more closely, in place and time, than chance would have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sva.errors import Fault, collect

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["NearRepeat", "band_label", "knox"]

#: What a band must show before anyone is advised to act on it.
RATIO, LEVEL = 1.2, 0.05


@dataclass(frozen=True)
class NearRepeat:
    """Knox's table and what it means for action.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a band of distance and a band of time: ``distance, time`` (labels with half-open intervals),
        ``distance_from, distance_to, days_from, days_to, observed`` (pairs), ``expected`` (mean of the
        permutations), ``ratio, p`` (one-sided, of the permutations), ``q`` (corrected for the table).
    pairs : int
        All pairs of events.
    permutations : int
        How many times the dates were shuffled.
    act_within_metres, act_within_days : float
        How far and how long: the end of the unbroken run of bands, from nearest and soonest, that show at least a
        fifth more pairs than chance with q under 0.05. 0 where there is none.
    """

    table: pd.DataFrame = field(repr=False)
    pairs: int
    permutations: int
    act_within_metres: float
    act_within_days: float


def band_label(low: float, high: float, unit: str) -> str:
    """Write a half-open interval so that nobody can mistake which end belongs to it.

    Examples
    --------
    >>> band_label(0, 100, "m"), band_label(7, 14, "days"), band_label(0, 0.01, "m")
    ('[0, 100) m', '[7, 14) days', '[0, 0.01) m')
    """
    return f"[{low:g}, {high:g}) {unit}"


def knox(
    points: Any,
    days: Any,
    *,
    distances: Sequence[float] = (0, 1, 100, 200, 400, 800),
    periods: Sequence[float] = (0, 7, 14, 28, 56),
    metric: Literal["euclidean", "manhattan"] = "euclidean",
    permutations: int = 999,
    seed: int = 0,
) -> NearRepeat:
    r"""Count pairs of events by how near in place and how near in time, against shuffled dates.

    Every band is half-open, :math:`[a, b)`: a pair exactly b apart is in the next band. Shuffling the dates over
    the places keeps both patterns and breaks only their tie; the p value is the share of shuffles, the table itself
    included, with at least as many pairs.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Easting and northing. Not the snap points of police.uk: see `sva.places.snapping`.
    days : array_like, shape (n,)
        Whole or broken days since any date, or dates.
    distances, periods : sequence of float
        Limits of the bands, rising from 0, in metres and days.
    metric : {"euclidean", "manhattan"}
        As the crow flies, or along a grid of streets.
    permutations : int, default 999
        At least 19.
    seed : int, default 0
        The same seed gives the same table.

    Returns
    -------
    NearRepeat

    Raises
    ------
    SvaError
        For bands that do not rise from 0, missing values, fewer than two events, or points that are snap points.

    References
    ----------
    Knox EG (1964). The detection of space-time interactions. Applied Statistics 13: 25–30.
    Townsley M, Homel R, Chaseling J (2003). Infectious burglaries. British Journal of Criminology 43: 615–633.

    Examples
    --------
    A pair 100 metres and 3 days apart is in the bands that begin there:

    >>> found = knox([[0, 0], [0, 100]], [0, 3], distances=[0, 100, 200], periods=[0, 3, 6], permutations=19)
    >>> found.table.loc[found.table["observed"] > 0, ["distance", "time"]].values.tolist()
    [['[100, 200) m', '[3, 6) days']]
    """
    import numpy as np
    import pandas as pd

    from sva.measures import benjamini_hochberg

    xy, when, far, long = _checked(points, days, distances, periods, metric, permutations)
    first, second, apart = _near_pairs(xy, far[-1], metric)
    place = np.searchsorted(far, apart, side="right") - 1
    kept = (place >= 0) & (place < len(far) - 1)
    first, second, place = first[kept], second[kept], place[kept]
    shape = (len(far) - 1, len(long) - 1)
    # Pairs sorted by their first event, so that dates are read in order.
    order = np.argsort(first, kind="stable")
    first, second, place = first[order], second[order], place[order]
    clock, band_of = _time_bands(when, long)

    def table(times: np.ndarray) -> np.ndarray:
        lag = np.abs(times[first] - times[second])
        near = np.flatnonzero(lag < long[-1])
        cells = place[near] * shape[1] + band_of(lag[near])
        return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)

    rng = np.random.default_rng(seed)
    observed = table(clock)
    total = np.zeros(shape)
    at_least = np.ones(shape)
    for _ in range(permutations):
        drawn = table(rng.permutation(clock))
        total += drawn
        at_least += drawn >= observed
    expected = total / permutations
    rows, columns = (part.ravel() for part in np.indices(shape))
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan).ravel()
    out = pd.DataFrame(
        {
            "distance": [band_label(far[i], far[i + 1], "m") for i in rows],
            "time": [band_label(long[j], long[j + 1], "days") for j in columns],
            "distance_from": far[rows],
            "distance_to": far[rows + 1],
            "days_from": long[columns],
            "days_to": long[columns + 1],
            "observed": observed.ravel(),
            "expected": expected.ravel(),
            "ratio": ratio,
            "p": (at_least / (permutations + 1)).ravel(),
        }
    )
    out["q"] = benjamini_hochberg(out["p"]).to_numpy()
    clear = ((out["q"] < LEVEL) & (out["ratio"] >= RATIO)).to_numpy().reshape(shape)
    metres, reach = _act(clear, far, long, observed)
    return NearRepeat(out, len(when) * (len(when) - 1) // 2, permutations, metres, reach)


def _act(
    clear: np.ndarray, far: np.ndarray, long: np.ndarray, observed: np.ndarray
) -> tuple[float, float]:
    """Find how far in the soonest band, and how long in the nearest bands, the excess runs unbroken."""
    import numpy as np

    # A first band for the same address may hold no pair at all: then the run begins at the next one.
    start = 1 if observed[0].sum() == 0 and len(observed) > 1 else 0
    soonest = clear[start:, 0]
    wide = int(np.argmin(soonest)) if not soonest.all() else len(soonest)
    if not wide:
        return 0.0, 0.0
    over_time = clear[start : start + wide].any(axis=0)
    deep = int(np.argmin(over_time)) if not over_time.all() else clear.shape[1]
    return float(far[start + wide]), float(long[deep])


def _near_pairs(
    xy: np.ndarray, limit: float, metric: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    import numpy as np
    from scipy.spatial import KDTree

    order = 1 if metric == "manhattan" else 2
    pairs = KDTree(xy).query_pairs(limit, p=order, output_type="ndarray")
    gap = xy[pairs[:, 0]] - xy[pairs[:, 1]]
    apart = np.abs(gap).sum(axis=1) if order == 1 else np.hypot(*gap.T)
    return pairs[:, 0], pairs[:, 1], apart


def _time_bands(when: np.ndarray, long: np.ndarray) -> tuple[np.ndarray, Any]:
    """Give the times, and a function from lags under the last limit to their band; whole days by a table."""
    import numpy as np

    times = when - when.min()
    if (times == np.floor(times)).all() and long[-1] < 1e6:
        lookup = np.searchsorted(long, np.arange(int(np.ceil(long[-1])) + 1), side="right") - 1
        return times.astype(np.int32), lambda lag: lookup[lag]
    return times, lambda lag: np.searchsorted(long, lag, side="right") - 1


def _checked(
    points: Any, days: Any, distances: Any, periods: Any, metric: str, permutations: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    import numpy as np
    import pandas as pd

    from sva.places.snapping import find_snap_points

    xy = np.asarray(points, dtype=float).reshape(-1, 2)
    when = np.asarray(days)
    if not np.issubdtype(when.dtype, np.number):
        stamps = pd.to_datetime(pd.Series(when))
        when = ((stamps - stamps.min()) / pd.Timedelta(days=1)).to_numpy(dtype=float)
    when = when.astype(float)
    far, long = np.asarray(distances, dtype=float), np.asarray(periods, dtype=float)
    faults = [
        Fault(f"{name} {list(given)}", "limits that rise from 0")
        for name, given in (("distances", far), ("periods", long))
        if len(given) < 2 or given[0] != 0 or (np.diff(given) <= 0).any()
    ]
    if metric not in ("euclidean", "manhattan"):
        faults.append(Fault(f"metric {metric!r}", "'euclidean' or 'manhattan'"))
    if permutations < 19:
        faults.append(Fault(f"{permutations} permutations", "19 or more"))
    if len(xy) != len(when) or len(xy) < 2:
        faults.append(Fault(f"{len(xy)} points and {len(when)} dates", "two or more of each"))
    elif not (np.isfinite(xy).all() and np.isfinite(when).all()):
        faults.append(Fault("points or dates are missing", "events with both"))
    elif (snap := find_snap_points(xy)).found:
        faults.append(Fault(snap.sentence, "places as recorded by the force"))
    collect("knox() cannot be run so", faults)
    return xy, when, far, long
