"""The frame around people and places: partners, residents, kinds of violence, causes, priorities."""

from sva.context.deprivation import count_areas_by_decile, rate_by_decile
from sva.context.kinds import (
    compare_street_months,
    count_by_month,
    count_kinds,
    count_street_by_month,
    count_street_types,
    rate_of_kinds,
)
from sva.context.partners import (
    account_for_rows,
    count_choices,
    count_months,
    find_changes,
    measure_completeness,
    system_changes,
)
from sva.context.picture import (
    compare_definitions,
    count_calendar_months,
    count_rolling_years,
    known_breaks,
    overlap_of_definitions,
)
from sva.context.population import count_residents, share_residents
from sva.context.success import count_admissions, count_knives_and_homicides

__all__ = [
    "account_for_rows",
    "compare_definitions",
    "compare_street_months",
    "count_admissions",
    "count_areas_by_decile",
    "count_by_month",
    "count_calendar_months",
    "count_choices",
    "count_kinds",
    "count_knives_and_homicides",
    "count_months",
    "count_residents",
    "count_rolling_years",
    "count_street_by_month",
    "count_street_types",
    "find_changes",
    "known_breaks",
    "measure_completeness",
    "overlap_of_definitions",
    "rate_by_decile",
    "rate_of_kinds",
    "share_residents",
    "system_changes",
]
