"""A control chart: months, the limits of an ordinary month, months that stand out, causes by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sva.figures.chart import Cell, Chart
from sva.figures.head import Head, Key
from sva.figures.labels import month_name
from sva.figures.style import ACCENT, MUTED, RULE, WARNING, Sheet, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["RULES", "plot"]

#: Words in a row's method for the rules that a month can break.
RULES = re.compile(r"astronomical|shift|trend|two of three")
_CAUSE = re.compile(r"known cause: ([^;]+)")
_LIMIT = "#6b6f73"


def plot(chart: Chart, width: int) -> Figure:
    """Draw one series of months with limits, drawn through where a month lies beyond them.

    Parameters
    ----------
    chart : Chart
        Categories are months, one series, of ``outcomes.chart``: the limits of a segment are one pair of numbers.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    narrow = width < 500
    size = 13 if narrow else 14
    points = [(name, cell) for name in chart.categories if (cell := chart.cell(name)) is not None]
    parts = _segments(points)
    apart = [number for number, (_, cell) in enumerate(points) if _stands_out(cell)]
    keys = [Key("Limits of an ordinary month", "dash", _LIMIT), Key("Mean", "line", _LIMIT)]
    if apart:
        keys.append(Key("Month that stands out", "ring", WARNING))
    head = Head(chart, width, keys)
    causes = [(at, words) for at, words in _causes(points) if at]
    notes = 20 * len(causes)
    sheet = Sheet(width, int(head.height + notes + (240 if narrow else 270)))
    head.draw(sheet)
    low, high, marks = _axis(chart)
    left = max(text_width(f"{mark:,.10g}%", size - 1) for mark in marks) + 8
    axes = sheet.axes(left, head.height + notes + 6, 14, 44)
    axes.set(xlim=(-0.6, len(points) - 0.4), ylim=(low, high))
    _frame(axes, marks, size)
    days = [cell.row["period_start"] for _, cell in points]
    _months(axes, days, width - left - 14, size)
    for first, last in parts:
        _limits(axes, points, first, last)
    values = [float("nan") if cell.value is None else cell.value for _, cell in points]
    axes.plot(range(len(points)), values, color=ACCENT, linewidth=2, zorder=3)
    axes.plot(
        range(len(points)), values, color=ACCENT, marker="o", markersize=4.5, linestyle="none", zorder=4
    )  # fmt: skip
    axes.plot(
        apart,
        [values[at] for at in apart],
        linestyle="none",
        marker="o",
        markersize=11,
        markerfacecolor="none",
        markeredgecolor=WARNING,
        markeredgewidth=2.2,
        zorder=5,
    )
    for number, (at, words) in enumerate(causes):
        axes.axvline(at - 0.5, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        share = (at + 0.1) / len(points)
        sheet.text(
            left + share * (width - left - 14),
            head.height + number * 20 + 2,
            f"{words[:1].upper()}{words[1:]}, {month_name(days[at], short=True)}",
            fontsize=size - 1,
            color=MUTED,
            ha="left" if share < 0.5 else "right",
        )
    return sheet.figure


def _method(cell: Cell) -> str:
    method = cell.row.get("method")
    return method if isinstance(method, str) else ""


def _stands_out(cell: Cell) -> bool:
    return cell.value is not None and bool(RULES.search(_method(cell)))


def _causes(points: list[tuple[str, Cell]]) -> list[tuple[int, str]]:
    """Give the first month of each named cause."""
    found: list[tuple[int, str]] = []
    before = ""
    for at, (_, cell) in enumerate(points):
        told = _CAUSE.search(_method(cell))
        words = told.group(1).strip() if told else before
        if words and words != before:
            found.append((at, words))
        before = words
    return found


def _segments(points: list[tuple[str, Cell]]) -> list[tuple[int, int]]:
    """Give the spans of one pair of limits: each begins with a named cause."""
    starts = [0, *(at for at, _ in _causes(points) if at)]
    return list(zip(starts, [*starts[1:], len(points)], strict=True))


def _limits(axes: Axes, points: list[tuple[str, Cell]], first: int, last: int) -> None:
    cells = [cell for _, cell in points[first:last]]
    span = [first - 0.5, last - 0.5]
    for limit in ("lower", "upper"):
        known = [x for cell in cells if (x := getattr(cell, limit)) is not None]
        if known:
            axes.plot(span, [known[0]] * 2, color=_LIMIT, linewidth=1.6, linestyle=(0, (4, 3)))
    values = [cell.value for cell in cells if cell.value is not None]
    if values:
        axes.plot(span, [sum(values) / len(values)] * 2, color=_LIMIT, linewidth=1)


def _axis(chart: Chart) -> tuple[float, float, list[float]]:
    """Choose an axis about the limits, since a step is judged by them and not by its distance from 0."""
    from sva.figures.forms.dots import ticks

    values = chart.values() or [0.0, 1.0]
    bottom, top = min(values), max(values)
    room = (top - bottom or top or 1.0) * 0.12
    if bottom - room <= 0.25 * top:
        marks = ticks(top + room, 6)
        return 0.0, max(marks[-1], top + room), marks
    grid = ticks(top - bottom + 2 * room, 6)
    step = grid[1] if len(grid) > 1 else top - bottom
    start = step * int((bottom - room) / step)
    marks = [round(start + step * number, 10) for number in range(9)]
    marks = [mark for mark in marks if mark <= top + room + step]
    return start, marks[-1], marks


def _frame(axes: Axes, marks: list[float], size: int) -> None:
    axes.set_yticks(marks)
    axes.set_yticklabels([f"{mark:,.10g}%" for mark in marks], fontsize=size - 1)
    axes.tick_params(axis="both", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=RULE, linewidth=1)
    axes.set_axisbelow(True)


def _months(axes: Axes, days: list[Any], width: float, size: int) -> None:
    per = width / max(len(days), 1)
    step = next(every for every in (1, 2, 3, 4, 6, 12, 24) if per * every > 62 or every == 24)
    kept = range(0, len(days), step)
    axes.set_xticks(list(kept))
    axes.set_xticklabels(
        [month_name(days[at], short=True).replace(" ", "\n") for at in kept], fontsize=size - 1
    )
    axes.tick_params(axis="x", length=5, color=MUTED)
