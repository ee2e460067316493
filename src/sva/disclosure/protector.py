"""The search for what else to withhold: audit, the cheapest remedy, audit again, and what was too much shown again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.disclosure.audit import UNBOUNDED, Equation, System
from sva.disclosure.cells import Cells, Name
from sva.disclosure.controlled import round_controlled
from sva.disclosure.earlier import told_before
from sva.disclosure.pricing import price, together
from sva.disclosure.printed import behind
from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Protection", "Protector"]

#: A sum of more counts than this is no neighbourhood of each.
_MANY = 50

#: So many counts that need room are given it by one program; where there are more, or one, each in its turn.
_FEW = 5


@dataclass
class Protection:
    """What complementary suppression came to.

    Parameters
    ----------
    rows : set of int
        Positions of rows to withhold besides those withheld already.
    asides : set of tuple of int and str
        Rows and columns to leave empty in rows that stay.
    targets : int
        How many counts were protected.
    cells : int
        How many counts had to be hidden for their sake.
    cost : float
        What the hidden rows cost, by the registry.
    told : int
        How many counts an earlier release has told already, so that nothing withheld now protects them.
    printed : dict of tuple of int and str to int
        By position of a row and column: the count as it is printed, rounded so that parts sum to totals.
    unrounded : int
        How many counts had to be hidden because no rounding lets them add up.
    """

    rows: set[int] = field(default_factory=set)
    asides: set[tuple[int, str]] = field(default_factory=set)
    targets: int = 0
    cells: int = 0
    cost: float = 0.0
    told: int = 0
    printed: dict[tuple[int, str], int] = field(default_factory=dict)
    unrounded: int = 0


class Protector:
    def __init__(
        self,
        found: Cells,
        equations: list[Equation],
        costs: list[float],
        rows: set[int],
        policy: Mapping[str, Any],
        before: Mapping[Name, tuple[float, float]],
        banded: Iterable[int] = (),
        secret: Iterable[int] = (),
        decided: Iterable[int] = (),
    ) -> None:
        import numpy as np

        self.found, self.policy, self.primary_rows = found, policy, rows
        self.costs = np.array(costs)
        self.exact = np.array([float(cell.count) for cell in found.cells])
        self.system = System(len(found), equations)
        threshold = policy["threshold"]
        #: What must stay uncertain: small counts, and those withheld because of whose they are or because a person said so.
        self.small = np.array(
            [
                cell.people and not cell.public and 0 < cell.count < threshold
                for cell in found.cells
            ],
            dtype=bool,
        )
        secret = [cell for cell in _alike(secret, equations) if not found.cells[cell].public]
        self.small[secret] = True
        self.real = np.array([bool(cell.rows or cell.asides) for cell in found.cells], dtype=bool)
        #: Where counts stand: cell, row, and whether the row's value rests on it.
        pairs = [
            (number, row, value)
            for number, cell in enumerate(found.cells)
            for rows, value in ((cell.rows, True), ({row for row, _ in cell.asides}, False))
            for row in rows
        ]
        cells, at, value = np.array(pairs, dtype=int).reshape(-1, 3).T
        self.places = cells, at, value.astype(bool)
        self.public = np.array([cell.public for cell in found.cells], dtype=bool)
        #: Those that stand because a person let them out.
        self.decided = sorted(decided)
        self.hidden = {int(cell) for cell in np.flatnonzero(self.small & self.real)}
        base = policy["rounding_base"]
        rounding = round_controlled(
            self.exact, equations, self.visible(self.hidden), self.public, self.costs, base
        )
        self.values, self.unrounded = rounding.values, len(rounding.hidden)
        self.hidden |= set(rounding.hidden)
        self.shown = np.array(
            [behind(int(value), base, threshold) for value in self.values], dtype=float
        ).reshape(-1, 2)
        exactly = self.public.copy()
        exactly[list(banded)] = True
        self.shown[exactly] = self.exact[exactly, None]
        nothing = (0.0, UNBOUNDED)
        told = [cell.span or told_before(before, cell) for cell in found.cells]
        self.before = np.array(
            [
                pair
                if (self.real[n] or found.cells[n].span) and pair[0] <= self.exact[n] <= pair[1]
                else nothing
                for n, pair in enumerate(told)
            ]
        ).reshape(-1, 2)
        #: How wide an interval must stay: a withheld count one wider than a rest, which no mark points at.
        self.width = np.where(self.real, 1.0, 0.0) + policy["protected_interval"] - 1
        part = policy.get("dominance_rest", 0) / 100
        self.width[secret] = np.maximum(self.width[secret], np.ceil(part * self.exact[secret]))
        #: Those of which more is asked than of a small count.
        self.wider = {cell for cell in secret if self.width[cell] > policy["protected_interval"]}

    def visible(self, hidden: set[int]) -> np.ndarray:
        """Mark the counts that a reader finds printed somewhere."""
        import numpy as np

        away = np.zeros(len(self.found), dtype=bool)
        away[list(hidden)] = True
        alive = np.ones(len(self.found.of_row), dtype=bool)
        alive[list(self.primary_rows)] = False
        cell, row, value = self.places
        alive[row[away[cell] & value]] = False
        out = np.zeros(len(self.found), dtype=bool)
        out[cell[alive[row]]] = True
        return (out & ~away) | self.public

    def bounds(self, hidden: set[int]) -> tuple[np.ndarray, np.ndarray]:
        """Say what is printed of every count."""
        import numpy as np

        seen = self.visible(hidden)
        lower = np.where(seen, self.shown[:, 0], 0.0)
        upper = np.where(seen, self.shown[:, 1], UNBOUNDED)
        return np.maximum(lower, self.before[:, 0]), np.minimum(upper, self.before[:, 1])

    def failing(
        self, hidden: set[int], targets: Iterable[int]
    ) -> tuple[list[int], np.ndarray, np.ndarray]:
        """Find the targets that can be narrowed too far."""
        lower, upper = self.bounds(hidden)
        chosen = list(targets)
        least = float(self.policy["protected_interval"])
        first = [t for t in chosen if self.width[t] <= least]
        low, high = self.system.intervals(lower, upper, first, enough=least, witness=self.exact)
        for enough in sorted({float(self.width[t]) for t in self.wider.intersection(chosen)}):
            # Each width is asked for on its own: a count is narrowed no further than it takes to see that it has so much.
            mine = [t for t in chosen if self.width[t] == enough]
            found = self.system.intervals(lower, upper, mine, enough=enough, witness=self.exact)
            low[mine], high[mine] = found[0][mine], found[1][mine]
        return [t for t in chosen if high[t] - low[t] < self.width[t]], low, high

    def run(self) -> Protection:
        import numpy as np

        targets = np.flatnonzero(self.small)
        told: list[int] = []
        if (self.before[:, 1] < UNBOUNDED).any():
            # What stays narrow with nothing at all printed now was told before, and cannot be taken back.
            told = self.failing(set(np.flatnonzero(self.real & ~self.public).tolist()), targets)[0]
            targets = np.setdiff1d(targets, told)
        if self.decided:
            targets = np.setdiff1d(targets, self._let_out(targets))
        component = self.system.component
        added: list[int] = []
        look = targets
        for _ in range(4 * len(self.found) + 1):
            bad, low, high = self.failing(self.hidden, look)
            if not bad:
                break
            done: set[int] = set()
            for target in sorted(bad, key=lambda t: (high[t] - low[t], t)):
                if int(component[target]) in done:
                    continue
                done.add(int(component[target]))
                mine = [int(each) for each in bad if component[each] == component[target]]
                both = self._together(mine) if 1 < len(mine) <= _FEW else None
                more = both or self._widen(target, low, high)
                self.hidden |= set(more)
                added += more
            # Hiding more only ever widens: what held still holds, and only what was too narrow is asked again.
            look = np.array(bad)
        else:
            raise self._cannot(int(look[0]))
        kept = self._thin(added, targets)
        out = self._outcome(targets, kept)
        out.told, out.unrounded = len(told), self.unrounded
        out.printed = {
            (row, column): int(self.values[cell])
            for row, use in enumerate(self.found.of_row)
            for column, cell in use.items()
        }
        return out

    def _let_out(self, targets: np.ndarray) -> list[int]:
        """Find what is told with nothing else printed by counts that a person let out: the decision told it, and it stops nothing."""
        import numpy as np

        all_ = set(np.flatnonzero(self.real & ~self.public).tolist())
        open_ = self.failing(all_, targets)[0]
        before, self.public = self.public, self.public.copy()
        self.public[self.decided] = False
        shut = self.failing(all_ | set(self.decided), open_)[0]
        self.public = before
        return sorted(set(open_) - set(shut))

    def _together(self, targets: list[int]) -> list[int] | None:
        """Choose the cheapest counts for all targets of a component at once, where it is small enough."""
        movable = self.real & ~self.public & self.visible(self.hidden)
        return together(
            self.system, targets, self.width, *self.bounds(self.hidden), movable, self.costs
        )

    def _widen(self, target: int, low: np.ndarray, high: np.ndarray) -> list[int]:
        """Choose the cheapest counts to hide so that one target has room, by a linear program that prices every excess."""
        import numpy as np

        need = float(self.width[target])
        movable = self.real & ~self.public & self.visible(self.hidden)
        choices = []
        for goal in (low[target] + need, high[target] - need):
            if goal < 0:
                continue
            chosen = price(
                self.system, target, goal, *self.bounds(self.hidden), movable, self.costs
            )
            if chosen:
                choices.append((float(self.costs[chosen].sum()), chosen))
        if choices:
            return min(choices)[1]
        # No room at any price by the program: hide everything that stands in a sum with the target.
        seen = self.visible(self.hidden)
        near = {
            cell
            for equation in self.system.equations
            if target in (equation.whole, *equation.parts)
            for cell in (equation.whole, *equation.parts)
            if seen[cell] and self.real[cell] and not self.public[cell]
        } or {
            int(cell)
            for cell in np.flatnonzero(self.system.component == self.system.component[target])
            if seen[cell] and self.real[cell] and not self.public[cell]
        }
        if not near:
            raise self._cannot(target)
        return sorted(near)

    def _thin(self, added: list[int], targets: np.ndarray) -> list[int]:
        """Show again whatever need not be hidden, the dearest first."""
        kept = sorted(set(added), key=lambda cell: (-self.costs[cell], cell))
        for cell in list(kept):
            component = self.system.component
            mine = [t for t in targets if component[t] == component[cell]]
            trial = self.hidden - {cell}
            # Rows print counts of several components at once: what comes back must harm none of them.
            others = {
                use
                for row in self.found.cells[cell].rows
                for use in self.found.of_row[row].values()
            }
            mine += [
                t
                for t in targets
                if component[t] != component[cell]
                and component[t] in {component[other] for other in others}
            ]
            # Those beside it fail first, if any do.
            if not self.failing(trial, self._beside(cell, mine))[0] and (
                not self.failing(trial, mine)[0]
            ):
                self.hidden = trial
                kept.remove(cell)
        return kept

    def _beside(self, cell: int, targets: Iterable[int]) -> list[int]:
        """Pick the targets that stand in a short sum with a count."""
        import numpy as np

        rows = self.system.rows[self.system.columns == cell]
        length = np.bincount(self.system.rows, minlength=len(self.system.equations))
        near = self.system.columns[np.isin(self.system.rows, rows[length[rows] <= _MANY])]
        return sorted(set(targets) & set(near.tolist()))

    def _outcome(self, targets: np.ndarray, kept: list[int]) -> Protection:
        gone = {row for cell in self.hidden for row in self.found.cells[cell].rows}
        asides = {each for cell in self.hidden for each in self.found.cells[cell].asides}
        return Protection(
            gone - self.primary_rows,
            {each for each in asides if each[0] not in gone | self.primary_rows},
            len(targets),
            len(kept),
            float(self.costs[kept].sum()) if kept else 0.0,
        )

    def _cannot(self, target: int) -> SvaError:
        parts = [str(part) for part in self.found.cells[target].name if part is not None]
        return SvaError(
            "this edition cannot be released",
            [
                Fault(
                    "a withheld count can be worked out whatever else is withheld",
                    f"at least {self.policy['protected_interval']} counts that it could be",
                    " / ".join(parts),
                    do_next="Declare fewer measures for the public edition, or a lower protected_interval.",
                )
            ],
        )


def _alike(cells: Iterable[int], equations: Iterable[Equation]) -> list[int]:
    """Add to some counts those that are the same count by another name: a sum of one part."""
    known = set(cells)
    pairs = [{each.whole, *each.parts} for each in equations if len(each.parts) == 1]
    while known and (more := {cell for pair in pairs if pair & known for cell in pair} - known):
        known |= more
    return sorted(known)
