"""The published groups of outcomes, in the order of the framework."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["DIVERSION", "NOT_YET", "NO_GROUP", "decided", "outcome_groups", "outcome_order"]

#: Crimes whose outcome has not been decided, or not recorded: shown, never left out of the whole.
NOT_YET = "Not yet assigned"
#: The group of outcome 22, and of it alone.
DIVERSION = "Diversionary, educational or intervention activity"
#: Outcomes that the framework publishes in no group.
NO_GROUP = "No published group"


@cache
def _list() -> pd.DataFrame:
    """Read the list once; nobody changes it."""
    from sva.reference import codes

    frame = codes.load("outcomes")
    return frame.assign(group=frame["group"].fillna(NO_GROUP))


def outcome_groups(codes: pd.Series) -> pd.Series:
    """Give each outcome code its published group.

    Parameters
    ----------
    codes : pandas.Series of str
        Outcome codes of the framework, null where none is recorded.

    Returns
    -------
    pandas.Series of str
        Outcomes 22 and 23 are groups of their own. The index of `codes`.

    Raises
    ------
    SvaError
        Naming every code that the list does not know, and its count.

    Examples
    --------
    >>> import pandas as pd
    >>> outcome_groups(pd.Series(["1A", "22", None])).tolist()
    ['Charged or summonsed', 'Diversionary, educational or intervention activity', 'Not yet assigned']
    """
    import pandas as pd

    at, words = _found(codes)
    return pd.Series(words[at], index=codes.index, name=codes.name, dtype="str")


def _found(codes: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give the place of each code among those that occur, and their groups: a code is looked up once, not row by row."""
    import numpy as np
    import pandas as pd

    from sva.errors import Fault, collect

    known = dict(zip(_list()["code"], _list()["group"], strict=True))
    at, names = pd.factorize(codes)
    unknown = [number for number, code in enumerate(names) if code not in known]
    collect(
        "outcome codes are not in the list of outcomes",
        [
            Fault(
                f"{names[number]!r} in {int((at == number).sum()):,} rows",
                "a code of the outcomes framework",
                "outcome_code",
            )
            for number in unknown
        ],
    )
    # the last stands for those without a code, whose place is -1
    return at, np.array([*(known[code] for code in names), NOT_YET], dtype=object)


def decided(codes: pd.Series) -> pd.Series:
    """Mark the codes that say how a crime ended.

    Parameters
    ----------
    codes : pandas.Series of str
        Outcome codes.

    Returns
    -------
    pandas.Series of bool

    Examples
    --------
    >>> import pandas as pd
    >>> decided(pd.Series(["18", "0", None])).tolist()
    [True, False, False]
    """
    import pandas as pd

    at, words = _found(codes)
    return pd.Series((words != NOT_YET)[at], index=codes.index, name=codes.name)


def outcome_order(found: Iterable[str]) -> list[str]:
    """Put outcome groups in the order of the framework, "Not yet assigned" last.

    Parameters
    ----------
    found : iterable of str
        Groups that occur.

    Returns
    -------
    list of str

    Examples
    --------
    >>> outcome_order(["Not yet assigned", "Out of court (formal)", "Charged or summonsed"])
    ['Charged or summonsed', 'Out of court (formal)', 'Not yet assigned']
    """
    here = set(found)
    listed = [group for group in dict.fromkeys(_list()["group"]) if group in here - {NOT_YET}]
    return [*listed, *([NOT_YET] if NOT_YET in here else [])]
