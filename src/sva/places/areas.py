"""Counts and rates by area: every area has its row, those with none included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.selection import SET_APART, counted, street_kind

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.areas import Geography

__all__ = [
    "count_by_area",
    "counted_by_area",
    "rate_by_area",
    "street_rates",
    "ward_or_larger",
]


def _counts(
    table: pd.DataFrame, level: str, assessment: Assessment, geography: Geography
) -> pd.DataFrame:
    """Count rows by area. Rows with no area of the level stand in ``unknown_count``, those outside nowhere."""
    area = assessment.settings.area
    listed = geography.areas(level, area.lsoa_vintage, area.police_force)
    codes = _codes(table, level, assessment, geography)
    if level == "lsoa":
        geography.require(codes.dropna().unique(), area.lsoa_vintage, f"{level}_code of the table")
    numbers = codes.value_counts().reindex(listed["area_code"]).fillna(0).astype("int64")
    outside = int((table["place_status"] == "outside").sum())
    return listed[["area_code", "area_vintage"]].assign(
        area_type=level,
        numerator=numbers.to_numpy(),
        unknown_count=max(len(table) - int(numbers.sum()) - outside, 0),
    )


def _codes(
    table: pd.DataFrame, level: str, assessment: Assessment, geography: Geography
) -> pd.Series:
    """Give each row's area of a level: the table's own column, else the area of its LSOA (best fit for wards)."""
    if f"{level}_code" in table.columns:
        return table[f"{level}_code"]
    area = assessment.settings.area
    found = geography.lookup("lsoa", level, area.lsoa_vintage, area.police_force)
    return table["lsoa_code"].map(found.set_index("lsoa_code")[f"{level}_code"])


def counted_by_area(
    table: pd.DataFrame,
    level: str,
    assessment: Assessment,
    geography: Geography,
    residents: pd.DataFrame,
) -> pd.DataFrame:
    """Count rows by area and put the residents beside.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean rows of the period.
    level, assessment, geography, residents
        As for `rate_by_area`.

    Returns
    -------
    pandas.DataFrame
        One row an area, ready for `sva.estimates.build`: counts, rows without an area of the level, residents and
        their source, and the flag "not assessable" where the residents are not known.
    """
    rows = _counts(table, level, assessment, geography)
    base = residents[["area_code", "denominator"]]
    rows = rows.merge(base, on="area_code", how="left", validate="one_to_one")
    for name in ("denominator_source", "denominator_year"):
        rows[name] = residents[name].iloc[0] if len(residents) else None
    rows["flag"] = rows["denominator"].isna().map({True: "not assessable", False: None})
    return rows


def _estimates(
    table: pd.DataFrame,
    level: str,
    assessment: Assessment,
    geography: Geography,
    residents: pd.DataFrame | None,
    period: tuple[date, date] | None,
    **key: str | None,
) -> pd.DataFrame:
    """Make counts by area, or rates where there are residents."""
    period = period or assessment.year
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    kept = cohorts.within(table, period)
    rows = (
        _counts(kept, level, assessment, geography)
        if residents is None
        else counted_by_area(kept, level, assessment, geography, residents)
    )
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{what.measure}.{'count' if residents is None else 'rate'}",
        definition=what.definition,
        **key,
        **cohorts.about(what.table, assessment, period),
    )


def count_by_area(
    table: pd.DataFrame,
    level: str,
    assessment: Assessment,
    geography: Geography,
    *,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count offences, or police.uk crimes, by area.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences (with ``serious`` where chosen by the definition) or clean street rows.
    level : str
        ``"lsoa"``, ``"msoa"``, ``"district"`` or ``"csp"``.
    assessment : Assessment
    geography : Geography
        That holds the assessment's vintage.
    period : tuple of datetime.date, optional
        By default the last twelve months of the assessment.
    offence_group : str, optional
        What the rows are where they are one kind only: goes into the key.
    strata : str, optional
        What else narrows the rows: goes into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count`` or ``crimes.count``, one row per area of the force, zeros included.
        ``unknown_count`` is the number of rows that no area of this level could be given, the same in every row;
        rows outside the force area are in `sva.places.account_for_places` alone.

    Raises
    ------
    SvaError
        If the codes are of another vintage than the assessment's.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> offences = pd.DataFrame({"month": pd.to_datetime(["2022-05-01"] * 2), "csp_code": ["E22000326", None],
    ...     "place_status": ["inside", "unlocated"]})
    >>> rows = count_by_area(offences, "csp", load_assessment("west-mercia-2023-05"), bundled())
    >>> rows[["area_code", "numerator", "unknown_count"]].head(2)
       area_code  numerator  unknown_count
    0  E22000326          1              1
    1  E22000332          0              1
    """
    return _estimates(
        table,
        level,
        assessment,
        geography,
        None,
        period,
        offence_group=offence_group,
        strata=strata,
    )


def rate_by_area(
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
    """Give offences, or police.uk crimes, for every 1,000 residents of each area, with limits.

    Parameters
    ----------
    table, level, assessment, geography, period, offence_group, strata
        As for `count_by_area`.
    residents : pandas.DataFrame
        ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year`` of the same level.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.rate`` or ``crimes.rate``, one row per area. An area whose residents are not known
        has no value and the flag "not assessable".

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> offences = pd.DataFrame({"month": pd.to_datetime(["2022-05-01"]), "csp_code": ["E22000326"],
    ...     "place_status": ["inside"]})
    >>> residents = pd.DataFrame({"area_code": ["E22000326"], "denominator": [2000],
    ...     "denominator_source": ["made up"], "denominator_year": [2011]})
    >>> rate_by_area(offences, "csp", load_assessment("west-mercia-2023-05"), bundled(), residents)["value"][0]
    np.float64(0.5)
    """
    return _estimates(
        table,
        level,
        assessment,
        geography,
        residents,
        period,
        offence_group=offence_group,
        strata=strata,
    )


def street_rates(
    street: pd.DataFrame,
    level: str,
    assessment: Assessment,
    geography: Geography,
    residents: pd.DataFrame,
) -> pd.DataFrame:
    """Give the three crime types of police.uk that stand apart, for every 1,000 residents of each area.

    Parameters
    ----------
    street : pandas.DataFrame
        Clean street rows.
    level, assessment, geography, residents
        As for `rate_by_area`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``crimes.rate``, the types of `sva.places.SET_APART` as ``offence_group``.
    """
    import pandas as pd

    if street.empty:
        return estimates.blank()
    parts = [
        rate_by_area(
            street_kind(street, kind), level, assessment, geography, residents, offence_group=kind
        )
        for kind in SET_APART
    ]
    return pd.concat(parts, ignore_index=True)


def ward_or_larger(assessment: Assessment, geography: Geography) -> str:
    """Name the level that stands for wards: the ward, else the MSOA or the district, whichever is at hand first.

    Parameters
    ----------
    assessment : Assessment
    geography : Geography

    Returns
    -------
    str

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> ward_or_larger(load_assessment("west-mercia-2023-05"), bundled())  # no lookup of wards of 2011
    'msoa'
    """
    at_hand = geography.levels(assessment.settings.area.lsoa_vintage)
    return next(level for level in ("ward", "msoa", "district") if level in at_hand)
