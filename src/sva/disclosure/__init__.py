"""The gate between every number and every reader: suppression, rounding, two editions of one run."""

from sva.disclosure.gate import release
from sva.disclosure.policy import EDITIONS, is_declared
from sva.disclosure.released import Released

__all__ = ["EDITIONS", "Released", "is_declared", "release"]
