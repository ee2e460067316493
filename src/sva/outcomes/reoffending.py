"""Recorded reoffending: how many are suspected again, how often, how soon, and how many are followed long enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.outcomes.cohort import FollowUp

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "GROUPS",
    "followed_by_month",
    "reoffending_frequency",
    "reoffending_share",
    "share_within",
    "shared_columns",
    "sides",
    "with_key",
]

#: How the two sides are called. A person offered a diversion is so called whether or not they completed it.
GROUPS = ("Offered", "Not offered")


def shared_columns(people: pd.DataFrame, assessment: Assessment) -> dict[str, Any]:
    """Give the columns that every estimate of these people shares; the period is that of their index months."""
    import pandas as pd

    first, last = people["index_month"].min(), people["index_month"].max()
    about = cohorts.about("suspects", assessment, assessment.year)
    return {
        **about,
        "cohort": cohorts.EVERYONE,
        "area_type": "police_force",
        "area_code": assessment.settings.area.police_force,
        "period_start": first,
        "period_end": last + pd.offsets.MonthEnd(),
    }


def sides(people: pd.DataFrame) -> pd.Series:
    """Name the side of each person."""
    return people["offered"].map({True: GROUPS[0], False: GROUPS[1]})


def _mature(people: pd.DataFrame) -> pd.DataFrame:
    return people[people["mature"].astype(bool)] if len(people) else people


def followed_by_month(people: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Give the people whose follow-up began in each month, months without a full follow-up flagged.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.index_events`.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``reoffending.people``, one row a month; "immature" where anybody of that month has not been followed
        to the end of follow-up and waiting.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"index_month": pd.to_datetime(["2021-05-01", "2022-12-01"]), "mature": [True, False]})
    >>> rows = followed_by_month(people, load_assessment("west-mercia-2023-05"))
    >>> rows[["numerator", "flag"]].fillna("").to_numpy().tolist()
    [[1, ''], [1, 'immature']]
    """
    import pandas as pd

    if people.empty:
        return estimates.blank()
    shared = shared_columns(people, assessment)
    del shared["period_start"], shared["period_end"]
    table = people.groupby("index_month")["mature"].agg(["size", "all"])
    return estimates.build(
        pd.DataFrame(
            {
                "period_start": table.index,
                "period_end": pd.DatetimeIndex(table.index) + pd.offsets.MonthEnd(),
                "numerator": table["size"].to_numpy(int),
                "flag": [None if full else "immature" for full in table["all"]],
            }
        ),
        assessment.period,
        measure="reoffending.people",
        **shared,
    )


