"""Ratios with limits on a log axis; the bounds that the unknown leave stand behind as an open bar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sva.figures.chart import Chart
from sva.figures.head import Head, Key
from sva.figures.style import ACCENT, MUTED, RULE, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot"]

_TALL = 38
_MARKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 100)


def plot(chart: Chart, width: int) -> Figure:
    """Draw ratios.

    Parameters
    ----------
    chart : Chart
        Positive values; one dot a category and series.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    import pandas as pd

    bounds = {
        at: tuple(
            None if pd.isna(cell.row.get(side)) else float(cell.row[side])
            for side in ("unknown_lower", "unknown_upper")
        )
        for at, cell in chart.cells.items()
    }
    keys = [Key("Ratio", "dot", ACCENT)]
    if any(cell.lower is not None for cell in chart.cells.values()):
        keys.append(Key("95% confidence limits", "line", ACCENT))
    if any(None not in pair for pair in bounds.values()):
        keys.append(Key("What the unknown could make it", "open", MUTED))
    head = Head(chart, width, keys)
    narrow = width < 500
    size = 13 if narrow else 14
    rows = [at for name in chart.categories for at in chart.cells if at[0] == name]
    several = len(chart.series) > 1
    names = {at: f"{at[0]}, {at[1]}" if several else at[0] for at in rows}
    room = min(max(text_width(name, size) for name in names.values()), width * 0.36) + 16
    told = {at: _words(chart, at) for at in rows}
    right = max(text_width(text, size) for text in told.values()) + 16 if not narrow else 14
    height = int(head.height + 24 + _TALL * len(rows) + 36)
    sheet = Sheet(width, height)
    head.draw(sheet)
    axes = sheet.axes(room, head.height + 24, right, 36)
    seen = [x for x in chart.values() if x > 0]
    seen += [x for pair in bounds.values() for x in pair if x is not None and x > 0]
    low, high = min([*seen, 0.9]) / 1.12, max([*seen, 1.1]) * 1.12
    axes.set_xscale("log")
    axes.set(xlim=(low, high), ylim=(_TALL * len(rows), 0))
    _axis(axes, low, high, 5 if narrow else 9, size)
    same = chart.options.get("same") or _same(chart, rows)
    share = (0 - math.log(low)) / (math.log(high) - math.log(low))
    sheet.text(
        room + share * (width - room - right),
        head.height + 4,
        same,
        ha="left" if share < 0.4 else "right" if share > 0.6 else "center",
        fontsize=size - 1,
        color=MUTED,
    )
    for row, at in enumerate(rows):
        y = (row + 0.5) * _TALL
        lines = wrap(names[at], room - 14, size)
        for number, line in enumerate(lines):
            sheet.text(
                room - 12,
                head.height + 24 + y - len(lines) * (size + 3) / 2 + number * (size + 3) + 1,
                line,
                ha="right",
                fontsize=size,
            )
        _ratio(axes, chart.cells[at], bounds[at], y, size)
        if not narrow and chart.cells[at].value is not None:
            sheet.text(
                width - right + 10, head.height + 24 + y, told[at], va="center", fontsize=size
            )
    return sheet.figure


def _words(chart: Chart, at: tuple[str, str]) -> str:
    cell = chart.cells[at]
    if cell.value is None:
        return ""
    text = f"{cell.value:.1f}"
    if cell.lower is not None and cell.upper is not None:
        text += f" ({cell.lower:.1f} to {cell.upper:.1f})"
    return text


def _same(chart: Chart, rows: list[tuple[str, str]]) -> str:
    found = {chart.cells[at].row.get("reference_group") for at in rows}
    names = [chart.labels.get(str(name), str(name)) for name in found if isinstance(name, str)]
    return f"1 = same as {names[0]} residents" if len(names) == 1 else "1 = the same"


def _apart(marks: list[float], room: float, size: int) -> list[float]:
    """Leave out the marks whose names would touch the one before; 1 always stays."""
    kept: list[float] = []
    for mark in sorted(marks, key=lambda mark: mark != 1):
        wide = text_width(f"{mark:g}", size - 1) + 6
        if all(abs(math.log(mark / other)) * room > wide for other in kept):
            kept.append(mark)
    return sorted(kept)


def _axis(axes: Axes, low: float, high: float, most: int, size: int) -> None:
    marks = [mark for mark in _MARKS if low <= mark <= high]
    while len(marks) > most:
        marks = [mark for mark in marks if mark == 1 or marks.index(mark) % 2 == 0]
    room = axes.get_window_extent().width / (math.log(high) - math.log(low))
    marks = _apart(marks, room, size)
    axes.set_xticks(marks)
    axes.set_xticks([], minor=True)
    axes.set_xticklabels([f"{mark:g}" for mark in marks], fontsize=size - 1)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0, pad=6)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    for mark in marks:
        axes.axvline(
            mark, color=RULE if mark != 1 else MUTED, linewidth=1 if mark != 1 else 1.4, zorder=0
        )


def _ratio(axes: Axes, cell: Any, bound: tuple[Any, ...], y: float, size: int) -> None:
    if cell.value is None:
        axes.text(1, y, f" {cell.marker}", va="center", fontsize=size, color=MUTED)
        return
    if None not in bound:
        axes.barh(
            y,
            bound[1] - bound[0],
            left=bound[0],
            height=18,
            facecolor="white",
            edgecolor="#8a9296",
            linewidth=1,
            zorder=1,
        )
    if cell.lower is not None and cell.upper is not None:
        axes.plot([cell.lower, cell.upper], [y, y], color=ACCENT, linewidth=1.8, zorder=2)
    axes.plot([cell.value], [y], marker="o", markersize=10, color=ACCENT, zorder=3)
