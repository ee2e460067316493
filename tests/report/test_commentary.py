"""Whose words are whose: paragraphs by people, placed, marked, harmless."""

from __future__ import annotations

from typing import Any

import pytest

from sva.assessment.commentary import read_commentary
from sva.errors import SvaError
from sva.figures.views import View
from sva.report.commentary import weave
from sva.report.document import Chapter

HEAD = (
    "chapter: 03_violence\nauthor: A. Analyst\nrole: the commissioner's office\ndate: 2023-04-28\n"
)
VIEWS = {"03_violence": ["scale", "by-month", "by-hour"], "04_victims": ["victims"]}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "commentary").mkdir()

    def write(name, head, text="Robbery rose after a shop closed."):
        (tmp_path / "commentary" / name).write_text(f"---\n{head}---\n\n{text}\n")
        return tmp_path

    return write


@pytest.fixture
def chapters():
    scale = View("scale", "sentence", sentence="level", keys=("a",))
    months = View(
        "by-month", "figure", form="lines", sentence="monthly", keys=("b",), topic="By month"
    )
    victims = View("victims", "table", keys=("c",), topic="Victims")
    return [
        Chapter("03_violence", ("# Violence", scale, months)),
        Chapter("04_victims", ("# Victims", victims)),
    ]  # fmt: skip


def woven(folder, chapters, edition="restricted") -> list[Any]:
    return list(weave(chapters, read_commentary(folder), edition, VIEWS)[0].cells)


def test_a_paragraph_follows_its_view_or_closes_its_chapter_and_says_whose_it_is(folder, chapters):
    folder("01.md", HEAD + "after: scale\n")
    cells = woven(folder("02.md", HEAD, "At the end."), chapters)
    assert [type(cell).__name__ for cell in cells] == ["str", "View", "str", "View", "str"]
    assert (
        "Words of A. Analyst, the commissioner&#x27;s office, 28 April 2023; not computed."
        in cells[2]
    )
    assert "Robbery rose after a shop closed." in cells[2]
    assert "At the end." in cells[4]


def test_an_overruled_sentence_is_gone_its_figure_stays_and_the_reason_is_given(folder, chapters):
    folder("01.md", HEAD + "instead_of: by-month\nbecause: the force changed its records in May.\n")
    cells = woven(folder("02.md", HEAD + "instead_of: scale\nbecause: of a late file\n"), chapters)
    texts = [cell for cell in cells if isinstance(cell, str)]
    views = [cell for cell in cells if isinstance(cell, View)]
    assert [view.name for view in views] == ["by-month"]
    assert views[0].sentence is None
    assert "in place of a computed sentence, because of a late file." in texts[1]
    assert "because the force changed its records in May." in texts[2]


def test_the_public_edition_has_only_what_is_meant_for_it(folder, chapters):
    folder("01.md", HEAD)
    path = folder("02.md", HEAD + "editions: [public, restricted]\n", "For all.")
    assert sum("Words of" in str(cell) for cell in woven(path, chapters, "public")) == 1
    assert sum("Words of" in str(cell) for cell in woven(path, chapters)) == 2


def test_tags_in_it_are_text(folder, chapters):
    cells = woven(folder("01.md", HEAD, "<script>alert(1)</script> & more"), chapters)
    assert "&lt;script>alert(1)&lt;/script> &amp; more" in cells[-1]


def test_a_view_whose_data_are_missing_leaves_its_paragraph_at_the_end(folder, chapters):
    cells = woven(folder("01.md", HEAD + "after: by-hour\n"), chapters)
    assert "Robbery rose" in cells[-1]


def test_everything_wrong_is_told_at_once_with_file_line_and_key(folder):
    folder("01.md", HEAD.replace("03_violence", "Violence") + "before: scale\n")
    folder("02.md", HEAD + "after: a\ninstead_of: b\n")
    folder("03.md", HEAD + "instead_of: scale\n")
    folder("04.md", HEAD, "# A chapter\n\n![a picture](http://x)")
    folder("05.md", HEAD, "")
    path = folder("06.md", HEAD)
    (path / "commentary" / "07.md").write_text("No head at all.")
    with pytest.raises(SvaError) as raised:
        read_commentary(path)
    told = str(raised.value)
    for words in (
        "01.md line 2, key chapter: 'Violence' is given; expected the name of a notebook, such as 04_victims",
        "01.md line 6, key before: unknown key 'before'",
        "'after' and 'instead_of' are both given",
        "'instead_of' without 'because'",
        "04.md line 8: a heading or a rule",
        "04.md line 10: a picture",
        "05.md: there is no text under its head",
        "07.md line 1: it does not open with its head",
    ):
        assert words in told, words


def test_a_place_that_does_not_exist_is_refused_with_what_is_near(folder, chapters):
    folder("01.md", HEAD + "after: by-mnth\n")
    path = folder("02.md", HEAD.replace("03_violence", "13_future"))
    with pytest.raises(
        SvaError, match=r"no view 'by-mnth'[\s\S]*by-month[\s\S]*no chapter '13_future'"
    ):
        woven(path, chapters)
