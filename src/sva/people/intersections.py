"""Ethnic group, sex and age together: ratios drawn towards the group's own, the more the fewer they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN
from sva.people.disparity import REFERENCES
from sva.people.profile import shared, year_of
from sva.people.within import cells_of, population_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.populations import Populations

__all__ = ["partial_pool", "ratio_of_intersections"]


def partial_pool(observed: Sequence[float], expected: Sequence[float]) -> pd.DataFrame:
    r"""Draw ratios of observed to expected counts towards their common ratio.

    With :math:`O_i \sim \text{Poisson}(E_i\,R\,\theta_i)` and :math:`\theta_i` gamma with mean 1 and variance
    :math:`1/\alpha`, the ratio of a cell is :math:`R\,(O_i + \alpha) / (E_i R + \alpha)`: its own ratio with the weight
    :math:`E_i R / (E_i R + \alpha)`, the common one with the rest. R is :math:`\sum O / \sum E`; :math:`\alpha` makes
    the counts likeliest (they are then negative binomial). Limits are quantiles of the gamma posterior; they leave out
    that R and :math:`\alpha` are estimated.

    Parameters
    ----------
    observed, expected : sequence of float, shape (n,)
        Counts, and what the reference group's rate in the same stratum would give.

    Returns
    -------
    pandas.DataFrame
        ``value``, ``lower``, ``upper``, ``weight`` (of the cell's own ratio, 0 to 1), ``common``. Without any event, or
        where nothing is expected, nothing.

    References
    ----------
    Clayton D, Kaldor J (1987) Empirical Bayes estimates of age-standardized relative risks for use in disease mapping.
    Biometrics 43, 671-681.

    Examples
    --------
    Where counts vary no more than chance does, a cell's own ratio has no weight:

    >>> partial_pool([10, 21, 29], [10, 20, 30])[["value", "weight"]].round(2).to_numpy().tolist()
    [[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]
    >>> partial_pool([2, 60, 30], [10, 20, 30])[["value", "weight"]].round(2).to_numpy().tolist()
    [[0.3, 0.92], [2.94, 0.96], [1.01, 0.97]]
    """
    import numpy as np
    import pandas as pd
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaincinv, gammaln

    o, e = np.asarray(observed, float), np.asarray(expected, float)
    used = e > 0
    empty = np.full(len(o), np.nan)
    if not used.any() or o[used].sum() == 0:
        return pd.DataFrame(dict.fromkeys(("value", "lower", "upper", "weight", "common"), empty))
    common = o[used].sum() / e[used].sum()
    mean = e * common

    def unlikely(log_alpha: float) -> float:
        a, x, m = np.exp(log_alpha), o[used], mean[used]
        terms = gammaln(x + a) - gammaln(a) + a * np.log(a / (a + m)) + x * np.log(m / (a + m))
        return -float(terms.sum())

    best = minimize_scalar(unlikely, bounds=(-4.0, 12.0), method="bounded")
    flat = unlikely(12.0) <= best.fun + 0.05  # no likelier than no variance at all
    alpha = np.inf if flat else float(np.exp(best.x))
    if np.isinf(alpha):
        weight, value = np.zeros(len(o)), np.full(len(o), common)
        half = 1.959963984540054 / np.sqrt(o[used].sum())
        lower, upper = value * np.exp(-half), value * np.exp(half)
    else:
        weight = mean / (mean + alpha)
        value = common * (o + alpha) / (mean + alpha)
        lower, upper = (
            common * gammaincinv(o + alpha, tail) / (mean + alpha) for tail in (0.025, 0.975)
        )
    columns = {"value": value, "lower": lower, "upper": upper, "weight": weight}
    found = pd.DataFrame({**columns, "common": np.full(len(o), common)})
    return found.where(pd.Series(used), np.nan)


def ratio_of_intersections(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    populations: Populations,
    *,
    ages: Sequence[str] = ("10 to 17", "18 to 24", "25 to 34"),
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how often people of an ethnic group, sex and age are counted, for each time White people of that sex and age are.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people` or `sva.people.select_searches`, of everyone.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        What is counted.
    populations : Populations
        With residents by age, sex and ethnic group together.
    ages : sequence of str
        Which bands of ages.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.ratio``: ``group`` the ethnic group, ``strata`` such as "Male, 10 to 17". Each is drawn towards
        its group's own ratio by `partial_pool`; ``method`` says with what weight its own counts speak. No rows where no
        table of residents crosses the three.
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    name = "ethnic_group"
    base = population_by(populations, ("age", "sex", name), "police_force", who, None, assessment)
    if people.empty or base is None:
        return estimates.blank()
    reference = REFERENCES[name]
    cells = cells_of(people, name, ("age", "sex"), who)
    counted = pd.crosstab([cells["_age"], cells["_sex"]], cells["_group"])
    sizes = base.pivot_table(index=["age", "sex"], columns=name, values="population", aggfunc="sum")
    kept = [(age, sex) for sex in ("Female", "Male") for age in ages if (age, sex) in sizes.index]
    if not kept or reference not in sizes.columns:
        return estimates.blank()
    sizes = sizes.loc[kept]
    counted = counted.reindex(index=sizes.index, columns=[*sizes.columns, UNKNOWN]).fillna(0)
    rate = counted[reference] / sizes[reference]
    parts = []
    for group in sizes.columns.drop(reference):
        pooled = partial_pool(counted[group].tolist(), (rate * sizes[group]).tolist())
        parts.append(
            pd.DataFrame(
                {
                    "group": group,
                    "reference_group": reference,
                    "strata": [f"{sex}, {age}" for age, sex in kept],
                    "numerator": counted[group].astype(int).to_numpy(),
                    "denominator": sizes[group].astype(int).to_numpy(),
                    "reference_numerator": counted[reference].astype(int).to_numpy(),
                    "reference_denominator": sizes[reference].astype(int).to_numpy(),
                    "unknown_count": counted[UNKNOWN].astype(int).to_numpy(),
                    "value": pooled["value"].astype("Float64"),
                    "lower": pooled["lower"].astype("Float64"),
                    "upper": pooled["upper"].astype("Float64"),
                    "method": [_method(weight) for weight in pooled["weight"]],
                }
            )
        )
    rows = pd.concat(parts, ignore_index=True)
    for column in ("value", "lower", "upper"):
        rows[column] = rows[column].where(rows[column].notna())
    rows["flag"] = rows["value"].isna().map({True: "not assessable", False: None})
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.ratio",
        characteristic=name,
        confidence=0.95,
        denominator_source=str(base["source"].iloc[0]),
        denominator_year=int(base["year"].iloc[0]),
        **shared(who, assessment, period, cohorts.EVERYONE),
    )


def _method(weight: float) -> str:
    if weight != weight:
        return "partial pooling"
    return f"partial pooling: its own counts weigh {100 * weight:.0f}%"
