"""Read a finished folder as an adversary does: every file of it, and every part of every file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sva.disclosure.attack.layers import read_layers
from sva.disclosure.attack.open_sheets import read_open_workbook
from sva.disclosure.attack.page import read_page
from sva.disclosure.attack.paper import read_paper
from sva.disclosure.attack.places import Gathered, Place, Table
from sva.disclosure.attack.sheets import read_workbook

__all__ = ["gather", "leaves"]


def gather(folder: Path) -> Gathered:
    r"""Read every file of a finished edition.

    Parameters
    ----------
    folder : pathlib.Path
        Holds the edition and nothing else.

    Returns
    -------
    Gathered
        What cannot be read stands among the odd, so that nothing passes unread.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = (Path(name) / "a.csv").write_text("Sex,Victims\nFemale,15\n")
    ...     gather(Path(name)).tables[0].rows
    (('Female', '15'),)
    """
    found = Gathered()
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        name = path.relative_to(folder).as_posix()
        found.add(_read(path, name))
    return found


def _read(path: Path, name: str) -> Gathered:
    found = Gathered()
    kind = path.suffix.lower()
    if path.is_symlink():
        found.odd.append(Place(name, "part", "a link to another file"))
        return found
    if kind == ".gpkg":
        return read_layers(path, name)
    content = path.read_bytes()
    if kind == ".pdf":
        return read_paper(content, name)
    if kind == ".ods":
        return read_open_workbook(content, name)
    if kind == ".xlsx":
        return read_workbook(content, name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is not None and kind in (".html", ".htm"):
        return read_page(text, name)
    if text is not None and kind == ".csv":
        lines = list(csv.reader(io.StringIO(text)))
        head = tuple(lines[0]) if lines else ()
        found.tables.append(Table(name, path.stem, head, tuple(map(tuple, lines[1:]))))
        return found
    if text is not None and kind in (".json", ".ipynb"):
        try:
            found.json[name] = json.loads(text)
        except ValueError:
            found.odd.append(Place(name, "part", "JSON that cannot be read"))
        return found
    found.odd.append(
        Place(name, "part", f"a file of a kind that is not known ({kind or 'no ending'})")
    )
    return found


def leaves(content: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every name and every value of a JSON document with its path.

    Parameters
    ----------
    content : object
        As `json.loads` gives it.
    where : str, optional
        The path so far.

    Yields
    ------
    tuple of (str, object)
        Path, and a text, number, truth value or None; names of fields are given as values of the path above them.

    Examples
    --------
    >>> list(leaves({"a": [1, "x"]}))
    [('', 'a'), ('a[0]', 1), ('a[1]', 'x')]
    """
    if isinstance(content, dict):
        for name, value in content.items():
            yield where, name
            yield from leaves(value, f"{where}.{name}" if where else str(name))
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from leaves(value, f"{where}[{number}]")
    else:
        yield where, content
