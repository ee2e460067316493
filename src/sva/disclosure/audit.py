"""What a reader can work out: the interval of every count from what is printed and what must add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from scipy import sparse

__all__ = ["UNBOUNDED", "Equation", "System"]

#: A count printed nowhere has no upper bound; so many is as good as none.
UNBOUNDED = float(10**9)

_EPSILON = 1e-6

#: At most so many programs that push many cells at once, for components with at least so many left; how many go the other way.
_PUSHES, _FEW, _FLIPPED = 24, 8, 0.3


@dataclass(frozen=True)
class Equation:
    """Parts that sum to a whole.

    Parameters
    ----------
    whole : int
        Number of a cell.
    parts : tuple of int
        Numbers of cells; what is left over, where anything is, is a cell among them.
    why : str
        The words for it: "districts of a force".
    """

    whole: int
    parts: tuple[int, ...]
    why: str


class System:
    """Linear equations over counts that are whole numbers and never negative.

    Parameters
    ----------
    count : int
        How many cells there are.
    equations : sequence of Equation
        Those that hold among them.

    Examples
    --------
    >>> import numpy as np
    >>> system = System(3, [Equation(0, (1, 2), "sexes")])
    >>> lower, upper = system.intervals(np.array([20.0, 18.0, 0.0]), np.array([20.0, 18.0, UNBOUNDED]), [2])
    >>> lower[2], upper[2]
    (np.float64(2.0), np.float64(2.0))
    """

    def __init__(self, count: int, equations: Sequence[Equation]) -> None:
        import numpy as np
        from scipy import sparse
        from scipy.sparse.csgraph import connected_components

        self.count, self.equations = count, list(equations)
        rows, columns, signs = [], [], []
        for number, equation in enumerate(self.equations):
            for cell, sign in ((equation.whole, -1.0), *((part, 1.0) for part in equation.parts)):
                rows.append(number)
                columns.append(cell)
                signs.append(sign)
        self.rows, self.columns = np.array(rows, int), np.array(columns, int)
        self.signs = np.array(signs)
        size = (len(self.equations), count)
        self.matrix: sparse.csr_array = sparse.csr_array(
            (self.signs, (self.rows, self.columns)), shape=size
        )
        links = sparse.coo_array(
            (np.ones(len(rows)), (self.columns, self.rows + count)),
            shape=(count + size[0],) * 2,
        )
        self.component = connected_components(links, directed=False)[1][:count]

    def propagate(
        self, lower: np.ndarray, upper: np.ndarray, rounds: int = 60
    ) -> tuple[np.ndarray, np.ndarray]:
        """Tighten every interval by each equation in turn until nothing moves.

        Parameters
        ----------
        lower, upper : numpy.ndarray
            Shape (cells,): what is known of each.
        rounds : int, optional
            At most so many times through all equations.

        Returns
        -------
        tuple of numpy.ndarray
            Outer bounds; exact where the equations make a tree.
        """
        import numpy as np

        lower, upper = lower.copy(), upper.copy()
        if not len(self.equations):
            return lower, upper
        size = len(self.equations)
        for _ in range(rounds):
            # Each term's own least and most within its equation, sign applied.
            low = np.where(self.signs > 0, lower[self.columns], -upper[self.columns])
            high = np.where(self.signs > 0, upper[self.columns], -lower[self.columns])
            least = np.bincount(self.rows, low, size)[self.rows] - low
            most = np.bincount(self.rows, high, size)[self.rows] - high
            low, high = np.maximum(low, -most), np.minimum(high, -least)
            new_lower, new_upper = lower.copy(), upper.copy()
            np.maximum.at(new_lower, self.columns, np.where(self.signs > 0, low, -high))
            np.minimum.at(new_upper, self.columns, np.where(self.signs > 0, high, -low))
            new_lower = np.ceil(new_lower - _EPSILON)
            new_upper = np.floor(new_upper + _EPSILON)
            still = np.array_equal(new_lower, lower) and np.array_equal(new_upper, upper)
            lower, upper = new_lower, new_upper
            if still:
                break
        return lower, upper

    def _free(self, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Find the components that unknown cells make, and which of them hold a ring: there propagation is not the whole story."""
        import numpy as np
        from scipy import sparse
        from scipy.sparse.csgraph import connected_components

        open_ = (upper > lower)[self.columns]
        total = self.count + len(self.equations)
        links = sparse.coo_array(
            (np.ones(open_.sum()), (self.columns[open_], self.rows[open_] + self.count)),
            shape=(total, total),
        )
        number, component = connected_components(links, directed=False)
        edges = np.bincount(component[self.columns[open_]], minlength=number)
        nodes = np.bincount(component, minlength=number)
        return component[: self.count], np.flatnonzero(edges >= nodes)

    def intervals(
        self,
        lower: np.ndarray,
        upper: np.ndarray,
        targets: Iterable[int],
        *,
        enough: float | None = None,
        witness: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Work out the interval of some cells: propagation, then linear programs for what rings leave open.

        Parameters
        ----------
        lower, upper : numpy.ndarray
            Shape (cells,): what is printed of each.
        targets : iterable of int
            Cells to be narrowed.
        enough : float, optional
            Stop at a cell once its interval is shown to be at least so wide.
        witness : numpy.ndarray, optional
            A solution, such as the exact counts: it saves work.

        Returns
        -------
        tuple of numpy.ndarray
            Shape (cells,). Exact, for real numbers, at the targets; with `enough`, only as far as needed. Bounds that
            cross say that no counts fit at all.
        """
        import numpy as np

        lower, upper = self.propagate(lower, upper)
        if (lower > upper).any():
            return lower, upper
        component, ringed = self._free(lower, upper)
        wanted = [cell for cell in targets if component[cell] in set(ringed.tolist())]
        out_lower, out_upper = lower.copy(), upper.copy()
        for number in sorted({int(component[cell]) for cell in wanted}):
            cells = np.flatnonzero(component == number)
            mine = [cell for cell in wanted if component[cell] == number]
            self._narrow(
                cells, mine, lower, upper, out_lower, out_upper, enough=enough, witness=witness
            )
        return out_lower, out_upper

    def _narrow(
        self,
        cells: np.ndarray,
        targets: list[int],
        lower: np.ndarray,
        upper: np.ndarray,
        out_lower: np.ndarray,
        out_upper: np.ndarray,
        *,
        enough: float | None,
        witness: np.ndarray | None,
    ) -> None:
        import numpy as np

        program = _Program(self, cells, lower, upper)
        seen_low = np.full(self.count, np.inf)
        seen_high = np.full(self.count, -np.inf)
        if witness is not None:
            seen_low[cells] = seen_high[cells] = witness[cells]
        if enough is not None:
            # A few programs that push many cells at once settle most of them.
            chance = np.random.default_rng(len(cells))
            for _ in range(_PUSHES):
                left = [
                    t
                    for t in targets
                    if seen_high[t] - seen_low[t] < enough - _EPSILON
                    and out_upper[t] - out_lower[t] >= enough
                ]
                if len(left) < _FEW:
                    break
                up = seen_high[left] - out_lower[left] < out_upper[left] - seen_low[left]
                flip = chance.random(len(left)) < _FLIPPED
                found = program.push(left, np.where(up ^ flip, 1, -1))
                if found is not None:
                    np.minimum.at(seen_low, cells, found)
                    np.maximum.at(seen_high, cells, found)
        for target in targets:
            if out_upper[target] - out_lower[target] < (enough or 0):
                continue
            for sign in (-1, 1):
                if enough is not None and seen_high[target] - seen_low[target] >= enough - _EPSILON:
                    break
                found = program.reach(target, sign)
                if found is None:
                    # What could not be worked out counts as told.
                    out_upper[target] = out_lower[target]
                    break
                np.minimum.at(seen_low, cells, found)
                np.maximum.at(seen_high, cells, found)
                at = found[np.searchsorted(cells, target)]
                if sign > 0:
                    out_upper[target] = np.floor(at + _EPSILON)
                else:
                    out_lower[target] = np.ceil(at - _EPSILON)


class _Program:
    """The linear program of one component, made once and asked often."""

    def __init__(
        self, system: System, cells: np.ndarray, lower: np.ndarray, upper: np.ndarray
    ) -> None:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint

        self.cells = cells
        inside = np.zeros(system.count, bool)
        inside[cells] = True
        touched = np.unique(system.rows[inside[system.columns]])
        whole = system.matrix[touched]
        known = np.where(inside, 0.0, lower)
        right = -(whole @ known)
        self.sums = LinearConstraint(whole[:, cells].tocsc(), right, right)
        limits: Any = (lower[cells], upper[cells])
        self.bounds = Bounds(*limits)

    def reach(self, cell: int, sign: int) -> np.ndarray | None:
        """Find counts that fit and take one cell as far as it goes; None where the solver gives up."""
        return self.push([cell], sign)

    def push(self, chosen: Sequence[int], signs: np.ndarray | int) -> np.ndarray | None:
        """Find counts that fit and take some cells together as far as they go, up or down."""
        import numpy as np
        from scipy.optimize import milp

        cost = np.zeros(len(self.cells))
        cost[np.searchsorted(self.cells, list(chosen))] = -1.0 * np.asarray(signs)
        # A programme without whole-number variables: this entry to HiGHS has the least to check.
        found: Any = milp(cost, constraints=self.sums, bounds=self.bounds)
        return found.x if found.status == 0 else None
