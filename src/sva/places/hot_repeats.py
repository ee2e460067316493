"""Pairs of offences near in place and time, and how long and how far that means to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.selection import counted

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["near_repeats_of"]

_SEED = 20260501


def near_repeats_of(
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
    strata: str | None = None,
    permutations: int = 999,
) -> pd.DataFrame:
    """Compare pairs of offences near in place and time with what shuffled dates give.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences inside the area: ``easting``, ``northing``, ``committed_from``, ``date_known``.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the whole period.
    strata : str, optional
        What narrows the rows: goes into the key.
    permutations : int, default 999

    Returns
    -------
    pandas.DataFrame
        Estimates ``hotspots.repeat``: ``characteristic`` the band of distance, ``group`` that of time, ``value`` the
        ratio, ``numerator`` the pairs, p and q; before them ``hotspots.reach``, the metres and days within which
        there are surely more pairs than chance gives (0: nowhere). No rows where the points are not as recorded
        (`sva.places.snapping`) or fewer than 50 have a place and a day.
    """
    import pandas as pd

    from sva.places.near_repeat import knox
    from sva.places.snapping import unit_of_analysis

    period = period or assessment.period
    if offences.empty:
        return estimates.blank()
    what = counted(offences, assessment)
    kept = cohorts.within(offences, period)
    if unit_of_analysis(kept)[0] != "point":
        return estimates.blank()
    usable = kept["easting"].notna() & kept["northing"].notna() & (kept["place_status"] == "inside")
    usable &= (kept["date_known"] == "day").fillna(False)
    known = kept[usable.to_numpy(bool)]
    if len(known) < 50:
        return estimates.blank()
    day = pd.to_datetime(known["committed_from"]).dt.normalize()
    found = knox(
        known[["easting", "northing"]].astype("Float64").to_numpy(float),
        (day - day.min()).dt.days.to_numpy(),
        permutations=permutations,
        seed=_SEED,
    )
    table = found.table
    bands = pd.DataFrame(
        {
            "measure": "hotspots.repeat",
            "group": table["time"],
            "characteristic": table["distance"],
            "numerator": table["observed"],
            "value": table["ratio"],
            "p": table["p"],
            "q": table["q"],
        }
    )
    reach = pd.DataFrame(
        {
            "measure": "hotspots.reach",
            "group": ["Metres", "Days"],
            "characteristic": "near repeat",
            "value": [found.act_within_metres, found.act_within_days],
        }
    )
    return estimates.build(
        pd.concat([reach, bands], ignore_index=True),
        assessment.period,
        definition=what.definition,
        strata=strata,
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        method=f"Knox, {permutations} shuffles of the dates, Benjamini-Hochberg",
        unknown_count=len(kept) - len(known),
        **cohorts.about(what.table, assessment, period),
    )
