"""Horizontal bars from zero, with limits as thin lines; a second series in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.figures.chart import Chart
from sva.figures.head import Head, Key
from sva.figures.style import ACCENT, COMPARISON, INK, MUTED, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot"]

_APART = ("All", "Unknown", "Not stated", "Not known")  # no group, so not in a group's colour
_BAR = 20
_THIN = 15
_TINTS = (ACCENT, "#b4babd", "#2c6fa8", "#7f888c", "#63a0cf")


def plot(chart: Chart, width: int) -> Figure:
    """Draw bars.

    Parameters
    ----------
    chart : Chart
        One series, or up to five side by side.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    several = len(chart.series) > 1
    if len(chart.series) > len(_TINTS):
        chart.warnings.append(
            f"{chart.view.name}: more than {len(_TINTS)} bars a group are hard to read"
        )
    limits = any(cell.lower is not None for cell in chart.cells.values())
    keys = [
        Key(name, "square", _TINTS[number % len(_TINTS)])
        for number, name in enumerate(chart.series)
        if several
    ]
    if limits:
        keys.append(Key("95% confidence limits", "line", INK))
    head = Head(chart, width, keys)
    narrow = width < 500
    size = 13 if narrow else 14
    thick = _THIN if several else _BAR
    bars = len(chart.series) * thick
    longest = max((text_width(name, size) for name in chart.categories), default=0)
    above = narrow and longest > 110
    room = width - 8 if above else min(longest, width * 0.36) + 12
    wrapped = {name: wrap(name, room - 8, size) for name in chart.categories}
    tall = {
        name: (len(lines) * (size + 4) + 2 if above else 0)
        + max(bars, 0 if above else len(lines) * (size + 4))
        + (12 if several or above else 8)
        for name, lines in wrapped.items()
    }
    height = int(head.height + sum(tall.values()) + 6)
    sheet = Sheet(width, height)
    head.draw(sheet)
    ends = [chart.show(cell.value) + cell.marker for cell in chart.cells.values()]
    right = max((text_width(text, size) for text in ends), default=0) + 12
    axes = sheet.axes(2 if above else room, head.height, right, 6)
    top = max([*chart.values(), 0.0]) or 1.0
    axes.set(xlim=(0, top), ylim=(height - head.height - 6, 0))
    axes.set_axis_off()
    scale = (width - (2 if above else room) - right) / top
    y = 0.0
    for name in chart.categories:
        lines = wrapped[name]
        start = y
        if above:
            sheet.lines(8, head.height + y, lines, fontsize=size)
            start = y + len(lines) * (size + 4) + 2
        else:
            block = len(lines) * (size + 4)
            middle = head.height + y + (tall[name] - (12 if several else 8)) / 2
            for number, line in enumerate(lines):
                sheet.text(
                    room - 8,
                    middle - block / 2 + number * (size + 4) + 2,
                    line,
                    ha="right",
                    fontsize=size,
                )
            start = y + max(0, (block - bars) / 2)
        for number, series in enumerate(chart.series):
            _bar(
                axes,
                chart,
                name,
                series,
                start + (number + 0.5) * thick,
                thick,
                number,
                scale,
                size,
            )
        y += tall[name]
    axes.axvline(0, color=MUTED, linewidth=1)
    return sheet.figure


def _bar(
    axes: Axes,
    chart: Chart,
    name: str,
    series: str,
    y: float,
    thick: int,
    number: int,
    scale: float,
    size: int,
) -> None:
    cell = chart.cell(name, series)
    if cell is None:
        return
    if cell.value is None:
        axes.text(4 / scale, y, cell.marker, va="center", fontsize=size, color=MUTED)
        return
    colour = _TINTS[number % len(_TINTS)]
    if len(chart.series) == 1 and name in _APART:
        colour = COMPARISON
    axes.barh(y, cell.value, height=thick - 2, color=colour, linewidth=0)
    end = cell.value
    if cell.lower is not None and cell.upper is not None:
        axes.plot(
            [cell.lower, cell.upper], [y, y], color="white", linewidth=3.5, solid_capstyle="butt"
        )
        axes.plot([cell.lower, cell.upper], [y, y], color=INK, linewidth=1.5, solid_capstyle="butt")
        end = max(end, cell.upper)
    words = chart.show(cell.value) + (f" {cell.marker}" if cell.marker else "")
    axes.text(end + 5 / scale, y, words, va="center", fontsize=size, clip_on=False)
