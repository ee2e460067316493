"""A filled dot against an open one on a line: a group's share of people against its share of residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.figures.chart import Cell, Chart
from sva.figures.forms.dots import ticks
from sva.figures.head import Head, Key
from sva.figures.labels import label
from sva.figures.style import ACCENT, INK, MUTED, RULE, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot"]

_TALL, _TITLE = 28, 34


def plot(chart: Chart, width: int) -> Figure:
    """Draw dumbbells, in sections where the rows are of several characteristics.

    Parameters
    ----------
    chart : Chart
        Two series, the first filled, the second open; values are per cent. The option ``section`` names the column by
        which categories stand together under a heading.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    narrow = width < 500
    size = 13 if narrow else 14
    mine, theirs = [*chart.series, ""][:2]
    keys = [Key(mine, "dot", ACCENT)]
    if theirs:
        keys.append(Key(theirs, "ring", MUTED))
    if any(cell.lower is not None for cell in chart.cells.values()):
        keys.append(Key("95% confidence limits", "line", ACCENT))
    head = Head(chart, width, keys)
    rows = _rows(chart)
    told = {name: _told(chart, name, mine, theirs) for title, name in rows if not title}
    longest = max(text_width(name, size) for title, name in rows if not title)
    room = min(longest, width * 0.34) + 16
    right = max(text_width(text, size - 1) for text in told.values()) + 14
    high = sum(_TITLE if title else _TALL for title, _ in rows)
    sheet = Sheet(width, int(head.height + high + 30))
    head.draw(sheet)
    axes = sheet.axes(room, head.height, right, 30)
    top = max([*chart.values(), 1.0])
    axes.set(xlim=(-0.01 * top, top * 1.03), ylim=(high, 0))
    marks = ticks(top, 5 if narrow else 7)
    axes.set_xticks(marks)
    axes.set_xticklabels([f"{mark:,.10g}%" for mark in marks], fontsize=size - 1)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0, pad=6)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    for mark in marks:
        axes.axvline(mark, color=RULE, linewidth=1, zorder=0)
    y = 0.0
    for title, name in rows:
        if title:
            sheet.text(0, head.height + y + 10, title, fontsize=size, weight="semibold")
            y += _TITLE
            continue
        middle = y + _TALL / 2
        lines = wrap(name, room - 12, size)
        for number, line in enumerate(lines[:2]):
            sheet.text(
                room - 12,
                head.height + middle + (number - min(len(lines), 2) / 2) * (size + 1),
                line,
                ha="right",
                fontsize=size,
            )
        _pair(axes, chart.cell(name, mine), chart.cell(name, theirs) if theirs else None, middle)
        sheet.text(
            width - right + 10,
            head.height + middle,
            told[name],
            va="center",
            fontsize=size - 1,
            color=INK,
        )
        y += _TALL
    return sheet.figure


def _rows(chart: Chart) -> list[tuple[str, str]]:
    """List headings and categories: ``(heading, "")`` and ``("", category)``."""
    section = chart.options.get("section")
    rows: list[tuple[str, str]] = []
    last = None
    for name in chart.categories:
        row = next(cell.row for at, cell in chart.cells.items() if at[0] == name)
        now = label(str(section), row, chart.labels) if section else None
        if now is not None and now != last:
            rows.append((now, ""))
        last = now
        rows.append(("", name))
    return rows


def _told(chart: Chart, name: str, mine: str, theirs: str) -> str:
    first = chart.cell(name, mine)
    second = chart.cell(name, theirs) if theirs else None
    here = "[x]" if first is None else chart.show(first.value) if first.value is not None else first.marker  # fmt: skip
    if second is None or second.value is None:
        return here
    return f"{here} v {chart.show(second.value)}"


def _pair(axes: Axes, mine: Cell | None, theirs: Cell | None, y: float) -> None:
    ends = [cell.value for cell in (mine, theirs) if cell is not None and cell.value is not None]
    if len(ends) == 2:
        axes.plot(ends, [y, y], color="#b8bfc3", linewidth=3, zorder=1, solid_capstyle="butt")
    if theirs is not None and theirs.value is not None:
        axes.plot(
            [theirs.value],
            [y],
            marker="o",
            markersize=9,
            markerfacecolor="white",
            markeredgecolor=MUTED,
            markeredgewidth=2,
            zorder=3,
        )
    if mine is not None and mine.value is not None:
        if mine.lower is not None and mine.upper is not None:
            axes.plot([mine.lower, mine.upper], [y, y], color=ACCENT, linewidth=1.6, zorder=2)
        axes.plot([mine.value], [y], marker="o", markersize=9, color=ACCENT, zorder=4)
