"""One call from clean tables to those followed and what the comparison of them found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.outcomes.cohort import FollowUp, index_events
from sva.outcomes.compare import Comparison, compare
from sva.outcomes.propensity import prepare

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["Study", "study"]


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
        Twelve months' follow-up and six months' waiting.

    Returns
    -------
    Study
        With nobody in it where there are no tables.
    """
    rule = rule or FollowUp()
    people = index_events(offences, suspects, disposals, assessment, victims=victims, rule=rule)
    compared = people[people["mature"].astype(bool)]
    if compared.empty:
        return Study(
            people, compared, Comparison(0, 0, 0, 0, refused="nobody was followed to the end"), rule
        )
    compared = prepare(compared)
    return Study(people, compared, compare(compared), rule)
