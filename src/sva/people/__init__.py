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
from sva.people.ladders import any_outcome, found, search_ladder, suspect_ladder, with_disposals
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
from sva.people.within import ratio_by_area, ratio_within

__all__ = [
    "BESIDES",
    "CHARACTERISTICS",
    "OF_SUSPECTS",
    "OF_VICTIMS",
    "REFERENCES",
    "Characteristic",
    "account_for_victims",
    "any_outcome",
    "correct_family",
    "count_by",
    "count_by_kind",
    "count_people",
    "count_people_by_month",
    "count_searches_by",
    "coverage",
    "find_rate",
    "found",
    "gaps",
    "label_groups",
    "rate_by",
    "rate_by_home",
    "ratio_by_area",
    "ratio_to_residents",
    "ratio_within",
    "repeat_share",
    "residents_by",
    "search_ladder",
    "select_people",
    "select_searches",
    "share_by",
    "share_by_each",
    "share_with_suspect",
    "step_ratio",
    "suspect_ladder",
    "with_disposals",
]
