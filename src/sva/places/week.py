"""Parts of the week and of the school year: after school, weekend nights, school days against holidays; aoristic hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.errors import Fault, SvaError
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment
    from sva.assessment.schema import TermDates

__all__ = [
    "KINDS_OF_DAY",
    "PARTS_OF_WEEK",
    "aoristic",
    "by_kind_of_day",
    "by_part_of_week",
    "parts_of_week",
]

#: A week in parts that do not overlap, in order of reading. Days run from 06:00, so Friday night is Friday's.
PARTS_OF_WEEK = (
    "After school (weekdays 15:00 to 17:59)",
    "Weekend nights (Friday and Saturday 20:00 to 05:59)",
    "Other nights (20:00 to 05:59)",
    "Other hours by day",
)
KINDS_OF_DAY = ("School days", "Weekdays in school holidays", "Weekends")
_HOURS = 24
_HOLIDAY = 60  # days: longer than any school holiday in England and Wales


def aoristic(starts: Any, ends: Any, *, longest: float = 24.0) -> tuple[np.ndarray, int]:
    """Spread each event evenly over the hours in which it can have happened.

    Parameters
    ----------
    starts, ends : array_like of datetime, shape (n,)
        First and last moment; an end that is missing or not after its start means a known moment.
    longest : float, default 24
        Hours. Longer spans say nothing of the hour and are left out.

    Returns
    -------
    tuple of (numpy.ndarray of shape (7, 24), int)
        Events by weekday (Monday first) and hour, adding up to the events used; and how many were left out.

    Raises
    ------
    SvaError
        For lengths that differ.

    References
    ----------
    Ratcliffe JH, McCullagh MJ (1998). Aoristic crime analysis. International Journal of Geographical Information
    Science 12: 751–764.

    Examples
    --------
    From 22:30 to 00:30 on a Friday night: a quarter, a half and a quarter.

    >>> hours, left = aoristic(["2022-05-06 22:30"], ["2022-05-07 00:30"])
    >>> hours[4, 22], hours[4, 23], hours[5, 0], left
    (np.float64(0.25), np.float64(0.5), np.float64(0.25), 0)
    """
    import numpy as np
    import pandas as pd

    first = pd.to_datetime(pd.Series(starts)).reset_index(drop=True)
    last = pd.to_datetime(pd.Series(ends)).reset_index(drop=True)
    if len(first) != len(last):
        raise SvaError(
            "aoristic() cannot be run so",
            [Fault(f"{len(first)} starts and {len(last)} ends", "as many")],
        )
    minute = pd.Timedelta(minutes=1)
    span = ((last - first) / minute).fillna(0.0).clip(lower=0.0)
    used = (first.notna() & (span <= longest * 60)).to_numpy()
    out = np.zeros((7, _HOURS))
    left_out = int((~used).sum())
    if not used.any():
        return out, left_out
    begin = first[used]
    # Minutes since Monday 00:00, and how long; a known moment has its own hour whole.
    at = (begin.dt.day_of_week * 1440 + begin.dt.hour * 60 + begin.dt.minute).to_numpy(float)
    long = span[used].to_numpy(float)
    flat = np.zeros(7 * _HOURS)
    for step in range(int(longest) + 2):
        hour = np.floor(at / 60) + step
        low, high = np.maximum(at, hour * 60), np.minimum(at + long, (hour + 1) * 60)
        share = np.where(
            long > 0, np.maximum(high - low, 0) / np.where(long > 0, long, 1), step == 0
        )
        np.add.at(flat, hour.astype(int) % flat.size, share)
    return flat.reshape(7, _HOURS), left_out


def _known(offences: pd.DataFrame) -> tuple[pd.Series, int]:
    """Give the moments of the offences whose hour is recorded, and how many others there are."""
    import pandas as pd

    known = offences["time_known"].astype("boolean").fillna(False).to_numpy(bool)
    if "committed_to" in offences.columns:
        span = pd.to_datetime(offences["committed_to"]) - pd.to_datetime(offences["committed_from"])
        known &= ~(span > pd.Timedelta(hours=3)).to_numpy(bool)
    return pd.to_datetime(offences.loc[known, "committed_from"]), int((~known).sum())


def parts_of_week(offences: pd.DataFrame) -> tuple[np.ndarray, pd.Index]:
    """Give the part of the week of each offence whose hour is recorded.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences: ``committed_from``, ``time_known``.

    Returns
    -------
    tuple of (numpy.ndarray of int, pandas.Index)
        Positions in `PARTS_OF_WEEK`, and the index of the offences that they belong to.
    """
    import numpy as np

    when, _ = _known(offences)
    # A night belongs to the day on which it began.
    night_of = (when - np.timedelta64(6, "h")).dt.day_of_week
    hour, weekday = when.dt.hour, when.dt.day_of_week
    night = (hour >= 20) | (hour < 6)
    part = np.select(
        [
            (weekday < 5) & hour.between(15, 17),
            night & night_of.isin([4, 5]),
            night,
        ],
        [0, 1, 2],
        default=3,
    )
    return part, when.index


def by_part_of_week(
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Share offences among after school, weekend nights, other nights and the rest.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences: ``committed_from``, ``time_known``. Only those whose hour was recorded count.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the whole period.
    strata : str, optional
        What narrows the rows: goes into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.share`` by `PARTS_OF_WEEK`. ``unknown_count`` is the number without a recorded hour.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"committed_from": pd.to_datetime(["2022-05-06 16:10", "2022-05-07 01:00"]),
    ...     "time_known": True, "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> by_part_of_week(offences, load_assessment("west-mercia-2023-05"))["numerator"].tolist()
    [1, 1, 0, 0]
    """
    period = period or assessment.period
    kept = cohorts.within(offences, period) if len(offences) else offences
    if kept.empty:
        return estimates.blank()
    part, known = parts_of_week(kept)
    unknown = len(kept) - len(known)
    return _shares(
        kept, assessment, period, PARTS_OF_WEEK, part, "part of the week", unknown, strata
    )


