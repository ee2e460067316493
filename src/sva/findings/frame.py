"""The sentence templates of the frame around people and places: one table of them for `sva.findings.templates`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from sva.findings import causes_words, force_words, picture_words, voice_words
from sva.findings.context import Context
from sva.findings.sentence import Sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FRAME", "FRAME_NEEDS"]

#: Name of a template to what makes the sentence.
FRAME: Mapping[str, Callable[[pd.DataFrame, Context], Sentence]] = MappingProxyType(
    {
        "answers": voice_words.answers,
        "association": causes_words.association,
        "coders": voice_words.coders,
        "cost": voice_words.cost,
        "definitions": picture_words.definitions,
        "fifths": causes_words.fifths,
        "forces": force_words.forces,
        "hidden": causes_words.hidden,
        "hours": causes_words.hours,
        "lens": causes_words.lens,
        "priorities": voice_words.priorities,
        "rolling": picture_words.rolling,
        "season": picture_words.season,
        "success": picture_words.success,
        "voices": voice_words.voices,
    }
)

#: Templates that only some measures fit, as patterns.
FRAME_NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "answers": r"answers\.share",
        "association": r"factors\..*",
        "coders": r"notes\.kappa",
        "cost": r"offences\.cost",
        "definitions": r"offences\.count",
        "fifths": r"offences\.rate",
        "forces": r"crimes\.(rate|forces|months)",
        "hidden": r"people\.estimated",
        "hours": r".*\.share",
        "lens": r"(callouts|offences)\..*",
        "priorities": r"priority\.rank",
        "rolling": r"offences\.count",
        "season": r"offences\.count",
        "voices": r"notes\.count",
        "success": r"(admissions|offences|victims)\.count",
    }
)
