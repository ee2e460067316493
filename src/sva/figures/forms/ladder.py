"""Ratios in columns of their own, one a group or place, on one log axis: steps of a ladder, or the same on several bases."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sva.figures.chart import Cell, Chart
from sva.figures.head import Head, Key
from sva.figures.style import ACCENT, INK, MUTED, RULE, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot"]

_MARKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_GAP = 14


def plot(chart: Chart, width: int) -> Figure:
    """Draw ratios: categories down, series across, the same axis in every column.

    Parameters
    ----------
    chart : Chart
        Positive values. The option ``same`` says what 1 means.
    width : int
        Pixels; on a phone the columns stand under one another.

    Returns
    -------
    matplotlib.figure.Figure
    """
    narrow = width < 500
    size = 13 if narrow else 14
    keys = [Key("Ratio", "dot", ACCENT)]
    if any(cell.lower is not None for cell in chart.cells.values()):
        keys.append(Key("95% confidence limits", "line", ACCENT))
    if any(None not in _bounds(cell) for cell in chart.cells.values()):
        keys.append(Key("What the unknown could make it", "open", MUTED))
    head = Head(chart, width, keys)
    same = wrap(str(chart.options.get("same") or _same(chart)), width - 8, size - 1)
    longest = max(text_width(name, size) for name in chart.categories)
    room = min(longest, width * (0.4 if narrow else 0.27)) + 14
    wrapped = {name: wrap(name, room - 12, size) for name in chart.categories}
    tall = [max(38, len(lines) * (size + 3) + 10) for lines in wrapped.values()]
    high = sum(tall)
    columns = 1 if narrow else len(chart.series)
    each = (width - room - _GAP * (columns - 1) - 8) / columns
    tops = {name: wrap(name, each, size, "semibold") for name in chart.series}
    title = max(len(lines) for lines in tops.values()) * (size + 4) + 6
    start = head.height + len(same) * (size + 4) + 6
    block = title + high + 26
    sheet = Sheet(width, int(start + block * (len(chart.series) if narrow else 1)))
    head.draw(sheet)
    sheet.lines(0, head.height, same, fontsize=size - 1, color=MUTED)
    low, top = _span(chart)
    for number, name in enumerate(chart.series):
        x = room + (0 if narrow else number * (each + _GAP))
        y = start + (number * block if narrow else 0)
        sheet.lines(x, y, tops[name], fontsize=size, weight="semibold")
        axes = sheet.axes(x, y + title, width - x - each, sheet.height - y - title - high)
        axes.set_xscale("log")
        axes.set(xlim=(low, top), ylim=(high, 0))
        _axis(axes, low, top, each, size)
        at = 0.0
        for category, room_y in zip(chart.categories, tall, strict=True):
            cell = chart.cells.get((category, name))
            if cell is not None:
                _ratio(axes, cell, at + room_y / 2, size, (low, top))
            if narrow or number == 0:
                lines = wrapped[category]
                for row, line in enumerate(lines):
                    sheet.text(
                        room - 12,
                        y + title + at + room_y / 2 + (row - len(lines) / 2) * (size + 3) + 1,
                        line,
                        ha="right",
                        fontsize=size,
                    )
            at += room_y
    return sheet.figure


def _bounds(cell: Cell) -> tuple[float | None, float | None]:
    import pandas as pd

    low, high = (
        None if (found := cell.row.get(side)) is None or pd.isna(found) else float(found)
        for side in ("unknown_lower", "unknown_upper")
    )
    return (None, None) if cell.value is None else (low, high)


def _span(chart: Chart) -> tuple[float, float]:
    """Take the axis from the ratios and their limits; limits that are far wider than all else run off it."""
    values = [cell.value for cell in chart.cells.values() if cell.value]
    ends = [x for cell in chart.cells.values() for x in (cell.lower, cell.upper) if x]
    low = max(min([*values, *ends, 0.8]), min([*values, 1.0]) / 6)
    high = min(max([*values, *ends, 1.25]), max([*values, 1.0]) * 6)
    return low / 1.25, high * 1.25


def _same(chart: Chart) -> str:
    found = {cell.row.get("reference_group") for cell in chart.cells.values()}
    names = [chart.labels.get(str(name), str(name)) for name in found if isinstance(name, str)]
    return f"1 = same as {names[0]} residents" if len(names) == 1 else "1 = same as the reference"


def _axis(axes: Axes, low: float, high: float, width: float, size: int) -> None:
    marks = [mark for mark in _MARKS if low <= mark <= high]
    most = max(3, int(width / 27))
    while len(marks) > most:
        place = marks.index(1) if 1 in marks else 0
        marks = [mark for number, mark in enumerate(marks) if (number - place) % 2 == 0]
    axes.set_xticks(marks)
    axes.set_xticks([], minor=True)
    axes.set_xticklabels([f"{mark:g}" for mark in marks], fontsize=size - 2)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0, pad=4)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    for mark in marks:
        one = mark == 1
        axes.axvline(mark, color=MUTED if one else RULE, linewidth=1.4 if one else 1, zorder=0)


def _ratio(axes: Axes, cell: Cell, y: float, size: int, span: tuple[float, float]) -> None:
    if cell.value is None:
        axes.text(
            1,
            y,
            cell.marker,
            ha="center",
            va="center",
            fontsize=size - 1,
            color=MUTED,
            bbox={"facecolor": "white", "linewidth": 0, "pad": 1},
        )
        return
    low, high = _bounds(cell)
    if low is not None and high is not None:
        left, right = max(low, span[0]), min(high, span[1])
        axes.barh(
            y,
            max(right - left, 0),
            left=left,
            height=16,
            facecolor="white",
            edgecolor="#8a9296",
            linewidth=1,
            zorder=1,
        )
    if cell.lower is not None and cell.upper is not None:
        ends = [max(cell.lower, span[0]), min(cell.upper, span[1])]
        axes.plot(ends, [y, y], color=ACCENT, linewidth=1.8, zorder=2)
    at = min(max(cell.value, span[0]), span[1])
    axes.plot([at], [y], marker="o", markersize=8, color=ACCENT, zorder=3, clip_on=False)
    text = f"{cell.value:.1f}"
    if cell.value < 0.095:
        text = f"{cell.value:.2f}" if cell.value >= 0.005 else "0"
    right_half = math.log(at / span[0]) > 0.72 * math.log(span[1] / span[0])
    left_edge = math.log(at / span[0]) < 0.08 * math.log(span[1] / span[0])
    axes.annotate(
        f"{text}{f' {cell.marker}' if cell.marker else ''}",
        (at, y),
        xytext=(0, 7),
        textcoords="offset points",
        ha="right" if right_half else "left" if left_edge else "center",
        va="bottom",
        fontsize=size - 2,
        color=INK,
        annotation_clip=False,
        bbox={"facecolor": "white", "linewidth": 0, "pad": 0.4},
        zorder=2.5,
    )
