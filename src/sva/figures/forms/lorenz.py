"""How much the fullest places hold: a curve of shares, against a line of equal shares and what chance would heap up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.figures.chart import Chart
from sva.figures.head import Head, Key
from sva.figures.style import ACCENT, COMPARISON, INK, MUTED, RULE, Sheet, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot"]

_DASHES = ("-", (0, (5, 2)))


def plot(chart: Chart, width: int) -> Figure:
    """Draw one curve, or two: what was, and what chance alone would give.

    Parameters
    ----------
    chart : Chart
        Categories are shares of places such as "5%", the fullest first; one or two series, the first in the accent.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    size = 13 if width < 500 else 14
    colours = (ACCENT, COMPARISON)
    named = [name for name in chart.series if name]
    keys = [
        Key(name, "line" if number == 0 else "dash", colours[number])
        for number, name in enumerate(named[:2])
    ]
    head = Head(chart, width, [*keys, Key("The same in every place", "line", RULE)])
    foot = 44
    inner = min(width - 70, 340)
    height = int(head.height + inner * 0.82 + foot)
    sheet = Sheet(width, height)
    head.draw(sheet)
    left = text_width("100%", size - 1) + 8
    axes = sheet.axes(left, head.height + 6, max(width - left - inner * 1.35, 16), foot)
    axes.set(xlim=(0, 100), ylim=(0, 101))
    marks = [0, 25, 50, 75, 100]
    axes.set_xticks(marks)
    axes.set_yticks(marks)
    axes.set_xticklabels([f"{mark}%" for mark in marks], fontsize=size - 1)
    axes.set_yticklabels([f"{mark}%" for mark in marks], fontsize=size - 1)
    axes.tick_params(axis="both", length=0, pad=6)
    axes.grid(color=RULE, linewidth=1)
    axes.set_axisbelow(True)
    axes.plot([0, 100], [0, 100], color="#b8bfc3", linewidth=1.2)
    for number, name in enumerate(chart.series[:2]):
        points = [(0.0, 0.0)]
        for category in chart.categories:
            cell = chart.cell(category, name)
            if cell is not None and cell.value is not None:
                points.append((float(category.rstrip("%")), cell.value))
        points.append((100.0, 100.0))
        xs, ys = zip(*sorted(points), strict=True)
        axes.plot(
            xs,
            ys,
            color=colours[number],
            linewidth=2.4 - 0.8 * number,
            linestyle=_DASHES[number],
            marker="o" if number == 0 else None,
            markersize=5,
            zorder=4 - number,
        )
        if number == 0:
            for x, y in sorted(points)[1:-1]:
                if x in (5.0, 10.0, 20.0, 50.0):
                    axes.annotate(
                        chart.show(y),
                        (x, y),
                        xytext=(8, -14),
                        textcoords="offset points",
                        fontsize=size - 1,
                        color=INK,
                        weight="semibold",
                    )
    sheet.text(
        left, height - 18, "Small areas, those with most first", fontsize=size - 1, color=MUTED
    )
    return sheet.figure
