"""Many tests, one correction.

Of forty comparisons two pass at 5% by chance. `benjamini_hochberg` (the default here) bounds the share of false alarms
among the claims; `holm` and `bonferroni` bound the chance of any. Missing p values stay missing and are not counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sva.measures._result import Inputs, Values, check, gather

__all__ = ["benjamini_hochberg", "bonferroni", "holm"]


def benjamini_hochberg(p: Values, *, by: Any = None) -> pd.Series:
    r"""Return p values corrected for the false discovery rate (q values).

    With m tests in ascending order, :math:`q_{(i)} = \min_{j \ge i} \min(1, m\,p_{(j)}/j)`.

    Parameters
    ----------
    p : values
        p values, 0 to 1.
    by : values of labels, optional
        Family of each test; each family is corrected by itself.

    Returns
    -------
    pandas.Series
        Corrected p values named ``q``, in the order and with the index given.

    References
    ----------
    Benjamini Y, Hochberg Y (1995) Controlling the false discovery rate. J R Statist Soc B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.02, 0.03, 0.5]).round(3).tolist()
    [0.04, 0.04, 0.04, 0.5]
    """
    given, order, codes, rank, size, back = _ranked("benjamini_hochberg", p, by)
    raw = order * (size / (rank + 1.0))
    # Running minimum from the largest p down, within each family.
    running = pd.Series(raw[::-1]).groupby(codes[::-1]).cummin().to_numpy()[::-1]
    return _restore(given, np.minimum(1.0, running), back)


def holm(p: Values, *, by: Any = None) -> pd.Series:
    r"""Return p values corrected step by step for the chance of any false alarm.

    :math:`\tilde p_{(i)} = \max_{j \le i} \min\{1, (m - j + 1)\,p_{(j)}\}`.

    Parameters
    ----------
    p : values
        p values, 0 to 1.
    by : values of labels, optional
        Family of each test; each family is corrected by itself.

    Returns
    -------
    pandas.Series
        Corrected p values named ``q``, in the order and with the index given.

    References
    ----------
    Holm S (1979) A simple sequentially rejective multiple test procedure. Scand J Statist 6, 65-70.

    Examples
    --------
    >>> holm([0.01, 0.02, 0.03, 0.5]).round(3).tolist()
    [0.04, 0.06, 0.06, 0.5]
    """
    given, order, codes, rank, size, back = _ranked("holm", p, by)
    running = pd.Series((size - rank) * order).groupby(codes).cummax().to_numpy()
    return _restore(given, np.minimum(1.0, running), back)


def bonferroni(p: Values, *, by: Any = None) -> pd.Series:
    r"""Return p values times the number of tests, at most 1.

    Parameters
    ----------
    p : values
        p values, 0 to 1.
    by : values of labels, optional
        Family of each test; each family is corrected by itself.

    Returns
    -------
    pandas.Series
        Corrected p values named ``q``, in the order and with the index given.

    References
    ----------
    Dunn OJ (1961) Multiple comparisons among means. JASA 56, 52-64.

    Examples
    --------
    >>> bonferroni([0.01, 0.02, None]).tolist()
    [0.02, 0.04, nan]
    """
    given, order, _, _, size, back = _ranked("bonferroni", p, by)
    return _restore(given, np.minimum(1.0, size * order), back)


def _ranked(
    function: str, p: Values, by: Any
) -> tuple[Inputs, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """P in ascending order within families, family, rank from 0, family size, and rows they came from."""
    given = gather(function, numbers={"p": p}, keys={} if by is None else {"by": by})
    check(
        given,
        (given["p"] < 0) | (given["p"] > 1),
        said="p outside 0 to 1",
        expected="probabilities",
    )
    codes = np.zeros(len(given), dtype="int64") if by is None else pd.factorize(given["by"])[0]
    seen = np.flatnonzero(~np.isnan(given["p"]))
    back = seen[np.lexsort((given["p"][seen], codes[seen]))]
    family = codes[back]
    sizes = np.bincount(family, minlength=1)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    rank = np.arange(len(back)) - starts[family]
    return given, given["p"][back], family, rank.astype(float), sizes[family].astype(float), back


def _restore(given: Inputs, corrected: np.ndarray, back: np.ndarray) -> pd.Series:
    out = np.full(len(given), np.nan)
    out[back] = corrected
    return pd.Series(out, index=given.index, name="q")
