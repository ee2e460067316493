"""Squares and hexagons over an area, clipped to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

__all__ = ["Grid", "make_grid"]

_ROOT3 = 3**0.5


@dataclass(frozen=True)
class Grid:
    """Cells of one size over an area.

    Parameters
    ----------
    kind : {"square", "hexagon"}
        Squares by side, or hexagons by the distance between opposite sides.
    size : float
        Metres.
    origin : tuple of float
        Easting and northing of the corner (squares) or of the centre (hexagons) of the cell 0, 0.
    rows, columns : numpy.ndarray of int, shape (n,)
        Position of each cell; for hexagons axial coordinates.
    area : shapely geometry
        What the cells are clipped to.
    """

    kind: Literal["square", "hexagon"]
    size: float
    origin: tuple[float, float]
    rows: np.ndarray = field(repr=False)
    columns: np.ndarray = field(repr=False)
    area: Any = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def centres(self) -> np.ndarray:
        """Easting and northing of the middle of each whole cell, shape (n, 2)."""
        return _centres(self.kind, self.size, self.origin, self.rows, self.columns)

    @cached_property
    def names(self) -> np.ndarray:
        """A name of each cell: its size, and the metres of its middle."""
        import numpy as np

        middle = np.rint(self.centres).astype(int)
        return np.array([f"{self.kind[0]}{self.size:g}-{x}-{y}" for x, y in middle], dtype=object)

    @cached_property
    def shapes(self) -> np.ndarray:
        """The cells' polygons clipped to the area, shape (n,)."""
        import shapely

        whole = _polygons(self.kind, self.size, self.centres)
        shapely.prepare(self.area)
        out = whole.copy()
        cut = ~shapely.contains_properly(self.area, whole)
        out[cut] = shapely.intersection(whole[cut], self.area)
        return out

    @cached_property
    def square_metres(self) -> np.ndarray:
        """The part of each cell inside the area."""
        import shapely

        return shapely.area(self.shapes)

    @cached_property
    def neighbours(self) -> csr_array:
        """The eight squares, or six hexagons, round each cell."""
        from sva.places.neighbours import grid_neighbours

        return grid_neighbours(self.rows, self.columns, self.kind)

    def locate(self, points: np.ndarray) -> np.ndarray:
        """Find the cell of each point.

        Parameters
        ----------
        points : numpy.ndarray, shape (m, 2)
            Easting and northing in metres.

        Returns
        -------
        numpy.ndarray of int, shape (m,)
            Position of the cell; -1 where no cell of the grid holds the point.
        """
        import numpy as np

        points = np.asarray(points, dtype=float).reshape(-1, 2)
        known = np.isfinite(points).all(axis=1)
        rows, columns = np.zeros((2, len(points)), dtype=np.int64)
        rows[known], columns[known] = _cell(self.kind, self.size, self.origin, points[known])
        low, left = int(self.rows.min()), int(self.columns.min())
        table = np.full(
            (int(self.rows.max()) - low + 1, int(self.columns.max()) - left + 1), -1, dtype=np.int64
        )
        table[self.rows - low, self.columns - left] = np.arange(len(self))
        inside = known & (rows >= low) & (columns >= left)
        inside &= (rows < low + table.shape[0]) & (columns < left + table.shape[1])
        out = np.full(len(points), -1, dtype=np.int64)
        out[inside] = table[rows[inside] - low, columns[inside] - left]
        return out

    def count(self, points: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Count points, or add up their weights, by cell; points outside every cell are in none.

        Parameters
        ----------
        points : numpy.ndarray, shape (m, 2)
            Easting and northing in metres.
        weights : numpy.ndarray, shape (m,), optional
            Such as harm.

        Returns
        -------
        numpy.ndarray, shape (n,)
        """
        import numpy as np

        cell = self.locate(points)
        held = cell >= 0
        given = None if weights is None else np.asarray(weights, dtype=float)[held]
        return np.bincount(cell[held], given, len(self))

    def spread_over(self, shapes: Any, amounts: np.ndarray) -> np.ndarray:
        """Share amounts of other areas among the cells by the ground that they have in common.

        Parameters
        ----------
        shapes : sequence of shapely geometries, shape (k,)
            Such as LSOAs.
        amounts : numpy.ndarray, shape (k,)
            Such as residents: taken to live evenly over each area, which is wrong for fields and woods.

        Returns
        -------
        numpy.ndarray, shape (n,)
        """
        import numpy as np
        import shapely

        others = np.asarray(shapes, dtype=object)
        cells, other = shapely.STRtree(others).query(self.shapes, predicate="intersects")
        common = shapely.area(shapely.intersection(self.shapes[cells], others[other]))
        covered = np.bincount(other, common, len(others))
        with np.errstate(invalid="ignore", divide="ignore"):
            part = np.where(covered[other] > 0, common / covered[other], 0.0)
        return np.bincount(cells, part * np.asarray(amounts, dtype=float)[other], len(self))


def make_grid(
    area: Any,
    size: float,
    *,
    kind: Literal["square", "hexagon"] = "square",
    keep: Literal["touching", "centre"] = "touching",
) -> Grid:
    """Lay squares or hexagons over an area.

    Squares start at multiples of their side in the national grid, so that two runs have the same cells.

    Parameters
    ----------
    area : shapely geometry
        Polygon or multipolygon in metres (EPSG:27700).
    size : float
        Side of a square, or distance between opposite sides of a hexagon, in metres.
    kind : {"square", "hexagon"}
    keep : {"touching", "centre"}
        Cells that have ground in common with the area, so that every point of it has one; or those whose middle
        is inside.

    Returns
    -------
    Grid

    Raises
    ------
    SvaError
        If the size is not positive, the kind is not known, or there would be over four million cells.

    Examples
    --------
    >>> from shapely import box
    >>> grid = make_grid(box(100, 100, 1100, 600), 250)
    >>> len(grid), float(grid.square_metres.sum())
    (15, 500000.0)
    """
    import numpy as np
    import shapely

    faults = []
    if not size > 0:
        faults.append(Fault(f"a cell of {size} metres", "more than 0"))
    if kind not in ("square", "hexagon"):
        faults.append(Fault(f"kind {kind!r}", "'square' or 'hexagon'"))
    if keep not in ("touching", "centre"):
        faults.append(Fault(f"keep {keep!r}", "'touching' or 'centre'"))
    west, south, east, north = shapely.bounds(area)
    if not faults and (east - west) * (north - south) / size**2 > 4e6:
        faults.append(Fault(f"over four million cells of {size:g} m", "larger cells"))
    if faults:
        raise SvaError("this grid cannot be made", faults)
    origin = (np.floor(west / size) * size, np.floor(south / size) * size)
    high = int((north - origin[1]) / size) + 1
    wide = int((east - origin[0]) / size) + 1
    if kind == "square":
        rows, columns = (part.ravel() for part in np.indices((high, wide)))
    else:
        high = int((north - origin[1]) / (size * _ROOT3 / 2)) + 2
        rows, across = (part.ravel() for part in np.indices((high, wide + 1)))
        columns = across - rows // 2
    centres = _centres(kind, size, origin, rows, columns)
    shapely.prepare(area)
    if keep == "centre":
        kept = shapely.contains_xy(area, *centres.T)
    else:
        kept = _shares_ground(area, _polygons(kind, size, centres))
    return Grid(kind, float(size), origin, rows[kept], columns[kept], area)


def _shares_ground(area: Any, cells: np.ndarray) -> np.ndarray:
    import shapely

    met = shapely.intersects(area, cells)
    edge = met & ~shapely.contains_properly(area, cells)
    met[edge] = shapely.area(shapely.intersection(area, cells[edge])) > 0
    return met


def _centres(
    kind: str, size: float, origin: tuple[float, float], rows: np.ndarray, columns: np.ndarray
) -> np.ndarray:
    import numpy as np

    if kind == "square":
        x, y = origin[0] + (columns + 0.5) * size, origin[1] + (rows + 0.5) * size
    else:
        x = origin[0] + size * (columns + rows / 2)
        y = origin[1] + size * _ROOT3 / 2 * rows
    return np.column_stack([x, y])


def _polygons(kind: str, size: float, centres: np.ndarray) -> np.ndarray:
    import numpy as np
    import shapely

    half = size / 2
    if kind == "square":
        x, y = centres.T
        return np.asarray(shapely.box(x - half, y - half, x + half, y + half))
    turn = np.deg2rad(np.arange(30, 390, 60))
    corner = size / _ROOT3
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * corner
    return np.asarray(shapely.polygons(centres[:, None, :] + ring[None]))


def _cell(
    kind: str, size: float, origin: tuple[float, float], points: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    x, y = (points - np.asarray(origin)).T
    if kind == "square":
        return np.floor(y / size).astype(np.int64), np.floor(x / size).astype(np.int64)
    # axial coordinates of hexagons with a corner up, rounded to the nearest middle
    row = y / (size * _ROOT3 / 2)
    column = x / size - row / 2
    third = -row - column
    rounded = [np.rint(part) for part in (row, column, third)]
    off = [np.abs(a - b) for a, b in zip(rounded, (row, column, third), strict=True)]
    first = (off[0] > off[1]) & (off[0] > off[2])
    second = ~first & (off[1] > off[2])
    row = np.where(first, -rounded[1] - rounded[2], rounded[0])
    column = np.where(second, -rounded[0] - rounded[2], rounded[1])
    return row.astype(np.int64), column.astype(np.int64)
