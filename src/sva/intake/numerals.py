"""Numbers as people write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.coded import Coded

__all__ = ["LARGEST", "numbers_of", "parse_number"]

#: Larger numbers are none: no count, sum or coordinate is.
LARGEST = 1e15
#: Signs that word processors write for minus.
_MINUS = str.maketrans("\u2212\u2010\u2011\u2012\u2013", "-----")


def numbers_of(column: Coded) -> np.ndarray:
    """Read the distinct values of a column as numbers; NaN where one is none."""
    import numpy as np

    from sva.intake.arrow import pc

    plain = pc.match_substring_regex(column.values, r"^-?\d{1,15}(\.\d{1,12})?$")
    mask = plain.to_numpy(zero_copy_only=False).astype(bool)
    out = np.full(len(column.values), np.nan)
    out[mask] = column.values.filter(plain).cast("double").to_numpy(zero_copy_only=False)
    places = np.flatnonzero(~mask)
    for place, text in zip(places, column.values.take(places).to_pylist(), strict=True):
        out[place] = parse_number(text)
    return out


def parse_number(text: str) -> float:
    """Read a number with thousands separators, per cent signs and pounds; NaN where there is none.

    Examples
    --------
    >>> parse_number("1,020"), parse_number("\u22123"), parse_number("1e999"), parse_number("1_7")
    (1020.0, -3.0, nan, nan)
    """
    flat = re.sub(r"[£$%\s]", "", text).translate(_MINUS)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", flat):
        flat = flat.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d+", flat):
        flat = flat.replace(",", ".")
    if re.fullmatch(r"\(\d+(\.\d+)?\)", flat):
        flat = "-" + flat[1:-1]
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", flat):
        return float("nan")
    number = float(flat)
    return number if abs(number) < LARGEST else float("nan")
