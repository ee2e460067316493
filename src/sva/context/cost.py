"""What recorded violence costs society, with an interval over counts and costs; from confirmed unit costs only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.context.registers import UnitCost, UnitCosts

__all__ = ["cost_offences", "simulate_cost", "usable_costs"]

_DRAWS, _SEED = 5_000, 20230517


def usable_costs(register: UnitCosts) -> list[UnitCost]:
    """Keep the unit costs that somebody has checked at their source.

    Examples
    --------
    >>> from sva.context.registers import UnitCosts
    >>> usable_costs(UnitCosts.model_validate({"costs": [{"kinds": ["rape"], "label": "Rape", "pounds": 39360.0,
    ...     "price_year": "2015/16", "source": "a newspaper"}]}))
    []
    """
    return [cost for cost in register.costs if cost.confirmed]


def simulate_cost(
    counts: dict[str, int], costs: list[UnitCost], deflator: float = 1.0
) -> tuple[float, float, float]:
    """Give the cost of some offences, and between which sums it lies for chance in the counts and doubt about the costs.

    Counts are drawn from Poisson distributions, unit costs from triangles between low and high with the source's number at the
    top; a cost without a range is taken as certain. The seed is fixed.

    Parameters
    ----------
    counts : dict of str to int
        Offences of each kind.
    costs : list of UnitCost
        Each kind at most once.
    deflator : float
        From the prices of the source to those asked for.

    Returns
    -------
    tuple of float
        Pounds: the counts times the source's numbers, and the 95% limits.

    Examples
    --------
    >>> from sva.context.registers import UnitCost
    >>> cost = UnitCost(kinds=["robbery"], label="Robbery", pounds=11320.0, price_year="2015/16", source="s")
    >>> value, low, high = simulate_cost({"robbery": 400}, [cost], 1.2)
    >>> round(value), low < value < high
    (5433600, True)
    """
    import numpy as np

    rng = np.random.default_rng(_SEED)
    value, drawn = 0.0, np.zeros(_DRAWS)
    for cost in costs:
        number = sum(counts.get(kind, 0) for kind in cost.kinds)
        low, high = cost.low or cost.pounds, cost.high or cost.pounds
        each = rng.triangular(low, cost.pounds, high, _DRAWS) if low < high else cost.pounds
        value += number * cost.pounds * deflator
        drawn = drawn + rng.poisson(number, _DRAWS) * each * deflator
    lower, upper = (float(x) for x in np.percentile(drawn, [2.5, 97.5]))
    return value, min(lower, value), max(upper, value)


def cost_offences(
    serious: pd.DataFrame, register: UnitCosts, assessment: Assessment
) -> pd.DataFrame:
    """Give the cost of the last twelve months' serious violence: the force area, and each partnership.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with ``csp_code``.
    register : UnitCosts
        From ``costs.yaml``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.cost``; ``numerator`` is the number of offences costed, ``unknown_count`` that of kinds without a
        confirmed cost. Without rows where no unit cost is confirmed: the report asks for it, and counts stand in its place.
    """
    import pandas as pd

    costs = usable_costs(register)
    if serious.empty or not costs:
        return estimates.blank()
    kept = cohorts.within(serious, assessment.year)
    areas: dict[tuple[str, str], pd.DataFrame] = {
        ("police_force", assessment.settings.area.police_force): kept
    }
    for each in assessment.settings.partnerships:
        areas["csp", each.code] = kept[kept["csp_code"].eq(each.code)]
    known = {kind for cost in costs for kind in cost.kinds}
    records: list[dict[str, Any]] = []
    for (level, code), rows in areas.items():
        counts = {str(kind): int(n) for kind, n in rows["serious"].value_counts().items()}
        value, lower, upper = simulate_cost(counts, costs, register.deflator or 1.0)
        records.append(
            {
                "area_type": level, "area_code": code, "value": value, "lower": lower, "upper": upper,
                "numerator": sum(n for kind, n in counts.items() if kind in known),
                "unknown_count": sum(n for kind, n in counts.items() if kind not in known),
            }
        )  # fmt: skip
    prices = register.prices_of or costs[0].price_year
    sources = "; ".join(dict.fromkeys(cost.source for cost in costs))
    return estimates.build(
        pd.DataFrame(records),
        assessment.period,
        measure="offences.cost",
        definition=assessment.settings.definition.name,
        confidence=0.95,
        method=f"unit costs in prices of {prices} ({sources}), 5,000 draws of counts and costs",
        **cohorts.about("offences", assessment, assessment.year),
    )
