"""The canonical values of coded columns, and the words that systems write for them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from sva.intake.contract import CONTRACTS

__all__ = ["UNKNOWN", "key_of", "lookup", "values"]

UNKNOWN = "Unknown"


def key_of(text: str) -> str:
    """Reduce a value to what is compared: lower case, single spaces, no punctuation at the ends.

    Examples
    --------
    >>> key_of("  NOT  recorded. ")
    'not recorded'
    """
    flat = " ".join(str(text).lower().replace("_", " ").split())
    return flat if re.fullmatch(r"[-?.]+", flat) else flat.strip(" .;:'\"")


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads((CONTRACTS / "_lists.toml").read_text(encoding="utf-8"))


def values(name: str) -> list[str]:
    """Give the canonical values of a list, without Unknown.

    Examples
    --------
    >>> values("sex")
    ['Female', 'Male', 'Other']
    """
    return list(_all()[name]["values"])


@cache
def lookup(name: str) -> dict[str, str]:
    """Give every known way to write the values of a list, reduced by `key_of`, with its canonical value.

    Examples
    --------
    >>> lookup("sex")["f"], lookup("sex")["not recorded"]
    ('Female', 'Unknown')
    """
    found = {"unknown": UNKNOWN}
    for word in _all()["unknown"]["synonyms"][UNKNOWN]:
        found[key_of(word)] = UNKNOWN
    entry = _all()[name]
    for canonical, words in entry.get("synonyms", {}).items():
        for word in words:
            found[key_of(word)] = canonical
    for canonical in entry["values"]:
        found[key_of(canonical)] = canonical
    return found
