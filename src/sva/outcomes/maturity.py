"""Which months are still open: how long outcomes take, and what has been assigned by the day of the extract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.outcomes.groups import decided, outcome_groups
from sva.outcomes.mix import shared_columns

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["assigned_by_month", "months_to_settle"]

#: Where too little history is at hand to measure it.
DEFAULT_MONTHS = 6
#: Outcomes of crimes this old are taken as all that will come.
_OLD_MONTHS = 24
_ENOUGH = 100
_SETTLED = 0.95


def months_to_settle(offences: pd.DataFrame, assessment: Assessment) -> int:
    """Measure how many months it takes until 19 in 20 of every frequent outcome have come.

    Measured on crimes recorded at least two years before the extract, so that slow outcomes had time to come. The slowest
    outcome group with at least 100 such crimes decides: a charge, or an activity that must first be completed, comes later
    than "no suspect", and a month is not complete for the one while it is for the other.

    Parameters
    ----------
    offences : pandas.DataFrame
        All clean offences: ``recorded_on``, ``outcome_on``.
    assessment : Assessment

    Returns
    -------
    int
        Whole months, rounded up; 6 where fewer than 100 such crimes have both dates.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"recorded_on": pd.to_datetime(["2020-01-01"] * 200),
    ...     "outcome_on": pd.to_datetime(["2020-02-15"] * 190 + ["2020-12-01"] * 10)})
    >>> months_to_settle(offences, load_assessment("west-mercia-2023-05"))
    2
    """
    import math

    import pandas as pd

    if offences.empty:
        return DEFAULT_MONTHS
    drawn = assessment.data_as_at(cohorts.CONTRACTS["offences"]) or assessment.period[1]
    recorded = pd.to_datetime(offences["recorded_on"])
    old = (recorded <= pd.Timestamp(drawn) - pd.DateOffset(months=_OLD_MONTHS)).to_numpy(bool)
    taken = (pd.to_datetime(offences["outcome_on"]) - recorded).dt.days
    days = taken[old].dropna()
    if len(days) < _ENOUGH:
        return DEFAULT_MONTHS
    slowest = float(days.quantile(_SETTLED))
    if "outcome_code" in offences.columns:
        groups = outcome_groups(offences["outcome_code"])[old & taken.notna().to_numpy(bool)]
        by_group = days.groupby(groups.to_numpy())
        frequent = by_group.quantile(_SETTLED)[by_group.size() >= _ENOUGH]
        slowest = max(slowest, float(frequent.max())) if len(frequent) else slowest
    return max(1, math.ceil(slowest / 30.4375))


def assigned_by_month(
    offences: pd.DataFrame,
    assessment: Assessment,
    months: int = DEFAULT_MONTHS,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of each month's crimes whose outcome has been decided, immature months flagged.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences, with ``serious`` where chosen by the definition.
    assessment : Assessment
    months : int
        How long outcomes take, from `months_to_settle`.
    period : tuple of datetime.date, optional
        By default the whole period of the assessment.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``, one row per month with crimes: crimes with an outcome, of all. A month that ended
        fewer than `months` months before the extract has the flag "immature".

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"outcome_code": ["1", None], "month": pd.to_datetime(["2021-05-01", "2023-03-01"])})
    >>> rows = assigned_by_month(offences, load_assessment("west-mercia-2023-05"), 4)
    >>> rows[["numerator", "denominator", "flag"]].fillna("").to_numpy().tolist()
    [[1, 1, ''], [0, 1, 'immature']]
    """
    import pandas as pd

    period = period or assessment.period
    kept = cohorts.within(offences, period) if len(offences) else offences
    if kept.empty:
        return estimates.blank()
    columns = shared_columns(kept, assessment, period)
    del columns["period_start"], columns["period_end"]
    month = pd.to_datetime(kept["month"])
    table = decided(kept["outcome_code"]).groupby(month).agg(["sum", "size"])
    starts = pd.DatetimeIndex(table.index)
    ends = starts + pd.offsets.MonthEnd()
    drawn = pd.Timestamp(columns["data_as_at"] or period[1])
    young = ends > drawn - pd.DateOffset(months=months)
    return estimates.build(
        pd.DataFrame(
            {
                "period_start": starts,
                "period_end": ends,
                "numerator": table["sum"].to_numpy(int),
                "denominator": table["size"].to_numpy(int),
                "flag": ["immature" if each else None for each in young],
            }
        ),
        assessment.period,
        measure="outcomes.share",
        characteristic="outcome_assigned",
        group="Assigned",
        **columns,
    )
