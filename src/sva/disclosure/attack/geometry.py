"""Where the marks of a chart stand, against the numbers that may be drawn."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.numbers import tokens
from sva.disclosure.attack.pictures import Read, read_picture
from sva.disclosure.attack.places import Gathered
from sva.disclosure.attack.scopes import Accounts
from sva.disclosure.attack.tables import CLASS
from sva.disclosure.attack.words import VALUES, Scope

if TYPE_CHECKING:
    import numpy as np

__all__ = ["fit", "trace_pictures"]

#: Coordinates are written in tenths of a pixel.
_CLOSE = 0.12
#: A chart is understood where so many of its marks stand at released numbers, on up to so many scales side by side.
_UNDERSTOOD = 0.8
_PANELS = 4
_FEWEST = 4
#: The longest tick, and the tallest line of text, in pixels.
_TICK = 6.5
_LINE = 24.0
#: At most so many pairs of numbers are tried for the ends of a scale.
_TRIED = 60
#: Forms whose areas and squares are coloured by class, and forms whose marks stand at their rows' numbers alone.
_BY_CLASS = ("choropleth", "heat")
_AT_NUMBERS = ("bars", "dots", "lines", "forest")
#: A piece of a label that was cut to fit has more than digits.
_CLOCK = re.compile(r"[:()A-Za-z]")
#: Numbers that a scale of ratios shows.
_ROUND = frozenset(
    float(f"{part}e{power}") for part in (1, 2, 2.5, 3, 4, 5, 8) for power in range(-4, 6)
) | frozenset(2.0**power for power in range(-9, 10))


def fit(
    places: Sequence[float], values: Sequence[float], *, log: bool = False
) -> tuple[int, np.ndarray, tuple[float, float]]:
    """Find the scale on which most places are values.

    Parameters
    ----------
    places : sequence of float
        Coordinates, in pixels.
    values : sequence of float
        Numbers that may be drawn.
    log : bool, optional
        Whether the scale is logarithmic.

    Returns
    -------
    tuple of int, numpy.ndarray and tuple of float
        How many places fit; which, shape (places,); the place of zero (or of one) and pixels for each unit.

    Examples
    --------
    >>> fit([10, 30, 60], [0, 2, 5])[0], fit([10, 30, 63], [0, 2, 5])[1].tolist()
    (3, [True, True, False])
    """
    import numpy as np

    at = np.asarray(sorted(set(places)), float)
    given = np.asarray(places, float)
    scale = np.asarray(sorted({v for v in values if not log or v > 0}), float)
    scale = np.log(scale) if log else scale
    best = (0, np.zeros(len(given), bool), (0.0, 1.0))
    if len(at) < 2 or len(scale) < 2:
        return best
    ends = np.unique(np.r_[scale[: _TRIED // 4], scale[-_TRIED // 4 :]])
    marks = np.unique(np.r_[at[:3], at[-3:]])
    for low in range(len(marks)):
        for high in range(low + 1, len(marks)):
            one, other = np.meshgrid(ends, ends)
            keep = one != other
            step = (marks[high] - marks[low]) / (other[keep] - one[keep])
            zero = marks[low] - one[keep] * step
            implied = (given[None, :] - zero[:, None]) / step[:, None]
            near = np.clip(np.searchsorted(scale, implied), 1, len(scale) - 1)
            gap = np.minimum(np.abs(implied - scale[near - 1]), np.abs(implied - scale[near]))
            fits = gap * np.abs(step)[:, None] <= _CLOSE
            # Where two scales fit alike, the wider is the likelier: it leaves less to chance.
            order = fits.sum(axis=1) + np.abs(step) / (np.abs(step).max() * 10)
            chosen = int(order.argmax())
            if fits[chosen].sum() > best[0]:
                best = (
                    int(fits[chosen].sum()),
                    fits[chosen],
                    (float(zero[chosen]), float(step[chosen])),
                )
    return _refined(given, scale, best)


def _refined(
    given: np.ndarray, scale: np.ndarray, best: tuple[int, np.ndarray, tuple[float, float]]
) -> tuple[int, np.ndarray, tuple[float, float]]:
    """Take the scale from all places that fit: two places alone, in tenths of a pixel, leave it a little askew."""
    import numpy as np

    number, fits, (zero, step) = best
    if number < 3:
        return best
    values = _nearest((given - zero) / step, scale)
    if len(np.unique(values[fits])) < 3:
        return best
    step, zero = np.polyfit(values[fits], given[fits], 1)
    values = _nearest((given - zero) / step, scale)
    again = np.abs(zero + values * step - given) <= _CLOSE
    if again.sum() < number:
        return best
    return int(again.sum()), again, (float(zero), float(step))


def _nearest(implied: np.ndarray, scale: np.ndarray) -> np.ndarray:
    import numpy as np

    near = np.clip(np.searchsorted(scale, implied), 1, len(scale) - 1)
    below = np.abs(implied - scale[near - 1]) <= np.abs(implied - scale[near])
    return np.where(below, scale[near - 1], scale[near])


def trace_pictures(gathered: Gathered, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Find words hidden in pictures and marks that stand where no released number does.

    Parameters
    ----------
    gathered : Gathered
        Of one edition.
    ground : Ground
    accounts : Accounts

    Returns
    -------
    list of Leak
    """
    found: list[Leak] = []
    for picture in gathered.pictures:
        where = f"needs-assessment.html, picture of {picture.view or 'no view'}"
        try:
            read = read_picture(picture.svg, dict(ground.letters))
        except ValueError as reason:
            found.append(Leak("hidden", where, f"a picture that cannot be read: {reason}"))
            continue
        scope = accounts.scopes.get(picture.view, ground.whole)
        found += _words(read, scope, where)
        if picture.size and picture.size[0] and picture.size != read.size:
            size = "x".join(picture.size)
            found.append(
                Leak("hidden", where, f"the page gives it the size {size}, which is not its own")
            )
        form = str(ground.views.get(picture.view, {}).get("form"))
        if form in _AT_NUMBERS:
            found += _marks(read, ground.rows(picture.view), form, where)
        found += _drawn(read, scope, ground.views.get(picture.view, {}), where)
    return found


