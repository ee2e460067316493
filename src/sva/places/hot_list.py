"""What is known of each hot area: its rank, the commonest kind of violence, when, and to whom; near repeats."""

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

__all__ = ["hot_list", "near_repeats_of"]

_RUNS, _SEED = 500, 20260501


def hot_list(
    offences: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    victims: pd.DataFrame | None = None,
    *,
    period: tuple[date, date] | None = None,
    times: float = 1.0,
    strata: str | None = None,
) -> pd.DataFrame:
    """Describe each hot area: for the restricted edition.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences chosen by the definition, as a rule in public places: ``lsoa_code``, ``serious``, ``month``;
        ``committed_from`` and ``time_known`` for when, ``offence_key`` for victims.
    assessment : Assessment
    ground : Ground
    victims : pandas.DataFrame, optional
        ``offence_key``, ``age``.
    period, times, strata
        As for `sva.places.hot_areas`.

    Returns
    -------
    pandas.DataFrame
        For each core of a hot spot: ``hotspots.rank`` (by count, with the interval in which it lies in 95 of 100
        repeated draws) and ``hotspots.part``: of the offences there, those of the commonest kind, those in the
        commonest part of the week, and the victims under 25. Small counts are withheld by the gate.
    """
    import numpy as np
    import pandas as pd

    from sva.places.hotspots import hot_spots
    from sva.places.stability import rank_interval
    from sva.places.week import PARTS_OF_WEEK, parts_of_week

    period = period or assessment.year
    if offences.empty:
        return estimates.blank()
    what = counted(offences, assessment)
    kept = cohorts.within(offences, period)
    count = ground.count(kept["lsoa_code"])
    core = hot_spots(count, ground.residents, ground.neighbours, times=times)["core"].to_numpy()
    if not core.any():
        return estimates.blank()
    low, high = rank_interval(count, runs=_RUNS, seed=_SEED)
    ranks = pd.Series(-count).rank(method="min").astype(int).to_numpy()
    codes = ground.areas["area_code"].to_numpy()
    rows: list[dict[str, object]] = [
        {"area_code": codes[i], "measure": "hotspots.rank", "numerator": int(count[i]), "value": ranks[i],
         "lower": min(low[i], ranks[i]), "upper": max(high[i], ranks[i])}
        for i in np.flatnonzero(core)
    ]  # fmt: skip
    part, known = (
        parts_of_week(kept) if "time_known" in kept.columns else (np.array([], int), kept.index[:0])
    )
    when = pd.Series([PARTS_OF_WEEK[i] for i in part], index=known, dtype="object")
    young = None
    if victims is not None and len(victims) and "offence_key" in kept.columns:
        aged = victims[victims["age"].notna()]
        young = aged.merge(kept[["offence_key", "lsoa_code"]], on="offence_key")
    for code in codes[core]:
        here = kept[kept["lsoa_code"] == code]
        rows += _commonest(code, "kind of violence", here["serious"])
        rows += _commonest(code, "part of the week", when.reindex(here.index).dropna())
        if young is not None:
            ages = young.loc[young["lsoa_code"] == code, "age"]
            if len(ages):
                rows.append(
                    {"area_code": code, "measure": "hotspots.part", "characteristic": "age of victims",
                     "group": "Under 25", "numerator": int((ages < 25).sum()), "denominator": len(ages)}
                )  # fmt: skip
    place = dict(zip(codes, ranks, strict=True))
    rows.sort(key=lambda row: (place[row["area_code"]], str(row["area_code"])))
    return estimates.build(
        pd.DataFrame(rows),
        assessment.period,
        area_type="lsoa",
        strata=strata,
        **shared(what, ground, residents=False),
        **cohorts.about(what.table, assessment, period),
    )


def _commonest(code: str, characteristic: str, values: pd.Series) -> list[dict[str, object]]:
    numbers = (
        values.dropna().value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    if numbers.empty:
        return []
    return [
        {"area_code": code, "measure": "hotspots.part", "characteristic": characteristic,
         "group": str(numbers.index[0]), "numerator": int(numbers.iloc[0]), "denominator": int(numbers.sum())}
    ]  # fmt: skip


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
        Estimates ``hotspots.repeat``: ``characteristic`` "near repeat", ``group`` the bands of distance and time,
        ``value`` the ratio, ``numerator`` the pairs, p and q; before them ``hotspots.reach``, the metres and days
        within which there are surely more pairs than chance gives (0: nowhere). No rows where the points are not as recorded
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
            "group": table["distance"] + ", " + table["time"],
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
            "value": [found.act_within_metres, found.act_within_days],
        }
    )
    return estimates.build(
        pd.concat([reach, bands], ignore_index=True),
        assessment.period,
        definition=what.definition,
        characteristic="near repeat",
        strata=strata,
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        method=f"Knox, {permutations} shuffles of the dates, Benjamini-Hochberg",
        unknown_count=len(kept) - len(known),
        **cohorts.about(what.table, assessment, period),
    )
