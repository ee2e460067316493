"""Where people live, and where searches are made: rates by district, deprivation, distance from home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.profile import shared, year_of

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["BANDS_KM", "distance_from_home", "kilometres", "rate_by_district", "share_by_decile"]

#: Straight lines between the middles of small areas, by upper end in kilometres.
BANDS_KM = {"In the same small area": 0.0, "Under 2 km": 2.0, "2 to 5 km": 5.0, "5 to 20 km": 20.0, "20 km or more": float("inf")}  # fmt: skip


def _once(people: pd.DataFrame, column: str) -> pd.DataFrame:
    """Keep each person once in an incident, by a row in which the place is recorded where there is one."""
    ordered = people.sort_values(column, na_position="last", kind="stable")
    return ordered.drop_duplicates("counted")


def rate_by_district(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    residents: pd.DataFrame,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give people for every 1,000 residents of the district they live in, or searches of that where they were made.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people` or `sva.people.select_searches`, of one cohort.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        Victims and suspects stand where they live, searches where they were made.
    residents : pandas.DataFrame
        ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year`` of the force's districts.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.rate``, one row per district. ``unknown_count`` is the number whose place is not recorded;
        people who live outside the force area are in no row.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "home_district_code": ["E06000019", None],
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> residents = pd.DataFrame({"area_code": ["E06000019"], "denominator": [1000], "denominator_source": ["made up"],
    ...     "denominator_year": [2011]})
    >>> rate_by_district(people, load_assessment("west-mercia-2023-05"), "victims", residents)[
    ...     ["area_code", "numerator", "unknown_count", "value"]]
       area_code  numerator  unknown_count  value
    0  E06000019          1              1    1.0
    """
    people, period = year_of(people, assessment, period)
    if people.empty or residents.empty:
        return estimates.blank()
    column, name = (
        ("district_code", "place") if who == "searches" else ("home_district_code", "home")
    )
    places = _once(people, column)[column]
    numbers = places.value_counts().reindex(residents["area_code"]).fillna(0).astype(int)
    columns = {**shared(who, assessment, period, cohort), "area_type": "district"}
    del columns["area_code"]
    base = ["area_code", "denominator", "denominator_source", "denominator_year"]
    return estimates.build(
        residents[base].assign(numerator=numbers.to_numpy()),
        assessment.period,
        measure=f"{who}.rate",
        characteristic=name,
        unknown_count=int(places.isna().sum()),
        **columns,
    )


def share_by_decile(
    people: pd.DataFrame,
    deciles: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of people who live in each tenth of small areas by deprivation.

    Parameters
    ----------
    people, assessment, who, cohort, period
        As for `rate_by_district`; no searches, which have no home.
    deciles : pandas.DataFrame
        ``lsoa_code``, ``decile`` (1 the most deprived); without rows where no file of it was supplied.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share``, ten rows; no rows where there are no deciles. ``unknown_count`` is the number whose
        home is not recorded or lies outside the areas that have one.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "home_lsoa_code": ["E01", None], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> deciles = pd.DataFrame({"lsoa_code": ["E01"], "decile": [1]})
    >>> rows = share_by_decile(people, deciles, load_assessment("west-mercia-2023-05"), "victims")
    >>> rows["group"].iloc[0], rows[["numerator", "unknown_count"]].iloc[0].tolist()
    ('Decile 1, most deprived', [1, 1])
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty or deciles.empty:
        return estimates.blank()
    homes = _once(people, "home_lsoa_code")["home_lsoa_code"]
    tenth = homes.map(dict(zip(deciles["lsoa_code"], deciles["decile"], strict=True)))
    numbers = tenth.value_counts().reindex(range(1, 11)).fillna(0).astype(int)
    ends = {1: ", most deprived", 10: ", least deprived"}
    rows = pd.DataFrame(
        {
            "group": [f"Decile {number}{ends.get(number, '')}" for number in range(1, 11)],
            "numerator": numbers.to_numpy(),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.share",
        characteristic="decile",
        denominator=int(numbers.sum()),
        unknown_count=int(tenth.isna().sum()),
        **shared(who, assessment, period, cohort),
    )


def kilometres(people: pd.DataFrame, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Measure a straight line from the middle of the small area of a home to that of the offence.

    Parameters
    ----------
    people : pandas.DataFrame
        ``home_lsoa_code``, ``lsoa_code``.
    areas : geopandas.GeoDataFrame
        Small areas in metres: ``area_code``, ``geometry``.

    Returns
    -------
    numpy.ndarray, shape (n,)
        Kilometres; not a number where either place is not among the areas.
    """
    import numpy as np

    middle = areas.geometry.centroid
    x = dict(zip(areas["area_code"], middle.x, strict=True))
    y = dict(zip(areas["area_code"], middle.y, strict=True))
    home, there = people["home_lsoa_code"], people["lsoa_code"]
    across, up = (
        (home.map(each).astype(float) - there.map(each).astype(float)).to_numpy() for each in (x, y)
    )
    return np.hypot(across, up) / 1000


def distance_from_home(
    people: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how far from home people were harmed, or are suspected, in bands.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`, with ``lsoa_code`` of the offence beside ``home_lsoa_code``.
    areas : geopandas.GeoDataFrame
        Small areas in metres: ``area_code``, ``geometry``.
    assessment, who, cohort, period
        As for `rate_by_district`; no searches.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share`` in the bands of `BANDS_KM`, of those whose home and offence lie in areas at hand.
        ``unknown_count``: all others, so people who live outside the force area are in no band. Distances are between
        middles of small areas: nobody's home is used more closely than that.
    """
    import numpy as np
    import pandas as pd

    people, period = year_of(people, assessment, period)
    once = people.drop_duplicates("counted") if len(people) else people
    if once.empty or "lsoa_code" not in once.columns:
        return estimates.blank()
    every = kilometres(once, areas)
    away = every[np.isfinite(every)]
    if not len(away):
        return estimates.blank()
    ends = np.array(list(BANDS_KM.values()))
    place = np.where(away == 0, 0, 1 + np.searchsorted(ends[1:], away, side="right"))
    numbers = np.bincount(place, minlength=len(ends))
    rows = pd.DataFrame({"group": list(BANDS_KM), "numerator": numbers})
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.share",
        characteristic="distance",
        denominator=len(away),
        unknown_count=len(once) - len(away),
        **shared(who, assessment, period, cohort),
    )
