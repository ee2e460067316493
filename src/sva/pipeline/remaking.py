"""What the judge of an attack makes again from released rows, to compare with what stands in an edition."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.disclosure.attack import Made

__all__ = ["statements", "steps", "workbooks"]


def statements(cells: Iterable[Any], assessment: Assessment, released: Released) -> dict[str, Made]:
    """Make every table of words again, from released rows and the office's files alone.

    Parameters
    ----------
    cells : iterable
        Views, and prose, which is passed over.
    assessment : Assessment
    released : Released

    Returns
    -------
    dict
        By view.
    """
    from sva.disclosure.attack import Made
    from sva.figures.labels import is_null
    from sva.figures.views import View
    from sva.report.statements import state

    out = {}
    for view in cells:
        if not isinstance(view, View) or view.kind != "statement":
            continue
        made = state(view.form, released.rows(view.keys), assessment)
        rows, head = [], []
        if made.table is not None:
            head = [str(name) for name in made.table.columns]
            rows = [
                tuple("" if is_null(value) else str(value) for value in row)
                for row in made.table.itertuples(index=False)
            ]
        texts = {*head, *(text for row in rows for text in row), *made.notes, made.text}
        out[view.name] = Made(tuple(rows), frozenset(" ".join(each.split()) for each in texts))
    return out


def workbooks(cells: Iterable[Any], assessment: Assessment, released: Released) -> dict[str, bytes]:
    """Make the workbooks with formulas again, from released rows alone.

    Parameters
    ----------
    cells : iterable
        Views, and prose, which is passed over.
    assessment : Assessment
    released : Released

    Returns
    -------
    dict
        By file.
    """
    from tempfile import TemporaryDirectory

    from sva.figures.views import View
    from sva.report.needs import write_allocations

    views = [cell for cell in cells if isinstance(cell, View)]
    with TemporaryDirectory() as name:
        paths = write_allocations(views, released, assessment, Path(name))
        return {f"tables/{path.name}": path.read_bytes() for path in paths}


def steps(cells: Iterable[Any], released: Released) -> dict[str, list[dict[str, Any]]]:
    """List the released steps of every curve that is shown.

    Parameters
    ----------
    cells : iterable
        Views, and prose, which is passed over.
    released : Released

    Returns
    -------
    dict
        By view.
    """
    from sva.figures.views import View

    out = {}
    for view in cells:
        if isinstance(view, View) and view.kind == "curve":
            kept = released.extensions.get(str(view.options.get("extension", "")))
            rows = kept.frame.to_dict("records") if kept is not None else []
            out[view.name] = [{str(name): value for name, value in row.items()} for row in rows]
    return out
