"""A grid of shades, such as hours by weekdays; each square carries its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sva.figures.chart import Chart
from sva.figures.forms.classes import class_of, nice_breaks, range_labels
from sva.figures.head import Head, Key
from sva.figures.labels import month_name, show
from sva.figures.style import INK, MUTED, SEQUENCE, WARNING, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot"]

#: More columns than this are too narrow for numbers.
_CROWDED = 14


def plot(chart: Chart, width: int) -> Figure:
    """Draw a heat map in five classes.

    Parameters
    ----------
    chart : Chart
        Categories across, series down. On a phone they change places where that makes fewer columns. Where squares are too narrow for a number, such
        as two years of months, they carry none and stay in place. The option ``marks`` draws a line before a
        category: ``[{"month": "2022-04", "label": …}]``.
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
    crowded = len(chart.categories) > _CROWDED
    turned = narrow and not crowded and len(chart.series) < len(chart.categories)
    across, down = (chart.series, chart.categories) if turned else (chart.categories, chart.series)
    size -= 2 if crowded and narrow else 0
    sides = [wrap(name, width * 0.34, size) if narrow and not crowded else [name] for name in down]
    side = max(text_width(line, size) for lines in sides for line in lines) + 12
    cell_width = (width - side - 2) / len(across)
    cell_height = 24 if crowded else max(34, max(map(len, sides)) * (size + 1) + 6)
    tops = (
        _seldom(across, cell_width, size - 2)
        if crowded
        else [wrap(_short(name, narrow), cell_width - 4, size - 2) for name in across]
    )
    marks = _marks(chart, across) if crowded else []
    notes = 20 * len(marks)
    widest = max(text_width(line, size - 2) for lines in tops for line in lines)
    # a heading wider than its column lies on its side
    lying = not crowded and widest > cell_width - 2
    if lying:
        tops = [[" ".join(lines)] for lines in tops]
        title = int(max(text_width(lines[0], size - 2) for lines in tops)) + 12
    else:
        title = max(len(lines) for lines in tops) * (size + 2) + 8 + notes
    height = int(head.height + title + cell_height * len(down) + 4)
    sheet = Sheet(width, height)
    head.draw(sheet)
    axes = sheet.axes(side, head.height + title, 2, 4)
    axes.set(xlim=(0, len(across)), ylim=(len(down), 0))
    axes.set_axis_off()
    for number, lines in enumerate(tops):
        if lying:
            foot = head.height + title - 6
            middle = side + (number + 0.5) * cell_width
            sheet.text(
                middle, foot, lines[0], rotation=90, va="bottom", ha="center", fontsize=size - 2
            )
            continue
        for row, line in enumerate(lines):
            sheet.text(
                side + (number + 0.5) * cell_width,
                head.height + title - (len(lines) - row) * (size + 2) - 4,
                line,
                ha="center",
                fontsize=size - 2,
            )
    say = _words_that_fit(chart, cell_width - 3, size - 1)
    for row, below in enumerate(down):
        for line, words in enumerate(sides[row]):
            sheet.text(
                side - 10,
                head.height
                + title
                + (row + 0.5) * cell_height
                + (line - (len(sides[row]) - 1) / 2) * (size + 1),
                words,
                ha="right",
                va="center",
                fontsize=size,
            )
        for column, above in enumerate(across):
            at = (above, below) if not turned else (below, above)
            cell = chart.cells.get(at)
            if cell is None:
                continue
            box = (column + 0.02, row + 0.03)
            if cell.value is None:
                axes.add_artist(
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
                axes.add_artist(Rectangle(box, 0.96, 0.94, facecolor=shades[group], linewidth=0))
                words = say(cell.value)
                colour = "white" if shades[group] in SEQUENCE[3:] else INK
            if crowded:
                continue
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
    for number, (place, words) in enumerate(marks):
        axes.axvline(place, color=WARNING, linewidth=2, linestyle=(0, (4, 3)))
        right = side + place * cell_width + text_width(words, size) > width
        sheet.text(
            side + place * cell_width,
            head.height + number * 20,
            words,
            ha="right" if right else "left",
            fontsize=size - 1,
            color=WARNING,
        )
    return sheet.figure


def _seldom(names: list[str], room: float, size: float) -> list[list[str]]:
    """Name every so many columns: month over year."""
    words = [[name.split(" ")[0][:3], *name.split(" ")[1:]] for name in names]
    widest = max(text_width(word, size) for each in words for word in each) + 8
    step = next((each for each in (1, 2, 3, 6, 12) if each * room >= widest), 12)
    return [each if not number % step else [] for number, each in enumerate(words)]


def _marks(chart: Chart, across: list[str]) -> list[tuple[int, str]]:
    """List the columns before which a line stands, and what it says."""
    at = {
        f"{cell.row['period_start']:%Y-%m}": category
        for (category, _), cell in chart.cells.items()
        if cell.row.get("period_start") is not None
    }
    found = []
    for mark in chart.options.get("marks", ()):
        category = at.get(str(mark["month"])[:7])
        if category in across[1:]:
            words = f"{mark.get('label', 'a change of recording')}, {_month(mark['month'])}"
            found.append((across.index(category), words))
    return found


def _month(text: str) -> str:
    """Write "2022-04" as people do.

    Examples
    --------
    >>> _month("2022-04")
    'April 2022'
    """
    from datetime import date

    year, month = (int(part) for part in str(text)[:7].split("-"))
    return month_name(date(year, month, 1))


def _words_that_fit(chart: Chart, room: float, size: float) -> Callable[[float], str]:
    """Choose how numbers are written so that the longest fits its cell: in full, else in whole numbers, else without a sign."""
    values = [cell.value for cell in chart.cells.values() if cell.value is not None]
    ways: tuple[Callable[[float], str], ...] = (
        chart.show,
        lambda value: show(value, 0, chart.unit),
        lambda value: show(value, 0),
    )
    for way in ways:
        if all(text_width(way(value), size) <= room for value in values):
            return way
    return ways[-1]


def _short(name: str, narrow: bool) -> str:
    """Shorten weekdays where seven must fit a phone."""
    return name[:3] if narrow and name.endswith("day") else name
