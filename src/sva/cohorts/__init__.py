"""Who and what is counted: the area's own definition of serious violence, and the cohorts of an assessment.

Everything here works on clean tables and gives back rows or masks, never numbers for a reader.
"""

from sva.cohorts.ages import EVERYONE, choose, find_cohort, incidents_with_ages
from sva.cohorts.definition import classify, select_serious, undecided
from sva.cohorts.periods import CONTRACTS, about, comparison_months, within

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
