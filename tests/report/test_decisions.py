"""What people decided stands in the report: overrides in appendix B, the output checker on the first page; on screen and on paper."""

from dataclasses import replace

import pandas as pd
import pypdf
import pytest
from bs4 import BeautifulSoup

from sva.assessment.schema import Settings
from sva.disclosure import release
from sva.reference.geography import bundled
from sva.report import assemble
from sva.report.edition import _checked


@pytest.fixture(scope="module")
def folder(assessment, rows, chapters, tmp_path_factory):
    """A public edition of two decisions, one with markup in its reason."""
    every = pd.concat(rows.values(), ignore_index=True)
    kinds, ages = rows["kinds"]["key"].iloc[-1], rows["ages"]["key"].iloc[0]
    given = assessment.settings.model_dump()
    given["disclosure"]["overrides"] = [
        {"keys": kinds, "decision": "show", "by": "A. Checker", "reason": "Published <b>on</b> 1 May"},
        {"keys": ages, "decision": "withhold", "by": "B. Officer", "reason": "A trial until July"},
    ]  # fmt: skip
    settings = Settings.model_validate(given)
    released = release(every, "public", settings)
    released.policy["checked"] = {
        "decision": "pass", "by": "C. Reader", "when": "2026-05-01T12:00:00+00:00", "reason": "",
    }  # fmt: skip
    out = tmp_path_factory.mktemp("decided")
    assemble(
        replace(assessment, settings=settings), chapters, released, [], out, geography=bundled(), supplied=set(),
        run_line="Run one.", tell=[].append,
    )  # fmt: skip
    return out, kinds, ages


def test_each_decision_stands_in_the_appendix_with_name_reason_and_keys(folder):
    page = BeautifulSoup((folder[0] / "needs-assessment.html").read_text("utf-8"), "html.parser")
    title = "Decided by a person, and not by the rules of this edition"
    table = next(each for each in page.find_all("table") if title in each.get_text())
    told = [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
        for row in table.find_all("tr")
    ]
    _, kinds, ages = folder
    assert any(
        kinds in row and "A. Checker" in row and "Published <b>on</b> 1 May" in row for row in told
    )
    assert any(ages in row and "Withheld" in row and "A trial until July" in row for row in told)
    assert not table.find_all("b")


def test_the_paper_has_the_decisions_and_the_checker_too(folder):
    text = " ".join(
        page.extract_text() for page in pypdf.PdfReader(folder[0] / "needs-assessment.pdf").pages
    )
    plain = " ".join(text.split())
    for words in (
        "Decided by a person, and not by the rules of this edition",
        "A trial until July",
        "checked by C. Reader on 1 May 2026",
    ):
        assert words in plain


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("pass", "for publication; its numbers were checked by A. Checker on 1 May 2026"),
        ("review", "under review by A. Checker since 1 May 2026, and not to be published before"),
        ("fail", "not to be published: refused by A. Checker on 1 May 2026"),
    ],
)
def test_the_first_page_says_what_the_ledger_holds_on_these_numbers(decision, said):
    entry = {"decision": decision, "by": "A. Checker", "when": "2026-05-01T12:00:00+00:00"}
    assert _checked(entry) == said
