"""Who and what is counted: the area's own definition of serious violence, and the cohorts of an assessment.

Everything here works on clean tables and gives back rows or masks, never numbers for a reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.assessment.schema import Cohort, Definition

__all__ = [
    "CONTRACTS",
    "EVERYONE",
    "about",
    "choose",
    "classify",
    "comparison_months",
    "find_cohort",
    "incidents_with_ages",
    "select_serious",
    "undecided",
    "within",
]

#: The cohort of all ages; it needs no entry in the assessment.
EVERYONE = "all"

#: Clean table to the contract under which a partner supplies it.
CONTRACTS = {
    "offences": "police-offences",
    "victims": "police-victims",
    "suspects": "police-suspects",
    "disposals": "police-disposals",
    "stops": "police-stop-search",
    "street": "police-street",
}


def about(table: str, assessment: Assessment, period: tuple[date, date]) -> dict[str, Any]:
    """Give the columns that every estimate of one table and period shares.

    Parameters
    ----------
    table : str
        A clean table, a key of `CONTRACTS`.
    assessment : Assessment
    period : tuple of datetime.date
        First and last day.

    Returns
    -------
    dict
        ``source``, ``data_as_at``, ``period_start``, ``period_end``, ``already_public``; police.uk's figures are public.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> assessment = load_assessment("west-mercia-2023-05")
    >>> about("victims", assessment, assessment.year)["source"]
    'police-victims'
    """
    contract = CONTRACTS[table]
    return {
        "source": contract,
        "data_as_at": assessment.data_as_at(contract),
        "period_start": period[0],
        "period_end": period[1],
        "already_public": table == "street",
    }


def within(table: pd.DataFrame, period: tuple[date, date], column: str = "month") -> pd.DataFrame:
    """Keep the rows of a clean table that fall in a period.

    Parameters
    ----------
    table : pandas.DataFrame
        A clean table.
    period : tuple of datetime.date
        First and last day, whole months.
    column : str
        The date column; by default the month, which is known even where the day is not.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> from datetime import date
    >>> table = pd.DataFrame({"month": pd.to_datetime(["2022-03-01", "2022-04-01"])})
    >>> len(within(table, (date(2022, 4, 1), date(2023, 3, 31))))
    1
    """
    import pandas as pd

    start, end = pd.Timestamp(period[0]), pd.Timestamp(period[1]) + pd.Timedelta(days=1)
    when = pd.to_datetime(table[column])
    return table[((when >= start) & (when < end)).to_numpy(bool)]


def comparison_months(assessment: Assessment) -> tuple[tuple[date, date], tuple[date, date]]:
    """Give the months of the comparison period, and the same months of the assessment's last twelve.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    tuple of (tuple of datetime.date, tuple of datetime.date)
        First and last day of the earlier, then of the later months.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> before, now = comparison_months(load_assessment("west-mercia-2026-05"))
    >>> before[1].isoformat(), now[0].isoformat(), now[1].isoformat()
    ('2024-04-30', '2025-01-01', '2025-04-30')
    """
    from datetime import timedelta

    before = assessment.settings.comparison
    start, end = before.start, before.end + timedelta(days=1)
    later = assessment.year[1]
    years = later.year - before.end.year
    if end.replace(year=end.year + years) > later + timedelta(days=1):
        years -= 1
    now = (
        start.replace(year=start.year + years),
        end.replace(year=end.year + years) - timedelta(days=1),
    )
    return (before.start, before.end), now


def classify(offences: pd.DataFrame, definition: Definition) -> pd.Series:
    """Give each offence its group of the definition, by its code and flags.

    Where an offence fits several groups the first in the definition has it, so that the groups add up. A flag
    that is not recorded does not count as set: see `undecided`.

    Parameters
    ----------
    offences : pandas.DataFrame
        ``offence_code`` and the flag columns that the definition names.
    definition : Definition
        ``assessment.settings.definition``.

    Returns
    -------
    pandas.Series of str
        The group's name; null where the offence is not serious violence. The index of `offences`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> definition = load_assessment("west-mercia-2023-05").settings.definition
    >>> offences = pd.DataFrame({"offence_code": ["34B", "8N", "8N"], "knife_enabled": [False, True, None]})
    >>> classify(offences, definition).tolist()
    ['robbery', 'knife-injury', nan]
    """
    import pandas as pd

    codes = offences["offence_code"].astype("category")
    result = pd.Series(pd.NA, index=offences.index, dtype="str")
    free = pd.Series(True, index=offences.index)
    for group in definition.groups:
        fits = free & codes.isin(group.offence_codes)
        if group.any_flag:
            fits &= _any_flag(offences, group.any_flag)
        result[fits] = group.name
        free &= ~fits
    return result


def undecided(offences: pd.DataFrame, definition: Definition) -> pd.Series:
    """Mark the offences that would be serious violence if a flag that is not recorded were set.

    Parameters
    ----------
    offences, definition
        As for `classify`.

    Returns
    -------
    pandas.Series of bool
        The index of `offences`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> definition = load_assessment("west-mercia-2023-05").settings.definition
    >>> offences = pd.DataFrame({"offence_code": ["34B", "8N", "8N"], "knife_enabled": [None, True, None]})
    >>> undecided(offences, definition).tolist()
    [False, False, True]
    """
    import pandas as pd

    codes = offences["offence_code"].astype("category")
    open_ = pd.Series(False, index=offences.index)
    for group in definition.groups:
        if group.any_flag:
            flags = offences[_present(offences, group.any_flag)].astype("boolean")
            unknown = flags.isna().any(axis=1) if flags.shape[1] else True
            open_ |= codes.isin(group.offence_codes) & unknown
    return open_ & classify(offences, definition).isna()


def _present(offences: pd.DataFrame, flags: Sequence[str]) -> list[str]:
    return [flag for flag in flags if flag in offences.columns]


def _any_flag(offences: pd.DataFrame, flags: Sequence[str]) -> pd.Series:
    import pandas as pd

    found = pd.Series(False, index=offences.index)
    for flag in _present(offences, flags):
        found |= offences[flag].astype("boolean").fillna(False).astype(bool)
    return found


def select_serious(
    offences: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Keep the offences that the assessment calls serious violence, each with its group.

    Parameters
    ----------
    offences : pandas.DataFrame
        The clean table; it may be empty.
    assessment : Assessment
    period : tuple of datetime.date, optional
        Only offences of these months.

    Returns
    -------
    pandas.DataFrame
        The same columns and ``serious``, the name of the group.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"offence_code": ["34B", "105A"], "month": pd.to_datetime(["2023-01-01"] * 2)})
    >>> select_serious(offences, load_assessment("west-mercia-2023-05"))["serious"].tolist()
    ['robbery']
    """
    kept = offences if period is None else within(offences, period)
    group = classify(kept, assessment.settings.definition)
    return kept[group.notna()].assign(serious=group[group.notna()])


