"""What changed since the last assessment, and what may not be compared with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sva.figures.views import View
from sva.report.document import Cell, Chapter
from sva.report.spoken import plain

if TYPE_CHECKING:
    from sva.disclosure import Released

__all__ = ["since_pages"]

#: As many rows as a reader will look at; all of them are in the tables.
_MOST = 40


def since_pages(released: Released, title: str, barriers: Sequence[str]) -> Chapter:
    """Put the comparison with the last assessment together.

    Parameters
    ----------
    released : Released
        The edition, with the rows of `sva.compare.since`.
    title : str
        The last assessment's.
    barriers : sequence of str
        From `sva.compare.Barrier.sentence`: what stands between the two.

    Returns
    -------
    Chapter
    """
    rows = released.estimates
    rows = rows[rows["measure"].str.endswith(".since")].sort_values(
        "q", na_position="last", kind="stable"
    )
    cells: list[Cell] = [
        (
            "# Since the last assessment\n\n**What changed, whether beyond chance, and what may not be compared.**\n\n"
            f"The last assessment is “{plain(title)}”. Its numbers are those that it released then."
        )
    ]
    if len(rows):
        keys = tuple(rows["key"])
        cells.append(View("since-sentence", "sentence", keys=keys, sentence="since"))
        cells.append(
            View(
                "since-last-time",
                "table",
                form="table",
                keys=keys[:_MOST],
                topic="Rates against those of the last assessment, the surest differences first",
            )
        )
    else:
        cells.append("No rate of the two assessments may be compared.")
    if barriers:
        listed = "\n".join(f"- {plain(each)}" for each in dict.fromkeys(barriers))
        cells.append(f"## What may not be compared, and why\n\n{listed}")
    return Chapter("since", tuple(cells))
