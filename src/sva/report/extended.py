"""Curves, grids and quotations in the page: what is no row of estimates and passed the gate by rules of its own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.report import frames
from sva.report.bench import Bench, Block, Said
from sva.report.framing import Shown, Told, framed
from sva.report.words import how_we_know, source_line

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["EXTENDED", "extended"]

#: The kinds of view that show an extension; its name is the view's option ``extension``.
EXTENDED = ("curve", "grid", "quotation")
_CONSENT = {
    "public": "Quoted with the speakers' agreement to be quoted in public, after a check that nobody can be told by the words.",
    "restricted": "Quoted with the speakers' agreement, after a check that nobody can be told by the words. "
    "Not to be passed on: not all agreed to be quoted in public.",
}


def extended(view: View, bench: Bench) -> Block:
    """Show a curve, a grid or quotations.

    Parameters
    ----------
    view : View
        Its option ``extension`` names what to show; its keys, if it has any, are the estimates of its sentence.
    bench : Bench

    Returns
    -------
    Block
        A note where the edition does not hold it.
    """
    name = str(view.options.get("extension", ""))
    found = bench.released.extensions.get(name)
    topic = view.topic or view.name.replace("-", " ")
    if found is None or found.frame.empty:
        clause = bench.absent(view.needs)
        if clause:
            return Block(f'<p class="missing">{escape(f"{topic}: {frames.because(clause)}.")}</p>')
        return Block(
            f'<p class="note">{escape(f"{topic}: not part of the {bench.released.edition} edition.")}</p>'
        )
    rows = bench.released.rows(view.keys)
    said = bench.say(view, rows) if view.sentence and len(rows) else None
    if view.kind == "quotation":
        return _quotations(view, found.frame, said, bench)
    return _drawn(view, found.frame, rows, said, bench)


def _drawn(
    view: View, frame: pd.DataFrame, rows: pd.DataFrame, said: Said | None, bench: Bench
) -> Block:
    from sva.figures import draw

    title, topic, lead = frames.heading(view, said)
    drawing = draw(
        view,
        frame,
        labels=bench.labels,
        demonstration=bench.demonstration,
        title=said.text if said and said.text else topic,
        geography=bench.geography,
    )
    bench.warnings += drawing.warnings
    behind = rows if len(rows) else _as_rows(frame)
    facts = [(term, words) for term, words in how_we_know(behind, bench.labels) if words]
    method = view.options.get("method")
    if method:
        facts = [fact for fact in facts if fact[0] != "Method"] + [("Method", str(method))]
    told = Told(title, topic, lead, said, source_line(behind), facts)
    table = drawing.steps if drawing.steps is not None else drawing.table
    return framed(view, told, drawing, Shown(table, drawing.table), bench)


def _as_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Give source and period in the one shape, for the words around a picture."""
    from sva.estimates import shape

    known = ["source", "period_start", "period_end"]
    return shape(frame[known].drop_duplicates(ignore_index=True))


def _quotations(view: View, frame: pd.DataFrame, said: Said | None, bench: Bench) -> Block:
    theme = view.options.get("theme")
    if theme:
        frame = frame[frame["theme"].eq(theme).fillna(False).to_numpy(bool)]
    most = int(view.options.get("most", 6))
    shown = frame.head(most)
    told = [_quoted(row) for row in shown.to_dict("records")]
    mark = f'<p class="mark">{MARK}</p>' if bench.demonstration else ""
    more = len(frame) - len(shown)
    rest = f" {more} more of the kind are not shown." if more > 0 else ""
    topic = view.topic or view.name.replace("-", " ")
    consent = _CONSENT.get(bench.released.edition, _CONSENT["restricted"])
    html = (
        f"{frames.sentence(said)}"
        f'<div class="view quotations" id="v-{view.name}"><p class="quoted">{escape(topic)}</p>{mark}'
        f'{"".join(told)}<p class="note">{escape(consent + rest)}</p>'
        f'<p class="source">{escape(source_line(_as_rows(frame)))}</p></div>'
    )
    return Block(html, said=said)


def _quoted(row: Any) -> str:
    speaker = row.get("speaker")
    whom = (
        f"<footer>{escape(str(speaker))}</footer>" if isinstance(speaker, str) and speaker else ""
    )
    return f"<blockquote><p>{escape(str(row['text']))}</p>{whom}</blockquote>"
