"""Outcomes of crimes: one for each crime, in the published groups, 22 and 23 on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.outcomes.groups import NOT_YET, decided, outcome_groups, outcome_order

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["code_counts", "group_rows", "outcome_mix", "share_of_outcome", "shared_columns"]


def shared_columns(
    rows: pd.DataFrame, assessment: Assessment, period: tuple[date, date], table: str = "offences"
) -> dict[str, Any]:
    """Give the columns of every row; the definition is named where the rows were chosen by it."""
    chosen = "serious" in rows.columns
    return {
        "definition": assessment.settings.definition.name if chosen else None,
        "area_type": "police_force",
        "area_code": assessment.settings.area.police_force,
        **cohorts.about(table, assessment, period),
    }


def group_rows(codes: pd.Series) -> pd.DataFrame:
    """Count the rows of each outcome group that occurs, in the published order; they add up to all.

    Parameters
    ----------
    codes : pandas.Series of str
        Outcome codes.

    Returns
    -------
    pandas.DataFrame
        ``group, numerator, denominator, flag``; what is not yet assigned is last and "immature".
    """
    import pandas as pd

    numbers = outcome_groups(codes).value_counts()
    order = outcome_order(numbers.index)
    return pd.DataFrame(
        {
            "group": order,
            "numerator": numbers.reindex(order).to_numpy(int),
            "denominator": len(codes),
            "flag": ["immature" if name == NOT_YET else None for name in order],
        }
    )


def code_counts(codes: pd.Series, code: str) -> tuple[int, int, int]:
    """Count the rows with one code, the decided rows, and those not decided yet."""
    known = decided(codes)
    return int((codes == code).fillna(False).sum()), int(known.sum()), int((~known).sum())


def outcome_mix(
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
) -> pd.DataFrame:
    """Give the share of crimes with each outcome, those not yet decided among them.

    A crime has one outcome however many suspects it has: what became of the suspects is `disposal_mix`.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences, with ``serious`` where chosen by the definition.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.
    offence_group : str, optional
        One group of the definition alone.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``, one row per outcome group that occurs, in the published order; "Not yet assigned"
        last and flagged "immature". They add up to all crimes of the period.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"outcome_code": ["1", "18", None, "18"], "month": pd.to_datetime(["2022-05-01"] * 4)})
    >>> rows = outcome_mix(offences, load_assessment("west-mercia-2023-05"))
    >>> rows["numerator"].tolist(), rows["group"].iloc[-1]
    ([1, 2, 1], 'Not yet assigned')
    """
    period = period or assessment.year
    kept = cohorts.within(offences, period) if len(offences) else offences
    if offence_group is not None and len(kept):
        kept = kept[kept["serious"] == offence_group]
    if kept.empty:
        return estimates.blank()
    return estimates.build(
        group_rows(kept["outcome_code"]),
        assessment.period,
        measure="outcomes.share",
        offence_group=offence_group,
        characteristic="outcome_group",
        **shared_columns(kept, assessment, period),
    )


def share_of_outcome(
    offences: pd.DataFrame,
    code: str,
    assessment: Assessment,
    *people: pd.DataFrame,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of crimes with one outcome, for every cohort that counts incidents, and for all.

    Parameters
    ----------
    offences : pandas.DataFrame
        As for `outcome_mix`.
    code : str
        An outcome code, ``"22"``.
    assessment : Assessment
    *people : pandas.DataFrame
        Clean victims and suspects: they decide which incidents a cohort holds.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``outcomes.share``: crimes with that outcome, of crimes with any; ``unknown_count`` is the number not
        yet decided.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"incident_key": ["a", "b", "c"], "outcome_code": ["22", "18", None],
    ...     "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> share_of_outcome(offences, "22", load_assessment("west-mercia-2023-05"))[
    ...     ["cohort", "numerator", "denominator", "unknown_count"]]
      cohort  numerator  denominator  unknown_count
    0    all          1            2              1
    """
    import pandas as pd

    period = period or assessment.year
    kept = cohorts.within(offences, period) if len(offences) else offences
    if kept.empty:
        return estimates.blank()
    wanted = [
        cohorts.EVERYONE,
        *(
            each.name
            for each in assessment.settings.cohorts
            if people and each.counts == "incident"
        ),
    ]
    rows = [
        (
            name,
            *code_counts(cohorts.choose(kept, name, assessment, *people)["outcome_code"], code),
        )
        for name in wanted
    ]
    return estimates.build(
        pd.DataFrame(rows, columns=["cohort", "numerator", "denominator", "unknown_count"]),
        assessment.period,
        measure="outcomes.share",
        characteristic="outcome_code",
        group=f"given outcome {code}",
        **shared_columns(kept, assessment, period),
    )
