"""What is known of each hot area: rank, how steady, since when, its change, the commonest violence, when, to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.hot_areas import RUNS, SEED, shared
from sva.places.hot_history import slices, two_parts
from sva.places.selection import counted

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment
    from sva.places.ground import Ground

__all__ = ["hot_list"]

_DRAWS = 300


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
        For each core of a hot spot, the fullest first: ``hotspots.rank`` (by count, with the interval in which it
        lies in 95 of 100 repeated draws); ``hotspots.stable``; ``hotspots.slices`` with what it has been as
        ``group``, where the period has ten slices; ``hotspots.change`` of the later part of the period against the
        earlier and against everywhere else; and ``hotspots.part``: of the offences there, those of the commonest
        kind, in the commonest part of the week and in the fullest three hours of a weekday, and the victims under
        25. Small counts are withheld by the gate.
    """
    import numpy as np
    import pandas as pd

    from sva.places.hotspots import hot_spots
    from sva.places.stability import rank_interval, stability

    period = period or assessment.year
    if offences.empty:
        return estimates.blank()
    what = counted(offences, assessment)
    kept = cohorts.within(offences, period)
    count = ground.count(kept["lsoa_code"])
    near = ground.neighbours
    core = hot_spots(count, ground.residents, near, times=times)["core"].to_numpy()
    if not core.any():
        return estimates.blank()
    low, high = rank_interval(count, runs=_DRAWS, seed=SEED)
    ranks = pd.Series(-count).rank(method="min").astype(int).to_numpy()
    steady = stability(count, ground.residents, near, runs=RUNS, seed=SEED, times=times)
    codes = ground.areas["area_code"].to_numpy()
    order = [i for i in np.lexsort((codes, ranks)) if core[i]]
    rows: list[dict[str, object]] = []
    for i in order:
        rows.append(
            {"area_code": codes[i], "measure": "hotspots.rank", "numerator": int(count[i]), "value": ranks[i],
             "lower": min(low[i], ranks[i]), "upper": max(high[i], ranks[i])}
        )  # fmt: skip
        rows.append({"area_code": codes[i], "measure": "hotspots.stable", "value": steady[i] * 100})
    rows += _since_when(offences, assessment, ground, codes, order, times)
    rows += _described(kept, victims, [codes[i] for i in order])
    listed = pd.DataFrame(rows)
    listed["_place"] = listed["area_code"].map({codes[i]: n for n, i in enumerate(order)})
    told = estimates.build(
        listed.sort_values("_place", kind="stable").drop(columns="_place"),
        assessment.period,
        area_type="lsoa",
        strata=strata,
        **shared(what, ground, residents=False),
        **cohorts.about(what.table, assessment, period),
    )
    changes = _changes(offences, assessment, ground, np.array(order), strata)
    return pd.concat([told, changes], ignore_index=True) if len(changes) else told


def _since_when(
    offences: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    codes: np.ndarray,
    order: list[int],
    times: float,
) -> list[dict[str, object]]:
    """Say in how many slices of time each was hot, and what that makes it."""
    from sva.places.classify import classify_over_time

    sliced = slices(offences, assessment, ground, times=times)
    if sliced is None:
        return []
    hot, counts, _ = sliced
    classes = classify_over_time(hot, counts)
    return [
        {"area_code": codes[i], "measure": "hotspots.slices", "group": str(classes[i]).capitalize(),
         "value": hot[i].mean() * 100}
        for i in order
    ]  # fmt: skip


def _changes(
    offences: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    order: np.ndarray,
    strata: str | None,
) -> pd.DataFrame:
    """Compare the later with the earlier part of the period, the force-wide change taken out."""
    from sva.places.hot_history import change_of_areas

    every = change_of_areas(
        offences,
        "lsoa",
        assessment,
        ground.areas["area_code"],
        periods=two_parts(assessment),
        strata=strata,
    )
    if every.empty:
        return every
    return every.set_index("area_code", drop=False).loc[ground.areas["area_code"].iloc[order]]


def _described(
    kept: pd.DataFrame, victims: pd.DataFrame | None, codes: list[str]
) -> list[dict[str, object]]:
    """Give the commonest kind, part of the week and hours of each, and the victims under 25."""
    import pandas as pd

    from sva.places.times import hours_of
    from sva.places.week import PARTS_OF_WEEK, parts_of_week

    timed = "time_known" in kept.columns
    when = hours = pd.Series(dtype="object")
    if timed:
        part, known = parts_of_week(kept)
        when = pd.Series([PARTS_OF_WEEK[i] for i in part], index=known, dtype="object")
        hours = hours_of(kept)
    young = None
    if victims is not None and len(victims) and "offence_key" in kept.columns:
        aged = victims[victims["age"].notna()]
        young = aged.merge(kept[["offence_key", "lsoa_code"]], on="offence_key")
    rows: list[dict[str, object]] = []
    for code in codes:
        here = kept[kept["lsoa_code"] == code]
        rows += _commonest(code, "kind of violence", here["serious"])
        rows += _commonest(code, "part of the week", when.reindex(here.index).dropna())
        rows += _commonest(code, "fullest hours", hours.reindex(here.index).dropna())
        if young is not None and (young["lsoa_code"] == code).any():
            ages = young.loc[young["lsoa_code"] == code, "age"]
            rows.append(
                {"area_code": code, "measure": "hotspots.part", "characteristic": "age of victims",
                 "group": "Under 25", "numerator": int((ages < 25).sum()), "denominator": len(ages)}
            )  # fmt: skip
    return rows


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
