"""Counts sorted by their names: which are wholes, which are parts, which areas are of one kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sva.disclosure.cells import Cell
from sva.estimates import MEASURES

__all__ = ["adds_up", "by_type", "parts_of_null"]


def adds_up(counted: str, field: str) -> bool:
    """Say whether the registry lets a count add up along a column; counts behind shares do as their family's does."""
    entry = MEASURES.get(f"{counted.split(' ')[0].partition('.')[0]}.count")
    return entry is None or field in entry.over or field == "strata"


def parts_of_null(
    field: str, numbers: Sequence[int], cells: Sequence[Cell]
) -> tuple[list[int], list[int]]:
    """Part counts into wholes, which have nothing in a column, and their parts."""
    wholes = [number for number in numbers if getattr(cells[number].name, field) is None]
    return wholes, [number for number in numbers if getattr(cells[number].name, field) is not None]


def by_type(numbers: Iterable[int], cells: Sequence[Cell]) -> dict[str, list[int]]:
    """Group counts by the type of their area."""
    out: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        out[str(cells[number].name.area_type)].append(number)
    return out
