"""Snap points: places that a publisher moved, on which no claim about streets can rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SnapPoints", "find_snap_points", "unit_of_analysis"]

#: From so many events on it can be told; from this share of events at a place shared by three or more, it is.
_EVENTS, _SHARE = 200, 0.5


@dataclass(frozen=True)
class SnapPoints:
    """Whether points look like snap points, and why.

    Parameters
    ----------
    found : bool
        Whether no claim about streets or near repeats may be made.
    events, places : int
        How many events with a place, at how many different places.
    shared : float
        Share of the events that stand at a place with at least two others.
    sentence : str
        For the reader.
    """

    found: bool
    events: int
    places: int
    shared: float
    sentence: str


def find_snap_points(points: Any) -> SnapPoints:
    """Tell points moved to shared anchors, as police.uk's are, from points as recorded.

    police.uk moves each crime to the nearest of a fixed set of anchors, each with at least eight addresses. Where
    half of the events or more stand at a place with two others, to the last figure, the places are taken to be such
    anchors (two months of police.uk's West Mercia: 57%). The five fullest places are set aside, since a hospital or
    a custody suite is one address. A rare kind of crime alone may not show it: tables of police.uk are known by
    their columns too, see `unit_of_analysis`.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Easting and northing, or longitude and latitude; rows with a missing value do not count.

    Returns
    -------
    SnapPoints
        Never found under 200 events: a village's anchors cannot be told from chance.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(3)
    >>> anchors = rng.uniform(0, 1e4, (50, 2))
    >>> find_snap_points(anchors[rng.integers(0, 50, 500)]).found, find_snap_points(rng.uniform(0, 1e4, (500, 2))).found
    (True, False)
    """
    import numpy as np

    xy = np.asarray(points, dtype=float).reshape(-1, 2)
    xy = xy[np.isfinite(xy).all(axis=1)]
    _, sizes = np.unique(xy, axis=0, return_counts=True)
    n, distinct = len(xy), len(sizes)
    # The five fullest places are set aside: a hospital is one address.
    ordinary = np.sort(sizes)[: max(distinct - 5, 0)]
    shared = float(ordinary[ordinary >= 3].sum() / ordinary.sum()) if ordinary.sum() else 0.0
    found = n >= _EVENTS and shared >= _SHARE
    where = (
        f"{n:,} events stand at {distinct:,} places, {shared:.0%} of them with at least two others"
    )
    sentence = (
        f"{where}: these are the publisher's anchor points, not where it happened."
        if found
        else f"{where}."
    )
    return SnapPoints(found, n, distinct, shared, sentence)


def unit_of_analysis(table: pd.DataFrame) -> tuple[str, str]:
    """Choose the smallest unit that a table of places can bear, and say why.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows.

    Returns
    -------
    tuple of (str, str)
        ``"point"`` or ``"lsoa"``, and a sentence for the reader.

    Examples
    --------
    >>> import pandas as pd
    >>> unit_of_analysis(pd.DataFrame({"crime_type": ["Robbery"], "longitude": [-2.1], "latitude": [52.1]}))[0]
    'lsoa'
    """
    if "crime_type" in table.columns:
        return "lsoa", (
            "police.uk moves each crime to a nearby anchor point that many share, so nothing is said of streets or of "
            "repeats nearby: the smallest unit here is the small area (LSOA)."
        )
    if not {"easting", "northing"} <= set(table.columns):
        return "lsoa", "No points were supplied: the smallest unit here is the small area (LSOA)."
    snap = find_snap_points(
        table[["easting", "northing"]].astype("Float64").to_numpy(float, na_value=float("nan"))
    )
    if snap.found:
        return "lsoa", f"{snap.sentence} The smallest unit here is the small area (LSOA)."
    return "point", "The points are as the force recorded them."
