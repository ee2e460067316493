"""Whether one count differs from another, and by how much at least and at most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from sva.measures._etest import e_test_limits, e_test_p, score_limits
from sva.measures._result import (
    Values,
    as_counts,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    pick,
)

__all__ = ["change"]

_EXACT_UP_TO = 10_000
_METHODS = ("E-test", "score", "quasi-Poisson", "negative binomial")


def change(
    count: Values,
    reference_count: Values,
    *,
    exposure: Values = 1.0,
    reference_exposure: Values = 1.0,
    dispersion: Values = 1.0,
    degrees_of_freedom: Values = np.nan,
    overdispersion: Values = 0.0,
    confidence: float | Sequence[float] = 0.95,
) -> pd.DataFrame:
    r"""Compare two counts, such as this year's and last year's: ratio, limits and p-value.

    Without over-dispersion the p-value is that of the E-test and the limits are all ratios the
    E-test would not reject, so that they exclude 1 exactly when p is below 1 − confidence. Above
    10,000 events in all, where nothing differs to the third figure, the score test takes over.
    With a dispersion factor :math:`\phi` (quasi-Poisson) the score test is divided by
    :math:`\sqrt\phi`, on `degrees_of_freedom` if the factor was estimated. With `overdispersion`
    :math:`\alpha` the counts are negative binomial, variance :math:`\mu + \alpha\mu^2`.

    .. math:: T = \frac{x_1 - \rho x_2}{\sqrt{\rho (x_1 + x_2)}},\quad \rho = n_1 / n_2

    Parameters
    ----------
    count, reference_count : values
        Whole numbers of events now and before.
    exposure, reference_exposure : values, default 1
        What the counts came from: days, or persons times years.
    dispersion : values, default 1
        Variance over mean, at least 1; see `sva.measures.dispersion`.
    degrees_of_freedom : values, optional
        Of the estimated dispersion; then the t distribution is used.
    overdispersion : values, default 0
        Negative binomial :math:`\alpha`; not together with `dispersion`.
    confidence : float or sequence of float, default 0.95
        One level or several.

    Returns
    -------
    pandas.DataFrame
        ``count, reference_count, value`` (ratio of the rates; 1.2 is up 20%), ``lower, upper,
        confidence, method, flag, change`` (value − 1) and ``p``. Where the reference count is
        0, `value` and `upper` are infinite, flagged "not assessable"; where both are, they are blank.

    Raises
    ------
    SvaError
        For counts that are negative or not whole, exposures that are not positive where there are
        events, or both kinds of over-dispersion at once.

    References
    ----------
    Krishnamoorthy K, Thomson J (2004). A more powerful test for comparing two Poisson means.
    Journal of Statistical Planning and Inference 119: 23–35.
    Gu K, Ng HKT, Tang ML, Schucany WR (2008). Testing the ratio of two Poisson rates. Biometrical
    Journal 50: 283–298 (the pooled form used here; the same for equal exposures).
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed. (quasi-likelihood).

    Examples
    --------
    The second example of Krishnamoorthy and Thomson: 6 against 2, p = 0.1749.

    >>> change(6, 2).round(4)[["value", "lower", "upper", "method", "p"]]
       value  lower    upper  method       p
    0    3.0  0.686  13.8987  E-test  0.1749

    "Up 20%", 240 from 200, with months that vary four times as much as chance:

    >>> change(240, 200, dispersion=4).round(2)[["value", "lower", "upper", "p"]]
       value  lower  upper     p
    0    1.2   0.83   1.74  0.34
    """
    levels = confidence_levels(confidence)
    given = gather(
        "change",
        counts={"count": count, "reference_count": reference_count},
        amounts={
            "exposure": exposure,
            "reference_exposure": reference_exposure,
            "overdispersion": overdispersion,
        },
        dispersion=dispersion,
    )
    spare = gather(
        "change",
        counts={"count": count, "reference_count": reference_count},
        amounts={"degrees_of_freedom": degrees_of_freedom},
    )["degrees_of_freedom"]
    a, b = given["count"], given["reference_count"]
    phi, alpha = given["dispersion"], given["overdispersion"]
    check(given, (phi > 1) & (alpha > 0), said="both dispersion and overdispersion",
          expected="one of them")  # fmt: skip
    for events, name in ((a, "exposure"), (b, "reference_exposure")):
        check(given, (events > 0) & (given[name] == 0), said=f"events but no {name}",
              expected="an exposure above 0")  # fmt: skip
    check(given, spare == 0, said="no degrees of freedom", expected="1 or more, or none given")
    exposed = (given["exposure"] > 0) & (given["reference_exposure"] > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(exposed, given["exposure"] / given["reference_exposure"], np.nan)
        value = np.where(a + b > 0, a / b / ratio, np.nan)
    kind = np.where(alpha > 0, 3, np.where(phi > 1, 2, np.where(a + b > _EXACT_UP_TO, 1, 0)))
    lower, upper, p_value = _limits(a, b, ratio, phi, spare, alpha, kind, levels)
    nothing = given.missing | ~exposed | (a + b == 0)
    kind = np.where(given.missing | ~exposed, -1, kind)
    lower[nothing], upper[nothing] = np.nan, np.nan
    p_value = np.where(given.missing | ~exposed, np.nan, p_value)
    return assemble(
        given.index,
        levels,
        before={"count": as_counts(a), "reference_count": as_counts(b)},
        value=value,
        lower=lower,
        upper=upper,
        method=pick(_METHODS, kind),
        flag=flags(not_assessable=nothing | (b == 0)),
        after={"change": value - 1, "p": p_value, "dispersion": phi},
    )


def _limits(
    a: np.ndarray,
    b: np.ndarray,
    ratio: np.ndarray,
    phi: np.ndarray,
    spare: np.ndarray,
    alpha: np.ndarray,
    kind: np.ndarray,
    levels: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    normal = np.isnan(spare)
    tail = (1 - levels) / 2
    quantile = np.where(
        normal[:, None], -ndtri(tail), -stdtrit(np.where(normal, 1, spare)[:, None], tail)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.abs(a - b * ratio) / np.sqrt(phi * (a + b) * ratio)
    z = np.where(a + b == 0, 0.0, z)
    lower, upper = score_limits((a / phi)[:, None], (b / phi)[:, None], ratio[:, None], quantile)
    for i in np.flatnonzero((kind == 3) & np.isfinite(ratio) & (a + b > 0)):
        z[i] = abs(_nb_score(a[i], b[i], ratio[i], alpha[i]))
        for j in range(len(levels)):
            lower[i, j], upper[i, j] = _nb_limits(a[i], b[i], ratio[i], alpha[i], quantile[i, j])
    p_value = np.where(normal, 2 * ndtr(-z), 2 * stdtr(np.where(normal, 1, spare), -z))
    for i in np.flatnonzero((kind == 0) & np.isfinite(ratio) & (a + b > 0)):
        p_value[i] = e_test_p(a[i], b[i], ratio[i])
        for j, level in enumerate(levels):
            lower[i, j], upper[i, j] = e_test_limits(a[i], b[i], ratio[i], level)
    return lower, upper, p_value


def _nb_score(a: float, b: float, rate: float, alpha: float) -> float:
    mean2 = (a + b) / (1 + rate)
    mean1 = mean2 * rate
    variance = mean1 * (1 + alpha * mean1) + rate**2 * mean2 * (1 + alpha * mean2)
    return float((a - rate * b) / np.sqrt(variance))


def _nb_limits(
    a: float, b: float, ratio: float, alpha: float, quantile: float
) -> tuple[float, float]:
    def edge(sign: int) -> float:
        near = far = np.log(max(a, 0.5) / max(b, 0.5) / ratio)
        while sign * _nb_score(a, b, ratio * np.exp(far), alpha) > -quantile:
            far += sign
            if abs(far - near) > 60:  # the counts vary too much to bound the ratio on this side
                return float("inf") if sign > 0 else 0.0
        for _ in range(60):
            middle = (near + far) / 2
            if sign * _nb_score(a, b, ratio * np.exp(middle), alpha) > -quantile:
                near = middle
            else:
                far = middle
        return float(np.exp(near))

    return (0.0 if a == 0 else edge(-1)), (float("inf") if b == 0 else edge(1))
