"""What an unrecorded difference could do to a finding, and how many people would settle it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sva.outcomes.effects import Effect

__all__ = ["POWER", "e_value", "people_needed", "shifted"]

#: With so many people four studies in five would be conclusive.
POWER = 0.8
_SUM = 1.959963984540054 + 0.8416212335729143
#: A smaller change than this, as a share of what is expected, is not worth a study.
_LEAST = 0.1


def e_value(ratio: float, lower: float, upper: float) -> tuple[float, float]:
    r"""Give the E-values of a risk ratio and of its limit nearest to 1.

    .. math:: E = R + \sqrt{R (R - 1)},\qquad R = \max(\text{ratio}, 1/\text{ratio})

    Something unrecorded would have to go with both the offer and reoffending by at least so strong a risk ratio each,
    beyond all that is compared on, to explain the finding away.

    Parameters
    ----------
    ratio, lower, upper : float
        Risk ratio and its limits.

    Returns
    -------
    tuple of float
        1 for the limit where 1 lies within the limits.

    References
    ----------
    VanderWeele TJ, Ding P (2017). Sensitivity analysis in observational research: introducing the E-value. Annals of
    Internal Medicine 167: 268-274.

    Examples
    --------
    The example of the paper, breastfeeding and respiratory death, 3.9 (1.8 to 8.7):

    >>> [round(x, 1) for x in e_value(3.9, 1.8, 8.7)]
    [7.3, 3.0]
    """

    def strength(number: float) -> float:
        if not number > 0:
            return math.nan
        high = max(number, 1 / number)
        return high + math.sqrt(high * (high - 1))

    if math.isnan(lower) or lower <= 1 <= upper:
        return strength(ratio), 1.0
    return strength(ratio), strength(lower if ratio > 1 else upper)


def shifted(effect: Effect, bias: float) -> tuple[float, float, float]:
    """Give a difference and its limits after a hidden bias of the log ratio has been taken off, against the finding.

    Parameters
    ----------
    effect : Effect
    bias : float
        Of the log ratio, 0 or more; for instance what the strongest recorded covariate makes.

    Returns
    -------
    tuple of float
        Difference, lower and upper limit: of the difference that the offer would have made in those offered.

    Examples
    --------
    >>> from sva.outcomes.effects import Effect
    >>> [round(x, 3) for x in shifted(Effect("doubly robust", 0.24, 0.30, 0.02, 0.08, 400), 0.1)]
    [-0.031, -0.071, 0.008]
    """
    toward = math.copysign(bias, effect.difference)
    other = effect.other * math.exp(-bias) if toward < 0 else effect.other * math.exp(bias)
    moved = effect.offered - other
    half = 1.959963984540054 * effect.error
    return moved, moved - half, moved + half


def people_needed(effect: Effect) -> int:
    """Give how many more people offered it would take to tell, if things went on as they are.

    With as many others for each person offered as now, four studies in five of that size would have limits that leave
    "no difference" out, if the difference is the one observed; where that is under a tenth of what is expected, if it
    were a tenth.

    Parameters
    ----------
    effect : Effect

    Returns
    -------
    int
        More people offered; 0 where the limits leave no difference out already.

    Examples
    --------
    >>> from sva.outcomes.effects import Effect
    >>> people_needed(Effect("doubly robust", 0.24, 0.30, 0.04, 0.15, 300))
    747
    """
    lower, upper = effect.limits
    if lower > 0 or upper < 0 or not effect.error > 0:
        return 0
    worth = max(abs(effect.difference), _LEAST * effect.other)
    return max(0, math.ceil(effect.people * ((_SUM * effect.error / worth) ** 2 - 1)))
