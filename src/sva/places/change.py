"""Change of places against the rest of the area, and before and after something was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sva.errors import Fault, collect

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["change_by_place", "weighted_displacement_difference"]

#: A place with more than this share of all events moves the rest's rate so much that the rest's own chance counts.
_LARGE = 0.05


def change_by_place(count: Any, before: Any, *, confidence: float = 0.95) -> pd.DataFrame:
    r"""Compare each place's two counts with the two counts of everywhere else.

    What all places did is taken out: of a place's events in both periods together, the later ones should be as large
    a part as they are everywhere else. The p value is the exact two-sided binomial one (twice the smaller tail),

    .. math:: x_2 \mid x_1 + x_2 \sim \text{Binomial}\left(x_1 + x_2,\ \frac{R_2}{R_1 + R_2}\right)

    with R the counts of the rest; limits are Clopper and Pearson's. For a place with over 5% of all events the rest
    is not so much larger that its own chance can be left out: then the log ratio with all four counts' variance.

    Parameters
    ----------
    count, before : values, shape (n,)
        Whole numbers of events at all places, later and earlier.
    confidence : float, default 0.95

    Returns
    -------
    pandas.DataFrame
        ``count, before, expected`` (the earlier count moved as the rest moved), ``ratio`` (1.2: a fifth more than
        the rest's change gives), ``lower, upper, p, q`` (Benjamini and Hochberg's), ``method``. Blank where a place
        had no event in either period.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, or lengths that differ.

    Examples
    --------
    >>> rows = change_by_place([60, 110, 105, 125], [20, 100, 100, 120])
    >>> rows[["expected", "ratio", "q"]].round(3).head(1)
       expected  ratio    q
    0     21.25  2.824  0.0
    """
    import pandas as pd
    from scipy.special import betaincinv, ndtr, ndtri

    from sva.measures import benjamini_hochberg
    from sva.places.tails import binomial_tail

    now, then = np.asarray(count, dtype=float), np.asarray(before, dtype=float)
    faults = []
    if now.shape != then.shape or now.ndim != 1:
        faults.append(Fault(f"{now.size} and {then.size} counts", "two of each place"))
    elif any(((part < 0) | (part != np.floor(part))).any() for part in (now, then)):
        faults.append(Fault("counts that are negative or not whole", "0, 1, 2, …"))
    collect("change_by_place() cannot be run so", faults)
    rest_now, rest_then = now.sum() - now, then.sum() - then
    both, rest = now + then, rest_now + rest_then
    tail = (1 - confidence) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = rest_now / rest_then
        expected = then * moved
        ratio = now / expected
        part = rest_now / rest
        p_high = binomial_tail(now, both, part)
        p_low = binomial_tail(then, both, 1 - part)
        p = np.minimum(1.0, 2 * np.minimum(p_low, p_high))
        low = np.where(now > 0, betaincinv(np.maximum(now, 1e-9), then + 1, tail), 0.0)
        high = np.where(then > 0, betaincinv(now + 1, np.maximum(then, 1e-9), 1 - tail), 1.0)
        lower, upper = low / (1 - low) / moved, high / (1 - high) / moved
        error = np.sqrt(1 / now + 1 / then + 1 / rest_now + 1 / rest_then)
        wide = np.exp(-ndtri(tail) * error)
        large = (both > _LARGE * (both + rest)) & np.isfinite(error)
        p = np.where(large, 2 * ndtr(-np.abs(np.log(ratio)) / error), p)
        lower, upper = np.where(large, ratio / wide, lower), np.where(large, ratio * wide, upper)
    blank = (both == 0) | ~np.isfinite(moved) | (moved == 0)
    lower, upper, p, ratio = (np.where(blank, np.nan, one) for one in (lower, upper, p, ratio))
    return pd.DataFrame(
        {
            "count": now.astype(np.int64),
            "before": then.astype(np.int64),
            "expected": expected,
            "ratio": ratio,
            "lower": lower,
            "upper": upper,
            "p": p,
            "q": benjamini_hochberg(p).to_numpy(),
            "method": np.where(large, "log ratio", "exact binomial"),
        }
    )


def weighted_displacement_difference(
    treated: Sequence[float],
    control: Sequence[float],
    displacement: Sequence[float] = (0, 0),
    displacement_control: Sequence[float] = (0, 0),
    *,
    exposure: Sequence[float] = (1, 1),
    dispersion: float = 1.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    r"""Wheeler and Ratcliffe's test of something done in some places: what changed there beyond the control places.

    .. math:: \text{WDD} = \Delta T - \Delta C_T + \Delta D - \Delta C_D,\quad
        \operatorname{var} = \sum \text{counts}

    with :math:`\Delta` after less before in the treated places, their controls, the places to which violence might
    move, and those places' controls. A difference of counts, not of rates: the controls must be alike in size. It is
    a comparison, not a proof: the places were chosen, and places are mostly chosen when they are at their worst.

    Parameters
    ----------
    treated, control, displacement, displacement_control : pairs of counts
        Before and after.
    exposure : pair of float, default (1, 1)
        Length of the two periods; the counts are brought to the rate of one unit.
    dispersion : float, default 1
        Variance over mean of such counts, at least 1.
    confidence : float, default 0.95

    Returns
    -------
    pandas.DataFrame
        Rows ``"local"`` (treated against control), ``"displacement"`` and ``"total"``: ``value`` (events prevented
        are negative), ``error, lower, upper, z, p``.

    Raises
    ------
    SvaError
        For counts below 0, exposures not above 0, or a dispersion under 1.

    References
    ----------
    Wheeler AP, Ratcliffe JH (2018). A simple weighted displacement difference test to evaluate place based crime
    interventions. Crime Science 7: 11.

    Examples
    --------
    The paper's example:

    >>> weighted_displacement_difference([207, 110], [308, 318], [178, 157], [150, 140]).round(2).tail(1)
           part  value  error   lower  upper     z    p
    2     total -118.0   39.6 -195.61 -40.39 -2.98  0.0
    """
    import pandas as pd
    from scipy.special import ndtr, ndtri

    given = {
        "treated": treated,
        "control": control,
        "displacement": displacement,
        "displacement_control": displacement_control,
    }
    faults = [
        Fault(f"{name} {list(pair)}", "two counts, before and after, 0 or more")
        for name, pair in given.items()
        if len(pair) != 2 or min(pair) < 0
    ]
    if len(exposure) != 2 or min(exposure) <= 0:
        faults.append(Fault(f"exposure {list(exposure)}", "two lengths above 0"))
    if dispersion < 1:
        faults.append(Fault(f"dispersion {dispersion}", "1 or more"))
    collect("the weighted displacement difference cannot be worked out", faults)
    times = np.asarray(exposure, dtype=float)
    counts = np.array([given[name] for name in given], dtype=float)
    delta = counts[:, 1] / times[1] - counts[:, 0] / times[0]
    variance = (counts / times**2).sum(axis=1) * dispersion
    value = np.array([delta[0] - delta[1], delta[2] - delta[3], 0.0])
    value[2] = value[0] + value[1]
    error = np.sqrt([variance[:2].sum(), variance[2:].sum(), variance.sum()])
    half = -ndtri((1 - confidence) / 2) * error
    with np.errstate(invalid="ignore", divide="ignore"):
        z = value / error
    return pd.DataFrame(
        {
            "part": ["local", "displacement", "total"],
            "value": value,
            "error": error,
            "lower": value - half,
            "upper": value + half,
            "z": z,
            "p": 2 * ndtr(-np.abs(z)),
        }
    )
