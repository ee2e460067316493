"""The cheapest counts to hide so that withheld counts have room: for many at once, or one by one where there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sva.disclosure.audit import UNBOUNDED, System

if TYPE_CHECKING:
    import numpy as np

__all__ = ["price", "together"]

_EPSILON = 1e-6

#: A whole-number program of more than so many counts, times withheld ones, takes too long.
_LARGE = 500
#: It stops after so many branches: no clock decides what is hidden.
_NODES = 1_000


def price(
    system: System,
    target: int,
    goal: float,
    lower: np.ndarray,
    upper: np.ndarray,
    movable: np.ndarray,
    costs: np.ndarray,
) -> list[int] | None:
    """Choose counts to hide so that one count could be so much.

    Each count is what is printed of it, plus an excess above, less an excess below. Excesses cost; a count with an excess at the
    least cost must be hidden.

    Parameters
    ----------
    system : System
        What adds up.
    target : int
        The cell that needs room.
    goal : float
        What it must be able to be.
    lower, upper : numpy.ndarray
        Shape (cells,): what is printed of each.
    movable : numpy.ndarray of bool
        Shape (cells,): what may be hidden.
    costs : numpy.ndarray
        Shape (cells,): what that costs.

    Returns
    -------
    list of int, or None
        Cells to hide; none where there is room already, None where no choice gives it.

    References
    ----------
    Fischetti, M. and Salazar, J.J. (2001). Solving the cell suppression problem on tabular data with linear constraints.
    Management Science 47(7), 1008-1027.

    Examples
    --------
    >>> import numpy as np
    >>> from sva.disclosure.audit import Equation
    >>> shown, most = np.array([20.0, 17, 0]), np.array([20, 17, UNBOUNDED])
    >>> price(System(3, [Equation(0, (1, 2), "sexes")]), 2, 8.0, shown, most, np.array([True, True, False]),
    ...     np.array([45.0, 9, 9]))
    [1]
    """
    import numpy as np
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    cells = np.flatnonzero(system.component == system.component[target])
    rows = np.unique(system.rows[np.isin(system.columns, cells)])
    matrix = system.matrix[rows][:, cells]
    lower, upper, can = lower[cells], upper[cells], movable[cells]
    number, at = len(cells), int(np.searchsorted(cells, target))
    fixed = sparse.csr_array(
        (np.array([1.0, 1.0, -1.0]), ([0, 0, 0], [at, at + number, at + 2 * number])),
        shape=(1, 3 * number),
    )
    whole = sparse.vstack([sparse.hstack([matrix, matrix, -matrix]), fixed]).tocsc()
    same: Any = np.concatenate([np.zeros(len(rows)), [goal]])
    least: Any = np.concatenate([lower, np.zeros(2 * number)])
    most: Any = np.concatenate([upper, np.where(can, UNBOUNDED, 0.0), np.where(can, lower, 0.0)])
    found: Any = milp(
        np.concatenate([np.zeros(number), costs[cells], costs[cells]]),
        constraints=LinearConstraint(whole, same, same),
        bounds=Bounds(least, most),
    )
    if found.status != 0:
        return None
    excess = found.x[number : 2 * number] + found.x[2 * number :]
    return [int(cell) for cell in cells[(excess > _EPSILON) & can]]


def together(
    system: System,
    targets: Sequence[int],
    widths: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    movable: np.ndarray,
    costs: np.ndarray,
) -> list[int] | None:
    """Choose the cheapest counts to hide so that several withheld counts of one component have room, all at once.

    For each withheld count there must be two tables that a reader cannot tell from the true one, in which it is so far apart. A
    count that is not hidden is in both within what is printed of it.

    Parameters
    ----------
    system : System
        What adds up.
    targets : sequence of int
        Cells that need room, of one component.
    widths : numpy.ndarray
        Shape (cells,): how far apart each must be able to be.
    lower, upper, movable, costs : numpy.ndarray
        As for `price`.

    Returns
    -------
    list of int, or None
        Cells to hide; None where the component is too large, or no choice was found.

    References
    ----------
    Fischetti and Salazar (2001), as for `price`.

    Examples
    --------
    >>> import numpy as np
    >>> from sva.disclosure.audit import Equation
    >>> system = System(4, [Equation(0, (1, 2, 3), "kinds")])
    >>> together(system, [3], np.full(4, 5.0), np.array([40.0, 20, 17, 0]), np.array([40.0, 20, 17, UNBOUNDED]),
    ...     np.array([True, True, True, False]), np.array([45.0, 9, 8, 9]))
    [2]
    """
    import numpy as np
    from scipy import sparse
    from scipy.optimize import LinearConstraint, milp

    cells = np.flatnonzero(system.component == system.component[targets[0]])
    number, points = len(cells), 2 * len(targets)
    if number * len(targets) > _LARGE:
        return None
    rows = np.unique(system.rows[np.isin(system.columns, cells)])
    matrix = system.matrix[rows][:, cells]
    lower, upper, can = lower[cells], upper[cells], movable[cells]
    far = float(lower.sum() + widths[list(targets)].max())
    upper = np.minimum(upper, lower + far)
    same = sparse.eye_array(number, format="csr")
    above = sparse.diags_array(np.where(can, far, 0.0), format="csr")
    below = sparse.diags_array(np.where(can, lower, 0.0), format="csr")
    blank = sparse.csr_array((len(rows), number))
    blocks: list[list[Any]] = []
    least: list[np.ndarray] = []
    most: list[np.ndarray] = []
    for point in range(points):
        for first, here, low, high in (
            (blank, matrix, np.zeros(len(rows)), np.zeros(len(rows))),
            (-above, same, np.full(number, -np.inf), upper),
            (below, same, lower, np.full(number, np.inf)),
        ):
            blocks.append([first, *(here if each == point else None for each in range(points))])
            least.append(low)
            most.append(high)
    for place, target in enumerate(targets):
        one = sparse.csr_array(([1.0], ([0], [int(np.searchsorted(cells, target))])), (1, number))
        pair: list[Any] = [None] * (points + 1)
        pair[1 + 2 * place], pair[2 + 2 * place] = -one, one
        blocks.append(pair)
        least.append(np.array([widths[target]]))
        most.append(np.array([np.inf]))
    whole = sparse.block_array(blocks, format="csc")
    ends: Any = np.concatenate([can.astype(float), np.full(points * number, np.inf)])
    kinds = np.concatenate([np.ones(number), np.zeros(points * number)])
    sides: tuple[Any, Any] = (np.concatenate(least), np.concatenate(most))
    found: Any = milp(
        np.concatenate([costs[cells], np.zeros(points * number)]),
        constraints=LinearConstraint(whole, *sides),
        bounds=_between(0, ends),
        integrality=kinds,
        options={"node_limit": _NODES, "mip_rel_gap": 0.01},
    )
    if found.x is None:
        return None
    return [int(cell) for cell in cells[(found.x[:number] > 0.5) & can]]


def _between(least: Any, most: Any) -> Any:
    from scipy.optimize import Bounds

    return Bounds(least, most)
