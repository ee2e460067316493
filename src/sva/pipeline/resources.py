"""What chapters share: areas and denominators at hand for an assessment, and clean tables made on demand."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sva.assessment import Assessment
    from sva.pipeline.workspace import Workspace
    from sva.reference.areas import Geography
    from sva.reference.populations import Populations

__all__ = ["geography_of", "populations_of", "prepare_clean"]


def geography_of(assessment: Assessment) -> Geography:
    """Return the areas of the assessment's vintage: bundled, else as fetched.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    Geography

    Raises
    ------
    SvaError
        If the vintage is not bundled and its files were not brought.
    """
    return _geography(
        assessment.raw, assessment.settings.area.lsoa_vintage, assessment.settings.area.police_force
    )


@lru_cache(maxsize=2)
def _geography(raw: Path, vintage: int, force: str) -> Geography:
    from sva.reference import geography

    if vintage == 2011:
        return geography.bundled()
    return geography.from_files(raw, force)


def populations_of(assessment: Assessment) -> Populations:
    """Return the denominators at hand: the bundled census tables, those fetched, the demonstration's own.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    Populations
    """
    return _populations(assessment.raw, assessment.demonstration)


@lru_cache(maxsize=2)
def _populations(raw: Path, demonstration: bool) -> Populations:
    from sva.reference import populations

    found = populations.bundled()
    return found if demonstration else found.with_files(raw)


def prepare_clean(assessment: Assessment, workspace: Workspace) -> None:
    """Make the clean tables for a person who opens a notebook before any run.

    Parameters
    ----------
    assessment : Assessment
    workspace : Workspace
    """
    from sva import intake
    from sva.pipeline.publish import locked
    from sva.pipeline.run import prepare_inputs

    with locked(workspace.folder):
        prepare_inputs(assessment)
        intake.run(assessment, workspace.folder)
