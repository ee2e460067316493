"""A step in an outcome's monthly share at a supplied date, where there are months enough on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sva import estimates
from sva.errors import Fault, SvaError, collect
from sva.outcomes.series import LEAST_MONTHS, mature

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["step_at", "step_rows", "training_step"]


def step_at(
    value: Any,
    months: Any,
    at: date,
    *,
    kind: Literal["training", "local change", "national deadline"],
) -> dict[str, Any]:
    """Estimate the step and the change of slope of a monthly share at a date (interrupted time series).

    Least squares on a line with a step and a change of slope. The limits use the larger of the ordinary and the
    Newey-West variance, and the t distribution, since months are few and neighbours alike.

    Parameters
    ----------
    value : array_like of float, shape (n,)
        Monthly measure, in order.
    months : array_like of dates, shape (n,)
        First days of months.
    at : datetime.date
        First month after the change.
    kind : str
        What the date is. A national deadline is refused: forces changed before it and after it.

    Returns
    -------
    dict
        ``step, step_lower, step_upper, slope, slope_lower, slope_upper`` (per month), ``months_before, months_after``.

    Raises
    ------
    SvaError
        If the date is a national deadline, or fewer than 12 months lie on either side.

    References
    ----------
    Bernal JL, Cummins S, Gasparrini A (2017). Interrupted time series regression for the evaluation of public health
    interventions. International Journal of Epidemiology 46: 348-355.
    """
    import numpy as np
    import pandas as pd

    y = np.asarray(value, float)
    stamps = pd.DatetimeIndex(pd.to_datetime(months))
    after = np.asarray(stamps >= pd.Timestamp(at))
    sides = int((~after & np.isfinite(y)).sum()), int((after & np.isfinite(y)).sum())
    faults = []
    if kind == "national deadline":
        faults.append(
            Fault(
                "a national deadline",
                "the date on which officers here were trained or practice changed",
            )
        )
    faults += [
        Fault(f"{count} months {word} {at:%B %Y}", f"{LEAST_MONTHS} or more")
        for count, word in zip(sides, ("before", "after"), strict=True)
        if count < LEAST_MONTHS
    ]
    collect("a step at this date cannot be estimated", faults)

    import statsmodels.api as sm

    time = np.asarray((stamps.year - stamps.year[0]) * 12 + stamps.month - stamps.month[0], float)
    first = time[after].min()
    use = np.isfinite(y)
    matrix = np.column_stack([np.ones(len(y)), time, after, np.where(after, time - first, 0.0)])[
        use
    ]
    fit = sm.OLS(y[use], matrix).fit()
    lags = int(4 * (use.sum() / 100) ** (2 / 9))
    robust = fit.get_robustcov_results("HAC", maxlags=lags, use_correction=True)
    error = np.maximum(fit.bse, robust.bse)
    from scipy.stats import t

    half = t.ppf(0.975, use.sum() - 4) * error
    out = {"months_before": sides[0], "months_after": sides[1]}
    for name, place in (("step", 2), ("slope", 3)):
        number = float(fit.params[place])
        out |= {
            name: number,
            f"{name}_lower": number - half[place],
            f"{name}_upper": number + half[place],
        }
    return out


def step_rows(
    mix: pd.DataFrame,
    group: str,
    at: date,
    assessment: Assessment,
    *,
    kind: Literal["training", "local change", "national deadline"] = "training",
) -> pd.DataFrame:
    """Turn the step in one outcome's monthly share at a date into an estimate.

    Parameters
    ----------
    mix : pandas.DataFrame
        From `monthly_mix`; immature months are left out.
    group : str
        An outcome group.
    at : datetime.date
        The supplied date.
    assessment : Assessment
    kind : str
        As for `step_at`.

    Returns
    -------
    pandas.DataFrame
        One row of ``outcomes.step``; where it is refused, without a value, flagged "not assessable", and its method
        says why.
    """
    import pandas as pd

    rows = mature(mix, group)
    if rows.empty:
        return estimates.blank()
    shared = rows.iloc[0]
    try:
        found = step_at(rows["value"].to_numpy(float), rows["period_start"], at, kind=kind)
        row: dict[str, Any] = {
            "value": found["step"], "lower": found["step_lower"], "upper": found["step_upper"], "confidence": 0.95,
            "method": f"interrupted time series, {found['months_before']} months before and {found['months_after']} after",
        }  # fmt: skip
    except SvaError as refused:
        row = {
            "flag": "not assessable",
            "method": "not estimated: " + "; ".join(each.given for each in refused.faults),
        }
    return estimates.build(
        pd.DataFrame([row]),
        assessment.period,
        measure="outcomes.step",
        characteristic="outcome_group",
        group=group,
        strata=f"{shared['strata']}, at {at:%B %Y}",
        definition=shared["definition"],
        area_type=shared["area_type"],
        area_code=shared["area_code"],
        source=shared["source"],
        data_as_at=shared["data_as_at"],
        period_start=rows["period_start"].min(),
        period_end=rows["period_end"].max(),
        already_public=bool(shared["already_public"]),
    )


def training_step(mix: pd.DataFrame, group: str, assessment: Assessment) -> pd.DataFrame:
    """Estimate the step at the month of training that the assessment file gives.

    Parameters
    ----------
    mix : pandas.DataFrame
        From `monthly_mix`.
    group : str
        An outcome group.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        As `step_rows`; without rows where the file gives no month: a national deadline does not stand in for one.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> len(training_step(estimates.blank(), "Charged or summonsed", load_assessment("west-mercia-2023-05")))
    0
    """
    given = assessment.settings.outcomes.training
    if given is None:
        return estimates.blank()
    return step_rows(mix, group, given.month, assessment, kind=given.kind)
