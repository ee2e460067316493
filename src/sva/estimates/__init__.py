"""Every number has one shape, one key, one registered measure."""

from sva.estimates.build import build, evaluate
from sva.estimates.columns import COLUMNS, FLAGS, SCHEMA_VERSION, blank, shape, validate
from sva.estimates.keys import make_keys, period_name, slug
from sva.estimates.registry import MEASURES, Measure
from sva.estimates.store import read, write

__all__ = [
    "COLUMNS",
    "FLAGS",
    "MEASURES",
    "SCHEMA_VERSION",
    "Measure",
    "blank",
    "build",
    "evaluate",
    "make_keys",
    "period_name",
    "read",
    "shape",
    "slug",
    "validate",
    "write",
]
