"""Curves that fall or rise in steps, such as the share suspected again: every corner against the released steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sva.disclosure.attack.axes import NEAR, scale_of, ticks
from sva.disclosure.attack.ground import Leak
from sva.disclosure.attack.pictures import Read
from sva.disclosure.attack.tables import MONTH

__all__ = ["trace_steps"]

#: A curve has more corners than this; an axis or a sign of the key fewer.
_CORNERS = 5


def trace_steps(read: Read, steps: Sequence[Mapping[str, Any]], where: str) -> list[Leak]:
    """Compare the corners of curves and of the bands around them with the released steps.

    Parameters
    ----------
    read : Read
        The picture.
    steps : sequence of mapping
        Released: ``group``, ``day``, ``survival`` and perhaps ``lower`` and ``upper``.
    where : str
        For the message.

    Returns
    -------
    list of Leak
    """
    curves = [shape for shape in read.loose if len(shape) > _CORNERS]
    curves += [shape for marks in read.marks.values() for shape in marks if len(shape) > _CORNERS]
    across, up = scale_of(ticks(read, 0)), scale_of(ticks(read, 1))
    if across is None or up is None:
        return [Leak("drawn", where, "curves with no axes that can be read")] if curves else []
    allowed = _corners(steps)
    end = max((float(step["day"]) / MONTH for step in steps), default=0.0)
    last = across.at(max(end, *(tick.value for tick in ticks(read, 0))))
    known: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for month, share in allowed:
        place = across.at(month), up.at(share)
        known[round(place[0]), round(place[1])].append(place)
    shares = [up.at(share) for _, share in allowed]
    odd = []
    for curve in curves:
        for x, y in dict.fromkeys(curve):
            near = (
                place
                for right in (-1, 0, 1)
                for below in (-1, 0, 1)
                for place in known.get((round(x) + right, round(y) + below), ())
            )
            if any(abs(x - a) <= NEAR and abs(y - b) <= NEAR for a, b in near):
                continue
            # A curve that ends within a month of its axis is drawn on to the end of it.
            if abs(x - last) <= NEAR and any(abs(y - share) <= NEAR for share in shares):
                continue
            odd.append((x, y))
    return [
        Leak("drawn", where, f"a curve has a corner at month {across.says(x):.3g} and {up.says(y):.3g}%, where no released step is")
        for x, y in dict.fromkeys(odd)
    ]  # fmt: skip


def _corners(steps: Sequence[Mapping[str, Any]]) -> set[tuple[float, float]]:
    """List the corners of every curve and of its limits, counted from above and from below: at each step two."""
    lines: dict[tuple[str, str, bool], list[tuple[float, float]]] = defaultdict(list)
    for step in steps:
        month = float(step["day"]) / MONTH
        for column in ("survival", "lower", "upper"):
            share = step.get(column)
            if share is None or str(share) in ("nan", "<NA>"):
                continue
            for still in (True, False):
                percent = 100 * float(share) if still else 100 - 100 * float(share)
                lines[str(step.get("group")), column, still].append((month, percent))
    out = set()
    for line in lines.values():
        out |= set(line)
        out |= {(month, share) for (_, share), (month, _) in pairwise(line)}
    return out
