"""Where it happens: joins to areas, counts and rates, how much few places hold, hot spots, and when."""

from sva.places.accounting import account_for_places
from sva.places.areas import count_by_area, rate_by_area, street_rates, ward_or_larger
from sva.places.at_risk import hot_beside_other_crime
from sva.places.border import neighbours_supplied, with_border, without_neighbours
from sva.places.compare_areas import (
    outside_funnel,
    rate_by_class,
    rural_and_urban,
    smoothed_by_area,
)
from sva.places.concentration import concentration, fullest
from sva.places.domestic import domestic_by_area, neighbourhoods
from sva.places.ground import ground
from sva.places.harm_areas import harm_areas
from sva.places.hot_areas import hot_areas, how_many_hot
from sva.places.hot_history import change_of_areas, forward_test_of, hot_over_time, two_parts
from sva.places.hot_list import hot_list
from sva.places.hot_repeats import at_one_spot, near_repeats_of
from sva.places.selection import SET_APART, public_place, street_kind
from sva.places.times import count_by_hour
from sva.places.week import by_kind_of_day, by_part_of_week

__all__ = [
    "SET_APART",
    "account_for_places",
    "at_one_spot",
    "by_kind_of_day",
    "by_part_of_week",
    "change_of_areas",
    "concentration",
    "count_by_area",
    "count_by_hour",
    "domestic_by_area",
    "forward_test_of",
    "fullest",
    "ground",
    "harm_areas",
    "hot_areas",
    "hot_beside_other_crime",
    "hot_list",
    "hot_over_time",
    "how_many_hot",
    "near_repeats_of",
    "neighbourhoods",
    "neighbours_supplied",
    "outside_funnel",
    "public_place",
    "rate_by_area",
    "rate_by_class",
    "rural_and_urban",
    "smoothed_by_area",
    "street_kind",
    "street_rates",
    "two_parts",
    "ward_or_larger",
    "with_border",
    "without_neighbours",
]
