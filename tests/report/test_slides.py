"""What a finished report gives for slides and word processors."""

from __future__ import annotations

import csv
import zipfile

import pandas as pd
import pytest

from sva.report import views_of
from sva.report.edition import make_bench
from sva.report.slides import write_charts
from sva.report.summary import write_summary


@pytest.fixture(scope="module")
def bench(assessment, rows):
    from sva.disclosure import release
    from sva.reference.geography import bundled

    every = pd.concat(rows.values(), ignore_index=True)
    return make_bench(
        assessment, release(every, "public", assessment.settings), geography=bundled()
    )


@pytest.fixture(scope="module")
def charts(bench, chapters, tmp_path_factory):
    folder = tmp_path_factory.mktemp("charts")
    return write_charts(views_of(chapters), bench, folder)


def test_every_chart_is_a_picture_of_dots_wide_enough_for_a_slide(charts):
    names = [path.name for path in charts if path.suffix == ".png"]
    assert names == ["01-by-kind.png", "02-by-month.png", "03-by-age.png", "04-by-place.png"]
    for path in charts[:-1]:
        head = path.read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(head[16:20]) == 1360


def test_every_chart_has_title_words_and_source_in_the_list(charts):
    with charts[-1].open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["File"] for row in listed] == [path.name for path in charts[:-1]]
    for row in listed:
        assert row["Title"]
        assert row["Alternative text"].endswith("Demonstration data.")
        assert row["Source"].startswith("Source: ")
        assert row["Edition"] == "public"


def test_the_same_charts_give_the_same_bytes_and_old_ones_go(charts, bench, chapters, tmp_path):
    (tmp_path / "09-of-before.png").write_bytes(b"")
    again = write_charts(views_of(chapters), bench, tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in charts]
    assert not (tmp_path / "09-of-before.png").exists()


@pytest.fixture(scope="module")
def document(bench, assessment, chapters, tmp_path_factory):
    from sva.findings import headline

    path = tmp_path_factory.mktemp("summary") / "summary.docx"
    findings = headline(bench.released, assessment.settings)
    return findings, write_summary(assessment, chapters, findings, bench, path)


def test_the_summary_has_real_headings_the_findings_and_a_chart_of_each_chapter(document):
    from docx import Document

    findings, path = document
    opened = Document(str(path))
    heads = [each.text for each in opened.paragraphs if each.style.name.startswith("Heading")]
    said = [each.text for each in opened.paragraphs]
    for each in findings:
        assert each.title in heads
        assert each.text in said
    assert {"In brief", "The picture", "People"} <= set(heads)
    assert len(opened.inline_shapes) == 2
    assert any("DEMONSTRATION DATA" in text for text in said)
    assert opened.core_properties.language == "en-GB"
    assert "public edition" in opened.core_properties.title


def test_every_page_of_the_summary_is_a4_and_says_whose_it_is(document):
    from docx import Document

    section = Document(str(document[1])).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    said = section.header.paragraphs[0].text
    assert "edition." in said
    assert "DEMONSTRATION DATA" in said
    assert "PAGE" in section.footer._element.xml


def test_the_summary_says_what_is_asked(document, assessment):
    from docx import Document

    from sva.report.registers import asked_for

    texts = [each.text for each in Document(str(document[1])).paragraphs]
    asked = asked_for(assessment)
    assert asked
    assert texts[texts.index("What is asked") + 1 :][: len(asked)] == asked


def test_every_picture_of_the_summary_has_words(document):
    from docx import Document

    opened = Document(str(document[1]))
    for shape in opened.inline_shapes:
        assert len(shape._inline.docPr.get("descr")) > 40
        assert shape._inline.docPr.get("title")


def test_the_same_summary_gives_the_same_bytes(document, bench, assessment, chapters, tmp_path):
    findings, path = document
    again = write_summary(assessment, chapters, findings, bench, tmp_path / "summary.docx")
    assert again.read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as inner:
        assert {entry.date_time for entry in inner.infolist()} == {(2000, 1, 1, 0, 0, 0)}
