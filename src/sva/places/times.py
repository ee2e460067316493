"""When it happens: hour and weekday, only where the hour was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["count_by_hour", "hours_of"]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = tuple(f"{first:02d}:00 to {first + 2:02d}:59" for first in range(0, 24, 3))


def _known(offences: pd.DataFrame) -> np.ndarray:
    """Say of which offences the hour was recorded, to three hours."""
    import pandas as pd

    known = offences["time_known"].astype("boolean").fillna(False).to_numpy(bool)
    if "committed_to" in offences.columns:
        span = pd.to_datetime(offences["committed_to"]) - pd.to_datetime(offences["committed_from"])
        known &= ~(span > pd.Timedelta(hours=3)).to_numpy(bool)
    return known


def hours_of(offences: pd.DataFrame) -> pd.Series:
    """Give weekday and three hours of each offence whose hour was recorded.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences: ``committed_from``, ``time_known``.

    Returns
    -------
    pandas.Series of str
        "Sat 21 to 24", the second hour not in it; the index of the offences that it speaks of.

    Examples
    --------
    >>> import pandas as pd
    >>> offences = pd.DataFrame({"committed_from": pd.to_datetime(["2022-05-07 23:10", "2022-05-07 00:00"]),
    ...     "time_known": [True, False]})
    >>> hours_of(offences).tolist()
    ['Sat 21 to 24']
    """
    import pandas as pd

    when = pd.to_datetime(offences.loc[_known(offences), "committed_from"])
    days, hours = when.dt.day_of_week, when.dt.hour // 3
    told = [
        f"{_DAYS[day][:3]} {3 * three:02d} to {3 * three + 3:02d}"
        for day, three in zip(days, hours, strict=True)
    ]
    return pd.Series(told, index=when.index, dtype="object")


def count_by_hour(
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
    cohort: str = cohorts.EVERYONE,
) -> pd.DataFrame:
    """Count offences by weekday and three hours of the day.

    Only offences whose hour was recorded count, and whose span of possible times is three hours at most: a default
    time such as midnight would otherwise look like a peak. The hour is the first at which it can have happened.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences: ``committed_from``, ``time_known``.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the whole period of the assessment, since fifty-six cells need numbers.
    cohort : str
        By what the rows were chosen, "public-place" say; goes into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``: ``characteristic`` is ``"hour"``, ``group`` the three hours, ``strata`` the
        weekday. ``unknown_count`` is the number of offences without a recorded hour, the same in every row.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"committed_from": pd.to_datetime(["2022-05-07 23:10", "2022-05-07 00:00"]),
    ...     "time_known": [True, False], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = count_by_hour(offences, load_assessment("west-mercia-2023-05"))
    >>> rows.loc[rows["numerator"] > 0, ["group", "strata", "numerator", "unknown_count"]]
                 group    strata  numerator  unknown_count
    47  21:00 to 23:59  Saturday          1              1
    """
    import pandas as pd

    period = period or assessment.period
    kept = cohorts.within(offences, period) if len(offences) else offences
    if kept.empty:
        return estimates.blank()
    what = counted(offences, assessment)
    known = _known(kept)
    when = pd.to_datetime(kept.loc[known, "committed_from"])
    cells = pd.MultiIndex.from_product([range(7), range(8)])
    numbers = (
        when.groupby([when.dt.day_of_week.to_numpy(), (when.dt.hour // 3).to_numpy()])
        .size()
        .reindex(cells)
        .fillna(0)
        .astype(int)
    )
    rows = pd.DataFrame(
        {
            "group": [_HOURS[hours] for _, hours in cells],
            "strata": [_DAYS[day] for day, _ in cells],
            "numerator": numbers.to_numpy(),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="offences.count",
        cohort=None if cohort == cohorts.EVERYONE else cohort,
        definition=what.definition,
        characteristic="hour",
        unknown_count=int((~known).sum()),
        **over_the_force(what, assessment, period),
    )
