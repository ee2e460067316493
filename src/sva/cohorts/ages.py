"""Cohorts of an assessment: people of an age, or incidents with anyone of an age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.assessment.schema import Cohort

__all__ = ["EVERYONE", "choose", "find_cohort", "incidents_with_ages"]

#: The cohort of all ages; it needs no entry in the assessment.
EVERYONE = "all"


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
