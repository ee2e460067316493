"""The mix of outcomes within groups, and how long outcomes take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from sva import cohorts, estimates
from sva.outcomes.groups import NOT_YET, outcome_groups, outcome_order
from sva.outcomes.mix import shared_columns

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["mix_within", "time_to_outcome"]

_UNKNOWN = "Unknown"


def mix_within(
    rows: pd.DataFrame,
    by: str,
    assessment: Assessment,
    *,
    of: Literal["crimes", "suspects"] = "crimes",
) -> pd.DataFrame:
    """Give the share of each outcome within each group, last twelve months.

    Crimes and suspects' disposals are kept apart: a crime has one outcome however many suspects it has.

    Parameters
    ----------
    rows : pandas.DataFrame
        Clean offences for crimes; disposals from `sva.outcomes.stage` for suspects.
    by : str
        A column: "offence_group" or "csp_code" of crimes; "age_group", "sex", "ethnic_group" or "looked_after" of
        suspects. "csp_code" gives rows of those areas.
    assessment : Assessment
    of : {"crimes", "suspects"}
        What is counted.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share`` or ``disposals.share``; within a group they add up to all of it. The strata name
        the group, "Unknown" last.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> crimes = pd.DataFrame({"outcome_code": ["1", "18", "18"], "offence_group": ["Robbery", "Robbery", "Rape"],
    ...     "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> mix_within(crimes, "offence_group", load_assessment("west-mercia-2023-05"))["denominator"].tolist()
    [1, 1, 2, 2]
    """
    import pandas as pd

    kept = cohorts.within(rows, assessment.year) if len(rows) else rows
    if kept.empty or by not in kept.columns:
        return estimates.blank()
    level = kept[by].astype("str").fillna(_UNKNOWN).replace({"nan": _UNKNOWN, "<NA>": _UNKNOWN})
    if by == "csp_code":
        level = level[level.isin([each.code for each in assessment.settings.partnerships])]
        kept = kept.loc[level.index]
    if kept.empty:
        return estimates.blank()
    table = pd.crosstab(level, outcome_groups(kept["outcome_code"]))
    table = table[outcome_order(table.columns)]
    names = sorted(name for name in table.index if name != _UNKNOWN)
    names += [_UNKNOWN] if _UNKNOWN in table.index else []
    parts = [
        pd.DataFrame(
            {
                "strata" if by != "csp_code" else "area_code": name,
                "group": table.columns,
                "numerator": table.loc[name].to_numpy(int),
                "denominator": int(table.loc[name].sum()),
                "flag": ["immature" if group == NOT_YET else None for group in table.columns],
            }
        )
        for name in names
    ]
    table_name = "offences" if of == "crimes" else "disposals"
    shared = shared_columns(kept, assessment, assessment.year, table_name)
    if by == "csp_code":
        shared.pop("area_code")
        shared["area_type"] = "csp"
    return estimates.build(
        pd.concat(parts, ignore_index=True),
        assessment.period,
        measure="outcomes.share" if of == "crimes" else "disposals.share",
        characteristic="outcome_group" if by == "csp_code" else f"outcome_group, by {by}",
        **shared,
    )


def time_to_outcome(
    offences: pd.DataFrame,
    assessment: Assessment,
    days: Sequence[int] = (30, 90, 180, 365),
) -> pd.DataFrame:
    """Give the share of crimes that had an outcome within so many days of being recorded.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences of all years.
    assessment : Assessment
    days : sequence of int
        Only crimes recorded at least the longest of them before the extract, in the twelve months before that.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``, all of one base; crimes still open are in it.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> day = pd.to_datetime(["2022-06-01"] * 2)
    >>> crimes = pd.DataFrame({"recorded_on": day, "month": day, "outcome_on": pd.to_datetime(["2022-06-11", None]), "outcome_code": ["1", None]})
    >>> time_to_outcome(crimes, load_assessment("west-mercia-2023-05"), (30,))[["numerator", "denominator"]].to_numpy().tolist()
    [[1, 2]]
    """
    import pandas as pd

    if offences.empty:
        return estimates.blank()
    drawn = pd.Timestamp(
        assessment.data_as_at(cohorts.CONTRACTS["offences"]) or assessment.period[1]
    )
    end = (drawn - pd.Timedelta(days=max(days))).to_period("M").to_timestamp() - pd.Timedelta(
        days=1
    )
    start = end + pd.Timedelta(days=1) - pd.DateOffset(months=12)
    recorded = pd.to_datetime(offences["recorded_on"])
    kept = offences[((recorded >= start) & (recorded <= end)).to_numpy(bool)]
    if kept.empty:
        return estimates.blank()
    taken = (pd.to_datetime(kept["outcome_on"]) - pd.to_datetime(kept["recorded_on"])).dt.days
    shared = shared_columns(kept, assessment, assessment.year)
    shared |= {"period_start": start, "period_end": end}
    return estimates.build(
        pd.DataFrame(
            {
                "group": [f"within {each} days" for each in days],
                "numerator": [int((taken <= each).sum()) for each in days],
            }
        ),
        assessment.period,
        measure="outcomes.share",
        characteristic="time_to_outcome",
        denominator=len(kept),
        **shared,
    )
