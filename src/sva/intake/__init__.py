"""Partners' files in, clean tables out: every row clean, duplicate or quarantined with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sva.intake.checking import Checked, check
    from sva.intake.contract import Contract, list_contracts, load_contract
    from sva.intake.duties import duty
    from sva.intake.mapping import Mapping, load_mapping, shipped_mapping
    from sva.intake.process import Intake, run
    from sva.intake.proposal import Proposal, propose_mapping
    from sva.intake.readying import monthly_completeness, readiness
    from sva.intake.schemas import clean_schema
    from sva.intake.street import stream_street
    from sva.intake.tables import TABLES, empty
    from sva.intake.templates import dictionary, request, template

__all__ = [
    "TABLES",
    "Checked",
    "Contract",
    "Intake",
    "Mapping",
    "Proposal",
    "check",
    "clean_schema",
    "dictionary",
    "duty",
    "empty",
    "list_contracts",
    "load_contract",
    "load_mapping",
    "monthly_completeness",
    "propose_mapping",
    "readiness",
    "request",
    "run",
    "shipped_mapping",
    "stream_street",
    "template",
]

_HOMES = {
    "TABLES": "tables",
    "Checked": "checking",
    "Contract": "contract",
    "Intake": "process",
    "Mapping": "mapping",
    "Proposal": "proposal",
    "check": "checking",
    "clean_schema": "schemas",
    "dictionary": "templates",
    "duty": "duties",
    "empty": "tables",
    "list_contracts": "contract",
    "load_contract": "contract",
    "load_mapping": "mapping",
    "monthly_completeness": "readying",
    "propose_mapping": "proposal",
    "readiness": "readying",
    "request": "templates",
    "run": "process",
    "shipped_mapping": "mapping",
    "stream_street": "street",
    "template": "templates",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sva.intake' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"sva.intake.{_HOMES[name]}"), name)
