"""Ratios in columns, each on an axis of its own: which number of its column each mark stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sva.disclosure.attack.axes import NEAR, Scale, Tick, scale_of, ticks
from sva.disclosure.attack.ground import Leak
from sva.disclosure.attack.pictures import Read

__all__ = ["trace_ladder"]

_LIMITS = ("lower", "upper")
_BOUNDS = ("unknown_lower", "unknown_upper")
#: As far as the axis goes beyond the ratios, where limits are far wider; and what is left free at its ends.
_WIDER = 6.0
_FREE = 1.25
_TALLEST = 24.0


def trace_ladder(
    read: Read, about: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], where: str
) -> list[Leak]:
    """Compare the marks of each column with the numbers of its series.

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
    series = str((about.get("options") or {}).get("series") or "group")
    columns: dict[str, set[float]] = defaultdict(set)
    for row in rows:
        columns[str(row.get(series))] |= _numbers(row, ("value", *_LIMITS, *_BOUNDS))
    panels = _panels(ticks(read, 0))
    if not panels:
        shown = any(columns.values())
        words = "a chart of ratios with no axis that can be read"
        return [Leak("drawn", where, words)] if shown else []
    if len(panels) != len(columns):
        words = f"{len(panels)} columns are drawn, and {len(columns)} were released"
        return [Leak("drawn", where, words)]
    ends = _span(rows)
    found = []
    for (scale, top, foot), (name, numbers) in zip(panels, columns.items(), strict=True):
        first, last = scale.at(ends[0]), scale.at(ends[1])
        allowed = [scale.at(number) for number in (*numbers, *ends)]
        for shape in read.loose:
            inside = all(first - 1 <= x <= last + 1 and top - 1 <= y <= foot + 1 for x, y in shape)
            if not inside or _is_upright(shape) or _is_label(shape, read):
                continue
            for x in {x for x, _ in shape}:
                if not any(abs(x - place) <= NEAR for place in allowed):
                    words = f"a mark of {name} stands at {scale.says(x):.3g}, which is no released number of it"
                    found.append(Leak("drawn", where, words))
    return found


def _numbers(row: Mapping[str, Any], columns: Sequence[str]) -> set[float]:
    given = (row.get(column) for column in columns)
    return {float(each) for each in given if each is not None and str(each) not in ("nan", "<NA>")}


def _span(rows: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Say where the axes end: about the ratios and their limits; limits that are far wider than all else run off it."""
    values = [number for row in rows for number in _numbers(row, ("value",)) if number]
    limits = [number for row in rows for number in _numbers(row, _LIMITS) if number]
    low = max(min([*values, *limits, 0.8]), min([*values, 1.0]) / _WIDER)
    high = min(max([*values, *limits, 1.25]), max([*values, 1.0]) * _WIDER)
    return low / _FREE, high * _FREE


def _panels(found: Sequence[Tick]) -> list[tuple[Scale, float, float]]:
    """Part the ticks by axis: those of one height whose numbers rise, side by side or under one another."""
    rows: dict[tuple[float, float], list[Tick]] = defaultdict(list)
    for tick in found:
        rows[tick.first, tick.last].append(tick)
    out = []
    for (top, foot), mine in sorted(rows.items()):
        runs: list[list[Tick]] = [[]]
        for tick in sorted(mine):
            if runs[-1] and tick.value <= runs[-1][-1].value:
                runs.append([])
            runs[-1].append(tick)
        scales = [scale_of(run, log=True) for run in runs]
        out += [(scale, top, foot) for scale in scales if scale is not None]
    # All columns have one width: together they say more exactly than each alone how wide a step is.
    step = sum(scale.step for scale, *_ in out) / (len(out) or 1)
    return [(Scale(scale.zero, step, True), *ends) for scale, *ends in out]


def _is_upright(shape: Sequence[tuple[float, float]]) -> bool:
    return len(shape) == 2 and shape[0][0] == shape[1][0] and shape[0][1] != shape[1][1]


def _is_label(shape: Sequence[tuple[float, float]], read: Read) -> bool:
    """Say whether a box lies behind a piece of text."""
    if len(shape) not in (4, 5):
        return False
    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    if max(ys) - min(ys) > _TALLEST:
        return False
    return any(min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys) for x, y, _ in read.drawn)
