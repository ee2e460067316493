"""The marker that says a folder holds demonstration data, from which seed and which generator."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from sva.demo.truth import Truth

__all__ = ["MARKER", "digest", "generator_hash", "is_current", "read_marker", "strangers"]

MARKER = "DEMONSTRATION.json"


@cache
def generator_hash() -> str:
    """Give the hash of everything of this package that decides the files' bytes.

    Returns
    -------
    str
        Sixteen hexadecimal digits over the sources of `sva.demo` and the reference data that it reads.
    """
    here = Path(__file__).parent
    data = here.parent / "reference" / "data"
    used = [
        *sorted(here.glob("*.py")),
        *(data / f"{name}.csv" for name in (
            "census2011-ethnicity5-district", "census2011-ethnicity19-west-mercia", "census2011-lsoa11-west-mercia",
            "census2021-age-district", "census2021-sex-district", "districts", "codes/ethnicity",
            "codes/ethnicity-policeuk-self", "codes/offences", "codes/outcomes",
        )),
        data / "lsoa11-west-mercia.parquet",
    ]  # fmt: skip
    total = hashlib.sha256()
    for path in used:
        total.update(path.name.encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def digest(truth: Truth) -> str:
    """Give the hash of a truth."""
    return hashlib.sha256(json.dumps(truth.as_dict(), sort_keys=True).encode()).hexdigest()[:16]


def read_marker(folder: Path) -> dict[str, Any] | None:
    """Read a folder's marker; None where there is none or it cannot be read."""
    try:
        found = json.loads((folder / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("files"), dict) else None


def strangers(folder: Path) -> list[str]:
    """List the files of a folder that no marker claims, hidden system files apart."""
    marker = read_marker(folder)
    own = {MARKER, *(marker["files"] if marker else ())}
    ignored = {".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"}
    if marker is None:
        own.discard(MARKER)
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir()
        and path.relative_to(folder).as_posix() not in own
        and path.name not in ignored
    )


def is_current(folder: str | Path, seed: int, truth: Truth | None = None) -> bool:
    """Tell whether a folder holds the whole demonstration data of this seed, truth and generator.

    Parameters
    ----------
    folder : str or pathlib.Path
        As given to `sva.demo.write`.
    seed : int
        The seed.
    truth : Truth, optional
        The default truth where not given.

    Returns
    -------
    bool
        False too where a file is missing, of another length, or not one of ours.
    """
    folder = Path(folder)
    marker = read_marker(folder)
    if marker is None:
        return False
    wanted = {"seed": seed, "generator": generator_hash(), "truth": digest(truth or Truth())}
    if any(marker.get(key) != value for key, value in wanted.items()):
        return False
    try:
        whole = all(
            (folder / name).stat().st_size == f["bytes"] for name, f in marker["files"].items()
        )
    except (OSError, KeyError, TypeError):
        return False
    return whole and not strangers(folder)
