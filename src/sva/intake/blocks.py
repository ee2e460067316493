"""Text files that are too large to hold: read in blocks of whole records, each a table of its own."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.intake.readers import called

if TYPE_CHECKING:
    from sva.intake.mapping import Reading
    from sva.intake.text import TextTable

__all__ = ["LARGE", "Large", "large_texts", "read_blocks"]

#: A source whose text files hold more bytes than this, unpacked, is read in parts.
LARGE = 1_000_000_000
#: About so many bytes of text are one part: some 200,000 police rows.
_PART = 50_000_000
_READ = 1 << 22
_TEXT = (".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".tsv.gz")
_BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)


@dataclass(frozen=True)
class Large:
    """One text file of a large source.

    Parameters
    ----------
    path : pathlib.Path
        Where it lies.
    name : str
        How it is called in row references.
    member : str
        Its name within a zip; "" where it stands alone.
    size : int
        Bytes once unpacked; of a gzip file, as far as it says.
    """

    path: Path
    name: str
    member: str
    size: int


def large_texts(paths: list[Path], base: Path, limit: int | None = None) -> list[Large] | None:
    """List the text files of a source, if together they are too large to hold.

    Parameters
    ----------
    paths : list of pathlib.Path
        The files of the source.
    base : pathlib.Path
        The folder that their names are relative to.
    limit : int, optional
        Bytes unpacked; `LARGE` by default.

    Returns
    -------
    list of Large or None
        None where they can be held, or where one of them is no text.
    """
    found: list[Large] = []
    for path in paths:
        name, lower = called(path, base), path.name.lower()
        if lower.endswith(_TEXT):
            found.append(Large(path, name, "", _unpacked(path)))
        elif lower.endswith(".zip"):
            try:
                with zipfile.ZipFile(path) as packed:
                    members = [each for each in packed.infolist() if not each.is_dir()]
            except _BROKEN:
                return None
            if any(not each.filename.lower().endswith(_TEXT[:3]) for each in members):
                return None
            found += [
                Large(path, f"{name}/{Path(each.filename).name}", each.filename, each.file_size)
                for each in sorted(members, key=lambda each: each.filename)
            ]
        else:
            return None
    return found if sum(each.size for each in found) > (limit or LARGE) else None


def _unpacked(path: Path) -> int:
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b" or size < 18:  # shorter than any gzip file
            return size
        file.seek(-4, io.SEEK_END)
        # a gzip file says its length modulo 4 GiB
        said = int.from_bytes(file.read(4), "little")
    while said < size:
        said += 1 << 32
    return said


@contextmanager
def _open(large: Large) -> Iterator[IO[bytes]]:
    try:
        if large.member:
            with zipfile.ZipFile(large.path) as packed, packed.open(large.member) as file:
                yield file
        else:
            with large.path.open("rb") as file:
                packed = file.read(2) == b"\x1f\x8b"
                file.seek(0)
                if packed:
                    with gzip.GzipFile(fileobj=file) as inner:
                        yield inner  # type: ignore[misc]
                else:
                    yield file
    except _BROKEN as reason:
        raise SvaError(
            f"{large.name} cannot be read",
            [
                Fault(
                    f"the file breaks off or is damaged ({type(reason).__name__})",
                    "a whole file",
                    large.name,
                    "Ask for it again.",
                )
            ],
        ) from None


def read_blocks(large: Large, reading: Reading, known: frozenset[str]) -> Iterator[TextTable]:
    """Read a large text file as tables of whole records.

    Parameters
    ----------
    large : Large
    reading : Reading
        What the mapping says about the file.
    known : frozenset of str
        Headings to expect.

    Yields
    ------
    TextTable
        Of one file; row numbers run on from block to block. Each is as large as the others, so that what a rule tells
        from the values of a block it can tell in every block.

    Raises
    ------
    SvaError
        If it is no text, has no header, or a quotation mark never closes.
    """
    from sva.intake.csvfile import read_header, read_records

    encoding, sha256, length = _survey(large, reading.encoding)
    parts = max(1, -(-length // _PART))
    header = None
    first = 0
    for text in _records(large, encoding, length // parts + 1):
        if header is None:
            header, body, first = read_header(text, large.name, reading, known)
            if encoding != "utf-8" and not reading.encoding:
                header.notes.append(("encoding", 0, f"read as {encoding}"))
        else:
            body = text
        table, first = read_records(body, header, first, large.name, sha256)
        yield table
        header.notes = []


def _survey(large: Large, stated: str | None) -> tuple[str, str, int]:
    """Read once through: the encoding, the sha256 of the file, how many bytes of text it holds."""
    from sva.intake.encodings import decode

    length, head, unicode = 0, b"", True
    check = codecs.getincrementaldecoder("utf-8")()
    with _open(large) as file:
        while data := file.read(_READ):
            head = head or data
            length += len(data)
            if unicode:
                try:
                    check.decode(data)
                except UnicodeDecodeError:
                    unicode = False
    try:
        check.decode(b"", final=True)
    except UnicodeDecodeError:
        unicode = False
    with large.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    # a character may be cut at the end of the head
    cut = head[:4096].rstrip(bytes(range(128, 256))) if unicode else head[:4096]
    found = decode(cut[: len(cut) // 4 * 4], large.name, stated)[1]
    if found == "utf-8" and not unicode:
        if stated or head.startswith(codecs.BOM_UTF8):
            raise SvaError(
                f"{large.name} cannot be read",
                [
                    Fault(
                        "it says that it is UTF-8 but holds bytes that are not",
                        "UTF-8, or an encoding stated in the mapping under read",
                        large.name,
                        "State `encoding: windows-1252` in the mapping if the file came from Excel.",
                    )
                ],
            )
        found = "windows-1252"
    return found, sha256, length


def _records(large: Large, encoding: str, size: int) -> Iterator[bytes]:
    """Cut the text into parts of whole records, as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)(
        "replace"
    )
    held: list[bytes] = []
    count = 0
    with _open(large) as file:
        while True:
            data = file.read(_READ)
            text = decoder.decode(data, final=not data).encode("utf-8", errors="replace")
            held.append(text.replace(b"\x00", b""))
            count += len(held[-1])
            if data and count < size:
                continue
            whole = b"".join(held)
            if not data:
                if whole.strip():
                    yield whole
                return
            at = _boundary(whole)
            if at:
                yield whole[:at]
                held, count = [whole[at:]], len(whole) - at
            elif count > 4 * size + _PART:
                raise SvaError(
                    f"{large.name} cannot be read",
                    [Fault("a quotation mark never closes", "CSV", large.name)],
                )


def _boundary(text: bytes) -> int:
    """Find the end of the last whole record: behind a line end outside quotation marks; 0 where there is none."""
    end = text.rfind(b"\n") + 1
    odd = text.count(b'"', 0, end) % 2
    while end and odd:
        before = text.rfind(b"\n", 0, end - 1) + 1
        odd ^= text.count(b'"', before, end) % 2
        end = before
    return end
