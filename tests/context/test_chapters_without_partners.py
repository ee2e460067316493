"""With each partner's file removed in turn, and all but the police's, the chapters complete and say who did not supply."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sva import demo, estimates
from sva.assessment import load_assessment
from sva.disclosure import release
from sva.estimates.extensions import TYPES
from sva.figures.views import View
from sva.findings.check import unfounded
from sva.findings.missing import HOLDERS, cannot_say
from sva.intake.contract import load_contract
from sva.pipeline.chapter import Chapter
from sva.pipeline.resources import geography_of
from sva.pipeline.workspace import Workspace
from sva.report.blocks import block_of
from sva.report.edition import make_bench

NAME = "west-mercia-2023-05"
BOOKS = ("03_violence", "09_causes_and_voice", "10_priorities")
#: Partner's contract to the chapters that read it.
READS = {
    "hospital-admissions": ("03_violence",),
    "education": ("09_causes_and_voice",),
    "childrens-social-care": ("09_causes_and_voice",),
    "public-health": ("09_causes_and_voice",),
    "ambulance": ("09_causes_and_voice",),
    "emergency-department": ("09_causes_and_voice",),
    "linked-records": ("09_causes_and_voice",),
    "survey": ("09_causes_and_voice",),
    "engagement-notes": ("09_causes_and_voice",),
    "fire": ("09_causes_and_voice",),
    "housing-asb": ("09_causes_and_voice",),
    "probation": ("09_causes_and_voice",),
    "youth-justice": ("09_causes_and_voice",),
    "service-directory": ("10_priorities",),
}


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 2% of West Mercia's size whose clean tables are made once."""
    from sva import intake

    folder = tmp_path_factory.mktemp("whole")
    shutil.copytree(root / "assessments", folder / "assessments")
    (folder / "notebooks").mkdir()
    demo.write(folder / "data" / "raw" / NAME, 4, demo.Truth(scale=0.02, reoffending=False))
    assessment = load_assessment(NAME, folder)
    intake.run(assessment, assessment.processed)
    return folder


def without(project: Path, folder: Path, removed: set[str]) -> Path:
    """Copy a project without some sources: neither listed nor cleaned."""
    shutil.copytree(project / "assessments", folder / "assessments")
    (folder / "notebooks").mkdir()
    path = folder / "assessments" / NAME / "assessment.yaml"
    kept = [
        line
        for line in path.read_text("utf-8").splitlines()
        if not any(f"{{contract: {c}," in line for c in removed)
    ]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    clean = folder / "data" / "processed" / NAME / "clean"
    gone = {load_contract(contract).table for contract in removed}
    shutil.copytree(
        project / "data" / "processed" / NAME / "clean",
        clean,
        ignore=shutil.ignore_patterns(*(f"{t}.parquet" for t in gone)),
    )
    accounting = pd.read_parquet(clean / "_accounting.parquet")
    accounting[~accounting["source"].isin(removed)].to_parquet(clean / "_accounting.parquet")
    space = folder / "data" / "processed" / NAME / "estimates"
    estimates.write(estimates.blank(), space / "07_places.parquet")
    return folder


def run(root: Path, project: Path, book: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run a notebook's cells in this process; give what a reader of the restricted edition is told in words."""
    import sva.pipeline

    assessment = load_assessment(NAME, project)
    space = Workspace.of(assessment)
    monkeypatch.setattr(
        sva.pipeline, "open_chapter", lambda name, *_: Chapter(name, assessment, space, space)
    )
    cells = json.loads((root / "notebooks" / f"{book}.ipynb").read_text("utf-8"))["cells"]
    names: dict[str, Any] = {"assessment": NAME, "run_folder": str(space.folder)}
    views: list[View] = []
    for cell in cells:
        tags = cell["metadata"].get("tags", [])
        if cell["cell_type"] != "code" or "parameters" in tags or "when:street" in tags:
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell["id"], "exec"), names)
        given = (
            eval(compile(ast.Expression(last.value), cell["id"], "eval"), names) if last else None
        )
        if isinstance(given, View):
            views.append(View.from_json(given.to_json()))
    rows = estimates.read(space.estimates / f"{book}.parquet")
    extensions = {
        p.stem: TYPES["quotation"].read(p.stem, p)
        for p in (space.extensions / book).glob("*.parquet")
    }
    released = release(
        rows,
        "restricted",
        assessment.settings,
        extensions=extensions,
        geography=geography_of(assessment),
    )
    supplied = set(pd.read_parquet(space.clean / "_accounting.parquet")["source"])
    bench = make_bench(assessment, released, supplied=supplied)
    told = []
    for view in views:
        shown = released.rows(view.keys)
        if view.kind in ("figure", "map", "table", "sentence") and len(shown):
            said = bench.say(view, shown) if view.sentence else None
            told.append(said.text if said else "")
            if said:
                cited = released.rows(said.keys)
                wrong = unfounded(said.text, cited, bench.labels.values())
                assert not wrong, (view.name, said.text, wrong)
        else:
            told.append(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block_of(view, bench).html)))
    return told


def whole_sentences(told: list[str]) -> None:
    for text in told:
        for wrong in ("nan", "None ", "<NA>", "NaT", " ,", ": .", ":.", "()", " ;", "  "):
            assert wrong not in text.replace("None given", "").replace("None of", "").replace(
                " None Rape", ""
            ), text


@pytest.mark.parametrize("contract", sorted(READS))
def test_without_one_partner_chapters_complete_and_name_who_did_not_supply(
    root, project, tmp_path, monkeypatch, contract
):
    smaller = without(project, tmp_path / "p", {contract})
    for book in READS[contract]:
        told = run(root, smaller, book, monkeypatch)
        clause = cannot_say([contract], [])
        assert clause
        assert any(
            clause.removeprefix("we cannot say: ") in text.lower().replace("&#x27;", "'")
            or HOLDERS[contract].data in text.replace("&#x27;", "'")
            for text in told
        ), told
        assert [text for text in told if text.strip()]


def test_with_police_records_alone_every_chapter_completes(root, project, tmp_path, monkeypatch):
    partners = {
        s.contract
        for s in load_assessment(NAME, project).settings.sources
        if not s.contract.startswith("police-")
    }
    smaller = without(project, tmp_path / "p", partners)
    words = ""
    for book in BOOKS:
        told = run(root, smaller, book, monkeypatch)
        words += " ".join(told).replace("&#x27;", "'")
    for contract in READS:
        assert HOLDERS[contract].data in words, contract


def test_with_every_partner_nothing_is_said_to_be_missing_but_what_is(
    root, project, tmp_path, monkeypatch
):
    whole = without(project, tmp_path / "p", set())
    for book in BOOKS:
        told = run(root, whole, book, monkeypatch)
        absent = [text for text in told if "not supplied" in text]
        assert all("indices of deprivation" in text or "unit costs" in text for text in absent), (
            absent
        )
        whole_sentences([text for text in told if len(text) < 600])
