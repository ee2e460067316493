"""Limits of the ratio of two shares, each of people who had an outcome or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ratio_of_shares"]

_Z = 1.959963984540054
_HALVINGS = 60
_FAR = 14.0  # a ratio of a million either way


def ratio_of_shares(
    count: Any, base: Any, reference_count: Any, reference_base: Any, dispersion: Any = 1.0
) -> dict[str, np.ndarray]:
    r"""Return the ratio of two shares with Koopman's score limits.

    A ratio θ lies within the limits if :math:`(\hat p_1 - \theta \hat p_2)^2 \le z^2 \varphi\,\{\tilde p_1(1-\tilde p_1)/n +
    \theta^2 \tilde p_2(1-\tilde p_2)/m\}`, with :math:`\tilde p` the likeliest shares whose ratio is θ. Unlike limits for
    counts these are not too wide where an outcome is frequent, and they are defined where nobody or everybody had it.

    Parameters
    ----------
    count, base, reference_count, reference_base : array_like, shape (n,)
        Those who had the outcome, and all, of the group and of its reference group.
    dispersion : array_like
        φ, factor on the variance.

    Returns
    -------
    dict of str to numpy.ndarray
        ``value``, ``lower``, ``upper``, ``p`` (of a ratio of 1). Infinite or not a number where there is none.

    References
    ----------
    Koopman PAR (1984) Confidence intervals for the ratio of two binomial proportions. Biometrics 40, 513-517.

    Examples
    --------
    Koopman's own example, 36 of 40 and 16 of 80:

    >>> found = ratio_of_shares([36], [40], [16], [80])
    >>> [round(float(found[name][0]), 2) for name in ("value", "lower", "upper")]
    [4.5, 2.94, 7.15]
    """
    import numpy as np
    from scipy.special import ndtr

    a, n, b, m, spread = (
        np.asarray(each, dtype=float)
        for each in np.broadcast_arrays(count, base, reference_count, reference_base, dispersion)
    )
    with np.errstate(all="ignore"):
        value = (a / n) / (b / m)

        def away(theta: np.ndarray) -> np.ndarray:
            whole = (n + m) * theta
            half = theta * n + a + m + theta * b
            there = (half - np.sqrt(np.maximum(half**2 - 4 * whole * (a + b), 0))) / (2 * whole)
            here = np.clip(theta * there, 0, 1)
            variance = spread * (here * (1 - here) / n + theta**2 * there * (1 - there) / m)
            gap = a / n - theta * b / m
            return np.where(
                variance > 0, gap / np.sqrt(variance), np.sign(gap) * np.inf * (gap != 0)
            )

        # The statistic falls as θ rises: find where it is z, and where it is -z.
        limits = []
        for target in (_Z, -_Z):
            low, high = np.full(len(a), -_FAR), np.full(len(a), _FAR)
            for _ in range(_HALVINGS):
                middle = (low + high) / 2
                above = np.nan_to_num(away(np.exp(middle))) > target
                low, high = np.where(above, middle, low), np.where(above, high, middle)
            limits.append(np.exp((low + high) / 2))
        p = 2 * ndtr(-np.abs(np.nan_to_num(away(np.ones(len(a))))))
    lower = np.where(a == 0, 0.0, np.minimum(limits[0], value))
    upper = np.where(b == 0, np.inf, np.maximum(limits[1], value))
    empty = (n == 0) | (m == 0) | np.isnan(value)
    value, lower, upper, p = (np.where(empty, np.nan, each) for each in (value, lower, upper, p))
    return {"value": value, "lower": lower, "upper": upper, "p": p}
