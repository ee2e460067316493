"""Counts that only an earlier release printed, and the sums that tie them to those of this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sva.disclosure.audit import UNBOUNDED, Equation
from sva.disclosure.cells import Cell, Cells, Name

__all__ = ["add_earlier", "settle", "told_before"]


def add_earlier(found: Cells, before: Mapping[Any, tuple[float, float]]) -> list[int]:
    """Add the counts that only an earlier release printed to those of this one.

    Parameters
    ----------
    found : Cells
        Of this release; cells are added to it.
    before : mapping of Name to tuple of float
        What the earlier release told of each; see `sva.disclosure.printed.printed_before`.

    Returns
    -------
    list of int
        Numbers of the cells added.
    """
    names = {cell.name for cell in found.cells}
    first = len(found.cells)
    for name, (least, most) in before.items():
        if isinstance(name, Name) and name not in names and most < UNBOUNDED:
            guess = int((least + most) // 2)
            found.cells.append(Cell(name, guess, span=(least, most)))
    return list(range(first, len(found.cells)))


def told_before(before: Mapping[Any, tuple[float, float]], cell: Cell) -> tuple[float, float]:
    """Say what other releases told of a count: by its name, and by its name with the count itself.

    Parameters
    ----------
    before : mapping
        By `sva.disclosure.cells.Name`, from `sva.disclosure.printed.printed_before`; by name and count, from
        `sva.disclosure.beside.printed_beside`, since several counts may go by one name.
    cell : sva.disclosure.cells.Cell

    Returns
    -------
    tuple of float
        Least and most.
    """
    nothing = (0.0, UNBOUNDED)
    low, high = before.get(cell.name, nothing)
    least, most = before.get((cell.name, cell.count), nothing)
    return max(low, least), min(high, most)


def settle(found: Cells, equations: Sequence[Equation]) -> list[Equation]:
    """Choose counts of the earlier release so that sums with this one's hold, and leave out those that cannot.

    Parameters
    ----------
    found : Cells
        With counts from `add_earlier`; their guesses are replaced.
    equations : sequence of Equation
        From `sva.disclosure.links.find_links`.

    Returns
    -------
    list of Equation
        Those that hold. Where none of the counts that the earlier release allows fits, records have changed since, and the sum
        tells nothing.
    """
    cells = found.cells
    pinned: set[int] = set()

    def left(equation: Equation) -> int:
        return cells[equation.whole].count - sum(cells[part].count for part in equation.parts)

    for equation in equations:
        members = (equation.whole, *equation.parts)
        loose = [n for n in members if n not in pinned and _may_move(cells[n])]
        gap = left(equation)
        if gap and loose and any(cells[n].span for n in members):
            number = loose[0]
            cell = cells[number]
            count = cell.count + (-gap if number == equation.whole else gap)
            least, most = cell.span or (0.0, UNBOUNDED)
            if least <= count <= most:
                cell.count = count
        if left(equation) == 0:
            pinned |= set(members)
    return [equation for equation in equations if left(equation) == 0]


def _may_move(cell: Cell) -> bool:
    """Say whether a count is not known: the earlier release's, or what a sum leaves over."""
    return cell.span is not None or not (cell.rows or cell.asides)
