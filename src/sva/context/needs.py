"""The counts that orders of need rest on, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.context.kinds import count_kinds
from sva.context.priorities import COHORTS_OF_NEED, cohorts_of_need
from sva.context.success import years_of

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.assessment.schema import Settings

__all__ = ["count_needs", "counted_by"]


def counted_by(settings: Settings, characteristic: str) -> dict[str, dict[str, str]]:
    """Say which counts put the items of one order in their places.

    Parameters
    ----------
    settings : sva.assessment.schema.Settings
    characteristic : str
        Of the order: "kind of violence", "partnership", "cohort of need".

    Returns
    -------
    dict of str to dict
        Item to the columns that name its counts, a row a year.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> counted_by(load_assessment("west-mercia-2023-05").settings, "kind of violence")["Robbery"]["offence_group"]
    'robbery'
    """
    force = {"area_type": "police_force", "area_code": settings.area.police_force}
    offences = force | {"measure": "offences.count", "definition": settings.definition.name}
    if characteristic == "kind of violence":
        return {each.label: offences | {"offence_group": each.name} for each in settings.definition.groups}  # fmt: skip
    if characteristic == "partnership":
        return {
            each.name: offences | {"area_type": "csp", "area_code": each.code}
            for each in settings.partnerships
        }
    if characteristic == "cohort of need":
        return {
            name: force | {"measure": "victims.need", "definition": settings.definition.name, "characteristic": characteristic, "group": name}
            for name in COHORTS_OF_NEED
        }  # fmt: skip
    return {}


def count_needs(
    serious: pd.DataFrame, victims: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Count year by year what the orders of need rest on, so that the public order can rest on what is released of it.

    Parameters
    ----------
    serious, victims, assessment
        As for `sva.context.priorities.order_cohorts`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count`` by kind and by partnership and ``victims.need`` by cohort, for each whole year of the period.
    """
    import pandas as pd

    if serious.empty:
        return estimates.blank()
    people = cohorts_of_need(serious, victims, assessment) if len(victims) else {}
    names = counted_by(assessment.settings, "cohort of need")
    parts = []
    for year in years_of(assessment):
        parts.append(count_kinds(serious, assessment, year))
        inside = cohorts.within(serious, year)
        if inside["csp_code"].notna().any():
            codes = counted_by(assessment.settings, "partnership").values()
            rows = pd.DataFrame([each | {"numerator": int(inside["csp_code"].eq(each["area_code"]).sum())} for each in codes])  # fmt: skip
            parts.append(_built(rows, "offences", assessment, year))
        rows = pd.DataFrame([names[name] | {"numerator": len(cohorts.within(those, year))} for name, those in people.items()])  # fmt: skip
        if len(rows):
            parts.append(_built(rows, "victims", assessment, year))
    return pd.concat(parts, ignore_index=True)


def _built(rows: pd.DataFrame, table: str, assessment: Assessment, year: Any) -> pd.DataFrame:
    return estimates.build(rows, assessment.period, **cohorts.about(table, assessment, year))
