"""One call from clean tables to those followed and what the comparison of them found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva import cohorts
from sva.outcomes.cohort import FollowUp, index_events
from sva.outcomes.compare import Comparison, compare
from sva.outcomes.propensity import prepare

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["Study", "restrict", "study"]


@dataclass(frozen=True)
class Study:
    """Those followed, those of them followed to the end, and the comparison.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.index_events`.
    compared : pandas.DataFrame
        From `sva.outcomes.prepare`, followed to the end.
    found : Comparison
    rule : FollowUp
    """

    people: pd.DataFrame
    compared: pd.DataFrame
    found: Comparison
    rule: FollowUp


def study(
    offences: pd.DataFrame,
    suspects: pd.DataFrame,
    disposals: pd.DataFrame,
    victims: pd.DataFrame,
    assessment: Assessment,
    rule: FollowUp | None = None,
) -> Study:
    """Follow those offered a diversion and the others, and compare them.

    Parameters
    ----------
    offences, suspects, disposals, victims : pandas.DataFrame
        The clean tables, all offences and all years.
    assessment : Assessment
    rule : FollowUp, optional
        By default as the assessment file says, else twelve months' follow-up and six months' waiting.

    Returns
    -------
    Study
        With nobody in it where there are no tables.
    """
    rule = rule or FollowUp.of(assessment)
    people = index_events(offences, suspects, disposals, assessment, victims=victims, rule=rule)
    compared = people[people["mature"].astype(bool)]
    if compared.empty:
        return Study(
            people, compared, Comparison(0, 0, 0, 0, refused="nobody was followed to the end"), rule
        )
    compared = prepare(compared)
    return Study(people, compared, compare(compared), rule)


def restrict(whole: Study, cohort: str, assessment: Assessment) -> Study:
    """Keep the people of one cohort of a study, by their age at the start, and compare them among themselves.

    Parameters
    ----------
    whole : Study
    cohort : str
        A cohort of persons of the assessment, "under-18".
    assessment : Assessment

    Returns
    -------
    Study
        Refused where the cohort is too small, which for children it often is.
    """
    if whole.compared.empty:
        return whole
    compared = cohorts.choose(whole.compared, cohort, assessment)
    return Study(
        cohorts.choose(whole.people, cohort, assessment), compared, compare(compared), whole.rule
    )
