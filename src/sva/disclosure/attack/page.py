"""Read the page: text by block, tables, pictures, and all that a browser does not show."""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser

from sva.disclosure.attack.places import Gathered, Picture, Place, Table

__all__ = ["read_page"]

_DATA = re.compile(r"data:([\w/+.-]+);base64,([A-Za-z0-9+/=]+)")
#: A picture in the page itself; a map that answers is read with the page.
_SVG = re.compile(
    r'<svg\b(?=[^>]*\bxmlns="http://www\.w3\.org/2000/svg")[^>]*>.*?</svg>', re.DOTALL
)
_INLINE = "inline"
_KEPT = re.compile(r"kept:(\d+)")
_MAP = re.compile(r"^/?map$")
_BLOCKS = frozenset((
    "p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary", "figcaption", "title",
    "td", "th", "option", "label", "button", "text", "desc", "div", "section", "header", "footer", "main",
    "nav", "ul", "ol", "dl", "table", "thead", "tbody", "tr", "figure", "details", "body", "head", "html",
    "a", "svg", "select", "blockquote", "pre",
))  # fmt: skip
_VOID = frozenset((
    "meta", "img", "br", "hr", "input", "source", "link", "area", "base", "col", "embed", "track", "wbr",
))  # fmt: skip
#: Attributes whose words belong to how a page is built; what may stand in them.
_BUILT: dict[str, re.Pattern[str]] = {
    "class": re.compile(r"[a-z -]*"),
    "scope": re.compile(r"col|row"),
    "role": re.compile(r"[a-z]+"),
    "tabindex": re.compile(r"-?[01]"),
    "media": re.compile(r"\(max-width: 540px\)"),
    "lang": re.compile(r"en(-GB)?"),
    "charset": re.compile(r"utf-8"),
    "http-equiv": re.compile(r"[A-Za-z-]+"),
    "name": re.compile(r"viewport|robots|description"),
    "type": re.compile(r"button|search"),
    "hidden": re.compile(r""),
    "autocomplete": re.compile(r"off"),
    "aria-live": re.compile(r"polite"),
    "aria-hidden": re.compile(r"true"),
    "data-part": re.compile(r"[a-z]+"),
    "data-legend": re.compile(r"\d"),
    "data-p": re.compile(r"E\d{8}"),
    "data-c": re.compile(r"E\d{8}"),
}
#: Of a drawing in the page: numbers that place it.
_DRAWN = frozenset((
    "d", "viewbox", "fill", "stroke", "width", "height", "x", "y", "font-size", "fill-opacity",
    "text-anchor", "pointer-events", "patternunits", "stroke-width", "points",
))  # fmt: skip
#: The width of a table's column, in hundredths of it.
_WIDTH = re.compile(r"c\d?[02468]")
_NAMES = ("id", "href", "aria-labelledby", "aria-controls", "for", "data-none")


