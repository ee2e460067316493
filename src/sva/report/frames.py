"""What stands around a picture or a table: its frame on the screen and on paper, and how we know."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sva.figures import Drawing
    from sva.figures.views import View
    from sva.report.bench import Said

__all__ = [
    "away",
    "because",
    "chart",
    "details",
    "heading",
    "how",
    "picture",
    "resolve",
    "sentence",
    "where_whole",
]

#: A longer sentence stands above its figure and the topic is the title.
LONGEST_TITLE = 140
#: Facts that paper has said already: in the picture, or on the line under it.
_SAID_ABOVE = ("Source", "Period", "Data as at", "How sure", "What is counted")
_POINTER = re.compile(r' <a class="rows" href="#key:([^"]*)">(.*?)</a>')
_SIZED = re.compile(r' width="[\d.]+" height="[\d.]+" viewBox')


def chart(drawing: Drawing, *, phone: bool = True) -> str:
    """Put a picture into the page: at page width and for a phone, of which the style sheet shows one.

    Parameters
    ----------
    drawing : sva.figures.Drawing
    phone : bool
        Also as a phone needs it.

    Returns
    -------
    str
        One picture to a reader who does not see it, with its alternative text.
    """
    wide, narrow = (
        svg.decode().replace("<svg ", f'<svg class="{name}" aria-hidden="true" ', 1)
        for svg, name in ((drawing.svg, "w"), (drawing.narrow, "n"))
    )
    narrow = _SIZED.sub(" viewBox", narrow, count=1) if phone else ""
    return f'<div class="chart" role="img" aria-label="{escape(drawing.alt)}">{wide}{narrow}</div>'


def picture(drawing: Drawing, *, narrow: bool = False) -> str:
    """Put a picture on paper.

    Parameters
    ----------
    drawing : sva.figures.Drawing
    narrow : bool
        As a phone has it: for half the width of a page, its type no smaller.

    Returns
    -------
    str
    """
    from sva.figures.svg import size_of

    svg = drawing.narrow if narrow else drawing.svg
    width, height = size_of(svg)
    data = base64.b64encode(svg).decode()
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(drawing.alt)}" '
        f'width="{width}" height="{height}">'
    )


def sentence(said: Said | None) -> str:
    """Write a sentence with how sure it is, and a pointer to its numbers that `resolve` completes.

    Parameters
    ----------
    said : Said or None

    Returns
    -------
    str
        "" where there is nothing to say.
    """
    if said is None or not said.text:
        return ""
    sure = ""
    if said.certainty:
        sure = f' <span class="sure"><strong>How sure?</strong> {escape(said.certainty)}</span>'
    kind = "key" if len(said.text) <= LONGEST_TITLE * 1.5 else "key long-key"
    pointer = ""
    if said.keys:
        about = away(f": {' '.join(said.text.split()[:5])}…")
        pointer = f' <a class="rows" href="#key:{escape(said.keys[0])}">How we know{about}</a>'
    return f'<p class="{kind}">{escape(said.text)}{sure}{pointer}</p>'


def heading(view: View, said: Said | None) -> tuple[str, str, str]:
    """Choose a figure's title: its sentence, where that is short; a longer one stands above it.

    Parameters
    ----------
    view : View
    said : Said or None

    Returns
    -------
    tuple of str
        Title, topic, and the HTML of what stands above.
    """
    topic = view.topic or view.name.replace("-", " ")
    short = said is not None and 0 < len(said.text) <= LONGEST_TITLE
    title = said.text if said and short else topic
    return title, topic, "" if short else sentence(said)


def because(clause: str) -> str:
    """Join what cannot be said to why, where both follow a topic and its colon.

    Examples
    --------
    >>> because("we cannot say: the fire service has not supplied its fires")
    'we cannot say, because the fire service has not supplied its fires'
    """
    return clause.replace("we cannot say: ", "we cannot say, because ", 1)


def away(*words: str) -> str:
    """Write words for a reader who does not see the page."""
    return "".join(f'<span class="away">{escape(word)}</span>' for word in words if word)


def resolve(html: str, where: dict[str, str]) -> str:
    """Complete the pointers of sentences, now that every table has its place; those without one go.

    Parameters
    ----------
    html : str
    where : dict of str to str
        From key to id.

    Returns
    -------
    str
    """

    def give(found: re.Match[str]) -> str:
        place = where.get(found[1])
        return f' <a class="rows" href="#{place}">{found[2]}</a>' if place else ""

    return _POINTER.sub(give, html)


def details(
    view: View, facts: Sequence[tuple[str, str]], title: str, said: Said | None, table: str = ""
) -> str:
    """Fold up how we know: facts, the table, the file.

    Parameters
    ----------
    view : View
    facts : sequence of (str, str)
        From `sva.report.words.how_we_know`.
    title : str
        Of the figure, which tells this part from the others.
    said : Said or None
        Its certainty stands first.
    table : str
        HTML.

    Returns
    -------
    str
    """
    sure = [("How sure", said.certainty)] if said and said.certainty else []
    listed = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(words)}</dd></div>"
        for term, words in [*sure, *facts]
    )
    file = f"tables/{escape(view.name)}.csv"
    take = (
        f"<div><dt>Take away</dt><dd>"
        f'<a href="{file}" download>The numbers as CSV{away(f": {title}")}</a></dd></div>'
    )
    also = " and the table" if table else ""
    return (
        f"<details><summary>How we know{also}{away(f': {title}')}</summary>"
        f"<dl>{listed}{take}</dl>{table}</details>"
    )


def how(
    facts: Sequence[tuple[str, str]], said: Said | None, whole: str = "", usual: str = ""
) -> str:
    """Say on paper how we know, in one paragraph.

    Parameters
    ----------
    facts : sequence of (str, str)
    said : Said or None
        Where its certainty stands nowhere else.
    whole : str
        Where the whole table is, from `where_whole`.
    usual : str
        The assessment's own definition, which is named only where another is used.

    Returns
    -------
    str
    """
    sure = f"<b>How sure?</b> {escape(said.certainty)} " if said and said.certainty else ""
    told = "; ".join(
        f"{escape(term[:1].lower() + term[1:])}: {escape(words.rstrip('.'))}"
        for term, words in facts
        if term not in _SAID_ABOVE and words != usual
    )
    known = f"<b>How we know:</b> {told}. " if told else ""
    inner = f"{sure}{known}{whole}".strip()
    return f'<p class="how">{inner}</p>' if inner else ""


def where_whole(view: View, rows: int, number: str, *, shown: int) -> str:
    """Say on paper where the whole table is.

    Parameters
    ----------
    view : View
    rows : int
        In the whole.
    number : str
        "Table 3".
    shown : int
        On this page.

    Returns
    -------
    str
        Part of a paragraph.
    """
    lead = f"<b>The first {shown} of {rows:,} rows;</b> all" if shown else f"<b>{number}</b>"
    sheet = number.replace(" ", "_")
    return (
        f"{lead}: sheet {sheet} of <code>tables.xlsx</code>; <code>{escape(view.name)}.csv</code>."
    )
