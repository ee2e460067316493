"""Dominance: a count that is mostly one person's tells of that person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, collect

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "align", "dominated"]

#: What is known of the people behind a count: how many of it are the most frequent person's, and how many the next one's.
COLUMNS = ("key", "largest", "second")


def dominated(
    count: pd.Series, largest: pd.Series, second: pd.Series, *, percent: int, rest: int
) -> pd.Series:
    """Say which counts are mostly one person's.

    Two rules, either of which is enough. (1, k): the most frequent person has more than `percent` in 100 of the count. p%: what
    all but the two most frequent add is less than `rest` in 100 of the most frequent one's, so that the second, who knows
    their own, could work the first one's out nearly exactly.

    Parameters
    ----------
    count : pandas.Series of Int64
        How many incidents, offences or searches, of everybody.
    largest, second : pandas.Series of Int64
        How many of them are the most frequent person's and the next one's; null where each counts once or nobody knows who
        they are.
    percent, rest : int
        Of the policy: ``dominance_percent`` and ``dominance_rest``.

    Returns
    -------
    pandas.Series of bool

    References
    ----------
    Hundepool et al. (2012). Statistical disclosure control. Wiley, chapter 4: (n, k) and p% rules.

    Examples
    --------
    Of 20, one person has 19: 95% is over 90%. With 18 it is 90% exactly and no more, but the others add only 2, of whom the
    second has 1: the 1 that is left is under 10% of 18.

    >>> import pandas as pd
    >>> numbers = [pd.Series(each, dtype="Int64") for each in ([20, 20, 20], [19, 18, 10], [1, 1, 5])]
    >>> dominated(*numbers, percent=90, rest=10).tolist()
    [True, True, False]
    """
    known = largest.notna() & (largest > 1).fillna(False) & (count > 0).fillna(False)
    most = 100 * largest > percent * count
    others = count - largest - second.fillna(0)
    close = 100 * others < rest * largest
    return (known & (most.fillna(False) | close.fillna(False))).astype(bool)


def align(keys: pd.Series, contributions: pd.DataFrame | None) -> pd.DataFrame:
    """Put what is known of the people behind counts beside the rows of a table.

    Parameters
    ----------
    keys : pandas.Series of str
        Keys of estimates.
    contributions : pandas.DataFrame or None
        Of `COLUMNS`; each key at most once.

    Returns
    -------
    pandas.DataFrame
        ``largest`` and ``second``, with the index of `keys`; null where nothing is known.

    Raises
    ------
    SvaError
        If a column is missing, a key stands twice, or the second is more than the largest.
    """
    import pandas as pd

    if contributions is None:
        nobody = pd.Series(pd.NA, index=keys.index, dtype="Int64")
        return pd.DataFrame({"largest": nobody, "second": nobody})
    faults = [
        Fault(f"no column {name!r}", f"the columns {', '.join(COLUMNS)}")
        for name in COLUMNS
        if name not in contributions.columns
    ]
    collect("dominance cannot be checked", faults)
    table = contributions[list(COLUMNS)].astype({"largest": "Int64", "second": "Int64"})
    twice = table["key"].duplicated()
    wrong = (table["second"] > table["largest"]).fillna(False)
    for rows, given, expected in (
        (twice, "the same key twice", "each key once"),
        (wrong, "a second person with more than the first", "the most frequent person first"),
    ):
        if rows.any():
            faults.append(Fault(given, expected, str(table.loc[rows, "key"].iloc[0])))
    collect("dominance cannot be checked", faults)
    found = table.set_index("key").reindex(keys)
    return found.set_axis(keys.index)
