"""The season taken out of a monthly series."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError
from sva.measures._breaks import segment_numbers, sorted_series
from sva.measures._result import Values, flags

__all__ = ["seasonally_adjusted"]


def seasonally_adjusted(
    value: Values,
    date: Any,
    *,
    breaks: Iterable[Any] = (),
    transform: Literal["auto", "log", "none"] = "auto",
    robust: bool = True,
) -> pd.DataFrame:
    r"""Take the season out of a monthly series by STL, each segment between breaks by itself.

    Under the log, :math:`y_t = T_t S_t R_t` and the adjusted value is :math:`y_t / S_t`; else
    :math:`y_t = T_t + S_t + R_t` and it is :math:`y_t - S_t`. Seasonal and trend are scaled so that
    the adjusted months add up to the recorded ones: a log alone would lose events.

    Parameters
    ----------
    value : values, shape (n,)
        Monthly counts or rates, none missing within a segment.
    date : array_like, shape (n,)
        First-of-month dates, each once, in any order.
    breaks : iterable of Break, pair or mapping, optional
        The series is cut at each.
    transform : {"auto", "log", "none"}, default "auto"
        Multiplicative or additive seasons; "auto" is "log" where every value of the segment is above 0.
    robust : bool, default True
        Give outlying months little weight.

    Returns
    -------
    pandas.DataFrame
        One row a month, in order of date: ``date, segment, value, seasonal, trend, adjusted, method,
        flag``. A segment under 24 months is left as it is and marked "small base".

    Raises
    ------
    SvaError
        For months left out or doubled, missing values, or a log of 0.

    References
    ----------
    Cleveland RB, Cleveland WS, McRae JE, Terpenning I (1990). STL: a seasonal-trend decomposition
    procedure based on loess. Journal of Official Statistics 6: 3–73.

    Examples
    --------
    >>> dates = pd.date_range("2021-01-01", periods=36, freq="MS")
    >>> wave = 100 + 20 * np.sin(np.arange(36) * np.pi / 6)
    >>> float(seasonally_adjusted(wave, dates)["adjusted"].std().round(1)) < 1
    True
    """
    if transform not in ("auto", "log", "none"):
        raise SvaError(
            "seasonally_adjusted() cannot be run so",
            [Fault(f"transform={transform!r}", "'auto', 'log' or 'none'")],
        )
    stamps, columns = sorted_series("seasonally_adjusted", date, numbers={"value": value})
    number, y = segment_numbers(stamps, breaks), columns["value"]
    month = stamps.year.to_numpy() * 12 + stamps.month.to_numpy()
    faults = []
    if not (stamps.day == 1).all():
        faults.append(Fault("dates within a month", "the first of each month", "date"))
    elif (np.diff(month) != 1).any():
        after = stamps[np.flatnonzero(np.diff(month) != 1)[0]].date()
        faults.append(Fault(f"no month after {after}", "every month once", "date"))
    if np.isnan(y).any():
        faults.append(Fault(f"a missing value on {stamps[np.isnan(y)][0].date()}",
                            "a value for every month", "value"))  # fmt: skip
    if transform == "log" and (y <= 0).any():
        faults.append(Fault("a value of 0 or less", "values above 0", "value",
                            "Use transform='none'"))  # fmt: skip
    if faults:
        raise SvaError("the seasons cannot be taken out of this series", faults)
    table = pd.DataFrame({"date": stamps, "segment": number, "value": y, "seasonal": np.nan,
                          "trend": np.nan, "adjusted": y, "method": "not adjusted"})  # fmt: skip
    for segment in np.unique(number):
        here = number == segment
        if here.sum() < 24:
            continue
        from statsmodels.tsa.seasonal import STL

        logged = transform == "log" or (transform == "auto" and bool((y[here] > 0).all()))
        fit = STL(np.log(y[here]) if logged else y[here], period=12, robust=robust).fit()
        season, line = fit.seasonal, fit.trend
        if logged:
            kept = y[here].sum() / np.sum(y[here] / np.exp(season))
            season, line = np.exp(season) / kept, np.exp(line) * kept
        else:
            season, line = season - season.mean(), line + season.mean()
        table.loc[here, "seasonal"], table.loc[here, "trend"] = season, line
        table.loc[here, "adjusted"] = y[here] / season if logged else y[here] - season
        table.loc[here, "method"] = "STL, multiplicative" if logged else "STL, additive"
    table["flag"] = flags(small_base=table["seasonal"].isna().to_numpy())
    return table
