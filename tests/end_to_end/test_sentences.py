"""Every sentence of a finished report: its words are in the page, and its numbers in the rows that it cites."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sva.assessment import load_assessment
from sva.disclosure import Released
from sva.figures.views import View
from sva.findings import headline, unfounded
from sva.findings.plain import in_plain_words
from sva.findings.questions import questions
from sva.pipeline.cache import read_stamp
from sva.pipeline.workspace import Workspace
from sva.report.edition import make_bench
from sva.report.partnerships import partnership_pages
from sva.report.words import reader_labels
from tests.end_to_end.conftest import NAME

pytestmark = pytest.mark.end_to_end
#: Digits of words that are no results.
PHRASES = ("under 25", "under 0.1")


def views_of(space: Workspace, released: Released, settings) -> Iterator[View]:
    for path in sorted(space.stamps.glob("[0-9]*.json")):
        stamp = read_stamp(path)
        assert stamp is not None
        yield from (View.from_json(view) for view in stamp.notes["views"].values())
    pages = partnership_pages(released, settings)
    yield from (cell for cell in (pages.cells if pages else ()) if isinstance(cell, View))


def sentences(assessment, released: Released) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Give text, keys and topic of everything that the report says in sentences."""
    space, settings = Workspace.of(assessment), assessment.settings
    accounting = pd.read_parquet(space.clean / "_accounting.parquet")
    supplied = set(accounting["source"].dropna())
    bench = make_bench(assessment, released, supplied=supplied)
    for view in views_of(space, released, settings):
        said = bench.say(view, released.rows(view.keys)) if view.sentence else None
        if said is not None and said.text:
            yield said.text, said.keys, view.topic
    for finding in headline(released, settings, supplied):
        yield finding.text, finding.keys, ""
    for question in questions(released, settings, supplied):
        yield question.answer.text, question.answer.keys, ""
    for said in in_plain_words(released, settings, supplied).values():
        yield from ((each.text, each.keys, "") for each in said)


@pytest.mark.parametrize("edition", ["public", "restricted"])
def test_every_number_of_every_sentence_stands_in_the_rows_it_cites(finished, edition):
    assessment = load_assessment(NAME, finished.root)
    released = Released.from_disk(Workspace.of(assessment).released / edition)
    labels = [word for word in reader_labels(assessment).values() if any(map(str.isdigit, word))]
    html = (finished.reports / edition / "needs-assessment.html").read_text(encoding="utf-8")
    page = " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
    told = list(sentences(assessment, released))
    assert len(told) > 100
    wrong = {
        text: numbers
        for text, keys, topic in told
        if (numbers := unfounded(text, released.rows(keys), [*PHRASES, *labels, topic]))
    }
    assert wrong == {}
    # what rests on no row belongs to sections that this report leaves out, or says who has not supplied
    resting = [" ".join(text.split()).rstrip(".") for text, keys, _ in told if keys]
    absent = [text for text in resting if text not in page]
    assert len(absent) < 0.1 * len(resting), absent
