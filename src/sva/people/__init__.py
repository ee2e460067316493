"""Who is harmed, who is suspected, who is searched, and what is known of them."""

from sva.people.agreement import agreement, agreement_table, ratio_as_seen, self_defined_by_seen
from sva.people.beside import pyramid, shares_beside
from sva.people.characteristics import (
    BESIDES,
    CHARACTERISTICS,
    OF_SUSPECTS,
    OF_VICTIMS,
    RECORDED_OF_SUSPECTS,
    RECORDED_OF_VICTIMS,
    SETTING,
    Characteristic,
    label_groups,
)
from sva.people.coverage import STATES, coverage, known_by_month, system_changes
from sva.people.disparity import (
    REFERENCES,
    ratio_to_residents,
    step_ratio,
)
from sva.people.family import assessable, correct_family, gaps, of_cohort, of_part
from sva.people.history import with_history
from sva.people.homes import distance_from_home, rate_by_district, share_by_decile
from sva.people.intersections import partial_pool, ratio_of_intersections
from sva.people.ladders import DISPOSALS, search_ladder, suspect_ladder, with_disposals
from sva.people.partnerships import count_by_partnership
from sva.people.profile import count_by, rate_by
from sva.people.residents import residents_by, residents_by_each
from sva.people.searches import (
    ARREST,
    any_outcome,
    count_searches_by,
    found,
    of_children,
    select_searches,
)
from sva.people.selection import account_for_victims, select_people
from sva.people.shares import share_by, share_of
from sva.people.subsets import DEALT_WITH, SUBSETS, cohorts_of, dealt_with, profiles, subset
from sva.people.summary import share_with_suspect, ties_of_suspects, ties_of_victims
from sva.people.ties import overlap, repeat_share, suspected_together, top_people
from sva.people.totals import count_by_kind, count_by_month, count_people
from sva.people.within import ratio_by_area, ratio_within, ratios_of_each

__all__ = [
    "ARREST",
    "BESIDES",
    "CHARACTERISTICS",
    "DEALT_WITH",
    "DISPOSALS",
    "OF_SUSPECTS",
    "OF_VICTIMS",
    "RECORDED_OF_SUSPECTS",
    "RECORDED_OF_VICTIMS",
    "REFERENCES",
    "SETTING",
    "STATES",
    "SUBSETS",
    "Characteristic",
    "account_for_victims",
    "agreement",
    "agreement_table",
    "any_outcome",
    "assessable",
    "cohorts_of",
    "correct_family",
    "count_by",
    "count_by_kind",
    "count_by_month",
    "count_by_partnership",
    "count_people",
    "count_searches_by",
    "coverage",
    "dealt_with",
    "distance_from_home",
    "found",
    "gaps",
    "known_by_month",
    "label_groups",
    "of_children",
    "of_cohort",
    "of_part",
    "overlap",
    "partial_pool",
    "profiles",
    "pyramid",
    "rate_by",
    "rate_by_district",
    "ratio_as_seen",
    "ratio_by_area",
    "ratio_of_intersections",
    "ratio_to_residents",
    "ratio_within",
    "ratios_of_each",
    "repeat_share",
    "residents_by",
    "residents_by_each",
    "search_ladder",
    "select_people",
    "select_searches",
    "self_defined_by_seen",
    "share_by",
    "share_by_decile",
    "share_of",
    "share_with_suspect",
    "shares_beside",
    "step_ratio",
    "subset",
    "suspect_ladder",
    "suspected_together",
    "system_changes",
    "ties_of_suspects",
    "ties_of_victims",
    "top_people",
    "with_disposals",
    "with_history",
]
