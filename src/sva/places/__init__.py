"""Where it happens: joins to areas, counts and rates, how much few places hold, hot spots, and when."""

from sva.places.accounting import account_for_places
from sva.places.areas import count_by_area, count_same_months, rate_by_area
from sva.places.concentration import concentration
from sva.places.ground import ground
from sva.places.hot_areas import hot_areas, how_many_hot
from sva.places.hot_history import change_of_areas, forward_test_of, hot_over_time
from sva.places.selection import SET_APART, public_place, street_kind
from sva.places.times import count_by_hour

__all__ = [
    "SET_APART",
    "account_for_places",
    "change_of_areas",
    "concentration",
    "count_by_area",
    "count_by_hour",
    "count_same_months",
    "forward_test_of",
    "ground",
    "hot_areas",
    "hot_over_time",
    "how_many_hot",
    "public_place",
    "rate_by_area",
    "street_kind",
]
