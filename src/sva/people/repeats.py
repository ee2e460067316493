"""How much of the harm falls on, or comes from, the same people again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.profile import shared

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["repeat_share"]


def repeat_share(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of incidents that befell, or are laid to, people with more than one in the period.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people`, of one cohort.
    assessment : Assessment
    who : {"victims", "suspects"}
        Whose incidents.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        One estimate ``repeat.share``: of the incidents of people with a person key, each counted once for each
        person, those of people who have at least two. ``unknown_count`` is the number without a key. Two records of
        one person under two keys look like two people, so the share is, if anything, too low.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1, 2], "person_key": ["p", "p", "q"], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> repeat_share(people, load_assessment("west-mercia-2023-05"), "victims")[["numerator", "denominator"]].iloc[0].tolist()
    [2, 3]
    """
    import pandas as pd

    period = period or assessment.year
    people = cohorts.within(people, period) if len(people) else people
    if people.empty:
        return estimates.blank()
    once = people.drop_duplicates("counted")
    each = once["person_key"].value_counts()
    rows = pd.DataFrame(
        {
            "group": [who.capitalize()],
            "numerator": [int(each[each > 1].sum())],
            "denominator": [int(each.sum())],
            "unknown_count": [int(once["person_key"].isna().sum())],
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="repeat.share",
        characteristic="repeat",
        **shared(who, assessment, period, cohort),
    )
