"""Who is whose neighbour: sparse matrices of ones for areas, hexagons and squares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

__all__ = ["contiguity", "grid_neighbours", "matrix_of_pairs", "steps_apart"]

#: The eight squares round a square, and the six hexagons round a hexagon in axial coordinates.
_STEPS = {
    "square": ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)),
    "hexagon": ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)),
}


def matrix_of_pairs(first: np.ndarray, second: np.ndarray, size: int) -> csr_array:
    """Make the matrix of ones of some pairs, both ways, without the diagonal.

    Parameters
    ----------
    first, second : numpy.ndarray of int, shape (pairs,)
        Positions of two neighbours, in either order or in both.
    size : int
        How many places there are.

    Returns
    -------
    scipy.sparse.csr_array, shape (size, size)
        Symmetric, each neighbour once.

    Examples
    --------
    >>> import numpy as np
    >>> matrix_of_pairs(np.array([0, 1]), np.array([1, 0]), 3).toarray().astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    import numpy as np
    from scipy.sparse import csr_array

    apart = first != second
    rows = np.concatenate([first[apart], second[apart]])
    columns = np.concatenate([second[apart], first[apart]])
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    matrix.sort_indices()
    return matrix


def contiguity(shapes: Any, *, gap: float = 1.0) -> csr_array:
    """Find the areas that share an edge or a corner (queen contiguity).

    Generalised boundaries do not always meet to the last bit, so areas whose edges come within `gap` count as
    neighbours too. A pair that meets in one corner only counts, as in the queen's move.

    Parameters
    ----------
    shapes : sequence of shapely geometries, shape (n,)
        Polygons in metres.
    gap : float, default 1
        Metres.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        Ones, symmetric, the diagonal empty. An island has an empty row.

    Raises
    ------
    SvaError
        If a shape is missing or empty.

    Examples
    --------
    >>> from shapely import box
    >>> contiguity([box(0, 0, 1, 1), box(1, 1, 2, 2), box(9, 9, 10, 10)], gap=0.1).nnz
    2
    """
    import numpy as np
    import shapely

    polygons = np.asarray(shapes, dtype=object)
    bare = shapely.is_missing(polygons) | shapely.is_empty(polygons)
    if bare.any():
        raise SvaError(
            "neighbours cannot be found",
            [Fault(f"{int(bare.sum())} areas have no boundary", "a polygon for every area")],
        )
    tree = shapely.STRtree(polygons)
    first, second = tree.query(polygons, predicate="dwithin", distance=gap)
    return matrix_of_pairs(first, second, len(polygons))


def grid_neighbours(rows: np.ndarray, columns: np.ndarray, kind: str = "square") -> csr_array:
    """Find the neighbours of the cells of a grid that may have holes and any outline.

    Parameters
    ----------
    rows, columns : numpy.ndarray of int, shape (n,)
        Each cell's position; axial coordinates for hexagons.
    kind : {"square", "hexagon"}
        Eight neighbours, or six.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        Ones, symmetric, the diagonal empty.

    Examples
    --------
    >>> import numpy as np
    >>> grid_neighbours(np.array([0, 0, 1]), np.array([0, 1, 1])).sum(axis=1).tolist()
    [2.0, 2.0, 2.0]
    """
    import numpy as np

    if kind not in _STEPS:
        raise SvaError(
            "there is no such grid", [Fault(f"kind {kind!r}", " or ".join(map(repr, _STEPS)))]
        )
    rows, columns = rows - rows.min(), columns - columns.min()
    position = np.full((int(rows.max()) + 3, int(columns.max()) + 3), -1, dtype=np.int64)
    position[rows + 1, columns + 1] = np.arange(len(rows))
    firsts, seconds = [], []
    for down, across in _STEPS[kind]:
        if (down, across) < (0, 0):
            continue  # the other half of the pairs
        other = position[rows + 1 + down, columns + 1 + across]
        here = np.flatnonzero(other >= 0)
        firsts.append(here)
        seconds.append(other[here])
    return matrix_of_pairs(np.concatenate(firsts), np.concatenate(seconds), len(rows))


def steps_apart(neighbours: csr_array, steps: int) -> csr_array:
    """Widen a neighbourhood: all places within so many moves.

    Parameters
    ----------
    neighbours : scipy.sparse.csr_array, shape (n, n)
        From `contiguity` or `grid_neighbours`.
    steps : int
        1 gives the same back.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        Ones, symmetric, the diagonal empty.

    Examples
    --------
    >>> import numpy as np
    >>> line = grid_neighbours(np.zeros(5, int), np.arange(5))
    >>> steps_apart(line, 2).sum(axis=1).tolist()
    [2.0, 3.0, 4.0, 3.0, 2.0]
    """
    import numpy as np
    from scipy.sparse import coo_array

    reach = neighbours
    for _ in range(steps - 1):
        reach = reach @ neighbours + reach
    pairs = coo_array(reach)
    rows, columns = pairs.coords
    return matrix_of_pairs(np.asarray(rows), np.asarray(columns), len(neighbours.indptr) - 1)
