"""All tables in one OpenDocument spreadsheet, the format that the government asks public bodies to publish in."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from sva.report.sheets import Sheet

__all__ = ["write_ods"]

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("meta", "meta"),
        ("fo", "xsl-fo-compatible"), ("number", "datastyle"), ("config", "config"),
    )
)  # fmt: skip
_MORE = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STYLES = ("base", "wrap", "title", "head", "link")
#: A4 on its side, as wide as the widest table: so a sheet can be printed.
_PAPER = (
    '<style:page-layout style:name="paper"><style:page-layout-properties fo:page-width="29.7cm" '
    'fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1" style:scale-to-Y="0"/>'
    "</style:page-layout>"
)
_TEXT = {
    "title": 'fo:font-size="16pt" fo:font-weight="bold"',
    "head": 'fo:font-weight="bold"',
    "link": 'fo:color="#144e81" style:text-underline-style="solid"',
}


def write_ods(sheets: Sequence[Sheet], about: dict[str, str], path: Path) -> Path:
    """Write sheets as ODS: header rows marked, each table a named range, numbers as numbers.

    Parameters
    ----------
    sheets : sequence of Sheet
        From `sva.report.sheets.sheets_of`.
    about : dict of str to str
        ``title``, ``subject``, ``author``.
    path : pathlib.Path
        Its folder must exist.

    Returns
    -------
    pathlib.Path
        The path given. The same sheets give the same bytes.

    References
    ----------
    OASIS (2021). Open Document Format for Office Applications (OpenDocument) version 1.3. Analysis Function (2023).
    Releasing statistics in spreadsheets.
    """
    part = path.with_name(f".{path.name}.part")
    files = {
        "META-INF/manifest.xml": _manifest(),
        "content.xml": _content(sheets),
        "styles.xml": _default(),
        "meta.xml": _meta(about),
        "settings.xml": _settings(sheets),
    }
    with zipfile.ZipFile(part, "w") as book:
        # the kind of file stands first and plain, so that any program knows it
        book.writestr(_entry("mimetype", zipfile.ZIP_STORED), _MIME)
        for name, text in files.items():
            book.writestr(_entry(name, zipfile.ZIP_DEFLATED), text.encode())
    part.replace(path)
    return path


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    entry.compress_type = how
    entry.external_attr = 0o644 << 16
    return entry


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (("/", _MIME), *((f"{n}.xml", "text/xml") for n in ("content", "styles", "meta", "settings")))
    )  # fmt: skip
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return f'{_HEAD}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">{entries}</manifest:manifest>'


def _meta(about: dict[str, str]) -> str:
    return (
        f'{_HEAD}<office:document-meta {_SPACES} {_MORE} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(about['title'])}</dc:title><dc:subject>{escape(about['subject'])}</dc:subject>"
        f"<dc:creator>{escape(about['author'])}</dc:creator><dc:language>en-GB</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _default() -> str:
    return (
        f'{_HEAD}<office:document-styles {_SPACES} {_MORE} office:version="1.3"><office:styles>'
        '<style:default-style style:family="table-cell"><style:text-properties fo:font-family="Arial" '
        'fo:font-size="12pt" fo:language="en" fo:country="GB"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/>'
        f"</office:styles><office:automatic-styles>{_PAPER}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="paper"/>'
        "</office:master-styles></office:document-styles>"
    )


def _settings(sheets: Sequence[Sheet]) -> str:
    """Keep the head of each table in view."""

    def item(name: str, kind: str, value: Any) -> str:
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    views = []
    for sheet in sheets:
        if not sheet.head:
            continue
        top = len(sheet.lines) + 1
        told = [("HorizontalSplitMode", "short", 2), ("VerticalSplitMode", "short", 2),
                ("HorizontalSplitPosition", "int", 1), ("VerticalSplitPosition", "int", top),
                ("PositionRight", "int", 1), ("PositionBottom", "int", top)]  # fmt: skip
        items = "".join(item(*each) for each in told)
        views.append(
            f'<config:config-item-map-entry config:name="{escape(sheet.name)}">{items}</config:config-item-map-entry>'
        )
    return (
        f'{_HEAD}<office:document-settings {_SPACES} {_MORE} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        f"<config:config-item-map-entry>{item('ViewId', 'string', 'view1')}"
        f'<config:config-item-map-named config:name="Tables">{"".join(views)}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _content(sheets: Sequence[Sheet]) -> str:
    widths = sorted({width for sheet in sheets for width in sheet.widths})
    places = sorted({each for sheet in sheets for each in sheet.places if each is not None})
    styles = "".join(
        f'<style:style style:name="w{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.24:.2f}cm"/></style:style>'
        for width in widths
    )
    for name in _STYLES:
        wrap = (
            ' fo:wrap-option="wrap" style:vertical-align="top"' if name in ("wrap", "head") else ""
        )
        letters = f"<style:text-properties {_TEXT[name]}/>" if name in _TEXT else ""
        styles += (
            f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default">'
            f"<style:table-cell-properties{wrap}/>{letters}</style:style>"
        )
    for number in places:
        styles += (
            f'<number:number-style style:name="N{number}"><number:number number:decimal-places="{number}" '
            f'number:min-decimal-places="{number}" number:min-integer-digits="1" number:grouping="true"/>'
            f'</number:number-style><style:style style:name="n{number}" style:family="table-cell" '
            f'style:parent-style-name="Default" style:data-style-name="N{number}">'
            '<style:paragraph-properties fo:text-align="end"/></style:style>'
        )
    styles += (
        '<style:style style:name="sheet" style:family="table" style:master-page-name="Default"/>'
    )
    tables = "".join(_table(sheet) for sheet in sheets)
    ranges = "".join(
        f'<table:database-range table:name="{escape(sheet.table)}" table:contains-header="true" '
        f"table:target-range-address=\"'{escape(sheet.name)}'.{_at(0, len(sheet.lines))}:"
        f"'{escape(sheet.name)}'.{_at(len(sheet.head) - 1, len(sheet.lines) + max(len(sheet.rows), 1))}\"/>"
        for sheet in sheets
        if sheet.head
    )
    return (
        f'{_HEAD}<office:document-content {_SPACES} {_MORE} office:version="1.3">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        f"<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _at(column: int, row: int) -> str:
    """Name a cell.

    Examples
    --------
    >>> _at(0, 0), _at(27, 9)
    ('A1', 'AB10')
    """
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def _table(sheet: Sheet) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="w{width}"/>' for width in sheet.widths
    )
    lines = "".join(
        f"<table:table-row>{_text(line, 'title' if row == 0 else 'base' if sheet.head else 'wrap')}</table:table-row>"
        for row, line in enumerate(sheet.lines)
    )
    if not sheet.head:
        return f'<table:table table:name="{escape(sheet.name)}" table:style-name="sheet">{columns}{lines}</table:table>'
    head = "".join(_text(text, "head") for text in sheet.head)
    rows = []
    for number, row in enumerate(sheet.rows):
        cells = [
            _text(str(value), "wrap")
            if isinstance(value, str) or sheet.places[column] is None
            else _number(value, sheet.places[column] or 0)
            for column, value in enumerate(row)
        ]
        if sheet.links:
            cells[0] = _text(str(row[0]), "link", sheet.links[number])
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return (
        f'<table:table table:name="{escape(sheet.name)}" table:style-name="sheet">{columns}{lines}'
        f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>"
        f"{''.join(rows)}</table:table>"
    )


def _text(text: str, style: str, target: str = "") -> str:
    inner = escape(text)
    if target:
        inner = f'<text:a xlink:type="simple" xlink:href="#{escape(target)}.A1">{inner}</text:a>'
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>{inner}</text:p>'
        "</table:table-cell>"
    )


def _number(value: float, places: int) -> str:
    return (
        f'<table:table-cell table:style-name="n{places}" office:value-type="float" office:value="{value!r}">'
        f"<text:p>{value:,.{places}f}</text:p></table:table-cell>"
    )
