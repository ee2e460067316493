"""Areas beside one another: smoothed rates, funnels, and rates by what kind of area it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.errors import SvaError
from sva.places.areas import rate_by_area
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.areas import Geography

__all__ = ["outside_funnel", "rate_by_class", "rural_and_urban", "smoothed_by_area"]

FUNNEL = ("Above the limits", "Within the limits", "Below the limits")


def smoothed_by_area(
    table: pd.DataFrame,
    level: str,
    assessment: Assessment,
    geography: Geography,
    residents: pd.DataFrame,
    *,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Give rates drawn towards the rate of all areas, the more the smaller the area (empirical Bayes).

    Parameters
    ----------
    table, level, assessment, geography, residents, period, offence_group, strata
        As for `sva.places.rate_by_area`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.smoothed`` or ``crimes.smoothed`` for every 1,000 residents, with the counts beside.
        A statistic: the gate cannot work it out again from rounded counts, so partners' is in the restricted edition
        only.
    """
    from sva.measures.smoothing import empirical_bayes

    raw = rate_by_area(table, level, assessment, geography, residents, period=period)
    if raw.empty:
        return raw
    what = counted(table, assessment)
    base = raw["denominator"].astype("Float64").to_numpy(float, na_value=float("nan"))
    found = empirical_bayes(raw["numerator"].to_numpy(int), base)
    kept = [
        "area_type", "area_code", "area_vintage", "numerator", "denominator", "denominator_source", "denominator_year",
        "unknown_count", "period_start", "period_end", "source", "data_as_at", "already_public", "flag",
    ]  # fmt: skip
    return estimates.build(
        raw[kept].assign(
            value=found["value"].to_numpy(),
            lower=found["lower"].to_numpy(),
            upper=found["upper"].to_numpy(),
            method=found["method"].to_numpy(str),
        ),
        assessment.period,
        measure=f"{what.measure}.smoothed",
        definition=what.definition,
        offence_group=offence_group,
        strata=strata,
        confidence=0.95,
    )


def outside_funnel(
    table: pd.DataFrame,
    level: str,
    assessment: Assessment,
    geography: Geography,
    residents: pd.DataFrame,
    *,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count the areas above, within and below the limits in which chance keeps 998 of 1,000.

    The limits allow for the spread that areas always have beyond chance (additive over-dispersion), so that an area
    outside them is unlike the others, not merely unlike their mean.

    Parameters
    ----------
    table, level, assessment, geography, residents, period, offence_group, strata
        As for `sva.places.rate_by_area`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``areas.share``, three rows; areas whose residents are not known take no part.
    """
    import pandas as pd

    from sva.measures.funnel import funnel

    raw = rate_by_area(table, level, assessment, geography, residents, period=period)
    raw = raw[(raw["denominator"] > 0).fillna(False)]
    if raw.empty:
        return estimates.blank()
    what = counted(table, assessment)
    placed = funnel(
        raw["numerator"].to_numpy(int),
        raw["denominator"].to_numpy(int),
        statistic="rate",
        adjust="additive",
        confidence=0.998,
    )["outlier"]
    numbers = [int((placed == name).sum()) for name in ("high", "within", "low")]
    first = raw.iloc[0]
    return estimates.build(
        pd.DataFrame({"group": FUNNEL, "numerator": numbers, "denominator": len(raw)}),
        assessment.period,
        measure="areas.share",
        definition=what.definition,
        offence_group=offence_group,
        characteristic=f"{level} in the funnel",
        strata=strata,
        area_vintage=str(assessment.settings.area.lsoa_vintage),
        denominator_source=f"areas of level {level}; rates on {first['denominator_source']}",
        **over_the_force(what, assessment, period or assessment.year),
    )


def rate_by_class(
    table: pd.DataFrame,
    classes: pd.DataFrame,
    residents: pd.DataFrame,
    assessment: Assessment,
    *,
    characteristic: str,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Give offences, or police.uk crimes, for every 1,000 residents of each class of small areas.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows, with ``lsoa_code``.
    classes : pandas.DataFrame
        ``lsoa_code``, ``group`` and ``source``; areas of no class are in none.
    residents : pandas.DataFrame
        By LSOA: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``; the force's own only.
    assessment : Assessment
    characteristic : str
        What the classes are: goes into the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.
    offence_group, strata : str, optional
        What narrows the rows.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.rate`` or ``crimes.rate``, one row a class. ``unknown_count`` is the rows in no class.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"lsoa_code": ["E1", "E1", "E2", None], "month": pd.Timestamp("2025-05-01"), "crime_type": "Robbery"})
    >>> classes = pd.DataFrame({"lsoa_code": ["E1", "E2"], "group": ["Urban", "Rural"], "source": "made up"})
    >>> people = pd.DataFrame({"area_code": ["E1", "E2"], "denominator": [1000, 500], "denominator_source": "x", "denominator_year": 2021})
    >>> rate_by_class(street, classes, people, load_assessment("west-mercia-2026-05"), characteristic="rural or urban")[
    ...     ["group", "value", "unknown_count"]]
       group  value  unknown_count
    0  Rural    2.0              1
    1  Urban    2.0              1
    """
    import pandas as pd

    if table.empty or classes.empty or residents.empty:
        return estimates.blank()
    period = period or assessment.year
    what = counted(table, assessment)
    group = cohorts.within(table, period)["lsoa_code"].map(classes.set_index("lsoa_code")["group"])
    people = residents.assign(
        group=residents["area_code"].map(classes.set_index("lsoa_code")["group"])
    )
    base = people.groupby("group")["denominator"].sum().sort_index()
    first = residents.iloc[0]
    return estimates.build(
        pd.DataFrame(
            {
                "group": base.index,
                "numerator": group.value_counts()
                .reindex(base.index)
                .fillna(0)
                .astype(int)
                .to_numpy(),
                "denominator": base.astype("int64").to_numpy(),
            }
        ),
        assessment.period,
        measure=f"{what.measure}.rate",
        definition=what.definition,
        offence_group=offence_group,
        characteristic=characteristic,
        strata=strata,
        denominator_source=f"{first['denominator_source']}; classes: {classes['source'].iloc[0]}",
        denominator_year=int(first["denominator_year"]),
        unknown_count=int(group.isna().sum()),
        **over_the_force(what, assessment, period),
    )


def rural_and_urban(assessment: Assessment) -> pd.DataFrame:
    """Read which small areas are rural and which urban, where the classification was brought for their vintage.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        ``lsoa_code``, ``group``, ``source``, for `rate_by_class`; no rows where there is no such file, or where the
        assessment stands on the small areas of 2011, which the classification of 2021 does not know.
    """
    import pandas as pd

    from sva.reference import rurality

    none = pd.DataFrame({"lsoa_code": [], "group": [], "source": []})
    if assessment.settings.area.lsoa_vintage != 2021 or not assessment.raw.is_dir():
        return none
    try:
        table = rurality.from_files(assessment.raw)
    except SvaError as reason:
        if reason.message != "Rural and urban are not supplied":
            raise
        return none
    return table.rename(columns={"rural_urban": "group"})[["lsoa_code", "group", "source"]]
