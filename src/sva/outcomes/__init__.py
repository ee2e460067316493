"""What became of it: outcomes of crimes, disposals of suspects, outcome 22, and what is still open."""

from sva.outcomes.disposals import disposal_mix, select_disposals, share_of_disposal
from sva.outcomes.groups import NOT_YET, outcome_groups, outcome_order
from sva.outcomes.maturity import assigned_by_month, months_to_settle
from sva.outcomes.mix import outcome_mix, share_of_outcome
from sva.outcomes.street import last_outcome_mix, probable_outcome_22

__all__ = [
    "NOT_YET",
    "assigned_by_month",
    "disposal_mix",
    "last_outcome_mix",
    "months_to_settle",
    "outcome_groups",
    "outcome_mix",
    "outcome_order",
    "probable_outcome_22",
    "select_disposals",
    "share_of_disposal",
    "share_of_outcome",
]
