"""What the public edition may tell a reader of the restricted one, who can hold both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.disclosure.cells import Name, find_cells
from sva.disclosure.policy import NEVER_PUBLIC, describe, is_declared
from sva.disclosure.printed import behind

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = ["printed_beside"]


def printed_beside(
    frame: pd.DataFrame, settings: Settings
) -> dict[tuple[Name, int], tuple[float, float]]:
    """Say what the public edition can tell of the counts of the restricted one, whichever way it rounds them.

    Parameters
    ----------
    frame : pandas.DataFrame
        Exact rows; a plain integer index.
    settings : sva.assessment.schema.Settings
        With what is declared for the public edition.

    Returns
    -------
    dict of (Name, int) to tuple of float
        By name and exact count: least and most. A count that the public edition withholds as small is told nothing of.
    """
    policy = describe("public", settings)
    measures = {
        name: is_declared(name, policy["declared"]) and not name.startswith(NEVER_PUBLIC)
        for name in frame["measure"].astype(str).unique()
    }
    mine = frame[frame["measure"].map(measures).astype(bool)].reset_index(drop=True)
    base, threshold = policy["rounding_base"], policy["threshold"]
    controlled = policy.get("rounding") == "controlled"
    told: dict[tuple[Name, int], tuple[float, float]] = {}
    for cell in find_cells(mine).cells:
        least, most = _told(cell.count, base, threshold, controlled=controlled)
        if cell.public:
            least = most = cell.count
        if least <= cell.count <= most:
            told[cell.name, cell.count] = float(least), float(most)
    return told


def _told(count: int, base: int, threshold: int, *, controlled: bool) -> tuple[int, int]:
    """Say what is known of a count that was printed as one of the multiples next to it.

    Examples
    --------
    >>> _told(7, 5, 5, controlled=True), _told(10, 5, 5, controlled=True), _told(0, 5, 5, controlled=True)
    ((6, 9), (6, 14), (0, 0))
    >>> _told(3, 5, 5, controlled=True)
    (4, 3)
    """
    if 0 < count < threshold:
        return count + 1, count
    down = count - count % base
    ends = [
        behind(printed, base, threshold, controlled=controlled)
        for printed in {down, down + base if count % base else down}
    ]
    return max(low for low, _ in ends), min(high for _, high in ends)
