"""Violence by deprivation of the place where it was recorded: association, never cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["count_areas_by_decile", "rate_by_decile"]

_CHARACTERISTIC = "deprivation decile of the place"


def count_areas_by_decile(deciles: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the area's LSOAs in each national decile of deprivation.

    Parameters
    ----------
    deciles : pandas.DataFrame
        ``lsoa_code``, ``decile`` (1 is the most deprived tenth of England), ``source``, ``year``; the area's own.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``areas.count``, ten rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> deciles = pd.DataFrame({"lsoa_code": ["E01000001", "E01000002"], "decile": [1, 10], "source": "made up", "year": 2025})
    >>> rows = count_areas_by_decile(deciles, load_assessment("west-mercia-2026-05"))
    >>> rows["numerator"].tolist()
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    """
    import pandas as pd

    if deciles.empty:
        return estimates.blank()
    numbers = deciles["decile"].value_counts().reindex(range(1, 11)).fillna(0).astype("int64")
    start, end = assessment.year
    return estimates.build(
        pd.DataFrame(
            {"group": [str(number) for number in numbers.index], "numerator": numbers.to_numpy()}
        ),
        assessment.period,
        measure="areas.count",
        characteristic=_CHARACTERISTIC,
        denominator=len(deciles),
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        period_start=start,
        period_end=end,
        source=str(deciles["source"].iloc[0]),
        already_public=True,
    )


def rate_by_decile(
    table: pd.DataFrame,
    deciles: pd.DataFrame,
    residents: pd.DataFrame,
    assessment: Assessment,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
) -> pd.DataFrame:
    """Give offences, or police.uk crimes, for every 1,000 residents of the LSOAs of each decile, with limits.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences with ``serious``, or clean street rows.
    deciles : pandas.DataFrame
        As for `count_areas_by_decile`.
    residents : pandas.DataFrame
        By LSOA: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.
    offence_group : str, optional
        What the rows are, where they are of one kind: goes into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates, ten rows, most deprived first. ``unknown_count`` is the number of rows without an LSOA of the area.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"lsoa_code": ["E01000001", None], "month": pd.to_datetime(["2025-05-01"] * 2), "crime_type": "Robbery"})
    >>> deciles = pd.DataFrame({"lsoa_code": ["E01000001"], "decile": [1], "source": "made up", "year": 2025})
    >>> residents = pd.DataFrame({"area_code": ["E01000001"], "denominator": [500], "denominator_source": "made up", "denominator_year": 2021})
    >>> rate_by_decile(street, deciles, residents, load_assessment("west-mercia-2026-05"))[["group", "value", "unknown_count"]].head(1)
      group  value  unknown_count
    0     1    2.0              1
    """
    import pandas as pd

    if table.empty or deciles.empty or residents.empty:
        return estimates.blank()
    period = period or assessment.year
    street = "crime_type" in table.columns
    kept = cohorts.within(table, period)
    decile = kept["lsoa_code"].map(deciles.set_index("lsoa_code")["decile"])
    numbers = decile.value_counts()
    base = residents.merge(deciles, left_on="area_code", right_on="lsoa_code")
    people = base.groupby("decile")["denominator"].sum()
    rows = pd.DataFrame(
        {
            "group": [str(number) for number in people.index],
            "numerator": numbers.reindex(people.index).fillna(0).astype("int64").to_numpy(),
            "denominator": people.astype("int64").to_numpy(),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="crimes.rate" if street else "offences.rate",
        definition=None if street else assessment.settings.definition.name,
        characteristic=_CHARACTERISTIC,
        offence_group=offence_group,
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        denominator_source=f"{residents['denominator_source'].iloc[0]}; deciles: {deciles['source'].iloc[0]}",
        denominator_year=int(residents["denominator_year"].iloc[0]),
        unknown_count=int(decile.isna().sum()),
        **cohorts.about("street" if street else "offences", assessment, period),
    )
