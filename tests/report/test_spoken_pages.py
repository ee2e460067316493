"""Chapters of sentences and the pages of the partnerships: only what was released, nothing where nothing was."""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.disclosure import release
from sva.estimates import blank, build
from sva.figures.views import View
from sva.report.partnerships import partnership_pages
from sva.report.spoken import plain_page, question_pages


@pytest.fixture(scope="module")
def letter(root):
    return load_assessment("west-mercia-2023-05", root)


def rows(letter, measure, **columns):
    shared = {
        "area_type": "csp",
        "period_start": date(2022, 4, 1),
        "period_end": date(2023, 3, 31),
        "source": "police-offences",
        "definition": "west-mercia-2023",
    }
    lists = {name: value for name, value in columns.items() if isinstance(value, list)}
    plain = {name: value for name, value in columns.items() if name not in lists}
    return build(pd.DataFrame(lists), letter.period, measure=measure, **(shared | plain))


def test_each_partnership_has_its_heading_kinds_in_order_and_ages_from_the_youngest(letter):
    code = letter.settings.partnerships[0].code
    table = pd.concat(
        [
            rows(letter, "offences.count", area_code=code, offence_group=["rape", "homicide", "robbery"], numerator=[90, 12, 60]),
            rows(letter, "victims.count", area_code=code, source="police-victims", cohort="all", characteristic="age_band",
                 group=["65 and over", "Under 10", "10 to 17"], numerator=[10, 20, 30]),
        ],
        ignore_index=True,
    )  # fmt: skip
    pages = partnership_pages(release(table, "restricted", letter.settings), letter.settings)
    assert pages is not None
    headings = [cell for cell in pages.cells if isinstance(cell, str) and cell.startswith("## ")]
    assert headings == [f"## {letter.settings.partnerships[0].name}"]
    views = {cell.name: cell for cell in pages.cells if isinstance(cell, View)}
    kinds = [key.split("/")[2] for key in views["herefordshire-kinds"].keys]
    assert kinds == ["homicide", "robbery", "rape"]
    ages = [
        key.split("age-band=")[-1].split("/")[0] for key in views["herefordshire-victims-age"].keys
    ]
    assert ages == ["under-10", "10-to-17", "65-and-over"]


def test_no_numbers_by_partnership_no_pages(letter):
    assert partnership_pages(release(blank(), "public", letter.settings), letter.settings) is None


def test_words_of_partners_cannot_become_markup(letter):
    settings = letter.settings.model_copy(
        update={"area": letter.settings.area.model_copy(update={"name": "<b>West* [Mercia](x)"})}
    )
    text = "\n".join(
        str(cell)
        for page in (plain_page, question_pages)
        for cell in page(release(blank(), "public", settings), settings, []).cells
    )
    assert "\\<b\\>West\\* \\[Mercia\\](x)" in text
    assert not re.search(r"(?<!\\)<b", text)


def test_each_question_is_a_heading_with_an_answer(letter):
    page = question_pages(release(blank(), "public", letter.settings), letter.settings, [])
    assert str(page.cells[0]).startswith("# Questions you will be asked")
    assert all(re.fullmatch(r"## .+\?\n\n.+", str(cell), re.DOTALL) for cell in page.cells[1:])
