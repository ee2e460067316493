"""What narrowing found, kept by the hash of what was read, so that the same release is narrowed once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from sva.disclosure.attack.ground import Leak

__all__ = ["kept_or_found"]


def kept_or_found(cache: Path | None, key: str, find: Callable[[], list[Leak]]) -> list[Leak]:
    """Return what was found before for this key, else find it and keep it.

    Parameters
    ----------
    cache : pathlib.Path or None
        The file; None keeps nothing.
    key : str
        Hash of all that the finding depends on.
    find : callable
        Finds.

    Returns
    -------
    list of Leak
    """
    if cache is not None and cache.is_file():
        kept = json.loads(cache.read_text(encoding="utf-8"))
        if kept.get("key") == key:
            return [Leak(**each) for each in kept["leaks"]]
    leaks = find()
    if cache is not None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        part = cache.with_name(f".{cache.name}.part")
        part.write_text(
            json.dumps({"key": key, "leaks": [asdict(each) for each in leaks]}), encoding="utf-8"
        )
        part.replace(cache)
    return leaks
