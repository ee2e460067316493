"""Who could have been given outcome 22: only a rule in the assessment file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["ASSIGNED", "eligible", "stage_name"]

#: The stage before, where the assessment file has no rule of who is eligible.
ASSIGNED = "all assigned suspects"
_UNKNOWN = "Unknown"


def stage_name(assessment: Assessment) -> str:
    """Name the stage before: those eligible by the assessment file's rule, else all assigned suspects."""
    rule = assessment.settings.outcomes.eligible
    return ASSIGNED if rule is None else f"eligible: {rule.label}"


def eligible(people: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Keep those who could have been given outcome 22 by the assessment file's rule; all where there is no rule.

    Parameters
    ----------
    people : pandas.DataFrame
        From `stage`.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Whoever's age, offence group or record is unknown is not eligible by a rule that asks for it.
    """
    rule = assessment.settings.outcomes.eligible
    if rule is None or people.empty:
        return people
    kept = people
    if rule.ages is not None:
        age = kept["age"].astype("Float64")
        kept = kept[age.between(*rule.ages).fillna(False).to_numpy(bool)]
    if rule.offence_groups:
        kept = kept[kept["offence_group"].isin(rule.offence_groups)]
    if rule.not_offence_groups:
        out = [*rule.not_offence_groups, _UNKNOWN]
        kept = kept[~kept["offence_group"].isin(out)]
    if rule.no_earlier_record:
        kept = kept[kept["record"] == "none"]
    return kept
