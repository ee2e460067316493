"""The scale on which places of a picture are numbers, where a chart has no axis to read it from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["CLOSE", "fit"]

#: Coordinates are written in tenths of a pixel.
CLOSE = 0.12
#: At most so many pairs of numbers are tried for the ends of a scale.
_TRIED = 60


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
            fits = gap * np.abs(step)[:, None] <= CLOSE
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
    again = np.abs(zero + values * step - given) <= CLOSE
    if again.sum() < number:
        return best
    return int(again.sum()), again, (float(zero), float(step))


def _nearest(implied: np.ndarray, scale: np.ndarray) -> np.ndarray:
    import numpy as np

    near = np.clip(np.searchsorted(scale, implied), 1, len(scale) - 1)
    below = np.abs(implied - scale[near - 1]) <= np.abs(implied - scale[near])
    return np.where(below, scale[near - 1], scale[near])
