"""What ``duty.yaml`` may say, and what is told of it where it says something else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sva.assessment import list_assessments, load_assessment
from sva.assessment.duty import ASPECTS, SPECIFIED, months_after
from sva.assessment.duty_file import read_duty
from sva.errors import SvaError


def write(folder: Path, text: str) -> Path:
    (folder / "duty.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_assessment_names_every_kind_of_specified_authority(root: Path) -> None:
    for name in list_assessments(root):
        duty = load_assessment(name, root).duty
        assert {each.kind for each in duty.specified} == set(SPECIFIED)
        assert [each.due for each in duty.recommendations] == [date(2024, 3, 31)] * 2


def test_only_a_demonstration_holds_made_up_statements(root: Path) -> None:
    shown = (root / "assessments/west-mercia-2023-05/duty.yaml").read_text(encoding="utf-8")
    open_data = load_assessment("west-mercia-2026-05", root).duty
    assert "demonstration: true" in shown
    assert "true" not in open_data.model_dump_json()
    answers = {
        getattr(each.readiness, aspect).answer for each in open_data.specified for aspect in ASPECTS
    }
    assert answers == {"not stated"}


def test_a_made_up_statement_among_supplied_data_is_refused_with_its_line(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        "as_at: 2024-01-01\nspecified:\n  - {kind: fire, name: Here Fire, demonstration: true}\n",
    )
    with pytest.raises(SvaError, match=r"line 3, key specified\.0\.demonstration: a made-up"):
        read_duty(folder, demonstration=False)
    assert read_duty(folder, demonstration=True).specified[0].demonstration


def test_every_fault_is_told_at_once_with_file_line_and_key(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        "specified:\n"
        "  - {kind: zoo, name: The zoo}\n"
        "  - {kind: police, name: Here, readiness: {governence: yes, sharing: maybe}}\n"
        "strategy: {status: published}\n"
        "agreements:\n"
        "  - {name: One, parties: [A, B], status: signed}\n",
    )
    with pytest.raises(SvaError) as caught:
        read_duty(folder, demonstration=True)
    told = str(caught.value)
    for part in (
        "as_at: the day of these statements is missing",
        "line 2, key specified.0.kind: 'zoo' is given",
        "unknown key 'governence'; expected one of governance",
        "line 3, key specified.1.readiness.sharing: 'maybe' is given",
        "line 4, key strategy: the strategy is published, but 'published_on' is not given",
        "line 6, key agreements.0: 'One' is signed, but 'signed_on' is not given",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("recommendations: [{name: one, made_by: X, report: Y, made_on: 2023-03-08, text: Z, addressed_to: W, status: done}]\n", "no evidence"),
        ("specified: [{kind: fire, name: A}, {kind: fire, name: A}]\n", "named twice: A"),
        ("strategy: {published_on: 2024-01-31, reviewed_on: 2023-01-31}\n", "before it was published"),
    ],
)  # fmt: skip
def test_statements_that_do_not_fit_each_other_are_refused(
    tmp_path: Path, text: str, part: str
) -> None:
    with pytest.raises(SvaError, match=part):
        read_duty(write(tmp_path, f"as_at: 2024-01-01\n{text}"), demonstration=False)


def test_an_answer_may_be_a_word_or_a_word_with_its_note(tmp_path: Path) -> None:
    text = (
        "as_at: 2024-01-01\nspecified:\n  - kind: police\n    name: Here Police\n    readiness:\n"
        "      sharing: partly\n      capacity: true\n      analysis: {answer: no, note: One analyst}\n"
    )
    ready = read_duty(write(tmp_path, text), demonstration=False).specified[0].readiness
    assert (ready.sharing.answer, ready.capacity.answer) == ("partly", "yes")
    assert (ready.analysis.answer, ready.analysis.note) == ("no", "One analyst")
    assert ready.strategy.answer == "not stated"


def test_what_is_late_is_listed_oldest_first(tmp_path: Path) -> None:
    text = (
        "as_at: 2025-06-01\n"
        "strategy: {status: published, due: 2024-01-31, published_on: 2024-01-20}\n"
        "recommendations:\n"
        "  - {name: one, made_by: X, report: Y, made_on: 2023-03-08, text: Train, addressed_to: Chief constables, due: 2024-03-31}\n"
        "  - {name: two, made_by: X, report: Y, made_on: 2023-03-08, text: Know, addressed_to: Chief constables, due: 2024-03-31, status: done,\n"
        "     evidence: [{what: A report, on: 2024-03-01}]}\n"
        "agreements: [{name: ISTV, parties: [A, B], review_by: 2025-05-01}]\n"
    )
    duty = read_duty(write(tmp_path, text), demonstration=False)
    late = [(each.kind, each.due, each.owner) for each in duty.overdue(date(2025, 6, 1))]
    assert late == [
        ("recommendation", date(2024, 3, 31), "Chief constables"),
        ("review", date(2025, 1, 20), None),
        ("agreement", date(2025, 5, 1), None),
    ]
    # On the day of publication the strategy was not late.
    assert not duty.overdue(date(2024, 1, 31))


def test_a_year_after_the_last_of_february_is_a_day_that_exists() -> None:
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_the_statements_are_among_what_decides_the_report(root: Path) -> None:
    resolved = load_assessment("west-mercia-2023-05", root).resolved()
    assert resolved["duty"]["recommendations"][0]["due"] == "2024-03-31"
