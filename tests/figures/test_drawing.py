"""Every form is drawn the same way twice, says what it shows, and has its table."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.figures import View, draw
from sva.figures.drawing import draw_slide
from sva.figures.forms import DRAWN
from sva.figures.style import WARNING, text_width

forms = pytest.mark.parametrize("form", DRAWN)


@forms
def test_the_picture_is_well_formed_and_asks_for_nothing_outside_itself(drawn, form):
    for svg in (drawn(form).svg, drawn(form).narrow):
        root = ET.fromstring(svg)
        names = [name for tag in root.iter() for name in tag.attrib]
        assert not [name for name in names if "href" in name or name == "style"]
        assert not re.search(rb"<metadata|<style|<script|https?:(?!//www.w3.org/2000/svg)", svg)


@forms
def test_every_name_that_is_used_is_there_and_opens_with_the_view_s(drawn, form):
    for svg, way in ((drawn(form).svg, "w"), (drawn(form).narrow, "n")):
        ids = re.findall(rb' id="([^"]+)"', svg)
        assert set(re.findall(rb"url\(#([^)]+)\)", svg)) == set(ids)
        assert all(name.startswith(f"example-{form}-{way}".encode()) for name in ids)


@forms
def test_letters_are_text_that_a_page_can_find_and_copy(drawn, form):
    root = ET.fromstring(drawn(form).svg)
    said = [tag.text for tag in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "DEMONSTRATION DATA" in said
    assert len(said) > 5
    assert all(said)


@forms
def test_no_word_leaves_the_picture(drawn, form):
    """Measured in the bundled typeface, which page and paper bring."""
    for svg in (drawn(form).svg, drawn(form).narrow):
        root = ET.fromstring(svg)
        wide = float(root.get("width"))
        for tag in root.iter("{http://www.w3.org/2000/svg}text"):
            weight = "semibold" if tag.get("font-weight") else "normal"
            length = text_width(tag.text, float(tag.get("font-size")), weight)
            left = {"middle": 0.5, "end": 1.0}.get(tag.get("text-anchor"), 0.0) * length
            start = float(tag.get("x")) - left
            assert start > -2, tag.text
            assert start + length < wide + 2, tag.text


@forms
def test_the_same_rows_give_the_same_bytes(drawn, example, form):
    from sva.reference.geography import bundled

    view, rows = example(form)
    again = draw(
        view,
        rows,
        labels={"robbery": "Robbery", "E22000333": "Telford and Wrekin"},
        demonstration=True,
        title="The finding.",
        geography=bundled(),
    )
    assert again.svg == drawn(form).svg
    assert again.narrow == drawn(form).narrow


@forms
def test_the_demonstration_mark_is_in_picture_and_words_and_only_then(drawn, form):
    made_up, real = drawn(form), drawn(form, demonstration=False)
    assert made_up.svg.count(WARNING.encode()) == real.svg.count(WARNING.encode()) + 1
    assert made_up.alt.endswith("Demonstration data.")
    assert "emonstration" not in real.alt


@forms
def test_the_words_open_with_the_finding(drawn, form):
    assert drawn(form).alt.startswith("The finding. ")


@forms
def test_the_table_has_a_row_for_every_estimate(drawn, example, form):
    _, rows = example(form)
    drawing = drawn(form)
    assert len(drawing.table if drawing.steps is None else drawing.steps) == len(rows)


@pytest.mark.parametrize("form", ["bars", "dots", "heat", "stacked", "choropleth"])
def test_a_withheld_number_is_a_marker_in_the_table_and_said_in_words(drawn, form):
    table, alt = drawn(form).table, drawn(form).alt
    assert (table == "[c]").any(axis=None)
    assert "1 of" in alt
    assert "withheld" in alt


def test_a_phone_gets_a_narrower_picture(drawn):
    narrow = ET.fromstring(drawn("bars").narrow)
    assert float(narrow.get("width")) < float(ET.fromstring(drawn("bars").svg).get("width"))


def test_short_words_name_numbers_with_limits(drawn):
    assert "Black 3.8 (3.2 to 4.5)" in drawn("forest").alt


def test_the_words_of_a_series_give_its_ends_and_extremes(drawn):
    assert (
        "From 36 in April 2022 to 88 in March 2023; lowest 36 (April 2022), highest 91"
        in drawn("lines").alt
    )


def test_a_step_without_a_known_cause_is_marked_in_the_series(example):
    view, rows = example("lines")
    flat = rows.assign(value=40.0, numerator=40)
    marked, plain = (
        draw(view, each, labels={}, demonstration=False, title="T").svg for each in (rows, flat)
    )
    assert WARNING.encode() in marked
    assert WARNING.encode() not in plain


def test_more_than_five_lines_are_refused(example):
    view, rows = example("lines")
    many = pd.concat([rows.assign(offence_group=f"group-{n}") for n in range(6)])
    with pytest.raises(SvaError, match="6 series"):
        draw(view, many, labels={}, demonstration=False, title="T")


def test_a_pyramid_of_one_side_is_refused(example):
    view, rows = example("pyramid")
    with pytest.raises(SvaError, match="two, one for each side"):
        draw(view, rows.head(4), labels={}, demonstration=False, title="T")


def test_a_map_without_geography_is_refused(example):
    view, rows = example("choropleth")
    with pytest.raises(SvaError, match="no geography"):
        draw(view, rows, labels={}, demonstration=False, title="T")


def test_a_map_names_areas_that_have_no_boundary(example):
    from sva.reference.geography import bundled

    view, rows = example("choropleth")
    rows.loc[0, "area_code"] = "E22999999"
    warnings = draw(
        view, rows, labels={}, demonstration=False, title="T", geography=bundled()
    ).warnings
    assert any("E22999999" in warning for warning in warnings)


def test_a_map_says_how_many_areas_are_in_each_class(drawn):
    classes = drawn("choropleth").classes
    assert classes["Areas"].sum() == 5
    assert list(drawn("choropleth").by_class.columns[:2]) == ["Area", "Code"]


def test_nothing_to_draw_is_an_error_that_names_the_view(example):
    view, rows = example("bars")
    with pytest.raises(SvaError, match="example-bars"):
        draw(view, rows.head(0), labels={}, demonstration=False, title="T")


def test_all_withheld_is_still_drawn(example):
    view, rows = example("bars")
    gone = rows.assign(value=pd.NA, lower=pd.NA, upper=pd.NA, numerator=pd.NA, flag="suppressed")
    drawing = draw(view, gone, labels={}, demonstration=False, title="T")
    assert "4 of 4 numbers are withheld" in drawing.alt


def test_a_kind_without_a_picture_is_refused(example):
    view = View("said", "quotation", keys=["a"])
    _, rows = example("bars")
    with pytest.raises(SvaError, match="form None"):
        draw(view, rows, labels={}, demonstration=False, title="T")


def test_a_curve_tells_shares_limits_and_how_many_are_followed(drawn):
    drawing = drawn("survival")
    assert "offered: 14% (9% to 21%) at 6, 24% (17% to 32%) at 12" in drawing.alt
    first = drawing.table[drawing.table["Group"] == "offered"]
    assert list(first.iloc[:, 1]) == ["0", "3", "6", "9", "12"]
    assert list(first["Followed"]) == [120, 96, 80, 80, 80]


def test_a_curve_can_show_who_still_has_not(example):
    view, rows = example("survival", show="still")
    drawing = draw(view, rows, labels={}, demonstration=False, title="T")
    assert "not-offered: 80% (76% to 84%) at 6, 70% (65% to 74%) at 12" in drawing.alt


@pytest.mark.parametrize("form", ["bars", "survival"])
def test_a_slide_gets_the_same_picture_in_dots(example, form):
    view, rows = example(form)
    made = [
        draw_slide(view, rows, labels={}, demonstration=True, title="T.", scale=1) for _ in range(2)
    ]
    assert made[0] == made[1]
    assert made[0].png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(made[0].png[16:20]) == 680
    assert made[0].alt.startswith("T. ")


def test_letters_beyond_the_bundled_font_and_dollar_signs_are_drawn_as_they_are(example):
    view, rows = example("bars")
    odd = rows.assign(group=["Ŵ ≥ 5", "$x_1$ a_b^2", "Siân", "<b>&amp;</b>"])
    drawing = draw(view, odd, labels={}, demonstration=False, title="T")
    assert list(drawing.table.iloc[:, 0]) == ["Ŵ ≥ 5", "$x_1$ a_b^2", "Siân", "<b>&amp;</b>"]
    ET.fromstring(drawing.svg)


def test_drawing_needs_no_pyplot_and_no_seaborn():
    code = (
        "import sys, sva.figures.drawing, sva.figures.forms.bars, sva.figures.style as s; s.rc();"
        "print([m for m in ('matplotlib.pyplot', 'seaborn', 'geopandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
