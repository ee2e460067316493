"""What searches are like: what followed, what was removed, of whom, where, and in which months there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import label_groups, order_groups
from sva.people.ladders import any_outcome
from sva.people.profile import ALL, shared

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["of_children", "outcome_rate", "rate_by_place", "searches_by_month", "share_of_searches"]


def of_children(searches: pd.DataFrame) -> pd.DataFrame:
    """Keep the searches of people aged 10 to 17.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `sva.people.select_searches`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> len(of_children(pd.DataFrame({"search_age": pd.array([10, 18, None], dtype="Int64")})))
    1
    """
    return searches[
        searches["search_age"].astype("Int64").between(10, 17).fillna(False).to_numpy(bool)
    ]


def outcome_rate(
    searches: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of searches that anything followed, linked to what was looked for or not, by group.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `sva.people.select_searches`.
    characteristic : str
        A key of `sva.people.CHARACTERISTICS`.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``searches.share`` with ``strata`` "any outcome": All, the groups, Unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"counted": [0, 1], "sex": ["Male", "Male"], "outcome_linked": [False, None],
    ...     "outcome": ["Arrest", "A no further action disposal"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> outcome_rate(searches, "sex", load_assessment("west-mercia-2023-05"))["value"].dropna().tolist()
    [50.0, 50.0]
    """
    import pandas as pd

    period = period or assessment.year
    kept = cohorts.within(searches, period) if len(searches) else searches
    if kept.empty:
        return estimates.blank()
    had = any_outcome(kept)
    frame = pd.DataFrame(
        {
            "group": label_groups(kept, characteristic).to_numpy(),
            "numerator": had.fillna(False).to_numpy(int),
            "denominator": had.notna().to_numpy(int),
            "unknown_count": had.isna().to_numpy(int),
        }
    )
    table = frame.groupby("group").sum()
    table = table.reindex(order_groups(characteristic, list(table.index))).fillna(0).astype(int)
    whole = pd.DataFrame([table.sum()], index=[ALL])
    return estimates.build(
        pd.concat([whole, table]).rename_axis("group").reset_index(),
        assessment.period,
        measure="searches.share",
        characteristic=characteristic,
        strata="any outcome",
        **shared("searches", assessment, period, cohorts.EVERYONE),
    )


def share_of_searches(
    searches: pd.DataFrame,
    had: pd.Series,
    assessment: Assessment,
    *,
    characteristic: str,
    group: str,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of searches of which something is so.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `sva.people.select_searches`.
    had : pandas.Series of boolean
        By row, whether it is so; missing where it is not recorded.
    assessment : Assessment
    characteristic, group : str
        For the key and the reader.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        One estimate ``searches.share``: of the searches for which it is recorded; ``unknown_count`` the others.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"counted": [0, 1, 2], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> rows = share_of_searches(searches, pd.Series([True, False, None], dtype="boolean"), load_assessment("west-mercia-2023-05"),
    ...     characteristic="more_than_outer_clothing", group="removal of more than just outer clothing")
    >>> rows[["numerator", "denominator", "unknown_count"]].iloc[0].tolist()
    [1, 2, 1]
    """
    import pandas as pd

    period = period or assessment.year
    if searches.empty:
        return estimates.blank()
    kept = cohorts.within(searches.assign(_had=had.astype("boolean").array), period)
    if kept.empty:
        return estimates.blank()
    known = kept["_had"].dropna()
    rows = pd.DataFrame(
        {
            "group": [group],
            "numerator": [int(known.sum())],
            "denominator": [len(known)],
            "unknown_count": [len(kept) - len(known)],
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="searches.share",
        characteristic=characteristic,
        **shared("searches", assessment, period, cohorts.EVERYONE),
    )


def searches_by_month(
    searches: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count searches by month; a month in which the file holds none is a gap, not a zero.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `sva.people.select_searches`.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the whole period of the assessment.

    Returns
    -------
    pandas.DataFrame
        Estimates ``searches.count``, one row per month; without a number and flagged "not assessable" where there is no
        search: a force's file that lacks a month is usual, a month without one search is not.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"counted": [0, 1], "month": pd.to_datetime(["2022-05-01", "2022-07-01"])})
    >>> rows = searches_by_month(searches, load_assessment("west-mercia-2023-05"))
    >>> int(rows["numerator"].notna().sum()), len(rows)
    (2, 36)
    """
    import pandas as pd

    period = period or assessment.period
    kept = cohorts.within(searches, period) if len(searches) else searches
    if kept.empty:
        return estimates.blank()
    months = pd.date_range(period[0], period[1], freq="MS")
    numbers = pd.to_datetime(kept["month"]).value_counts().reindex(months).astype("Int64")
    columns = shared("searches", assessment, period, cohorts.EVERYONE)
    del columns["period_start"], columns["period_end"]
    rows = pd.DataFrame(
        {
            "period_start": months,
            "period_end": months + pd.offsets.MonthEnd(),
            "numerator": numbers.array,
            "flag": numbers.isna().map({True: "not assessable", False: None}).to_numpy(),
        }
    )
    return estimates.build(rows, assessment.period, measure="searches.count", **columns)


def rate_by_place(
    searches: pd.DataFrame,
    assessment: Assessment,
    residents: pd.DataFrame,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give searches in each district for every 1,000 of its residents.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `sva.people.select_searches`.
    assessment : Assessment
    residents : pandas.DataFrame
        ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year`` of the force's districts.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``searches.rate``, one row per district; ``unknown_count`` the searches whose place is not recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"counted": [0, 1], "district_code": ["E06000019", None], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> residents = pd.DataFrame({"area_code": ["E06000019"], "denominator": [1000], "denominator_source": ["made up"],
    ...     "denominator_year": [2011]})
    >>> rate_by_place(searches, load_assessment("west-mercia-2023-05"), residents)[["numerator", "unknown_count", "value"]].iloc[0].tolist()
    [1.0, 1.0, 1.0]
    """
    period = period or assessment.year
    kept = cohorts.within(searches, period) if len(searches) else searches
    if kept.empty or residents.empty:
        return estimates.blank()
    numbers = kept["district_code"].value_counts().reindex(residents["area_code"]).fillna(0)
    columns = {**shared("searches", assessment, period, cohorts.EVERYONE), "area_type": "district"}
    del columns["area_code"]
    base = ["area_code", "denominator", "denominator_source", "denominator_year"]
    return estimates.build(
        residents[base].assign(numerator=numbers.astype(int).to_numpy()),
        assessment.period,
        measure="searches.rate",
        characteristic="place",
        unknown_count=int(kept["district_code"].isna().sum()),
        **columns,
    )
