"""What a person in JupyterLab sees of a view before the gate; `sva.figures.views` marks it as a working copy."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING, Any

from sva.errors import SvaError
from sva.report.tables import html_table, pivot
from sva.report.words import reader_labels

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.estimates.extensions import Extension
    from sva.figures.views import View

__all__ = ["preview", "preview_extension"]

_MOST = 40


def preview(view: View, rows: pd.DataFrame, assessment: Assessment, geography: Any = None) -> str:
    """Draw a view from estimates that have not passed the gate.

    Parameters
    ----------
    view : View
        Of any kind.
    rows : pandas.DataFrame
        Estimates, exact.
    assessment : Assessment
        For labels.
    geography : object, optional
        For maps.

    Returns
    -------
    str
        HTML for `View`, which frames and marks it. A view that cannot be drawn says why.
    """
    from sva.figures import draw
    from sva.figures.twin import twin

    if view.kind == "statement":
        return _statement(view, rows, assessment)
    if rows.empty:
        return "<p>No rows: nothing was supplied, or nothing fits.</p>"
    labels = reader_labels(assessment, geography)
    if view.kind in ("figure", "map"):
        try:
            drawing = draw(
                view,
                rows,
                labels=labels,
                demonstration=assessment.demonstration,
                title=view.topic or view.name,
                geography=geography,
            )
        except SvaError as reason:
            return f"<p>{escape(str(reason))}</p>"
        data = base64.b64encode(drawing.svg).decode()
        notes = "".join(f"<p>{escape(warning)}</p>" for warning in drawing.warnings)
        image = f'<img alt="{escape(drawing.alt)}" src="data:image/svg+xml;base64,{data}">'
        return image + notes
    table = pivot(twin(rows, labels, view.options.get("headings"), view.options.get("columns", ())))
    shown = table.head(_MOST)
    shown.attrs = table.attrs
    rest = f"<p>{len(table):,} rows in all.</p>" if len(table) > _MOST else ""
    return html_table(shown, view.topic or view.name, f"t-{view.name}") + rest


def _statement(view: View, rows: pd.DataFrame, assessment: Assessment) -> str:
    from sva.report.statements import state

    stated = state(view.form, rows, assessment)
    if stated.table is None:
        return f"<p>{escape(stated.text)}</p>"
    return html_table(stated.table, view.topic or view.name, f"t-{view.name}")


def preview_extension(
    view: View, extension: Extension, assessment: Assessment, geography: Any = None
) -> str:
    """Show curves, squares or quotations that have not passed the gate.

    Parameters
    ----------
    view : View
        Of kind "curve", "grid" or "quotation".
    extension : sva.estimates.extensions.Extension
        As the notebook made it.
    assessment : Assessment
        For labels.
    geography : object, optional
        For squares.

    Returns
    -------
    str
        HTML for `View`, which frames and marks it.
    """
    from sva.disclosure import Released
    from sva.estimates import blank
    from sva.report.bench import Bench
    from sva.report.extended import extended

    rows = blank()
    bench = Bench(
        released=Released("restricted", rows, rows[["key"]], {}, {extension.name: extension}),
        labels=reader_labels(assessment, geography),
        demonstration=assessment.demonstration,
        geography=geography,
        say=lambda view, rows: None,
        absent=lambda contracts: None,
        adds=lambda contract: "",
    )
    try:
        return extended(view, bench).paper or extended(view, bench).html
    except SvaError as reason:
        return f"<p>{escape(str(reason))}</p>"
