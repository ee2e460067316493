"""Who is harmed, who is suspected, who is searched, and what is known of them."""

from sva.people.characteristics import (
    BESIDES,
    CHARACTERISTICS,
    OF_SUSPECTS,
    OF_VICTIMS,
    Characteristic,
    label_groups,
)
from sva.people.coverage import coverage
from sva.people.disparity import REFERENCES, ratio_to_residents, step_ratio
from sva.people.family import correct_family, gaps
from sva.people.profile import count_by, rate_by, share_by, share_by_each
from sva.people.repeats import repeat_share
from sva.people.residents import residents_by
from sva.people.searches import count_searches_by, find_rate, select_searches
from sva.people.selection import account_for_victims, select_people
from sva.people.totals import (
    count_by_kind,
    count_people,
    count_people_by_month,
    rate_by_home,
    share_with_suspect,
)

__all__ = [
    "BESIDES",
    "CHARACTERISTICS",
    "OF_SUSPECTS",
    "OF_VICTIMS",
    "REFERENCES",
    "Characteristic",
    "account_for_victims",
    "correct_family",
    "count_by",
    "count_by_kind",
    "count_people",
    "count_people_by_month",
    "count_searches_by",
    "coverage",
    "find_rate",
    "gaps",
    "label_groups",
    "rate_by",
    "rate_by_home",
    "ratio_to_residents",
    "repeat_share",
    "residents_by",
    "select_people",
    "select_searches",
    "share_by",
    "share_by_each",
    "share_with_suspect",
    "step_ratio",
]
