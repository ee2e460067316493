"""Counting people once in an incident, of many cohorts and characteristics at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.people.profile import year_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["count_codes", "positions"]


def count_codes(counted: np.ndarray, codes: np.ndarray, size: int) -> np.ndarray:
    """Count codes, one of each person: that of the first row whose code is not the last one, which means unknown.

    Parameters
    ----------
    counted : numpy.ndarray of int, shape (n,)
        The number of the person in the incident.
    codes : numpy.ndarray of int, shape (n,)
        From 0 to ``size - 1``.
    size : int
        How many codes there are.

    Returns
    -------
    numpy.ndarray of int, shape (size,)

    Examples
    --------
    >>> import numpy as np
    >>> count_codes(np.array([7, 7, 8]), np.array([2, 0, 2]), 3).tolist()
    [1, 0, 1]
    """
    import numpy as np

    order = np.lexsort((codes == size - 1, counted))
    sorted_ = counted[order]
    first = np.ones(len(order), bool)
    first[1:] = sorted_[1:] != sorted_[:-1]
    return np.bincount(codes[order][first], minlength=size)


def positions(
    parts: Mapping[str, pd.DataFrame], assessment: Assessment, period: tuple[date, date] | None
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Give the people of a period, and where in them the rows of each cohort lie.

    Parameters
    ----------
    parts : mapping of str to pandas.DataFrame
        Cohorts of one table, everyone first: the others hold rows of it, under the same index.
    assessment : Assessment
    period : tuple of datetime.date or None
        None for the last twelve months.

    Returns
    -------
    tuple of (pandas.DataFrame, dict of str to numpy.ndarray)
        Only cohorts that have anybody.
    """
    everyone, _ = year_of(next(iter(parts.values())), assessment, period)
    found = {}
    for name, part in parts.items():
        rows = everyone.index.get_indexer(part.index)
        rows = rows[rows >= 0]
        if len(rows):
            found[name] = rows
    return everyone, found
