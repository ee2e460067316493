"""Ages and bands of ages, by stated rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sva.intake.coded import Coded
from sva.intake.failing import fail, say_strange
from sva.intake.lists import key_of, lookup
from sva.intake.numerals import parse_number

if TYPE_CHECKING:
    from sva.intake.contract import Field
    from sva.intake.frame import Frame
    from sva.intake.mapping import Column

__all__ = ["read_age", "read_age_range"]


def read_age(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    """Read ages; what is no age is unknown by rule, the row kept."""
    import numpy as np

    texts = column.texts()
    ages = np.array(
        [parse_number(re.sub(r"\s?(years?|yrs?|y)( old)?$", "", text.lower())) for text in texts]
    )
    ages = np.floor(ages)
    counts = column.counts() if len(texts) else np.zeros(0, int)
    impossible = (ages < 0) | (ages > 120)
    if impossible.any():
        seen = sorted({int(age) for age in ages[impossible & (counts > 0)]})
        frame.note(
            f"{field.name}-impossible",
            column.spread(impossible, False),
            f"ages outside 0 to 120 (such as {', '.join(map(str, seen[:4]))}) stand for unknown",
        )
    zeros, ones = int(counts[ages == 0].sum()), int(counts[ages == 1].sum())
    default = ages == 0
    if zeros > max(5, 2 * ones):
        frame.note(
            f"{field.name}-zero",
            column.spread(default, False),
            f"age 0 is unknown: it occurs {zeros:,} times where age 1 occurs {ones:,} times, so it is the system's default; the few real infants among them cannot be told",
        )
        impossible = impossible | default
    words = np.isnan(ages) & np.array(
        [lookup("unknown").get(key_of(text)) is None for text in texts], dtype=bool
    )
    if len(texts):
        fail(
            frame, field, column.spread(words, False), "not-an-age", f"{field.name} is not a number"
        )
    ages[impossible] = np.nan
    frame.values[field.name] = column.spread(ages, np.nan)


_RANGES = {
    "under 10": (0, 9), "10-17": (10, 17), "18-24": (18, 24), "25-34": (25, 34), "over 34": (35, None),
}  # fmt: skip


def read_age_range(frame: Frame, field: Field, spec: Column, column: Coded) -> None:
    """Read a band of ages as its lowest and highest age."""
    import numpy as np

    lows, highs, strange = [], [], []
    for index, text in enumerate(column.texts()):
        low, high, known = _band(text)
        lows.append(low)
        highs.append(high)
        if not known:
            strange.append(index)
    say_strange(frame, field, column, strange)
    frame.values["age_from"] = column.spread(np.array(lows, dtype=float), np.nan)
    frame.values["age_to"] = column.spread(np.array(highs, dtype=float), np.nan)


def _band(text: str) -> tuple[float, float, bool]:
    nan = float("nan")
    flat = key_of(text).replace("–", "-").replace(" to ", "-").replace("years", "").strip()
    if flat in _RANGES:
        low, high = _RANGES[flat]
        return low, nan if high is None else high, True
    if found := re.fullmatch(r"(\d{1,3})\s*-\s*(\d{1,3})", flat):
        return float(found[1]), float(found[2]), float(found[1]) <= float(found[2])
    if found := re.fullmatch(r"(?:over|above) (\d{1,3})", flat):
        return float(found[1]) + 1, nan, True
    if found := re.fullmatch(r"(\d{1,3})\s*(?:\+|and over|plus|or over)", flat):
        return float(found[1]), nan, True
    if found := re.fullmatch(r"(?:under|below) (\d{1,3})", flat):
        return 0.0, float(found[1]) - 1, True
    if re.fullmatch(r"\d{1,3}", flat) and int(flat) <= 120:
        return float(flat), float(flat), True
    return nan, nan, lookup("unknown").get(flat) is not None
