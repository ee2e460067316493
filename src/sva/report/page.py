"""From prose and drawn views to one self-contained page for the screen, and the same for paper."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from sva.figures.interactive import BEGIN, script, script_policy
from sva.figures.interactive import STYLE as MAP_STYLE

__all__ = ["POLICY", "Part", "make_page", "style"]

#: No request to anywhere; the one style sheet, and the one script of maps if there is any, are known by their hash.
POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'sha256-{}'; {}base-uri 'none'; form-action 'none'"

_ID = re.compile(r'\sid="([^"]+)"')
_MISSING = re.compile(r'<p class="missing">(.*)</p>', re.DOTALL)
#: Marks for a program, which the finished page does not need.
_MARKS = re.compile(r"<!--/?map-->")


class Part(NamedTuple):
    """One piece of the page.

    Parameters
    ----------
    kind : {"markdown", "html"}
        Prose, or a block that is finished.
    text : str
        For the screen.
    paper : str or None
        For the PDF, where that differs.
    """

    kind: str
    text: str
    paper: str | None = None


@cache
def style() -> str:
    """Return the style sheet with the bundled fonts inside it."""
    faces = []
    for name, weight in (("Regular", 400), ("SemiBold", 600)):
        file = resources.files("sva.figures").joinpath(f"fonts/PublicSans-{name}.woff2")
        data = base64.b64encode(file.read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Public Sans";font-weight:{weight};font-display:block;'
            f'src:url(data:font/woff2;base64,{data}) format("woff2")}}\n'
        )
    sheet = resources.files("sva.report").joinpath("templates/sva/style.css")
    return "".join(faces) + sheet.read_text(encoding="utf-8") + MAP_STYLE


def _running(page: dict[str, Any]) -> str:
    """Put edition, demonstration mark and title on every printed page."""
    said = {
        "top-left": f"{page['edition']} edition",
        "top-right": page["mark"],
        "bottom-left": page["title"],
    }
    boxes = "".join(f"@{place}{{content:{_quoted(text)}}}" for place, text in said.items())
    return f"@media print{{@page{{{boxes}}}}}\n"


def _quoted(text: str) -> str:
    """Write a CSS string; whatever could end it, or the style sheet, is written as its number."""
    return (
        '"' + "".join(c if c.isalnum() or c in " .,:-'()" else f"\\{ord(c):x} " for c in text) + '"'
    )


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    file = resources.files("sva.report").joinpath("templates/sva/index.html.j2")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    return environment.from_string(file.read_text(encoding="utf-8"))


def make_page(
    cells: Sequence[tuple[str, str] | Part], page: dict[str, Any], *, paper: bool = False
) -> str:
    """Make the page.

    Parameters
    ----------
    cells : sequence of Part
        In order; a plain tuple of kind and text does too. Chapters open with ``# Title``.
    page : dict
        ``title``, ``edition``, ``mark``, ``description``, ``facts``, ``findings``, ``licence``, ``run_line``; perhaps
        ``known``, name of a finding to the HTML that says how we know.
    paper : bool
        For the PDF rather than the screen.

    Returns
    -------
    str
        HTML with no request to anywhere. The same arguments give the same text.

    Raises
    ------
    SvaError
        If a picture in the prose has no words, or is not in the page.
    """
    from collections import defaultdict

    from sva.errors import collect
    from sva.report.prose import Prose

    given = [cell if isinstance(cell, Part) else Part(*cell) for cell in cells]
    blocks = {
        number: (cell.paper if paper and cell.paper is not None else cell.text)
        for number, cell in enumerate(given)
        if cell.kind != "markdown"
    }
    known = page.get("known", {})
    ids = {
        "main",
        "summary",
        "in-brief",
        "chapters",
        *(f"finding-{each.name}" for each in page["findings"]),
    }
    ids.update(*(_ID.findall(block) for block in [*blocks.values(), *known.values()]))
    prose = Prose(ids)
    parts = [
        blocks[number] if number in blocks else prose.html(cell.text)
        for number, cell in enumerate(given)
    ]
    collect("the page cannot be made", prose.faults)
    faults = [fault for block in blocks.values() for fault in _without_words(block)]
    collect("the page cannot be made", faults)
    maps = not paper and any(BEGIN in part for part in parts)
    css = style() + _running(page)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    allowed = f"script-src {script_policy()}; " if maps else ""
    whole = page | {
        "css": css,
        "policy": POLICY.format(digest, allowed),
        "known": defaultdict(str, known),
    }
    html = _template().render(
        page=whole,
        parts=_together([_MARKS.sub("", part) for part in parts]),
        listed=prose.chapters,
        script=script() if maps else "",
    )
    return html.strip() + "\n"


def _without_words(block: str) -> list[Any]:
    if "<img" not in block:
        return []
    from sva.report.prose import picture_faults

    return picture_faults(block)


def _together(parts: list[str]) -> list[str]:
    """Put notes on missing partners that follow one another into one list."""
    out: list[str] = []
    notes: list[str] = []
    for part in [*parts, ""]:
        found = _MISSING.fullmatch(part.strip())
        if found and "<p" not in found[1]:
            notes.append(found[1])
            continue
        if len(notes) > 1:
            items = "".join(f"<li>{note}</li>" for note in notes)
            out.append(f'<ul class="missing">{items}</ul>')
        elif notes:
            out.append(f'<p class="missing">{notes[0]}</p>')
        notes = []
        if part:
            out.append(part)
    return out
