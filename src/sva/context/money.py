"""What the formulas of a sum to be shared out count, by partnership; and the unit costs that the office keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.context.priorities import harm_of

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.context.registers import UnitCosts

__all__ = ["YOUNG", "needs_of_partnerships", "unit_costs"]

#: The ages whose residents make a formula of their own.
YOUNG = "10 to 24"


def unit_costs(assessment: Assessment) -> UnitCosts:
    """Read the unit costs kept beside an assessment; empty where there are none.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> unit_costs(load_assessment("west-mercia-2026-05")).costs
    []
    """
    from sva.context.registers import UnitCosts, read_register

    return read_register(assessment.folder, UnitCosts)


def needs_of_partnerships(
    serious: pd.DataFrame, everyone: pd.DataFrame, young: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Count what a sum may be shared out by: residents, residents of 10 to 24, recorded serious violence, its harm.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with ``csp_code``, ``offence_group``, ``offence_code``.
    everyone : pandas.DataFrame
        Residents of the partnerships, from `sva.reference.populations.Populations.table`.
    young : pandas.DataFrame
        From `sva.context.population.residents_of_ages`, with the age `YOUNG`.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``population.count``, ``offences.count`` and ``priority.harm`` by partnership, offences over the whole
        period, so that one odd year moves the shares little.
    """
    import pandas as pd

    from sva.context.population import count_residents

    codes = [each.code for each in assessment.settings.partnerships]
    parts = [count_residents(everyone[everyone["area_code"].isin(codes)], assessment)]
    kept = young[young["age"].eq(YOUNG) & young["area_code"].isin(codes)]
    year = int(kept["denominator_year"].iloc[0]) if len(kept) else 0
    if len(kept):
        start, end = assessment.period
        parts.append(
            estimates.build(
                pd.DataFrame({"area_code": kept["area_code"], "numerator": kept["denominator"]}),
                assessment.period,
                measure="population.count",
                characteristic="age",
                group=YOUNG,
                strata=f"census {year}",
                area_type="csp",
                period_start=start,
                period_end=end,
                source=str(kept["denominator_source"].iloc[0]),
                already_public=True,
            )
        )
    if len(serious) and serious["csp_code"].notna().any():
        those = cohorts.within(serious, assessment.period)
        harm = harm_of(those, assessment).groupby(those["csp_code"]).sum().reindex(codes).fillna(0)
        counts = those["csp_code"].value_counts().reindex(codes).fillna(0).astype("int64")
        shared = {
            "definition": assessment.settings.definition.name,
            "area_type": "csp",
            **cohorts.about("offences", assessment, assessment.period),
        }
        counted = pd.DataFrame({"area_code": codes, "numerator": counts.to_numpy()})
        parts.append(
            estimates.build(counted, assessment.period, measure="offences.count", **shared)
        )
        parts.append(
            estimates.build(
                counted.assign(value=harm.to_numpy(float)),
                assessment.period,
                measure="priority.harm",
                method=f"offences weighted by the table {assessment.settings.priorities.harm_table}; kinds without a weight left out",
                **shared,
            )
        )
    return pd.concat(parts, ignore_index=True)
