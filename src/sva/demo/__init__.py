"""Demonstration partner data with a known truth.

`simulate` makes canonical clean tables in memory; `write` turns them into partners' files with partners'
real mess. The places, census counts and published totals are West Mercia's; every person, every offence
and every pattern is made up. Nothing here may be read as a finding.

Examples
--------
>>> from sva import demo
>>> tables = demo.simulate(seed=1, truth=demo.Truth(scale=0.01))
>>> sorted(tables.names)
['disposals', 'offences', 'stops', 'suspects', 'victims']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sva.demo.engine import simulate
    from sva.demo.expectation import expected
    from sva.demo.files import write
    from sva.demo.marker import generator_hash, is_current
    from sva.demo.places import hot_spots
    from sva.demo.residents import population
    from sva.demo.tables import Tables
    from sva.demo.truth import GROUPS, Truth

__all__ = [
    "GROUPS",
    "Tables",
    "Truth",
    "expected",
    "generator_hash",
    "hot_spots",
    "is_current",
    "population",
    "simulate",
    "write",
]

_HOME = {
    "GROUPS": "sva.demo.truth",
    "Tables": "sva.demo.tables",
    "Truth": "sva.demo.truth",
    "expected": "sva.demo.expectation",
    "generator_hash": "sva.demo.marker",
    "hot_spots": "sva.demo.places",
    "is_current": "sva.demo.marker",
    "population": "sva.demo.residents",
    "simulate": "sva.demo.engine",
    "write": "sva.demo.files",
}


def __getattr__(name: str) -> Any:
    """Fetch a public name from the module that holds it, so that importing `sva.demo` stays light."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'sva.demo' has no attribute {name!r}")
