"""Two sets of bars back to back on one scale: ages down, one sex to each side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.figures.chart import Cell, Chart
from sva.figures.head import Head, Key
from sva.figures.style import ACCENT, INK, MUTED, Sheet, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot"]

_SIDES = (ACCENT, "#216E6E")
_TALL = 28


def plot(chart: Chart, width: int) -> Figure:
    """Draw a pyramid, the youngest at the bottom.

    Parameters
    ----------
    chart : Chart
        Two series; of four the last two are outlined behind them, such as residents. Others are named in a warning.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    SvaError
        If there are fewer than two series.
    """
    if len(chart.series) < 2:
        raise SvaError(
            f"the view {chart.view.name!r} cannot be a pyramid",
            [Fault(f"{len(chart.series)} series", "two, one for each side")],
        )
    left, right = chart.series[:2]
    behind = chart.series[2:4] if len(chart.series) == 4 else []
    if others := [name for name in chart.series[2:] if name not in behind]:
        chart.warnings.append(
            f"{chart.view.name}: {', '.join(others)} stand in the table, not in the pyramid"
        )
    drawn = [chart.cells[at] for at in chart.cells if at[1] in (left, right, *behind)]
    keys = []
    if behind:
        keys.append(Key("Residents", "open", INK))
    if any(cell.lower is not None for cell in drawn):
        keys.append(Key("95% confidence limits", "line", INK))
    head = Head(chart, width, keys)
    narrow = width < 500
    size = 13 if narrow else 14
    names = [name for name in chart.categories if name not in ("Unknown", "All")]
    if len(names) < len(chart.categories):
        chart.warnings.append(
            f"{chart.view.name}: unknown ages stand in the table, not in the pyramid"
        )
    names = names[::-1]
    middle = max(text_width(name, size) for name in names) + 22
    height = int(head.height + 26 + _TALL * len(names) + 8)
    sheet = Sheet(width, height)
    head.draw(sheet)
    values = [x for cell in drawn for x in (cell.value, cell.upper) if x is not None]
    top = max([*values, 0.0]) or 1.0
    room = max((text_width(chart.show(cell.value), size) for cell in drawn), default=0) + 10
    half = (width - middle) / 2
    sides = (
        (left, sheet.axes(room, head.height + 26, width - half, 8), -1, half),
        (right, sheet.axes(half + middle, head.height + 26, room, 8), 1, half + middle),
    )
    for number, (series, axes, way, edge) in enumerate(sides):
        axes.set(xlim=(top, 0) if way < 0 else (0, top), ylim=(_TALL * len(names), 0))
        axes.set_axis_off()
        axes.axvline(0, color=MUTED, linewidth=1)
        sheet.text(
            edge,
            head.height + 2,
            series,
            weight="semibold",
            color=_SIDES[number],
            ha="right" if way < 0 else "left",
            fontsize=size,
        )
        for row, name in enumerate(names):
            cell = chart.cell(name, series)
            base = chart.cell(name, behind[number]) if behind else None
            least = 0.0 if base is None or base.value is None else base.value
            if cell is not None:
                _bar(axes, chart, cell, (row + 0.5) * _TALL, way, _SIDES[number], size, least)
            if base is not None and base.value is not None:
                axes.barh(
                    (row + 0.5) * _TALL,
                    base.value,
                    height=_TALL - 2,
                    facecolor="none",
                    edgecolor=INK,
                    linewidth=1.2,
                    zorder=4,
                )
    for row, name in enumerate(names):
        sheet.text(
            half + middle / 2,
            head.height + 26 + (row + 0.5) * _TALL,
            name,
            ha="center",
            va="center",
            fontsize=size,
        )
    return sheet.figure


def _bar(
    axes: Axes,
    chart: Chart,
    cell: Cell,
    y: float,
    way: int,
    colour: str,
    size: int,
    least: float = 0.0,
) -> None:
    end, words, ink = 0.0, cell.marker, MUTED
    if cell.value is not None:
        axes.barh(y, cell.value, height=_TALL - 6, color=colour, linewidth=0)
        end, words, ink = cell.value, chart.show(cell.value), INK
        if cell.lower is not None and cell.upper is not None:
            span = [cell.lower, cell.upper]
            axes.plot(span, [y, y], color="white", linewidth=3.5, solid_capstyle="butt")
            axes.plot(span, [y, y], color=INK, linewidth=1.5, solid_capstyle="butt")
            end = max(end, cell.upper)
    axes.annotate(
        words,
        (max(end, least), y),
        xytext=(5 * way, 0),
        textcoords="offset points",
        ha="left" if way > 0 else "right",
        va="center",
        fontsize=size,
        color=ink,
        annotation_clip=False,
    )
