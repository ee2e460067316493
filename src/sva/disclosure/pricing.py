"""The cheapest counts to hide so that one withheld count has room: a linear program that prices every excess."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.disclosure.audit import UNBOUNDED, System

if TYPE_CHECKING:
    import numpy as np

__all__ = ["price"]

_EPSILON = 1e-6


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
