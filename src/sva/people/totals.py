"""How many people, in all, by month and by kind of violence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.profile import shared, year_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["count_by_kind", "count_by_month", "count_people"]


def count_people(
    parts: Mapping[str, pd.DataFrame],
    assessment: Assessment,
    who: str,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count the people of every cohort.

    Parameters
    ----------
    parts : mapping of str to pandas.DataFrame
        From `sva.people.cohorts_of`, everyone first.
    assessment : Assessment
    who : {"victims", "suspects"}
        The family of measures.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count``, one row per cohort, everyone first. Cohorts overlap and do not add
        up. ``unknown_count`` is the number of people of unknown age.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "age": pd.array([16, None], dtype="Int64"),
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> count_people({"all": people, "under-18": people.iloc[:1]}, load_assessment("west-mercia-2023-05"), "victims")[
    ...     ["cohort", "numerator"]]
         cohort  numerator
    0       all          2
    1  under-18          1
    """
    import pandas as pd

    period = period or assessment.year
    kept = {name: year_of(part, assessment, period)[0] for name, part in parts.items()}
    everyone = kept[cohorts.EVERYONE]
    if everyone.empty:
        return estimates.blank()
    columns = shared(who, assessment, period, cohorts.EVERYONE)
    del columns["cohort"]
    return estimates.build(
        pd.DataFrame(
            {
                "cohort": list(kept),
                "numerator": [int(part["counted"].nunique()) for part in kept.values()],
            }
        ),
        assessment.period,
        measure=f"{who}.count",
        unknown_count=int(everyone.loc[everyone["age"].isna(), "counted"].nunique()),
        **columns,
    )


def count_by_month(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count people, or searches, month by month.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people` or `sva.people.select_searches`, of one cohort.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        The family of measures.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the whole period of the assessment.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count``, one row per month. A month with nobody is a zero; a month without one
        search is a gap, flagged "not assessable": forces' files often lack a month, while no force goes a month without
        a search.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "month": pd.to_datetime(["2022-05-01", "2022-07-01"])})
    >>> assessment = load_assessment("west-mercia-2023-05")
    >>> [int(count_by_month(people, assessment, who)["numerator"].notna().sum()) for who in ("victims", "searches")]
    [36, 2]
    """
    import pandas as pd

    period = period or assessment.period
    people, _ = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    months = pd.date_range(period[0], period[1], freq="MS")
    numbers = people.groupby(pd.to_datetime(people["month"]))["counted"].nunique()
    numbers = numbers.reindex(months).astype("Int64")
    flag = numbers.isna().map({True: "not assessable", False: None})
    if who != "searches":
        numbers, flag = numbers.fillna(0), None
    columns = shared(who, assessment, period, cohort)
    del columns["period_start"], columns["period_end"]
    rows = pd.DataFrame(
        {
            "period_start": months,
            "period_end": months + pd.offsets.MonthEnd(),
            "numerator": numbers.array,
            "flag": None if flag is None else flag.to_numpy(),
        }
    )
    return estimates.build(rows, assessment.period, measure=f"{who}.count", **columns)


def count_by_kind(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count people by kind of serious violence.

    Parameters
    ----------
    people, assessment, who, cohort, period
        As for `count_by_month`, no searches; by default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count``, one row per group of the definition, in its order. A person who
        suffered, or is suspected of, two kinds in one incident is in both.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 0], "serious": ["robbery", "rape"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> count_by_kind(people, load_assessment("west-mercia-2023-05"), "victims")["numerator"].sum()
    np.int64(2)
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    names = [group.name for group in assessment.settings.definition.groups]
    numbers = people.groupby("serious")["counted"].nunique().reindex(names).fillna(0).astype(int)
    return estimates.build(
        pd.DataFrame({"offence_group": names, "numerator": numbers.to_numpy()}),
        assessment.period,
        measure=f"{who}.count",
        **shared(who, assessment, period, cohort),
    )