def with_key(suspects: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the suspects whom a reference tells apart: without one nobody can be followed.

    Parameters
    ----------
    suspects : pandas.DataFrame
        The clean table; organisations are no people.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        One estimate ``reoffending.keyed`` of the whole period.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> suspects = pd.DataFrame({"person_key": ["p", None, "q", "q"]})
    >>> with_key(suspects, load_assessment("west-mercia-2023-05"))[["numerator", "denominator"]].to_numpy().tolist()
    [[3, 4]]
    """
    import pandas as pd

    people = suspects
    if "person_type" in people.columns:
        people = people[people["person_type"] == "person"]
    if people.empty:
        return estimates.blank()
    return estimates.build(
        pd.DataFrame({"numerator": [int(people["person_key"].notna().sum())], "denominator": [len(people)]}),
        assessment.period,
        measure="reoffending.keyed",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **cohorts.about("suspects", assessment, assessment.period),
    )  # fmt: skip


def reoffending_share(
    people: pd.DataFrame,
    assessment: Assessment,
    *,
    by: str | None = None,
    rule: FollowUp | None = None,
    cohort: str = cohorts.EVERYONE,
) -> pd.DataFrame:
    """Give the share of people suspected of another offence within the follow-up: recorded, not proven, reoffending.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.index_events`; those who have not been followed to the end are left out.
    assessment : Assessment
    by : str, optional
        "offered" for those offered the diversion and those not, as they are (a crude comparison: they differ); or a
        column such as ``"outcome_code"``, ``"sex"``, ``"ethnic_group"``, ``"looked_after"``.
    rule : FollowUp, optional
        What the people were followed by.
    cohort : str
        A cohort of persons: only people of these ages at the start.

    Returns
    -------
    pandas.DataFrame
        Estimates ``reoffending.share``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"index_month": pd.to_datetime(["2021-05-01"] * 4), "mature": True,
    ...     "offered": [True, True, False, False], "again_count": [0, 1, 1, 3]})
    >>> rows = reoffending_share(people, load_assessment("west-mercia-2023-05"), by="offered")
    >>> rows[["group", "numerator", "denominator"]].to_numpy().tolist()
    [['Offered', 1, 2], ['Not offered', 2, 2]]
    """
    import pandas as pd

    rule = rule or FollowUp.of(assessment)
    kept = _mature(people)
    kept = cohorts.choose(kept, cohort, assessment) if len(kept) else kept
    if kept.empty:
        return estimates.blank()
    again = kept["again_count"] > 0
    if by is None:
        rows = pd.DataFrame({"numerator": [int(again.sum())], "denominator": [len(kept)]})
    else:
        side = sides(kept) if by == "offered" else _words(kept[by])
        table = again.groupby(side).agg(["sum", "size"])
        order = (
            [name for name in GROUPS if name in table.index]
            if by == "offered"
            else sorted(table.index)
        )
        table = table.reindex(order)
        rows = pd.DataFrame(
            {
                "characteristic": f"{by}, outcome {rule.code}" if by == "offered" else by,
                "group": table.index,
                "numerator": table["sum"].to_numpy(int),
                "denominator": table["size"].to_numpy(int),
            }
        )
    return estimates.build(
        rows,
        assessment.period,
        measure="reoffending.share",
        strata=f"within {rule.months} months",
        **{**shared_columns(kept, assessment), "cohort": cohort},
    )


def _words(column: pd.Series) -> pd.Series:
    import pandas as pd

    if pd.api.types.is_bool_dtype(column.dtype):
        column = column.astype("boolean").map({True: "Yes", False: "No"})
    return column.astype("str").fillna("Unknown").replace("<NA>", "Unknown")


def share_within(
    people: pd.DataFrame,
    assessment: Assessment,
    days: Sequence[int] = (90, 180, 270, 365),
) -> pd.DataFrame:
    """Give the share suspected again within so many days, for those offered and those not.

    The steps of the survival curve that can be checked by counting: everybody counted was followed to the end.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.index_events`.
    assessment : Assessment
    days : sequence of int
        Days since time zero.

    Returns
    -------
    pandas.DataFrame
        Estimates ``reoffending.share``, the strata naming the days.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"index_month": pd.to_datetime(["2021-05-01"] * 2), "mature": True,
    ...     "offered": [True, True], "again_days": [100, None]})
    >>> share_within(people, load_assessment("west-mercia-2023-05"), (90, 180))["numerator"].tolist()
    [0, 1]
    """
    import pandas as pd

    kept = _mature(people)
    if kept.empty:
        return estimates.blank()
    parts = []
    for limit in days:
        hit = (kept["again_days"] <= limit).fillna(False).astype(bool)
        table = hit.groupby(sides(kept)).agg(["sum", "size"])
        table = table.reindex([name for name in GROUPS if name in table.index])
        parts.append(
            pd.DataFrame(
                {
                    "group": table.index,
                    "numerator": table["sum"].to_numpy(int),
                    "denominator": table["size"].to_numpy(int),
                    "strata": f"within {limit} days",
                }
            )
        )
    return estimates.build(
        pd.concat(parts, ignore_index=True),
        assessment.period,
        measure="reoffending.share",
        characteristic="offered",
        **shared_columns(kept, assessment),
    )


def reoffending_frequency(people: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Give the further offences for each person suspected again, for those offered and those not.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.index_events`.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``reoffending.frequency``: `numerator` further offences (incidents), `denominator` people suspected
        again; limits of the mean, which follow how unequal people are.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"index_month": pd.to_datetime(["2021-05-01"] * 4), "mature": True, "offered": True,
    ...     "again_count": [0, 1, 2, 3]})
    >>> reoffending_frequency(people, load_assessment("west-mercia-2023-05"))["value"].tolist()
    [2.0]
    """
    import pandas as pd

    from sva.measures import mean

    kept = _mature(people)
    kept = kept[kept["again_count"] > 0] if len(kept) else kept
    if kept.empty:
        return estimates.blank()
    side = sides(kept)
    rows = []
    for name in GROUPS:
        counts = kept.loc[side == name, "again_count"].to_numpy(float)
        if len(counts):
            found = mean(counts).iloc[0]
            rows.append((name, int(counts.sum()), len(counts), found["value"], found["lower"], found["upper"],
                         0.95, str(found["method"])))  # fmt: skip
    names = ["group", "numerator", "denominator", "value", "lower", "upper", "confidence", "method"]
    return estimates.build(
        pd.DataFrame(rows, columns=names),
        assessment.period,
        measure="reoffending.frequency",
        characteristic="offered",
        **shared_columns(_mature(people), assessment),
    )
