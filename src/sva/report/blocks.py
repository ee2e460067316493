"""From a view to its place in the page: figure, table, sentence, or what is missing and why."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.report.bench import Bench, Block, Said
from sva.report.maps import answering_map, layers_of
from sva.report.statements import statement_block
from sva.report.tables import html_table, pivot
from sva.report.wide import wide
from sva.report.words import how_we_know, source_line

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["block_of"]

#: Rows of a table shown in the page; longer ones stand in the files beside it.
MOST_ROWS = 60
#: A longer sentence stands above its figure and the topic is the title.
LONGEST_TITLE = 140
#: On paper a figure's table is shown up to so many rows.
PAPER_ROWS = 25
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
    rows = bench.released.rows(view.keys)
    if view.kind == "statement":
        return statement_block(view, rows, bench)
    if rows.empty:
        return Block(_empty(view, bench))
    said = bench.say(view, rows) if view.sentence else None
    if view.kind == "sentence":
        return Block(_sentence(said), said=said)
    if view.kind == "table":
        return _table(view, rows, said, bench)
    if view.kind in ("figure", "map"):
        return _figure(view, rows, said, bench)
    return Block(_note(f"{view.topic or view.name}: this kind of view cannot be shown yet."))


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
        return f'<p class="missing">{escape(f"{topic}: {clause}.{more}")}</p>'
    if view.keys:
        return _note(f"{topic}: not part of the {bench.released.edition} edition.")
    return _note(f"{topic}: no cases are recorded.")


def _sentence_case(clause: str) -> str:
    text = clause[:1].upper() + clause[1:]
    return text if text.endswith(".") else f"{text}."


def _sentence(said: Said | None) -> str:
    if said is None or not said.text:
        return ""
    sure = ""
    if said.certainty:
        sure = f' <span class="sure"><strong>How sure?</strong> {escape(said.certainty)}</span>'
    kind = "key" if len(said.text) <= LONGEST_TITLE * 1.5 else "key long-key"
    return f'<p class="{kind}">{escape(said.text)}{sure}</p>'


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
        table = wide(rows, bench.labels, options["wide"], bench.inside)
        first = int(options.get("first", MOST_ROWS))
        shown, cut = table.head(first), len(table) if len(table) > first else 0
        shown.attrs = table.attrs
    else:
        table = twin(rows, bench.labels, options.get("headings"), options.get("columns", ()))
        shown, cut = _fit(pivot(table))
    title = view.topic or view.name.replace("-", " ")
    source = source_line(rows)
    caption = f"{number}: {title}"
    inner = html_table(shown, caption, f"t-{view.name}", mark=MARK if bench.demonstration else "")
    html = (
        f"{_sentence(said)}<div class='view' id='v-{view.name}'>{inner}{_cut(cut, view)}"
        f'<p class="source">{escape(source)}</p>{_details(view, rows, bench, title, None)}</div>'
    )
    return Block(html, table, title, number, said, source)


def _figure(view: View, rows: pd.DataFrame, said: Said | None, bench: Bench) -> Block:
    from sva.figures import draw
    from sva.figures.twin import twin

    bench.figures += 1
    number = f"Figure {bench.figures}"
    topic = view.topic or view.name.replace("-", " ")
    short = said is not None and 0 < len(said.text) <= LONGEST_TITLE
    title = said.text if said and short else topic
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
        shown, cut = drawing.classes, len(table)
        if classes_only and by_class is not None:
            table = by_class
    else:
        shown, cut = _fit(pivot(table))
    bench.tables += 1
    caption = f"Table {bench.tables}: the numbers of {number.lower()}, {topic}"
    inner = html_table(shown, caption, f"t-{view.name}", mark=MARK if bench.demonstration else "")
    sub = f'<span class="sub">{escape(topic)}</span>' if topic != title else ""
    picture = _picture(drawing, bench)
    if screen:
        picture = f'{screen}<div class="on-paper">{picture}</div>'
    source = source_line(rows)
    html = (
        f"{'' if short else _sentence(said)}"
        f'<div class="view" id="v-{view.name}"><figure><figcaption><span class="number">{number}</span> '
        f'<span class="title">{escape(title)}</span>{sub}</figcaption>{picture}'
        f'<p class="source">{escape(source)}</p></figure>'
        f"{_details(view, rows, bench, title, said, inner + _cut(cut, view, len(shown)))}</div>"
    )
    return Block(html, table, topic, number, said, source)


def _picture(drawing: Any, bench: Bench) -> str:
    def data(svg: bytes) -> str:
        return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"

    width, height = drawing.size
    address = data(drawing.svg)
    bench.paper[address] = data(drawing.paper)
    image = f'<img src="{address}" alt="{escape(drawing.alt)}" width="{width}" height="{height}">'
    small = f'<source media="(max-width: 540px)" srcset="{data(drawing.narrow)}">'
    return f"<picture>{small}{image}</picture>"


def _fit(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Cut a table to what a page can hold; return it and how many rows it had if it was cut."""
    if len(table) <= MOST_ROWS:
        return table, 0
    cut = table.head(MOST_ROWS)
    cut.attrs = table.attrs
    return cut, len(table)


def _cut(rows: int, view: View, shown: int = 0) -> str:
    """Say where all rows are, if the page holds not all; on paper also where it holds more than fit."""
    if not rows:
        where = f"tables/{escape(view.name)}.csv"
        return (
            f'<p class="note print-only">The table of this figure is in <code>{where}</code>.</p>'
            if shown > PAPER_ROWS
            else ""
        )
    return (
        f'<p class="note">All {rows:,} rows are in <code>tables/{escape(view.name)}.csv</code>.</p>'
    )


def _details(
    view: View,
    rows: pd.DataFrame,
    bench: Bench,
    title: str,
    said: Said | None,
    table: str = "",
) -> str:
    facts = how_we_know(rows, bench.labels)
    if said and said.certainty:
        facts.insert(0, ("How sure", said.certainty))
    facts.append(("File", f"tables/{view.name}.csv"))
    listed = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(words)}</dd></div>" for term, words in facts
    )
    return (
        f'<details><summary>How we know<span class="away">: {escape(title)}</span></summary>'
        f"<dl>{listed}</dl>{table}</details>"
    )
