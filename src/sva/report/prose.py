"""Prose in markdown as HTML: headings in order with names of their own, tables that scroll, pictures with words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from sva.errors import Fault

__all__ = ["Prose", "picture_faults"]

_TAG = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(alt|src)="([^"]*)"')
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_STYLE = re.compile(r'\s(?:style|align|border)="[^"]*"')
_HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)


#: Chapters are called by their numbers, so what stands before and after the notebooks' has none.
UNNUMBERED = (
    "Appendix",
    "In plain words",
    "Questions you will be asked",
    "Since the last",
    "The partnerships",
)
#: Chapters that begin a page on paper, and each part of them too, so that it can be handed out by itself.
PAGED = ("The partnerships",)


class Prose:
    """Turns the markdown of one page into HTML, cell by cell, in order.

    Parameters
    ----------
    taken : iterable of str
        Ids that the rest of the page has.

    Examples
    --------
    >>> prose = Prose([])
    >>> prose.html("# The picture")
    '<h2 id="the-picture"><span class="number">1.</span> The picture</h2>'
    >>> prose.chapters
    [('the-picture', '1. The picture')]
    """

    def __init__(self, taken: Iterable[str]) -> None:
        import mistune

        self._markdown: Any = mistune.create_markdown(
            escape=False, plugins=["table", "strikethrough", "url"]
        )
        self._taken = set(taken)
        self._before = 1
        self._number = 0
        self._tables = 0
        self._paged = False
        self.chapters: list[tuple[str, str]] = []
        self.faults: list[Fault] = []

    def html(self, text: str) -> str:
        """Write one cell.

        Parameters
        ----------
        text : str
            Markdown.

        Returns
        -------
        str
            What is wrong with it stands in ``faults``.
        """
        made = _HEADING.sub(self._heading, self._markdown(text))
        made = _TABLE.sub(self._table, made)
        self.faults += picture_faults(made)
        return made.strip()

    def _heading(self, found: re.Match[str]) -> str:
        """Put chapters under the page's one h1; leave no level out."""
        level = min(int(found[1]) + 1, self._before + 1, 6)
        self._before = level
        inner = found[2].strip()
        plain = " ".join(_TAG.sub("", inner).split())
        name = base = _slug(plain)
        turn = 2
        while name in self._taken:
            name, turn = f"{base}-{turn}", turn + 1
        self._taken.add(name)
        sign = kind = ""
        if level == 2:
            self._paged = plain.startswith(PAGED)
            if plain.startswith(UNNUMBERED):
                kind = ' class="appendix page"' if self._paged else ' class="appendix"'
            else:
                self._number += 1
                sign = f'<span class="number">{self._number}.</span> '
                plain = f"{self._number}. {plain}"
            self.chapters.append((name, _unescaped(plain)))
        elif level == 3 and self._paged:
            kind = ' class="page"'
        return f'<h{level} id="{name}"{kind}>{sign}{inner}</h{level}>'

    def _table(self, found: re.Match[str]) -> str:
        """Give a table the headers and the scroll region that the others have."""
        self._tables += 1
        inner = _STYLE.sub("", found[1])
        inner = _HEAD.sub(lambda head: head[0].replace("<th>", '<th scope="col">'), inner)
        inner = inner.replace("<th>", '<th scope="row">')
        label = escape(f"Table in the text, number {self._tables}")
        return f'<div class="scroll short" role="region" tabindex="0" aria-label="{label}"><table>{inner}</table></div>'


def picture_faults(html: str) -> list[Fault]:
    """Find pictures without words, and pictures that are not in the page."""
    faults = []
    for tag in _IMAGE.findall(html):
        given = dict(_ATTRIBUTE.findall(tag))
        alt = given.get("alt", "").strip()
        if not alt or alt.startswith("No description"):
            faults.append(Fault("a picture without alternative text", "what it shows, in words"))
        elif not given.get("src", "").startswith("data:"):
            faults.append(Fault(f"a picture at {given.get('src')!r}", "one inside the page"))
    return faults


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _unescaped(text).lower()).strip("-")[:60] or "part"


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)
