"""The axes of a picture: lines with a number beside them, and the scale on which they stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sva.disclosure.attack.numbers import tokens
from sva.disclosure.attack.pictures import Read

__all__ = ["NEAR", "Scale", "Tick", "scale_of", "ticks"]

#: A mark stands at a number where it is so many pixels from it: places are written in tenths, and so are ticks.
NEAR = 0.16
_SHORTEST = 4.0
_BELOW = 30.0
_BESIDE = (2.0, 9.0)


class Tick(NamedTuple):
    """A line with a number: its place along the axis, from where to where it goes across, and the number."""

    place: float
    first: float
    last: float
    value: float


@dataclass(frozen=True)
class Scale:
    """From numbers to places.

    Parameters
    ----------
    zero : float
        Place of 0, or of 1 on a scale of ratios.
    step : float
        Pixels for each unit, or for each power of e.
    log : bool
        Whether it is a scale of ratios.
    """

    zero: float
    step: float
    log: bool

    def at(self, value: float) -> float:
        """Place a number; one that a scale of ratios has no place for is nowhere."""
        if self.log:
            return self.zero + math.log(value) * self.step if value > 0 else math.inf
        return self.zero + value * self.step

    def says(self, place: float) -> float:
        """Read the number at a place."""
        told = (place - self.zero) / self.step
        return math.exp(told) if self.log else told


def ticks(read: Read, along: int) -> list[Tick]:
    """Find the lines of an axis that have a number under them, or at their left.

    Parameters
    ----------
    read : Read
        A picture.
    along : int
        0 for an axis that goes across the page, 1 for one that goes up.

    Returns
    -------
    list of Tick
        In order of place.
    """
    numbers = []
    for x, y, text in read.drawn:
        found = tokens(text)
        if len(found) == 1 and text.strip("% ") == found[0].text:
            numbers.append((x, y, found[0].value))
    out = set()
    for shape in (*(each for marks in read.marks.values() for each in marks), *read.loose):
        if len(shape) != 2 or shape[0][along] != shape[1][along]:
            continue
        place = shape[0][along]
        first, last = sorted(point[1 - along] for point in shape)
        if last - first < _SHORTEST:
            continue
        for x, y, value in numbers:
            if along:
                beside = _BESIDE[0] <= y - place <= _BESIDE[1] and 0 <= first - x <= _BELOW
            else:
                beside = abs(x - place) <= 1 and 0 <= y - last <= _BELOW
            if beside:
                out.add(Tick(place, first, last, value))
    return sorted(out)


def scale_of(found: Sequence[Tick], *, log: bool | None = None) -> Scale | None:
    """Read the scale of some ticks.

    Parameters
    ----------
    found : sequence of Tick
        Of one axis.
    log : bool, optional
        Whether it is a scale of ratios, where that is known: two ticks alone do not say.

    Returns
    -------
    Scale or None
        None where there are too few, or they stand on no scale.

    Examples
    --------
    >>> scale_of([Tick(10, 0, 9, 0), Tick(20, 0, 9, 5), Tick(30, 0, 9, 10)])
    Scale(zero=10.0, step=2.0, log=False)
    >>> scale_of([Tick(10, 0, 9, 1), Tick(20, 0, 9, 10), Tick(30, 0, 9, 100)]).log
    True
    """
    places = [tick.place for tick in found]
    for tried in (False, True) if log is None else (log,):
        if tried and any(tick.value <= 0 for tick in found):
            continue
        values = [math.log(tick.value) if tried else tick.value for tick in found]
        if len(set(values)) < 2:
            return None
        zero, step = _line(values, places)
        if all(
            abs(zero + value * step - place) <= NEAR
            for value, place in zip(values, places, strict=True)
        ):
            return Scale(zero, step, tried)
    return None


def _line(xs: Sequence[float], ys: Sequence[float]) -> tuple[float, float]:
    """Draw the straight line that lies nearest to some points."""
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle) ** 2 for x in xs)
    step = sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / spread
    return round(level - step * middle, 9), round(step, 12)
