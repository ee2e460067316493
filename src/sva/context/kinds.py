"""The picture of violence: how much, of which kinds, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "compare_street_months",
    "count_by_month",
    "count_kinds",
    "count_street_by_month",
    "count_street_types",
    "rate_of_kinds",
]


def _shared(table: str, assessment: Assessment, period: tuple[date, date]) -> dict[str, Any]:
    return {
        **cohorts.about(table, assessment, period),
        "area_type": "police_force",
        "area_code": assessment.settings.area.police_force,
    }


def _by_kind(
    serious: pd.DataFrame, assessment: Assessment, period: tuple[date, date]
) -> pd.DataFrame:
    names = [group.name for group in assessment.settings.definition.groups]
    numbers = (
        cohorts.within(serious, period)["serious"]
        .value_counts()
        .reindex(names)
        .fillna(0)
        .astype("int64")
    )
    import pandas as pd

    # the whole first, then its parts in the order of the definition
    return pd.DataFrame(
        {"offence_group": [None, *names], "numerator": [int(numbers.sum()), *numbers]}
    )


def count_kinds(
    serious: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Count offences of serious violence, all and by kind.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``, all kinds first (no ``offence_group``), then each in the definition's order.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"serious": ["robbery", "rape"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> count_kinds(serious, load_assessment("west-mercia-2023-05"))["numerator"].head(2).tolist()
    [2, 0]
    """
    period = period or assessment.year
    if serious.empty:
        return estimates.blank()
    return estimates.build(
        _by_kind(serious, assessment, period),
        assessment.period,
        measure="offences.count",
        definition=assessment.settings.definition.name,
        **_shared("offences", assessment, period),
    )


