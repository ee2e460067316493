"""From a path to tables of text: finds the files of a source, chooses the reader, keeps to the caps."""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.intake.packed import MAXIMUM_BYTES, gunzip, is_book, members, not_read, too_large

if TYPE_CHECKING:
    from sva.intake.mapping import Reading
    from sva.intake.text import TextTable

__all__ = [
    "called",
    "find_files",
    "left_out",
    "read_file",
    "sha256_of",
]

_TEXT = (".csv", ".txt", ".tsv")
_BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_KNOWN = (*_TEXT, *(f"{ending}.gz" for ending in _TEXT), *_BOOKS, ".parquet", ".zip")


def find_files(folder: Path, patterns: list[str]) -> list[Path]:
    """List the files of a source, at any depth, in the order of their names.

    Parameters
    ----------
    folder : pathlib.Path
        A folder, or a single file.
    patterns : list of str
        Such as ``*.csv``; matched against the file's name.

    Returns
    -------
    list of pathlib.Path
        Hidden files, markers (``*.json``) and lock files of office programs are left out.

    Raises
    ------
    SvaError
        If the path is absent or holds no file that can be read.
    """
    try:
        alone, there = folder.is_file(), folder.is_dir()
    except OSError:  # a name that no system takes
        alone = there = False
    if alone:
        return [folder]
    if not there:
        raise SvaError(
            f"the source {folder.name} is not there",
            [
                Fault(
                    "no such file or folder",
                    "the partner's files",
                    str(folder),
                    "Put them there, or take the source out of assessment.yaml.",
                )
            ],
        )
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith((".", "~$", "_"))
        and path.name.lower().endswith(_KNOWN)
        and any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns)
    )
    if not found:
        raise SvaError(
            f"the source {folder.name} holds no file that can be read",
            [
                Fault(
                    "none matches",
                    f"{', '.join(patterns)}, of kind {', '.join(_KNOWN)}",
                    str(folder),
                )
            ],
        )
    return found


def left_out(folder: Path, found: list[Path]) -> list[str]:
    """Name what lies among the files of a source and is not read: other kinds, other names, links to nothing.

    Parameters
    ----------
    folder : pathlib.Path
    found : list of pathlib.Path
        From `find_files`.

    Returns
    -------
    list of str
        Names, sorted; hidden files, markers and lock files are not among them.
    """
    if not folder.is_dir():
        return []
    there = (
        path
        for path in folder.rglob("*")
        if not path.is_dir()
        and not path.name.startswith((".", "~$", "_"))
        and not path.name.lower().endswith(".json")
    )
    return sorted(called(path, folder) for path in set(there) - set(found))


def called(path: Path, base: Path) -> str:
    """Give the name of a file within its source, as text that can be written anywhere."""
    return os.fsencode(path.relative_to(base).as_posix()).decode("utf-8", errors="replace")


def sha256_of(path: Path) -> str:
    """Give the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_file(
    path: Path,
    reading: Reading,
    name: str | None = None,
    known: frozenset[str] = frozenset(),
) -> Iterator[TextTable]:
    """Read one file as tables of text: one a sheet, one a member of a zip.

    Parameters
    ----------
    path : pathlib.Path
    reading : Reading
        What the mapping says about the file.
    name : str, optional
        How it is called in row references; its name by default.
    known : frozenset of str, optional
        Headings to expect, reduced by `heading_key`: they tell the header from title rows, and the sheet that is meant.

    Yields
    ------
    TextTable

    Raises
    ------
    SvaError
        If it cannot be read: what it is, and what to do.
    """
    name = name or called(path, path.parent)
    try:
        size = path.stat().st_size
        data = b"" if size > MAXIMUM_BYTES else path.read_bytes()
    except OSError as reason:
        raise SvaError(
            f"{name} cannot be read",
            [Fault(reason.strerror or str(reason), "a file that may be read", str(path))],
        ) from None
    if size == 0:
        raise SvaError(f"{name} is empty", [Fault("no bytes in it", "a header and rows", name)])
    if size > MAXIMUM_BYTES:
        raise too_large(name, size, MAXIMUM_BYTES)
    sha256 = hashlib.sha256(data).hexdigest()
    yield from _read_bytes(data, name, reading, sha256, known, depth=0)


def _read_bytes(
    data: bytes, name: str, reading: Reading, sha256: str, known: frozenset[str], depth: int
) -> Iterator[TextTable]:
    from sva.intake.csvfile import read_csv

    lower = name.lower()
    if data[:2] == b"\x1f\x8b":
        yield read_csv(gunzip(data, name), name, reading, sha256, known)
    elif data[:4] == b"PAR1":
        from sva.intake.parquetfile import read_parquet

        yield read_parquet(data, name, sha256)
    elif data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        if is_book(data, name) or lower.endswith((".xlsx", ".xlsm", ".xlsb", ".ods")):
            from sva.intake.workbook import read_workbook

            yield from read_workbook(data, name, reading, sha256, known)
        else:
            left: list[str] = []
            for inside, inner in members(data, name, _KNOWN, depth, left):
                for table in _read_bytes(inner, inside, reading, sha256, known, depth + 1):
                    if left:
                        table.notes.append(not_read(left))
                        left.clear()
                    yield table
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        from sva.intake.workbook import read_workbook

        yield from read_workbook(data, name, reading, sha256, known)
    elif data[:4] == b"%PDF":
        raise SvaError(
            f"{name} cannot be read",
            [Fault("it is a PDF", "a table: CSV, XLSX, ODS or Parquet", name)],
        )
    elif lower.endswith(_BOOKS) or lower.endswith((".parquet", ".gz", ".zip")):
        raise SvaError(
            f"{name} cannot be read",
            [
                Fault(
                    "its bytes are not of the kind that its name says",
                    "a whole file",
                    name,
                    "It may be cut off or renamed: ask for it again.",
                )
            ],
        )
    else:
        yield read_csv(data, name, reading, sha256, known)
