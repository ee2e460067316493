"""A picture in its frame, for screen and paper, with the table behind it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from sva.figures.head import MARK
from sva.report import frames
from sva.report.bench import Bench, Block, Said
from sva.report.tables import html_table

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures import Drawing
    from sva.figures.views import View

__all__ = ["MOST_ROWS", "PAPER_ROWS", "Shown", "Told", "anchors", "cut_note", "framed", "top"]

#: Rows of a table shown in the page; longer ones stand in the files beside it.
MOST_ROWS = 60
#: On paper a table is shown up to so many rows, and the rest is in the files.
PAPER_ROWS = 12
#: Forms whose marks carry their numbers in the picture.
SAYS_NUMBERS = ("bars", "dots", "dumbbell", "forest", "heat", "ladder", "pyramid", "stacked")


@dataclass(frozen=True)
class Told:
    """The words around a picture."""

    title: str
    topic: str
    lead: str
    said: Said | None
    source: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class Shown:
    """The numbers of a picture: the table for the files, the same for the page, and the released rows."""

    table: pd.DataFrame
    whole: pd.DataFrame
    rows: pd.DataFrame | None = None


def framed(
    view: View, told: Told, drawing: Drawing, numbers: Shown, bench: Bench, screen: str = ""
) -> Block:
    """Put a picture into its frame, for screen and paper.

    Parameters
    ----------
    view : View
    told : Told
        The words around it.
    drawing : sva.figures.Drawing
    numbers : Shown
        What stands behind it.
    bench : Bench
        Counts its figures and tables.
    screen : str
        What stands for the picture on the screen, if it is not the picture itself.

    Returns
    -------
    Block
    """
    bench.figures += 1
    bench.tables += 1
    number, numbered = f"Figure {bench.figures}", f"Table {bench.tables}"
    shown = top(numbers.whole, MOST_ROWS)
    mark = MARK if bench.demonstration else ""
    ids = anchors(view, numbers.rows, numbers.table, shown, bench)
    caption = f"{numbered}: the numbers of {number.lower()}, {told.topic}"
    inner = html_table(shown, caption, f"t-{view.name}", mark=mark, ids=ids)
    sub = f'<span class="sub">{escape(told.topic)}</span>' if told.topic != told.title else ""
    head = (
        f'<figcaption><span class="number">{number}</span> '
        f'<span class="title">{escape(told.title)}</span>{sub}</figcaption>'
    )
    source = f'<p class="source">{escape(told.source)}</p>'
    rest = cut_note(numbers.table if len(shown) < len(numbers.table) else shown, shown, view)
    folded = frames.details(view, told.facts, told.title, told.said, inner + rest)
    on_screen = frames.chart(drawing, phone=not screen)
    if screen:
        on_screen = f'{screen}<div class="on-paper">{on_screen}</div>'
    html = (
        f'{told.lead}<div class="view" id="v-{view.name}"><figure>{head}{on_screen}{source}</figure>'
        f"{folded}</div>"
    )
    # a chart that says its numbers needs no table beside it on paper, nor a map whose key is all that the table says;
    # one of half a page has no room for it
    half = bool(view.options.get("half"))
    fits = not (half or drawing.classes is not None or view.form in SAYS_NUMBERS)
    fits = fits and len(numbers.whole) <= PAPER_ROWS
    below = html_table(numbers.whole, caption, f"t-{view.name}", mark=mark) if fits else ""
    rest = ""
    if not fits or len(numbers.whole) < len(numbers.table):
        rest = frames.where_whole(view, len(numbers.table), numbered, shown=0)
    wide, tall = drawing.size
    shape = ' class="tall"' if tall > wide * 0.95 else ""
    how = frames.how(told.facts, None if told.lead else told.said, rest, bench.definition)
    kind = "view half" if half else "view"
    # in a column of its own the sentence stands over its picture; else it goes across the page
    above, inside = ("", told.lead) if view.options.get("half") == "column" else (told.lead, "")
    paper = (
        f'{above}<div class="{kind}" id="v-{view.name}">{inside}<figure{shape}>{head}'
        f"{frames.picture(drawing, narrow=half)}{source}{how}</figure>{below}</div>"
    )
    return Block(html, paper, numbers.table, told.topic, number, told.said, told.source)


def anchors(
    view: View, rows: pd.DataFrame | None, table: pd.DataFrame, shown: pd.DataFrame, bench: Bench
) -> list[str]:
    """Name the rows of a table in the page, and note where each released number stands first.

    Parameters
    ----------
    view : View
    rows : pandas.DataFrame or None
        The released rows behind it.
    table, shown : pandas.DataFrame
        The table for the files, and what of it the page holds.
    bench : Bench
        Its ``where`` is filled.

    Returns
    -------
    list of str
        An id for each row shown.
    """
    ids = [f"r-{view.name}-{n}" for n in range(1, len(shown) + 1)]
    if rows is None:
        return ids
    home = f"t-{view.name}"
    places = [home] * len(rows)
    if len(table) == len(rows):
        if list(shown.columns) == list(table.columns):
            places = ids + [home] * (len(rows) - len(ids))
        elif (down := shown.attrs.get("apart", [""])[0]) in table:
            at = dict(zip(shown[down], ids, strict=True))
            places = [at.get(name, home) for name in table[down]]
    for key, place in zip(rows["key"], places, strict=True):
        bench.where.setdefault(str(key), place)
    return ids


def top(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """Cut a table to what a page can hold; what it knows of its columns stays."""
    if len(table) <= most:
        return table
    cut = table.head(most)
    cut.attrs = table.attrs
    return cut


def cut_note(whole: pd.DataFrame, shown: pd.DataFrame, view: View) -> str:
    """Say where all rows are, if the page holds not all."""
    if len(shown) >= len(whole):
        return ""
    where = f"tables/{escape(view.name)}.csv"
    return f'<p class="note">All {len(whole):,} rows are in <code>{where}</code>.</p>'
