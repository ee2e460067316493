"""A grid of shades, such as hours by weekdays; each square carries its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.figures.chart import Chart
from sva.figures.forms.classes import class_of, nice_breaks, range_labels
from sva.figures.head import Head, Key
from sva.figures.style import INK, MUTED, SEQUENCE, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot"]


def plot(chart: Chart, width: int) -> Figure:
    """Draw a heat map in five classes.

    Parameters
    ----------
    chart : Chart
        Categories across, series down. On a phone they change places.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    from matplotlib.patches import Rectangle

    values = [cell.value for cell in chart.cells.values() if cell.value is not None]
    breaks = nice_breaks(values, chart.options.get("breaks"))
    shades = SEQUENCE[-len(breaks) - 1 :] if len(breaks) < 4 else SEQUENCE
    keys = [
        Key(words, "square", shade)
        for words, shade in zip(range_labels(values, breaks, chart.unit), shades, strict=True)
    ]
    head = Head(chart, width, keys)
    narrow = width < 500
    size = 13 if narrow else 14
    across, down = (chart.series, chart.categories) if narrow else (chart.categories, chart.series)
    side = max(text_width(name, size) for name in down) + 12
    cell_width = (width - side - 2) / len(across)
    cell_height = 34
    tops = [wrap(_short(name, narrow), cell_width - 4, size - 2) for name in across]
    title = max(len(lines) for lines in tops) * (size + 2) + 8
    height = int(head.height + title + cell_height * len(down) + 4)
    sheet = Sheet(width, height)
    head.draw(sheet)
    axes = sheet.axes(side, head.height + title, 2, 4)
    axes.set(xlim=(0, len(across)), ylim=(len(down), 0))
    axes.set_axis_off()
    for number, lines in enumerate(tops):
        for row, line in enumerate(lines):
            sheet.text(
                side + (number + 0.5) * cell_width,
                head.height + title - (len(lines) - row) * (size + 2) - 4,
                line,
                ha="center",
                fontsize=size - 2,
            )
    for row, below in enumerate(down):
        sheet.text(
            side - 10,
            head.height + title + (row + 0.5) * cell_height,
            below,
            ha="right",
            va="center",
            fontsize=size,
        )
        for column, above in enumerate(across):
            at = (above, below) if not narrow else (below, above)
            cell = chart.cells.get(at)
            if cell is None:
                continue
            box = (column + 0.02, row + 0.03)
            if cell.value is None:
                axes.add_patch(
                    Rectangle(
                        box,
                        0.96,
                        0.94,
                        facecolor="white",
                        edgecolor="#b8bfc3",
                        hatch="////",
                        linewidth=0,
                    )
                )
                words, colour = cell.marker, MUTED
            else:
                group = class_of(cell.value, breaks)
                axes.add_patch(Rectangle(box, 0.96, 0.94, facecolor=shades[group], linewidth=0))
                words = chart.show(cell.value)
                colour = "white" if shades[group] in SEQUENCE[3:] else INK
            axes.text(
                column + 0.5,
                row + 0.5,
                words,
                ha="center",
                va="center",
                fontsize=size - 1,
                color=colour,
                bbox={"facecolor": "white", "linewidth": 0, "pad": 1}
                if cell.value is None
                else None,
            )
    return sheet.figure


def _short(name: str, narrow: bool) -> str:
    """Shorten weekdays where seven must fit a phone."""
    return name[:3] if narrow and name.endswith("day") else name
