"""A person's paragraphs in their place, each with whose words they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from sva.errors import Fault, collect
from sva.figures.views import View
from sva.report.document import Cell, Chapter
from sva.report.words import day

if TYPE_CHECKING:
    from sva.assessment.commentary import Commentary

__all__ = ["by_line", "check_places", "weave"]


def check_places(notes: Iterable[Commentary], views: dict[str, list[str]]) -> list[Fault]:
    """Find commentary that points at nothing.

    Parameters
    ----------
    notes : iterable of Commentary
    views : dict of str to list of str
        Notebook to the names of all its views, shown or not.

    Returns
    -------
    list of Fault
    """
    from difflib import get_close_matches

    faults = []
    for note in notes:
        head = note.head
        if head.chapter not in views:
            faults.append(
                Fault(
                    f"there is no chapter {head.chapter!r}",
                    f"one of {', '.join(views)}",
                    f"{note.file}, key chapter",
                )
            )
            continue
        for key in ("after", "instead_of"):
            name = getattr(head, key)
            if name is not None and name not in views[head.chapter]:
                near = get_close_matches(name, views[head.chapter], n=3, cutoff=0.2)
                faults.append(
                    Fault(
                        f"chapter {head.chapter} has no view {name!r}",
                        f"a view of it, such as {', '.join(near or views[head.chapter][:3])}",
                        f"{note.file}, key {key}",
                    )
                )
    return faults


def weave(
    chapters: Sequence[Chapter],
    notes: Iterable[Commentary],
    edition: str,
    views: dict[str, list[str]],
) -> list[Chapter]:
    """Put commentary where it belongs.

    A paragraph that overrules a computed sentence stands in its place and says so; one whose view is not in this
    report, for want of data, closes the chapter.

    Parameters
    ----------
    chapters : sequence of Chapter
        In reading order.
    notes : iterable of Commentary
        From `sva.assessment.Assessment.commentary`.
    edition : {"public", "restricted"}
        Only what is meant for it is put in.
    views : dict of str to list of str
        Notebook to the names of all its views, shown or not.

    Returns
    -------
    list of Chapter

    Raises
    ------
    SvaError
        If a commentary points at a chapter or view that does not exist.
    """
    notes = list(notes)
    collect("the commentary cannot be placed", check_places(notes, views))
    meant = [note for note in notes if edition in note.head.editions]
    return [
        _chapter(chapter, [note for note in meant if note.head.chapter == chapter.name])
        for chapter in chapters
    ]


def _chapter(chapter: Chapter, notes: list[Commentary]) -> Chapter:
    cells: list[Cell] = []
    placed: set[str] = set()
    for cell in chapter.cells:
        if not isinstance(cell, View):
            cells.append(cell)
            continue
        over = [note for note in notes if note.head.instead_of == cell.name]
        after = [note for note in notes if note.head.after == cell.name]
        placed |= {note.file for note in (*over, *after)}
        cells += [_block(note) for note in over]
        if not over:
            cells.append(cell)
        elif cell.kind != "sentence":
            cells.append(replace(cell, sentence=None))
        cells += [_block(note) for note in after]
    cells += [_block(note) for note in notes if note.file not in placed]
    return Chapter(chapter.name, tuple(cells))


def by_line(note: Commentary) -> str:
    """Say whose words a paragraph holds, and why they stand in place of a computed sentence.

    Parameters
    ----------
    note : Commentary

    Returns
    -------
    str
    """
    head = note.head
    over = ""
    if head.instead_of:
        over = f" They stand in place of a computed sentence, because {head.because}"
    said = f"Words of {head.author}, {head.role}, {day(head.date)}; not computed.{over}"
    return said.rstrip(".") + "."


def _block(note: Commentary) -> str:
    said = by_line(note)
    # no tag of theirs reaches the page; markdown's own signs do
    text = note.text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<div class="commentary">\n<p class="by">{escape(said)}</p>\n\n{text}\n\n</div>'
