"""Tables of the page and of workbooks against the CSV file of the same view."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.numbers import tokens, written
from sva.disclosure.attack.places import Table
from sva.disclosure.attack.scopes import Accounts
from sva.disclosure.attack.tables import (
    CELL,
    CLASS,
    MARK,
    class_columns,
    trace_csv,
    trace_estimates,
    width,
)

__all__ = ["trace_tables"]

_NOTE = re.compile(r"Note \d+")
#: What tells the layers of a map apart.
_LAYER = ("measure", "offence_group", "strata", "definition", "period_start")
_PLACE = re.compile(r"|(?:Table|Figure) \d+")


def trace_tables(tables: Sequence[Table], ground: Ground, accounts: Accounts) -> list[Leak]:
    """Find cells that hold anything but what the released row has.

    Parameters
    ----------
    tables : sequence of Table
        Of CSV files, workbook and page.
    ground : Ground
    accounts : Accounts
        For tables of which no row shows one released row alone.

    Returns
    -------
    list of Leak
    """
    found: list[Leak] = []
    by_view = {table.view: table for table in tables if table.file.endswith(".csv")}
    for table in tables:
        if table.file.endswith(".csv") and table.view == "estimates":
            found += trace_estimates(table, ground)
        elif table.file.endswith(".csv"):
            leaks = trace_csv(table, ground, accounts)
            known = table.view in ground.views
            # Of a file that no view names, nothing is taken on trust.
            found += leaks if known else [Leak("not released", e.where, e.words) for e in leaks]
        elif table.file.endswith((".xlsx", ".ods")):
            found += _sheet(table, by_view, ground, accounts)
        elif table.view in ground.views and table.view in by_view:
            found += _page(table, by_view[table.view], ground, accounts)
        else:
            found += _aside(table, ground, accounts)
    return found


def _sheet(
    table: Table, by_view: Mapping[str, Table], ground: Ground, accounts: Accounts
) -> list[Leak]:
    """Compare a sheet with the CSV file of the same view."""
    twin = by_view.get(table.view)
    where = f"{table.file}, sheet of {table.view or 'no table'}"
    if twin is None and table.view == "contents":
        return _contents(table, ground, accounts, where)
    if twin is None:
        rows = [row[1:] if row and _NOTE.fullmatch(row[0]) else row for row in table.rows]
        cells = [text for row in (table.head, *rows) for text in row]
        return [leak for text in cells for leak in accounts.check(text, "", where)]
    own = width(twin)
    same = {name.lower() for name in twin.head}
    said = [
        f"a column {name!r} that the CSV file has not"
        for name in table.head
        if name and name.lower() not in same and re.sub(r" \d$", "", name.lower()) not in same
    ]
    for number, row in enumerate(table.rows):
        expected = twin.rows[number][:own] if number < len(twin.rows) else ()
        for text, other in zip(row[:own], expected, strict=False):
            # a workbook has no empty cells
            if text.lstrip("'") != (other.strip().lstrip("'") or "[z]"):
                said.append(f"{text!r} stands where the CSV file has {other!r}")
        if number >= len(twin.rows) and any(row):
            said.append(f"a row that the CSV file has not: {', '.join(row)[:120]}")
        if any(row[own:]):
            said.append(f"cells beside the table: {', '.join(row[own:])[:120]}")
    return [Leak("not released", where, each) for each in said]


def _contents(table: Table, ground: Ground, accounts: Accounts, where: str) -> list[Leak]:
    """Check the list of sheets: its numbers count up."""
    found: list[Leak] = []
    topics = {str(v.get("topic") or name.replace("-", " ")) for name, v in ground.views.items()}
    for number, row in enumerate(table.rows):
        sheet, place, title = (*row, "", "", "")[:3]
        named = sheet == "Notes" or (sheet == f"Table_{number}" and _PLACE.fullmatch(place))
        if not named or len(row) > 3:
            said = f"a row {', '.join(row)[:120]!r} that names no sheet"
            found.append(Leak("not released", where, said))
        if title not in topics:
            found += accounts.check(title, "", where)
    return found


def _page(table: Table, twin: Table, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Compare a table of the page with the CSV file of the same view, row by row."""
    where = f"{table.file}, table of {table.view}"
    rows = [set(row[: width(twin)]) for row in twin.rows]
    if table.head[-1:] == ("Areas",) and all(CLASS.fullmatch(row[0]) for row in table.rows):
        layers: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for each in ground.rows(table.view):
            layers[tuple(str(each.get(name)) for name in _LAYER)].append(each)
        columns = [*class_columns(twin), *(_limit_counts(table, rows) for rows in layers.values())]
        return _classes(table, columns, where)
    named: dict[str, set[int]] = defaultdict(set)
    for number, cells in enumerate(rows):
        for text in cells:
            named[text].add(number)
    marked = {
        n for n, cells in enumerate(rows) if any(text and MARK.fullmatch(text) for text in cells)
    }
    places = [
        max((_places(row[n]) for row in table.rows if n < len(row)), default=0)
        for n in range(len(table.head))
    ]
    strict = ground.views.get(table.view, {}).get("kind") in ("figure", "table", "map")
    found: list[Leak] = []
    for row in table.rows:
        labels = row[: table.labels or 1]
        bound = set.intersection(*(named.get(text, set()) for text in labels)) if labels else set()
        for at, text in enumerate(row):
            if not any(each.isdigit() for each in text) or (at < len(labels) and text in named):
                continue
            if at < len(labels):
                found += accounts.check(text, table.view, where)
                continue
            head = table.head[at] if at < len(table.head) else ""
            mine = bound & named[head] if bound & named.get(head, set()) else bound
            if any(text in rows[n] for n in mine) or _borne(
                text, mine, twin, places[at] if at < len(places) else 0
            ):
                continue
            # A row that is not told apart by its names alone, or holds words, is read as words.
            if not strict or (not mine and not CELL.fullmatch(text)):
                found += accounts.check(text, table.view, where)
                continue
            also = " (withheld there)" if mine & marked else ""
            words = f"{' / '.join(labels)}, {head}: {text} is not in the released row{also}"
            found.append(Leak("not released", where, words))
    for name in table.head:
        if name not in named and name not in twin.head:
            found += accounts.check(name, table.view, where)
    return found


