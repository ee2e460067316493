"""Every point of a whole assessment is where the table says, or is said to be missing and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sva.assessment import load_assessment
from sva.disclosure import release
from sva.estimates import blank
from sva.report.checklist import POINTS, checklist


@pytest.mark.parametrize("name", ["west-mercia-2023-05", "west-mercia-2026-05"])
def test_every_point_is_covered_or_said_to_be_missing_and_why(name, root):
    assessment = load_assessment(name, root)
    table = checklist(assessment, release(blank(), "public", assessment.settings), supplied=[])
    assert len(table) == len(POINTS) == 21
    missing = dict(zip(table["Point"], table["Missing, and why"], strict=True))
    assert missing["Services, and where they do not meet need"].count("has not supplied") == 1
    for point in POINTS:
        if any(need != "recommendations" for need in point.needs):
            assert "not supplied" in missing[point.what], point.what


def test_what_was_supplied_is_not_called_missing(root):
    assessment = load_assessment("west-mercia-2023-05", root)
    needs = {need for point in POINTS for need in point.needs}
    released = release(blank(), "public", assessment.settings)
    table = checklist(assessment, released, supplied=needs)
    assert not table["Missing, and why"].str.contains("not supplied").any()
    kinds = table[table["Point"].str.startswith("Kinds")]["Missing, and why"].item()
    assert kinds == "County lines: no supplied record marks them."


def test_the_places_it_names_are_chapters_of_the_report(root):
    titles = {"In brief", "In plain words", "each chapter", "What is asked of you", "Appendices"}
    for path in sorted((Path(root) / "notebooks").glob("*.ipynb")):
        cell = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
        titles.add("".join(cell["source"]).splitlines()[0].removeprefix("# "))
    for point in POINTS:
        for place in point.where.split("; "):
            assert place in titles or place.startswith("Append"), place
