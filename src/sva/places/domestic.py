"""Domestic abuse by area: never by areas small enough to point at homes, never in the public edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.errors import Fault, SvaError
from sva.places.areas import counted_by_area
from sva.places.selection import counted

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.areas import Geography

__all__ = ["LARGE_ENOUGH", "domestic_by_area", "neighbourhoods"]

#: Levels that may carry domestic abuse: a neighbourhood of about 8,000 residents is the smallest.
LARGE_ENOUGH = ("msoa", "district", "upper_tier", "csp", "police_force")


def neighbourhoods(assessment: Assessment, geography: Geography) -> str:
    """Name the smallest level at hand on which domestic abuse may be shown.

    Parameters
    ----------
    assessment : Assessment
    geography : Geography

    Returns
    -------
    str
        ``"msoa"``, or ``"district"`` where no lookup of MSOAs is at hand.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> neighbourhoods(load_assessment("west-mercia-2023-05"), bundled())
    'msoa'
    """
    at_hand = geography.levels(assessment.settings.area.lsoa_vintage)
    return next(level for level in LARGE_ENOUGH if level in at_hand)


def domestic_by_area(
    offences: pd.DataFrame,
    level: str,
    assessment: Assessment,
    geography: Geography,
    residents: pd.DataFrame,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give domestic offences for every 1,000 residents of each area: for the restricted edition.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences chosen by the definition; those flagged domestic count, wherever they happened.
    level : str
        One of `LARGE_ENOUGH`.
    assessment : Assessment
    geography : Geography
    residents : pandas.DataFrame
        ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year`` of the same level.
    period : tuple of datetime.date, optional
        By default the whole period, since a year in one neighbourhood is a handful.

    Returns
    -------
    pandas.DataFrame
        Estimates ``domestic.rate``, one row an area. ``unknown_count`` is the domestic offences without an area of
        this level. The gate keeps the measure out of the public edition whatever an assessment declares.

    Raises
    ------
    SvaError
        For a smaller level.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> domestic_by_area(None, "lsoa", load_assessment("west-mercia-2023-05"), bundled(), None)
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: domestic abuse cannot be shown by areas so small
      - level 'lsoa'; expected one of msoa, district, upper_tier, csp, police_force
    """
    if level not in LARGE_ENOUGH:
        raise SvaError(
            "domestic abuse cannot be shown by areas so small",
            [Fault(f"level {level!r}", f"one of {', '.join(LARGE_ENOUGH)}")],
        )
    period = period or assessment.period
    if offences.empty:
        return estimates.blank()
    what = counted(offences, assessment)
    domestic = offences["domestic"].astype("boolean").fillna(False).to_numpy(bool)
    kept = cohorts.within(offences[domestic], period)
    if kept.empty:
        return estimates.blank()
    return estimates.build(
        counted_by_area(kept, level, assessment, geography, residents),
        assessment.period,
        measure="domestic.rate",
        definition=what.definition,
        **cohorts.about(what.table, assessment, period),
    )
