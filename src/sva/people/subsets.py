"""Every cohort that is described: ages, kinds of offence, people dealt with; and the profile of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN, label_groups, order_groups
from sva.people.coverage import ASSESSABLE
from sva.people.profile import shared
from sva.people.tallies import count_codes, positions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["DEALT_WITH", "SUBSETS", "cohorts_of", "dealt_with", "profiles", "subset"]

#: Cohort of offences to the column of the offence and what it must be.
SUBSETS: dict[str, tuple[str, bool]] = {
    "knife-enabled": ("knife_enabled", True),
    "domestic": ("domestic", True),
    "not-domestic": ("domestic", False),
    "public-place": ("public_place", True),
}

#: The cohort of people who were charged, cautioned or otherwise dealt with: not the same as suspects.
DEALT_WITH = "charged-or-cautioned"


def subset(people: pd.DataFrame, name: str) -> pd.DataFrame:
    """Keep the people of some offences.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`, with the column of `SUBSETS`; an offence for which it is not recorded is in
        neither part.
    name : str
        A key of `SUBSETS`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"offence_key": ["a", "b", "c"], "domestic": pd.array([True, False, None], dtype="boolean")})
    >>> subset(people, "not-domestic")["offence_key"].tolist()
    ['b']
    """
    column, wanted = SUBSETS[name]
    if people.empty or column not in people.columns:
        return people.iloc[:0]
    flag = people[column].astype("boolean")
    return people[(flag if wanted else ~flag).fillna(False).to_numpy(bool)]


def dealt_with(suspects: pd.DataFrame) -> pd.DataFrame:
    """Keep suspects who were charged or dealt with out of court: a cohort apart from suspects.

    Police records end there: who was convicted is the courts' to say, and is not in them.

    Parameters
    ----------
    suspects : pandas.DataFrame
        From `sva.people.with_disposals`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> len(dealt_with(pd.DataFrame({"disposal": ["charged", "outcome 22", "out of court", None]})))
    2
    """
    return suspects[suspects["disposal"].isin(["charged", "out of court"])]


def cohorts_of(
    people: pd.DataFrame, assessment: Assessment, *others: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Part people into the cohorts that are described; cohorts overlap.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`, or `sva.people.with_disposals`.
    assessment : Assessment
        For its cohorts by age.
    *others : pandas.DataFrame
        All victims and suspects of the same offences: they decide which incidents a cohort of incidents holds.

    Returns
    -------
    dict of str to pandas.DataFrame
        Everyone first, then the cohorts by age, by kind of offence, and of suspects those dealt with.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"incident_key": ["i", "j"], "age": pd.array([16, 30], dtype="Int64"),
    ...     "domestic": pd.array([True, False], dtype="boolean")})
    >>> {name: len(part) for name, part in cohorts_of(people, load_assessment("west-mercia-2023-05"), people).items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'all': 2, 'under-18': 1, 'age-10-17': 1, 'age-14-24': 1, 'under-25': 1, 'knife-enabled': 0, 'domestic': 1,
     'not-domestic': 1, 'public-place': 0}
    """
    names = [cohorts.EVERYONE, *(cohort.name for cohort in assessment.settings.cohorts)]
    parts = {name: cohorts.choose(people, name, assessment, *others) for name in names}
    parts |= {name: subset(people, name) for name in SUBSETS}
    if "disposal" in people.columns:
        parts[DEALT_WITH] = dealt_with(people)
    return parts


def profiles(
    parts: Mapping[str, pd.DataFrame],
    characteristics: Iterable[str],
    assessment: Assessment,
    who: str,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give each group's share of the people of each cohort whose characteristic is recorded.

    Parameters
    ----------
    parts : mapping of str to pandas.DataFrame
        From `cohorts_of`.
    characteristics : iterable of str
        Keys of `sva.people.CHARACTERISTICS`.
    assessment : Assessment
    who : {"victims", "suspects"}
        Who.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share``, as of `sva.people.share_by`, cohort by cohort. A cohort without anyone has no
        rows, nor has a characteristic recorded for fewer than 60 in 100 of a cohort: `sva.people.coverage` names it.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(5), "sex": ["Male"] * 3 + ["Female", None], "month": pd.to_datetime(["2022-05-01"] * 5)})
    >>> rows = profiles({"domestic": people}, ["sex"], load_assessment("west-mercia-2023-05"), "victims")
    >>> rows[["cohort", "group", "numerator", "denominator", "unknown_count"]].to_numpy().tolist()
    [['domestic', 'Female', 1, 4, 1], ['domestic', 'Male', 3, 4, 1]]
    """
    import numpy as np
    import pandas as pd

    people, found = positions(parts, assessment, period)
    counted = people["counted"].to_numpy() if found else np.array([], dtype="int64")
    rows: dict[tuple[str, str], list[dict[str, object]]] = {}
    for name in characteristics if found else ():
        groups = label_groups(people, name)
        order = order_groups(name, [*groups.unique(), UNKNOWN])
        codes = groups.map({group: number for number, group in enumerate(order)}).to_numpy()
        for cohort, at in found.items():
            *numbers, unknown = count_codes(counted[at], codes[at], len(order)).tolist()
            known = sum(numbers)
            if known < ASSESSABLE * (known + unknown):
                continue  # named among what is recorded, not described
            rows[cohort, name] = [
                {
                    "cohort": cohort,
                    "characteristic": name,
                    "group": group,
                    "numerator": number,
                    "denominator": known,
                    "unknown_count": unknown,
                }
                for group, number in zip(order, numbers, strict=False)
            ]
    if not rows:
        return estimates.blank()
    about = shared(who, assessment, period or assessment.year, cohorts.EVERYONE)
    del about["cohort"]
    ordered = [
        row for cohort in found for at, part in rows.items() if at[0] == cohort for row in part
    ]
    table = pd.DataFrame(ordered)
    return estimates.build(table, assessment.period, measure=f"{who}.share", **about)
