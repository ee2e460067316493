"""Estimators of one thing: of 100 people offered it, how many more or fewer are suspected again than if they had not been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Effect", "crude", "doubly_robust", "matched", "matched_weights", "odds", "weighted"]

_Z = 1.959963984540054
#: Neighbours of each person offered, and how far they may be, in standard deviations of the logit.
NEIGHBOURS, CALIPER = 3, 0.2


@dataclass(frozen=True)
class Effect:
    """Shares suspected again of those offered and of similar people, and what lies between.

    Parameters
    ----------
    method : str
        "crude", "matched", "weighted", "doubly robust".
    offered, other : float
        Shares suspected again (0 to 1): as observed, and as expected without the offer.
    error : float
        Standard error of the difference.
    log_error : float
        Standard error of the log of the ratio.
    people : int
        People offered that the comparison rests on.

    Examples
    --------
    >>> effect = Effect("crude", 0.24, 0.30, 0.03, 0.12, 400)
    >>> round(effect.difference, 2), [round(x, 3) for x in effect.limits], round(effect.ratio, 2)
    (-0.06, [-0.119, -0.001], 0.8)
    """

    method: str
    offered: float
    other: float
    error: float
    log_error: float
    people: int

    @property
    def difference(self) -> float:
        """Share of those offered less share of similar people."""
        return self.offered - self.other

    @property
    def limits(self) -> tuple[float, float]:
        """95% limits of the difference."""
        return self.difference - _Z * self.error, self.difference + _Z * self.error

    @property
    def ratio(self) -> float:
        """Share of those offered over share of similar people."""
        return self.offered / self.other if self.other > 0 else float("nan")

    @property
    def ratio_limits(self) -> tuple[float, float]:
        """95% limits of the ratio."""
        import math

        if not (self.offered > 0 and self.other > 0):
            return float("nan"), float("nan")
        half = _Z * self.log_error
        return self.ratio * math.exp(-half), self.ratio * math.exp(half)


def odds(chance: np.ndarray, offered: np.ndarray) -> np.ndarray:
    """Give the weights that make the others like those offered: 1, and the odds of an offer."""
    import numpy as np

    safe = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.where(offered, 1.0, safe / (1 - safe))


def _effect(
    method: str,
    share1: float,
    share0: float,
    part1: np.ndarray,
    part0: np.ndarray,
    people: int,
    lost: int,
) -> Effect:
    """Put shares and their influence functions together; `lost` is the number of fitted parameters."""
    import numpy as np

    n = len(part1)
    grow = n / max(n - lost, 1) / n**2
    error = float(np.sqrt(((part1 - part0) ** 2).sum() * grow))
    if share1 > 0 and share0 > 0:
        log_error = float(np.sqrt(((part1 / share1 - part0 / share0) ** 2).sum() * grow))
    else:
        log_error = float("nan")
    return Effect(method, share1, share0, error, log_error, people)


def crude(again: np.ndarray, offered: np.ndarray) -> Effect:
    """Compare those offered with all others as they are.

    Parameters
    ----------
    again, offered : numpy.ndarray of bool, shape (n,)

    Returns
    -------
    Effect
        Not an effect of the offer: the two differ from the start.
    """
    import numpy as np

    y, a = again.astype(float), offered.astype(bool)
    share1, share0 = y[a].mean(), y[~a].mean()
    part1 = np.where(a, y - share1, 0) / a.mean()
    part0 = np.where(a, 0, y - share0) / (1 - a.mean())
    return _effect("crude", share1, share0, part1, part0, int(a.sum()), 2)


def _explained(part: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Take away what the fitted chances of an offer explain: estimating them makes the answer steadier."""
    import numpy as np

    beta, *_ = np.linalg.lstsq(scores, part, rcond=None)
    return part - scores @ beta


def weighted(
    again: np.ndarray, offered: np.ndarray, chance: np.ndarray, matrix: np.ndarray
) -> Effect:
    """Weight the others to be like those offered (inverse-probability weights for those offered).

    Parameters
    ----------
    again, offered : numpy.ndarray of bool, shape (n,)
    chance : numpy.ndarray, shape (n,)
        Of an offer, fitted on `matrix`.
    matrix : numpy.ndarray, shape (n, k)

    Returns
    -------
    Effect
        With limits that allow for the fitted chances.

    References
    ----------
    Lunceford JK, Davidian M (2004). Stratification and weighting via the propensity score in estimation of causal
    treatment effects. Statistics in Medicine 23: 2937-2960.
    """
    import numpy as np

    y, a = again.astype(float), offered.astype(bool)
    w = np.where(a, 0.0, odds(chance, a))
    share1, share0 = y[a].mean(), (w * y).sum() / w.sum()
    scores = (a - chance)[:, None] * matrix
    part1 = np.where(a, y - share1, 0) / a.mean()
    part0 = _explained(w * (y - share0) / w.mean(), scores)
    return _effect("weighted", share1, share0, part1, part0, int(a.sum()), matrix.shape[1])


