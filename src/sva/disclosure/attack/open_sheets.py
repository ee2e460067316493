"""Read an ODS workbook without help, as `sva.disclosure.attack.sheets` reads an XLSX."""

from __future__ import annotations

import re
from html import unescape

from sva.disclosure.attack.packed import plain, read_parts
from sva.disclosure.attack.places import Gathered, Place, Table

__all__ = ["read_open_workbook"]

_PARTS = frozenset(
    ("mimetype", "META-INF/manifest.xml", "content.xml", "styles.xml", "meta.xml", "settings.xml")
)
#: What a plain body is made of.
_BODY = frozenset(
    [
        "office:body",
        "office:spreadsheet",
        "table:table",
        "table:table-column",
        "table:table-row",
        "table:table-header-rows",
        "table:table-cell",
        "table:database-ranges",
        "table:database-range",
        "text:p",
        "text:a",
        "text:s",
        "text:span",
    ]
)
_SHEET = re.compile(r'<table:table table:name="([^"]*)"[^>]*>(.*?)</table:table>', re.DOTALL)
_ROW = re.compile(r"<table:table-row[^>]*?(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(r"<table:table-cell([^>]*?)(?:/>|>(.*?)</table:table-cell>)", re.DOTALL)
_RANGE = re.compile(
    r"table:name=\"([^\"]*)\"[^>]*table:target-range-address=\"(?:'|&apos;|&#x27;)?([^'.\"&]*)[^.]*\.([A-Z]+)(\d+):.*?\.([A-Z]+)(\d+)\""
)


def read_open_workbook(content: bytes, file: str) -> Gathered:
    """Read an ODS file.

    Parameters
    ----------
    content : bytes
        The file.
    file : str
        Its name.

    Returns
    -------
    Gathered
        A table for each sheet with one, under the table's own name; what stands above it as places of that name.
    """
    found = Gathered()
    parts = read_parts(content, file, found)
    if not parts:
        return found
    for name, text in parts.items():
        if name not in _PARTS:
            found.odd.append(Place(file, "part", f"a part {name}: {plain(text)[:120]}"))
    for tag, said in re.findall(r"<([\w:-]+)[^>]*>([^<]+)</", parts.get("meta.xml", "")):
        found.places.append(Place(file, f"property {tag}", unescape(said)))
    body = parts.get("content.xml", "")
    body = body[max(body.find("<office:body"), 0) :]
    for tag in sorted(set(re.findall(r"<([\w:-]+)", body)) - _BODY):
        inner = re.search(rf"<{tag}\b[^>]*?(?:/>|>(.*?)</{tag}>)", body, re.DOTALL)
        said = f"<{tag}>: {plain(inner[0] if inner else '')[:120]}"
        found.odd.append(Place(file, "part", said))
    if re.search(r'visibility="(?:collapse|filter)"|display="false"', "".join(parts.values())):
        found.odd.append(Place(file, "part", "a hidden sheet, row or column"))
    ranges = {
        at[1]: at for at in map(_range, re.findall(r"<table:database-range[^>]*>", body)) if at
    }
    for name, inner in _SHEET.findall(body):
        _sheet(inner, ranges.get(unescape(name)), found, file)
    return found


def _range(tag: str) -> tuple[str, str, int, int, int, int] | None:
    at = _RANGE.search(unescape(tag))
    if not at:
        return None
    title = re.sub(r"^table_\d+_", "", at[1]).replace("_", "-")
    return title, at[2], _column(at[3]), int(at[4]), _column(at[5]), int(at[6])


def _column(letters: str) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + ord(letter) - 64
    return out


def _sheet(
    inner: str, at: tuple[str, str, int, int, int, int] | None, found: Gathered, file: str
) -> None:
    title = at[0] if at else ""
    inside: list[tuple[str, ...]] = []
    for number, row in enumerate(_ROW.findall(inner), 1):
        cells: list[str] = []
        for given, content in _CELL.findall(row):
            value = re.search(r'office:value="([^"]*)"', given)
            times = re.search(r'number-columns-repeated="(\d+)"', given)
            formula = re.search(r'table:formula="([^"]*)"', given)
            if formula:
                found.places.append(Place(file, "formula", unescape(formula[1])))
            text = f"{float(value[1]):.10g}" if value else plain(content)
            cells += [text] * min(int(times[1]) if times else 1, 1000)
        if at and at[3] <= number <= at[5]:
            size = at[4] - at[2] + 1
            own = cells[at[2] - 1 :]
            inside.append(tuple((own + [""] * size)[: max(size, len(own))]))
        else:
            found.places += [Place(file, "text", text, title) for text in cells if text]
    if inside:
        found.tables.append(Table(file, title, inside[0], tuple(inside[1:])))
