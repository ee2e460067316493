"""Files that released rows alone give, against what stands in the folder: part for part, formulas and formats with them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sva.disclosure.attack.ground import Leak
from sva.disclosure.attack.places import Gathered

__all__ = ["trace_files"]


def trace_files(folder: Path, found: Gathered, expected: Mapping[str, bytes]) -> list[Leak]:
    """Compare files with those that the judge made of released rows, and take what is alike as accounted for.

    Parameters
    ----------
    folder : pathlib.Path
        The edition.
    found : Gathered
        What was read of it; what stands in files that are alike is taken out.
    expected : mapping of str to bytes
        By the file's name within the folder; archives.

    Returns
    -------
    list of Leak
        One for each part that differs, is missing or is too many.
    """
    leaks: list[Leak] = []
    alike = set()
    for name, content in expected.items():
        path = folder / name
        if not path.is_file():
            continue
        odd = _differences(_parts(path.read_bytes()), _parts(content))
        leaks += [Leak("not released", f"{name}, {part}", words) for part, words in odd]
        alike |= set() if odd else {name}
    found.places = [place for place in found.places if place.file not in alike]
    found.tables = [table for table in found.tables if table.file not in alike]
    found.odd = [place for place in found.odd if place.file not in alike]
    return leaks


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return {name: book.read(name) for name in book.namelist()} | {"comment": book.comment}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return {"the whole file": content}


def _differences(given: Mapping[str, bytes], made: Mapping[str, bytes]) -> list[tuple[str, str]]:
    out = []
    for name in sorted({*given, *made}):
        one, other = given.get(name, b""), made.get(name, b"")
        if one == other:
            continue
        at = next(
            (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
            min(len(one), len(other)),
        )
        said = one[max(0, at - 40) : at + 60].decode("utf-8", "replace")
        out.append((name, f"it is not what the released rows give, at {said!r}"))
    return out
