"""The attack: what an adversary who holds a finished folder could win back of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.disclosure.attack.ground import Ground, Leak, Made

if TYPE_CHECKING:
    from sva.disclosure.attack.run import Verdict, attack
    from sva.disclosure.attack.together import attack_together

__all__ = ["Ground", "Leak", "Made", "Verdict", "attack", "attack_together"]

_LATE = {"attack": "run", "Verdict": "run", "attack_together": "together"}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        from importlib import import_module

        return getattr(import_module(f"sva.disclosure.attack.{_LATE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
