"""The frame around people and places: partners, residents, kinds of violence, causes, priorities."""

from sva.context.asked import change_of_kinds, share_asked
from sva.context.association import associate
from sva.context.capture import estimate_hidden
from sva.context.cost import cost_offences
from sva.context.deprivation import count_areas_by_decile, rate_by_decile
from sva.context.factors import area_indicators, rate_by_fifth, rate_factors
from sva.context.forces import count_beside_forces, neighbours_first
from sva.context.health import (
    calls_against_records,
    injuring,
    share_by_age,
    share_by_hour,
    violent_calls,
)
from sva.context.kinds import (
    compare_street_months,
    count_by_month,
    count_kinds,
    count_street_by_month,
    count_street_types,
    rate_of_kinds,
)
from sva.context.money import needs_of_partnerships, unit_costs
from sva.context.needs import count_needs
from sva.context.others import count_others
from sva.context.partners import (
    account_for_rows,
    count_choices,
    count_months,
    find_changes,
    measure_completeness,
    system_changes,
)
from sva.context.partnerships import describe_partnerships
from sva.context.picture import (
    compare_definitions,
    count_calendar_months,
    count_rolling_years,
    known_breaks,
    overlap_of_definitions,
)
from sva.context.population import (
    centres_of,
    count_residents,
    residents_of_ages,
    share_residents,
)
from sva.context.priorities import order_cohorts, order_kinds, order_partnerships
from sva.context.services import map_services
from sva.context.success import count_admissions, count_knives_and_homicides
from sva.context.themes import (
    agree_on_themes,
    collect_quotations,
    count_notes_by_place,
    count_themes,
)
from sva.context.voice import share_answers

__all__ = [
    "account_for_rows",
    "agree_on_themes",
    "area_indicators",
    "associate",
    "calls_against_records",
    "centres_of",
    "change_of_kinds",
    "collect_quotations",
    "compare_definitions",
    "compare_street_months",
    "cost_offences",
    "count_admissions",
    "count_areas_by_decile",
    "count_beside_forces",
    "count_by_month",
    "count_calendar_months",
    "count_choices",
    "count_kinds",
    "count_knives_and_homicides",
    "count_months",
    "count_needs",
    "count_notes_by_place",
    "count_others",
    "count_residents",
    "count_rolling_years",
    "count_street_by_month",
    "count_street_types",
    "count_themes",
    "describe_partnerships",
    "estimate_hidden",
    "find_changes",
    "injuring",
    "known_breaks",
    "map_services",
    "measure_completeness",
    "needs_of_partnerships",
    "neighbours_first",
    "order_cohorts",
    "order_kinds",
    "order_partnerships",
    "overlap_of_definitions",
    "rate_by_decile",
    "rate_by_fifth",
    "rate_factors",
    "rate_of_kinds",
    "residents_of_ages",
    "share_answers",
    "share_asked",
    "share_by_age",
    "share_by_hour",
    "share_residents",
    "system_changes",
    "unit_costs",
    "violent_calls",
]