def read_page(text: str, file: str) -> Gathered:
    """Read an HTML page.

    Parameters
    ----------
    text : str
        The page.
    file : str
        Its name.

    Returns
    -------
    Gathered

    Examples
    --------
    >>> found = read_page('<div id="v-a"><p title="3">x</p><!-- 4 --></div>', "page.html")
    >>> [(place.kind, place.text, place.view) for place in found.places]
    [('name id', 'v-a', 'a'), ('attribute title', '3', 'a'), ('text', 'x', 'a'), ('comment', '4', 'a')]
    """
    kept: list[tuple[str, str]] = []

    def keep(found: re.Match[str]) -> str:
        kept.append((found[1], found[2]))
        return f"kept:{len(kept) - 1}"

    def take(found: re.Match[str]) -> str:
        kept.append((_INLINE, found[0]))
        return f'<img src="kept:{len(kept) - 1}">'

    reader = _Reader(file, kept)
    reader.feed(_DATA.sub(keep, _SVG.sub(take, text)))
    reader.close()
    reader.flush()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, file: str, kept: list[tuple[str, str]]) -> None:
        super().__init__(convert_charrefs=True)
        self.file, self.kept = file, kept
        self.found = Gathered()
        self.stack: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.raw = ""
        self.table: tuple[str, list[str], list[tuple[str, ...]], list[int]] | None = None
        self.row: list[tuple[str, str]] = []
        self.drawing = 0
        self.widths: list[int] = []
        self.marks: set[tuple[str, str]] = set()

    @property
    def view(self) -> str:
        return next((view for _, view in reversed(self.stack) if view), "")

    def place(self, kind: str, text: str) -> None:
        said = " ".join(text.split())
        if said:
            self.found.places.append(Place(self.file, kind, said, self.view))

    def flush(self) -> None:
        """End a block of text."""
        said = " ".join("".join(self.text).split())
        self.text = []
        if not said:
            return
        at = next((tag for tag, _ in reversed(self.stack) if tag in ("td", "th")), "")
        if self.table is not None and at:
            self.row.append((at, said))
        else:
            self.place("key" if ("p", "key") in self.marks else "text", said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name.lower(): value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.flush()
        if tag not in _VOID:
            name = given.get("id", "")
            inside = re.match(r"(?:v|imap|t|finding)-(.+)", name)
            view = inside[1] if inside and tag != "caption" else ""
            if tag == "caption" and inside and self.table and not self.table[0]:
                self.table = (inside[1], *self.table[1:])
            self.stack.append((tag, view))
            self.marks = (
                {("p", "key")}
                if tag == "p" and "key" in given.get("class", "").split()
                else self.marks
            )
        self.drawing += tag == "svg"
        if tag == "table":
            self.table = (self.view, [], [], [])
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th"):
            self.text = []
        if tag in ("style", "script"):
            self.raw = tag
        self.attributes(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.raw = ""
        if tag in _BLOCKS:
            empty = (
                tag in ("td", "th") and self.table is not None and not "".join(self.text).strip()
            )
            self.flush()
            if empty:
                self.row.append((tag, ""))
        if tag == "tr" and self.table is not None and self.row:
            if all(kind == "th" for kind, _ in self.row) and not self.table[1]:
                self.table[1].extend(said for _, said in self.row)
            else:
                self.table[2].append(tuple(said for _, said in self.row))
                self.table[3].append(sum(kind == "th" for kind, _ in self.row))
            self.row = []
        if tag == "table" and self.table is not None:
            view, head, rows, labels = self.table
            self.found.tables.append(
                Table(self.file, view, tuple(head), tuple(rows), min(labels, default=0))
            )
            self.table = None
        self.drawing -= tag == "svg"
        if tag == "p":
            self.marks = set()
        if tag == "colgroup":
            if self.widths and sum(self.widths) != 100:
                self.place("attribute class", f"widths {self.widths} of columns")
            self.widths = []
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at][0] == tag:
                del self.stack[at:]
                break

    def handle_data(self, data: str) -> None:
        if self.raw:
            whole = _KEPT.sub(lambda at: "data:{};base64,{}".format(*self.kept[int(at[1])]), data)
            self.found.places.append(Place(self.file, self.raw, whole, self.view))
        else:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        if not _MAP.match(data):
            self.place("comment", data)

    def handle_pi(self, data: str) -> None:
        self.place("comment", data)

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.place("comment", decl)

    def unknown_decl(self, data: str) -> None:
        self.place("comment", data)

    def attributes(self, tag: str, given: dict[str, str]) -> None:
        size = (given.get("width", ""), given.get("height", "")) if tag == "img" else ()
        for name, value in given.items():
            if name == "alt" or (name == "aria-label" and given.get("role") == "img"):
                self.place("alt", value)
            elif name in ("src", "srcset"):
                self.picture(value, size)
            elif name in ("width", "height") and tag == "img":
                continue
            elif name in _NAMES:
                self.place(f"name {name}", value)
            elif self.drawing and name in _DRAWN:
                self.found.places.append(Place(self.file, "shape", value, self.view))
            elif tag == "meta" and name == "content" and "default-src" in value:
                self.place("policy", value)
            elif tag == "option" and name == "value":
                self.place("option", value)
            elif name == "data-layers":
                self.place("layers", value)
            elif name == "data-k":
                self.place("classes", f"{given.get('data-c', '')} {value}")
            elif tag == "col" and name == "class" and _WIDTH.fullmatch(value):
                self.widths.append(int(value[1:]))
            elif name not in _BUILT or not _BUILT[name].fullmatch(value):
                self.place(f"attribute {name}", value or name)

    def picture(self, value: str, size: tuple[str, ...]) -> None:
        mime, data = "", ""
        if value.startswith("kept:") and self.kept[int(value[5:])][0] == _INLINE:
            svg = self.kept[int(value[5:])][1]
            head = svg[: svg.find(">")]
            own = re.findall(r'\b(?:width|height)="([^"]*)"', head)
            wide = re.search(r'\bclass="w"', head)
            self.found.pictures.append(Picture(self.view, svg.encode(), tuple(own) if wide else ()))
            return
        if value.startswith("kept:") and value[5:].isdigit():
            mime, data = self.kept[int(value[5:])]
        try:
            content = base64.b64decode(data, validate=True)
        except binascii.Error:
            content = b""
        if mime == "image/svg+xml" and content:
            self.found.pictures.append(Picture(self.view, content, size))
        else:
            self.found.odd.append(
                Place(
                    self.file,
                    "picture",
                    f"a picture that cannot be read: {mime or value[:60]}",
                    self.view,
                )
            )
