"""What a printed count tells of the exact one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva.disclosure.audit import UNBOUNDED
from sva.disclosure.cells import Name, find_cells

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["behind", "printed_before"]


def behind(printed: int, base: int, threshold: int, *, controlled: bool = True) -> tuple[int, int]:
    """Say what counts may stand behind a printed one.

    Parameters
    ----------
    printed : int
        As printed.
    base : int
        What counts are rounded to.
    threshold : int
        Counts above zero and under it are never shown, and the reader knows that.
    controlled : bool, optional
        Whether counts are moved up or down so that parts sum to totals, by less than the base; else to the nearest.

    Returns
    -------
    tuple of int
        Least and most.

    Examples
    --------
    >>> behind(10, 5, 5), behind(5, 5, 5), behind(0, 5, 5)
    ((6, 14), (5, 9), (0, 0))
    >>> behind(10, 5, 5, controlled=False), behind(7, 1, 5)
    ((8, 12), (7, 7))
    """
    down = base - 1 if controlled else base // 2
    least, most = printed - down, printed + (base - 1 if controlled else base - 1 - down)
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
        Its ``threshold``, ``rounding_base`` and ``rounding``: "controlled", or else to the nearest.

    Returns
    -------
    dict of Name to tuple of float
        Least and most.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": ["victims.count"], "numerator": [10]}))
    >>> list(printed_before(rows, {"threshold": 5, "rounding_base": 5, "rounding": "controlled"}).values())
    [(6.0, 14.0)]
    """
    controlled = policy.get("rounding") == "controlled"
    told: dict[Name, tuple[float, float]] = {}
    for cell in find_cells(frame).cells:
        least, most = (
            (cell.count, cell.count)
            if cell.public
            else behind(
                cell.count, policy["rounding_base"], policy["threshold"], controlled=controlled
            )
        )
        low, high = told.get(cell.name, (0.0, UNBOUNDED))
        if max(low, least) <= min(high, most):
            told[cell.name] = float(max(low, least)), float(min(high, most))
    return told
