"""Who is harmed, who is suspected, who is searched, and what is known of them."""

from sva.people.agreement import agreement, agreement_table, ratio_as_seen, self_defined_by_seen
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
from sva.people.family import correct_family, gaps, of_part
from sva.people.ladders import (
    ARREST,
    DISPOSALS,
    any_outcome,
    found,
    search_ladder,
    suspect_ladder,
    with_disposals,
)
from sva.people.partnerships import count_by_partnership
from sva.people.profile import count_by, rate_by, share_by, share_by_each
from sva.people.repeats import repeat_share
from sva.people.residents import residents_by
from sva.people.search_uses import (
    of_children,
    outcome_rate,
    rate_by_place,
    searches_by_month,
    share_of_searches,
)
from sva.people.searches import count_searches_by, find_rate, select_searches
from sva.people.selection import account_for_victims, select_people
from sva.people.subsets import (
    DEALT_WITH,
    SUBSETS,
    dealt_with,
    share_by_decile,
    shares_of_subsets,
    subset,
)
from sva.people.ties import distance_from_home, overlap, suspected_together, top_people
from sva.people.totals import (
    count_by_kind,
    count_people,
    count_people_by_month,
    rate_by_home,
    share_with_suspect,
)
from sva.people.within import ratio_by_area, ratio_within

__all__ = [
    "ARREST",
    "BESIDES",
    "CHARACTERISTICS",
    "DEALT_WITH",
    "DISPOSALS",
    "OF_SUSPECTS",
    "OF_VICTIMS",
    "REFERENCES",
    "SUBSETS",
    "Characteristic",
    "account_for_victims",
    "agreement",
    "agreement_table",
    "any_outcome",
    "correct_family",
    "count_by",
    "count_by_kind",
    "count_by_partnership",
    "count_people",
    "count_people_by_month",
    "count_searches_by",
    "coverage",
    "dealt_with",
    "distance_from_home",
    "find_rate",
    "found",
    "gaps",
    "label_groups",
    "of_children",
    "of_part",
    "outcome_rate",
    "overlap",
    "rate_by",
    "rate_by_home",
    "rate_by_place",
    "ratio_as_seen",
    "ratio_by_area",
    "ratio_to_residents",
    "ratio_within",
    "repeat_share",
    "residents_by",
    "search_ladder",
    "searches_by_month",
    "select_people",
    "select_searches",
    "self_defined_by_seen",
    "share_by",
    "share_by_decile",
    "share_by_each",
    "share_of_searches",
    "share_with_suspect",
    "shares_of_subsets",
    "step_ratio",
    "subset",
    "suspect_ladder",
    "suspected_together",
    "top_people",
    "with_disposals",
]
