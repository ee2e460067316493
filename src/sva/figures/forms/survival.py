"""Curves with a band for their limits, their names at their ends, and the number followed under the axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sva.errors import Fault, SvaError
from sva.figures.forms.dots import ticks
from sva.figures.head import Head, Key
from sva.figures.style import ACCENT, CATEGORIES, MUTED, RULE, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sva.figures.curves import Curves

__all__ = ["plot"]

_MOST = 4
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.2, 1.6)), (0, (7, 2, 1.5, 2)))
_BANDS = ("#c5d3e4", "#f3d9c9", "#cfe9e6", "#e3cdd8")


def plot(curves: Curves, width: int) -> Figure:
    """Draw curves.

    Parameters
    ----------
    curves : sva.figures.curves.Curves
        One to four.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    SvaError
        If there are none, or more than four.
    """
    if not 0 < len(curves.lines) <= _MOST:
        raise SvaError(
            f"the view {curves.view.name!r} cannot be drawn as curves",
            [Fault(f"{len(curves.lines)} curves", f"one to {_MOST}")],
        )
    limits = any(line.lower for line in curves.lines)
    keys = [Key("95% confidence limits", "square", _BANDS[0])] if limits else []
    head = Head(cast("Any", curves), width, keys)
    narrow = width < 500
    size = 13 if narrow else 14
    several = len(curves.lines) > 1
    most = width * (0.3 if narrow else 0.24)
    names = [wrap(line.name, most, size, "semibold") if several else [] for line in curves.lines]
    right = 14 + max((text_width(t, size, "semibold") for name in names for t in name), default=8)
    counted = [line for line in curves.lines if line.at_risk]
    below = 46 + (24 + 19 * len(counted) if counted else 0)
    tall = 230 if narrow else 290
    height = int(head.height + tall + below)
    sheet = Sheet(width, height)
    head.draw(sheet)
    grid = _grid(curves.top())
    left = max(text_width(f"{mark:g}%", size - 1) for mark in grid) + 10
    axes = sheet.axes(left, head.height + 8, right, below)
    last = max(*curves.ticks, *(line.x[-1] for line in curves.lines))
    axes.set(xlim=(0, last), ylim=(0, grid[-1]))
    _frame(axes, grid, curves.ticks, size)
    for number, line in enumerate(curves.lines):
        colour = CATEGORIES[number] if several else ACCENT
        xs = [*line.x, last] if line.x[-1] > last - 1 else line.x
        ys = [*line.y, line.y[-1]] if len(xs) > len(line.x) else line.y
        if line.lower and line.upper:
            axes.fill_between(
                line.x,
                line.lower,
                line.upper,
                step="post",
                color=_BANDS[number % len(_BANDS)],
                alpha=0.75 if several else 1,
                linewidth=0,
                zorder=1,
            )
        axes.plot(
            xs,
            ys,
            color=colour,
            linewidth=2.2,
            linestyle=_DASHES[number],
            drawstyle="steps-post",
            zorder=3,
        )
    plotted = height - head.height - 8 - below
    _names(sheet, curves, names, grid[-1], head.height + 8, plotted, width - right + 8, size)
    y = head.height + 8 + plotted + 26
    sheet.text(left, y, curves.across, fontsize=size - 1, color=MUTED)
    if counted:
        _followed(sheet, curves, counted, y + 24, (left, width - right), last, size)
    return sheet.figure


def _grid(top: float) -> list[float]:
    grid = ticks(top, 6)
    if grid[-1] < top:
        grid.append(grid[-1] + (grid[1] if len(grid) > 1 else top))
    return [mark for mark in grid if mark <= 100] or [0.0, 100.0]


def _frame(axes: Axes, grid: list[float], marks: list[float], size: int) -> None:
    axes.set_yticks(grid, [f"{mark:g}%" for mark in grid], fontsize=size - 1)
    axes.set_xticks(marks, [f"{mark:g}" for mark in marks], fontsize=size - 1)
    axes.tick_params(axis="y", length=0, pad=6)
    axes.tick_params(axis="x", length=5, color=MUTED)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=RULE, linewidth=1)
    axes.set_axisbelow(True)


def _names(
    sheet: Sheet,
    curves: Curves,
    names: list[list[str]],
    top: float,
    above: float,
    tall: float,
    x: float,
    size: int,
) -> None:
    """Write each curve's name at its end, moved apart where two would touch."""
    order = sorted(range(len(names)), key=lambda n: -curves.lines[n].y[-1])
    y = above - 6.0
    for number in order:
        if not names[number]:
            continue
        high = len(names[number]) * (size + 3)
        at = above + (1 - curves.lines[number].y[-1] / top) * tall - high / 2
        y = max(y, at)
        for row, text in enumerate(names[number]):
            sheet.text(
                x,
                y + row * (size + 3),
                text,
                fontsize=size,
                weight="semibold",
                color=CATEGORIES[number],
            )
        y += high + 4


def _followed(
    sheet: Sheet,
    curves: Curves,
    counted: list[Any],
    y: float,
    span: tuple[float, float],
    last: float,
    size: int,
) -> None:
    """Write under each mark how many are still followed, a line a curve in its colour."""
    sheet.text(span[0], y, "People followed", fontsize=size - 1, color=MUTED)
    for row, line in enumerate(counted, 1):
        number = curves.lines.index(line)
        colour = CATEGORIES[number] if len(curves.lines) > 1 else ACCENT
        for tick in curves.ticks:
            followed = line.followed(tick)
            if followed is None:
                continue
            x = span[0] + tick / last * (span[1] - span[0])
            sheet.text(
                x,
                y + row * 19,
                f"{followed:,}",
                fontsize=size - 1,
                color=colour,
                ha="left" if tick == 0 else "center",
            )
