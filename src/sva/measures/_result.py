"""How values come into a measure and how its answer goes out.

Every public function of this package is three calls::

    given = gather("rate", counts={"count": count}, amounts={"population": population})
    levels = confidence_levels(confidence)
    ...                                    # numpy only: given["count"] is float64, NaN where missing
    return assemble(
        given.index, levels,
        before={"count": as_counts(given["count"]), "population": given["population"]},
        value=value,                       # shape (n,)
        lower=lower, upper=upper,          # shape (n, levels), or (n,) for one level
        method="byar",                     # a word, or pick(words, codes)
        flag=flags(not_assessable=given.missing | (given["population"] == 0)),
    )

`gather` refuses what cannot be meant (negative, fractional, infinite, text, mismatched labels or lengths) with every
fault at once. Series are joined **by index label**, scalars are spread, arrays go by position along the first Series.
The answer has one row for each input and confidence level, the input's index (repeated level by level within a
row), and at least the columns ``value, lower, upper, confidence, method, flag``. `flag` is missing where there is
nothing to say, else one of the words in `FLAGS`; "not assessable" covers a missing input, nobody in the population,
and a ratio to nothing: the counts beside it say which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError
from sva.measures._inputs import Inputs, Values, check, gather

__all__ = [
    "FLAGS",
    "Inputs",
    "Values",
    "as_counts",
    "assemble",
    "check",
    "confidence_levels",
    "flags",
    "gather",
    "pick",
    "z_scores",
]

FLAGS = ("not assessable", "small base", "immature", "series break", "possible recording change")
"""The words `flag` can hold: those of an estimate's flag, so that a measure's answer can become one as it is."""


def confidence_levels(confidence: float | Sequence[float]) -> np.ndarray:
    """Return confidence levels as an array.

    Parameters
    ----------
    confidence : float or sequence of float
        Each above 0 and at most 0.99999, none twice.

    Returns
    -------
    numpy.ndarray
        1-D, in the order given.

    Raises
    ------
    SvaError
        If any is out of range or repeated.

    Examples
    --------
    >>> confidence_levels([0.95, 0.998])
    array([0.95 , 0.998])
    """
    levels = np.atleast_1d(np.asarray(confidence, dtype="float64"))
    if levels.ndim != 1 or not len(levels) or not ((levels > 0) & (levels <= 0.99999)).all():
        raise SvaError(
            "the confidence level cannot be used",
            [
                Fault(
                    f"confidence={confidence!r}",
                    "a number between 0 and 1 (at most 0.99999), such as 0.95, or several",
                )
            ],
        )
    if len(np.unique(levels)) < len(levels):
        raise SvaError(
            "the confidence level cannot be used",
            [Fault(f"confidence={confidence!r}", "each level once")],
        )
    return levels


def z_scores(levels: np.ndarray) -> np.ndarray:
    """Return two-sided standard normal quantiles, such as 1.959964 for 0.95.

    Parameters
    ----------
    levels : numpy.ndarray
        Confidence levels.

    Returns
    -------
    numpy.ndarray
        Positive z, same shape.

    Examples
    --------
    >>> z_scores(confidence_levels(0.95)).round(6)
    array([1.959964])
    """
    from scipy.special import ndtri

    return -ndtri((1.0 - levels) / 2.0)


def flags(**where: np.ndarray) -> Any:
    """Return the flag column: the first word that holds for each row, else missing.

    Parameters
    ----------
    **where : numpy.ndarray of bool
        Rows to flag, by the words of `FLAGS` with underscores; the earlier keyword wins. Shape (n,), or all (n, k).

    Returns
    -------
    pandas extension array of str

    Examples
    --------
    >>> flags(not_assessable=np.array([True, False]), small_base=np.array([True, True])).tolist()
    ['not assessable', 'small base']
    """
    words = [name.replace("_", " ") for name in where]
    strange = [word for word in words if word not in FLAGS]
    if strange:
        raise SvaError(
            "no such flag", [Fault(repr(word), f"one of {', '.join(FLAGS)}") for word in strange]
        )
    codes = np.full(np.size(next(iter(where.values()))), -1, dtype="int64")
    for code, mask in enumerate(where.values()):
        codes[(codes < 0) & np.ravel(mask)] = code
    return pick(words, codes)


def pick(words: Sequence[str], codes: np.ndarray) -> Any:
    """Return words by number, missing for -1: a text column without a Python loop.

    Parameters
    ----------
    words : sequence of str
        What the codes stand for.
    codes : numpy.ndarray of int
        Positions in `words`, or -1.

    Returns
    -------
    pandas extension array of str

    Examples
    --------
    >>> pick(["exact", "byar"], np.array([0, 1, -1])).tolist()
    ['exact', 'byar', nan]
    """
    return pd.array(list(words), dtype="str").take(codes, allow_fill=True)


def as_counts(column: np.ndarray) -> Any:
    """Return whole numbers held as float64 as nullable Int64.

    Parameters
    ----------
    column : numpy.ndarray
        float64, NaN for missing.

    Returns
    -------
    pandas extension array of Int64

    Examples
    --------
    >>> as_counts(np.array([3.0, np.nan])).tolist()
    [3, <NA>]
    """
    gone = np.isnan(column)
    return pd.arrays.IntegerArray(np.where(gone, 0, column).astype("int64"), gone)


def assemble(
    index: pd.Index,
    levels: np.ndarray,
    *,
    value: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    method: Any,
    flag: Any,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Build the frame that every measure returns.

    Parameters
    ----------
    index : pandas.Index
        One label per input.
    levels : numpy.ndarray
        Confidence levels, k of them.
    value : numpy.ndarray
        Shape (n,).
    lower, upper : numpy.ndarray
        Shape (n, k), or (n,) when k is 1.
    method, flag : str, array or extension array
        One word, or one per input, or (n, k).
    before, after : mapping of str to array or scalar, optional
        Further columns to the left (counts) and right (p values and the like), each scalar, (n,) or (n, k).

    Returns
    -------
    pandas.DataFrame
        n × k rows, levels adjacent within an input.

    Examples
    --------
    >>> one = np.array([2.0])
    >>> assemble(pd.Index(["a"]), np.array([0.95]), value=one, lower=one - 1, upper=one + 1,
    ...          method="exact", flag=flags(small_base=np.array([False])))
       value  lower  upper  confidence method flag
    a    2.0    1.0    3.0        0.95  exact  NaN
    """
    n, k = len(index), len(levels)

    def column(values: Any) -> Any:
        shape = np.shape(values)
        if shape == (n, k) and len(shape) == 2:
            return np.asarray(values).ravel()
        if shape == (n,) and k > 1:
            return values.repeat(k) if hasattr(values, "repeat") else np.repeat(values, k)
        return values

    rows = index if k == 1 else index.repeat(k)
    data = {name: column(values) for name, values in (before or {}).items()}
    data |= {"value": column(value), "lower": column(lower), "upper": column(upper)}
    data["confidence"] = np.tile(levels, n)
    data["method"] = (
        pick([method], np.zeros(n * k, dtype="int64"))
        if isinstance(method, str)
        else column(method)
    )
    data["flag"] = column(flag)
    data |= {name: column(values) for name, values in (after or {}).items()}
    return pd.DataFrame(data, index=rows)
