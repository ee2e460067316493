"""Keys: readable names of numbers, unique in a release and the same from year to year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

__all__ = ["KEY_PARTS", "make_keys", "period_name", "slug"]

#: The columns a key is made of, in order; each is left out where it is null.
KEY_PARTS = (
    "measure",
    "cohort",
    "definition",
    "offence_group",
    "characteristic",
    "group",
    "reference_group",
    "area_type",
    "area_code",
    "denominator_year",
    "strata",
)


def slug(text: str) -> str:
    """Turn a label into a part of a key.

    Parameters
    ----------
    text : str
        Any label.

    Returns
    -------
    str
        Lower case, words joined by hyphens.

    Examples
    --------
    >>> slug("Violence & sexual offences")
    'violence-sexual-offences'
    """
    return re.sub(r"[^0-9a-zA-Z.+]+", "-", str(text)).strip("-").lower()


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def period_name(
    start: date, end: date, assessment_end: date, assessment_start: date | None = None
) -> str:
    """Name a period relative to the assessment, never by date.

    Parameters
    ----------
    start, end : datetime.date
        First and last day of the period, whole months.
    assessment_end : datetime.date
        Last day of the assessment's period.
    assessment_start : datetime.date, optional
        First day of it: a period that is the whole is named "period".

    Returns
    -------
    str
        "year" (the last twelve months), "previous year", "year -2" …, "month -0" (the last), "month -3",
        "period", or for anything else "months -14 to -3", counted back from the last month.

    Examples
    --------
    >>> from datetime import date
    >>> period_name(date(2022, 4, 1), date(2023, 3, 31), date(2023, 3, 31))
    'year'
    >>> period_name(date(2022, 12, 1), date(2022, 12, 31), date(2023, 3, 31))
    'month -3'
    """
    first, last = _months(start, assessment_end), _months(end, assessment_end)
    if first == last:
        return f"month -{last}"
    if first - last == 11 and last % 12 == 0:
        return {0: "year", 1: "previous year"}.get(last // 12, f"year -{last // 12}")
    if assessment_start is not None and start == assessment_start and end == assessment_end:
        return "period"
    return f"months -{first} to -{last}"


def make_keys(frame: pd.DataFrame, assessment_start: date, assessment_end: date) -> pd.Series:
    """Make the key of every row from what the row says it is.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of the one shape, ``key`` not yet filled.
    assessment_start, assessment_end : datetime.date
        The assessment's period.

    Returns
    -------
    pandas.Series of str
        ``measure/part/…/period``; parts that name their column are written ``area_type=area_code`` and
        ``characteristic=group``.

    Examples
    --------
    >>> import pandas as pd
    >>> from datetime import date
    >>> from sva.estimates.columns import shape
    >>> row = shape(pd.DataFrame({"measure": ["victims.count"], "cohort": ["all"], "characteristic": ["sex"],
    ...     "group": ["Female"], "area_type": ["police_force"], "area_code": ["E23000016"],
    ...     "period_start": [date(2022, 4, 1)], "period_end": [date(2023, 3, 31)]}))
    >>> make_keys(row, date(2020, 4, 1), date(2023, 3, 31))[0]
    'victims.count/all/sex=female/police_force=E23000016/year'
    """
    import pandas as pd

    names: dict[tuple[pd.Timestamp, pd.Timestamp], str] = {}
    keys = []
    columns = [*KEY_PARTS, "period_start", "period_end"]
    plain = frame[columns].astype(object).where(frame[columns].notna(), None)
    for row in cast(Any, plain.itertuples(index=False)):
        parts: list[str] = [row.measure]
        parts += [
            slug(part)
            for part in (row.cohort, row.definition, row.offence_group)
            if part is not None
        ]
        if row.characteristic is not None:
            parts.append(
                f"{slug(row.characteristic)}={slug(row.group) if row.group is not None else 'all'}"
            )
        elif row.group is not None:
            parts.append(f"group={slug(row.group)}")
        if row.reference_group is not None:
            parts.append(f"against={slug(row.reference_group)}")
        parts.append(f"{row.area_type}={row.area_code}")
        if row.denominator_year is not None:
            parts.append(f"base={int(row.denominator_year)}")
        if row.strata is not None:
            parts.append(slug(row.strata))
        period = (row.period_start, row.period_end)
        if period not in names:
            first, last = (pd.Timestamp(day).date() for day in period)
            names[period] = period_name(first, last, assessment_end, assessment_start)
        parts.append(names[period])
        keys.append("/".join(parts))
    return pd.Series(keys, index=frame.index, dtype="string")
