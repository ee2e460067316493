"""What was withheld, and who let it out: the verb that an output checker uses."""

import json
import shutil

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.disclosure import Released, release
from sva.errors import SvaError
from sva.estimates import build
from sva.pipeline.disclose import disclose, gate_inputs, ledger_of, note_pages
from sva.pipeline.workspace import Workspace

NAME = "west-mercia-2023-05"


@pytest.fixture
def house(tmp_path, root, monkeypatch):
    """A project with one finished edition: pages, and the numbers that they are made of."""
    shutil.copytree(root / "assessments" / NAME, tmp_path / "assessments" / NAME)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("SVA_HOME", str(tmp_path))
    assessment = load_assessment(NAME, tmp_path)
    make(assessment, [40, 3, 12])
    return assessment


def make(assessment, counts):
    rows = build(
        pd.DataFrame({"group": [f"g{n}" for n in range(len(counts))], "numerator": counts}),
        (assessment.settings.period.start, assessment.settings.period.end), measure="victims.count", characteristic="sex",
        area_type="police_force", area_code="E23000016", source="police-victims",
        period_start=assessment.year[0], period_end=assessment.year[1],
    )  # fmt: skip
    released = release(rows, "public", assessment.settings)
    folder = assessment.reports / "public"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "needs-assessment.html").write_text(f"<p>{counts[0]}</p>", encoding="utf-8")
    kept = released.to_disk(Workspace.of(assessment).released / "public")
    note_pages(kept, folder, released)
    return released


def entries(assessment):
    return [json.loads(line) for line in ledger_of(assessment).read_text().splitlines()]


def test_it_lists_what_is_withheld_with_its_reason_and_cost_and_how_to_decide(house, capsys):
    disclose(NAME)
    said = capsys.readouterr().out
    assert "2 numbers shown" in said
    assert "small count" in said
    assert "Not yet checked by an output checker." in said
    assert f"sva disclose {NAME} --edition public --sign NAME" in said


def test_a_pass_is_bound_to_pages_and_numbers_and_keeps_them_as_published(house, capsys):
    disclose(NAME, sign_as="A. Checker", verdict="pass")
    (entry,) = entries(house)
    assert (entry["decision"], entry["by"]) == ("pass", "A. Checker")
    assert len(entry["fingerprint"]) == len(entry["release"]) == 64
    kept = Released.from_disk(house.processed / "published" / "public")
    assert (
        kept.estimates["key"].tolist()
        == Released.from_disk(Workspace.of(house).released / "public").estimates["key"].tolist()
    )
    capsys.readouterr()
    disclose(NAME)
    assert "These files: pass by A. Checker" in capsys.readouterr().out


def test_the_ledger_grows_and_the_first_page_waits_for_the_next_report(house, capsys):
    disclose(NAME, sign_as="A. Checker", verdict="review", note="the map of chapter 7")
    before = gate_inputs(house)
    disclose(NAME, sign_as="B. Checker", verdict="fail", note="a name in a caption")
    assert "not to be published" in capsys.readouterr().out
    assert [each["decision"] for each in entries(house)] == ["review", "fail"]
    # What was signed is among what a report depends on, so that the next one says it.
    assert gate_inputs(house) != before
    assert not (house.processed / "published").exists()


def test_pages_made_again_of_the_same_numbers_are_said_to_be(house, capsys):
    disclose(NAME, sign_as="A. Checker", verdict="pass")
    (house.reports / "public" / "needs-assessment.html").write_text("<p>checked by A. Checker</p>")
    disclose(NAME)
    said = capsys.readouterr().out
    assert "These numbers: pass by A. Checker" in said
    assert "the pages have been made again since" in said


def test_a_pass_of_other_numbers_does_not_stand_for_these(house, capsys):
    disclose(NAME, sign_as="A. Checker", verdict="pass")
    make(house, [90, 3, 12])
    disclose(NAME)
    said = capsys.readouterr().out
    assert "Not yet checked by an output checker." in said
    assert "ledger: pass by A. Checker" in said
    # What was published stays as it was until another is passed.
    kept = Released.from_disk(house.processed / "published" / "public")
    assert kept.estimates["numerator"].dropna().tolist() == [40, 10]


@pytest.mark.parametrize("change", ["page", "numbers", "no note"])
def test_pages_that_are_not_as_the_run_made_them_cannot_be_signed(house, change):
    kept = Workspace.of(house).released / "public"
    if change == "page":
        (house.reports / "public" / "needs-assessment.html").write_text("<p>41</p>")
    elif change == "numbers":
        # A later run released other numbers and stopped before it published its pages.
        released = Released.from_disk(kept)
        shown = released.estimates[released.estimates["numerator"].notna()].reset_index(drop=True)
        Released("public", shown, released.withheld, released.policy).to_disk(kept)
    else:
        (kept / "pages.json").unlink()
    with pytest.raises(SvaError, match="not as the last run made them"):
        disclose(NAME, sign_as="A. Checker", verdict="pass")
    assert not ledger_of(house).exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sign_as": " ", "verdict": "pass"}, "--sign NAME"),
        ({"sign_as": "A. Checker"}, "--verdict pass, review or fail"),
        ({"sign_as": "A. Checker", "verdict": "ok"}, "verdict 'ok'"),
        ({"sign_as": "A. Checker", "verdict": "fail", "note": " "}, "--note WHY"),
        ({"verdict": "fail"}, "--sign NAME"),
    ],
)
def test_what_a_decision_lacks_is_named_by_its_option(house, given, said):
    with pytest.raises(SvaError, match=said):
        disclose(NAME, **given)
    assert not ledger_of(house).exists()
