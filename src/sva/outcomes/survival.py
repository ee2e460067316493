"""Time to the first further offence: Kaplan-Meier, and its curves in the one shape that may be released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.outcomes.cohort import FollowUp
from sva.outcomes.reoffending import GROUPS, shared_columns, sides

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.estimates.extensions import SurvivalCurve

__all__ = ["kaplan_meier", "survival_curve"]


def kaplan_meier(days: Any, event: Any, *, confidence: float = 0.95) -> pd.DataFrame:
    r"""Estimate the share still without an event after each day, for people followed for unequal times.

    .. math:: \hat S(t) = \prod_{t_i \le t} (1 - d_i / n_i)

    with limits on the scale of :math:`\log(-\log \hat S)` from Greenwood's variance, which stay between 0 and 1.

    Parameters
    ----------
    days : array_like of float, shape (n,)
        Time to the event, or to the end of follow-up.
    event : array_like of bool, shape (n,)
        Whether it ended with the event.
    confidence : float
        Level of the limits.

    Returns
    -------
    pandas.DataFrame
        ``day, at_risk, events, censored, survival, lower, upper``; first row day 0, then one row a day on which
        anything ended.

    References
    ----------
    Kaplan EL, Meier P (1958). Nonparametric estimation from incomplete observations. Journal of the American
    Statistical Association 53: 457-481. Kalbfleisch JD, Prentice RL (2002). The statistical analysis of failure time
    data, section 1.4.

    Examples
    --------
    >>> kaplan_meier([10, 20, 20, 30], [True, True, False, False])["survival"].tolist()
    [1.0, 0.75, 0.5, 0.5]
    """
    import numpy as np
    import pandas as pd
    from scipy.special import ndtri

    time, hit = np.asarray(days, float), np.asarray(event, bool)
    at, where = np.unique(time, return_inverse=True)
    events = np.bincount(where, hit, minlength=len(at)).astype(int)
    ended = np.bincount(where, minlength=len(at))
    risk = len(time) - np.r_[0, np.cumsum(ended)[:-1]] if len(at) else np.zeros(0, int)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(1 - events / risk)
        greenwood = np.cumsum(events / (risk * (risk - events)))
        spread = ndtri(0.5 + confidence / 2) * np.sqrt(greenwood) / np.log(survival)
        limits = [
            np.where(survival < 1, survival ** np.exp(sign * spread), 1.0) for sign in (-1, 1)
        ]
    lower, upper = np.minimum(*limits), np.maximum(*limits)
    gone = survival == 0
    lower, upper = np.where(gone, 0.0, lower), np.where(gone, np.nan, upper)
    upper = np.where(gone, pd.Series(np.r_[1.0, upper]).ffill().to_numpy()[1:], upper)
    first = pd.DataFrame(
        {"day": [0.0], "at_risk": [len(time)], "events": [0], "censored": [0], "survival": [1.0],
         "lower": [1.0], "upper": [1.0]}
    )  # fmt: skip
    steps = pd.DataFrame(
        {"day": at, "at_risk": risk, "events": events, "censored": ended - events, "survival": survival,
         "lower": lower, "upper": upper}
    )  # fmt: skip
    return pd.concat([first, steps], ignore_index=True) if len(at) else first


def survival_curve(
    people: pd.DataFrame, assessment: Assessment, *, rule: FollowUp | None = None
) -> SurvivalCurve | None:
    """Give the time to the first further offence as curves for those offered and those not.

    People not yet followed to the end count for as long as they were, less the waiting time, in which an offence may
    not have been recorded yet.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.index_events`, mature or not.
    assessment : Assessment
    rule : FollowUp, optional

    Returns
    -------
    SurvivalCurve or None
        "curve.reoffending"; nothing where nobody is followed.
    """
    import numpy as np
    import pandas as pd

    from sva.estimates.extensions import SurvivalCurve

    rule = rule or FollowUp.of(assessment)
    if people.empty:
        return None
    followed = people["followed_days"].to_numpy(float) - 30.4375 * rule.waiting
    horizon = np.minimum(followed, 30.4375 * rule.months)
    kept: pd.DataFrame = people.loc[horizon > 0]
    if kept.empty:
        return None
    end = np.floor(horizon[horizon > 0])
    again = kept["again_days"].to_numpy(float, na_value=np.nan)
    hit = again <= end
    side = sides(kept).to_numpy()
    parts = [
        kaplan_meier(np.where(hit, again, end)[side == name], hit[side == name]).assign(group=name)
        for name in GROUPS
        if (side == name).any()
    ]
    shared = shared_columns(kept, assessment)
    frame = pd.concat(parts, ignore_index=True).assign(
        source=shared["source"],
        period_start=shared["period_start"],
        period_end=shared["period_end"],
    )
    frame = frame.drop_duplicates(["group", "day"], keep="last")
    return SurvivalCurve("curve.reoffending", frame)
