"""What the workbooks hold, by the government's guidance for accessible spreadsheets: cover, contents, notes, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.figures.labels import MARKERS, decimals, period_label
from sva.report.tables import markers_used

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.figures.views import View
    from sva.report.bench import Bench, Block

__all__ = ["Sheet", "sheets_of"]

_ONE = "This worksheet contains one table."
#: Stands in a cell that has nothing to say: the guidance asks for no empty cells.
_NOTHING = ("[z]", "not applicable: there is nothing to say")


@dataclass(frozen=True)
class Sheet:
    """One worksheet: lines from the top, then at most one table.

    Parameters
    ----------
    name : str
        On its tab.
    lines : list of str
        The first is its title; one a row, no row empty.
    head : list of str
        Headings of the columns, each once; empty for no table.
    rows : list of list
        Numbers as numbers, all else as text.
    table : str
        The table's name in the file: a letter, then letters, digits and underscores.
    places : list of int or None
        Decimals of each column; None for text.
    widths : list of int
        Of the columns, in letters.
    links : list of str
        The worksheet to which the first cell of each row leads.
    """

    name: str
    lines: list[str]
    head: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)
    table: str = ""
    places: list[int | None] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def sheets_of(
    tables: Sequence[tuple[View, Block]], bench: Bench, assessment: Assessment
) -> list[Sheet]:
    """Lay out a workbook: cover, contents, notes, and one table a sheet.

    Parameters
    ----------
    tables : sequence of (View, Block)
        Those with a table, in reading order.
    bench : Bench
        Of one edition.
    assessment : Assessment
        For the cover.

    Returns
    -------
    list of Sheet
        No cell is merged, none is empty, no colour means anything.
    """
    made = [_table(f"Table_{n}", view, block, bench) for n, (view, block) in enumerate(tables, 1)]
    listed = [["Notes", "All tables", "Notes and the meaning of the markers"]]
    listed += [
        [sheet.name, block.number, block.title]
        for sheet, (_, block) in zip(made, tables, strict=True)
    ]
    contents = Sheet(
        "Contents",
        ["Contents", _ONE],
        ["Worksheet", "In the report", "Table"],
        listed,
        "contents",
        [None] * 3,
        [18, 24, 90],
        ["Notes", *(sheet.name for sheet in made)],
    )
    return [_cover(bench, assessment), contents, _notes(bench), *made]


def _cover(bench: Bench, assessment: Assessment) -> Sheet:
    settings = assessment.settings
    lines = [
        f"{settings.title}: tables",
        f"{bench.released.edition.capitalize()} edition.",
        f"Area: {settings.area.name} police force area.",
        f"Period: {period_label(settings.period.start, settings.period.end)}.",
        f"For: {settings.commissioner}.",
        "Each worksheet after the notes holds one table. The contents list and link to them.",
        "Open data in these tables are published under the Open Government Licence v3.0.",
    ]
    if bench.demonstration:
        mark = f"{MARK}: every number about people and crimes is made up. It may not be quoted."
        lines.insert(1, mark)
    return Sheet("Cover", lines, widths=[90])


def _notes(bench: Bench) -> Sheet:
    signs = [*MARKERS.items(), _NOTHING]
    said = [[sign, f"{words[:1].upper()}{words[1:]}."] for sign, words in signs]
    said += [
        [f"Note {n}", str(line)]
        for n, line in enumerate(bench.released.policy.get("sentences", ()), 1)
    ]
    if bench.demonstration:
        said.insert(0, ["Data", f"{MARK}: made up."])
    head = ["Marker or note", "Meaning"]
    return Sheet("Notes", ["Notes", _ONE], head, said, "notes", [None] * 2, [18, 110])


def _table(name: str, view: View, block: Block, bench: Bench) -> Sheet:
    table = block.table
    assert table is not None
    lead = f"{block.title} [{block.number} of the report]"
    lines = [f"{MARK}: {lead}" if bench.demonstration else lead, _ONE]
    lines += [block.source] if block.source else []
    cells = [[_cell(value) for value in row] for row in table.itertuples(index=False, name=None)]
    signs = list(markers_used(table))
    if any(cell == _NOTHING[0] for row in cells for cell in row):
        signs.append(_NOTHING)
    if signs:
        lines.append("Markers: " + "; ".join(f"{sign} {words}" for sign, words in signs) + ".")
    places = [_places(table[column]) for column in table.columns]
    return Sheet(
        name,
        lines,
        _once([str(column) for column in table.columns]),
        cells,
        f"{name.lower()}_{view.name.replace('-', '_')}"[:200],
        places,
        [34 if each is None else 16 for each in places],
    )


def _cell(value: Any) -> Any:
    """Keep numbers; write all else as text."""
    if isinstance(value, int | float):
        return value if value == value else "[x]"
    return str(value).strip() or _NOTHING[0]


def _places(column: pd.Series) -> int | None:
    plain = [value for value in column if isinstance(value, int | float)]
    return decimals(plain, "") if plain else None


def _once(names: Sequence[str]) -> list[str]:
    """Make headings unique, as a table of a workbook needs."""
    out: list[str] = []
    for name in names:
        turn, said = 2, name
        while said.lower() in (each.lower() for each in out):
            said, turn = f"{name} {turn}", turn + 1
        out.append(said)
    return out