def rate_of_kinds(
    serious: pd.DataFrame,
    assessment: Assessment,
    residents: pd.DataFrame,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give offences of serious violence for every 1,000 residents of the force area, all and by kind.

    Parameters
    ----------
    serious, assessment, period
        As for `count_kinds`.
    residents : pandas.DataFrame
        One row: ``denominator``, ``denominator_source``, ``denominator_year`` of the force area.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.rate`` with limits.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"serious": ["robbery", "rape"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> residents = pd.DataFrame({"denominator": [1000], "denominator_source": ["made up"], "denominator_year": [2011]})
    >>> float(rate_of_kinds(serious, load_assessment("west-mercia-2023-05"), residents)["value"][0])
    2.0
    """
    period = period or assessment.year
    if serious.empty or residents.empty:
        return estimates.blank()
    base = residents.iloc[0]
    return estimates.build(
        _by_kind(serious, assessment, period),
        assessment.period,
        measure="offences.rate",
        definition=assessment.settings.definition.name,
        denominator=int(base["denominator"]),
        denominator_source=base["denominator_source"],
        denominator_year=int(base["denominator_year"]),
        **_shared("offences", assessment, period),
    )


def _monthly(numbers: pd.Series, period: tuple[date, date]) -> pd.DataFrame:
    """Give every month of a period its count, those with none included."""
    import pandas as pd

    months = pd.date_range(period[0], period[1], freq="MS")
    return pd.DataFrame(
        {
            "period_start": months,
            "period_end": months + pd.offsets.MonthEnd(),
            "numerator": numbers.reindex(months).fillna(0).astype("int64").to_numpy(),
        }
    )


def _months_of(table: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return pd.to_datetime(table["month"]).value_counts()


def count_by_month(
    serious: pd.DataFrame,
    assessment: Assessment,
    kind: str | None = None,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count offences of serious violence month by month.

    Parameters
    ----------
    serious, assessment
        As for `count_kinds`.
    kind : str, optional
        One group of the definition; by default all.
    period : tuple of datetime.date, optional
        By default the whole period of the assessment.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``, a row a month.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"serious": ["robbery", "rape"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = count_by_month(serious, load_assessment("west-mercia-2023-05"))
    >>> len(rows), int(rows["numerator"].sum())
    (36, 2)
    """
    period = period or assessment.period
    kept = serious if kind is None else serious[serious["serious"].eq(kind)]
    if serious.empty:
        return estimates.blank()
    columns = _shared("offences", assessment, period)
    del columns["period_start"], columns["period_end"]
    return estimates.build(
        _monthly(_months_of(kept), period),
        assessment.period,
        measure="offences.count",
        definition=assessment.settings.definition.name,
        offence_group=kind,
        **columns,
    )


def count_street_types(
    street: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Count the crimes that police.uk publishes by its own crime types. None of them is serious violence as defined.

    Parameters
    ----------
    street : pandas.DataFrame
        Clean street rows.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``crimes.count``, all first, then by type in alphabetical order. Rows outside the force area or
        without a place count: the force recorded them.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"crime_type": ["Robbery", "Drugs"], "month": pd.to_datetime(["2025-05-01"] * 2)})
    >>> count_street_types(street, load_assessment("west-mercia-2026-05"))["numerator"].tolist()
    [2, 1, 1]
    """
    import pandas as pd

    period = period or assessment.year
    if street.empty:
        return estimates.blank()
    numbers = cohorts.within(street, period)["crime_type"].value_counts().sort_index()
    return estimates.build(
        pd.DataFrame(
            {
                "offence_group": [None, *numbers.index.astype(str)],
                "numerator": [int(numbers.sum()), *numbers.astype("int64")],
            }
        ),
        assessment.period,
        measure="crimes.count",
        **_shared("street", assessment, period),
    )


def count_street_by_month(
    street: pd.DataFrame, assessment: Assessment, crime_type: str
) -> pd.DataFrame:
    """Count one crime type of police.uk month by month.

    Parameters
    ----------
    street, assessment
        As for `count_street_types`.
    crime_type : str
        As police.uk calls it.

    Returns
    -------
    pandas.DataFrame
        Estimates ``crimes.count``, a row a month of the assessment's period.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"crime_type": ["Robbery", "Drugs"], "month": pd.to_datetime(["2025-05-01"] * 2)})
    >>> len(count_street_by_month(street, load_assessment("west-mercia-2026-05"), "Robbery"))
    12
    """
    if street.empty:
        return estimates.blank()
    columns = _shared("street", assessment, assessment.period)
    del columns["period_start"], columns["period_end"]
    return estimates.build(
        _monthly(_months_of(street[street["crime_type"].eq(crime_type)]), assessment.period),
        assessment.period,
        measure="crimes.count",
        offence_group=crime_type,
        **columns,
    )


def compare_street_months(
    street: pd.DataFrame, assessment: Assessment, crime_types: Sequence[str]
) -> pd.DataFrame:
    """Count crime types in the months of the comparison period, and in the same months of the assessment's year.

    Parameters
    ----------
    street, assessment
        As for `count_street_types`.
    crime_types : sequence of str
        As police.uk calls them.

    Returns
    -------
    pandas.DataFrame
        Estimates ``crimes.count``, two rows a type: the earlier months, then the later. Counts only: nothing says
        whether recording was the same.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"crime_type": ["Robbery"] * 3, "month": pd.to_datetime(["2024-02-01", "2025-02-01", "2025-09-01"])})
    >>> compare_street_months(street, load_assessment("west-mercia-2026-05"), ["Robbery"])["numerator"].tolist()
    [1, 1]
    """
    import pandas as pd

    if street.empty:
        return estimates.blank()
    before = (assessment.settings.comparison.start, assessment.settings.comparison.end)
    years = assessment.year[0].year - before[0].year
    last = pd.Timestamp(before[1]) + pd.DateOffset(years=years) + pd.offsets.MonthEnd(0)
    now = (before[0].replace(year=before[0].year + years), last.date())
    rows = []
    for crime_type in crime_types:
        kept = street[street["crime_type"].eq(crime_type)]
        for start, end in (before, now):
            number = len(cohorts.within(kept, (start, end)))
            rows.append(
                {
                    "offence_group": crime_type,
                    "numerator": number,
                    "period_start": start,
                    "period_end": end,
                }
            )
    columns = _shared("street", assessment, assessment.year)
    del columns["period_start"], columns["period_end"]
    return estimates.build(
        pd.DataFrame(rows),
        assessment.period,
        measure="crimes.count",
        strata="same months",
        **columns,
    )
