"""Read a GeoPackage: every table of it but the shapes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.places import Gathered, Place, Table

__all__ = ["read_layers", "trace_layers"]

#: What tells the rows of a layer apart, and what each tells.
_NAMES = ("measure", "area_code", "offence_group", "strata")
_NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "q")


def read_layers(path: Path, file: str) -> Gathered:
    """Read the layers of a GeoPackage.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        Its name.

    Returns
    -------
    Gathered
        A table for each layer; other tables with numbers of their own stand among the odd.
    """
    found = Gathered()
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as book:
            names = [
                row[0]
                for row in book.execute(
                    "select name from sqlite_master where type in ('table', 'view')"
                )
            ]
            layers = {row[0] for row in book.execute("select table_name from gpkg_contents")}
            for name in names:
                if name in layers:
                    found.tables.append(_layer(book, name, file))
                elif not name.startswith(("gpkg_", "rtree_", "sqlite_")):
                    found.odd.append(Place(file, "part", f"a table {name} that is no layer"))
    except sqlite3.Error as reason:
        found.odd.append(Place(file, "part", f"a GeoPackage that cannot be read: {reason}"))
    return found


def _layer(book: sqlite3.Connection, name: str, file: str) -> Table:
    shown = f'"{name}"'.replace('""', '"')
    rows = book.execute(f"select * from {shown}")
    head = tuple(each[0] for each in rows.description)
    cells = tuple(
        tuple("" if value is None or isinstance(value, bytes) else str(value) for value in row)
        for row in rows
    )
    return Table(file, name, head, cells)


def trace_layers(tables: list[Table], ground: Ground) -> Iterator[Leak]:
    """Compare the rows of layers with released rows.

    Parameters
    ----------
    tables : list of Table
        Of the folder.
    ground : Ground

    Yields
    ------
    Leak
    """
    mine = [table for table in tables if table.file.endswith(".gpkg")]
    if not mine:
        return
    known: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for record in ground.records.values():
        known.setdefault(tuple(str(record.get(name) or "") for name in _NAMES), []).append(record)
    for table in mine:
        for cells in table.rows:
            row = dict(zip(table.head, cells, strict=False))
            near = known.get(tuple(row.get(name, "") for name in _NAMES), [])
            if not any(
                all(_same(row.get(name, ""), record.get(name)) for name in _NUMBERS)
                for record in near
            ):
                where = f"{table.file}, layer {table.view}"
                yield Leak(
                    "not released",
                    where,
                    f"the row of {row.get('area_code')} is not in this edition's release",
                )


def _same(text: str, value: Any) -> bool:
    if text == "":
        return True
    return value is not None and abs(float(text) - float(value)) <= 1e-9 * max(
        1.0, abs(float(value))
    )
