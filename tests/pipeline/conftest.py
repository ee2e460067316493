"""A small project of its own: one assessment, notebooks that take a second each."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sva.assessment import Assessment, load_assessment

SETTINGS = """\
title: A small assessment
commissioner: A commissioner
data: supplied
area: {police_force: E23000016, name: West Mercia, lsoa_vintage: 2021}
partnerships:
  - {code: E22000326, name: Herefordshire}
period: {start: 2025-01-01, end: 2025-12-31}
comparison: {start: 2024-01-01, end: 2024-04-30}
definition:
  name: small
  label: A small definition
  groups:
    - name: homicide
      label: Homicide
      offence_codes: ["1"]
      reasons: {maximum_penalty: Life., impact_on_victim: Death., prevalence: Rare., impact_on_community: Great.}
cohorts:
  - {name: under-18, label: Under 18, ages: [0, 17]}
sources:
  - {contract: police-street, partner: data.police.uk, path: police-street, data_as_at: 2026-02-01}
"""

PARAMETERS = 'assessment: str = ""\nrun_folder: str = ""\nmonths: int = 12'
COUNT = """
from datetime import date
import pandas as pd
from sva import estimates
from sva.pipeline import open_chapter
chapter = open_chapter("{name}", assessment, run_folder)
rows = estimates.build(pd.DataFrame({{"numerator": [{number}]}}), chapter.assessment.period, measure="crimes.count",
    strata="{name}", area_type="police_force", area_code="E23000016", period_start=date(2025, 1, 1),
    period_end=date(2025, 12, 31), source="police-street", already_public=True)
"""
SHOW = 'chapter.figure("{view}", rows, form="bars", topic="A count")'


def cell(id_: str, source: str, *tags: str, kind: str = "code") -> dict:
    extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {
        "cell_type": kind,
        "id": id_,
        "metadata": {"tags": list(tags)},
        "source": source,
        **extra,
    }


def write_notebook(
    root: Path, name: str, cells: list[dict], after: list[str] | None = None
) -> Path:
    path = root / "notebooks" / f"{name}.ipynb"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    metadata = kernel | ({"sva": {"after": after}} if after else {})
    path.write_text(
        json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    )
    return path


def plain_cells(name: str, number: int = 39_702, *more: dict) -> list[dict]:
    return [
        cell("title", f"# {name}", kind="markdown"),
        cell("parameters", PARAMETERS, "parameters"),
        cell("count", COUNT.format(name=name, number=number)),
        *(more or [cell("show", SHOW.format(view=name.replace("_", "-")))]),
        cell("close", "chapter.close()"),
    ]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder whose path has a space in it, as paths do."""
    root = tmp_path / "a project"
    (root / "assessments" / "small").mkdir(parents=True)
    (root / "notebooks").mkdir()
    (root / "assessments" / "small" / "assessment.yaml").write_text(SETTINGS)
    raw = root / "data" / "raw" / "small" / "police-street"
    raw.mkdir(parents=True)
    (raw / "2025-01-west-mercia-street.csv").write_text("Crime ID,Month\n,2025-01\n")
    write_notebook(root, "01_first", plain_cells("01_first"))
    monkeypatch.setenv("SVA_HOME", str(root))
    monkeypatch.delenv("SVA_ASSESSMENT", raising=False)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def small(project: Path) -> Callable[[], Assessment]:
    """Load the project's assessment anew."""
    return lambda: load_assessment("small", project)
