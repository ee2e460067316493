"""The page: one file, no request, headings and tables in order, every picture in words."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from sva.errors import SvaError
from sva.figures import View
from sva.figures.interactive import script
from sva.report import Chapter, views_of
from sva.report.page import make_page

PAGE = {
    "title": "T",
    "edition": "Public",
    "mark": "",
    "description": "",
    "facts": [],
    "findings": [],
    "licence": "",
    "run_line": "",
}


def test_there_is_one_h1_and_no_level_is_left_out(soup):
    levels = [int(tag.name[1]) for tag in soup().find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_id_is_there_once_and_every_link_arrives(soup, make):
    ids = [tag["id"] for tag in soup().find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = {tag["href"] for tag in soup().find_all("a")}
    inside = {link for link in links if link.startswith("#")}
    assert len(inside) > 5
    assert {link[1:] for link in inside} <= set(ids)
    assert links > inside
    assert all((make() / link).is_file() for link in links - inside)
    named = [tag["aria-labelledby"] for tag in soup().find_all(attrs={"aria-labelledby": True})]
    assert set(named) <= set(ids)
    assert len(named) == len(set(named))


def test_the_contents_list_every_chapter_and_appendix(soup):
    listed = [tag.get_text() for tag in soup().select("nav.contents a")]
    assert listed[:3] == ["In brief", "1. The picture", "2. People"]
    assert sum(text.startswith("Appendix") for text in listed) == 5


@pytest.mark.parametrize("edition", ["public", "restricted"])
def test_edition_and_demonstration_mark_stand_at_top_end_and_on_every_printed_page(soup, edition):
    page = soup(edition)
    assert f"{edition.capitalize()} edition" in page.select_one("header.top").get_text()
    assert "DEMONSTRATION DATA" in page.select_one("header.top").get_text()
    assert f"{edition.capitalize()} edition" in page.find("footer").get_text()
    style = page.find("style").get_text()
    assert f'@top-left{{content:"{edition.capitalize()} edition"}}' in style
    assert '@top-right{content:"DEMONSTRATION DATA"}' in style


def test_the_first_page_has_five_findings_each_with_how_sure(soup):
    found = soup().select("ol.findings > li")
    assert len(found) == 5
    assert all("How sure?" in each.get_text() for each in found)


def test_the_policy_forbids_every_request_and_knows_the_style_by_its_hash(soup):
    policy = soup().find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    digest = hashlib.sha256(soup().find("style").get_text().encode()).digest()
    assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert "unsafe-inline" not in policy
    assert not soup().find_all(style=True)


def test_nothing_points_outside_the_page(soup):
    page = soup()
    assert not page.find_all(["link", "iframe", "object", "embed"])
    for tag in page.find_all(True):
        for name in ("src", "srcset", "poster", "data", "action"):
            assert str(tag.get(name, "data:")).startswith("data:")
    assert not re.search(r"url\((?!data:)|@import", page.find("style").get_text())


def test_the_one_script_is_that_of_the_maps_and_the_policy_knows_it_by_its_hash(soup):
    page = soup()
    (only,) = page.find_all("script")
    assert only.get_text() == script()
    assert not only.attrs
    digest = hashlib.sha256(only.get_text().encode()).digest()
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert f"script-src 'sha256-{base64.b64encode(digest).decode()}';" in policy
    handlers = [tag.name for tag in page.find_all(True) for name in tag.attrs if name[:2] == "on"]
    assert handlers == []


def test_a_page_without_maps_has_no_script_and_allows_none():
    text = make_page([("markdown", "# A")], PAGE)
    assert "<script" not in text
    assert "script-src" not in text


@pytest.mark.parametrize("edition", ["public", "restricted"])
def test_a_map_answers_on_the_screen_and_its_first_layer_is_printed(soup, edition):
    figure = soup(edition).find(id="v-by-place").find("figure")
    answering = figure.find(class_="imap")
    assert answering.find("select", attrs={"data-part": "layer"}).get_text() == "Rate"
    assert answering.find("caption").get_text() == "By place"
    assert figure.find(class_="on-paper").find(attrs={"role": "img"})["aria-label"]
    style = soup(edition).find("style").get_text()
    assert "@media print{.imap{display:none}}" in style
    assert ".on-paper{display:none}" in style
    # values of small areas are in the restricted edition alone
    assert bool(answering.find_all(attrs={"data-v": True})) == (edition == "restricted")
    assert ("26.7" in str(answering)) == (edition == "restricted")


def test_text_from_data_is_escaped(make):
    text = (make() / "needs-assessment.html").read_text(encoding="utf-8")
    assert text.count("<script") == 1
    assert "&lt;script&gt;alert('1')&lt;/script&gt; &amp;" in text


def test_every_picture_has_words_and_a_source_line(soup):
    figures = soup().find_all("figure")
    assert len(figures) == 4
    for figure in figures:
        picture = figure.find(class_="chart")
        assert picture["role"] == "img"
        assert len(picture["aria-label"]) > 40
        assert all(svg["aria-hidden"] == "true" for svg in picture.find_all("svg"))
        assert figure.find(class_="source").get_text().startswith("Source: ")


def test_a_phone_is_shown_its_own_picture_and_a_page_the_wide_one(soup):
    page = soup()
    assert page.select("#v-by-kind .chart > svg.w")
    assert page.select("#v-by-kind .chart > svg.n")
    style = page.find("style").get_text()
    assert ".chart .n{display:none}" in style
    assert re.search(r"@media \(max-width:540px\)\{\s*\.chart \.w\{display:none\}", style)


def test_how_we_know_says_source_period_day_and_counts_and_gives_the_numbers(soup, make):
    folded = soup().select_one("#v-by-kind details")
    facts = {div.dt.get_text(): div.dd for div in folded.select("dl > div")}
    assert facts["Source"].get_text() == "Police records of victims"
    assert facts["Period"].get_text() == "April 2022 to March 2023"
    assert facts["Data as at"].get_text() == "17 April 2023"
    assert facts["Counts"].get_text() == "640 to 1,520 in each of 2 numbers"
    link = facts["Take away"].find("a")
    assert link.has_attr("download")
    assert (make() / link["href"]).is_file()


def test_a_sentence_points_to_the_row_it_stands_on(soup):
    page = soup()
    sentence = next(each for each in page.select("p.key") if each.select("a.rows"))
    row = page.find(id=sentence.select_one("a.rows")["href"][1:])
    assert row.name == "tr"
    assert row.th.get_text().lower() in sentence.get_text().lower()


def test_a_finding_says_how_we_know_and_points_to_its_rows(assessment, rows):
    from bs4 import BeautifulSoup

    from sva.disclosure import release
    from sva.findings import Finding
    from sva.report.edition import make_bench
    from sva.report.known import known_of

    bench = make_bench(assessment, release(rows["kinds"], "restricted", assessment.settings))
    keys = tuple(rows["kinds"]["key"])
    bench.where = {keys[0]: "r-by-kind-1", keys[1]: "t-other"}
    told = known_of([Finding("scale", "How much", "So much.", keys, "Sure.")], bench)
    page = BeautifulSoup(told["scale"], "html.parser")
    facts = {div.dt.get_text(): div.dd for div in page.select("dl > div")}
    assert {"Source", "Period", "Data as at", "Counts"} <= set(facts)
    assert [link["href"] for link in facts["In the tables"].find_all("a")] == [
        "#r-by-kind-1",
        "#t-other",
    ]
    assert known_of([Finding("none", "N", "None.", (), "Sure.")], bench) == {}


def test_every_table_has_caption_headers_with_scope_and_a_region(soup):
    tables = soup().find_all("table")
    assert len(tables) >= 9
    for table in tables:
        assert table.parent["role"] == "region"
        assert table.parent["tabindex"] == "0"
        heads = table.find_all("th")
        assert heads
        assert {head["scope"] for head in heads} <= {"col", "row"}
    captions = [table.find("caption").get_text() for table in tables if table.find("caption")]
    assert len(captions) == len(tables) - 1  # the table in the prose has none
    assert len(captions) == len(set(captions))


def test_markers_are_explained_under_the_table_that_uses_them(soup):
    table = soup().find(id="t-by-age").find_parent(class_="scroll")
    assert "[c]" in table.get_text()
    assert "withheld to protect" in table.find_next_sibling("ul").get_text()


def test_what_was_not_supplied_stands_together_with_what_it_would_add(soup):
    listed = soup().select("ul.missing > li")
    assert len(listed) == 2
    assert "the ambulance service has not supplied" in listed[0].get_text()
    assert "It would add" in listed[0].get_text()


def test_a_view_outside_the_edition_says_so(soup):
    assert "Suspects: not part of the public edition." in soup().get_text()


def test_the_public_edition_says_how_it_is_protected_and_what_is_not_done(soup):
    assert "any of more than 5 counts" in soup().get_text()
    status = soup().select_one(".about")
    words = "not yet checked by an output checker, and not to be published before"
    assert words in status.get_text()
    assert status.find_next("h2")["id"] == "in-brief"  # it stands above the findings


def test_the_public_edition_shows_small_areas_as_classes_only(soup, make):
    region = soup().find(id="t-by-place").find_parent(class_="scroll")
    assert [head.get_text() for head in region.select("thead th")][-1] == "Areas"
    assert "E01013989" not in (make() / "tables" / "estimates.csv").read_text(encoding="utf-8-sig")
    head = (make() / "tables" / "by-place.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert head.startswith('Area,Code,"Recorded offences for every 1,000 residents",Assessment')
    assert not re.search(r"E0101398\d [\d.]", soup().get_text() + str(soup().find(id="v-by-place")))
    assert "E01013989" in (make("restricted") / "tables" / "estimates.csv").read_text(
        encoding="utf-8-sig"
    )


def test_the_same_report_twice_differs_in_its_run_line_alone(make):
    first = (make() / "needs-assessment.html").read_text(encoding="utf-8").splitlines()
    folder = make("public", again=True, run_line="Run two.")
    second = (folder / "needs-assessment.html").read_text(encoding="utf-8").splitlines()
    differing = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1
    assert "Run one." in differing[0][0]
    for path in sorted((make() / "tables").iterdir()):
        assert path.read_bytes() == (folder / "tables" / path.name).read_bytes(), path.name
    assert (make() / "findings.json").read_bytes() == (folder / "findings.json").read_bytes()


def test_a_picture_without_words_stops_the_page():
    with pytest.raises(SvaError, match="without alternative text"):
        make_page([("html", '<img alt="" src="data:image/png;base64,AA==">')], PAGE)


def test_a_picture_from_elsewhere_stops_the_page():
    with pytest.raises(SvaError, match="one inside the page"):
        make_page([("markdown", "# A\n\n![words](https://example.org/a.png)")], PAGE)


def test_a_title_cannot_end_the_style_sheet():
    page = make_page([], PAGE | {"title": 'x"}</style><script>'})
    assert page.count("</style>") == 1
    assert "<script>" not in page


def test_two_views_of_one_name_are_refused():
    view = View("same", "sentence", sentence="level")
    with pytest.raises(SvaError, match="01_a and 02_b"):
        views_of([Chapter("01_a", [view]), Chapter("02_b", [view])])


def test_the_appendix_says_which_codes_no_source_confirms(soup):
    from sva.reference import catalogue

    number = catalogue.unconfirmed().query("list == 'outcomes'")["code"].nunique()
    title = catalogue.listing().set_index("name").loc["outcomes", "title"]
    page = soup()
    table = page.find(id="t-unconfirmed").find_parent("table")
    rows = {
        row.th.get_text(" ", strip=True): row.td.get_text(strip=True)
        for row in table.select("tbody tr")
    }
    assert number > 0
    assert rows[title] == str(number)


def test_a_count_of_residents_names_no_period_but_its_census_day():
    import pandas as pd

    from sva.estimates import shape
    from sva.report.words import source_line

    rows = shape(
        pd.DataFrame(
            {"measure": ["population.count"], "source": ["2011 Census"], "period_start": [pd.Timestamp("2020-04-01")],
             "period_end": [pd.Timestamp("2023-03-31")], "data_as_at": [pd.Timestamp("2011-03-27")]}
        )
    )  # fmt: skip
    assert source_line(rows) == "Source: 2011 Census, data as at 27 March 2011."
    assert "April 2020" in source_line(rows.assign(measure="victims.count"))
