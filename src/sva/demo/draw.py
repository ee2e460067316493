"""Drawing categories for many rows at once, each row from a distribution of its own."""

from __future__ import annotations

import numpy as np

__all__ = ["Rows", "hashed", "splitmix"]


class Rows:
    """Several distributions over the same categories, to draw from by row.

    Parameters
    ----------
    weights : numpy.ndarray, shape (rows, categories)
        At least 0, each row with a positive sum.

    Examples
    --------
    >>> r = Rows(np.array([[1.0, 0.0], [0.0, 2.0]]))
    >>> r.draw(np.array([0, 1, 1]), np.array([0.5, 0.0, 0.99])).tolist()
    [0, 1, 1]
    """

    def __init__(self, weights: np.ndarray) -> None:
        weights = np.asarray(weights, float)
        self.share = weights / weights.sum(1, keepdims=True)
        edges = np.cumsum(self.share, axis=1)
        edges /= edges[:, -1:]
        self.categories = weights.shape[1]
        self._edges = (edges + np.arange(len(weights))[:, None]).ravel()
        last = self.categories - 1 - np.argmax(self.share[:, ::-1] > 0, axis=1)
        self._last = last

    def draw(self, row: np.ndarray, uniform: np.ndarray) -> np.ndarray:
        """Give the category of each row number and uniform number in [0, 1)."""
        at = np.searchsorted(self._edges, row + uniform, side="right") - row * self.categories
        return np.minimum(at, self._last[row])


def splitmix(values: np.ndarray) -> np.ndarray:
    """Scramble whole numbers into evenly spread 64-bit ones, always in the same way."""
    z = np.asarray(values).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def hashed(values: np.ndarray, salt: int) -> np.ndarray:
    """Give each whole number its own fixed uniform number in [0, 1), another for each salt."""
    mixed = splitmix(splitmix(values) ^ splitmix(np.array([salt]))[0])
    return (mixed >> np.uint64(11)).astype(float) / float(1 << 53)
