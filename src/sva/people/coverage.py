"""What is recorded of people, before anything is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import CHARACTERISTICS, UNKNOWN
from sva.people.profile import shared, tabulate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["ASSESSABLE", "coverage"]

#: The share that must be recorded before a characteristic is described.
ASSESSABLE = 0.6


def coverage(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    characteristics: Iterable[str] | None = None,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say for how many people each characteristic is recorded.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people` or `select_searches`, of one cohort.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        The family of measures.
    characteristics : iterable of str, optional
        By default all that the table could hold.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.known``, one row per characteristic: recorded, of all; ``unknown_count`` the
        others. Under 60 in 100 the flag is "not assessable": the characteristic is then named, not described.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "sex": ["Female", None], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> coverage(people, load_assessment("west-mercia-2023-05"), "victims", ["sex"])[
    ...     ["characteristic", "numerator", "denominator", "value", "flag"]]
      characteristic  numerator  denominator  value            flag
    0            sex          1            2   50.0  not assessable
    """
    import pandas as pd

    period = period or assessment.year
    people = cohorts.within(people, period) if len(people) else people
    if people.empty:
        return estimates.blank()
    rows = []
    for name in _wanted(people, characteristics):
        numbers = tabulate(people, name)
        total, unknown = int(numbers.sum()), int(numbers[UNKNOWN])
        thin = total - unknown < ASSESSABLE * total
        rows.append((name, "Recorded", total - unknown, total, unknown, thin))
    frame = pd.DataFrame(
        rows,
        columns=["characteristic", "group", "numerator", "denominator", "unknown_count", "flag"],
    )
    frame["flag"] = frame["flag"].map({True: "not assessable", False: None})
    return estimates.build(
        frame, assessment.period, measure=f"{who}.known", **shared(who, assessment, period, cohort)
    )


def _wanted(people: pd.DataFrame, names: Iterable[str] | None) -> list[str]:
    if names is not None:
        return list(names)
    return [name for name, entry in CHARACTERISTICS.items() if entry.column in people.columns]
