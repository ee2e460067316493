"""Tables for a page and for a spreadsheet program, with the markers explained where they are used."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from sva.figures.labels import MARKERS, decimals, is_null, show
from sva.report.columns import colgroup, fit_columns

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_NOTED = {
    "not yet complete": "[p]",
    "break in the series": "[b]",
    "possible recording change": "[b]",
    "[u]": "[u]",
}
#: From so many columns a table of words is not pressed into the width of a phone.
_MANY = 5
_NUMBER = re.compile(r"[\d,.\u2212]+%?( \[\w\])*|\[\w\]")

__all__ = ["html_table", "markers_used", "pivot", "to_text", "write_csv"]


def pivot(table: pd.DataFrame) -> pd.DataFrame:
    """Turn a long table of counts into rows by columns, where that loses nothing.

    Parameters
    ----------
    table : pandas.DataFrame
        From `sva.figures.twin`.

    Returns
    -------
    pandas.DataFrame
        One row a category, one column a series; the table given where it has more than one number a row.
    """
    import pandas as pd

    apart = table.attrs.get("apart", [])
    numbers = [name for name in table.columns if name not in apart and name != "Note"]
    if len(apart) != 2 or len(numbers) != 1 or table.duplicated(apart).any():
        return table
    down, across = apart
    if len(table[down].drop_duplicates()) < len(table[across].drop_duplicates()):
        down, across = across, down
    if len(table[across].drop_duplicates()) > 8:
        return table
    order = list(dict.fromkeys(table[across]))
    records = []
    for name, part in table.groupby(down, sort=False):
        notes = part["Note"] if "Note" in part else [""] * len(part)
        noted = [_with_note(x, note) for x, note in zip(part[numbers[0]], notes, strict=True)]
        cells = dict(zip(part[across], noted, strict=True))
        records.append({down: name} | {column: cells.get(column, "[x]") for column in order})
    out = pd.DataFrame(records, dtype=object)
    out.attrs = {
        "apart": [down],
        "units": dict.fromkeys(order, table.attrs["units"].get(numbers[0], "")),
    }
    return out


def _with_note(value: Any, note: str) -> Any:
    """Put the markers of a note after a whole number."""
    signs = [sign for words, sign in _NOTED.items() if words in note]
    if not signs or not isinstance(value, int):
        return value
    return f"{value:,} {' '.join(dict.fromkeys(signs))}"


def to_text(table: pd.DataFrame) -> pd.DataFrame:
    """Write every number of a table as a reader is shown it.

    Parameters
    ----------
    table : pandas.DataFrame
        From `sva.figures.twin`.

    Returns
    -------
    pandas.DataFrame
        Of text, one number of decimals in each column; limits follow their value's.
    """
    units = table.attrs.get("units", {})
    out = table.copy().astype(object)
    before = 0
    for name in table.columns:
        numbers = [x for x in table[name] if isinstance(x, int | float) and not isinstance(x, bool)]
        unit = units.get(name, "")
        places = decimals(numbers, unit)
        if name in ("Lower limit", "Upper limit"):
            places = before
        elif numbers:
            before = places
        out[name] = [
            show(x, places, unit) if isinstance(x, int | float) else str(x) for x in table[name]
        ]
    return out


def markers_used(table: pd.DataFrame) -> list[tuple[str, str]]:
    """List the markers that stand in a table, with their meaning."""
    text = {str(value) for name in table.columns for value in table[name]}
    return [
        (sign, words) for sign, words in MARKERS.items() if any(sign in value for value in text)
    ]


def _is_number(column: Sequence[Any]) -> bool:
    return all(isinstance(value, int | float) or _NUMBER.fullmatch(str(value)) for value in column)


def html_table(
    table: pd.DataFrame, caption: str, name: str, *, mark: str = "", ids: Sequence[str] = ()
) -> str:
    """Write a table for the page: caption, headers with scope, numbers to the right, its own scroll region.

    Parameters
    ----------
    table : pandas.DataFrame
        From `sva.figures.twin`, or any table of text and numbers.
    caption : str
        Unique in the page.
    name : str
        Unique in the page; becomes the caption's id.
    mark : str
        Put before the caption, such as the demonstration mark.
    ids : sequence of str, optional
        One for each row, so that a sentence can point to it.

    Returns
    -------
    str
        HTML, every text escaped.
    """
    apart = table.attrs.get("apart", list(table.columns[:1]))
    text = to_text(table)
    right = {
        column
        for column in table.columns
        if column not in apart and _is_number(list(table[column]))
    }
    said = f'<span class="mark">{escape(mark)}</span> ' if mark else ""
    number = ' class="n"'
    head = "".join(
        f'<th scope="col"{number if column in right else ""}>{escape(str(column))}</th>'
        for column in table.columns
    )
    body = []
    opened = [
        ('<th scope="row">', "</th>")
        if column in apart
        else (f"<td{number if column in right else ''}>", "</td>")
        for column in table.columns
    ]
    for position, row in enumerate(text.itertuples(index=False, name=None)):
        cells = [
            f"{start}{escape(str(value))}{end}"
            for (start, end), value in zip(opened, row, strict=True)
        ]
        own = f' id="{escape(ids[position])}"' if ids else ""
        body.append(f"<tr{own}>{''.join(cells)}</tr>")
    notes = "".join(
        f"<li><span>{escape(sign)}</span> {escape(words)}</li>"
        for sign, words in markers_used(table)
    )
    below = f'<ul class="markers">{notes}</ul>' if notes else ""
    cells = [list(map(str, table.columns)), *(list(map(str, row)) for row in text.to_numpy())]
    fitted = fit_columns(cells, [column in right for column in table.columns])
    kind = "words" if fitted.widths else "few" if len(table.columns) <= 3 else ""
    kind += " many" if fitted.widths and len(table.columns) >= _MANY else ""
    size = "short" if fitted.fits else "long"
    words = f' class="{kind}"' if kind else ""
    return (
        f'<div class="scroll {size}" role="region" aria-labelledby="{name}" tabindex="0">'
        f'<table{words}><caption id="{name}">{said}{escape(caption)}</caption>{colgroup(fitted.widths)}'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>{below}"
    )


def write_csv(table: pd.DataFrame, path: Path, status: dict[str, str]) -> Path:
    """Write a table as CSV in UTF-8, with what it is in columns of its own.

    Parameters
    ----------
    table : pandas.DataFrame
        Numbers as numbers, markers as text.
    path : pathlib.Path
        Its folder must exist.
    status : dict of str to str
        Columns that are the same in every row, such as edition and whether the data are made up.

    Returns
    -------
    pathlib.Path
        The path given.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*map(str, table.columns), *status])
    for row in table.itertuples(index=False):
        writer.writerow([*(_plain(value) for value in row), *status.values()])
    path.write_text(out.getvalue(), encoding="utf-8-sig")
    return path


#: What may follow a minus: digits, their commas and points, a power.
_NUMBER = re.compile(r"-[\d,]*\.?\d+(e[+-]?\d+)?%?")


def _plain(value: Any) -> Any:
    """Write a cell: nulls empty, dates by the day, numbers short; a text that a spreadsheet would run is disarmed."""
    if is_null(value):
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    # a minus opens a formula too, but stands before numbers that are text
    risky = text[:1] in ("=", "+", "@", "\t", "\r") or (
        text[:1] == "-" and not _NUMBER.fullmatch(text)
    )
    return f"'{text}" if risky else value
