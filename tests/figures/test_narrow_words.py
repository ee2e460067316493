"""On a phone the words of a chart stay inside it and off each other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sva.figures.forms.heat import _words_that_fit
from sva.figures.head import Head, Key
from sva.figures.labels import show
from sva.figures.style import text_width


def _chart(*values: float, unit: str = "%", places: int = 1) -> Any:
    cells = {n: SimpleNamespace(value=value) for n, value in enumerate(values)}
    return SimpleNamespace(
        cells=cells,
        unit=unit,
        places=places,
        measure="Share",
        demonstration=False,
        show=lambda v: show(v, places, unit),
    )


def test_numbers_of_a_grid_lose_what_does_not_fit_and_all_alike():
    wide, narrow = _chart(62.04, 6.2), _chart(62.04, 6.2)
    assert _words_that_fit(wide, 60, 13)(62.04) == "62.0%"
    less = _words_that_fit(narrow, text_width("62%", 13) + 1, 13)
    assert [less(62.04), less(6.2)] == ["62%", "6%"]
    assert _words_that_fit(narrow, text_width("62", 13) + 1, 13)(62.04) == "62"


def test_a_long_entry_of_a_legend_is_broken_over_rows_within_the_sheet():
    words = "Evidential difficulties (suspect identified; victim supports action)"
    head = Head(_chart(), 350, [Key(words), Key("Charged")])
    rows = [[key.words for _, key in row] for row in head.rows]
    assert " ".join(rows[0] + rows[1]).startswith(words)
    assert all(
        x + 22 + text_width(key.words, head.size) <= 350 for row in head.rows for x, key in row
    )
    signs = [key.sign for row in head.rows for _, key in row]
    assert signs.count("none") == 1
