"""Narrow every protected count by all that a finished folder tells, and prove what is narrowed too far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sva.disclosure.attack.ground import Leak
from sva.disclosure.attack.told import Told
from sva.disclosure.audit import UNBOUNDED, Equation, System
from sva.disclosure.cells import Cells, Name, find_cells
from sva.disclosure.links import find_links
from sva.disclosure.policy import traits

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from sva.disclosure.nesting import Parents

__all__ = ["narrow"]

#: A proof has so many sums at most; beyond that it says only that it takes more.
_STEPS = 6
_WIDEST = 400


def narrow(
    exact: pd.DataFrame,
    told: Iterable[Told],
    policy: Mapping[str, Any],
    *,
    before: Mapping[Name, tuple[float, float]] | None = None,
    parents: Parents | None = None,
    cohorts: Mapping[str, tuple[int, int]] | None = None,
) -> list[Leak]:
    """Find the protected counts that an adversary can narrow below the policy's interval.

    What is told and not true tells nothing: the strongest adversary knows which sums hold, and is not misled.

    Parameters
    ----------
    exact : pandas.DataFrame
        The rows of the edition with their exact counts; a plain integer index.
    told : iterable of Told
        What the folder tells.
    policy : mapping
        ``threshold`` and ``protected_interval``.
    before : mapping of Name to tuple of float, optional
        What last year's folder tells of counts by the same name; see `sva.disclosure.printed.printed_before`.
    parents : Parents, optional
        Which areas lie in which.
    cohorts : mapping of str to tuple of int, optional
        Cohorts of people by first and last age.

    Returns
    -------
    list of Leak
        One for each count narrowed too far, with the shortest proof found.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"key": ["all", "f", "m"], "measure": "victims.count", "characteristic": "sex",
    ...     "group": ["All", "Female", "Male"], "numerator": [20, 17, 3]}))
    >>> told = [Told("all", "numerator", 20, 20, "printed as 20"), Told("f", "numerator", 17, 17, "printed as 17")]
    >>> found = narrow(rows, told, {"threshold": 5, "protected_interval": 5})
    >>> print(found[0].words)
    it is 3: groups of sex add up; 20 (victims; printed as 20), 17 (victims, Female; printed as 17)
    """
    adversary = _Adversary(exact, policy, parents, cohorts)
    adversary.hear(told)
    if before:
        adversary.remember(before)
    return adversary.attack()


class _Adversary:
    def __init__(
        self,
        exact: pd.DataFrame,
        policy: Mapping[str, Any],
        parents: Parents | None,
        cohorts: Mapping[str, tuple[int, int]] | None,
    ) -> None:
        import numpy as np

        self.policy = policy
        self.found: Cells = find_cells(exact)
        self.at = {str(key): place for place, key in enumerate(exact["key"])}
        equations = find_links(
            self.found, _shares(exact, self.found), parents=parents, cohorts=cohorts,
            completed=policy.get("edition") != "restricted",
        )  # fmt: skip
        cells = self.found.cells
        self.system = System(len(cells), equations)
        self.truth = np.array([float(cell.count) for cell in cells])
        self.lower = np.where([cell.public for cell in cells], self.truth, 0.0)
        self.upper = np.where([cell.public for cell in cells], self.truth, UNBOUNDED)
        self.words: dict[int, list[str]] = {}
        real = np.array([bool(cell.rows or cell.asides) for cell in cells], dtype=bool)
        self.width = np.where(real, 1.0, 0.0) + policy["protected_interval"] - 1
        self.targets = [
            number
            for number, cell in enumerate(cells)
            if cell.people and not cell.public and 0 < cell.count < policy["threshold"]
        ]
        self.earlier: tuple[np.ndarray, np.ndarray] | None = None

    def hear(self, told: Iterable[Told]) -> None:
        """Take in what is told of counts by their rows."""
        for each in told:
            place = self.at.get(each.key)
            number = self.found.of_row[place].get(each.column) if place is not None else None
            if number is not None:
                self._learn(number, each.least, each.most, each.words)

    def remember(self, before: Mapping[Name, tuple[float, float]]) -> None:
        """Take in what an earlier folder told, and note what it told alone."""
        import numpy as np

        old = np.zeros(len(self.truth)), np.full(len(self.truth), UNBOUNDED)
        for number, cell in enumerate(self.found.cells):
            least, most = before.get(cell.name, (0.0, UNBOUNDED))
            if (cell.rows or cell.asides) and least <= cell.count <= most < UNBOUNDED:
                old[0][number], old[1][number] = least, most
                self._learn(number, least, most, f"last year's report: {least:g} to {most:g}")
        self.earlier = old

    def _learn(self, number: int, least: float, most: float, words: str) -> None:
        if not least <= self.truth[number] <= most:
            return
        if least > self.lower[number] or most < self.upper[number]:
            self.words.setdefault(number, []).append(words)
        self.lower[number] = max(self.lower[number], least)
        self.upper[number] = min(self.upper[number], most)

    def attack(self) -> list[Leak]:
        """Narrow, and prove what is too narrow."""
        low, high = self._intervals(self.system, self.lower, self.upper, self.targets)
        bad = [t for t in self.targets if high[t] - low[t] < self.width[t]]
        if bad and self.earlier is not None:
            was_low, was_high = self._intervals(self.system, *self.earlier, bad)
            bad = [t for t in bad if was_high[t] - was_low[t] >= self.width[t]]
        return [self._proof(target, low[target], high[target]) for target in bad]

    def _intervals(
        self, system: System, lower: np.ndarray, upper: np.ndarray, targets: Sequence[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        return system.intervals(
            lower, upper, targets, enough=self.policy["protected_interval"], witness=self.truth
        )

    def _proof(self, target: int, low: float, high: float) -> Leak:
        """Find the fewest sums that give a count back, and say them."""
        used = self._fewest(target)
        if used is not None:
            system = System(len(self.truth), used)
            narrowed = self._intervals(system, self.lower, self.upper, [target])
            low, high = narrowed[0][target], narrowed[1][target]
        span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        if used is None:
            said = f"more than {_STEPS} sums together narrow it"
        else:
            sums = " and ".join(dict.fromkeys(each.why for each in used))
            cells = sorted(
                {cell for each in used for cell in (each.whole, *each.parts)} - {target}
                | ({target} if not used else set())
            )
            counts = [
                self._known(cell)
                for cell in cells
                if self.words.get(cell) or self.found.cells[cell].public
            ]
            said = (f"{sums} add up; " if used else "") + ", ".join(counts)
        return Leak("narrowed", self._name(target), f"it is {span}: {said}")

    def _fewest(self, target: int) -> list[Equation] | None:
        """Take the sums around a count, nearest first, until they narrow it; then leave out what is not needed."""
        equations = self.system.equations
        touching: dict[int, list[int]] = {}
        for number, each in enumerate(equations):
            for cell in (each.whole, *each.parts):
                touching.setdefault(cell, []).append(number)
        chosen: list[int] = []
        border, seen = [target], {target}
        while True:
            if self._too_narrow(target, [equations[n] for n in chosen]):
                break
            more = [n for cell in border for n in touching.get(cell, ()) if n not in chosen]
            if not more or len(chosen) > _WIDEST:
                return None
            chosen += dict.fromkeys(more)
            border = [
                cell
                for n in more
                for cell in (equations[n].whole, *equations[n].parts)
                if cell not in seen
            ]
            seen.update(border)
        for number in reversed(chosen[:]):
            without = [equations[n] for n in chosen if n != number]
            if self._too_narrow(target, without):
                chosen.remove(number)
        return [equations[n] for n in chosen] if len(chosen) <= _STEPS else None

    def _too_narrow(self, target: int, equations: Sequence[Equation]) -> bool:
        system = System(len(self.truth), equations)
        low, high = self._intervals(system, self.lower, self.upper, [target])
        return bool(high[target] - low[target] < self.width[target])

    def _known(self, cell: int) -> str:
        low, high = self.lower[cell], self.upper[cell]
        span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        words = self.words.get(cell) or ["public already"]
        return f"{span} ({self._name(cell)}; {'; '.join(words)})"

    def _name(self, cell: int) -> str:
        name = self.found.cells[cell].name
        parts = [name.counted, name.cohort, name.offence_group, name.characteristic if name.group is None else None,
                 name.group, name.strata, name.area_code]  # fmt: skip
        said = [str(part) for part in parts if part is not None]
        if name.start is not None and name.end is not None:
            said.append(f"{str(name.start)[:10]} to {str(name.end)[:10]}")
        return ", ".join(said)


def _shares(exact: pd.DataFrame, found: Cells) -> list[tuple[int, int]]:
    """List the numerator and denominator of every share."""
    looked_up = traits(exact)
    share = (looked_up["kind"] == "proportion") & looked_up["events"]
    counted = looked_up["kind"] == "count"
    return sorted(
        {
            (use["numerator"], use["denominator"])
            for use, is_share, is_count in zip(found.of_row, share, counted, strict=True)
            if (is_share or is_count) and "numerator" in use and "denominator" in use
        }
    )
