"""How large a workbook is before it is opened: bytes once unpacked, and the grid that its farthest cells span."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO

from sva.errors import Fault, SvaError
from sva.intake.compound import is_sound
from sva.intake.packed import MAXIMUM_WORKBOOK, too_large

__all__ = ["MAXIMUM_GRID", "refuse_overlarge"]

#: Cells of the rectangle that a sheet spans; its reader lays it out whole, empty cells too.
MAXIMUM_GRID = 30_000_000
_CHUNK, _OVERLAP = 1 << 22, 400
_CELL = re.compile(rb"""\sr=["']([A-Za-z]{1,12})(\d{1,20})["'][^>]{0,200}?(/?)>""")
#: A member that inflates to more than its head says is at most so many times its packed size.
_DEFLATE = 1032
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError)


def refuse_overlarge(data: bytes, name: str, cap: int = MAXIMUM_WORKBOOK) -> None:
    """Refuse a workbook that would not fit into memory, whatever it says about itself.

    Parameters
    ----------
    data : bytes
        XLSX, ODS or XLS.
    name : str
    cap : int, optional
        Bytes once unpacked.

    Raises
    ------
    SvaError
        If it is damaged, too large, or one far cell spans too large a sheet.
    """
    if data[:2] != b"PK":
        if len(data) > cap:
            raise too_large(name, len(data), cap)
        if data[:4] == b"\xd0\xcf\x11\xe0" and not is_sound(data):
            raise _damaged(name)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            total = sum(entry.file_size for entry in entries)
            if total > cap:
                raise too_large(name, total, cap)
            for entry in entries:
                sheet = entry.filename.startswith("xl/worksheets/")
                if entry.filename.endswith(".xml") and (sheet or len(data) * _DEFLATE > cap):
                    with packed.open(entry) as member:
                        _walk(member, name, sheet)
    except (*_BROKEN, NotImplementedError, RuntimeError):
        raise _damaged(name) from None


def _damaged(name: str) -> SvaError:
    what = "the workbook breaks off, is locked or is damaged"
    return SvaError(
        f"{name} cannot be read", [Fault(what, "a whole file", name, "Ask for it again.")]
    )


def _walk(member: IO[bytes], name: str, sheet: bool) -> None:
    """Read a member to its end, which proves its size; of a sheet, find its farthest filled cell."""
    last = b""
    row, column = 0, (0, b"")
    while chunk := member.read(_CHUNK):
        if not sheet:
            continue
        text = last + chunk
        for letters, number, closed in _CELL.findall(text):
            if not closed:
                row = max(row, int(number))
                column = max(column, (len(letters), letters.upper()))
        last = text[-_OVERLAP:]
    width = 0
    for letter in column[1]:
        width = width * 26 + letter - 64
    if row * width > MAXIMUM_GRID:
        raise SvaError(
            f"{name} is too large",
            [
                Fault(
                    f"a sheet has cells as far as row {row:,} and column {width:,}",
                    f"a sheet of at most {MAXIMUM_GRID:,} cells, empty ones between them counted",
                    name,
                    "Delete what stands far from the table, or send CSV.",
                )
            ],
        )
