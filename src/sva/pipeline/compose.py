"""From notebooks and the views their cells gave to the chapters of a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sva.figures.views import View
from sva.report.document import Chapter

if TYPE_CHECKING:
    from sva.pipeline.notebooks import Cell, Notebook

__all__ = ["compose"]

_WHEN = "when:"


def _wanted(cell: Cell, present: frozenset[str]) -> bool:
    """Whether every table that a cell speaks of has rows."""
    return all(tag.removeprefix(_WHEN) in present for tag in cell.tags if tag.startswith(_WHEN))


def compose(
    notebooks: Iterable[Notebook], views: Mapping[str, Mapping[str, Any]], present: Iterable[str]
) -> list[Chapter]:
    """Put prose and views together, in reading order.

    Prose comes from the notebook as it stands now, so that a comma changed in it costs no run; views come from
    the run. Cells tagged ``when:<table>`` are left out where that clean table has no rows.

    Parameters
    ----------
    notebooks : iterable of Notebook
        In reading order.
    views : mapping
        Notebook name to cell id to view, as JSON.
    present : iterable of str
        The clean tables that have rows.

    Returns
    -------
    list of Chapter
    """
    have = frozenset(present)
    chapters = []
    for notebook in notebooks:
        given = views.get(notebook.name, {})
        cells: list[str | View] = []
        for cell in notebook.cells:
            if not _wanted(cell, have):
                continue
            if cell.kind == "markdown":
                cells.append(cell.source)
            elif cell.id in given:
                cells.append(View.from_json(given[cell.id]))
        chapters.append(Chapter(notebook.name, tuple(cells)))
    return chapters
