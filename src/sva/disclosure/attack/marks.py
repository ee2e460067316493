"""Where the marks of a chart stand, against the released numbers that each may stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sva.disclosure.attack.axes import NEAR, Scale, Tick, scale_of, ticks
from sva.disclosure.attack.fitting import fit
from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.ladders import trace_ladder
from sva.disclosure.attack.pictures import Read
from sva.disclosure.attack.shades import trace_classes, trace_heat, trace_stack
from sva.disclosure.attack.steps import trace_steps
from sva.disclosure.attack.words import VALUES

__all__ = ["trace_marks"]

Rows = Sequence[Mapping[str, Any]]
Shape = Sequence[tuple[float, float]]
#: Forms whose marks stand at their rows' numbers alone, and along which axis.
_AT_NUMBERS = {"bars": 0, "dots": 0, "forest": 0, "dumbbell": 0, "lines": 1, "lorenz": 1}
#: With fewer places than this, some scale fits any of them.
_FEWEST = 4
#: The longest tick, and the tallest line of text, in pixels.
_TICK = 6.5
_LINE = 24.0


def trace_marks(read: Read, view: str, ground: Ground, where: str) -> list[Leak]:
    """Find marks and shades of a picture that stand for no released number.

    Parameters
    ----------
    read : Read
        The picture.
    view : str
        Its view.
    ground : Ground
    where : str
        For the message.

    Returns
    -------
    list of Leak
    """
    about = ground.views.get(view, {})
    form, rows = str(about.get("form")), ground.rows(view)
    if form in _AT_NUMBERS:
        return _at_numbers(read, rows, form, where)
    if form == "survival":
        return trace_steps(read, ground.steps.get(view, ()), where)
    readers: dict[str, Callable[[Read, Mapping[str, Any], Rows, str], list[Leak]]] = {
        "pyramid": _pyramid,
        "ladder": trace_ladder,
        "heat": trace_heat,
        "stacked": trace_stack,
        "choropleth": trace_classes,
        "density": trace_classes,
    }
    if form in readers:
        return readers[form](read, about, rows, where)
    return [Leak("drawn", where, f"a picture of the form {form!r}, whose marks cannot be read")]


def _numbers(rows: Iterable[Mapping[str, Any]]) -> set[float]:
    out = {0.0}
    for row in rows:
        for column in VALUES:
            value = row.get(column)
            if value is not None and str(value) not in ("nan", "<NA>"):
                out.add(float(value))
    return out


def _at_numbers(read: Read, rows: Rows, form: str, where: str) -> list[Leak]:
    """Compare the places of a chart's marks with its axis, or with the scale on which they are released numbers."""
    along = _AT_NUMBERS[form]
    axis = ticks(read, along)
    places = _places(read, along, axis)
    values = _numbers(rows) | {1.0}
    if form == "lorenz":
        values |= {100.0}
    if form == "lines":
        values |= _means(rows)
    return _unmet(places, sorted(values), scale_of(axis), where)


def _means(rows: Rows) -> set[float]:
    """Work out the means that a control chart draws: of each span with one pair of limits, and of all."""
    spans: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row.get("value") is not None and str(row["value"]) not in ("nan", "<NA>"):
            limits = (str(row.get("lower")), str(row.get("upper")))
            spans.setdefault(limits, []).append(float(row["value"]))
    out = {sum(each) / len(each) for each in spans.values() if len(each) > 1}
    every = [value for each in spans.values() for value in each]
    return out | ({sum(every) / len(every)} if every else set())


def _unmet(
    places: Sequence[float], values: Sequence[float], scale: Scale | None, where: str
) -> list[Leak]:
    """Name the places at which no released number stands."""
    if scale is not None:
        known = sorted(scale.at(value) for value in values)
        left = [place for place in places if not _stands(place, known)]
    else:
        if len(places) < _FEWEST or len(values) < 3:
            return []
        tried = [(*fit(places, values, log=log), log) for log in (False, True)]
        number, fits, (zero, step), log = max(tried, key=lambda each: each[0])
        if number < _FEWEST:
            return [Leak("drawn", where, "its marks stand on no scale of its released numbers")]
        scale = Scale(zero, step, log)
        left = [place for place, good in zip(places, fits, strict=True) if not good]
    return [
        Leak("drawn", where, f"a mark stands at {scale.says(place):.3g} on its scale, which is no released number")
        for place in left
    ]  # fmt: skip


