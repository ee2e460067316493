"""How many people harmed are on no list at all: from how lawfully linked lists overlap, and not otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from sva import estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "CHAPMAN",
    "INDEPENDENT",
    "LOG_LINEAR",
    "Hidden",
    "chapman",
    "estimate_hidden",
    "log_linear",
]

LOG_LINEAR = "Three lists, their dependence allowed for"
INDEPENDENT = "Three lists, taken as independent"
CHAPMAN = "Two lists: probably too low, since the lists depend on each other"
_LISTS = ("police", "emergency_department", "ambulance")
_Z = 1.959964


@dataclass(frozen=True)
class Hidden:
    """People on none of the lists.

    Parameters
    ----------
    value, lower, upper : float
        The estimate and its 95% limits.
    seen : int
        People on at least one list.
    method : str
        How.
    """

    value: float
    lower: float
    upper: float
    seen: int
    method: str


def chapman(first: int, second: int, both: int) -> Hidden:
    """Estimate from two lists, as Chapman did; right only if the lists are independent, which records of one assault are not.

    Parameters
    ----------
    first, second : int
        People on each list.
    both : int
        People on both.

    Returns
    -------
    Hidden
        Too low where being on one list makes being on the other likelier.

    References
    ----------
    Chapman, D. G. (1951). Some properties of the hypergeometric distribution with applications to zoological censuses.
    University of California Publications in Statistics 1, 131-160. Seber, G. A. F. (1970), Biometrics 26, 805-810 (variance).

    Examples
    --------
    >>> found = chapman(200, 150, 50)
    >>> round(found.value + found.seen)
    594
    """
    from math import sqrt

    people = (first + 1) * (second + 1) / (both + 1) - 1
    spread = sqrt(
        (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    )  # fmt: skip
    seen = first + second - both
    hidden = max(people - seen, 0.0)
    return Hidden(
        hidden,
        max(hidden - _Z * spread, 0.0),
        hidden + _Z * spread,
        seen,
        "Chapman's estimator of two lists",
    )


def log_linear(counts: pd.DataFrame, *, independent: bool = False) -> Hidden:
    """Estimate from three lists by a log-linear model, whose dependence between lists is chosen by Akaike's criterion.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``police``, ``emergency_department``, ``ambulance`` (bool), ``people``: the seven patterns with at least one list.
    independent : bool, optional
        Allow no dependence, to show what that assumption does.

    Returns
    -------
    Hidden
        The model cannot tell a dependence among all three at once; nothing can from three lists.

    References
    ----------
    Fienberg, S. E. (1972). The multiple recapture census for closed populations and incomplete 2^k contingency tables.
    Biometrika 59, 591-603.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = [(1, 0, 0, 400), (0, 1, 0, 400), (0, 0, 1, 400), (1, 1, 0, 100), (1, 0, 1, 100), (0, 1, 1, 100), (1, 1, 1, 25)]
    >>> table = pd.DataFrame(cells, columns=["police", "emergency_department", "ambulance", "people"])
    >>> round(log_linear(table, independent=True).value)
    1600
    """
    import warnings

    import numpy as np
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    lists = counts[list(_LISTS)].astype(float).to_numpy()
    people = counts["people"].astype(float).to_numpy()
    pairs = list(combinations(range(3), 2))
    choices = [
        chosen for size in range(0 if independent else len(pairs) + 1) for chosen in combinations(pairs, size)
    ] or [()]  # fmt: skip
    best = None
    for chosen in choices:
        extra = [lists[:, i] * lists[:, j] for i, j in chosen]
        design = np.column_stack([np.ones(len(people)), lists, *extra])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a model that fits every cell is no fault here
            fitted = GLM(people, design, family=families.Poisson()).fit()
        # of models alike in fit the simpler stands
        if best is None or fitted.aic < best[0].aic - 1e-9:
            best = (fitted, chosen)
    assert best is not None
    fitted, chosen = best
    level, spread = float(fitted.params[0]), float(fitted.bse[0])
    names = [f"{_LISTS[i]} and {_LISTS[j]}".replace("_", " ") for i, j in chosen]
    said = f"with dependence between {'; '.join(names)}" if names else "without dependence"
    value = float(np.exp(level))
    return Hidden(
        value, value * float(np.exp(-_Z * spread)), value * float(np.exp(_Z * spread)), int(people.sum()),
        f"log-linear model of three lists {said}",
    )  # fmt: skip


def estimate_hidden(linked: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Estimate the people harmed who are on none of the linked lists, in the last twelve months.

    Parameters
    ----------
    linked : pandas.DataFrame
        Clean counts of people by list: ``police``, ``emergency_department``, ``ambulance`` (null where that list was not
        linked), ``gateway``, ``people``, ``period_start``, ``period_end``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``people.estimated``; ``group`` is `LOG_LINEAR` and `INDEPENDENT`, or `CHAPMAN` where two lists were linked.
        Without rows where nothing was linked, where no gateway is named, or where a count is withheld.
    """
    import pandas as pd

    start, end = (pd.Timestamp(day) for day in assessment.year)
    kept = linked[linked["gateway"].notna() & linked["people"].notna()]
    kept = kept[pd.to_datetime(kept["period_start"]).between(start, end)]
    if kept.empty or (kept["period_end"] > end).any():
        return estimates.blank()
    three = kept["ambulance"].notna().all() and len(kept) == 7
    if three:
        found = {LOG_LINEAR: log_linear(kept), INDEPENDENT: log_linear(kept, independent=True)}
    else:
        two = kept.groupby(["police", "emergency_department"])["people"].sum()
        try:
            both, first, second = (int(two[key]) for key in ((True, True), (True, False), (False, True)))  # fmt: skip
        except KeyError:
            return estimates.blank()
        found = {CHAPMAN: chapman(first + both, second + both, both)}
    rows = pd.DataFrame(
        [
            {"group": name, "value": each.value, "lower": each.lower, "upper": each.upper, "numerator": each.seen, "method": each.method}
            for name, each in found.items()
        ]
    )  # fmt: skip
    return estimates.build(
        rows,
        assessment.period,
        measure="people.estimated",
        characteristic="way of estimating",
        confidence=0.95,
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        period_start=assessment.year[0],
        period_end=assessment.year[1],
        source="linked-records",
        data_as_at=assessment.data_as_at("linked-records"),
    )
