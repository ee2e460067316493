"""Shades: squares of a heat map, parts of a bar, areas of a map, against the class or share that each stands for."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sva.disclosure.attack.axes import NEAR
from sva.disclosure.attack.ground import Leak
from sva.disclosure.attack.numbers import tokens
from sva.disclosure.attack.pictures import Read

__all__ = ["limits_of", "trace_classes", "trace_heat", "trace_stack"]

Row = Mapping[str, Any]
#: Columns by which rows can differ, in the order in which a chart takes them.
_VARY = ("strata", "group", "cohort", "offence_group", "area_code", "period_start", "measure", "characteristic")  # fmt: skip
#: Signs of a key are squares of so many pixels at most, and its words stand so close.
_SIGN = 13.0
_BESIDE = 14.0
_HATCH = "url("
_WHITE = ("#fff", "#ffffff", "none")
#: Below so many per cent the rest of a bar is hatched.
_WHOLE = 99.0


class Box(NamedTuple):
    """A filled rectangle."""

    left: float
    top: float
    right: float
    foot: float
    fill: str


def limits_of(label: str) -> tuple[float, float]:
    """Read the limits of a class.

    Parameters
    ----------
    label : str
        As a key says it.

    Returns
    -------
    tuple of float
        The least, and what is just above the most.

    Examples
    --------
    >>> limits_of("10 to 19"), limits_of("10% to under 20%"), limits_of("Under 5"), limits_of("20 or more")
    ((10.0, 20.0), (10.0, 20.0), (-inf, 5.0), (20.0, inf))
    """
    found = [each.value for each in tokens(label)]
    if not found:
        return -math.inf, math.inf
    if label.startswith("Under"):
        return -math.inf, found[0]
    if label.endswith("or more"):
        return found[0], math.inf
    if len(found) > 1 and "under" in label:
        return found[0], found[1]
    return found[0], found[-1] + 1


def _boxes(read: Read) -> list[Box]:
    out = []
    for fill, points in read.fills:
        xs, ys = {x for x, _ in points}, {y for _, y in points}
        if len(points) == 4 and len(xs) == len(ys) == 2:
            out.append(Box(min(xs), min(ys), max(xs), max(ys), fill))
    return out


def _key(read: Read) -> tuple[dict[str, str], set[Box]]:
    """Read the key of the shades: what each is said to mean, and the signs themselves."""
    said: dict[str, str] = {}
    signs = set()
    for box in _boxes(read):
        if box.right - box.left > _SIGN or box.foot - box.top > _SIGN:
            continue
        for x, y, text in read.drawn:
            if 0 < x - box.right <= _BESIDE and box.top <= y <= box.foot:
                said[_HATCH if box.fill.startswith(_HATCH) else box.fill] = text
                signs.add(box)
    return said, signs


def _is_gone(row: Row) -> bool:
    value = row.get("value")
    gone = value is None or str(value) in ("nan", "<NA>")
    return gone or "suppressed" in str(row.get("flag") or "")


def _sides(about: Row, rows: Sequence[Row], category: str, series: str) -> list[tuple[str, str]]:
    """Say in which column and which line each row stands."""
    options = about.get("options") or {}
    category = str(options.get("category") or category)
    series = str(options.get("series") or "")
    if not series:
        varying = [name for name in _VARY if len({str(row.get(name)) for row in rows}) > 1]
        series = next((name for name in varying if name != category), "")

    def said(row: Row, name: str) -> str:
        flagged = name == "group" and options.get("flags") and row.get("group") == "Yes"
        return str(row.get("characteristic" if flagged else name)) if name else ""

    return [(said(row, category), said(row, series)) for row in rows]


def trace_heat(read: Read, about: Row, rows: Sequence[Row], where: str) -> list[Leak]:
    """Compare the shade of every square with the class of its number; what is withheld must be hatched.

    Parameters
    ----------
    read : Read
        The picture.
    about : mapping
        The view.
    rows : sequence of mapping
        Released rows, in order of display.
    where : str
        For the message.

    Returns
    -------
    list of Leak
    """
    said, signs = _key(read)
    squares = [box for box in _boxes(read) if box not in signs and box.fill not in _WHITE]
    lefts, tops = _groups([box.left for box in squares]), _groups([box.top for box in squares])
    sides = _sides(about, rows, "group", "strata")
    across = list(dict.fromkeys(one for one, _ in sides))
    down = list(dict.fromkeys(other for _, other in sides))
    tried = []
    for turned in (False, True):
        width, height = (len(down), len(across)) if turned else (len(across), len(down))
        if (len(lefts), len(tops)) != (width, height):
            continue
        at: dict[tuple[int, int], Row] = {}
        for row, (one, other) in zip(rows, sides, strict=True):
            place = (across.index(one), down.index(other))
            at.setdefault((place[1], place[0]) if turned else place, row)
        tried.append(_shaded(squares, lefts, tops, at, said, where))
    if not tried:
        words = f"{len(lefts)} by {len(tops)} squares are drawn; {len(across)} by {len(down)} were released"
        return [Leak("drawn", where, words)]
    return min(tried, key=len)


def _groups(places: Sequence[float]) -> list[float]:
    """List places, those within a pixel of one another once."""
    out: list[float] = []
    for place in sorted(places):
        if not out or place - out[-1] > 1:
            out.append(place)
    return out


def _shaded(
    squares: Sequence[Box],
    lefts: Sequence[float],
    tops: Sequence[float],
    at: Mapping[tuple[int, int], Row],
    said: Mapping[str, str],
    where: str,
) -> list[Leak]:
    found = []
    for box in squares:
        column = sum(left <= box.left + 0.5 for left in lefts) - 1
        line = sum(top <= box.top + 0.5 for top in tops) - 1
        row = at.get((column, line))
        words = _misfit(row, box.fill, said)
        if words:
            found.append(Leak("drawn", where, f"the square in column {column + 1}, row {line + 1} {words}"))  # fmt: skip
    return found


def _misfit(row: Row | None, fill: str, said: Mapping[str, str]) -> str:
    """Say what is wrong with a shade; "" where it is right."""
    hatched = fill.startswith(_HATCH)
    if row is None:
        return "was not released"
    if _is_gone(row):
        return "" if hatched else f"is withheld and has the shade {fill}"
    if hatched:
        return "is hatched and was released"
    if fill not in said:
        return f"has the shade {fill}, which the key does not name"
    low, high = limits_of(said[fill])
    value = float(row["value"])
    if low - 1e-9 <= value < high + 1e-9 or len(set(said)) == 1:
        return ""
    return f"has the shade of {said[fill]!r}, and what was released is {value:.6g}"


def trace_stack(read: Read, about: Row, rows: Sequence[Row], where: str) -> list[Leak]:
    """Compare the parts of every bar with the released shares; what is withheld must be one hatched rest.

    Parameters
    ----------
    read : Read
        The picture.
    about : mapping
        The view.
    rows : sequence of mapping
        Released rows, in order of display.
    where : str
        For the message.

    Returns
    -------
    list of Leak
    """
    drawn: dict[tuple[float, float], list[Box]] = defaultdict(list)
    for box in _boxes(read):
        if box.foot - box.top > _SIGN:
            drawn[box.top, box.foot].append(box)
    # the chart takes the groups for parts and what else varies for bars
    sides = _sides(about, rows, *_stacked(about, rows))
    bars: dict[str, list[float]] = defaultdict(list)
    for row, (bar, _) in zip(rows, sides, strict=True):
        bars[bar] += [] if _is_gone(row) or not float(row["value"]) else [float(row["value"])]
    expected, shown = [], [len(parts) for parts in bars.values()]
    for parts in bars.values():
        rest = 100 - sum(parts)
        expected.append([*parts, rest] if sum(parts) < _WHOLE else parts)
    ordered = [sorted(drawn[at]) for at in sorted(drawn)]
    if [len(bar) for bar in ordered] != [len(parts) for parts in expected]:
        words = f"bars of {[len(bar) for bar in ordered]} parts are drawn; released were {[len(parts) for parts in expected]}"
        return [Leak("drawn", where, words)]
    pixels = sum(bar[-1].right - bar[0].left for bar in ordered)
    step = pixels / (sum(map(sum, expected)) or 1)
    found = []
    for number, (bar, parts) in enumerate(zip(ordered, expected, strict=True)):
        end = 0.0
        for box, part in zip(bar, parts, strict=True):
            end += part
            if abs(bar[0].left + end * step - box.right) > 2 * NEAR:
                words = f"a part of bar {number + 1} ends at {(box.right - bar[0].left) / step:.4g}, and was released to end at {end:.4g}"
                found.append(Leak("drawn", where, words))
        hatched = [box.fill.startswith(_HATCH) for box in bar]
        if hatched != [at >= shown[number] for at in range(len(parts))]:
            words = f"what is withheld of bar {number + 1}, and nothing else, must be hatched"
            found.append(Leak("drawn", where, words))
    return found


def _stacked(about: Row, rows: Sequence[Row]) -> tuple[str, str]:
    """Name the columns of bars and of parts where the view does not."""
    del about
    varying = [name for name in _VARY if len({str(row.get(name)) for row in rows}) > 1]
    return next((name for name in varying if name != "group"), ""), "group"


def trace_classes(read: Read, about: Row, rows: Sequence[Row], where: str) -> list[Leak]:
    """Compare the shades of a map with the classes that its areas are in: none too many, none missing.

    Parameters
    ----------
    read : Read
        The picture.
    about : mapping
        The view.
    rows : sequence of mapping
        Released rows.
    where : str
        For the message.

    Returns
    -------
    list of Leak
    """
    del about
    said, signs = _key(read)
    areas = Counter(fill for fill, points in read.fills if len(points) > 4)
    del signs
    values = [float(row["value"]) for row in rows if not _is_gone(row)]
    found = []
    for fill in areas:
        if fill in _WHITE or fill.startswith(_HATCH):
            continue
        if fill not in said:
            found.append(Leak("drawn", where, f"areas have the shade {fill}, which the key does not name"))  # fmt: skip
            continue
        low, high = limits_of(said[fill])
        if values and not any(low - 1e-9 <= value < high + 1e-9 for value in values):
            found.append(Leak("drawn", where, f"areas have the shade of {said[fill]!r}, and no released number is in it"))  # fmt: skip
    return found
