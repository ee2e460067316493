"""Rates standardised for age: directly, and indirectly against a reference.

Age bands are joined by what they mean (`00-04` is `0-4`), never by position; a band that is absent, doubled or not
in the standard is refused with its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError
from sva.measures._bands import (
    gather_by_band,
    look_up,
    read_reference,
    read_totals,
    read_weights,
    squares_of_repeats,
)
from sva.measures._limits import count_limits
from sva.measures._result import (
    Values,
    as_counts,
    assemble,
    confidence_levels,
    flags,
    gather,
    pick,
    z_scores,
)
from sva.measures._standards import standard_population

__all__ = ["directly_standardised", "indirectly_standardised", "standard_population"]

_FEWEST = 10


def directly_standardised(
    count: Values,
    population: Values,
    age_band: Any,
    *,
    by: Any = None,
    standard: str | pd.Series = "ESP2013",
    per: float = 100_000,
    events_per_person: pd.DataFrame | Mapping[int, Values] | None = None,
    confidence: float | Sequence[float] = 0.95,
    dispersion: float = 1.0,
) -> pd.DataFrame:
    r"""Return directly standardised rates with Dobson's limits.

    What the rate would be if the area had the standard's ages. With events :math:`O_i` among :math:`n_i` people of band
    i, of weight :math:`w_i`, and O in all,

    .. math::
        R = \frac{\sum w_i O_i/n_i}{\sum w_i}, \quad
        V = \frac{\sum w_i^2 O_i/n_i^2}{(\sum w_i)^2}, \quad
        R_L = R + \sqrt{V/O}\,(O_L - O)

    and likewise upwards, with :math:`O_L, O_U` Byar's limits of O. Where people have repeat events, O_i in V becomes
    :math:`\sum_f f^2 p_{if}` (people with f events each). Under 10 events the rate is blank, flagged
    "small base".

    Parameters
    ----------
    count, population : values
        Events and people, one element per area and age band.
    age_band : values of labels
        Such as ``"0-4"`` or ``"90+"``.
    by : values of labels, optional
        Area or group; one row each comes back, indexed by it and sorted.
    standard : str or pandas.Series
        Name for `standard_population`, or weights indexed by age band.
    per : float
        The rate is "for every `per`".
    events_per_person : DataFrame or mapping, optional
        Columns named by a number of events, holding how many people had that many, row for row with `count`.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : float
        φ, a further factor on the variance.

    Returns
    -------
    pandas.DataFrame
        ``count, population, value, lower, upper, confidence, method, flag, crude, per, standard, dispersion``. A band with
        nobody in it, or a missing input, leaves the rate blank: "not assessable".

    Raises
    ------
    SvaError
        For bands missing, doubled or unknown; negative input; frequencies that don't add up to `count`.

    References
    ----------
    Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991) Confidence intervals for weighted sums of Poisson parameters.
    Statistics in Medicine 10, 457-462. OHID, Fingertips technical guidance: directly standardised rates.

    Examples
    --------
    >>> weights = pd.Series({"0-64": 80.0, "65+": 20.0})
    >>> young_town = directly_standardised([40, 30], [9000, 1000], ["0-64", "65+"], standard=weights, per=1000)
    >>> young_town[["value", "lower", "upper", "crude"]].round(2)
       value  lower  upper  crude
    0   9.56   7.28  12.27    7.0
    """
    given, groups, codes = gather_by_band(
        "directly_standardised", count, population, age_band, by, events_per_person
    )
    factor = _one_factor("directly_standardised", dispersion)
    levels = confidence_levels(confidence)
    name, weights = read_weights(standard)
    (w,) = look_up("directly_standardised", given, groups, codes, name, weights)
    variance = (
        given["count"] if events_per_person is None else squares_of_repeats(given, given["count"])
    )

    # Sorted, so that sums do not depend on the order of rows.
    order = np.lexsort((given["population"], given["count"], w, codes))
    codes, w, o, n, v = (
        x[order] for x in (codes, w, given["count"], given["population"], variance)
    )
    k = len(groups)
    all_weight = sum(sorted(weights.values()))
    n_some = np.where(n > 0, n, np.nan)
    events, people = np.bincount(codes, o, minlength=k), np.bincount(codes, n, minlength=k)
    value = np.bincount(codes, w * o / n_some, minlength=k) / all_weight
    spread = np.bincount(codes, w**2 * v / n_some**2, minlength=k) / all_weight**2
    missing = np.isnan(value) | np.isnan(spread)
    few = ~missing & (events < _FEWEST)
    value[few] = np.nan
    with np.errstate(all="ignore"):
        effective = (events / factor)[:, None]
        low, high = count_limits(
            effective, z_scores(levels)[None, :], ((1.0 - levels) / 2.0)[None, :]
        )
        unit = (factor * np.sqrt(spread / events))[:, None]
        lower = np.maximum(0.0, value[:, None] + unit * (low - effective))
        upper = value[:, None] + unit * (high - effective)
        crude = np.where(people > 0, events / people, np.nan) * per
    return assemble(
        groups,
        levels,
        before={"count": as_counts(events), "population": people},
        value=value * per,
        lower=lower * per,
        upper=upper * per,
        method="dobson" if events_per_person is None else "dobson, repeat events",
        flag=flags(not_assessable=missing, small_base=few),
        after={"crude": crude, "per": float(per), "standard": name, "dispersion": factor},
    )


def indirectly_standardised(
    count: Values | None,
    population: Values,
    age_band: Any,
    reference: pd.DataFrame,
    *,
    by: Any = None,
    observed: float | pd.Series | None = None,
    kind: Literal["ratio", "rate"] = "ratio",
    per: float | None = None,
    confidence: float | Sequence[float] = 0.95,
    dispersion: float = 1.0,
) -> pd.DataFrame:
    r"""Return observed over expected events at a reference's age-specific rates, or the rate that this implies.

    .. math:: E = \sum n_i \frac{C_i}{N_i}, \qquad \text{ratio} = O/E, \qquad
              \text{rate} = \frac{O}{E}\cdot\frac{\sum C_i}{\sum N_i}

    with the limits of O exact below 10 events, Byar's from 10. Unlike a direct rate it works on few events, but
    two indirectly standardised areas compare each with the reference, not strictly with one another.

    Parameters
    ----------
    count : values or None
        Events, one element per area and age band; None where events have no age breakdown (then give `observed`).
    population : values
        People; a band with nobody in it adds nothing.
    age_band : values of labels
        Such as ``"0-4"`` or ``"90+"``.
    reference : pandas.DataFrame
        Columns ``count`` and ``population`` of the reference, indexed by age band; a missing count counts as 0.
    by : values of labels, optional
        Area or group; one row each comes back, indexed by it and sorted.
    observed : float or pandas.Series, optional
        Total events instead of `count`: a number, or a Series indexed by the labels of `by`.
    kind : {"ratio", "rate"}
        What to return.
    per : float, optional
        Multiplier: by default 1 for a ratio and 100,000 for a rate.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : float
        φ, factor on the variance.

    Returns
    -------
    pandas.DataFrame
        ``count, expected, reference_rate, value, lower, upper, confidence, method, flag, per, dispersion``. Nothing expected, or
        something missing: blank, "not assessable".

    Raises
    ------
    SvaError
        For bands missing, doubled or unknown; negative input; a reference without people in a band.

    References
    ----------
    Breslow NE, Day NE (1987) Statistical methods in cancer research, volume II, chapter 2. IARC.

    Examples
    --------
    >>> national = pd.DataFrame({"count": [300, 900], "population": [90_000, 30_000]}, index=["0-64", "65+"])
    >>> indirectly_standardised([40, 30], [9000, 1000], ["0-64", "65+"], national)[
    ...     ["count", "expected", "value", "lower", "upper"]].round(3)
       count  expected  value  lower  upper
    0     70      60.0  1.167  0.909  1.474
    """
    function = "indirectly_standardised"
    if kind not in ("ratio", "rate"):
        raise SvaError(
            f"{function}() has no such kind", [Fault(f"kind={kind!r}", "'ratio' or 'rate'")]
        )
    if (count is None) == (observed is None):
        raise SvaError(
            f"{function}() cannot use its inputs",
            [Fault("both or neither of count and observed", "one of them", f"{function}()")],
        )
    given, groups, codes = gather_by_band(function, count, population, age_band, by, None)
    factor = _one_factor(function, dispersion)
    levels = confidence_levels(confidence)
    events_of, people_of = read_reference(function, reference)
    events_by_row, people_by_row = look_up(
        function, given, groups, codes, "the reference", events_of, people_of
    )
    reference_rate = sum(sorted(events_of.values())) / sum(sorted(people_of.values()))
    rates = events_by_row / people_by_row
    order = np.lexsort((given["population"], rates, codes))
    k = len(groups)
    # Where the reference has no events, how many people there are does not matter, even if it is not known.
    of_band = np.where(rates == 0, 0.0, given["population"] * rates)
    expected = np.bincount(codes[order], of_band[order], minlength=k)
    if count is not None:
        total = np.bincount(codes, given["count"], minlength=k)
    else:
        total = read_totals(function, observed, groups, by is None)
    scale = (1.0 if kind == "ratio" else 100_000.0) if per is None else float(per)
    scale *= reference_rate if kind == "rate" else 1.0
    base = np.where(expected > 0, expected, np.nan)
    effective = (total / factor)[:, None]
    low, high = count_limits(effective, z_scores(levels)[None, :], ((1.0 - levels) / 2.0)[None, :])
    value = total / base
    return assemble(
        groups,
        levels,
        before={"count": as_counts(total), "expected": expected, "reference_rate": reference_rate},
        value=value * scale,
        lower=low * factor / base[:, None] * scale,
        upper=high * factor / base[:, None] * scale,
        method=pick(
            ["exact", "byar"], np.where(np.isnan(value), -1, np.where(effective[:, 0] < 10, 0, 1))
        ),
        flag=flags(not_assessable=np.isnan(value)),
        after={"per": scale / reference_rate if kind == "rate" else scale, "dispersion": factor},
    )


def _one_factor(function: str, dispersion: float) -> float:
    return float(gather(function, dispersion=dispersion)["dispersion"][0])