def find_cohort(name: str, assessment: Assessment) -> Cohort | None:
    """Find a cohort by its name; None for everyone.

    Parameters
    ----------
    name : str
        As in ``assessment.yaml``, or ``"all"``.
    assessment : Assessment

    Returns
    -------
    Cohort or None

    Raises
    ------
    SvaError
        If the assessment has no such cohort.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> find_cohort("under-18", load_assessment("west-mercia-2023-05")).ages
    (0, 17)
    """
    if name == EVERYONE:
        return None
    cohorts = {cohort.name: cohort for cohort in assessment.settings.cohorts}
    if name not in cohorts:
        raise SvaError(
            "no such cohort",
            [
                Fault(
                    f"{name!r}",
                    f"one of {', '.join([EVERYONE, *cohorts])}",
                    f"assessments/{assessment.name}/assessment.yaml",
                )
            ],
        )
    return cohorts[name]


def incidents_with_ages(ages: tuple[int, int], *people: pd.DataFrame) -> pd.Series:
    """Find the incidents in which anybody of an age took part, as victim or suspect.

    Parameters
    ----------
    ages : tuple of int
        Lowest and highest age, both included.
    *people : pandas.DataFrame
        Tables with ``incident_key`` and ``age``: victims, suspects. A person of unknown age marks no incident.

    Returns
    -------
    pandas.Series of str
        Incident keys, some perhaps twice.

    Examples
    --------
    >>> import pandas as pd
    >>> victims = pd.DataFrame({"incident_key": ["a", "b"], "age": pd.array([40, None], dtype="Int64")})
    >>> suspects = pd.DataFrame({"incident_key": ["a", "b"], "age": pd.array([16, 30], dtype="Int64")})
    >>> incidents_with_ages((14, 24), victims, suspects).tolist()
    ['a']
    """
    import pandas as pd

    keys = [table.loc[_aged(table, ages), "incident_key"].dropna() for table in people]
    return pd.concat(keys, ignore_index=True) if keys else pd.Series([], dtype="str")


def _aged(table: pd.DataFrame, ages: tuple[int, int]) -> pd.Series:
    return table["age"].astype("Int64").between(*ages).fillna(False).astype(bool)


def choose(
    table: pd.DataFrame, name: str, assessment: Assessment, *people: pd.DataFrame
) -> pd.DataFrame:
    """Keep the rows of a cohort.

    Parameters
    ----------
    table : pandas.DataFrame
        People (with ``age``) or anything with ``incident_key``.
    name : str
        The cohort; ``"all"`` keeps every row.
    assessment : Assessment
    *people : pandas.DataFrame
        Victims and suspects, needed where the cohort counts incidents.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    SvaError
        If the assessment has no such cohort.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> victims = pd.DataFrame({"incident_key": ["a", "a"], "age": [16, 40]})
    >>> assessment = load_assessment("west-mercia-2023-05")
    >>> len(choose(victims, "under-18", assessment)), len(choose(victims, "age-14-24", assessment, victims))
    (1, 2)
    """
    cohort = find_cohort(name, assessment)
    if cohort is None:
        return table
    if cohort.counts == "person":
        return table[_aged(table, cohort.ages)]
    return table[table["incident_key"].isin(incidents_with_ages(cohort.ages, *people))]
