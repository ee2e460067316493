"""What a printed count tells of the exact one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva.disclosure.audit import UNBOUNDED
from sva.disclosure.cells import Name, find_cells

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["printed_before", "shown_interval"]


def shown_interval(count: int, base: int, threshold: int) -> tuple[int, int]:
    """Say what a printed count tells of the exact one.

    Parameters
    ----------
    count : int
        The exact count.
    base : int
        What it is rounded to.
    threshold : int
        Counts above zero and under it are never shown, and the reader knows that.

    Returns
    -------
    tuple of int
        Least and most.

    Examples
    --------
    >>> shown_interval(9, 5, 5), shown_interval(6, 5, 5), shown_interval(0, 5, 5)
    ((8, 12), (5, 7), (0, 0))
    """
    return _behind((count + base // 2) // base * base, base, threshold)


def _behind(printed: int, base: int, threshold: int) -> tuple[int, int]:
    """Say what counts are printed as this."""
    least, most = printed - base // 2, printed + base - 1 - base // 2
    if printed == 0:
        return 0, (most if most >= threshold else 0)
    return max(least, min(threshold, most)), most


def printed_before(
    frame: pd.DataFrame, policy: Mapping[str, Any]
) -> dict[Name, tuple[float, float]]:
    """Say what an earlier release tells of the counts that it printed.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its estimates, as released.
    policy : mapping
        Its ``threshold`` and ``rounding_base``.

    Returns
    -------
    dict of Name to tuple of float
        Least and most.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": ["victims.count"], "numerator": [10]}))
    >>> list(printed_before(rows, {"threshold": 5, "rounding_base": 5}).values())
    [(8.0, 12.0)]
    """
    told: dict[Name, tuple[float, float]] = {}
    for cell in find_cells(frame).cells:
        least, most = (
            (cell.count, cell.count)
            if cell.public
            else _behind(cell.count, policy["rounding_base"], policy["threshold"])
        )
        low, high = told.get(cell.name, (0.0, UNBOUNDED))
        if max(low, least) <= min(high, most):
            told[cell.name] = float(max(low, least)), float(min(high, most))
    return told
