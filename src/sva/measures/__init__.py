"""Pure statistics, vectorised and typed: arrays or columns in, a frame out, each with its source.

The names below load their module when first used, so that ``import sva.measures`` costs nothing; every module can
also be imported by itself (``from sva.measures import spc``). All functions take scalars, arrays or Series, take
``confidence`` (one level or several) and mostly ``dispersion`` by keyword, and return the columns
``value, lower, upper, confidence, method, flag``; `sva.measures._result` says how.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sva.measures.disparity import (
        composition_index,
        excess,
        four_fifths,
        mantel_haenszel,
        rate_difference,
        rate_ratio,
        stagewise,
        unknown_bounds,
    )
    from sva.measures.dispersion import dispersion_from_clusters, dispersion_from_series
    from sva.measures.multiple import benjamini_hochberg, bonferroni, holm
    from sva.measures.rates import byar, exact_poisson, mean, proportion, rate
    from sva.measures.standardisation import (
        directly_standardised,
        indirectly_standardised,
        standard_population,
    )

_HOME = {
    "rate": "rates",
    "exact_poisson": "rates",
    "byar": "rates",
    "proportion": "rates",
    "mean": "rates",
    "directly_standardised": "standardisation",
    "indirectly_standardised": "standardisation",
    "standard_population": "standardisation",
    "rate_ratio": "disparity",
    "rate_difference": "disparity",
    "excess": "disparity",
    "composition_index": "disparity",
    "mantel_haenszel": "disparity",
    "unknown_bounds": "disparity",
    "four_fifths": "disparity",
    "stagewise": "disparity",
    "dispersion_from_series": "dispersion",
    "dispersion_from_clusters": "dispersion",
    "benjamini_hochberg": "multiple",
    "holm": "multiple",
    "bonferroni": "multiple",
}
_MODULES = (
    "age",
    "concentration",
    "dispersion",
    "disparity",
    "funnel",
    "harm",
    "multiple",
    "rates",
    "smoothing",
    "spc",
    "standardisation",
    "trend",
)

__all__ = [  # noqa: RUF022 - in the order an analyst meets them
    "rate",
    "exact_poisson",
    "byar",
    "proportion",
    "mean",
    "directly_standardised",
    "indirectly_standardised",
    "standard_population",
    "rate_ratio",
    "rate_difference",
    "excess",
    "composition_index",
    "mantel_haenszel",
    "unknown_bounds",
    "four_fifths",
    "stagewise",
    "dispersion_from_series",
    "dispersion_from_clusters",
    "benjamini_hochberg",
    "holm",
    "bonferroni",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_MODULES])