def _stands(place: float, known: Sequence[float]) -> bool:
    from bisect import bisect_left

    at = bisect_left(known, place - NEAR)
    return at < len(known) and known[at] <= place + NEAR


def _pyramid(read: Read, about: Mapping[str, Any], rows: Rows, where: str) -> list[Leak]:
    """Compare the bars of both sides with their distance from the two lines in the middle: both have one scale."""
    del about
    upright = [shape for shape in _shapes(read) if len(shape) == 2 and shape[0][0] == shape[1][0]]
    tall = max((abs(one[1] - other[1]) for one, other in upright), default=0.0)
    middle = sorted({one[0] for one, other in upright if abs(one[1] - other[1]) >= tall * 0.9})
    if len(middle) != 2:
        return [Leak("drawn", where, "a pyramid whose two sides cannot be told apart")]
    left, right = middle
    ends = [y for one, other in upright if one[0] in middle for y in (one[1], other[1])]
    apart = set()
    for shape in _shapes(read):
        if _is_label(shape, read) or not all(min(ends) <= y <= max(ends) for _, y in shape):
            continue
        apart |= {round(left - x if x < (left + right) / 2 else x - right, 2) for x, _ in shape}
    return _unmet(sorted(apart), sorted(_numbers(rows)), None, where)


def _shapes(read: Read) -> list[Shape]:
    shapes: list[Shape] = [each for marks in read.marks.values() for each in marks]
    whole = max((float(side) for side in read.size if side), default=0.0)
    return [each for each in (*shapes, *read.loose) if not _is_page(each, whole)]


def _places(read: Read, along: int, axis: Sequence[Tick]) -> list[float]:
    """Find where marks stand: what lies within the lines of the scale, but for those lines, ticks and labels."""
    shapes = _shapes(read)
    grid = [(tick.place, tick.first, tick.last) for tick in axis if tick.last - tick.first > _TICK]
    if not grid:
        upright = [
            (one[along], *sorted((one[1 - along], other[1 - along])))
            for one, other in (shape for shape in shapes if len(shape) == 2)
            if one[along] == other[along]
        ]
        tall = max((last - first for _, first, last in upright), default=0.0)
        grid = [each for each in upright if each[2] - each[1] >= tall * 0.9 and tall > _LINE]
    if not grid:
        return []
    first, last = min(each[1] for each in grid), max(each[2] for each in grid)
    lines = {each[0] for each in grid}
    out = set()
    for each in shapes:
        inside = all(first - 1 <= point[1 - along] <= last + 1 for point in each)
        # What stands above or below the scale of a line chart is its key.
        inside &= not along or all(min(lines) - 1 <= point[1] <= max(lines) + 1 for point in each)
        if not inside or _is_tick(each, along, lines) or _is_label(each, read):
            continue
        out |= {round(point[along], 2) for point in each}
    return sorted(out - lines)


def _is_page(points: Sequence[tuple[float, float]], whole: float) -> bool:
    return (0.0, 0.0) in points and any(max(point) >= whole - 1 for point in points)


def _is_tick(points: Sequence[tuple[float, float]], along: int, lines: set[float]) -> bool:
    """Say whether a short line leaves the edge of the scale."""
    if len(points) != 2 or points[0][1 - along] != points[1][1 - along]:
        return False
    short = abs(points[0][along] - points[1][along]) <= _TICK
    return short and bool({points[0][along], points[1][along]} & {min(lines), max(lines)})


def _is_label(points: Sequence[tuple[float, float]], read: Read) -> bool:
    """Say whether a box lies behind a piece of text."""
    if len(points) not in (4, 5):
        return False
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if max(ys) - min(ys) > _LINE:
        return False
    return any(min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys) for x, y, _ in read.drawn)
