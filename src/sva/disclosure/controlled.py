"""Controlled rounding: every count to a multiple of the base next to it, so that printed parts sum to printed totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sva.disclosure.audit import Equation

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Rounding", "round_controlled"]

#: Solvers stop after so many branches: a run must give the same numbers on any machine, so no clock decides.
_NODES = 2_000
#: What a sum costs that does not hold, beside moving counts: never worth it where it can be helped.
_BROKEN = 1e6


@dataclass(frozen=True)
class Rounding:
    """How counts are printed.

    Parameters
    ----------
    values : numpy.ndarray of int
        Shape (cells,): the printed count; of a cell that is not printed, its nearest multiple.
    hidden : tuple of int
        Cells that must not be printed, because no rounding lets them add up with the others.
    """

    values: np.ndarray
    hidden: tuple[int, ...]


def round_controlled(
    exact: np.ndarray,
    equations: Sequence[Equation],
    printed: np.ndarray,
    fixed: np.ndarray,
    costs: np.ndarray,
    base: int,
) -> Rounding:
    """Round counts up or down, each by less than the base, so that whatever is printed whole adds up.

    A multiple of the base stays as it is. Of a sum with a part that is not printed, the printed parts come to no more than the
    printed total. A sum with a count that stands as published is left alone, since that count cannot be moved.

    Parameters
    ----------
    exact : numpy.ndarray
        Shape (cells,): whole numbers, not negative.
    equations : sequence of Equation
        Which cells sum to which.
    printed, fixed : numpy.ndarray of bool
        Shape (cells,): which are printed, and which stand exactly as they are.
    costs : numpy.ndarray
        Shape (cells,): what it costs not to print each.
    base : int
        At least 1.

    Returns
    -------
    Rounding
        Counts move as little as can be, small ones least. Where no such rounding exists, the cheapest counts of the sums at
        fault are hidden until there is one.

    References
    ----------
    Cox, L.H. (1987). A constructive procedure for unbiased controlled rounding. Journal of the American Statistical
    Association 82(398), 520-524: always possible in two-way tables, not always in more.

    Examples
    --------
    Three times 8 of 24: to the nearest they would be 10, 10, 10 and 25.

    >>> import numpy as np
    >>> found = round_controlled(np.array([24, 8, 8, 8]), [Equation(0, (1, 2, 3), "kinds")], np.ones(4, bool),
    ...     np.zeros(4, bool), np.ones(4), 5)
    >>> int(found.values[0]) == int(found.values[1:].sum()), found.hidden
    (True, ())
    """
    import numpy as np

    exact = np.asarray(exact).astype(int)
    printed = printed.copy()
    values = (exact + base // 2) // base * base
    values[fixed] = exact[fixed]
    if base == 1:
        return Rounding(values, ())
    loose = printed & ~fixed & (exact % base > 0)
    hidden: list[int] = []
    while True:
        sums = _sums(equations, printed, fixed, exact, base)
        groups = _broken_groups(sums, values, loose)
        if not groups:
            return Rounding(values, tuple(sorted(hidden)))
        for cells, mine in groups:
            found = _solve(exact, values, cells, mine, base, elastic=False)
            if found is not None:
                values[cells] = found
                continue
            found = _solve(exact, values, cells, mine, base, elastic=True)
            if found is not None:
                values[cells] = found
            for each in mine:
                if _fails(each, values):
                    gone = _cheapest(each, costs, printed & ~fixed)
                    printed[gone] = loose[gone] = False
                    hidden.append(gone)


@dataclass(frozen=True)
class _Sum:
    whole: int
    parts: tuple[int, ...]
    #: Whether every part is printed; else the printed ones may fall short.
    closed: bool


def _sums(
    equations: Sequence[Equation],
    printed: np.ndarray,
    fixed: np.ndarray,
    exact: np.ndarray,
    base: int,
) -> list[_Sum]:
    """Say which sums a reader can check."""
    found = []
    for equation in equations:
        if not printed[equation.whole]:
            continue
        parts = tuple(part for part in equation.parts if printed[part])
        members = (equation.whole, *parts)
        odd = any(fixed[cell] and exact[cell] % base for cell in members)
        if parts and not odd:
            found.append(_Sum(equation.whole, parts, len(parts) == len(equation.parts)))
    return found


def _fails(each: _Sum, values: np.ndarray) -> bool:
    given = int(values[list(each.parts)].sum())
    return given != values[each.whole] if each.closed else given > values[each.whole]


def _broken_groups(
    sums: Sequence[_Sum], values: np.ndarray, loose: np.ndarray
) -> list[tuple[np.ndarray, list[_Sum]]]:
    """Find the groups of linked cells in which a sum does not hold as the counts stand."""
    import numpy as np

    if not any(_fails(each, values) for each in sums):
        return []
    parent = list(range(len(values)))

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for each in sums:
        movable = [cell for cell in (each.whole, *each.parts) if loose[cell]]
        for cell in movable[1:]:
            parent[root(cell)] = root(movable[0])
    groups: dict[int, list[_Sum]] = {}
    for number, each in enumerate(sums):
        movable = [cell for cell in (each.whole, *each.parts) if loose[cell]]
        # A sum of counts that cannot move stands for itself.
        groups.setdefault(root(movable[0]) if movable else -1 - number, []).append(each)
    found = []
    for mine in groups.values():
        if any(_fails(each, values) for each in mine):
            cells = {cell for each in mine for cell in (each.whole, *each.parts) if loose[cell]}
            found.append((np.array(sorted(cells), int), mine))
    return found


def _solve(
    exact: np.ndarray,
    values: np.ndarray,
    cells: np.ndarray,
    sums: Sequence[_Sum],
    base: int,
    *,
    elastic: bool,
) -> np.ndarray | None:
    """Choose up or down for each of some linked cells by a whole-number program; None where there is no choice."""
    import numpy as np
    from scipy import sparse
    from scipy.optimize import LinearConstraint, milp

    if not len(cells):
        return None
    place = {int(cell): number for number, cell in enumerate(cells)}
    floor, left = exact[cells] // base, exact[cells] % base
    rows, columns, signs = [], [], []
    known = np.zeros(len(sums))
    for number, each in enumerate(sums):
        for cell, sign in ((each.whole, -1), *((part, 1) for part in each.parts)):
            if cell in place:
                rows.append(number)
                columns.append(place[cell])
                signs.append(sign)
                known[number] += sign * floor[place[cell]]
            else:
                known[number] += sign * (values[cell] // base)
    count = len(cells)
    matrix: Any = sparse.csr_array((signs, (rows, columns)), shape=(len(sums), count), dtype=float)
    closed = np.array([each.closed for each in sums])
    weight = 1 / np.sqrt(np.maximum(exact[cells], 1))
    cost = weight * (base - 2.0 * left)
    most = np.ones(count)
    if elastic:
        spare = sparse.eye_array(len(sums), format="csr")
        matrix = sparse.hstack([matrix, spare, -spare])
        cost = np.concatenate([cost, np.full(2 * len(sums), _BROKEN)])
        most = np.concatenate([most, np.full(2 * len(sums), np.inf)])
    sides: tuple[Any, Any] = (np.where(closed, -known, -np.inf), -known)
    found: Any = milp(
        cost,
        constraints=LinearConstraint(matrix.tocsc(), *sides),
        bounds=_up_to(most),
        integrality=np.ones(len(cost)),
        options={"node_limit": _NODES, "mip_rel_gap": 0.01},
    )
    if found.x is None:
        return None
    return (floor + np.round(found.x[:count]).astype(int)) * base


def _up_to(most: Any) -> Any:
    from scipy.optimize import Bounds

    return Bounds(0, most)


def _cheapest(each: _Sum, costs: np.ndarray, printed: np.ndarray) -> int:
    """Pick the cell of a sum that is missed least."""
    members = [cell for cell in (*each.parts, each.whole) if printed[cell]]
    return min(members, key=lambda cell: (costs[cell], cell))
