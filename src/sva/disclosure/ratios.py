"""Ratios from rounded counts: as precise as the rounding lets them be, with the band of certainty they stand in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["BANDS", "band", "coarse_factor", "ratios", "significant", "stepped", "telling"]

#: How a corrected p is released: the top of its band. "Below 0.001", "below 0.05", "not below 0.05".
BANDS = (0.001, 0.049, 1.0)

#: Up to this relative move by rounding a ratio has two figures, one of the fine steps, or else one of the coarse steps.
_FINE, _MIDDLE = 0.05, 0.14
_STEPS = {
    "fine": (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0),
    "coarse": (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
}
_Z = 1.959963984540054


def significant(value: float, digits: int = 2) -> float:
    """Round to significant figures.

    Parameters
    ----------
    value : float
        Any number; what is not finite stays.
    digits : int
        How many figures to keep.

    Returns
    -------
    float

    Examples
    --------
    >>> significant(14.9777), significant(0.0668)
    (15.0, 0.067)
    """
    if not value or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def stepped(value: float, least: int, base: int) -> float:
    """Round a ratio no finer than rounding its counts may have moved it.

    Parameters
    ----------
    value : float
        A ratio, above zero.
    least : int
        The smallest count behind it, as printed.
    base : int
        What counts are rounded to.

    Returns
    -------
    float
        Two significant figures where rounding moves it by no more than 5%; else the nearest, by proportion, of 1, 1.2, 1.5, 2,
        2.5, 3, 4, 5, 6, 8 and their tenfolds; where it may move by more than 14%, of 1, 1.5, 2, 3, 5, 7 and theirs.

    Examples
    --------
    14 of a group may be printed as 15 and its ratio of 1.69 come out as 1.81; 25 against 100 gives the step of the 25.

    >>> stepped(1.81, 15, 5), stepped(1.58, 45, 5), stepped(1.4253, 140, 5), stepped(0.44, 20, 5)
    (2.0, 1.5, 1.4, 0.5)
    """
    moved = (base - 1) / max(least, 1)
    if moved <= _FINE or not value > 0 or not math.isfinite(value):
        return significant(value)
    steps = _STEPS["fine" if moved <= _MIDDLE else "coarse"]
    size = math.floor(math.log10(value))
    choices = [step * 10.0**power for power in (size, size + 1) for step in steps]
    return significant(min(choices, key=lambda each: abs(math.log(each / value))))


def band(q: float) -> float | None:
    """Give the top of the band in which a corrected p lies.

    Examples
    --------
    >>> band(0.0002), band(0.03), band(0.05), band(math.nan)
    (0.001, 0.049, 1.0, None)
    """
    if math.isnan(q):
        return None
    return BANDS[0] if q < BANDS[0] else BANDS[1] if q < 0.05 else BANDS[2]


def telling(frame: pd.DataFrame, base: int) -> np.ndarray:
    """Mark ratios whose band of certainty could tell apart counts that are printed alike.

    Parameters
    ----------
    frame : pandas.DataFrame
        Exact rows of kind "ratio".
    base : int
        What counts are rounded to.

    Returns
    -------
    numpy.ndarray of bool
        Shape (rows,): false where the band is the same, with a tenth to spare, for every count less than a base away.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": "searches.ratio", "numerator": [224, 14], "denominator": [5062, 9000],
    ...     "reference_numerator": [3476, 1534], "reference_denominator": [1176516, 2091000], "q": [1e-9, 0.0377]}))
    >>> telling(rows, 5).tolist()
    [False, True]
    """
    import numpy as np
    from scipy.special import ndtr, ndtri

    a, n, b, m = (_numbers(frame, name) for name in _COUNTS)
    q = _numbers(frame, "q")
    away = base - 1

    def strength(here: np.ndarray, there: np.ndarray) -> np.ndarray:
        here, there = np.maximum(here, 1), np.maximum(there, 1)
        return np.log((here / n) / (there / m)) / np.sqrt(1 / here + 1 / there)

    def level(score: np.ndarray) -> np.ndarray:
        return np.digitize(2 * ndtr(-np.abs(score)), (BANDS[0], 0.05))

    with np.errstate(all="ignore"):
        size = -ndtri(np.maximum(q, 1e-300) / 2)
        scale = size / np.abs(strength(a, b))
        ends = [
            times * scale * strength(a + one * away, b + other * away)
            for one in (-1, 1)
            for other in (-1, 1)
            for times in (0.9, 1.1)
        ]
        here = np.digitize(q, (BANDS[0], 0.05))
        same = np.all([level(end) == here for end in ends], axis=0)
        crossed = np.any([np.sign(end) != np.sign(ends[0]) for end in ends], axis=0)
    sure = np.isfinite(scale) & same & ~(crossed & (here < 2))
    return ~np.isnan(q) & ~sure


def coarse_factor(dispersion: pd.Series) -> pd.Series:
    """Round factors of over-dispersion to halves, from ten to two figures; a factor of 1 is none.

    Parameters
    ----------
    dispersion : pandas.Series of Float64

    Returns
    -------
    pandas.Series of Float64

    Examples
    --------
    >>> import pandas as pd
    >>> coarse_factor(pd.Series([1.1, 2.33, 17.62, None], dtype="Float64")).tolist()
    [<NA>, 2.5, 18.0, <NA>]
    """
    import pandas as pd

    def one(factor: float) -> float | None:
        if math.isnan(factor) or factor < 1.25:
            return None
        return significant(factor) if factor >= 10 else math.floor(2 * factor + 0.5) / 2

    return pd.Series(
        [
            one(float(each))
            for each in dispersion.astype("Float64").to_numpy(float, na_value=math.nan)
        ],
        index=dispersion.index,
        dtype="Float64",
    )


def ratios(exact: pd.DataFrame, rounded: pd.DataFrame, policy: dict[str, Any]) -> pd.DataFrame:
    """Work ratios out again from rounded counts.

    Parameters
    ----------
    exact, rounded : pandas.DataFrame
        Rows of kind "ratio", before and after their counts were rounded; `rounded` with the coarse ``dispersion``.
    policy : dict
        Its ``rounding_base`` and ``threshold``.

    Returns
    -------
    pandas.DataFrame
        `rounded` with ``value``, ``lower``, ``upper``, ``confidence``, ``method``, ``unknown_lower``, ``unknown_upper`` from the
        rounded counts alone, by the methods of the exact row; and ``q``, the top of the band of the exact one.
    """
    import numpy as np
    import pandas as pd

    out = rounded.copy()
    a, n, b, m = (_numbers(rounded, name) for name in _COUNTS)
    spread = np.nan_to_num(_numbers(rounded, "dispersion"), nan=1.0)
    how = [str(each) for each in exact["method"].astype("string").fillna("")]
    found = _again(exact, (a, n, b, m), spread, how)
    value, lower, upper = found
    base, least = policy["rounding_base"], np.fmin(a, b)
    for place in range(len(out)):
        ends = significant(float(lower[place])), significant(float(upper[place]))
        told = stepped(float(value[place]), int(least[place]), base)
        if not ends[0] <= told <= ends[1]:
            told = min(max(significant(float(value[place])), ends[0]), ends[1])
        value[place], (lower[place], upper[place]) = told, ends
    for column, numbers in (("value", value), ("lower", lower), ("upper", upper)):
        out[column] = pd.array(numbers, dtype="Float64")
    out["confidence"] = 0.95
    out["method"] = pd.array([_method(each) for each in how], dtype="string")
    unknown = _numbers(rounded, "unknown_count")
    unknown = np.where(
        np.isnan(unknown) & exact["unknown_count"].notna().to_numpy(bool),
        policy["threshold"] - 1,
        unknown,
    )
    steps = exact["measure"].str.endswith("step_ratio").to_numpy(bool)
    with np.errstate(all="ignore"):
        factor = value / ((a / n) / (b / m))
        low, high = factor * a / n / ((b + unknown) / m), factor * (a + unknown) / n / (b / m)
    for column, numbers in (("unknown_lower", low), ("unknown_upper", high)):
        told = [significant(float(each), 3) for each in np.where(steps, np.nan, numbers)]
        out[column] = pd.array(told, dtype="Float64")
    tops = [band(each) for each in _numbers(exact, "q")]
    out["q"] = pd.array(tops, dtype="Float64")
    return out


_COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")


def _numbers(table: pd.DataFrame, column: str) -> np.ndarray:
    import numpy as np

    return table[column].astype("Float64").to_numpy(float, na_value=np.nan)


def _again(
    exact: pd.DataFrame, counts: tuple[np.ndarray, ...], spread: np.ndarray, how: list[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give value and limits from rounded counts by the method that each row names."""
    import numpy as np

    from sva.measures import rate_ratio
    from sva.people.score import ratio_of_shares

    a, n, b, m = counts
    with np.errstate(all="ignore"):
        whole = [_numbers(exact, name) for name in _COUNTS]
        before = (whole[0] / np.nan_to_num(whole[1], nan=1.0)) / (
            whole[2] / np.nan_to_num(whole[3], nan=1.0)
        )
        now = (a / np.nan_to_num(n, nan=1.0)) / (b / np.nan_to_num(m, nan=1.0))
        # A standardised ratio is as many times its crude one as before; the strata behind it are not shown.
        value = _numbers(exact, "value") * now / before
        half = _Z * np.sqrt(spread * (1 / a + 1 / b))
    lower, upper = value * np.exp(-half), value * np.exp(half)
    known = ~np.isnan(n) & ~np.isnan(m)
    score = np.array([each.startswith("Koopman") for each in how]) & known
    crude = np.array([each.split(";")[0] in ("log", "mid-p", "exact") for each in how]) & known
    if crude.any():
        found = rate_ratio(a[crude], n[crude], b[crude], m[crude], dispersion=spread[crude])
        value[crude], lower[crude], upper[crude] = (
            found[name].to_numpy(float) for name in ("value", "lower", "upper")
        )
    if score.any():
        shares = ratio_of_shares(a[score], n[score], b[score], m[score], spread[score])
        value[score], lower[score], upper[score] = (
            shares[name] for name in ("value", "lower", "upper")
        )
    return value, lower, upper


def _method(how: str) -> str:
    """Keep of the exact row's method what tells no number: over what parts, and one of how many comparisons."""
    kept = [part.strip() for part in how.split(";")[1:]]
    return "; ".join(["ratio of rounded counts", *kept])