def _classes(table: Table, columns: Sequence[Mapping[str, int]], where: str) -> list[Leak]:
    """Compare how many areas each class is said to hold with the file of the map."""

    def wrong(counts: Mapping[str, int]) -> list[str]:
        return [
            f"{', '.join(row)}: the map's file has {counts.get(row[0], 0)} such areas"
            for row in table.rows
            if any(text.replace(",", "") != str(counts.get(row[0], 0)) for text in row[1:])
        ]

    tried = [wrong(counts) for counts in columns]
    return [Leak("not released", where, said) for said in min(tried, key=len, default=[])]


def _limit_counts(table: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Count the released values between the limits of each class."""
    values = [float(row["value"]) for row in rows if row.get("value") is not None]
    out = {"[c]": sum("suppressed" in str(row.get("flag") or "") for row in rows)}
    out["[x]"] = len(rows) - len(values) - out["[c]"]
    for label, *_ in table.rows:
        limits = [each.value for each in tokens(label)]
        low = limits[0] if limits and not label.startswith("Under") else -math.inf
        high = limits[-1] if len(limits) > 1 or label.startswith("Under") else math.inf
        if limits and not label.startswith("["):
            whole = " to " in label and "under" not in label
            out[label] = sum(low <= each < high or (whole and each == high) for each in values)
    return out


def _places(text: str) -> int:
    at = CELL.fullmatch(text)
    return tokens(at["number"])[0].places if at and tokens(at["number"]) else 0


def _borne(text: str, rows: Iterable[int], twin: Table, places: int) -> bool:
    """Say whether a number of the page is one of some rows of the CSV file, written with so many decimals."""
    at = CELL.fullmatch(text)
    if not at:
        return False
    plain = at["number"].replace(",", "")
    own = len(plain.partition(".")[2])
    for number in rows:
        for cell in twin.rows[number][: width(twin)]:
            other = CELL.fullmatch(cell)
            if not other:
                continue
            value = float(other["number"].replace(",", ""))
            whole = value == int(value)
            if (own == places or whole or own == 0 == places) and plain in written(value, own):
                if own == 0 and not whole and places:
                    continue
                return True
    return False


def _aside(table: Table, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Check a table that shows no view: definition, sources, the dictionary."""
    where = f"{table.file}, table {table.view or 'without a name'}"
    counted = {f"{each:,}" for each in ground.counted} if table.view == "withheld" else set()
    return [
        leak
        for row in (table.head, *table.rows)
        for text in row
        if text not in counted
        if not all(each.text.lower() in ground.static.numbers for each in ground.whole.left(text))
        for leak in accounts.check(text, "", where)
    ]
