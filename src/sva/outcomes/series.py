"""Outcomes over the months: control charts with named causes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from sva import cohorts, estimates
from sva.outcomes.groups import DIVERSION, decided, outcome_groups
from sva.outcomes.mix import shared_columns

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["LEAST_MONTHS", "control_chart", "known_causes", "mature", "monthly_mix"]

#: A chart needs so many months, an interrupted time series so many on either side of its date.
LEAST_MONTHS = 12

Clock = Literal["recorded", "outcome"]
_STRATA = {"recorded": "by month recorded", "outcome": "by month of outcome"}


def _dated(offences: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """Give each crime the month in which it is counted; by month of outcome only crimes that have one."""
    import pandas as pd

    if clock == "recorded":
        when = pd.to_datetime(offences["recorded_on"]).fillna(pd.to_datetime(offences["month"]))
        kept = offences
    else:
        kept = offences[decided(offences["outcome_code"]) & offences["outcome_on"].notna()]
        when = pd.to_datetime(kept["outcome_on"])
    return kept.assign(month=when.dt.to_period("M").dt.to_timestamp())


def monthly_mix(
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    clock: Clock = "recorded",
    settle: int = 0,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of each month's crimes with each outcome.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences, with ``serious`` where chosen by the definition.
    assessment : Assessment
    clock : {"recorded", "outcome"}
        By the month in which the crime was recorded: every crime is in it, and the latest months are immature. By the
        month in which its outcome was given: no month is immature, and a backlog closed in one month is a peak. The two
        answer different questions and are never mixed.
    settle : int
        How long outcomes take, from `sva.outcomes.months_to_settle`; months younger than that are flagged "immature".
    period : tuple of datetime.date, optional
        By default the whole period of the assessment.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``, one row per month and outcome group; the groups of a month add up to its crimes.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"outcome_code": ["1", None], "month": pd.to_datetime(["2022-05-01"] * 2),
    ...     "recorded_on": pd.to_datetime(["2022-05-02"] * 2), "outcome_on": pd.to_datetime(["2022-07-01", None])})
    >>> len(monthly_mix(offences, load_assessment("west-mercia-2023-05"))), len(monthly_mix(offences, load_assessment("west-mercia-2023-05"), clock="outcome"))
    (2, 1)
    """
    import pandas as pd

    period = period or assessment.period
    if offences.empty:
        return estimates.blank()
    kept = cohorts.within(_dated(offences, clock), period)
    if kept.empty:
        return estimates.blank()
    columns = shared_columns(kept, assessment, period)
    del columns["period_start"], columns["period_end"]
    table = pd.crosstab(kept["month"], outcome_groups(kept["outcome_code"]))
    long = table.melt(ignore_index=False, var_name="group", value_name="numerator").sort_index(
        kind="stable"
    )
    long = long.rename_axis("period_start").reset_index()
    start = pd.to_datetime(long["period_start"])
    drawn = pd.Timestamp(columns["data_as_at"] or period[1])
    young = (start + pd.offsets.MonthEnd() > drawn - pd.DateOffset(months=settle)) & (
        clock == "recorded"
    )
    return estimates.build(
        long.assign(
            period_end=start + pd.offsets.MonthEnd(),
            denominator=start.map(table.sum(axis=1)).to_numpy(int),
            flag=young.map({True: "immature", False: None}),
        ),
        assessment.period,
        measure="outcomes.share",
        characteristic="outcome_group",
        strata=_STRATA[clock],
        **columns,
    )


def mature(mix: pd.DataFrame, group: str) -> pd.DataFrame:
    """Keep the mature months of one outcome group, in order."""
    rows = mix[(mix["group"] == group) & ~mix["flag"].fillna("").str.contains("immature")]
    return rows.sort_values("period_start", ignore_index=True)


