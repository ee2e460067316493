"""Shares of people: of each group among those known, and of those of whom something is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN, label_groups, order_groups
from sva.people.coverage import ASSESSABLE
from sva.people.profile import ALL, shared, tabulate, year_of
from sva.people.selection import distinct

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["share_by", "share_of"]


def share_by(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give each group's share of the people whose characteristic is recorded, with limits.

    Parameters
    ----------
    people, characteristic, assessment, who, cohort, period
        As for `count_by`.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.share``: one row per known group. ``unknown_count`` is the number of people
        whose group is not recorded: they are in no share. Where it is recorded for fewer than 60 in 100 no share is
        given and every row has the flag "not assessable": those recorded may be unlike the others.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "sex": ["Female", None], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> share_by(people, "sex", load_assessment("west-mercia-2023-05"), "victims")[
    ...     ["group", "numerator", "denominator", "flag"]]
        group  numerator  denominator            flag
    0  Female       <NA>            1  not assessable
    1    Male       <NA>            1  not assessable
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    numbers = tabulate(people, characteristic)
    unknown = int(numbers.pop(UNKNOWN))
    known = int(numbers.sum())
    thin = known < ASSESSABLE * (known + unknown)
    rows = pd.DataFrame({"group": numbers.index, "numerator": numbers.astype("Int64").array})
    if thin:
        rows["numerator"] = pd.NA
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.share",
        characteristic=characteristic,
        denominator=known,
        unknown_count=unknown,
        flag="not assessable" if thin else None,
        **shared(who, assessment, period, cohort),
    )


def share_of(
    people: pd.DataFrame,
    had: pd.Series,
    characteristic: str,
    assessment: Assessment,
    who: str,
    *,
    group: str | None = None,
    measure: str | None = None,
    part: str | None = None,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of people, or searches, of whom something is so: of all, or of each group.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people` or `select_searches`.
    had : pandas.Series of boolean
        By row, whether it is so; missing where it is not recorded, and then left out and counted. Of a person with
        several rows in one incident it is so if it is in any.
    characteristic : str
        A key of `CHARACTERISTICS`; with `group` any name, for the key.
    assessment, who, cohort, period
        As for `count_by`.
    group : str, optional
        One share of all, under this name, in place of one for each group.
    measure : str, optional
        By default ``<who>.share``.
    part : str, optional
        What it is a share of, or for, in the key: "any outcome".

    Returns
    -------
    pandas.DataFrame
        Estimates: All, the groups, Unknown, or the one. ``unknown_count``: those for whom it is not recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"counted": range(3), "sex": ["Male", "Male", "Female"], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> had = pd.Series([True, False, None], dtype="boolean")
    >>> share_of(searches, had, "sex", load_assessment("west-mercia-2023-05"), "searches")[
    ...     ["group", "numerator", "denominator", "unknown_count"]].to_numpy().tolist()
    [['All', 1, 2, 1], ['Female', 0, 0, 1], ['Male', 1, 2, 0]]
    """
    import pandas as pd

    if people.empty:
        return estimates.blank()
    kept, period = year_of(people.assign(_had=had.astype("boolean").array), assessment, period)
    if kept.empty:
        return estimates.blank()
    if kept["counted"].duplicated().any():
        kept["_had"] = kept.groupby("counted")["_had"].transform("max")
        own = None if group is not None else label_groups(kept, characteristic)
        kept = distinct(kept, own)
    names = group if group is not None else label_groups(kept, characteristic).to_numpy()
    frame = pd.DataFrame(
        {
            "group": names,
            "numerator": kept["_had"].fillna(False).to_numpy(int),
            "denominator": kept["_had"].notna().to_numpy(int),
            "unknown_count": kept["_had"].isna().to_numpy(int),
        }
    )
    rows = frame.groupby("group").sum()
    if group is None:
        rows = rows.reindex(order_groups(characteristic, list(rows.index))).fillna(0).astype(int)
        rows = pd.concat([pd.DataFrame([rows.sum()], index=[ALL]), rows])
    return estimates.build(
        rows.rename_axis("group").reset_index(),
        assessment.period,
        measure=measure or f"{who}.share",
        characteristic=characteristic,
        strata=part,
        **shared(who, assessment, period, cohort),
    )
