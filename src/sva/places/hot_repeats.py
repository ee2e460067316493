"""Pairs of offences near in place and time, and how long and how far that means to act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["at_one_spot", "near_repeats_of"]

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
        there are surely more pairs than chance gives (0: nowhere). Where the points are a publisher's anchors
        (`sva.places.snapping`), one row ``hotspots.snapped`` alone, the share of events that stand as on anchors. No
        rows where no points were supplied, or fewer than 50 have a place and a day.
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
        return _anchors(kept, assessment, period, strata)
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
        method=f"Knox, {permutations} shuffles of the dates, Benjamini-Hochberg",
        unknown_count=len(kept) - len(known),
        **over_the_force(what, assessment, period),
    )


def _anchors(
    kept: pd.DataFrame, assessment: Assessment, period: tuple[date, date], strata: str | None
) -> pd.DataFrame:
    """Say how many events stand on a publisher's anchor points, where they do."""
    import pandas as pd

    from sva.places.snapping import find_snap_points

    if not {"easting", "northing"} <= set(kept.columns):
        return estimates.blank()
    snap = find_snap_points(
        kept[["easting", "northing"]].astype("Float64").to_numpy(float, na_value=float("nan"))
    )
    if not snap.found:
        return estimates.blank()
    what = counted(kept, assessment)
    number = round(snap.shared * snap.events)
    return estimates.build(
        pd.DataFrame({"numerator": [number], "denominator": [snap.events]}),
        assessment.period,
        measure="hotspots.snapped",
        definition=what.definition,
        characteristic="near repeat",
        strata=strata,
        **over_the_force(what, assessment, period),
    )


def at_one_spot(
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count the offences at a spot where another happened in the period: the same address, listed apart.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences inside the area: ``easting``, ``northing``.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.
    strata : str, optional
        What narrows the rows: goes into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``hotspots.spot``: offences at a spot, to the metre, with another, with three or more others, of
        all with a place. No place is named. No rows where the points are not as recorded (`sva.places.snapping`).

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"month": pd.to_datetime(["2022-05-01"] * 3), "easting": [1.2, 1.4, 9.0],
    ...     "northing": [5.0, 5.0, 5.0], "place_status": "inside", "serious": "robbery"})
    >>> at_one_spot(offences, load_assessment("west-mercia-2023-05"))[["group", "numerator", "denominator"]]
                                group  numerator  denominator
    0          With another there too          2            3
    1  With three or more others there          0            3
    """
    import pandas as pd

    from sva.places.snapping import unit_of_analysis

    period = period or assessment.year
    if offences.empty:
        return estimates.blank()
    what = counted(offences, assessment)
    kept = cohorts.within(offences, period)
    if unit_of_analysis(kept)[0] != "point":
        return estimates.blank()
    usable = kept["easting"].notna() & kept["northing"].notna() & (kept["place_status"] == "inside")
    spots = kept.loc[usable.to_numpy(bool), ["easting", "northing"]].astype("Float64").round()
    if spots.empty:
        return estimates.blank()
    there = spots.groupby(["easting", "northing"])["easting"].transform("size")
    rows = [
        ("With another there too", int((there >= 2).sum())),
        ("With three or more others there", int((there >= 4).sum())),
    ]
    return estimates.build(
        pd.DataFrame(rows, columns=["group", "numerator"]).assign(denominator=len(spots)),
        assessment.period,
        measure="hotspots.spot",
        definition=what.definition,
        characteristic="same spot",
        strata=strata,
        unknown_count=len(kept) - len(spots),
        **over_the_force(what, assessment, period),
    )