def doubly_robust(
    again: np.ndarray, offered: np.ndarray, chance: np.ndarray, expected: np.ndarray, fitted: int
) -> Effect:
    """Expect what the others' outcomes say, and correct it by their weighted residuals.

    Right if either the chances of an offer or the expected outcomes are.

    Parameters
    ----------
    again, offered : numpy.ndarray of bool, shape (n,)
    chance : numpy.ndarray, shape (n,)
        Of an offer.
    expected : numpy.ndarray, shape (n,)
        Chance of being suspected again without an offer, fitted on those not offered.
    fitted : int
        Number of fitted parameters.

    Returns
    -------
    Effect
        Limits from the influence function.

    References
    ----------
    Moodie EEM, Saarela O, Stephens DA (2018). A doubly robust weighting estimator of the average treatment effect on
    the treated. Stat 7: e205. Sant'Anna PHC, Zhao J (2020). Doubly robust difference-in-differences estimators.
    Journal of Econometrics 219: 101-122.
    """
    import numpy as np

    y, a = again.astype(float), offered.astype(bool)
    w = np.where(a, 0.0, odds(chance, a))
    left = y - expected
    middle, over = expected[a].mean(), (w * left).sum() / w.sum()
    share1, share0 = y[a].mean(), float(np.clip(middle + over, 0, 1))
    part1 = np.where(a, y - share1, 0) / a.mean()
    part0 = np.where(a, expected - middle, 0) / a.mean() + w * (left - over) / w.mean()
    return _effect("doubly robust", share1, share0, part1, part0, int(a.sum()), fitted)


def _apart(chance: np.ndarray) -> np.ndarray:
    """Give logits, equal ones set apart by a hair in a fixed random order, so that ties do not all get the same neighbours."""
    import numpy as np

    safe = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.log(safe / (1 - safe)) + np.random.default_rng(1).uniform(0, 1e-7, len(safe))


def matched_weights(chance: np.ndarray, offered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Match each person offered to the three nearest others by the chance of an offer, with replacement.

    Parameters
    ----------
    chance : numpy.ndarray, shape (n,)
    offered : numpy.ndarray of bool, shape (n,)

    Returns
    -------
    tuple of numpy.ndarray
        Positions among the others, shape (people offered, 3); and whether each person offered has all three within
        0.2 standard deviations of the logit.
    """
    import numpy as np

    logit = _apart(chance)
    here, there = logit[offered], logit[~offered]
    order = np.argsort(there, kind="stable")
    ranked = there[order]
    k = min(NEIGHBOURS, len(ranked))
    # The k nearest of a sorted list lie among the k on either side of the place.
    place = np.searchsorted(ranked, here)
    around = np.clip(place[:, None] + np.arange(-k, k), 0, len(ranked) - 1)
    gap = np.abs(ranked[around] - here[:, None])
    gap[:, 1:][around[:, 1:] == around[:, :-1]] = np.inf
    best = np.argsort(gap, axis=1, kind="stable")[:, :k]
    near = np.take_along_axis(gap, best, axis=1).max(axis=1) <= CALIPER * logit.std()
    return order[np.take_along_axis(around, best, axis=1)], near


def matched(again: np.ndarray, offered: np.ndarray, chance: np.ndarray) -> Effect:
    """Compare each person offered with the three nearest others.

    Parameters
    ----------
    again, offered : numpy.ndarray of bool, shape (n,)
    chance : numpy.ndarray, shape (n,)

    Returns
    -------
    Effect
        On those with near neighbours; limits after Abadie and Imbens.

    References
    ----------
    Abadie A, Imbens GW (2006). Large sample properties of matching estimators for average treatment effects.
    Econometrica 74: 235-267. Austin PC (2011). Optimal caliper widths. Pharmaceutical Statistics 10: 150-161.
    """
    import numpy as np

    y, a = again.astype(float), offered.astype(bool)
    others, near = matched_weights(chance, a)
    if not near.any():
        return Effect("matched", float("nan"), float("nan"), float("nan"), float("nan"), 0)
    others, y1, y0 = others[near], y[a][near], y[~a]
    k, n1 = others.shape[1], int(near.sum())
    counter = y0[others].mean(axis=1)
    share1, share0 = y1.mean(), counter.mean()
    gap = y1 - counter
    used = np.bincount(others.ravel(), minlength=len(y0)) / k
    squares = np.bincount(others.ravel(), minlength=len(y0)) / k**2
    order = np.argsort(_apart(chance)[~a], kind="stable")
    run = y0[order]
    noise = np.empty(len(run))
    beside = np.r_[run[1:], run[-2:-1]] if len(run) > 1 else run
    noise[order] = (run - beside) ** 2 / 2
    extra = np.maximum(used**2 - squares, 0) * noise
    error = float(np.sqrt((((gap - gap.mean()) ** 2).sum() + extra.sum()) / n1**2))
    log_error = float("nan")
    if share1 > 0 and share0 > 0:
        parts = (y1 - share1) / share1 - (counter - share0) / share0
        log_error = float(np.sqrt(((parts**2).sum() + extra.sum() / share0**2) / n1**2))
    return Effect("matched", share1, share0, error, log_error, n1)
