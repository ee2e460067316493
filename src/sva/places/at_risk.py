"""Does the map find more than town centres? Hot areas judged again with other recorded crime as those at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.hot_areas import shared
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.places.ground import Ground

__all__ = ["hot_beside_other_crime"]


def hot_beside_other_crime(
    table: pd.DataFrame,
    others: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    period: tuple[date, date] | None = None,
    times: float = 1.0,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count the areas that are hot by residents, and those of them that are hot against other recorded crime too.

    Where many people come and few live, every kind of crime is above its share by residents. Where no count of
    people by day or night is supplied, other recorded crime says roughly where people are: an area that holds more
    of this than of the rest is no mere town centre.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows of what the map is of.
    others : pandas.DataFrame
        The same table's rows of other crime, none of them in `table`.
    assessment : Assessment
    ground : Ground
    period, offence_group, strata
        As for `sva.places.hot_areas`.
    times : float, default 1
        As for `sva.places.hot_areas`, by residents; against other crime the question is always more than its share.

    Returns
    -------
    pandas.DataFrame
        Estimates ``areas.share``, two rows: "Hot by residents" of all areas, "Hot against other crime too" of those.
        No rows where nothing is hot or no other crime is recorded.

    References
    ----------
    Malleson N, Andresen MA (2015). The impact of using social media data in crime rate calculations: shifting hot
    spots and changing spatial patterns. Cartography and Geographic Information Science 42: 112–121 (that the
    population at risk decides where the hot spots are).
    """
    import pandas as pd

    from sva.places.hotspots import hot_spots

    period = period or assessment.year
    if table.empty or others.empty:
        return estimates.blank()
    what = counted(table, assessment)
    count = ground.count(cohorts.within(table, period)["lsoa_code"])
    rest = ground.count(cohorts.within(others, period)["lsoa_code"])
    if not count.sum() or not rest.sum():
        return estimates.blank()
    by_people = hot_spots(count, ground.residents, ground.neighbours, times=times)["core"]
    # one more everywhere, so that an event where nothing else was recorded has somebody at risk
    by_crime = hot_spots(count, rest + 1.0, ground.neighbours)["hot"]
    hot = by_people.to_numpy(bool)
    if not hot.any():
        return estimates.blank()
    rows = [
        ("Hot by residents", int(hot.sum()), len(hot)),
        ("Hot against other crime too", int((hot & by_crime.to_numpy(bool)).sum()), int(hot.sum())),
    ]
    return estimates.build(
        pd.DataFrame(rows, columns=["group", "numerator", "denominator"]),
        assessment.period,
        measure="areas.share",
        characteristic="population at risk",
        offence_group=offence_group,
        strata=strata,
        **shared(what, ground, residents=False),
        **over_the_force(what, assessment, period),
    )
