"""From a view to its place in the page: figure, table, sentence, or what is missing and why."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sva.figures.head import MARK
from sva.report import frames
from sva.report.bench import Bench, Block, Said
from sva.report.extended import EXTENDED, extended
from sva.report.framing import MOST_ROWS, PAPER_ROWS, Shown, Told, anchors, cut_note, framed, top
from sva.report.maps import answering_map, layers_of
from sva.report.statements import statement_block
from sva.report.tables import html_table, pivot
from sva.report.wide import wide
from sva.report.words import how_we_know, source_line

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["block_of"]

#: A table of words says on paper what it has to say, or most of it.
WORDS_ROWS = 20
_SMALL_AREAS = ("lsoa", "msoa")


def block_of(view: View, bench: Bench) -> Block:
    """Draw a view and put it in its frame.

    Parameters
    ----------
    view : View
        From a notebook.
    bench : Bench
        Of one edition.

    Returns
    -------
    Block
        Never empty: a view without rows says why.
    """
    if view.kind == "missing":
        return Block(_missing(view, bench))
    if view.kind in EXTENDED:
        return extended(view, bench)
    rows = bench.released.rows(view.keys)
    if view.kind == "statement":
        return statement_block(view, rows, bench)
    if rows.empty:
        return Block(_empty(view, bench))
    if rows["value"].notna().mean() < float(view.options.get("least", 0)):
        words = f"{view.topic}: too few of its numbers can be shown in the {bench.released.edition} edition."
        return Block(_note(words))
    said = bench.say(view, rows) if view.sentence else None
    if view.kind == "sentence":
        return Block(frames.sentence(said), said=said)
    if view.kind == "table":
        return _table(view, rows, said, bench)
    if view.kind in ("figure", "map"):
        return _figure(view, rows, said, bench)
    return Block(_note(f"{view.topic or view.name}: this kind of view cannot be shown."))


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'


def _missing(view: View, bench: Bench) -> str:
    clause = bench.absent(view.needs)
    if not clause:
        return ""
    adds = "; ".join(filter(None, (bench.adds(contract) for contract in view.needs)))
    more = f" It would add: {adds}." if adds else ""
    return f'<p class="missing">{escape(_sentence_case(clause) + more)}</p>'


def _empty(view: View, bench: Bench) -> str:
    topic = view.topic or "This part"
    clause = bench.absent(view.needs)
    if clause:
        adds = "; ".join(filter(None, (bench.adds(contract) for contract in view.needs)))
        more = f" It would add: {adds}." if adds else ""
        return f'<p class="missing">{escape(f"{topic}: {frames.because(clause)}.{more}")}</p>'
    if view.keys and view.kind == "sentence" and not view.topic:
        return ""  # its figure says so
    if view.keys:
        return _note(f"{topic}: not part of the {bench.released.edition} edition.")
    return _note(f"{topic}: {view.options.get('empty', 'no cases are recorded')}.")


def _sentence_case(clause: str) -> str:
    text = clause[:1].upper() + clause[1:]
    return text if text.endswith(".") else f"{text}."


def _small_areas(rows: pd.DataFrame, bench: Bench) -> bool:
    """Say whether an edition shows these areas as classes only."""
    small = rows["area_type"].isin(_SMALL_AREAS).any()
    return bool(bench.public and small and not rows["already_public"].fillna(False).all())


def _table(view: View, rows: pd.DataFrame, said: Said | None, bench: Bench) -> Block:
    from sva.figures.twin import twin

    bench.tables += 1
    number = f"Table {bench.tables}"
    options = view.options
    if options.get("wide"):
        by = {name: options[name] for name in ("down", "heading") if name in options}
        table = wide(rows, bench.labels, options["wide"], bench.inside, **by)
        whole, shown = table, top(table, int(options.get("first", MOST_ROWS)))
    else:
        table = twin(rows, bench.labels, options.get("headings"), options.get("columns", ()))
        whole = pivot(table)
        shown = top(whole, MOST_ROWS)
    title = view.topic or view.name.replace("-", " ")
    source = source_line(rows)
    mark = MARK if bench.demonstration else ""
    ids = anchors(view, rows, table, shown, bench)
    caption, name = f"{number}: {title}", f"t-{view.name}"
    inner = html_table(shown, caption, name, mark=mark, ids=ids)
    facts = how_we_know(rows, bench.labels)
    lead, line = frames.sentence(said), f'<p class="source">{escape(source)}</p>'
    html = (
        f'{lead}<div class="view" id="v-{view.name}">{inner}{cut_note(whole, shown, view)}'
        f"{line}{frames.details(view, facts, title, None)}</div>"
    )
    short = top(whole, PAPER_ROWS)
    cut = len(short) < len(whole)
    rest = frames.where_whole(view, len(whole), number, shown=len(short)) if cut else ""
    kind = "view half" if options.get("half") else "view"
    paper = (
        f'{lead}<div class="{kind}" id="v-{view.name}">{html_table(short, caption, name, mark=mark)}'
        f"{line}{frames.how(facts, None, rest, bench.definition)}</div>"
    )
    return Block(html, paper, table, title, number, said, source)


def _figure(view: View, rows: pd.DataFrame, said: Said | None, bench: Bench) -> Block:
    from sva.figures import draw
    from sva.figures.twin import twin

    title, topic, lead = frames.heading(view, said)
    layers = layers_of(view, rows)
    classes_only = _small_areas(rows, bench)
    drawing = draw(
        layers[0].view if layers else view,
        layers[0].rows if layers else rows,
        labels=bench.labels,
        demonstration=bench.demonstration,
        title=said.text if said and said.text else topic,
        geography=bench.geography,
    )
    bench.warnings += drawing.warnings
    table = twin(rows, bench.labels, view.options.get("headings")) if layers else drawing.table
    by_class, screen = drawing.by_class, ""
    if layers:
        screen, by_class = answering_map(
            view, layers, bench, topic=topic, classes_only=classes_only
        )
    if drawing.classes is not None and (len(rows) > MOST_ROWS or classes_only):
        whole = drawing.classes
        if classes_only and by_class is not None:
            table = by_class
    else:
        whole = pivot(table)
    told = Told(title, topic, lead, said, source_line(rows), how_we_know(rows, bench.labels))
    return framed(view, told, drawing, Shown(table, whole, rows), bench, screen)


def _statement(view: View, rows: pd.DataFrame, bench: Bench) -> Block:
    """Show a table of words from the contracts and the assessment folder."""
    from sva.report.statements import state

    assert bench.assessment is not None
    stated = state(view.form, rows, bench.assessment)
    if stated.table is None:
        return Block(_note(stated.text) if stated.text else "")
    bench.tables += 1
    number = f"Table {bench.tables}"
    title = view.topic or view.name.replace("-", " ")
    source = source_line(rows) if len(rows) else "Source: the assessment folder."
    mark = MARK if bench.demonstration else ""

    def framed_table(table: pd.DataFrame, rest: str) -> str:
        inner = html_table(table, f"{number}: {title}", f"t-{view.name}", mark=mark)
        return (
            f'<div class="view" id="v-{view.name}">{inner}{rest}'
            f'<p class="source">{escape(source)}</p></div>'
        )

    short = top(stated.table, WORDS_ROWS)
    rest = frames.where_whole(view, len(stated.table), number, shown=len(short))
    paper = framed_table(
        short, frames.how([], None, rest) if len(short) < len(stated.table) else ""
    )
    return Block(framed_table(stated.table, ""), paper, stated.table, title, number, None, source)
