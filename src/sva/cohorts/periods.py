"""Which months a number covers, and what every number of one table and period shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["CONTRACTS", "about", "comparison_months", "within"]

#: Clean table to the contract under which a partner supplies it.
CONTRACTS = {
    "offences": "police-offences",
    "victims": "police-victims",
    "suspects": "police-suspects",
    "disposals": "police-disposals",
    "stops": "police-stop-search",
    "street": "police-street",
}


def about(table: str, assessment: Assessment, period: tuple[date, date]) -> dict[str, Any]:
    """Give the columns that every estimate of one table and period shares.

    Parameters
    ----------
    table : str
        A clean table, a key of `CONTRACTS`.
    assessment : Assessment
    period : tuple of datetime.date
        First and last day.

    Returns
    -------
    dict
        ``source``, ``data_as_at``, ``period_start``, ``period_end``, ``already_public``; police.uk's figures are public.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> assessment = load_assessment("west-mercia-2023-05")
    >>> about("victims", assessment, assessment.year)["source"]
    'police-victims'
    """
    contract = CONTRACTS[table]
    return {
        "source": contract,
        "data_as_at": assessment.data_as_at(contract),
        "period_start": period[0],
        "period_end": period[1],
        "already_public": table == "street",
    }


def within(table: pd.DataFrame, period: tuple[date, date], column: str = "month") -> pd.DataFrame:
    """Keep the rows of a clean table that fall in a period.

    Parameters
    ----------
    table : pandas.DataFrame
        A clean table.
    period : tuple of datetime.date
        First and last day, whole months.
    column : str
        The date column; by default the month, which is known even where the day is not.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> from datetime import date
    >>> table = pd.DataFrame({"month": pd.to_datetime(["2022-03-01", "2022-04-01"])})
    >>> len(within(table, (date(2022, 4, 1), date(2023, 3, 31))))
    1
    """
    import pandas as pd

    start, end = pd.Timestamp(period[0]), pd.Timestamp(period[1]) + pd.Timedelta(days=1)
    when = pd.to_datetime(table[column])
    return table[((when >= start) & (when < end)).to_numpy(bool)]


def comparison_months(assessment: Assessment) -> tuple[tuple[date, date], tuple[date, date]]:
    """Give the months of the comparison period, and the same months of the assessment's last twelve.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    tuple of (tuple of datetime.date, tuple of datetime.date)
        First and last day of the earlier, then of the later months.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> before, now = comparison_months(load_assessment("west-mercia-2026-05"))
    >>> before[1].isoformat(), now[0].isoformat(), now[1].isoformat()
    ('2024-04-30', '2025-01-01', '2025-04-30')
    """
    from datetime import timedelta

    before = assessment.settings.comparison
    start, end = before.start, before.end + timedelta(days=1)
    later = assessment.year[1]
    years = later.year - before.end.year
    if end.replace(year=end.year + years) > later + timedelta(days=1):
        years -= 1
    now = (
        start.replace(year=start.year + years),
        end.replace(year=end.year + years) - timedelta(days=1),
    )
    return (before.start, before.end), now
