"""What the pipeline hands to the report: chapters of prose and views, in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sva.errors import Fault, collect
from sva.figures.views import View

__all__ = ["Cell", "Chapter", "views_of"]

#: Markdown, or a view to be drawn.
Cell = str | View


@dataclass(frozen=True)
class Chapter:
    """One notebook's part of the report.

    Parameters
    ----------
    name : str
        The notebook's name, ``04_victims``.
    cells : sequence of str or View
        Markdown text and views, in order. The first markdown cell opens with ``# Title``.

    Raises
    ------
    SvaError
        If a cell is neither text nor a view.

    Examples
    --------
    >>> Chapter("04_victims", ["# Victims", 3])
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: chapter '04_victims' cannot be used
      - cell 2 is of type int; expected markdown text or a view
    """

    name: str
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", tuple(self.cells))
        collect(
            f"chapter {self.name!r} cannot be used",
            [
                Fault(f"cell {number} is of type {type(cell).__name__}", "markdown text or a view")
                for number, cell in enumerate(self.cells, 1)
                if not isinstance(cell, str | View)
            ],
        )


def views_of(chapters: Iterable[Chapter]) -> list[View]:
    """List the views of all chapters in reading order, each name once.

    Parameters
    ----------
    chapters : iterable of Chapter
        In reading order.

    Returns
    -------
    list of View

    Raises
    ------
    SvaError
        If two different views have one name; kind "missing" may repeat.
    """
    seen: dict[str, tuple[str, View]] = {}
    faults = []
    for chapter in chapters:
        for cell in chapter.cells:
            if not isinstance(cell, View):
                continue
            if cell.name in seen and cell.kind != "missing":
                faults.append(
                    Fault(
                        f"two views named {cell.name!r}",
                        "a name of its own for each",
                        f"{seen[cell.name][0]} and {chapter.name}",
                    )
                )
            seen.setdefault(cell.name, (chapter.name, cell))
    collect("the chapters cannot be put together", faults)
    return [view for _, view in seen.values()]