def _words(read: Read, scope: Scope, where: str) -> list[Leak]:
    out = []
    for kind, text in read.words:
        if kind == "picture style" and text == "*{stroke-linejoin: round; stroke-linecap: butt}":
            continue
        if kind.startswith(
            ("picture attribute", "picture comment", "picture style", "picture element")
        ):
            if any(each.isdigit() for each in text) or kind == "picture element":
                out.append(Leak("hidden", where, f"{kind}: {text[:120]!r}"))
            continue
        out += [
            Leak(
                "not released",
                where,
                f"{number} in {kind} {text[:120]!r} is no released number of its view",
            )
            for number in scope.unexplained(text)
        ]
    return out


def _numbers(rows: Iterable[Mapping[str, Any]]) -> set[float]:
    out = {0.0}
    for row in rows:
        for column in VALUES:
            value = row.get(column)
            if value is not None and str(value) not in ("nan", "<NA>"):
                out.add(float(value))
    return out


def _marks(read: Read, rows: Sequence[Mapping[str, Any]], form: str, where: str) -> list[Leak]:
    """Compare the places of a chart's marks with the scale on which most of them are released numbers."""
    along = 1 if form == "lines" else 0
    places = _places(read, along)
    values = sorted(_numbers(rows) | {1.0})
    if len(places) < _FEWEST or len(values) < 3:
        return []
    left, scale = places, None
    for _ in range(_PANELS):
        tried = [(*fit(left, values, log=log), log) for log in (False, True)]
        number, fits, (zero, step), log = max(tried, key=lambda each: each[0])
        if number < _FEWEST or number < len(left) * 0.25:
            break
        scale = scale or (zero, step, log)
        left = [place for place, good in zip(left, fits, strict=True) if not good]
        if len(left) < 2:
            break
    if scale is None or len(left) > len(places) * (1 - _UNDERSTOOD):
        return []
    zero, step, log = scale
    out = []
    for place in left:
        at = (place - zero) / step
        said = f"a mark stands at {math.exp(at) if log else at:.3g} on its scale, which is no released number"
        out.append(Leak("drawn", where, said))
    return out


