"""Who lives here: the denominators that the other chapters stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["centres_of", "count_residents", "residents_of_ages", "share_residents"]


def _rows(population: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    from datetime import date

    year = int(population["year"].iloc[0])
    census_day = {2011: date(2011, 3, 27), 2021: date(2021, 3, 21)}.get(year, date(year, 6, 30))
    columns = ["area_type", "area_code", "area_vintage", "characteristic", "group"]
    everyone = population["characteristic"].eq("all").all()
    out = population[columns].assign(
        numerator=population["population"].astype("int64"),
        source=population["source"],
        flag=population["demonstration"].map({True: "demonstration", False: None}),
        already_public=~population["demonstration"].astype(bool),
        strata=f"census {year}",
        data_as_at=census_day,
    )
    if everyone:
        out[["characteristic", "group"]] = None
    start, end = assessment.period
    return out.assign(period_start=start, period_end=end)


def count_residents(population: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Turn a population table into estimates.

    Parameters
    ----------
    population : pandas.DataFrame
        From `sva.reference.populations.Populations.table`, one characteristic or none.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``population.count``; published tables are marked as already public.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.populations import bundled
    >>> table = bundled().table("police_force", ("ethnic_group",), 2011)
    >>> rows = count_residents(table, load_assessment("west-mercia-2023-05"))
    >>> int(rows.loc[rows["group"].eq("Black"), "numerator"].item())
    5062
    """
    if population.empty:
        return estimates.blank()
    return estimates.build(
        _rows(population, assessment), assessment.period, measure="population.count"
    )


def share_residents(population: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Give each group's share of an area's residents.

    Parameters
    ----------
    population : pandas.DataFrame
        From `sva.reference.populations.Populations.table`; its groups must add up to all residents.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``population.share``, without limits: a census counts everyone.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.populations import bundled
    >>> table = bundled().table("police_force", ("ethnic_group",), 2011)
    >>> rows = share_residents(table, load_assessment("west-mercia-2023-05"))
    >>> round(float(rows.loc[rows["group"].eq("Black"), "value"].item()), 2)
    0.41
    """
    if population.empty:
        return estimates.blank()
    rows = _rows(population, assessment)
    rows["denominator"] = rows.groupby("area_code")["numerator"].transform("sum")
    return estimates.build(rows, assessment.period, measure="population.share")


def residents_of_ages(population: pd.DataFrame, ages: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """Add up the residents of some age bands of every area, as denominators.

    Parameters
    ----------
    population : pandas.DataFrame
        From `sva.reference.populations.Populations.table`, by age.
    ages : dict of str to tuple of str
        Name to the bands of the table that make it up.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``age`` (the name), ``denominator``, ``denominator_source``, ``denominator_year``.

    Examples
    --------
    >>> from sva.reference.populations import bundled
    >>> table = bundled().table("district", ("age",), 2021)
    >>> found = residents_of_ages(table, {"under 18": ("0-9", "10-17")})
    >>> int(found.loc[found["area_code"].eq("E07000237"), "denominator"].item())
    20543
    """
    import pandas as pd

    parts = []
    for name, bands in ages.items():
        kept = population[population["group"].isin(bands)]
        sums = kept.groupby("area_code", sort=True)["population"].sum().astype("int64")
        parts.append(
            pd.DataFrame({"area_code": sums.index, "age": name, "denominator": sums.to_numpy()})
        )
    out = pd.concat(parts, ignore_index=True)
    first = population.iloc[0]
    return out.assign(denominator_source=first["source"], denominator_year=int(first["year"]))


def centres_of(boundaries: pd.DataFrame) -> pd.DataFrame:
    """Give a point within each area.

    Parameters
    ----------
    boundaries : geopandas.GeoDataFrame
        ``area_code`` and ``geometry``, in metres.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``easting``, ``northing``.
    """
    import pandas as pd

    points = boundaries["geometry"].representative_point()  # pyright: ignore[reportCallIssue]
    return pd.DataFrame(
        {"area_code": boundaries["area_code"].to_numpy(), "easting": points.x, "northing": points.y}
    )
