"""What goes with the page: PDF, CSV, workbook, findings, preview."""

from __future__ import annotations

import csv
import json
import sys

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.figures import View
from sva.report import pdf
from sva.report.preview import preview
from sva.report.tables import html_table, pivot, write_csv
from sva.report.words import how_we_know, source_line


@pytest.fixture(scope="session")
def paper(make):
    pikepdf = pytest.importorskip("pikepdf")
    path = make() / "needs-assessment.pdf"
    if not path.is_file():
        pytest.skip("Pango is not installed, so no PDF was made")
    with pikepdf.open(path) as opened:
        yield opened


def tags(pdf_file):
    """Walk the structure tree."""
    waiting = [pdf_file.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if not hasattr(node, "get"):
            continue
        if node.get("/S") is not None:
            yield node
        kids = node.get("/K")
        if kids is not None:
            waiting += list(kids) if kids._type_name == "array" else [kids]


def test_the_paper_is_tagged_has_a_language_a_title_and_bookmarks(paper):
    assert paper.Root.MarkInfo.Marked
    assert str(paper.Root.Lang) == "en-GB"
    assert paper.Root.ViewerPreferences.DisplayDocTitle
    assert paper.Root.get("/Outlines") is not None
    assert "West Mercia" in str(paper.docinfo["/Title"])


def test_the_paper_has_the_page_s_pictures_each_with_words(paper, soup):
    figures = [tag for tag in tags(paper) if str(tag.S) == "/Figure"]
    assert len(figures) == len(soup().find_all("figure"))
    assert all(len(str(tag.get("/Alt", ""))) > 40 for tag in figures)


def test_no_table_of_the_paper_breaks_over_a_page(paper):
    """A table that breaks becomes two, of which one has no caption; the one in the prose has none; figures have one."""
    kinds = [str(tag.S) for tag in tags(paper)]
    captions = kinds.count("/Caption") - kinds.count("/Figure")
    assert captions > 5
    assert kinds.count("/Table") == captions + 1


def test_paper_cuts_a_long_table_and_says_where_the_whole_stands(assessment, rows):
    from sva.disclosure import release
    from sva.report.blocks import block_of
    from sva.report.edition import make_bench
    from sva.report.framing import PAPER_ROWS

    one = rows["kinds"].head(1)
    many = pd.concat(
        [one.assign(key=f"k{n}", offence_group=f"kind-{n:02d}") for n in range(30)],
        ignore_index=True,
    )
    bench = make_bench(assessment, release(many, "restricted", assessment.settings))
    view = View("long", "table", keys=many["key"], topic="Many kinds")
    block = block_of(view, bench)
    assert block.html.count("<tr") == 31
    assert block.paper.count("<tr") == PAPER_ROWS + 1
    assert f"The first {PAPER_ROWS} of 30 rows" in block.paper
    assert "<code>long.csv</code>" in block.paper
    assert len(block.table) == 30


def test_every_paper_page_says_edition_and_demonstration(make):
    pypdf = pytest.importorskip("pypdf")
    path = make() / "needs-assessment.pdf"
    if not path.is_file():
        pytest.skip("Pango is not installed, so no PDF was made")
    for page in pypdf.PdfReader(path).pages:
        text = page.extract_text()
        assert "Public edition" in text
        assert "DEMONSTRATION DATA" in text


def test_the_same_page_gives_the_same_paper(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    page = '<!doctype html><html lang="en-GB"><head><title>T</title></head><body><h1>T</h1></body></html>'
    said = [pdf.write_pdf(page, tmp_path / f"{n}.pdf") for n in (1, 2)]
    if said[0] is not None:
        pytest.skip(said[0])
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()


def test_without_pango_one_line_says_what_to_install(tmp_path, monkeypatch):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Broken(), *sys.meta_path])
    said = pdf.write_pdf("<html></html>", tmp_path / "a.pdf")
    assert "libpango-1.0-0" in said
    assert "\n" not in said
    assert not list(tmp_path.iterdir())


def test_the_paper_may_fetch_nothing(tmp_path):
    (tmp_path / "a.css").write_text("h1{color:red}", encoding="utf-8")
    page = f'<html lang="en"><head><title>T</title></head><body><h1>T</h1><img alt="a" src="{(tmp_path / "a.css").as_uri()}"></body></html>'
    if pdf._weasyprint() is None:
        pytest.skip("Pango is not installed")
    with pytest.raises(SvaError, match="cannot be made"):
        pdf.write_pdf(page, tmp_path / "a.pdf")


