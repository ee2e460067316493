"""Curves, squares and quotations in the page: only what passed the gate, with its words and its consent."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from sva.estimates import blank
from sva.estimates.extensions import GridCells, Quotations, SurvivalCurve
from sva.figures import View
from sva.report.blocks import block_of
from sva.report.edition import make_bench
from sva.report.preview import preview_extension

PERIOD = {"period_start": "2020-04-01", "period_end": "2023-03-31"}
STEPS = pd.DataFrame(
    {
        "group": ["offered"] * 3 + ["not-offered"] * 3,
        "day": [0, 180, 365] * 2,
        "at_risk": [90, 80, 60, 400, 350, 300],
        "survival": [1.0, 0.9, 0.8, 1.0, 0.85, 0.7],
        "lower": [1.0, 0.85, 0.7, 1.0, 0.8, 0.65],
        "upper": [1.0, 0.95, 0.9, 1.0, 0.9, 0.75],
        "source": ["police-suspects"] * 6,
        **PERIOD,
    }
)
SAID = pd.DataFrame(
    {
        "quotation": ["q1", "q2", "q3"],
        "theme": ["travel"] * 3,
        "text": ["I take <the> long way home.", "Not with partners only.", "Unchecked."],
        "speaker": ["young person, Telford", None, None],
        "consent": [True, True, True],
        "public_consent": [True, False, True],
        "identity_checked": [True, True, False],
        "source": ["engagement-notes"] * 3,
        **PERIOD,
    }
)
SQUARES = pd.DataFrame(
    {
        "cell": ["a", "b"],
        "easting": [366000, 368000],
        "northing": [306000, 306000],
        "side_m": [2000, 2000],
        "population": [3000, 3000],
        "count": [14, 3],
        "band": [2, 1],
        "band_label": ["10 to 19", "Under 10"],
        "source": ["police-street"] * 2,
        **PERIOD,
    }
)
EXTENSIONS = (
    SurvivalCurve("curve.again", STEPS),
    Quotations("quotation.young", SAID),
    GridCells("grid.violence", SQUARES),
)


@pytest.fixture(scope="module")
def bench(assessment):
    from sva.disclosure import release
    from sva.reference.geography import bundled

    def give(edition: str):
        settings = assessment.settings
        declared = [*settings.public.measures, "curve.*", "quotation.*", "grid.*"]
        public = settings.public.model_copy(update={"measures": tuple(declared)})
        settings = settings.model_copy(update={"public": public})
        every = {each.name: each for each in EXTENSIONS}
        released = release(blank(), edition, settings, extensions=every)
        return make_bench(assessment, released, geography=bundled())

    return give


def view(kind: str, name: str, **options) -> View:
    return View(f"a-{kind}", kind, topic="The topic", options={"extension": name, **options})


@pytest.mark.parametrize("edition", ["public", "restricted"])
def test_a_curve_is_a_figure_with_its_table_in_both_editions(bench, edition):
    block = block_of(view("curve", "curve.again", since="the offer"), bench(edition))
    page = BeautifulSoup(block.html, "html.parser")
    assert (
        page.find("figure").find(class_="chart")["aria-label"].startswith("The topic. Line chart")
    )
    heads = [head.get_text() for head in page.select("thead th")]
    assert heads[:3] == [
        "Group",
        "Months since the offer",
        "Share to whom it has happened, per cent",
    ]
    assert ("Followed" in heads) == (edition == "restricted")
    assert page.find(class_="source").get_text() == (
        "Source: police records of suspects, April 2020 to March 2023."
    )
    assert "<img" in block.paper


def test_squares_are_shown_in_classes_and_a_small_count_is_not_published(bench):
    for edition in ("public", "restricted"):
        block = block_of(view("grid", "grid.violence"), bench(edition))
        # three is under the public edition's threshold, not under the partners'
        squares = 1 if edition == "public" else 2
        assert len(block.table) == squares
        assert f"Of {squares} squares" in block.html
        assert ("Count" in block.table) == (edition == "restricted")


def test_quotations_are_those_agreed_to_in_that_edition_and_say_so(bench):
    block = block_of(view("quotation", "quotation.young"), bench("public"))
    page = BeautifulSoup(block.html, "html.parser")
    said = [quote.p.get_text() for quote in page.find_all("blockquote")]
    assert said == ["I take <the> long way home."]
    assert page.find("blockquote").find("footer").get_text() == "young person, Telford"
    assert "agreement to be quoted in public" in page.find(class_="note").get_text()
    partners = block_of(view("quotation", "quotation.young"), bench("restricted")).html
    assert partners.count("<blockquote>") == 2
    assert "Not to be passed on" in partners


def test_a_theme_and_a_number_narrow_what_is_quoted(bench):
    few = view("quotation", "quotation.young", most=1)
    html = block_of(few, bench("restricted")).html
    assert html.count("<blockquote>") == 1
    assert "1 more of the kind" in html


def test_what_the_edition_does_not_hold_is_said(bench):
    block = block_of(view("curve", "curve.other"), bench("public"))
    assert block.html == '<p class="note">The topic: not part of the public edition.</p>'
    absent = replace(view("curve", "curve.other"), needs=("ambulance",))
    own = bench("public")
    own.absent = lambda contracts: "the ambulance service has not supplied data"
    assert "the ambulance service has not supplied data" in block_of(absent, own).html


@pytest.mark.parametrize("extension", EXTENSIONS, ids=lambda each: each.kind)
def test_a_working_copy_shows_what_has_not_passed_the_gate(assessment, extension):
    from sva.reference.geography import bundled

    html = preview_extension(view(extension.kind, extension.name), extension, assessment, bundled())
    assert ("<img" in html) == (extension.kind != "quotation")
    assert ("Unchecked." in html) == (extension.kind == "quotation")


def test_a_chapter_hands_its_extension_to_the_gate_and_gives_a_view(assessment, tmp_path):
    from sva.pipeline.chapter import Chapter
    from sva.pipeline.workspace import Workspace

    space = Workspace(tmp_path)
    chapter = Chapter("08_outcomes", assessment, space, space)
    given = chapter.curve("again", EXTENSIONS[0], topic="Time to", since="the offer")
    kept = space.extensions / "08_outcomes" / "curve.again.parquet"
    assert SurvivalCurve.read("curve.again", kept).frame.equals(EXTENSIONS[0].frame)
    assert given.options == {"extension": "curve.again", "since": "the offer"}
    assert chapter.grid("none", None, topic="None").options == {"extension": ""}
