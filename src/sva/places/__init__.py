"""Where it happens: joins to areas, counts and rates, how much few places hold, and when."""

from sva.places.accounting import account_for_places
from sva.places.areas import count_by_area, count_same_months, rate_by_area
from sva.places.concentration import concentration
from sva.places.selection import SET_APART, public_place, street_kind
from sva.places.times import count_by_hour

__all__ = [
    "SET_APART",
    "account_for_places",
    "concentration",
    "count_by_area",
    "count_by_hour",
    "count_same_months",
    "public_place",
    "rate_by_area",
    "street_kind",
]
