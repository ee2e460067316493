"""How much of something stands in how few places or people, and how much of that chance alone would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import pdtrc

from sva.errors import Fault, collect
from sva.measures._result import (
    Values,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    z_scores,
)

__all__ = ["gini", "lorenz", "places_holding", "top_share"]


def lorenz(value: Values) -> pd.DataFrame:
    r"""Lorenz curve, the fullest places first.

    Parameters
    ----------
    value : values, shape (n,)
        Events, or weighted events, at each of **all** places, empty ones included. Missing not allowed.

    Returns
    -------
    pandas.DataFrame
        One row a distinct value and the origin, so that ties cannot be ordered: ``places,
        place_share, events, event_share`` (cumulative), and ``equal_share``, the most equal spread
        there could be: with fewer events than places, one each until they run out.

    Raises
    ------
    SvaError
        For negative or missing values.

    References
    ----------
    Lorenz MO (1905). Publications of the American Statistical Association 9: 209–219.
    Bernasco W, Steenbeek W (2017). More places than crimes. Journal of Quantitative Criminology 33:
    451–467 (the line of maximal equality).

    Examples
    --------
    >>> lorenz([5, 2, 1, 0, 0, 0, 0, 0, 0, 0])[["places", "event_share", "equal_share"]]
       places  event_share  equal_share
    0       0        0.000        0.000
    1       1        0.625        0.125
    2       2        0.875        0.250
    3       3        1.000        0.375
    4      10        1.000        1.000
    """
    x = _whole("lorenz", value, whole=False)
    sizes, how_many = np.unique(x, return_counts=True)
    places = np.r_[0, np.cumsum(how_many[::-1])]
    events = np.r_[0.0, np.cumsum((sizes * how_many)[::-1])]
    share = places / x.size
    total = events[-1]
    sparse = bool((x == np.floor(x)).all()) and 0 < total < x.size
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "places": places,
                "place_share": share,
                "events": events,
                "event_share": events / total if total > 0 else np.full(share.size, np.nan),
                "equal_share": np.minimum(places / total, 1.0) if sparse else share,
            }
        )


def gini(
    value: Values, *, adjusted: bool = True, confidence: float | Sequence[float] = 0.95
) -> pd.DataFrame:
    r"""Gini coefficient of events over places, adjusted for there being fewer events than places.

    .. math:: G = \frac{2\sum i\,x_{(i)}}{n\sum x} - \frac{n+1}{n},\qquad
        G' = \max\left(1, \frac{n}{c}\right)(G - 1) + 1

    for n places and c events: 0 when the events are spread as evenly as whole events can be. The
    limits are normal on the jackknife's standard error, kept within 0 to 1.

    Parameters
    ----------
    value : values, shape (n,)
        Events at each of all places, empty ones included. Whole numbers if `adjusted`.
    adjusted : bool, default True
        Bernasco and Steenbeek's; False for weighted events.
    confidence : float or sequence of float, default 0.95

    Returns
    -------
    pandas.DataFrame
        ``places, events, value, lower, upper, confidence, method, flag``; one row a level. Not
        assessable without events; "small base" under 10.

    Raises
    ------
    SvaError
        For negative or missing values, or fractions of events if `adjusted`.

    References
    ----------
    Bernasco W, Steenbeek W (2017). More places than crimes: implications for evaluating the law of
    crime concentration at place. Journal of Quantitative Criminology 33: 451–467.
    Efron B, Stein C (1981). The jackknife estimate of variance. Annals of Statistics 9: 586–596.

    Examples
    --------
    The authors' example: eight events at ten places, 0.80 unadjusted, 0.75 adjusted.

    >>> crimes = [5, 2, 1, 0, 0, 0, 0, 0, 0, 0]
    >>> float(gini(crimes, adjusted=False)["value"].iloc[0].round(4)), float(gini(crimes)["value"].iloc[0].round(4))
    (0.8, 0.75)
    """
    levels = confidence_levels(confidence)
    x = np.sort(_whole("gini", value, whole=adjusted))
    n, total = x.size, float(x.sum())
    estimate = _gini(n, total, float(np.sum(np.arange(1, n + 1) * x)), adjusted)
    error = np.nan
    if n > 2 and total > 0:
        # Leaving place k out lowers the rank of every place above it by one.
        above = total - np.cumsum(x)
        ranked = np.sum(np.arange(1, n + 1) * x) - np.arange(1, n + 1) * x - above
        without = _gini(n - 1, total - x, ranked, adjusted)
        if np.isfinite(without).all():
            error = float(np.sqrt((n - 1) / n * np.sum((without - without.mean()) ** 2)))
    reach = z_scores(levels) * error
    return assemble(
        pd.RangeIndex(1), levels, before={"places": n, "events": total},
        value=np.array([estimate]),
        lower=np.clip(estimate - reach, 0, 1)[None, :], upper=np.clip(estimate + reach, 0, 1)[None, :],
        method=("Gini, adjusted for counts" if adjusted else "Gini") + ", jackknife",
        flag=flags(not_assessable=np.array([total == 0]), small_base=np.array([total < 10])),
    )  # fmt: skip


def _gini(n: int, total: Any, ranked: Any, adjusted: bool) -> Any:
    total = np.where(np.asarray(total) > 0, total, np.nan)
    plain = 2 * ranked / (n * total) - (n + 1) / n
    answer = np.maximum(1.0, n / total) * (plain - 1) + 1 if adjusted else plain
    return answer if np.ndim(answer) else float(answer)


def top_share(value: Values, share: float | Sequence[float] = (0.01, 0.05, 0.1)) -> pd.DataFrame:
    r"""Say what part of all events the fullest places hold: "the top 1% of places hold 12%".

    Parameters
    ----------
    value : values, shape (n,)
        Events at each of all places, empty ones included.
    share : float or sequence of float, default (0.01, 0.05, 0.1)
        Parts of the places, above 0 up to 1: rounded down to whole places, but at least one.

    Returns
    -------
    pandas.DataFrame
        One row a share: ``share`` (asked for), ``places, place_share`` (taken), ``events,
        event_share``, and ``by_chance``: the part they would hold had the same events fallen on the
        places at random (Poisson), missing for weighted events. Only the difference is concentration.

    Raises
    ------
    SvaError
        For negative or missing values, or shares outside 0 to 1.

    References
    ----------
    Sherman LW, Gartin PR, Buerger ME (1989). Criminology 27: 27–55.
    Chalfin A, Kaplan J, Cuellar M (2021). Measuring marginal crime concentration. Journal of Research
    in Crime and Delinquency 58: 467–504 (the comparison with chance).

    Examples
    --------
    >>> top_share([5, 2, 1, 0, 0, 0, 0, 0, 0, 0], 0.2).round(3)[["places", "event_share", "by_chance"]]
       places  event_share  by_chance
    0       2        0.875      0.562
    """
    x = np.sort(_whole("top_share", value, whole=False))[::-1]
    asked = np.atleast_1d(np.asarray(share, dtype=float))
    collect(
        "top_share() cannot use this share",
        [Fault(f"share={s:g}", "above 0, up to 1") for s in asked if not 0 < s <= 1],
    )
    places = np.maximum(1, np.floor(asked * x.size + 1e-9)).astype(int)
    held = np.cumsum(x)
    total = held[-1]
    return pd.DataFrame(
        {
            "share": asked, "places": places, "place_share": places / x.size,
            "events": held[places - 1],
            "event_share": held[places - 1] / total if total > 0 else np.nan,
            "by_chance": _by_chance(x, places / x.size),
        }
    )  # fmt: skip


def places_holding(value: Values, share: float | Sequence[float] = 0.5) -> pd.DataFrame:
    """Say how few places hold a given part of all events: "seven places hold half".

    Parameters
    ----------
    value : values, shape (n,)
        Events at each of all places, empty ones included.
    share : float or sequence of float, default 0.5
        Parts of the events, above 0 up to 1.

    Returns
    -------
    pandas.DataFrame
        One row a share: ``share`` (asked for), ``places`` (the fewest that hold at least it),
        ``place_share, events, event_share`` (held), and ``by_chance``: the part of the places that
        would hold it had the same events fallen at random; missing for weighted events.

    Raises
    ------
    SvaError
        For negative or missing values, or shares outside 0 to 1.

    References
    ----------
    Weisburd D (2015). The law of crime concentration and the criminology of place. Criminology 53:
    133–157. Chalfin A, Kaplan J, Cuellar M (2021), as for `top_share`.

    Examples
    --------
    >>> places_holding([5, 2, 1, 0, 0, 0, 0, 0, 0, 0])[["places", "place_share", "event_share"]]
       places  place_share  event_share
    0       1          0.1        0.625
    """
    x = np.sort(_whole("places_holding", value, whole=False))[::-1]
    asked = np.atleast_1d(np.asarray(share, dtype=float))
    collect(
        "places_holding() cannot use this share",
        [Fault(f"share={s:g}", "above 0, up to 1") for s in asked if not 0 < s <= 1],
    )
    held = np.cumsum(x)
    total = held[-1]
    if total == 0:
        empty = np.full(asked.size, np.nan)
        return pd.DataFrame({"share": asked, "places": pd.array([pd.NA] * asked.size, dtype="Int64"),
                             "place_share": empty, "events": empty, "event_share": empty,
                             "by_chance": empty})  # fmt: skip
    needed = np.minimum(np.searchsorted(held, asked * total * (1 - 1e-12)) + 1, x.size)
    grid = np.linspace(0, 1, 2001)[1:]
    chance = _by_chance(x, grid)
    by_chance = np.interp(asked, chance, grid) if not np.isnan(chance).any() else np.nan
    return pd.DataFrame(
        {
            "share": asked, "places": pd.array(needed, dtype="Int64"),
            "place_share": needed / x.size, "events": held[needed - 1],
            "event_share": held[needed - 1] / total, "by_chance": by_chance,
        }
    )  # fmt: skip


def _by_chance(x: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Share of events in the fullest `share` of places if events were Poisson with the same mean."""
    mean = x.mean()
    if mean == 0 or not (x == np.floor(x)).all():
        return np.full(share.size, np.nan)
    reach = 12 * np.sqrt(mean) + 25
    top = np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach))
    over = pdtrc(top, mean)  # part of the places with more than k events
    full = np.where(top > 0, pdtrc(np.maximum(top - 1, 0), mean), 1.0)  # part of events there
    k = np.searchsorted(-over, -share, side="left")
    k = np.minimum(k, top.size - 1)
    inside = np.maximum(share - over[k], 0.0)  # places with exactly k events
    return np.minimum(full[k] + inside * top[k] / mean, 1.0)


def _whole(function: str, value: Values, *, whole: bool) -> np.ndarray:
    kind = {"value": value}
    given = gather(function, counts=kind if whole else None, amounts=None if whole else kind)
    x = given["value"]
    check(given, np.isnan(x), said="missing values", expected="0 for a place without events",
          do_next="Leave out places that were not observed")  # fmt: skip
    collect(f"{function}() has no places", [] if x.size else [Fault("no rows", "one a place")])
    return x
