"""How a group compares with its reference: ratios, differences, excess, and what unknowns could change.

One place to import from; the work is in ``_ratios``, ``_differences``, ``_pooled``, ``_unknown`` and ``_ladder``.
`docs/methods/disparity.md` says which to use when.
"""

from sva.measures._differences import composition_index, excess, rate_difference
from sva.measures._ladder import four_fifths, stagewise
from sva.measures._pooled import mantel_haenszel
from sva.measures._ratios import rate_ratio
from sva.measures._unknown import unknown_bounds

__all__ = [
    "composition_index",
    "excess",
    "four_fifths",
    "mantel_haenszel",
    "rate_difference",
    "rate_ratio",
    "stagewise",
    "unknown_bounds",
]
