"""What a step depends on, as one hash; and the stamp it leaves when done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "Stamp",
    "code_hash",
    "file_hash",
    "hash_tree",
    "hash_value",
    "is_fresh",
    "read_stamp",
    "write_stamp",
]

_CHUNK = 1 << 20


def file_hash(path: Path) -> str:
    """Hash one file's bytes.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    str
        BLAKE2b, 40 hexadecimal digits.
    """
    digest = hashlib.blake2b(digest_size=20)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def hash_tree(folder: Path, *, skip: Iterable[str] = ("__pycache__",)) -> dict[str, str]:
    """Hash every file of a folder, by its path within.

    Parameters
    ----------
    folder : pathlib.Path
        May be absent: nothing then.
    skip : iterable of str, optional
        Names of folders and files to leave out.

    Returns
    -------
    dict of str to str
        In alphabetical order.
    """
    skipped = set(skip)
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not skipped.intersection(path.relative_to(folder).parts)
    }


def hash_value(value: Any) -> str:
    """Hash plain values: dictionaries, lists, text, numbers.

    Examples
    --------
    >>> hash_value({"a": 1, "b": 2}) == hash_value({"b": 2, "a": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


@cache
def code_hash(root: Path) -> str:
    """Hash what every step depends on: this package and the locked set of packages.

    Parameters
    ----------
    root : pathlib.Path
        The project folder.

    Returns
    -------
    str
    """
    package = Path(__file__).resolve().parent.parent
    lock = root / "requirements.lock"
    return hash_value([hash_tree(package), file_hash(lock) if lock.is_file() else ""])


@dataclass(frozen=True)
class Stamp:
    """What a finished step leaves: the key of all it depended on, and what it wrote."""

    key: str
    outputs: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


def write_stamp(path: Path, stamp: Stamp) -> None:
    """Write a stamp; last, so that a step that was killed has none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    content = {"key": stamp.key, "outputs": stamp.outputs, "notes": stamp.notes}
    part.write_text(json.dumps(content, indent=1, sort_keys=True), encoding="utf-8")
    part.replace(path)


def read_stamp(path: Path) -> Stamp | None:
    """Read a stamp; None where there is none, or it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Stamp(content["key"], content["outputs"], content["notes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_fresh(stamp: Stamp | None, key: str, folder: Path) -> bool:
    """Whether a step need not run again: same key, and its outputs still what it wrote.

    Parameters
    ----------
    stamp : Stamp or None
        Left by the last run.
    key : str
        Of what the step depends on now.
    folder : pathlib.Path
        Where its outputs lie.

    Returns
    -------
    bool
    """
    if stamp is None or stamp.key != key:
        return False
    return all(
        (folder / name).is_file() and file_hash(folder / name) == digest
        for name, digest in stamp.outputs.items()
    )
