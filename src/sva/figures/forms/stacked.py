"""Bars of a hundred per cent cut into parts, such as outcomes; what is withheld stays hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.figures.chart import Chart
from sva.figures.head import Head, Key
from sva.figures.style import INK, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot"]

#: Neighbours differ in lightness as well as in colour.
_PARTS = ("#12436D", "#8ecae6", "#28A197", "#f0c05a", "#9f004c", "#d5d9dc", "#F46A25", "#1c1c1c")
_DARK = ("#12436D", "#9f004c", "#1c1c1c")


def plot(chart: Chart, width: int) -> Figure:
    """Draw stacked bars; parts in the order of the rows.

    Parameters
    ----------
    chart : Chart
        Series are the parts, categories the bars; values are per cent.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if len(chart.series) > len(_PARTS):
        chart.warnings.append(
            f"{chart.view.name}: more than {len(_PARTS)} parts cannot be told apart"
        )
    colours = {name: _PARTS[n % len(_PARTS)] for n, name in enumerate(chart.series)}
    keys = [Key(name, "square", colours[name]) for name in chart.series]
    sums = {
        name: sum(
            cell.value or 0 for part in chart.series if (cell := chart.cell(name, part)) is not None
        )
        for name in chart.categories
    }
    if any(total < 99 for total in sums.values()):
        keys.append(Key("Withheld or not shown", "hatch"))
    head = Head(chart, width, keys)
    narrow = width < 500
    size = 13 if narrow else 14
    above = narrow
    lone = len(chart.categories) == 1
    longest = 0 if lone else max(text_width(name, size) for name in chart.categories)
    room = 2 if above or lone else min(longest, width * 0.34) + 14
    wrapped = {
        name: [] if lone else wrap(name, (width if above else room) - 12, size)
        for name in chart.categories
    }
    tall = {
        name: (len(lines) * (size + 4) + 44) if above else max(38, len(lines) * (size + 4) + 8)
        for name, lines in wrapped.items()
    }
    height = int(head.height + sum(tall.values()) + 8)
    sheet = Sheet(width, height)
    head.draw(sheet)
    axes = sheet.axes(room, head.height, 2, 8)
    full = max(100.0, *sums.values())
    axes.set(xlim=(0, full), ylim=(sum(tall.values()), 0))
    axes.set_axis_off()
    scale = (width - room - 2) / full
    y = 0.0
    for name in chart.categories:
        lines = wrapped[name]
        if above:
            sheet.lines(0, head.height + y, lines, fontsize=size)
            middle = y + len(lines) * (size + 4) + 17
        else:
            middle = y + tall[name] / 2
            for number, line in enumerate(lines):
                sheet.text(
                    room - 12,
                    head.height + middle - len(lines) * (size + 4) / 2 + number * (size + 4) + 2,
                    line,
                    ha="right",
                    fontsize=size,
                )
        _bar(axes, chart, name, middle, colours, scale, size, sums[name])
        y += tall[name]
    return sheet.figure


def _bar(
    axes: Axes,
    chart: Chart,
    name: str,
    y: float,
    colours: dict[str, str],
    scale: float,
    size: int,
    total: float,
) -> None:
    start = 0.0
    for part in chart.series:
        cell = chart.cell(name, part)
        if cell is None or not cell.value:
            continue
        axes.barh(
            y,
            cell.value,
            left=start,
            height=28,
            color=colours[part],
            edgecolor="white",
            linewidth=1,
        )
        words = f"{cell.value:.0f}%"
        if cell.value * scale > text_width(words, size - 1) + 8:
            axes.text(
                start + cell.value / 2,
                y,
                words,
                ha="center",
                va="center",
                fontsize=size - 1,
                color="white" if colours[part] in _DARK else INK,
            )
        start += cell.value
    if total < 99:
        axes.barh(
            y,
            100 - total,
            left=start,
            height=28,
            facecolor="white",
            edgecolor="#8a9296",
            hatch="////",
            linewidth=0.6,
        )
