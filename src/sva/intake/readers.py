"""From a path to tables of text: finds the files of a source, chooses the reader, keeps to the caps."""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    from sva.intake.mapping import Reading
    from sva.intake.text import TextTable

__all__ = ["MAXIMUM_BYTES", "MAXIMUM_WORKBOOK", "find_files", "read_file", "sha256_of"]

#: A text file read whole may hold so many bytes once unpacked; larger ones stream where the contract allows.
MAXIMUM_BYTES = 1_500_000_000
#: A workbook may hold so many bytes once unpacked.
MAXIMUM_WORKBOOK = 400_000_000
_MAXIMUM_MEMBERS = 200
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
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
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
    name = name or path.name
    size = path.stat().st_size
    lower = path.name.lower()
    if size == 0:
        raise SvaError(f"{name} is empty", [Fault("no bytes in it", "a header and rows", name)])
    if size > MAXIMUM_BYTES and not lower.endswith(".parquet"):
        raise _too_large(name, size, MAXIMUM_BYTES)
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    yield from _read_bytes(data, name, reading, sha256, known, depth=0)


def _read_bytes(
    data: bytes, name: str, reading: Reading, sha256: str, known: frozenset[str], depth: int
) -> Iterator[TextTable]:
    from sva.intake.csvfile import read_csv

    lower = name.lower()
    if data[:2] == b"\x1f\x8b":
        yield read_csv(_gunzip(data, name), name, reading, sha256, known)
    elif data[:4] == b"PAR1":
        from sva.intake.parquetfile import read_parquet

        yield read_parquet(data, name, sha256)
    elif data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        if _is_book(data, name) or lower.endswith((".xlsx", ".xlsm", ".xlsb", ".ods")):
            from sva.intake.workbook import read_workbook

            yield from read_workbook(data, name, reading, sha256, known)
        else:
            yield from _read_zip(data, name, reading, sha256, known, depth)
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


def _too_large(name: str, size: int, cap: int) -> SvaError:
    return SvaError(
        f"{name} is too large",
        [
            Fault(
                f"{size:,} bytes once unpacked", f"at most {cap:,}", name, "Split it, or send CSV."
            )
        ],
    )


def _gunzip(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            text = packed.read(MAXIMUM_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise SvaError(
            f"{name} cannot be read",
            [
                Fault(
                    "the packed file breaks off or is damaged",
                    "a whole file",
                    name,
                    "Ask for it again.",
                )
            ],
        ) from None
    if len(text) > MAXIMUM_BYTES:
        raise _too_large(name, len(text), MAXIMUM_BYTES)
    return text


def _is_book(data: bytes, name: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist()[:50])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise SvaError(
            f"{name} cannot be read",
            [
                Fault(
                    "the packed file breaks off or is damaged",
                    "a whole file",
                    name,
                    "Ask for it again.",
                )
            ],
        ) from None
    return "[Content_Types].xml" in names or "mimetype" in names


def _read_zip(
    data: bytes, name: str, reading: Reading, sha256: str, known: frozenset[str], depth: int
) -> Iterator[TextTable]:
    """Read the members of a zip; a zip in a zip is read once, deeper ones are refused."""
    if depth > 1:
        raise SvaError(
            f"{name} is refused",
            [Fault("archives lie in archives in archives", "files, or one archive of files", name)],
        )
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = [
            entry
            for entry in packed.infolist()
            if not entry.is_dir() and not Path(entry.filename).name.startswith((".", "_", "~$"))
        ]
        total = sum(entry.file_size for entry in members)
        if total > MAXIMUM_BYTES or len(members) > _MAXIMUM_MEMBERS:
            raise SvaError(
                f"{name} is refused",
                [
                    Fault(
                        f"{len(members):,} members of {total:,} bytes once unpacked",
                        f"at most {_MAXIMUM_MEMBERS} members of {MAXIMUM_BYTES:,} bytes",
                        name,
                    )
                ],
            )
        if any(entry.flag_bits & 1 for entry in members):
            raise SvaError(
                f"{name} cannot be read",
                [
                    Fault(
                        "it is locked with a password",
                        "an open file",
                        name,
                        "Unlock it and save it again.",
                    )
                ],
            )
        read = 0
        for entry in sorted(members, key=lambda item: item.filename):
            if not entry.filename.lower().endswith(_KNOWN):
                continue
            try:
                with packed.open(entry) as member:
                    inner = member.read(MAXIMUM_BYTES + 1)
            except (
                zipfile.BadZipFile,
                zlib.error,
                OSError,
                EOFError,
                NotImplementedError,
                RuntimeError,
                ValueError,
            ):
                raise SvaError(
                    f"{name} cannot be read",
                    [Fault(f"its member {entry.filename} is damaged", "a whole file", name)],
                ) from None
            read += 1
            inside = f"{name}/{Path(entry.filename).name}"
            if not inner:
                raise SvaError(
                    f"{inside} is empty", [Fault("no bytes in it", "a header and rows", inside)]
                )
            yield from _read_bytes(inner, inside, reading, sha256, known, depth + 1)
    if not read:
        raise SvaError(
            f"{name} holds no file that can be read",
            [Fault("no table in it", ", ".join(_KNOWN), name)],
        )
