"""What is packed: gzip and zip, within caps, and how to tell a zip from a workbook."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from sva.errors import Fault, SvaError
from sva.intake.guard import heading_shown

__all__ = [
    "MAXIMUM_BYTES",
    "MAXIMUM_WORKBOOK",
    "gunzip",
    "is_book",
    "members",
    "not_read",
    "too_large",
]

#: A text file read whole may hold so many bytes once unpacked; larger ones stream where the contract allows.
MAXIMUM_BYTES = 1_500_000_000
#: A workbook may hold so many bytes once unpacked.
MAXIMUM_WORKBOOK = 400_000_000
_MAXIMUM_MEMBERS = 200
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def not_read(names: list[str]) -> tuple[str, int, str]:
    """Say which files were left out."""
    shown = ", ".join(map(heading_shown, names[:12])) + (" and more" if len(names) > 12 else "")
    return "files-left-out", 0, f"files that were not read: {len(names):,} ({shown})"


def too_large(name: str, size: int, cap: int) -> SvaError:
    """Say that a file holds more than may be held."""
    return SvaError(
        f"{name} is too large",
        [
            Fault(
                f"{size:,} bytes once unpacked", f"at most {cap:,}", name, "Split it, or send CSV."
            )
        ],
    )


def gunzip(data: bytes, name: str) -> bytes:
    """Unpack a gzip file.

    Raises
    ------
    SvaError
        If it is damaged or too large.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            text = packed.read(MAXIMUM_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise _damaged(name) from None
    if len(text) > MAXIMUM_BYTES:
        raise too_large(name, len(text), MAXIMUM_BYTES)
    return text


def _damaged(name: str) -> SvaError:
    what = "the packed file breaks off or is damaged"
    return SvaError(
        f"{name} cannot be read", [Fault(what, "a whole file", name, "Ask for it again.")]
    )


def is_book(data: bytes, name: str) -> bool:
    """Tell whether a zip is a workbook.

    Raises
    ------
    SvaError
        If it is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist()[:50])
    except _BROKEN:
        raise _damaged(name) from None
    return "[Content_Types].xml" in names or "mimetype" in names


def members(
    data: bytes, name: str, kinds: tuple[str, ...], depth: int, left: list[str]
) -> Iterator[tuple[str, bytes]]:
    """Read the members of a zip; a zip in a zip is read once, deeper ones are refused.

    Parameters
    ----------
    data : bytes
    name : str
    kinds : tuple of str
        Endings of names that can be read.
    depth : int
        In how many archives this one lies.
    left : list of str
        Receives the names of members of other kinds.

    Yields
    ------
    tuple of (str, bytes)
        Name within the archive, and what it holds.

    Raises
    ------
    SvaError
        If it is too large, locked or damaged, or holds no table.
    """
    if depth > 1:
        raise SvaError(
            f"{name} is refused",
            [Fault("archives lie in archives in archives", "files, or one archive of files", name)],
        )
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        entries = [
            entry
            for entry in packed.infolist()
            if not entry.is_dir() and not Path(entry.filename).name.startswith((".", "_", "~$"))
        ]
        total = sum(entry.file_size for entry in entries)
        if total > MAXIMUM_BYTES or len(entries) > _MAXIMUM_MEMBERS:
            what = f"{len(entries):,} members of {total:,} bytes once unpacked"
            limit = f"at most {_MAXIMUM_MEMBERS} members of {MAXIMUM_BYTES:,} bytes"
            raise SvaError(f"{name} is refused", [Fault(what, limit, name)])
        if any(entry.flag_bits & 1 for entry in entries):
            what, then = "it is locked with a password", "Unlock it and save it again."
            raise SvaError(f"{name} cannot be read", [Fault(what, "an open file", name, then)])
        tables = [entry for entry in entries if entry.filename.lower().endswith(kinds)]
        left += [Path(entry.filename).name for entry in entries if entry not in tables]
        short = [Path(entry.filename).name for entry in tables]
        for entry in sorted(tables, key=lambda item: item.filename):
            try:
                with packed.open(entry) as member:
                    inner = member.read(MAXIMUM_BYTES + 1)
            except _BROKEN:
                what = f"its member {entry.filename} is damaged"
                raise SvaError(
                    f"{name} cannot be read", [Fault(what, "a whole file", name)]
                ) from None
            last = Path(entry.filename).name
            inside = f"{name}/{last if short.count(last) == 1 else entry.filename}"
            if not inner:
                raise SvaError(
                    f"{inside} is empty", [Fault("no bytes in it", "a header and rows", inside)]
                )
            yield inside, inner
    if not tables:
        raise SvaError(
            f"{name} holds no file that can be read",
            [Fault("no table in it", ", ".join(kinds), name)],
        )
