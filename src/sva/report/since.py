"""What changed since the last assessment, and what may not be compared with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sva.estimates import MEASURES
from sva.figures.views import View
from sva.report.document import Cell, Chapter
from sva.report.spoken import plain

if TYPE_CHECKING:
    import pandas as pd

    from sva.disclosure import Released

__all__ = ["since_pages"]

#: As many rows of a measure as a reader will look at; all of them are in the tables.
_MOST = 12
_APART = ("area_code", "offence_group", "group", "strata")
_NUMBERS = ("numerator", "reference_numerator", "value", "lower", "upper")


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
    rows = rows[rows["measure"].str.endswith(".since")]
    part = rows["area_type"].ne("police_force")
    rows = rows.assign(part=part).sort_values(
        ["q", "part", "numerator"], ascending=[True, True, False], kind="stable"
    )
    rows = rows.drop(columns="part")
    cells: list[Cell] = [
        (
            "# Since the last assessment\n\n**What changed, whether beyond chance, and what may not be compared.**\n\n"
            f"The last assessment is “{plain(title)}”. Its numbers are those that it released then. "
            "A difference is named only where it stays once all comparisons are tested together; limits in the tables are "
            "those of each comparison alone."
        )
    ]
    rows = _once(rows)
    if len(rows):
        cells.append(View("since-sentence", "sentence", keys=tuple(rows["key"]), sentence="since"))
        for measure, part in rows.groupby("measure", sort=False):
            counted = MEASURES[str(measure)].counted
            cells.append(
                View(
                    f"since-{counted}",
                    "table",
                    form="table",
                    keys=tuple(part["key"])[:_MOST],
                    topic=f"{MEASURES[str(measure)].label}, the surest differences first",
                    options={
                        "columns": [*_columns(part), *_NUMBERS],
                        "headings": {"reference_numerator": f"{counted.capitalize()} then"},
                    },
                )
            )
    else:
        cells.append("No rate of the two assessments may be compared.")
    if barriers:
        listed = "\n".join(f"- {plain(each)}" for each in dict.fromkeys(barriers))
        cells.append(f"## What may not be compared, and why\n\n{listed}")
    return Chapter("since", tuple(cells))


def _once(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep each comparison once: everybody stands under several characteristics, a district may be its partnership."""
    known = rows[rows["value"].notna()]
    group = known["group"].mask(known["group"].eq("All").fillna(False))
    whole = known["area_type"].eq("police_force")
    same = [
        "measure",
        "offence_group",
        "group",
        "strata",
        "whole",
        "numerator",
        "reference_numerator",
    ]
    doubled = known.assign(group=group, whole=whole).duplicated(same)
    return known[~doubled.to_numpy(bool)]


def _columns(rows: pd.DataFrame) -> list[str]:
    """Name the columns that tell the rows of one table apart."""
    return [name for name in _APART if name == "area_code" or len(rows[name].unique()) > 1]
