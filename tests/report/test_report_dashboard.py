"""The outcome dashboard as a page: what stands out, a table under each chart, groups that open, nothing fetched or run."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sva.assessment import load_assessment
from sva.demo import Truth, simulate
from sva.disclosure import release
from sva.outcomes.dashboard import TABLES, panels
from sva.report.dashboard import make_dashboard


@pytest.fixture(scope="module")
def letter(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="module")
def made(letter):
    tables = simulate(4, Truth(scale=0.12, outcome22_share=0.2))
    return panels(
        {name: getattr(tables, name)[list(columns)] for name, columns in TABLES.items()}, letter
    )


def rows_of(made):
    parts = [part for panel in made for part in (panel.rows, panel.detail) if part is not None]
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)


def page_of(made, letter, edition):
    released = release(rows_of(made), edition, letter.settings)
    html = make_dashboard(letter, released, made, run_line="test").html
    return html, BeautifulSoup(html, "html.parser")


#: One of each kind: drawing all would take the tests too long.
SOME = {
    "dash-exceptions", "dash-recorded-1", "dash-outcome-2", "dash-chart-charged", "dash-chart-diversion", "dash-time", "dash-funnel",
    "dash-suspects-sex", "dash-use-like",
}  # fmt: skip


@pytest.fixture(scope="module")
def restricted(made, letter):
    some = [panel for panel in made if panel.kind in ("heading", "part") or panel.name in SOME]
    return page_of(some, letter, "restricted")


def test_the_page_runs_nothing_and_asks_nobody(restricted):
    html, soup = restricted
    assert soup.find("script") is None
    assert not re.findall(r'(?:src|href|srcset)="https?:', html)
    assert "script-src" not in html.split("</head>")[0]


def test_every_chart_has_words_a_source_and_its_table_under_it(restricted):
    _, soup = restricted
    charts = soup.find_all("figure")
    assert len(charts) == len(SOME) - 1
    for chart in charts:
        assert len(chart.find(class_="chart")["aria-label"]) > 40
        assert chart.find(class_="source").get_text().startswith("Source: ")
        below = chart.find_parent(class_="view").find("details")
        assert below.find("table") is not None
        assert below.find("summary").get_text()


def test_every_group_opens_by_keyboard_and_holds_all_its_outcomes(restricted, made):
    _, soup = restricted
    panel = next(panel for panel in made if panel.name == "dash-suspects-sex")
    opened = soup.find(id="v-dash-suspects-sex").find(class_="drill").find_all("details")
    assert len(opened) == panel.detail["strata"].nunique()
    for each in opened:
        assert each.find("summary").get_text().split(":")[0] in set(panel.detail["strata"])
        assert len(each.find("tbody").find_all("tr")) > 4


def test_both_clocks_stand_apart_and_are_named(restricted):
    _, soup = restricted
    parts = [tag.get_text() for tag in soup.find_all("h3")]
    assert "By month recorded" in parts
    assert "By month of the outcome" in parts


def test_what_stands_out_says_how_sure_what_to_ask_and_where_to_look(restricted):
    _, soup = restricted
    for item in soup.select("#chapters .findings li"):
        words = item.get_text()
        assert "How sure?" in words
        assert "What to ask?" in words
        place = item.find("a")["href"].removeprefix("#")
        assert place.removeprefix("v-") not in SOME or soup.find(id=place) is not None


def test_ids_are_used_once(restricted):
    _, soup = restricted
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(set(ids)) == len(ids)


def test_the_public_page_says_what_it_cannot_show_instead_of_showing_nothing(made, letter):
    kept = [panel for panel in made if panel.name in ("dash-exceptions", "dash-chart-diversion", "dash-suspects-sex")]  # fmt: skip
    html, soup = page_of(kept, letter, "public")
    assert "cannot be held against limits in this edition" in html
    assert "the restricted edition has them" in html
    assert soup.find(id="v-dash-chart-diversion") is None
    assert soup.find(id="v-dash-suspects-sex") is not None


def test_nothing_supplied_says_whose_data_are_missing(made, letter):
    empty = [panel for panel in made if panel.name == "dash-assigned"]
    blank = empty[0].rows.head(0)
    released = release(blank, "restricted", letter.settings)
    from dataclasses import replace

    html = make_dashboard(letter, released, [replace(empty[0], rows=blank)], supplied=[]).html
    assert "the police force has not supplied its recorded offences" in html