def _places(read: Read, along: int) -> list[float]:
    """Find where marks stand: what lies within the lines of the scale, but for those lines, ticks and labels."""
    shapes = [*(each for marks in read.marks.values() for each in marks), *read.loose]
    whole = max((float(side) for side in read.size if side), default=0.0)
    shapes = [each for each in shapes if not _is_page(each, whole)]
    other = [point[1 - along] for each in shapes for point in each]
    if not other:
        return []
    tall = (max(other) - min(other)) * 0.4
    grid = [
        each
        for each in shapes
        if len(each) == 2
        and each[0][along] == each[1][along]
        and abs(each[0][1 - along] - each[1][1 - along]) >= tall
    ]
    if not grid:
        return []
    ends = [point[1 - along] for each in grid for point in each]
    lines = {each[0][along] for each in grid}
    out = set()
    for each in shapes:
        inside = all(min(ends) - 1 <= point[1 - along] <= max(ends) + 1 for point in each)
        # What stands above or below the scale of a line chart is its key.
        inside &= not along or all(min(lines) - 1 <= point[1] <= max(lines) + 1 for point in each)
        if each in grid or not inside or _is_tick(each, along, lines) or _is_label(each, read):
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


def _drawn(read: Read, scope: Scope, view: Mapping[str, Any], where: str) -> list[Leak]:
    """Check the text drawn in a picture: values, and the numbers of its scale."""
    scale = _scale(read)
    options = str(view.get("options", ""))
    by_class = view.get("form") in _BY_CLASS
    return [
        Leak(
            "not released",
            where,
            f"{number} is drawn in {text[:80]!r} and is no released number of its view",
        )
        for x, y, text in read.drawn
        if any(each.isdigit() for each in text) and (x, y) not in scale
        if not (_CLOCK.search(text) and text.lower().strip() in scope.phrases)
        if not (by_class and CLASS.fullmatch(text))
        for number in scope.unexplained(text)
        if number not in options
    ]


def _scale(read: Read) -> set[tuple[float, float]]:
    """Find the texts that are numbers of a scale: in one row or column, and evenly apart or in equal ratios."""
    out: set[tuple[float, float]] = set()
    for axis in (0, 1):
        rows: dict[float, list[tuple[float, float, float]]] = defaultdict(list)
        for x, y, text in read.drawn:
            found = tokens(text)
            if len(found) == 1 and text.strip("% ") == found[0].text:
                rows[y if axis == 0 else x].append((x, y, found[0].value))
        for row in rows.values():
            # Panels side by side each have a scale of their own.
            for run in _runs(
                sorted(row, key=lambda each: each[axis] if axis == 0 else -each[axis])
            ):
                if _even([value for *_, value in run]):
                    out |= {(x, y) for x, y, _ in run}
    return out


def _runs(row: list[tuple[float, float, float]]) -> list[list[tuple[float, float, float]]]:
    out: list[list[tuple[float, float, float]]] = [[]]
    for each in row:
        if out[-1] and each[2] <= out[-1][-1][2]:
            out.append([])
        out[-1].append(each)
    return out


def _even(values: Sequence[float]) -> bool:
    """Say whether numbers are those of a scale."""
    if len(values) < 2:
        return values in ([0.0], [1.0])
    if values[0] > values[-1]:
        values = values[::-1]
    steps = [high - low for low, high in pairwise(values)]
    if min(steps) <= 0:
        return False
    return max(steps) - min(steps) <= 1e-6 * max(values) or set(values) <= _ROUND
