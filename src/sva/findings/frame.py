"""The sentence templates of the frame around people and places: one table of them for `sva.findings.templates`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sva.findings import picture_words
from sva.findings.context import Context
from sva.findings.sentence import Sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FRAME", "FRAME_NEEDS"]

#: Name of a template to what makes the sentence.
FRAME: Mapping[str, Callable[[pd.DataFrame, Context], Sentence]] = MappingProxyType(
    {
        "definitions": picture_words.definitions,
        "rolling": picture_words.rolling,
        "season": picture_words.season,
        "success": picture_words.success,
    }
)

#: Templates that only some measures fit, as patterns.
FRAME_NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "definitions": r"offences\.count",
        "rolling": r"offences\.count",
        "season": r"offences\.count",
        "success": r"(admissions|offences|victims)\.count",
    }
)
