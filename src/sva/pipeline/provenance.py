"""What a report was made of and by: hashes, versions, parameters."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva import __version__
from sva.pipeline.cache import code_hash, file_hash, hash_tree, hash_value

if TYPE_CHECKING:
    from sva.pipeline.plan import Plan

__all__ = ["SCHEMA", "describe_run", "run_line", "write_run"]

SCHEMA = "sva.run/1"
_PACKAGES = (
    "pandas",
    "geopandas",
    "numpy",
    "scipy",
    "matplotlib",
    "papermill",
    "nbconvert",
    "weasyprint",
    "pyarrow",
)


def describe_run(plan: Plan) -> dict[str, Any]:
    """Describe what a run depends on; the same inputs give the same description.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    dict
        JSON values. File names and hashes of the inputs, never a row of them.
    """
    assessment = plan.assessment
    return {
        "schema": SCHEMA,
        "assessment": assessment.name,
        "data": assessment.settings.data,
        "sva": __version__,
        "code": code_hash(assessment.root),
        "settings": hash_value(assessment.resolved()),
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
        "inputs": hash_tree(assessment.raw),
        "notebooks": {
            step.name: {
                "code": hash_value(step.notebook.code),
                "prose": hash_value(step.notebook.prose),
                "parameters": step.parameters,
            }
            for step in plan.steps
        },
    }


def run_line(description: dict[str, Any], when: datetime | None = None) -> str:
    """Say in one line which run made a report: the one line that differs between equal runs.

    Parameters
    ----------
    description : dict
        From `describe_run`.
    when : datetime.datetime, optional
        By default now.

    Returns
    -------
    str
    """
    when = when or datetime.now(UTC)
    return f"Made on {when:%d %B %Y at %H:%M} UTC by sva {description['sva']}, code {description['code'][:12]}, settings {description['settings'][:12]}."


def write_run(
    folder: Path, edition: str, description: dict[str, Any], line: str, rows: list[dict[str, Any]]
) -> Path:
    """Write run.json into a finished edition.

    Parameters
    ----------
    folder : pathlib.Path
        The edition.
    edition : {"public", "restricted"}
        Counts of rows stand in the restricted edition's only.
    description : dict
        From `describe_run`.
    line : str
        From `run_line`.
    rows : list of dict
        Row accounting of the partners' files.

    Returns
    -------
    pathlib.Path
    """
    made = {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    content = {**description, "edition": edition, "run": line, "outputs": made}
    if edition == "restricted":
        content["rows"] = rows
    path = folder / "run.json"
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