def known_causes(group: str, assessment: Assessment) -> list[tuple[date, str]]:
    """Give the causes that the assessment file names for one outcome, with the training where it is dated.

    Parameters
    ----------
    group : str
        An outcome group. Training is a cause for outcome 22 alone.
    assessment : Assessment

    Returns
    -------
    list of (datetime.date, str)
        First month and words, in order of time.
    """
    given = assessment.settings.outcomes
    found = {
        each.month: each.what
        for each in given.causes
        if not each.outcomes or group in each.outcomes
    }
    if given.training is not None and group == DIVERSION:
        words = "officers trained" if given.training.kind == "training" else "local change"
        found.setdefault(given.training.month, words)
    return sorted(found.items())


def control_chart(
    mix: pd.DataFrame,
    group: str,
    assessment: Assessment,
    *,
    causes: Iterable[tuple[date, str]] | None = None,
) -> pd.DataFrame:
    """Put the monthly share of one outcome into an XmR chart, mature months only.

    Parameters
    ----------
    mix : pandas.DataFrame
        From `monthly_mix`.
    group : str
        An outcome group.
    assessment : Assessment
    causes : iterable of (date, str)
        Known causes, each with the first month it applies to: new limits from there. By default those that the
        assessment file names (`known_causes`); there are no others.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.chart``: value, and in `lower` and `upper` the limits of the process (not of chance).
        `method` names the rules that a month breaks and the known cause of its limits; the first month after a cause
        has the flag "series break". Without rows where there are fewer than 12 mature months.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> assessment = load_assessment("west-mercia-2023-05")
    >>> month = pd.date_range("2021-04-01", periods=14, freq="MS")
    >>> offences = pd.DataFrame([("1" if i < (30 if at == 13 else 10 + at % 3) else "18", m) for at, m in enumerate(month)
    ...     for i in range(100)], columns=["outcome_code", "month"]).assign(recorded_on=lambda x: x["month"], outcome_on=lambda x: x["month"])
    >>> chart = control_chart(monthly_mix(offences, assessment), "Charged or summonsed", assessment)
    >>> chart["method"].iloc[-1]
    'XmR limits; astronomical point, high'
    """
    import pandas as pd

    from sva.measures import spc

    rows = mature(mix, group)
    if len(rows) < LEAST_MONTHS:
        return estimates.blank()
    causes = known_causes(group, assessment) if causes is None else list(causes)
    first, last = rows["period_start"].min(), rows["period_start"].max()
    causes = [each for each in causes if first < pd.Timestamp(each[0]) <= last]
    chart = spc.xmr(rows["value"].to_numpy(float), rows["period_start"], floor=0.0, rebase=causes)
    firsts = chart["segment"].ne(chart["segment"].shift()) & (
        chart["segment"] != chart["segment"].iloc[0]
    )
    told = []
    for row in chart.itertuples():
        parts = ["XmR limits"]
        if isinstance(row.reason, str):
            parts.append(f"known cause: {row.reason}")
        if isinstance(row.rules, str):
            parts.append(
                f"{row.rules.replace('; ', ' and ')}, {row.direction}"
                if isinstance(row.direction, str)
                else row.rules
            )
        told.append("; ".join(parts))
    shared = rows.iloc[0]
    return estimates.build(
        rows[["period_start", "period_end", "numerator", "denominator"]].assign(
            value=chart["value"].to_numpy(float),
            lower=_outside(chart["lower"], chart["value"], low=True),
            upper=_outside(chart["upper"], chart["value"], low=False),
            method=told,
            flag=firsts.map({True: "series break", False: None}),
        ),
        assessment.period,
        measure="outcomes.chart",
        characteristic="outcome_group",
        group=group,
        definition=shared["definition"],
        strata=shared["strata"],
        area_type=shared["area_type"],
        area_code=shared["area_code"],
        source=shared["source"],
        data_as_at=shared["data_as_at"],
        already_public=bool(shared["already_public"]),
    )


def _outside(limit: pd.Series, value: pd.Series, *, low: bool) -> pd.Series:
    """Keep a limit; where the month lies beyond it there is no interval about the value, so the limit is left out."""
    return limit.where(limit <= value if low else limit >= value)
