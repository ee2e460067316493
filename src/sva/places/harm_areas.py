"""The twin of the map of counts: each offence weighted by its harm, from confirmed weights only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.hot_areas import shared
from sva.places.selection import counted

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.places.ground import Ground

__all__ = ["harm_areas"]


def harm_areas(
    offences: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    weights: pd.DataFrame | None = None,
    period: tuple[date, date] | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Say how many times its share of harm each small area holds, with those next to it.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences: ``offence_code``, ``lsoa_code``, ``month``.
    assessment : Assessment
    ground : Ground
    weights : pandas.DataFrame, optional
        As `sva.measures.harm_weights` gives them, by offence code: ``offence``, ``weight``, ``status``, ``source``,
        ``version``. By default the package's own by code.
    period, strata
        As for `sva.places.hot_areas`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``hotspots.harm``, one row an area. No rows where any weight that is used is unconfirmed, or under
        95 of 100 offences have one: a map of harm that rests on a guess is not drawn. No p value: whether an area
        is hot is said of counts.
    """
    import numpy as np

    from sva.measures.harm import harm_weights
    from sva.places.hotspots import hot_spots

    period = period or assessment.year
    if offences.empty:
        return estimates.blank()
    listed = harm_weights("ons-severity-2016") if weights is None else weights
    kept = cohorts.within(offences, period)
    kept = kept[kept["lsoa_code"].isin(ground.areas["area_code"])]
    by_code = listed.drop_duplicates("offence").set_index("offence")
    weight = kept["offence_code"].astype(str).map(by_code["weight"])
    used = by_code.loc[by_code.index.isin(kept["offence_code"].astype(str)), "status"]
    if kept.empty or weight.notna().mean() < 0.95 or not (used == "confirmed").all():
        return estimates.blank()
    known = kept[weight.notna()]
    what = counted(offences, assessment)
    count = ground.count(known["lsoa_code"])
    total = weight.dropna().groupby(known["lsoa_code"]).sum()
    harm = total.reindex(ground.areas["area_code"]).fillna(0.0).to_numpy(float)
    found = hot_spots(count, ground.residents, ground.neighbours, weight=harm)
    rows = ground.areas[["area_code"]].assign(
        value=np.where(np.isfinite(found["ratio"]), found["ratio"], np.nan),
        weighted_numerator=harm,
    )
    source = str(listed["source"].iloc[0])
    return estimates.build(
        rows,
        assessment.period,
        measure="hotspots.harm",
        strata=strata,
        area_type="lsoa",
        method=f"sum of the weights over the area and those next to it: {source}",
        unknown_count=len(kept) - len(known),
        **shared(what, ground),
        **cohorts.about(what.table, assessment, period),
    )
