"""What is recorded of people, before anything is said of them: how much, in which months, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import CHARACTERISTICS, NOT_STATED, UNKNOWN, label_groups
from sva.people.profile import shared, year_of
from sva.people.selection import distinct
from sva.people.tallies import positions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["ASSESSABLE", "STATES", "coverage", "known_by_month", "system_changes"]

#: The share that must be recorded before a characteristic is described.
ASSESSABLE = 0.6
#: What a record can say of a characteristic.
STATES = ("Recorded", "Asked, not stated", "Not recorded", "Not collected")
#: In a month with so many people and nothing recorded of any, the system did not hold it.
_MONTH = 20


def coverage(
    parts: Mapping[str, pd.DataFrame],
    characteristics: Iterable[str],
    assessment: Assessment,
    who: str,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say of how many people each characteristic is recorded, was not stated, is not recorded or was not collected.

    Parameters
    ----------
    parts : mapping of str to pandas.DataFrame
        Cohorts from `sva.people.cohorts_of`, or one of people or searches.
    characteristics : iterable of str
        Keys of `sva.people.CHARACTERISTICS`.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        The family of measures.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.known``, four rows a cohort and characteristic, the groups of `STATES`. "Asked,
        not stated" where the file tells it apart; "Not collected" where no file has the column, or the system recorded it
        of nobody in the month. Where under 60 in 100 are recorded all four rows have the flag "not assessable": the
        characteristic is then named, not described.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(4), "ethnicity_self": ["W1", "B1", "NS", None],
    ...     "ethnic_group": ["White", "Black", None, None], "month": pd.to_datetime(["2022-05-01"] * 4)})
    >>> rows = coverage({"all": people}, ["ethnic_group", "religion"], load_assessment("west-mercia-2023-05"), "victims")
    >>> rows["numerator"].tolist(), rows["flag"].unique().tolist()
    ([2, 1, 1, 0, 0, 0, 0, 4], ['not assessable'])
    """
    import numpy as np
    import pandas as pd

    people, found = positions(parts, assessment, period)
    rows = []
    states = {name: _states(people, name) for name in characteristics} if found else {}
    counted = people["counted"].to_numpy() if found else np.array([], dtype="int64")
    for cohort, at in found.items():
        for name, codes in states.items():
            numbers = _count(counted[at], codes[at])
            total = sum(numbers)
            flag = "not assessable" if numbers[0] < ASSESSABLE * total else None
            rows += [
                (cohort, name, state, number, total, total - numbers[0], flag)
                for state, number in zip(STATES, numbers, strict=True)
            ]
    if not rows:
        return estimates.blank()
    columns = [
        "cohort",
        "characteristic",
        "group",
        "numerator",
        "denominator",
        "unknown_count",
        "flag",
    ]
    about = shared(who, assessment, period or assessment.year, cohorts.EVERYONE)
    del about["cohort"]
    table = pd.DataFrame(rows, columns=columns)
    return estimates.build(table, assessment.period, measure=f"{who}.known", **about)


def _states(people: pd.DataFrame, name: str) -> np.ndarray:
    """Give each row its place in `STATES`."""
    import numpy as np
    import pandas as pd

    known = (label_groups(people, name) != UNKNOWN).to_numpy(bool)
    column = "ethnicity_self" if name == "ethnic_group" else CHARACTERISTICS[name].column
    unsaid = np.zeros(len(people), bool)
    if column in people.columns and pd.api.types.is_string_dtype(people[column].dtype):
        unsaid = people[column].isin(NOT_STATED).to_numpy(bool) & ~known
    absent = _not_collected(people["month"].to_numpy(), known | unsaid)
    return np.select([known, unsaid, absent], [0, 1, 3], 2)


def _not_collected(months: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Mark the rows of months in which nothing is recorded of anybody; all where it never is."""
    import numpy as np

    if not told.any():
        return np.ones(len(months), bool)
    names, place = np.unique(months, return_inverse=True)
    of_month = np.bincount(place, minlength=len(names))
    silent = (np.bincount(place, told, len(names)) == 0) & (of_month >= _MONTH)
    return silent[place]


def _count(counted: np.ndarray, codes: np.ndarray) -> list[int]:
    """Count each person once, in the best state that any row of the incident gives."""
    import numpy as np

    order = np.lexsort((codes, counted))
    ranked = counted[order]
    first = np.ones(len(order), bool)
    first[1:] = ranked[1:] != ranked[:-1]
    return np.bincount(codes[order][first], minlength=len(STATES)).tolist()


def known_by_month(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    *,
    changes: Iterable[str] | None = None,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say month by month of what share a characteristic is recorded, with the changes of the record system marked.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people` or `sva.people.select_searches`.
    characteristic : str
        A key of `sva.people.CHARACTERISTICS`.
    assessment, who
        As for `coverage`.
    changes : iterable of str, optional
        Months ("2022-04") in which the system changed; by default those of `system_changes`.
    period : tuple of datetime.date, optional
        By default the whole period of the assessment.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.known``, one row a month with anybody; flagged "series break" in a month of a change.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(3), "sex": ["Male", None, "Male"],
    ...     "month": pd.to_datetime(["2022-05-01", "2022-05-01", "2022-06-01"])})
    >>> known_by_month(people, "sex", load_assessment("west-mercia-2023-05"), "victims", changes=["2022-06"])[
    ...     ["numerator", "denominator", "flag"]].to_numpy().tolist()
    [[1, 2, <NA>], [1, 1, 'series break']]
    """
    import pandas as pd

    period = period or assessment.period
    people, _ = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    changes = system_changes(assessment, who) if changes is None else changes
    groups = label_groups(people, characteristic)
    once = distinct(people.assign(_known=(groups != UNKNOWN).astype(int)), groups)
    by_month = once.groupby(pd.to_datetime(once["month"]))["_known"].agg(["sum", "size"])
    months = pd.DatetimeIndex(by_month.index)
    broken = months.isin(pd.to_datetime([f"{month}-01" for month in changes]))
    about = shared(who, assessment, period, cohorts.EVERYONE)
    del about["period_start"], about["period_end"]
    rows = pd.DataFrame(
        {
            "period_start": months,
            "period_end": months + pd.offsets.MonthEnd(),
            "numerator": by_month["sum"].to_numpy(),
            "denominator": by_month["size"].to_numpy(),
            "unknown_count": (by_month["size"] - by_month["sum"]).to_numpy(),
            "flag": pd.Series(broken).map({True: "series break", False: None}).to_numpy(object),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.known",
        characteristic=characteristic,
        group=STATES[0],
        **about,
    )


def system_changes(assessment: Assessment, who: str) -> list[str]:
    """List the months in which the system that keeps a table changed, as the mapping of its files states them.

    Parameters
    ----------
    assessment : Assessment
        Its mappings may have the key ``system_changes``.
    who : {"victims", "suspects", "searches"}
        Whose table.

    Returns
    -------
    list of str
        Months such as "2022-04".

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> system_changes(load_assessment("west-mercia-2023-05"), "victims")
    ['2022-04']
    """
    from sva.intake.contract import load_contract
    from sva.intake.mapping import load_mapping
    from sva.people.profile import TABLES

    contract = load_contract(cohorts.CONTRACTS[TABLES[who]])
    found: set[str] = set()
    for source in assessment.settings.sources:
        if source.contract == contract.name and source.mapping:
            found |= set(load_mapping(assessment.folder / source.mapping, contract).system_changes)
    return sorted(found)
