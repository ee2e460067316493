"""Monthly series from zero: at most five lines, limits as a band, breaks and immature months marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.figures.chart import Cell, Chart
from sva.figures.forms.dots import ticks
from sva.figures.head import Head, Key
from sva.figures.labels import month_name
from sva.figures.style import ACCENT, CATEGORIES, MUTED, RULE, WARNING, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot"]

_MOST = 5
#: Pixels that the marker of a withheld month needs; months closer than that share one.
_MARKER_ROOM = 18
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.2, 1.6)), (0, (7, 2, 1.5, 2)), (0, (3, 1.2)))
_FLAGS = {
    "series break": "Break in the series",
    "possible recording change": "Possible recording change",
}


def plot(chart: Chart, width: int) -> Figure:
    """Draw lines with their names at their ends.

    Parameters
    ----------
    chart : Chart
        Categories are periods; one to five series. The option ``bands`` shades spans of time:
        ``[{"from": "2020-04", "to": "2021-03", "label": …}]``; the option ``breaks`` marks known breaks:
        ``[{"month": "2020-03", "label": …}]``. Breaks outside the series are not drawn. With the option ``control``
        the limits are those of an ordinary month (`sva.figures.forms.control`).
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    SvaError
        If there are more than five lines.
    """
    if len(chart.series) > _MOST:
        raise SvaError(
            f"the view {chart.view.name!r} has too many lines",
            [Fault(f"{len(chart.series)} series", "at most five; use small charts side by side")],
        )
    if chart.options.get("control") and len(chart.series) == 1:
        from sva.figures.forms.control import plot as control

        return control(chart, width)
    several = len(chart.series) > 1
    narrow = width < 500
    size = 13 if narrow else 14
    immature = any(cell.flagged("immature") for cell in chart.cells.values())
    banded = not several and any(cell.lower is not None for cell in chart.cells.values())
    keys = []
    if banded:
        keys.append(Key("95% confidence limits", "square", "#c5d3e4"))
    if immature:
        keys.append(Key("Not yet complete", "ring", CATEGORIES[0]))
    head = Head(chart, width, keys)
    marks = _marks(chart)
    notes = 20 * len(marks) if marks else 0
    right = 16.0
    names: dict[str, list[str]] = {}
    if several:
        most = width * (0.3 if narrow else 0.26)
        names = {name: wrap(name, most, size, "semibold") for name in chart.series}
        right = 12 + max(text_width(line, size, "semibold") for n in names.values() for line in n)
    height = int(head.height + notes + (250 if narrow else 300))
    sheet = Sheet(width, height)
    head.draw(sheet)
    top = max([*chart.values(), 0.0]) or 1.0
    grid = ticks(top, 6)
    if grid[-1] < top:
        grid.append(grid[-1] + (grid[1] if len(grid) > 1 else top))
    left = max(text_width(f"{mark:,.10g}%", size - 1) for mark in grid) + 8
    axes = sheet.axes(left, head.height + notes + 6, right, 44)
    days = [_day(chart, name) for name in chart.categories]
    at = dict(zip(chart.categories, _positions(days), strict=True))
    last = max(at.values())
    axes.set(xlim=(-0.6, last + 0.6), ylim=(0, grid[-1]))
    _frame(axes, grid, chart, size)
    _months(axes, days, list(at.values()), width - left - right, size)
    _bands(axes, chart, days, size)
    ends: list[tuple[float, str, str]] = []
    for number, name in enumerate(chart.series):
        colour = CATEGORIES[number] if several else ACCENT
        end = _line(axes, chart, name, at, colour, _DASHES[number] if several else "-", banded)
        if several and end is not None:
            ends.append((end, name, colour))
    _names(axes, ends, names, last, grid[-1], height - head.height - notes - 50, size)
    for number, (position, words) in enumerate(marks):
        x = at[position] - 0.5
        axes.axvline(x, color=WARNING, linewidth=1.2, linestyle=(0, (4, 3)))
        share = (x + 0.6) / (last + 1.2)
        said = f"{words}, {month_name(_day(chart, position), short=True)}"
        # beside its line, and always within the sheet
        foot = left + share * (width - left - right)
        wide = text_width(said, size - 1)
        start = foot if share < 0.5 else foot - wide
        sheet.text(
            max(min(start, width - wide - 2), 0),
            head.height + number * 20 + 2,
            said,
            fontsize=size - 1,
            color=WARNING,
        )
    return sheet.figure


def _day(chart: Chart, category: str) -> Any:
    cells = (chart.cells.get((category, name)) for name in chart.series)
    return next(cell.row["period_start"] for cell in cells if cell is not None)


def _positions(days: list[Any]) -> list[float]:
    """Count months from the first, so that a missing month leaves its gap."""
    start = min(days)
    return [float((day.year - start.year) * 12 + day.month - start.month) for day in days]


def _marks(chart: Chart) -> list[tuple[str, str]]:
    """List the months where a series may have broken, each once."""
    found: dict[tuple[str, str], None] = {}
    by_month = {f"{_day(chart, name):%Y-%m}": name for name in chart.categories}
    for known in chart.options.get("breaks", ()):
        month = str(known["month"])[:7]
        if month in by_month:
            words = str(known.get("label", "break in the series"))
            found[by_month[month], words[:1].upper() + words[1:]] = None
    for name in chart.series:
        step = _step(chart, name)
        if step is not None:
            words = _FLAGS["possible recording change"]
            found[step, f"{words}: {name}" if name else words] = None
    for (category, name), cell in chart.cells.items():
        for flag, words in _FLAGS.items():
            if cell.flagged(flag):
                found[category, f"{words}: {name}" if name else words] = None
    return sorted(found, key=lambda mark: _day(chart, mark[0]))


def _step(chart: Chart, name: str) -> str | None:
    """Find the month at which a series of counts steps without a known cause, as the sentences do."""
    from sva.findings.series import find_step

    known = [
        (category, cell)
        for category in sorted(chart.categories, key=lambda each: _day(chart, each))
        if (cell := chart.cells.get((category, name))) is not None and cell.value is not None
    ]
    marked = any(cell.flagged(flag) for _, cell in known for flag in _FLAGS)
    if marked or not all(str(cell.row["measure"]).endswith(".count") for _, cell in known):
        return None
    at = find_step([int(cell.value or 0) for _, cell in known])
    return None if at is None else known[at][0]


def _frame(axes: Axes, grid: list[float], chart: Chart, size: int) -> None:
    axes.set_yticks(grid)
    axes.set_yticklabels(
        [f"{mark:,.10g}{'%' if chart.unit == '%' else ''}" for mark in grid], fontsize=size - 1
    )
    axes.tick_params(axis="both", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=RULE, linewidth=1)
    axes.set_axisbelow(True)


def _months(axes: Axes, days: list[Any], at: list[float], width: float, size: int) -> None:
    """Name as many months as there is room for, the first of them always."""
    per = width / (max(at) + 1)
    step = next(every for every in (1, 2, 3, 4, 6, 12, 24) if per * every > 62 or every == 24)
    kept = [(x, day) for x, day in zip(at, days, strict=True) if x % step == 0]
    axes.set_xticks([x for x, _ in kept])
    axes.set_xticklabels(
        [month_name(day, short=True).replace(" ", "\n") for _, day in kept], fontsize=size - 1
    )
    axes.tick_params(axis="x", length=5, color=MUTED)


def _bands(axes: Axes, chart: Chart, days: list[Any], size: int) -> None:
    start = min(days)
    for band in chart.options.get("bands", ()):
        ends = []
        for side in ("from", "to"):
            year, month = (int(part) for part in str(band[side]).split("-")[:2])
            ends.append((year - start.year) * 12 + month - start.month)
        low, high = max(ends[0] - 0.5, -0.6), min(ends[1] + 0.5, axes.get_xlim()[1])
        if high <= low:
            continue
        axes.axvspan(low, high, color="#eef0f1", linewidth=0, zorder=0)
        axes.annotate(
            band.get("label", ""),
            (low, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -4),
            textcoords="offset points",
            va="top",
            fontsize=size - 1,
            color=MUTED,
        )


def _line(
    axes: Axes,
    chart: Chart,
    name: str,
    at: dict[str, float],
    colour: str,
    dash: Any,
    banded: bool,
) -> float | None:
    points: list[tuple[float, Cell]] = [
        (x, cell) for label, x in at.items() if (cell := chart.cell(label, name)) is not None
    ]
    xs = [x for x, _ in points]
    nan = float("nan")
    values = [nan if cell.value is None else cell.value for _, cell in points]
    ripe = [
        nan if cell.flagged("immature") else y for y, (_, cell) in zip(values, points, strict=True)
    ]
    if banded:
        axes.fill_between(
            xs,
            [nan if cell.lower is None else cell.lower for _, cell in points],
            [nan if cell.upper is None else cell.upper for _, cell in points],
            color="#c5d3e4",
            linewidth=0,
            zorder=1,
        )
    axes.plot(xs, ripe, color=colour, linewidth=2.2, linestyle=dash, zorder=3)
    open_ = [number for number, (_, cell) in enumerate(points) if cell.flagged("immature")]
    if open_:
        tail = range(max(open_[0] - 1, 0), open_[-1] + 1)
        axes.plot(
            [xs[n] for n in tail], [values[n] for n in tail], color=colour, linewidth=1.2, alpha=0.6
        )
        axes.plot(
            [xs[n] for n in open_],
            [values[n] for n in open_],
            linestyle="none",
            marker="o",
            markersize=6,
            markerfacecolor="white",
            markeredgecolor=colour,
            markeredgewidth=1.6,
            zorder=4,
        )
    told, room = -99.0, (axes.get_xlim()[1] - axes.get_xlim()[0]) / axes.get_window_extent().width
    for x, cell in points:
        if cell.value is None and (x - told) / room > _MARKER_ROOM:
            told = x
            axes.annotate(
                cell.marker,
                (x, 0),
                xytext=(0, 6),
                textcoords="offset points",
                ha="center",
                fontsize=11,
                color=MUTED,
            )
    known = [y for y in values if y == y]
    return known[-1] if known else None


def _names(
    axes: Axes,
    ends: list[tuple[float, str, str]],
    names: dict[str, list[str]],
    last: float,
    top: float,
    height: float,
    size: int,
) -> None:
    """Write each line's name at its end, moved apart where they would touch."""
    ordered = sorted(ends, key=lambda end: -end[0])
    tall = [len(names[name]) * (size + 3) + 4 for _, name, _ in ordered]
    spots = [
        (1 - value / top) * height - high / 2
        for (value, _, _), high in zip(ordered, tall, strict=True)
    ]
    for number in range(1, len(spots)):
        spots[number] = max(spots[number], spots[number - 1] + tall[number - 1])
    over = spots[-1] + tall[-1] - height - 10 if spots else 0
    for number in range(len(spots) - 1, -1, -1):
        limit = (
            spots[number] - over if number == len(spots) - 1 else spots[number + 1] - tall[number]
        )
        if over > 0:
            spots[number] = min(spots[number], limit)
    for (_, name, colour), spot in zip(ordered, spots, strict=True):
        axes.annotate(
            "\n".join(names[name]),
            (last + 0.6, top * (1 - spot / height)),
            xytext=(5, 0),
            textcoords="offset points",
            va="top",
            fontsize=size,
            weight="semibold",
            color=colour,
            linespacing=1.15,
            annotation_clip=False,
        )
