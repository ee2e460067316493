"""A workbook has no empty cells: what a CSV file leaves empty is [z] there, and nothing else may stand for it."""

from __future__ import annotations

from typing import Any, cast

import pytest

from sva.disclosure.attack.places import Table
from sva.disclosure.attack.shown_tables import _sheet

HEAD = ("Kind", "Note")
TWIN = Table("tables/a.csv", "a", HEAD, (("Robbery", ""), ("Rape", "withheld")))


@pytest.mark.parametrize(("cell", "told"), [("[z]", 0), ("3", 1), ("", 1)])
def test_only_its_marker_stands_for_an_empty_cell(cell: str, told: int) -> None:
    rows = (("Robbery", cell), ("Rape", "withheld"))
    sheet = Table("tables/tables.ods", "a", HEAD, rows)
    nobody = cast(Any, None)
    assert len(_sheet(sheet, {"a": TWIN}, nobody, nobody)) == told


def test_the_marker_never_stands_for_words() -> None:
    sheet = Table("tables/tables.ods", "a", HEAD, (("[z]", "[z]"), ("Rape", "withheld")))
    nobody = cast(Any, None)
    assert len(_sheet(sheet, {"a": TWIN}, nobody, nobody)) == 1
