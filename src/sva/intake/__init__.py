"""Partners' files in, clean tables out: every row clean, duplicate or quarantined with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sva.intake.contract import Contract, list_contracts, load_contract
    from sva.intake.mapping import Mapping, load_mapping
    from sva.intake.process import Intake, run
    from sva.intake.tables import TABLES, empty

__all__ = [
    "TABLES",
    "Contract",
    "Intake",
    "Mapping",
    "empty",
    "list_contracts",
    "load_contract",
    "load_mapping",
    "run",
]

_HOMES = {
    "TABLES": "tables",
    "Contract": "contract",
    "Intake": "process",
    "Mapping": "mapping",
    "empty": "tables",
    "list_contracts": "contract",
    "load_contract": "contract",
    "load_mapping": "mapping",
    "run": "process",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sva.intake' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"sva.intake.{_HOMES[name]}"), name)
