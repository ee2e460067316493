"""How many rows have a place, and how many cannot be on any map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["account_for_places"]

_LABELS = {
    "inside": "Inside the force area",
    "outside": "Outside the force area",
    "unlocated": "No usable location",
}


def account_for_places(
    table: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
) -> pd.DataFrame:
    """Count the rows inside the force area, outside it and without a usable location.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows; ``place_status`` says where each stands.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.
    offence_group : str, optional
        What the rows are where they are one kind only.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.share`` or ``crimes.share``: per place status, rows of all rows. They add up to every
        row of the table in the period.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"crime_type": ["Drugs"] * 4, "month": pd.to_datetime(["2025-05-01"] * 4),
    ...     "place_status": ["inside", "inside", "outside", "unlocated"]})
    >>> account_for_places(street, load_assessment("west-mercia-2026-05"))[["group", "numerator", "denominator"]]
                        group  numerator  denominator
    0   Inside the force area          2            4
    1  Outside the force area          1            4
    2      No usable location          1            4
    """
    import pandas as pd

    period = period or assessment.year
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    status = cohorts.within(table, period)["place_status"]
    numbers = status.value_counts()
    rows = pd.DataFrame(
        {
            "group": list(_LABELS.values()),
            "numerator": [int(numbers.get(name, 0)) for name in _LABELS],
            "denominator": len(status),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{what.measure}.share",
        definition=what.definition,
        offence_group=offence_group,
        characteristic="place_status",
        **over_the_force(what, assessment, period),
    )
