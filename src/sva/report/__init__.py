"""Assembly: chapters, released numbers and sentences become page, PDF and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.report.document import Chapter, views_of

if TYPE_CHECKING:
    from sva.report.edition import assemble

__all__ = ["Chapter", "assemble", "views_of"]


def __getattr__(name: str) -> Any:
    if name == "assemble":
        from importlib import import_module

        return import_module("sva.report.edition").assemble
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
