"""Views, and the charts and maps drawn from released numbers, each with alt text and its data table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.figures.views import FORMS, KINDS, MIME, SCHEMA, View, in_run

if TYPE_CHECKING:
    from sva.figures.drawing import Drawing, draw

__all__ = ["FORMS", "KINDS", "MIME", "SCHEMA", "Drawing", "View", "draw", "in_run"]


def __getattr__(name: str) -> Any:
    if name in ("Drawing", "draw"):
        from sva.figures import drawing

        return getattr(drawing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