def by_kind_of_day(
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Share offences among school days, weekdays in school holidays and weekends, with the share of days beside.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences, as a rule of incidents with somebody under 18: ``committed_from``, ``date_known``.
    assessment : Assessment
        Its ``terms`` say when schools are open; without them nothing is said.
    period : tuple of datetime.date, optional
        By default the whole period. Terms must reach over it: a day in no term is a holiday, and no holiday is
        longer than 60 days.
    strata : str, optional
        What narrows the rows: goes into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.share`` and ``days.share`` by `KINDS_OF_DAY`; no rows where the assessment has no
        terms, or they leave more than 60 days of the period at either end or between two.
    """
    import numpy as np
    import pandas as pd

    period = period or assessment.period
    terms = assessment.settings.terms
    kept = cohorts.within(offences, period) if len(offences) else offences
    if kept.empty or not _reach(terms, period):
        return estimates.blank()
    days = pd.Series(pd.date_range(*period, freq="D"))

    def kind(when: pd.Series) -> np.ndarray:
        day = when.dt.normalize()
        open_ = np.zeros(len(day), dtype=bool)
        for term in terms:
            open_ |= day.between(pd.Timestamp(term.start), pd.Timestamp(term.end)).to_numpy(bool)
        return np.where(when.dt.day_of_week >= 5, 2, np.where(open_, 0, 1))

    known = (
        (kept["date_known"] == "day").to_numpy(bool)
        if "date_known" in kept.columns
        else np.ones(len(kept), bool)
    )
    when = pd.to_datetime(kept.loc[known, "committed_from"])
    unknown = int((~known).sum())
    rows = _shares(
        kept, assessment, period, KINDS_OF_DAY, kind(when), "kind of day", unknown, strata
    )
    numbers = np.bincount(kind(days), minlength=len(KINDS_OF_DAY))
    calendar = estimates.build(
        pd.DataFrame({"group": KINDS_OF_DAY, "numerator": numbers, "denominator": len(days)}),
        assessment.period,
        measure="days.share",
        characteristic="kind of day",
        **over_the_force(counted(kept, assessment), assessment, period),
    )
    return pd.concat([rows, calendar], ignore_index=True)


def _reach(terms: Sequence[TermDates], period: tuple[date, date]) -> bool:
    """Say whether terms reach over a period: no gap is longer than any holiday."""
    inside = sorted(
        (term.start, term.end)
        for term in terms
        if term.end >= period[0] and term.start <= period[1]
    )
    if not inside:
        return False
    ends = [period[0], *(end for _, end in inside)]
    starts = [*(start for start, _ in inside), period[1]]
    return all((start - end).days <= _HOLIDAY for end, start in zip(ends, starts, strict=True))


def _shares(
    kept: pd.DataFrame,
    assessment: Assessment,
    period: tuple[date, date],
    groups: tuple[str, ...],
    part: np.ndarray,
    characteristic: str,
    unknown: int,
    strata: str | None,
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    what = counted(kept, assessment)
    if not len(part):
        return estimates.blank()
    numbers = np.bincount(part, minlength=len(groups))
    return estimates.build(
        pd.DataFrame({"group": groups, "numerator": numbers, "denominator": len(part)}),
        assessment.period,
        measure="offences.share",
        definition=what.definition,
        characteristic=characteristic,
        strata=strata,
        unknown_count=unknown,
        **over_the_force(what, assessment, period),
    )
