"""What the events of unknown group could do to a ratio."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sva.measures._ratios import RatioMethod, ratio_parts, shown_four
from sva.measures._result import Values, as_counts, assemble, confidence_levels, flags, gather

__all__ = ["unknown_bounds"]


def unknown_bounds(
    count: Values,
    population: Values,
    reference_count: Values,
    reference_population: Values,
    unknown: Values,
    *,
    method: RatioMethod = "auto",
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Return a rate ratio with its range over every way that events of unknown group could fall.

    Of u unknown events, x could be the group's and y the reference's, x + y ≤ u (the rest being other groups'). The
    ratio is least with all of them the reference's and greatest with all of them the group's:

    .. math:: \frac{a/n}{(b+u)/m} \le \frac{(a+x)/n}{(b+y)/m} \le \frac{(a+u)/n}{b/m}

    Nothing is imputed: `value`, `lower` and `upper` are those of the known events, and whatever the truth about the
    unknown, the ratio lies within the bounds. The two cases people ask for are named: ``all_reference``, every unknown
    one of the reference group; ``spread_as_known``, unknown like known, which leaves the crude ratio. `combined_lower`
    is the lower sampling limit of the least case and `combined_upper` the upper one of the greatest: both
    uncertainties at once. The bounds of several groups can't all be reached together, since each uses all the unknown.

    Parameters
    ----------
    count, population, reference_count, reference_population : values
        As for `rate_ratio`, known events only.
    unknown : values
        Events whose group is not known.
    method : {"auto", "log", "mid-p", "exact", "risk"}
        As for `rate_ratio`.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, factor on the variance.

    Returns
    -------
    pandas.DataFrame
        The counts, ``unknown_count, value, lower, upper, confidence, method, flag, p, dispersion, unknown_lower,
        unknown_upper, all_reference, spread_as_known, combined_lower, combined_upper``.

    References
    ----------
    Manski CF (2003) Partial identification of probability distributions. Springer, chapter 1.

    Examples
    --------
    West Mercia's 634 searches of neither group or of unknown ethnicity, if all had been unknown:

    >>> found = unknown_bounds(224, 5062, 3476, 1176516, 634)
    >>> found[["value", "unknown_lower", "unknown_upper", "combined_lower", "combined_upper"]].round(2)
       value  unknown_lower  unknown_upper  combined_lower  combined_upper
    0  14.98          12.67          57.37           11.07           61.82
    """
    given = gather(
        "unknown_bounds",
        counts={"count": count, "reference_count": reference_count, "unknown": unknown},
        amounts={"population": population, "reference_population": reference_population},
        dispersion=dispersion,
    )
    levels = confidence_levels(confidence)
    u = given["unknown"]
    known = ratio_parts(given, levels, method)
    least = ratio_parts(given, levels, method, added=(0, u))
    greatest = ratio_parts(given, levels, method, added=(u, 0))
    bounds = {
        "unknown_lower": least["value"],
        "unknown_upper": greatest["value"],
        "all_reference": least["value"],
        "spread_as_known": np.where(np.isnan(u), np.nan, known["value"]),
        "combined_lower": least["lower"],
        "combined_upper": greatest["upper"],
    }
    known["after"] = {**known["after"], **bounds}
    known["flag"] = flags(not_assessable=~np.isfinite(known["value"]) | np.isnan(u))
    return assemble(
        given.index,
        levels,
        before={
            **shown_four(given),
            "unknown_count": as_counts(u),
        },
        **known,
    )
