"""Hot small areas as estimates: how far each stands out, how many there are and what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.places.selection import counted

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.places.ground import Ground
    from sva.places.selection import Counted

__all__ = ["RUNS", "SEED", "family", "hot_areas", "how_many_hot", "shared"]

#: Of the repeated draws.
SEED, RUNS = 20260501, 200


def family(measure: str) -> str:
    """Name the family of measures of hot spots: partners' have their own, so that an assessment must declare them.

    Examples
    --------
    >>> family("offences"), family("crimes")
    ('hotspots', 'crimes')
    """
    return "crimes" if measure == "crimes" else "hotspots"


def shared(what: Counted, ground: Ground, *, residents: bool = True) -> dict[str, Any]:
    """Give the columns that all estimates on a ground share: of residents, or of areas counted."""
    return {
        "definition": what.definition,
        "area_vintage": str(ground.vintage),
        "denominator_source": ground.source if residents else "areas of level lsoa",
        "denominator_year": ground.year if residents else None,
    }


def _method(times: float, what: str) -> str:
    more = "its share" if times == 1 else f"{times:g} times its share"
    return f"{what}: more than {more} of the events by residents, Benjamini-Hochberg"


def hot_areas(
    table: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    period: tuple[date, date] | None = None,
    times: float = 1.0,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Say of every small area, with those next to it, how often it happens there against the whole force area.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences, as a rule those in a public place that are not domestic, or clean street rows.
    assessment : Assessment
    ground : Ground
    period : tuple of datetime.date, optional
        By default the last twelve months.
    times : float, default 1
        An area is hot where it surely holds more than so many times its share.
    offence_group, strata : str, optional
        What narrows the rows: go into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``hotspots.hot`` (or ``crimes.hot``), a ratio with its exact limits, p and q, one row an area. It is
        hot where q is under 0.05. Counts are of the neighbourhood, so they overlap and add up to nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.places.ground import ground
    >>> from sva.reference.geography import bundled
    >>> residents = bundled().areas("lsoa", 2011)[["area_code"]].assign(
    ...     denominator=1500, denominator_source="made up", denominator_year=2011)
    >>> assessment = load_assessment("west-mercia-2023-05")
    >>> where = ground(assessment, bundled(), residents)
    >>> busy = pd.DataFrame({"month": pd.Timestamp("2022-05-01"), "lsoa_code": ["E01013986"] * 9, "place_status": "inside"})
    >>> rows = hot_areas(busy, assessment, where)
    >>> len(rows), bool(rows.set_index("area_code").loc["E01013986", "q"] < 0.05)
    (781, True)
    """
    from sva.places.hotspots import hot_spots

    period = period or assessment.year
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    kept = cohorts.within(table, period)
    wide = ground.wide
    count = wide.count(kept["lsoa_code"])
    if not count.sum():
        return estimates.blank()
    found = hot_spots(count, wide.residents, wide.neighbours, times=times).head(len(ground.areas))
    rows = ground.areas[["area_code"]].assign(
        numerator=found["near_count"].to_numpy(),
        denominator=found["near_population"].to_numpy().astype("int64"),
        reference_numerator=int(count.sum()),
        reference_denominator=int(wide.residents.sum()),
        value=found["ratio"].to_numpy(),
        lower=found["lower"].to_numpy(),
        upper=found["upper"].to_numpy(),
        p=found["p"].to_numpy(),
        q=found["q"].to_numpy(),
    )
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{family(what.measure)}.hot",
        offence_group=offence_group,
        strata=strata,
        area_type="lsoa",
        confidence=0.95,
        method=_method(times, "exact binomial tail of the area and those next to it"),
        unknown_count=int((~kept["lsoa_code"].isin(wide.areas["area_code"])).sum()),
        **shared(what, ground),
        **cohorts.about(what.table, assessment, period),
    )


def how_many_hot(
    table: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    period: tuple[date, date] | None = None,
    times: float = 1.0,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count hot areas, those that stay hot when the events are drawn again, and what they hold.

    Parameters
    ----------
    table, assessment, ground, period, times, offence_group, strata
        As for `hot_areas`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``areas.share`` (areas of all areas; groups "Hot" and "Hot in nine of ten draws") and ``areas.ground``
        (hectares) of the force, ``offences.held`` or ``crimes.held`` (events in hot areas of all events), and
        ``areas.share`` "Hot" of each district.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import MEASURES
    >>> "areas.ground" in MEASURES
    True
    """
    import pandas as pd

    from sva.places.hotspots import hot_spots
    from sva.places.stability import SOLID, stability

    period = period or assessment.year
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    count = ground.count(cohorts.within(table, period)["lsoa_code"])
    if not count.sum():
        return estimates.blank()
    core = hot_spots(count, ground.residents, ground.neighbours, times=times)["core"].to_numpy()
    share = stability(count, ground.residents, ground.neighbours, runs=RUNS, seed=SEED, times=times)
    solid = core & (share >= SOLID)
    force = {"area_type": "police_force", "area_code": assessment.settings.area.police_force}
    rows = [
        {
            "measure": "areas.share",
            "group": group,
            "numerator": int(chosen.sum()),
            "denominator": len(core),
            **force,
        }
        for group, chosen in (("Hot", core), ("Hot in nine of ten draws", solid))
    ]
    rows.append(
        {"measure": "areas.ground", "group": "Hot", "numerator": int(ground.hectares[core].sum()),
         "denominator": int(ground.hectares.sum()), **force}
    )  # fmt: skip
    rows.append(
        {"measure": f"{what.measure}.held", "group": "Hot", "numerator": int(count[core].sum()),
         "denominator": int(count.sum()), **force}
    )  # fmt: skip
    for code, places in ground.areas.groupby("district_code").indices.items():
        rows.append(
            {"measure": "areas.share", "group": "Hot", "numerator": int(core[places].sum()),
             "denominator": len(places), "area_type": "district", "area_code": code}
        )  # fmt: skip
    return estimates.build(
        pd.DataFrame(rows),
        assessment.period,
        characteristic="hot spot",
        offence_group=offence_group,
        strata=strata,
        **shared(what, ground, residents=False),
        **cohorts.about(what.table, assessment, period),
    )
