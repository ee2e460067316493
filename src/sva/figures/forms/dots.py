"""Dots on a line: a filled dot against an open one, such as a share of victims against a share of residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.figures.chart import Chart
from sva.figures.head import Head, Key
from sva.figures.style import ACCENT, INK, MUTED, RULE, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot", "ticks"]

_SIGNS = ((ACCENT, "dot"), ("#6B6F73", "ring"), ("#D4601F", "dot"), ("#9f004c", "ring"))


def ticks(top: float, most: int = 6) -> list[float]:
    """Choose round numbers from zero for an axis.

    Parameters
    ----------
    top : float
        The largest value shown.
    most : int
        At most so many.

    Returns
    -------
    list of float

    Examples
    --------
    >>> ticks(87)
    [0.0, 20.0, 40.0, 60.0, 80.0]
    """
    import math

    if top <= 0:
        return [0.0]
    raw = top / (most - 1)
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * times for times in (1, 2, 2.5, 5, 10) if size * times >= raw * 0.999)
    return [round(float(step * number), 10) for number in range(int(top / step * 1.0001) + 1)]


def plot(chart: Chart, width: int) -> Figure:
    """Draw dots, the first series filled, the second open, a line between them.

    Parameters
    ----------
    chart : Chart
        One to four series.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if len(chart.series) > len(_SIGNS):
        chart.warnings.append(f"{chart.view.name}: more than {len(_SIGNS)} dots a line")
    keys = [
        Key(name or chart.measure, _SIGNS[number % 4][1], _SIGNS[number % 4][0])
        for number, name in enumerate(chart.series)
        if len(chart.series) > 1
    ]
    if any(cell.lower is not None for cell in chart.cells.values()):
        keys.append(
            Key(str(chart.options.get("limits_label", "95% confidence limits")), "line", INK)
        )
    head = Head(chart, width, keys)
    narrow = width < 500
    size = 13 if narrow else 14
    longest = max((text_width(name, size) for name in chart.categories), default=0)
    room = min(longest, width * 0.36) + 16
    wrapped = {name: wrap(name, room - 14, size) for name in chart.categories}
    tall = [max(34, len(lines) * (size + 4) + 12) for lines in wrapped.values()]
    height = int(head.height + sum(tall) + 34)
    sheet = Sheet(width, height)
    head.draw(sheet)
    crowded = narrow and len(chart.series) > 1
    told = {} if crowded else {name: _told(chart, name) for name in chart.categories}
    right = max((text_width(text, size - 1) for text in told.values()), default=0) + 26
    axes = sheet.axes(room, head.height, right, 34)
    top = max([*chart.values(), 0.0]) or 1.0
    axes.set(xlim=(0, top * 1.02), ylim=(sum(tall), 0))
    marks = ticks(top, 5 if narrow else 7)
    axes.set_xticks(marks)
    axes.set_xticklabels(
        [f"{mark:,.10g}{'%' if chart.unit == '%' else ''}" for mark in marks], fontsize=size - 1
    )
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    for mark in marks:
        axes.axvline(mark, color=MUTED if mark == 0 else RULE, linewidth=1, zorder=0)
    y = 0.0
    for name, room_y in zip(chart.categories, tall, strict=True):
        lines = wrapped[name]
        block = len(lines) * (size + 4)
        for number, line in enumerate(lines):
            sheet.text(
                room - 12,
                head.height + y + room_y / 2 - block / 2 + number * (size + 4) + 2,
                line,
                ha="right",
                fontsize=size,
            )
        _row(axes, chart, name, y + room_y / 2, size, told.get(name, ""))
        y += room_y
    return sheet.figure


def _told(chart: Chart, name: str) -> str:
    """Say the numbers of a line beside it, where they are one or two."""
    found = [chart.cell(name, series) for series in chart.series]
    if len(found) > 2 or any(cell is not None and cell.value is None for cell in found):
        return ""
    return " against ".join(chart.show(cell.value) for cell in found if cell is not None)


def _row(axes: Axes, chart: Chart, name: str, y: float, size: int, told: str) -> None:
    found = [chart.cell(name, series) for series in chart.series]
    values = [cell.value for cell in found if cell is not None and cell.value is not None]
    known = [cell for cell in found if cell is not None and cell.value is not None]
    end = max([0.0, *values, *(cell.upper for cell in known[:1] if cell.upper is not None)])
    gone = next((cell.marker for cell in found if cell is not None and cell.value is None), "")
    axes.annotate(
        told or gone,
        (end, y),
        xytext=(12, 0),
        textcoords="offset points",
        va="center",
        fontsize=size - 1,
        color=MUTED if gone else INK,
        annotation_clip=False,
    )
    if len(values) > 1:
        axes.plot([min(values), max(values)], [y, y], color="#b8bfc3", linewidth=3, zorder=1)
    for number, cell in reversed(list(enumerate(found))):
        if cell is None or cell.value is None:
            continue
        colour, sign = _SIGNS[number % 4]
        if cell.lower is not None and cell.upper is not None and number == 0:
            axes.plot([cell.lower, cell.upper], [y, y], color=INK, linewidth=1.5, zorder=2)
        axes.plot(
            [cell.value],
            [y],
            marker="o",
            markersize=11 if sign == "dot" else 10,
            markerfacecolor=colour if sign == "dot" else "white",
            markeredgecolor=colour,
            markeredgewidth=2,
            zorder=3 + (number == 0),
            clip_on=False,
        )
