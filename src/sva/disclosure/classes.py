"""Small areas in public: the class that a number lies in, never the number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sva.disclosure.policy import SMALL_AREAS, traits

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["METHOD", "class_floor", "small_areas"]

#: What the method of a row says whose value is the lower limit of its class.
METHOD = "class, by its lower limit"

#: Limits of shares in per cent. Those of counts and rates double from 5 up and halve from 5 down.
_SHARES = (0.0, 20.0, 40.0, 60.0, 80.0)
_MIDDLE = 5.0


def class_floor(value: float, kind: str) -> float:
    """Give the lower limit of the class that a number lies in.

    Parameters
    ----------
    value : float
        Not negative.
    kind : str
        Of the measure: a "proportion" is in per cent.

    Returns
    -------
    float
        Zero is a class of its own but for shares; of the others each reaches to twice its lower limit.

    Examples
    --------
    >>> [class_floor(value, "count") for value in (0, 5, 15, 20, 85)]
    [0.0, 5.0, 10.0, 20.0, 80.0]
    >>> class_floor(3.1, "rate"), class_floor(64, "proportion")
    (2.5, 60.0)
    """
    if kind == "proportion":
        return max(limit for limit in _SHARES if limit <= value)
    if value <= 0:
        return 0.0
    power = math.floor(math.log2(value / _MIDDLE) + 1e-9)
    return _MIDDLE * 2.0**power


def small_areas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put classes in place of the numbers of small areas.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of the public edition, rounded; none of them already public.

    Returns
    -------
    pandas.DataFrame
        A copy: of small areas ``value`` is the lower limit of its class, and no count, limit or factor is left; populations stay.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> row = shape(pd.DataFrame({"measure": ["offences.count"], "area_type": "lsoa", "numerator": [15], "value": [15.0]}))
    >>> small_areas(row)[["numerator", "value"]].to_numpy(dtype=object).tolist()
    [[<NA>, 10.0]]
    """
    import pandas as pd

    looked_up = traits(frame)
    small = frame["area_type"].isin(SMALL_AREAS) & looked_up["people"]
    if not small.any():
        return frame
    out = frame.copy()
    for column in _EMPTIED:
        out[column] = out[column].where(~small)
    out["denominator"] = out["denominator"].where(
        ~(small & (looked_up["events"] | (looked_up["kind"] == "count")))
    )
    told = [
        class_floor(float(value), kind) if is_small and not pd.isna(value) else value
        for value, kind, is_small in zip(out["value"], looked_up["kind"], small, strict=True)
    ]
    out["value"] = pd.array(told, dtype="Float64")
    out["method"] = out["method"].where(~small | out["value"].isna(), METHOD)
    flags = out["flag"].where(~small, out["flag"].str.replace(r"(; )?small base", "", regex=True))
    out["flag"] = flags.where(flags.fillna("") != "")
    return out


_EMPTIED = (
    "numerator", "reference_numerator", "reference_denominator", "weighted_numerator", "weighted_denominator",
    "unknown_count", "lower", "upper", "confidence", "dispersion", "unknown_lower", "unknown_upper", "p", "q",
)  # fmt: skip
