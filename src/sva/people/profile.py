"""People by one characteristic: counts, and rates against residents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN, label_groups, order_groups
from sva.people.selection import distinct

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["ALL", "count_by", "rate_by", "shared", "tabulate", "year_of"]

#: The whole, first in every profile.
ALL = "All"
#: Family of measures to the clean table that it counts.
TABLES = {"victims": "victims", "suspects": "suspects", "searches": "stops"}


def tabulate(people: pd.DataFrame, characteristic: str) -> pd.Series:
    """Count people by group, each once in an incident.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people` or `select_searches`.
    characteristic : str
        A key of `CHARACTERISTICS`.

    Returns
    -------
    pandas.Series of int
        Group to count, in order, zeros included; ``"Unknown"`` always last.

    Examples
    --------
    >>> import pandas as pd
    >>> tabulate(pd.DataFrame({"counted": [0, 0, 1], "sex": ["Female", "Female", None]}), "sex").to_dict()
    {'Female': 1, 'Male': 0, 'Unknown': 1}
    """
    groups = label_groups(people, characteristic)
    kept = distinct(people.assign(_group=groups), groups)["_group"]
    numbers = kept.value_counts()
    order = order_groups(characteristic, [*numbers.index, UNKNOWN])
    return numbers.reindex(order).fillna(0).astype("int64")


def shared(
    who: str, assessment: Assessment, period: tuple[date, date], cohort: str
) -> dict[str, Any]:
    """Give the columns that every estimate of a profile shares."""
    table = TABLES[who]
    return {
        "cohort": cohort,
        "definition": None if table == "stops" else assessment.settings.definition.name,
        "area_type": "police_force",
        "area_code": assessment.settings.area.police_force,
        **cohorts.about(table, assessment, period),
    }


def year_of(
    people: pd.DataFrame,
    assessment: Assessment,
    period: tuple[date, date] | None,
) -> tuple[pd.DataFrame, tuple[date, date]]:
    """Keep the rows of a period, by default of the last twelve months, and say which it is."""
    period = period or assessment.year
    return (cohorts.within(people, period) if len(people) else people), period


def count_by(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
    within: str | None = None,
) -> pd.DataFrame:
    """Count people by group of a characteristic.

    A person is counted once in an incident, however many offences it holds, and again in another incident: the
    counts are of people in incidents. Searches are counted as searches.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people` or `select_searches`, of one cohort.
    characteristic : str
        A key of `CHARACTERISTICS`.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        What is counted: the family of measures.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.
    within : str, optional
        A second characteristic: each of its known groups has its own rows, named in ``strata``.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count``: All, the groups in order, Unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "sex": ["Female", None], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> count_by(people, "sex", load_assessment("west-mercia-2023-05"), "victims")[["group", "numerator"]].T.to_numpy().tolist()
    [['All', 'Female', 'Male', 'Unknown'], [2, 1, 0, 1]]
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    parts = []
    if within is None:
        parts.append(_with_all(tabulate(people, characteristic)))
    else:
        second = label_groups(people, within)
        for group in order_groups(within, list(second.unique())):
            if group != UNKNOWN:
                numbers = tabulate(people[(second == group).to_numpy()], characteristic)
                parts.append(_with_all(numbers).assign(strata=group))
    return estimates.build(
        pd.concat(parts, ignore_index=True),
        assessment.period,
        measure=f"{who}.count",
        characteristic=characteristic,
        **shared(who, assessment, period, cohort),
    )


def _with_all(numbers: pd.Series) -> pd.DataFrame:
    import pandas as pd

    unknown = int(numbers[UNKNOWN])
    return pd.DataFrame(
        {
            "group": [ALL, *numbers.index],
            "numerator": [int(numbers.sum()), *numbers],
            "unknown_count": unknown,
        }
    )


def rate_by(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    residents: pd.DataFrame,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give people for every 1,000 residents of the same group, with limits.

    Parameters
    ----------
    people, characteristic, assessment, who, cohort, period
        As for `count_by`.
    residents : pandas.DataFrame
        From `residents_by`, of the same characteristic and cohort.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.rate``: All, then the groups. A group whose residents are not counted has no
        value and the flag "not assessable"; ``denominator_source`` then says why. ``unknown_count`` is the number of people whose group is not recorded:
        they are in All and in no group, so that every group's rate is, if anything, too low.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "sex": ["Female", None], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> residents = pd.DataFrame({"group": ["All", "Female", "Male"], "denominator": [2000, 1000, 1000],
    ...     "denominator_source": "made up", "denominator_year": 2011})
    >>> rate_by(people, "sex", load_assessment("west-mercia-2023-05"), "victims", residents)["value"].tolist()
    [1.0, 1.0, 0.0]
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    rows = _with_all(tabulate(people, characteristic))
    rows = rows[rows["group"] != UNKNOWN]
    base = pd.DataFrame(
        residents,
        columns=["group", "denominator"],
    )
    rows = rows.merge(base, on="group", how="left", validate="one_to_one")
    for name in ("denominator_source", "denominator_year"):
        rows[name] = residents[name].iloc[0] if len(residents) else None
    rows["flag"] = rows["denominator"].isna().map({True: "not assessable", False: None})
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.rate",
        characteristic=characteristic,
        **shared(who, assessment, period, cohort),
    )
