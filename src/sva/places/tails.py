"""Exact chances of a count at least as high as the one seen, given the total and a share of the population."""

from __future__ import annotations

import numpy as np

__all__ = ["beta_binomial_tail", "binomial_tail"]

_STEPS = 200_000
_TINY = 1e-18


def binomial_tail(count: np.ndarray, total: float | np.ndarray, share: np.ndarray) -> np.ndarray:
    r"""Give the chance of `count` or more of `total` events where each falls here with chance `share`.

    .. math:: P(X \ge k) = I_p(k, N - k + 1)

    Parameters
    ----------
    count : numpy.ndarray of whole numbers
        0 to `total`; any shape.
    total : float or numpy.ndarray
        All events.
    share : numpy.ndarray
        0 to 1; broadcast with `count`.

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> binomial_tail(np.array([0.0, 3.0]), 3, np.array([0.5, 0.5])).tolist()
    [1.0, 0.125]
    """
    from scipy.special import betainc

    count, share = np.broadcast_arrays(np.asarray(count, float), np.asarray(share, float))
    with np.errstate(invalid="ignore"):
        tail = betainc(np.maximum(count, 1), np.maximum(total - count + 1, 1), share)
    return np.where(count <= 0, 1.0, tail)


def beta_binomial_tail(
    count: np.ndarray, total: float, share: np.ndarray, dispersion: float
) -> np.ndarray:
    r"""As `binomial_tail`, for events that come in clusters: variance `dispersion` times the binomial's.

    The shares of places vary about their expected values as in a Dirichlet distribution, so the count of any set
    of places is beta-binomial with parameters :math:`Ap` and :math:`A(1-p)`,
    :math:`A = (N - 1)/(\phi - 1) - 1`, whose variance is exactly :math:`\phi N p (1 - p)`.

    Parameters
    ----------
    count, total, share
        As for `binomial_tail`.
    dispersion : float
        :math:`\phi`, 1 up to (not including) `total`; 1 is the binomial.

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> beta_binomial_tail(np.array([3.0]), 10, np.array([0.1]), 2.0).round(4).tolist()
    [0.1301]
    """
    count, share = np.broadcast_arrays(np.asarray(count, float), np.asarray(share, float))
    if dispersion <= 1:
        return binomial_tail(count, total, share)
    out = np.where(count <= 0, 1.0, np.where(share <= 0, 0.0, np.where(share >= 1, 1.0, np.nan)))
    open_ = np.isnan(out) & ~np.isnan(share)
    if not open_.any():
        return out
    k, p = count[open_], share[open_]
    size = (total - 1) / (dispersion - 1) - 1
    a, b = size * p, size * (1 - p)
    upper = k > total * p
    found = np.empty(k.size)
    found[upper] = _sum(k[upper], total, a[upper], b[upper], up=True)
    found[~upper] = 1 - _sum(k[~upper] - 1, total, a[~upper], b[~upper], up=False)
    out[open_] = np.clip(found, 0.0, 1.0)
    return out


def _sum(start: np.ndarray, total: float, a: np.ndarray, b: np.ndarray, *, up: bool) -> np.ndarray:
    """Add the chances from `start` outwards, each from the one before it, until nothing is left to add."""
    from scipy.special import betaln, gammaln

    log = (
        gammaln(total + 1)
        - gammaln(start + 1)
        - gammaln(total - start + 1)
        + betaln(start + a, total - start + b)
        - betaln(a, b)
    )
    term = np.exp(log)
    whole = term.copy()
    at = start.copy()
    live = np.arange(start.size)
    for _ in range(min(int(total) + 1, _STEPS)):
        j, a_, b_ = at[live], a[live], b[live]
        with np.errstate(invalid="ignore", divide="ignore"):
            if up:
                step = (total - j) / (j + 1) * (j + a_) / (total - j - 1 + b_)
            else:
                step = j / (total - j + 1) * (total - j + b_) / (j - 1 + a_)
        more = np.where((j < total) if up else (j > 0), term[live] * step, 0.0)
        term[live] = more
        whole[live] += more
        at[live] += 1 if up else -1
        live = live[more > np.maximum(_TINY, 1e-16 * whole[live])]
        if not live.size:
            break
    return whole
