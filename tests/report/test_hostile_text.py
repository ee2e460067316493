"""Text from partners with script, formula, entity or path in it is inert in every file of a report."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date

import pandas as pd
import pypdf
import pytest
from bs4 import BeautifulSoup
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from sva import estimates
from sva.disclosure import release
from sva.figures import View
from sva.findings import headline
from sva.report import Chapter, assemble

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "=HYPERLINK(\"http://example.com\",\"click\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1,2)",
    "-2+3",
    "&lt;b&gt; &#x3C;script&#x3E;",
    "../../etc/passwd",
    "]]><!--",
    "\" onmouseover=\"alert(3)",
    "javascript:alert(4)",
    "{{ 7 * 7 }} {% raw %}",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(assessment, tmp_path_factory):
    """A restricted edition whose groups are all hostile."""
    counts = pd.DataFrame({"group": HOSTILE, "numerator": range(20, 20 + len(HOSTILE))})
    rows = estimates.build(
        counts,
        assessment.period,
        measure="victims.count",
        characteristic="theme",
        area_type="police_force",
        area_code="E23000016",
        period_start=date(2022, 4, 1),
        period_end=date(2023, 3, 31),
        data_as_at=date(2023, 4, 17),
        source="police-victims",
    )
    keys = tuple(rows["key"])
    chapter = Chapter(
        "01_hostile",
        (
            "# A chapter",
            View("hostile-bars", "figure", form="bars", keys=keys, topic=HOSTILE[0]),
            View(
                "hostile-table",
                "table",
                keys=keys,
                topic=HOSTILE[1],
                options={"columns": ["group", "value"]},
            ),
            View("hostile-said", "sentence", keys=keys, sentence="largest"),
        ),
    )
    released = release(rows, "restricted", assessment.settings)
    out = tmp_path_factory.mktemp("hostile")
    found = headline(released, assessment.settings, [])
    assemble(assessment, [chapter], released, found, out, supplied=[])
    return out


def test_in_the_page_it_is_text(folder):
    text = (folder / "needs-assessment.html").read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    assert page.find("script") is None
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]  # fmt: skip
    assert not [tag for tag in page.select("[href], [src]") if str(tag.get("href") or tag.get("src")).lower().startswith(("javascript", "http"))]  # fmt: skip
    shown = page.get_text()
    for hostile in HOSTILE:
        assert " ".join(hostile.split()) in " ".join(shown.split()), hostile


def test_in_pictures_it_is_text(folder):
    page = BeautifulSoup((folder / "needs-assessment.html").read_text("utf-8"), "html.parser")
    pictures = page.select("figure svg")
    assert pictures
    for picture in pictures:
        tree = etree.fromstring(str(picture).encode(), etree.XMLParser(resolve_entities=False))
        assert not tree.xpath("//*[local-name()='script' or local-name()='foreignObject']")
        assert not tree.xpath("//@*[starts-with(local-name(), 'on')]")


def test_in_spreadsheets_nothing_is_a_formula_or_a_link(folder):
    for name, part in (("tables.xlsx", "xl/worksheets/"), ("tables.ods", "content.xml")):
        with zipfile.ZipFile(folder / "tables" / name) as book:
            parts = [each for each in book.namelist() if each.startswith(part)]
            assert parts
            for each in parts:
                if not each.endswith(".xml"):
                    continue
                tree = etree.fromstring(book.read(each))
                assert not tree.xpath("//*[local-name()='f']"), each
                assert not tree.xpath("//@*[local-name()='formula']"), each
            everything = b"".join(book.read(each) for each in book.namelist())
        assert b'TargetMode="External"' not in everything
        assert b'href="http' not in everything
        assert b"<script" not in everything


def test_in_csv_no_cell_opens_as_a_formula(folder):
    for path in (folder / "tables").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            for cell in row:
                number = re.fullmatch(r"-[\d,]*\.?\d+(e[+-]?\d+)?%?", cell)
                assert number or cell[:1] not in tuple("=+-@\t\r"), (path.name, cell)


def test_json_holds_it_as_it_is_and_pdf_runs_nothing(folder):
    json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    reader = pypdf.PdfReader(folder / "needs-assessment.pdf")
    raw = (folder / "needs-assessment.pdf").read_bytes()
    for sign in (b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/EmbeddedFile"):
        assert sign not in raw
    links = [
        annotation.get_object().get("/A", {}).get("/URI", "")
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    ]
    assert not [link for link in links if str(link).startswith(("javascript", "http"))]


def test_no_file_stands_where_a_path_in_the_text_points(folder):
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert names
    assert not [name for name in names if "passwd" in name or ".." in name]
