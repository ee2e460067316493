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
from sva.context.partners import account_for_rows, measure_completeness
from sva.context.population import count_residents, share_residents

__all__ = [
    "account_for_rows",
    "compare_street_months",
    "count_areas_by_decile",
    "count_by_month",
    "count_kinds",
    "count_residents",
    "count_street_by_month",
    "count_street_types",
    "measure_completeness",
    "rate_by_decile",
    "rate_of_kinds",
    "share_residents",
]
