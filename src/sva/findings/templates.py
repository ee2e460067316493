"""Every sentence template in one place: released rows in, a sentence out.

Only the templates of `sva.findings.disparity` claim a difference between groups, and only as `sva.findings.verdict`
allows; the others state levels with their limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.findings.areas import areas, concentration
from sva.findings.asked import asked, change, partnership, since
from sva.findings.completeness import completeness
from sva.findings.context import Context
from sva.findings.disparity import disparity, find_rates
from sva.findings.exceptions import exceptions
from sva.findings.frame import FRAME, FRAME_NEEDS
from sva.findings.hotspots import (
    forward_test,
    funnel,
    hot_classes,
    hot_spots,
    kinds_of_day,
    near_repeat,
    one_spot,
    who_is_at_risk,
)
from sva.findings.ladders import (
    bases,
    characteristics,
    excess,
    intersections,
    ladder,
    pooled,
)
from sva.findings.levels import largest, level, rates
from sva.findings.outcomes import (
    outcome_chart,
    outcome_funnel,
    outcome_groups,
    outcome_months,
    outcome_range,
    outcome_ratios,
    outcome_speed,
    outcome_use,
    outcomes_assigned,
)
from sva.findings.profiles import agreement, apart, beside, missing_self_defined
from sva.findings.reoffending import alike, followed, overlap, reoffending, reoffending_effect
from sva.findings.sentence import Sentence, missing, nothing, shown
from sva.findings.series import compare_months, monthly
from sva.findings.shares import coverage, outcomes, share

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TEMPLATES", "sentence"]

#: Name of a template to what makes the sentence.
TEMPLATES: Mapping[str, Callable[[pd.DataFrame, Context], Sentence]] = MappingProxyType(
    {
        "agreement": agreement,
        "apart": apart,
        "areas": areas,
        "asked": asked,
        "bases": bases,
        "beside": beside,
        "characteristics": characteristics,
        "change": change,
        "change-follows": partial(change, follows=True),
        "compare-months": compare_months,
        "completeness": completeness,
        "concentration": concentration,
        "coverage": coverage,
        "exceptions": exceptions,
        "excess": excess,
        "disparity": disparity,
        "find-rates": find_rates,
        "alike": alike,
        "followed": followed,
        "overlap": overlap,
        "forward-test": forward_test,
        "funnel": funnel,
        "hot-classes": hot_classes,
        "hot-spots": hot_spots,
        "intersections": intersections,
        "kinds-of-day": kinds_of_day,
        "ladder": ladder,
        "largest": largest,
        "level": level,
        "missing": missing,
        "missing-self-defined": missing_self_defined,
        "monthly": monthly,
        "series": monthly,
        "near-repeat": near_repeat,
        "one-spot": one_spot,
        "outcomes": outcomes,
        "outcomes-assigned": outcomes_assigned,
        "outcome-chart": outcome_chart,
        "outcome-funnel": outcome_funnel,
        "outcome-groups": outcome_groups,
        "outcome-months": outcome_months,
        "outcome-range": outcome_range,
        "outcome-ratios": outcome_ratios,
        "outcome-speed": outcome_speed,
        "outcome-use": outcome_use,
        "partnership": partnership,
        "pooled": pooled,
        "rates": rates,
        "reoffending": reoffending,
        "reoffending-effect": reoffending_effect,
        "share": share,
        "since": since,
        "who-is-at-risk": who_is_at_risk,
        **FRAME,
    }
)


#: Templates that only some measures fit, as patterns.
_NEEDED = {
    "partnership": r"offences\.apart",
    "since": r".*\.since",
    "asked": r"offences\.share",
    "change": r"offences\.change",
    "change-follows": r"offences\.change",
    **FRAME_NEEDS,
    "agreement": r".*\.(share|kappa)",
    "bases": r".*ratio",
    "beside": r".*\.share",
    "characteristics": r".*\.ratio",
    "excess": r".*\.(ratio|rate|excess|difference)",
    "completeness": r"rows\.known",
    "concentration": r"areas\.share",
    "coverage": r".*\.known",
    "disparity": r".*ratio",
    "find-rates": r"searches\.step_ratio",
    "alike": r"reoffending\.balance",
    "overlap": r"reoffending\.overlap",
    "followed": r"reoffending\.(people|keyed)",
    "forward-test": r".*\.(caught|pai)|areas\.(share|ground)",
    "funnel": r"areas\.share",
    "hot-classes": r"areas\.(count|share)",
    "hot-spots": r".*\.held|areas\.(share|ground)",
    "exceptions": r"outcomes\.(chart|funnel)|disposals\.ratio",
    "intersections": r".*ratio",
    "kinds-of-day": r"(offences|days)\.share",
    "ladder": r".*ratio",
    "missing-self-defined": r".*\.known",
    "near-repeat": r"hotspots\.(reach|repeat|snapped)",
    "one-spot": r"hotspots\.spot",
    "outcomes": r"(outcomes|disposals)\..*",
    "outcomes-assigned": r"outcomes\.share",
    "outcome-chart": r"outcomes\.chart",
    "outcome-funnel": r"outcomes\.funnel",
    "outcome-groups": r"(outcomes|disposals)\.share",
    "outcome-months": r"outcomes\.share",
    "outcome-range": r"outcomes\.share",
    "outcome-ratios": r"disposals\.ratio",
    "outcome-speed": r"outcomes\.share",
    "outcome-use": r"disposals\.share",
    "pooled": r".*ratio",
    "reoffending": r"reoffending\.share",
    "reoffending-effect": r"reoffending\..*",
    "who-is-at-risk": r"areas\.share",
}

#: Templates that say themselves why their rows have no value.
_SPEAKS_WHEN_EMPTY = ("missing", "reoffending-effect")


def sentence(name: str, rows: pd.DataFrame, context: Context | None = None) -> Sentence:
    """Make one sentence from released rows.

    Parameters
    ----------
    name : str
        A key of `TEMPLATES`; underscores may stand for hyphens.
    rows : pandas.DataFrame
        From `sva.disclosure.Released.rows`.
    context : Context, optional
        Names, labels, what was supplied, whether counts are rounded.

    Returns
    -------
    Sentence
        Where no row has a value it says why: "too few to say", or who has not supplied what.

    Raises
    ------
    SvaError
        If there is no such template, or the rows are of a measure that it does not fit.

    Examples
    --------
    >>> from sva.estimates import blank
    >>> context = Context(topic="Ambulance call-outs", needs=("ambulance",))
    >>> sentence("monthly", blank(), context).text
    'Ambulance call-outs: we cannot say: the ambulance service has not supplied its call-outs to violence.'
    """
    name = name.replace("_", "-")
    if name not in TEMPLATES:
        raise SvaError(
            "no such sentence", [Fault(f"template {name!r}", f"one of {', '.join(TEMPLATES)}")]
        )
    context = context or Context()
    needed = _NEEDED.get(name)
    fits = not needed or bool(rows["measure"].str.fullmatch(needed).all())
    silent = shown(rows).empty and not (fits and name in _SPEAKS_WHEN_EMPTY)
    if silent or (rows.empty and name != "missing"):
        return nothing(rows, context)
    if needed and not fits:
        raise SvaError(
            f"the sentence {name!r} cannot be made of these rows",
            [
                Fault(
                    f"measures {', '.join(sorted(set(rows['measure'])))}",
                    f"measures like {needed.replace(chr(92), '')}",
                    f"key {rows['key'].iloc[0]}",
                )
            ],
        )
    return TEMPLATES[name](rows, context)
