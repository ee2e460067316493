"""Kernel density of points: an even picture, for looking at; it says nothing about chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import numpy as np

    from sva.places.grid import Grid

__all__ = ["Surface", "density", "reference_bandwidth"]

#: How many bandwidths from a point the kernel is still added: beyond, it is under 1e-17 of its height.
_REACH = 9.0
_BLOCK = 4_000_000


@dataclass(frozen=True)
class Surface:
    """A density over the cells of a grid.

    Parameters
    ----------
    value : numpy.ndarray, shape (n,)
        Events (or weight) for every square kilometre at the middle of each cell.
    bandwidth : float
        Standard deviation of the kernel in metres.
    rule : str
        How the bandwidth was chosen, in words.
    notes : tuple of str
        What a reader of the map must be told.
    """

    value: np.ndarray = field(repr=False)
    bandwidth: float
    rule: str
    notes: tuple[str, ...] = ()


def reference_bandwidth(points: np.ndarray) -> float:
    r"""Give the normal reference bandwidth of points in the plane.

    .. math:: h = \sigma\,n^{-1/6},\quad \sigma = \min\left(s, \frac{\text{IQR}}{1.349}\right)

    with s and the interquartile range averaged over the two axes. It suits one cloud of points and smooths several
    towns into one, so it is an upper bound rather than a truth.

    Parameters
    ----------
    points : numpy.ndarray, shape (m, 2)
        Metres.

    Returns
    -------
    float
        Metres.

    Raises
    ------
    SvaError
        Under ten points, or where all lie in one place.

    References
    ----------
    Silverman BW (1986). Density estimation for statistics and data analysis, section 4.3.2.

    Examples
    --------
    >>> import numpy as np
    >>> points = np.random.default_rng(1).normal(0, 1000, (729, 2))
    >>> 300 < reference_bandwidth(points) < 360
    True
    """
    import numpy as np

    points = np.asarray(points, dtype=float)
    spread = float(np.sqrt(points.var(axis=0, ddof=1).mean())) if len(points) > 1 else 0.0
    if len(points) < 10 or spread == 0:
        raise SvaError(
            "no bandwidth can be chosen",
            [
                Fault(
                    f"{len(points)} points" + (" in one place" if len(points) else ""),
                    "ten or more, in more than one place",
                    do_next="Give the bandwidth in metres.",
                )
            ],
        )
    quarters = np.quantile(points, [0.25, 0.75], axis=0)
    middle = float((quarters[1] - quarters[0]).mean()) / 1.349
    return (min(spread, middle) if middle > 0 else spread) * len(points) ** (-1 / 6)


def density(
    points: np.ndarray,
    grid: Grid,
    *,
    bandwidth: float | None = None,
    weights: np.ndarray | None = None,
) -> Surface:
    """Estimate the density of points at the middle of every cell, by a Gaussian kernel.

    On squares the kernel is the product of one factor by row and one by column, so the sum over the points is exact
    and fast. Nothing is added for events across the border, so that cells at the edge of the area show too little
    where the neighbour's events are not supplied.

    Parameters
    ----------
    points : numpy.ndarray, shape (m, 2)
        Easting and northing.
    grid : Grid
        Of squares or hexagons.
    bandwidth : float, optional
        Metres; by default `reference_bandwidth`.
    weights : numpy.ndarray, shape (m,), optional
        Such as harm, for the twin map.

    Returns
    -------
    Surface
        A note warns where the bandwidth is smaller than the cell, so that the map skips what lies between middles.

    Raises
    ------
    SvaError
        For a bandwidth that is not above 0, or points that are missing.

    Examples
    --------
    >>> import numpy as np
    >>> from shapely import box
    >>> from sva.places.grid import make_grid
    >>> surface = density(np.array([[500.0, 500.0]]), make_grid(box(0, 0, 1000, 1000), 1000), bandwidth=400)
    >>> surface.value.round(3).tolist(), surface.notes[0][:44]
    ([0.995], 'The bandwidth (400 m) is smaller than the ce')
    """
    import numpy as np

    points = np.asarray(points, dtype=float).reshape(-1, 2)
    load = np.ones(len(points)) if weights is None else np.asarray(weights, dtype=float)
    faults = []
    if bandwidth is not None and not bandwidth > 0:
        faults.append(Fault(f"a bandwidth of {bandwidth} metres", "more than 0"))
    if not np.isfinite(points).all() or not np.isfinite(load).all():
        faults.append(Fault("points or weights are missing", "points with a place only"))
    if load.shape != (len(points),):
        faults.append(Fault(f"{load.size} weights for {len(points)} points", "one a point"))
    if faults:
        raise SvaError("the density cannot be estimated", faults)
    if bandwidth is None:
        h = reference_bandwidth(points)
        rule = f"normal reference rule, {len(points):,} points"
    else:
        h, rule = float(bandwidth), "given"
    notes = []
    if h < grid.size:
        notes.append(
            f"The bandwidth ({h:,.0f} m) is smaller than the cell ({grid.size:,.0f} m): what lies between the middles "
            "of cells is missed. Use a wider kernel or smaller cells."
        )
    total = _on_squares(points, load, grid, h) if grid.kind == "square" else _anywhere(
        points, load, grid.centres, h
    )  # fmt: skip
    per_km2 = 1e6 / (2 * np.pi * h * h)
    return Surface(total * per_km2, h, rule, tuple(notes))


def _on_squares(points: np.ndarray, load: np.ndarray, grid: Grid, h: float) -> np.ndarray:
    """Add the kernels tile by tile: rows' factors times columns' factors is one product of two matrices."""
    import numpy as np

    high, wide = int(grid.rows.max()) + 1, int(grid.columns.max()) + 1
    out = np.zeros((high, wide))
    x, y = ((points - np.asarray(grid.origin)) / grid.size).T
    scale, reach = grid.size / h, _REACH * h / grid.size
    side = max(reach, 1.0)
    tile_x, tile_y = np.floor(x / side).astype(np.int64), np.floor(y / side).astype(np.int64)
    order = np.lexsort((tile_x, tile_y))
    starts = np.flatnonzero(
        np.r_[True, (np.diff(tile_x[order]) != 0) | (np.diff(tile_y[order]) != 0)]
    ) if len(order) else np.array([], int)  # fmt: skip
    for first, end in zip(starts, [*starts[1:], len(order)], strict=True):
        own = order[first:end]
        left, right = _window(x[own], reach, wide)
        low, top = _window(y[own], reach, high)
        if left >= right or low >= top:
            continue
        across = np.exp(-0.5 * ((np.arange(left, right) + 0.5 - x[own, None]) * scale) ** 2)
        up = np.exp(-0.5 * ((np.arange(low, top) + 0.5 - y[own, None]) * scale) ** 2)
        out[low:top, left:right] += (up * load[own, None]).T @ across
    return out[grid.rows, grid.columns]


def _window(position: np.ndarray, reach: float, end: int) -> tuple[int, int]:
    return max(int(position.min() - reach), 0), min(int(position.max() + reach) + 2, end)


def _anywhere(points: np.ndarray, load: np.ndarray, centres: np.ndarray, h: float) -> np.ndarray:
    """Add the kernels at any points: the direct sum, a block of cells at a time."""
    import numpy as np

    out = np.empty(len(centres))
    step = max(1, _BLOCK // max(len(points), 1))
    for first in range(0, len(centres), step):
        block = centres[first : first + step]
        apart = ((block[:, None] - points[None]) ** 2).sum(axis=2)
        out[first : first + step] = np.exp(-0.5 * apart / (h * h)) @ load
    return out
