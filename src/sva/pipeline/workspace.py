"""Where one assessment's tables lie, in a run and in a person's exploration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sva.assessment import Assessment

__all__ = ["TABLES", "Workspace", "table_rows"]

#: The clean tables that notebooks may ask for.
TABLES = (
    "offences", "victims", "suspects", "disposals", "stops", "street", "police_outcomes",
    "training", "looked_after",
    "ambulance", "emergency_department", "hospital_admissions", "linked_records", "fire", "housing_asb",
    "education", "childrens_social_care", "youth_justice", "probation", "public_health", "survey",
    "engagement_notes", "service_directory",
)  # fmt: skip


@dataclass(frozen=True)
class Workspace:
    """One folder of results.

    Parameters
    ----------
    folder : pathlib.Path
        ``data/processed/<assessment>`` in a run; a scratch folder within it in JupyterLab.
    """

    folder: Path

    @classmethod
    def of(cls, assessment: Assessment) -> Workspace:
        """Return the workspace of a run."""
        return cls(assessment.processed)

    @property
    def clean(self) -> Path:
        """Partners' tables, cleaned."""
        return self.folder / "clean"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be used, with reasons."""
        return self.folder / "quarantine"

    @property
    def estimates(self) -> Path:
        """Every number, a file a notebook."""
        return self.folder / "estimates"

    @property
    def extensions(self) -> Path:
        """What is no row of estimates and passes the gate by rules of its own, a folder a notebook."""
        return self.folder / "extensions"

    @property
    def executed(self) -> Path:
        """Notebooks as they ran."""
        return self.folder / "executed"

    @property
    def released(self) -> Path:
        """What the gate let out, an edition a folder; kept for next year's check."""
        return self.folder / "released"

    @property
    def stamps(self) -> Path:
        """What each step depended on."""
        return self.folder / "stamps"

    @property
    def scratch(self) -> Workspace:
        """Where a person in JupyterLab writes; a run never reads it."""
        return Workspace(self.folder / "scratch")


def table_rows(path: Path) -> int:
    """Count the rows of a Parquet file without reading them.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    int
        0 where there is no file.
    """
    if not path.is_file():
        return 0
    import pyarrow.parquet

    return int(pyarrow.parquet.ParquetFile(path).metadata.num_rows)
