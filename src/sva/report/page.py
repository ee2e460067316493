"""From prose and drawn views to one self-contained page."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from sva.figures.interactive import BEGIN, END, script, script_policy
from sva.figures.interactive import STYLE as MAP_STYLE

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

__all__ = ["POLICY", "make_page", "style"]

#: No request to anywhere; the one style sheet, and the one script of maps if there is any, are known by their hash.
POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'sha256-{}'; {}base-uri 'none'; form-action 'none'"


#: Pictures and maps are taken out while the page is put together: they are long and need no reading.
_DATA = re.compile(rf"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+|{BEGIN}.*?{END}", re.DOTALL)
_KEPT = re.compile(r"data:kept-(\d+);")


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
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    folder = resources.files("sva.report").joinpath("templates")
    exporter = HTMLExporter(template_name="sva", extra_template_basedirs=[str(folder)])
    exporter.exclude_input_prompt = True
    return exporter


def make_page(cells: Sequence[tuple[str, str]], page: dict[str, Any]) -> str:
    """Make the page.

    Parameters
    ----------
    cells : sequence of (str, str)
        ``("markdown", text)`` or ``("html", block)``, in order. Chapters open with ``# Title``.
    page : dict
        ``title``, ``edition``, ``mark``, ``description``, ``facts``, ``findings``, ``licence``, ``run_line``.

    Returns
    -------
    str
        HTML with no request to anywhere. The same arguments give the same text.
    """
    import nbformat
    from bs4 import BeautifulSoup

    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found.group(0))
        return f"data:kept-{len(kept) - 1};"

    made = nbformat.v4.new_notebook()
    for number, (kind, text) in enumerate(cells):
        if kind == "markdown":
            cell = nbformat.v4.new_markdown_cell(text)
        else:
            text = _DATA.sub(keep, text)
            output = nbformat.v4.new_output("display_data", data={"text/html": text})
            cell = nbformat.v4.new_code_cell("", outputs=[output])
        cell["id"] = f"c{number}"
        made.cells.append(cell)
    css = style() + _running(page)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    maps = any(text.startswith(BEGIN) for text in kept)
    allowed = f"script-src {script_policy()}; " if maps else ""
    given = page | {"css": css, "policy": POLICY.format(digest, allowed)}
    html, _ = _exporter().from_notebook_node(made, resources={"sva": given})
    head, body = html.split("</head>", 1)
    soup = BeautifulSoup(body, "html.parser")
    _headings(soup)
    _contents(soup)
    _tables(soup)
    _missing(soup)
    _images(soup)
    text = _KEPT.sub(lambda found: kept[int(found.group(1))], str(soup))
    if maps:
        text = text.replace("</body>", f"<script>{script()}</script>\n</body>")
    return f"{head}</head>{text}".strip() + "\n"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "part"


def _headings(soup: BeautifulSoup) -> None:
    """Put chapters under the page's one h1, leave no level out, give each heading an id of its own."""
    chapters = soup.find(id="chapters")
    taken = {str(tag["id"]) for tag in soup.find_all(id=True)}
    level_before, number = 1, 0
    for tag in chapters.find_all(re.compile(r"^h[1-6]$")) if chapters else ():
        for link in tag.find_all("a", class_="anchor-link"):
            link.decompose()
        level = min(int(tag.name[1]) + 1, level_before + 1, 6)
        if level_before == 1:
            level = 2
        tag.name = f"h{level}"
        level_before = level
        name = base = _slug(tag.get_text())
        taken.discard(str(tag.get("id", "")))
        turn = 2
        while name in taken:
            name, turn = f"{base}-{turn}", turn + 1
        taken.add(name)
        tag.attrs = {"id": name}
        if level == 2 and not tag.get_text().startswith("Appendix"):
            number += 1
            sign = soup.new_tag("span", attrs={"class": "number"})
            sign.string = f"{number}."
            tag.insert(0, sign, " ")


def _contents(soup: BeautifulSoup) -> None:
    nav = soup.find("nav", class_="contents")
    chapters = soup.find(id="chapters")
    if nav is None or chapters is None:
        return
    title = soup.new_tag("p", attrs={"class": "title"})
    title.string = "Contents"
    listed = soup.new_tag("ol")
    for tag in chapters.find_all("h2"):
        item, link = soup.new_tag("li"), soup.new_tag("a", href=f"#{tag['id']}")
        link.string = " ".join(tag.get_text().split())
        item.append(link)
        listed.append(item)
    nav.append(title)
    nav.append(listed)


def _tables(soup: BeautifulSoup) -> None:
    """Give tables written in prose the headers and the scroll region that ours have."""
    for number, table in enumerate(soup.find_all("table"), 1):
        for cell in table.select("thead th, tr:first-child th"):
            cell["scope"] = str(cell.get("scope", "col"))
        for cell in table.select("tbody th"):
            cell["scope"] = str(cell.get("scope", "row"))
        for tag in (table, *table.find_all(True)):
            for old in ("border", "style", "align"):
                tag.attrs.pop(old, None)
        parent = table.parent
        if parent is not None and "scroll" not in (parent.get("class") or []):
            table.wrap(
                soup.new_tag(
                    "div",
                    attrs={
                        "class": "scroll short",
                        "role": "region",
                        "tabindex": "0",
                        "aria-label": f"Table in the text, number {number}",
                    },
                )
            )


def _missing(soup: BeautifulSoup) -> None:
    """Put notes on missing partners that follow one another into one list."""
    for first in soup.find_all("p", class_="missing"):
        if first.parent is None:
            continue
        run = [first]
        for after in _following(first):
            if getattr(after, "name", None) != "p" or "missing" not in (after.get("class") or []):
                break
            run.append(after)
        if len(run) < 2:
            continue
        listed = soup.new_tag("ul", attrs={"class": "missing"})
        first.insert_before(listed)
        for note in run:
            note.extract()
            note.name = "li"
            note.attrs = {}
            listed.append(note)


def _following(tag: Tag) -> Iterable[Any]:
    return [item for item in tag.next_siblings if getattr(item, "name", None) or str(item).strip()]


def _images(soup: BeautifulSoup) -> None:
    """Mark tall pictures for the printed page; refuse a picture without words."""
    from sva.errors import Fault, collect

    faults = []
    for image in soup.find_all("img"):
        alt = str(image.get("alt", "")).strip()
        if not alt or alt.startswith("No description"):
            faults.append(Fault("a picture without alternative text", "what it shows, in words"))
        elif not str(image.get("src", "")).startswith("data:"):
            faults.append(Fault(f"a picture at {image.get('src')!r}", "one inside the page"))
        width, height = (str(image.get(side, "")) for side in ("width", "height"))
        if width.isdigit() and height.isdigit() and int(height) > int(width) * 0.95:
            figure = image.find_parent("figure")
            if figure is not None:
                figure["class"] = "tall"
    collect("the page cannot be made", faults)