@pytest.mark.parametrize("name", ["by-kind", "by-age", "age-table", "by-place", "estimates"])
def test_every_csv_row_says_edition_and_that_it_is_made_up(make, name):
    with (make() / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert {row["Data"] for row in rows} == {"DEMONSTRATION DATA"}
    assert {row["Edition"] for row in rows} == {"public"}


def test_a_withheld_number_is_in_no_file(make):
    with (make() / "tables" / "by-age.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    assert first["Victims"] == "[c]"
    assert first["Victims for every 1,000 residents"] == "[c]"


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed(tmp_path):
    path = write_csv(pd.DataFrame({"a": ["=1+1", "@x", "-5", "plain"]}), tmp_path / "a.csv", {})
    assert path.read_text(encoding="utf-8-sig").split() == ["a", "'=1+1", "'@x", "-5", "plain"]


def test_the_workbook_has_cover_contents_notes_and_one_table_a_sheet(make):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(make() / "tables" / "tables.xlsx")
    assert book.sheet_names[:3] == ["Cover", "Contents", "Notes"]
    assert len(book.sheet_names) == 3 + 5
    first = book.get_sheet_by_name("Table_1").to_python()
    assert "DEMONSTRATION DATA" in first[0][0]
    assert first[1][0] == "This worksheet contains one table."
    assert all(any(cell != "" for cell in row) for row in first)


def test_the_workbook_has_no_merged_cells_and_no_formulas(make):
    import zipfile

    with zipfile.ZipFile(make() / "tables" / "tables.xlsx") as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = book.read(name).decode()
                assert "<mergeCell" not in text
                assert "<f>" not in text


def test_a_cell_with_nothing_to_say_says_so(assessment, rows):
    from sva.disclosure import release
    from sva.figures import View
    from sva.report.bench import Block
    from sva.report.edition import make_bench
    from sva.report.sheets import sheets_of

    released = release(next(iter(rows.values())), "restricted", assessment.settings)
    bench = make_bench(assessment, released)
    table = pd.DataFrame({"What": ["A", "B"], "Change": ["", "3% fewer"], "Note": [" ", ""]})
    block = Block("", table=table, title="A title", number="Table 1", source="Source: nowhere.")
    sheets = sheets_of([(View("a", "table", form="table"), block)], bench, assessment)
    assert sheets[-1].rows == [["A", "[z]", "[z]"], ["B", "3% fewer", "[z]"]]
    assert sheets[-1].lines[-1] == "Markers: [z] not applicable: there is nothing to say."
    notes = next(sheet for sheet in sheets if sheet.name == "Notes")
    assert ["[z]", "Not applicable: there is nothing to say."] in notes.rows
    for sheet in sheets:
        assert all(str(cell).strip() for row in sheet.rows for cell in row)


def test_the_opendocument_workbook_holds_what_the_other_holds(make):
    from python_calamine import CalamineWorkbook

    open_, other = (
        CalamineWorkbook.from_path(make() / "tables" / f"tables.{kind}") for kind in ("ods", "xlsx")
    )
    assert open_.sheet_names == other.sheet_names
    for name in open_.sheet_names:
        pair = [book.get_sheet_by_name(name).to_python() for book in (open_, other)]
        assert pair[0] == pair[1], name


def test_the_opendocument_workbook_marks_tables_heads_language_and_has_no_merged_cells(make):
    import re
    import zipfile

    from odf.opendocument import load

    path = make() / "tables" / "tables.ods"
    assert load(str(path)).spreadsheet is not None
    with zipfile.ZipFile(path) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        content = book.read("content.xml").decode()
        assert "spanned" not in content
        assert "table:formula" not in content
        names = re.findall('<table:table table:name="([^"]+)"', content)
        assert (
            content.count("<table:table-header-rows>") == len(names) - 1
        )  # the cover has no table
        assert content.count("<table:database-range ") == len(names) - 1
        assert 'fo:language="en"' in book.read("styles.xml").decode()
        assert "West Mercia" in book.read("meta.xml").decode()


def test_findings_are_kept_with_their_rows(make):
    told = json.loads((make() / "findings.json").read_text(encoding="utf-8"))
    assert told["demonstration"] is True
    assert len(told["findings"]) == 5


def test_a_source_line_names_source_period_and_day(rows):
    assert source_line(rows["months"]) == (
        "Source: police records of victims, April 2022 to March 2023, data as at 17 April 2023."
    )


def test_how_we_know_names_population_and_limits(rows):
    facts = dict(how_we_know(rows["ages"], {}))
    assert facts["Population"] == "Census 2021"
    assert facts["Method"].startswith("95% limits: ")


def test_a_table_of_counts_by_two_things_becomes_rows_by_columns():
    table = pd.DataFrame(
        {"Kind": ["a", "a", "b", "b"], "Period": ["x", "y"] * 2, "Offences": [1, 2, 3, "[c]"]},
        dtype=object,
    )
    table["Note"] = ["", "not yet complete", "", ""]
    table.attrs = {"apart": ["Kind", "Period"], "units": {}}
    assert pivot(table).to_dict("list") == {"Kind": ["a", "b"], "x": [1, 3], "y": ["2 [p]", "[c]"]}


def test_a_table_that_would_lose_limits_is_left_long():
    table = pd.DataFrame(
        {"Kind": ["a", "b"], "Period": ["x", "y"], "Rate": [1.0, 2.0], "Lower limit": [0.5, 1.5]}
    )
    table.attrs = {"apart": ["Kind", "Period"], "units": {}}
    assert pivot(table) is table


def test_numbers_stand_right_and_limits_have_their_value_s_decimals():
    table = pd.DataFrame(
        {"Age": ["a"], "Rate": [2.54], "Lower limit": [2.0], "Upper limit": [3.0]}, dtype=object
    )
    table.attrs = {"apart": ["Age"], "units": {}}
    html = html_table(table, "C", "c")
    assert '<td class="n">2.5</td><td class="n">2.0</td><td class="n">3.0</td>' in html
    assert '<th scope="row">a</th>' in html


@pytest.mark.parametrize("kind", ["figure", "table"])
def test_a_preview_is_drawn_from_rows_that_have_not_passed_the_gate(assessment, rows, kind):
    form = "bars" if kind == "figure" else None
    view = View("by-kind", kind, form=form, keys=rows["kinds"]["key"], topic="By kind")
    html = preview(view, rows["kinds"], assessment)
    assert "<img" in html if kind == "figure" else "<table" in html


def test_a_preview_that_cannot_be_drawn_says_why(assessment, rows):
    view = View("by-kind", "figure", form="pyramid", keys=rows["kinds"]["key"])
    assert "two, one for each side" in preview(view, rows["kinds"].head(1), assessment)
