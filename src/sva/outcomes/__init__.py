"""What became of it: outcomes of crimes, disposals of suspects, outcome 22, reoffending, and what is still open."""

from sva.outcomes.breakdown import mix_within, time_to_outcome
from sva.outcomes.cohort import FollowUp, index_events
from sva.outcomes.compare import Comparison, compare
from sva.outcomes.dashboard import Panel, drawn_parts, panels
from sva.outcomes.disposals import disposal_mix, select_disposals, share_of_disposal
from sva.outcomes.effect_rows import balance_rows, comparison_rows, overlap_rows, sensitivity_rows
from sva.outcomes.eligible import eligible, stage_name
from sva.outcomes.exceptions import area_funnel, exceptions, together
from sva.outcomes.groups import DIVERSION, NOT_YET, outcome_groups, outcome_order
from sva.outcomes.interrupted import step_at, step_rows, training_step
from sva.outcomes.maturity import assigned_by_month, months_to_settle
from sva.outcomes.mix import outcome_mix, share_of_outcome
from sva.outcomes.propensity import prepare
from sva.outcomes.reoffending import (
    followed_by_month,
    reoffending_frequency,
    reoffending_share,
    share_within,
    with_key,
)
from sva.outcomes.returned import council_rows, trained_by_month
from sva.outcomes.series import control_chart, known_causes, monthly_mix
from sva.outcomes.street import last_outcome_mix, probable_outcome_22, street_references
from sva.outcomes.street_22 import (
    outcome_file_rows,
    outcome_rows,
    probable_22_beside,
    probable_22_by,
    probable_22_by_force,
)
from sva.outcomes.study import Study, restrict, study
from sva.outcomes.survival import kaplan_meier, survival_curve
from sva.outcomes.use import stage, use_by_group, use_ratios

__all__ = [
    "DIVERSION",
    "NOT_YET",
    "Comparison",
    "FollowUp",
    "Panel",
    "Study",
    "area_funnel",
    "assigned_by_month",
    "balance_rows",
    "compare",
    "comparison_rows",
    "control_chart",
    "council_rows",
    "disposal_mix",
    "drawn_parts",
    "eligible",
    "exceptions",
    "followed_by_month",
    "index_events",
    "kaplan_meier",
    "known_causes",
    "last_outcome_mix",
    "mix_within",
    "monthly_mix",
    "months_to_settle",
    "outcome_file_rows",
    "outcome_groups",
    "outcome_mix",
    "outcome_order",
    "outcome_rows",
    "overlap_rows",
    "panels",
    "prepare",
    "probable_22_beside",
    "probable_22_by",
    "probable_22_by_force",
    "probable_outcome_22",
    "reoffending_frequency",
    "reoffending_share",
    "restrict",
    "select_disposals",
    "sensitivity_rows",
    "share_of_disposal",
    "share_of_outcome",
    "share_within",
    "stage",
    "stage_name",
    "step_at",
    "step_rows",
    "street_references",
    "study",
    "survival_curve",
    "time_to_outcome",
    "together",
    "trained_by_month",
    "training_step",
    "use_by_group",
    "use_ratios",
    "with_key",
]
