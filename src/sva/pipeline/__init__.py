"""The roof: run the notebooks, make the editions, put the report in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sva.pipeline.chapter import Chapter, open_chapter
    from sva.pipeline.verbs import (
        check_assessment,
        describe_assessments,
        fetch_open_data,
        make_demonstration,
        make_estimates,
        make_report,
    )

__all__ = [
    "Chapter",
    "check_assessment",
    "describe_assessments",
    "fetch_open_data",
    "make_demonstration",
    "make_estimates",
    "make_report",
    "open_chapter",
]


def __getattr__(name: str) -> Any:
    if name in ("Chapter", "open_chapter"):
        from sva.pipeline import chapter

        return getattr(chapter, name)
    if name in __all__:
        from sva.pipeline import verbs

        return getattr(verbs, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
