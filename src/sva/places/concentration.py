"""How few places hold how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.selection import counted

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.areas import Geography

__all__ = ["concentration"]


def concentration(
    table: pd.DataFrame,
    assessment: Assessment,
    geography: Geography,
    *,
    level: str = "lsoa",
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count the areas that together hold a quarter, half and four fifths of all that happened.

    The areas with most come first. Where few offences meet many areas, chance alone heaps some of them up: the
    counts describe the period, they do not say that the same places will hold as much in the next.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows.
    assessment : Assessment
    geography : Geography
        That holds the assessment's vintage.
    level : str
        Which areas.
    period : tuple of datetime.date, optional
        By default the last twelve months.
    offence_group, strata : str, optional
        What narrows the rows: go into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``areas.share``: areas that hold the part, of all areas of the force. Groups "None", "A quarter",
        "Half", "Four fifths"; "None" counts the areas in which nothing was recorded. No rows where nothing was
        located.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> offences = pd.DataFrame({"month": pd.to_datetime(["2022-05-01"] * 4),
    ...     "csp_code": ["E22000326", "E22000326", "E22000332", "E22000333"], "place_status": "inside"})
    >>> concentration(offences, load_assessment("west-mercia-2023-05"), bundled(), level="csp")[
    ...     ["group", "numerator", "denominator"]]
             group  numerator  denominator
    0    A quarter          1            5
    1         Half          1            5
    2  Four fifths          3            5
    3         None          2            5
    """
    import numpy as np
    import pandas as pd

    period = period or assessment.year
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    area = assessment.settings.area
    listed = geography.areas(level, area.lsoa_vintage, area.police_force)["area_code"]
    codes = cohorts.within(table, period)[f"{level}_code"]
    numbers = np.sort(codes.value_counts().reindex(listed).fillna(0).to_numpy(int))[::-1]
    total = int(numbers.sum())
    if not total:
        return estimates.blank()
    running = np.cumsum(numbers)
    parts = {"A quarter": (1, 4), "Half": (1, 2), "Four fifths": (4, 5)}
    held = [
        int(np.searchsorted(running * whole, part * total)) + 1 for part, whole in parts.values()
    ]
    rows = pd.DataFrame(
        {
            "group": [*parts, "None"],
            "numerator": [*held, int((numbers == 0).sum())],
            "denominator": len(listed),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="areas.share",
        definition=what.definition,
        offence_group=offence_group,
        characteristic=f"{level} holding",
        strata=strata,
        area_type="police_force",
        area_code=area.police_force,
        area_vintage=str(area.lsoa_vintage),
        denominator_source=f"areas of level {level}, {area.lsoa_vintage}",
        **cohorts.about(what.table, assessment, period),
    )
