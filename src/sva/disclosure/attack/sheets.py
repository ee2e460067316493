"""Read a workbook without help: every sheet, hidden or not, and every part that is not a sheet."""

from __future__ import annotations

import re
from html import unescape

from sva.disclosure.attack.packed import plain, read_parts
from sva.disclosure.attack.places import Gathered, Place, Table

__all__ = ["read_workbook"]

#: Parts that a plain workbook has; any other is named.
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app)\.xml|xl/(?:_rels/workbook\.xml\.rels|workbook\.xml|"
    r"sharedStrings\.xml|styles\.xml|theme/theme1\.xml|worksheets/sheet\d+\.xml|worksheets/_rels/sheet\d+\.xml\.rels|"
    r"tables/table\d+\.xml)"
)
#: What a plain sheet is made of.
_SHEET = frozenset(
    [
        "worksheet",
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetView",
        "pane",
        "selection",
        "sheetFormatPr",
        "cols",
        "col",
        "sheetData",
        "row",
        "c",
        "v",
        "is",
        "t",
        "f",
        "pageMargins",
        "tableParts",
        "tablePart",
        "hyperlinks",
        "hyperlink",
    ]
)
_BOOK = frozenset(
    [
        "workbook",
        "fileVersion",
        "workbookPr",
        "bookViews",
        "workbookView",
        "sheets",
        "sheet",
        "calcPr",
    ]
)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_TEXT = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)
_TAG = re.compile(r"<(?!/|\?|!)(?:\w+:)?(\w+)")
_HIDDEN = re.compile(r'<(\w+)[^>]*\b(?:hidden="(?:1|true)"|state="(?:hidden|veryHidden)")')
_FORMAT = re.compile(r"#,##0(?:\.0+)?%?|General|0")


def read_workbook(content: bytes, file: str) -> Gathered:
    """Read an XLSX file.

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
        if not _PARTS.fullmatch(name):
            found.odd.append(Place(file, "part", f"a part {name}: {plain(text)[:120]}"))
    for name in ("docProps/core.xml", "docProps/app.xml"):
        for tag, said in re.findall(r"<([\w:]+)[^>]*>([^<]+)</", parts.get(name, "")):
            found.places.append(Place(file, f"property {tag}", unescape(said)))
    found.odd += [Place(file, "part", said) for said in _unknown(parts)]
    strings = [
        unescape("".join(_TEXT.findall(each)))
        for each in re.findall(
            r"<si>(.*?)</si>|<si/>", parts.get("xl/sharedStrings.xml", ""), re.DOTALL
        )
    ]
    used: set[int] = set()
    for name in sorted(parts):
        if name.startswith("xl/worksheets/sheet"):
            _sheet(parts, name, strings, used, found, file)
    for number, text in enumerate(strings):
        if number not in used:
            found.places.append(Place(file, "unused text", text))
    return found


def _unknown(parts: dict[str, str]) -> list[str]:
    """Name what a plain workbook does not have: names, notes, headers, hidden sheets, rows and columns."""
    said = []
    codes = map(unescape, re.findall(r'formatCode="([^"]*)"', parts.get("xl/styles.xml", "")))
    said += [f"the number format {code!r}" for code in codes if not _FORMAT.fullmatch(code)]
    for name, text in parts.items():
        sheet = name.startswith("xl/worksheets/sheet")
        if not sheet and name != "xl/workbook.xml":
            continue
        said += [f"a hidden {tag} in {name}" for tag in _HIDDEN.findall(text)]
        for tag in sorted(set(_TAG.findall(text)) - (_SHEET if sheet else _BOOK)):
            inner = re.search(
                rf"<(?:\w+:)?{tag}\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?{tag}>)", text, re.DOTALL
            )
            said.append(f"<{tag}> in {name}: {plain(inner[0] if inner else '')[:120]}")
    return said


def _sheet(
    parts: dict[str, str],
    name: str,
    strings: list[str],
    used: set[int],
    found: Gathered,
    file: str,
) -> None:
    rows: dict[int, dict[int, str]] = {}
    for letters, row, given, inner in _CELL.findall(parts[name]):
        value = re.search(r"<v>(.*?)</v>", inner or "", re.DOTALL)
        if 't="s"' in given and value:
            used.add(int(value[1]))
            text = strings[int(value[1])] if int(value[1]) < len(strings) else ""
        elif value:
            text = unescape(value[1])
            if 't="' not in given:
                text = _number(text)
        else:
            text = unescape("".join(_TEXT.findall(inner or "")))
        formula = re.search(r"<f[^>]*>(.*?)</f>", inner or "", re.DOTALL)
        if formula:
            found.places.append(Place(file, "formula", unescape(formula[1])))
        rows.setdefault(int(row), {})[_column(letters)] = text
    title, table = _table_of(parts, name)
    top = table[1] if table else 10**9
    inside: list[tuple[str, ...]] = []
    for row in sorted(rows):
        cells = rows[row]
        if table and top <= row <= table[3]:
            inside.append(tuple(cells.pop(at, "") for at in range(table[0], table[2] + 1)))
        for text in cells.values():
            found.places.append(Place(file, "text", text, title))
    if table and inside:
        found.tables.append(Table(file, title, inside[0], tuple(inside[1:])))


def _number(text: str) -> str:
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text


def _column(letters: str) -> int:
    out = 0
    for letter in letters:
        out = out * 26 + ord(letter) - 64
    return out


def _table_of(parts: dict[str, str], name: str) -> tuple[str, tuple[int, int, int, int] | None]:
    """Find the table on a sheet: its name, and first column, first row, last column, last row."""
    links = parts.get(name.replace("worksheets/", "worksheets/_rels/") + ".rels", "")
    target = re.search(r'Target="\.\./tables/(table\d+\.xml)"', links)
    text = parts.get(f"xl/tables/{target[1]}", "") if target else ""
    at = re.search(r'displayName="([^"]*)".*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', text)
    if not at:
        return "", None
    title = re.sub(r"^table_\d+_", "", at[1]).replace("_", "-")
    return title, (_column(at[2]), int(at[3]), _column(at[4]), int(at[5]))
