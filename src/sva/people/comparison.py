"""Two counts and their bases set against each other: the ratio, its limits, and what the unknown could make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.people.score import ratio_of_shares

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare"]

#: Under this many counted on a side the row carries the flag "small base".
_SMALL = 10


def compare(rows: pd.DataFrame, *, steps: bool = False) -> pd.DataFrame:
    """Work out ratios, their limits and what the unknown could make of them.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``numerator``, ``denominator``, ``reference_numerator``, ``reference_denominator``, ``unknown_count``,
        ``dispersion``; for `steps` also ``unknown_numerator``, those of unknown group who had the outcome.
    steps : bool
        Whether denominators are people or events of the step before, each of whom had the outcome or not.

    Returns
    -------
    pandas.DataFrame
        A copy with ``value``, ``lower``, ``upper``, ``confidence``, ``p``, ``method``, ``unknown_lower``,
        ``unknown_upper``, ``flag``. No value where nobody is in a denominator or the reference has no event: flagged
        "not assessable". Under 10 counted on a side: flagged "small base".

    Examples
    --------
    >>> import pandas as pd
    >>> compare(pd.DataFrame({"numerator": [224], "denominator": [5062], "reference_numerator": [3476],
    ...     "reference_denominator": [1176516], "unknown_count": [634], "dispersion": [1.0]}))[
    ...     ["value", "lower", "upper", "unknown_lower"]].round(2)
       value  lower  upper  unknown_lower
    0  14.98  13.08  17.14          12.67
    """
    import numpy as np
    import pandas as pd

    from sva.measures import rate_ratio, unknown_bounds

    out = rows.copy()
    a, n, b, m = (
        out[name].astype("Float64")
        for name in ("numerator", "denominator", "reference_numerator", "reference_denominator")
    )
    spread = out["dispersion"].astype(float).clip(lower=1.0).fillna(1.0)
    result = rate_ratio(a, n, b, m, dispersion=spread)
    if steps:
        known = (part.to_numpy(float, na_value=np.nan) for part in (a, n, b, m))
        shares = ratio_of_shares(*known, dispersion=spread)
        result = result.assign(**shares, method="Koopman's score")
        low, high = _step_bounds(out)
    else:
        bounds = unknown_bounds(a, n, b, m, out["unknown_count"].astype("Float64"))
        low = bounds["unknown_lower"].to_numpy(float)
        high = bounds["unknown_upper"].to_numpy(float)
    value = result["value"].to_numpy(float)
    usable = np.isfinite(value)
    for name in ("value", "lower", "upper", "p"):
        column = result[name].to_numpy(float)
        out[name] = pd.array(np.where(usable & np.isfinite(column), column, np.nan), "Float64")
    for name, column in (("unknown_lower", low), ("unknown_upper", high)):
        out[name] = pd.array(np.where(usable & np.isfinite(column), column, np.nan), "Float64")
    out["confidence"] = 0.95
    out["method"] = result["method"].astype("string").to_numpy()
    few = (out["numerator"] < _SMALL) | (out["reference_numerator"] < _SMALL)
    flag = pd.Series(None, index=out.index, dtype="object")
    flag[few.fillna(False).to_numpy(bool)] = "small base"
    flag[~usable] = "not assessable"
    out["flag"] = flag
    out["dispersion"] = spread.where(usable)
    return out


def _step_bounds(rows: pd.DataFrame) -> tuple[Any, Any]:
    """Give the least and greatest ratio over every way that those of unknown group could fall.

    The group's share is greatest, and the reference's least, if all unknown with the outcome are the group's and all
    without it the reference's; both can be so at once.
    """
    import numpy as np

    a, n, b, m, unknown, had = (
        rows[name].astype("Float64").to_numpy(float, na_value=np.nan)
        for name in (
            "numerator",
            "denominator",
            "reference_numerator",
            "reference_denominator",
            "unknown_count",
            "unknown_numerator",
        )
    )
    had_not = unknown - had
    with np.errstate(all="ignore"):
        least = (a / (n + had_not)) / ((b + had) / (m + had))
        greatest = ((a + had) / (n + had)) / (b / (m + had_not))
    return least, greatest
