"""From counts to estimates: fill the columns that every row of a measure shares, compute value and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.estimates.columns import SCHEMA_VERSION, shape, validate
from sva.estimates.keys import make_keys
from sva.estimates.registry import MEASURES

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

__all__ = ["build", "evaluate"]


def evaluate(frame: pd.DataFrame) -> pd.DataFrame:
    """Compute value, limits and method of every row from its counts.

    The gate calls this too, on rounded counts: there is one way from counts to values.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of the one shape. Rows of kind "ratio" and "statistic" are left as they are.

    Returns
    -------
    pandas.DataFrame
        A copy, with ``value``, ``lower``, ``upper``, ``confidence``, ``method``, ``unit`` filled; where ``dispersion`` is
        over 1, limits allow for so many times the variance. A row whose numerator, or denominator where one is needed, is
        missing or zero has no value.

    Raises
    ------
    SvaError
        If a measure is not registered.

    Examples
    --------
    >>> import pandas as pd
    >>> evaluate(shape(pd.DataFrame({"measure": ["searches.rate"], "numerator": [224], "denominator": [5062]})))[
    ...     ["value", "lower", "upper"]].round(2).iloc[0].tolist()
    [44.25, 38.65, 50.44]
    """
    import pandas as pd

    from sva.measures import proportion, rate

    out = frame.copy()
    unknown = sorted(set(out["measure"].dropna()) - set(MEASURES))
    if unknown:
        raise SvaError(
            "these measures are not registered",
            [Fault(name, "an entry in sva/estimates/measures.toml") for name in unknown],
        )
    for name, rows in out.groupby("measure", sort=False).groups.items():
        measure = MEASURES[str(name)]
        out.loc[rows, "unit"] = measure.unit
        part = out.loc[rows]
        if measure.kind == "count":
            out.loc[rows, "value"] = part["numerator"].astype("Float64")
            out.loc[rows, "method"] = part["method"].fillna("count")
        elif measure.kind in ("rate", "proportion"):
            usable = part.index[
                (part["numerator"].notna() & (part["denominator"] > 0)).fillna(False)
            ]
            absent = part.index.difference(usable)
            out.loc[absent, ["value", "lower", "upper"]] = pd.NA
            if not len(usable):
                continue
            count, base = (
                part.loc[usable, "numerator"].astype(int),
                part.loc[usable, "denominator"].astype(int),
            )
            spread = part.loc[usable, "dispersion"].astype("Float64").fillna(1.0).clip(lower=1.0)
            result = (
                rate(count, base, per=measure.per, dispersion=spread.astype(float))
                if measure.kind == "rate"
                else proportion(count, base, dispersion=spread.astype(float))
            )
            factor = 1 if measure.kind == "rate" else measure.per
            for column in ("value", "lower", "upper"):
                out.loc[usable, column] = (result[column].to_numpy(float) * factor).round(12)
            out.loc[usable, "confidence"] = 0.95
            out.loc[usable, "method"] = result["method"].astype("string").to_numpy()
            if not measure.limits:
                out.loc[rows, ["lower", "upper", "confidence"]] = pd.NA
                out.loc[usable, "method"] = "share of a whole count"
    return out


def build(counts: pd.DataFrame, period: tuple[date, date], **shared: Any) -> pd.DataFrame:
    """Turn a table of counts into estimates with keys.

    Parameters
    ----------
    counts : pandas.DataFrame
        Any columns of the one shape; at least ``numerator``.
    period : tuple of datetime.date
        First and last day of the assessment's whole period, for the keys.
    **shared
        Columns that are the same in every row: ``measure``, ``source``, ``cohort``, …

    Returns
    -------
    pandas.DataFrame
        Validated estimates.

    Raises
    ------
    SvaError
        If the result is not fit to be an estimate; the message names the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from datetime import date
    >>> table = build(pd.DataFrame({"group": ["Black", "White"], "numerator": [224, 3476],
    ...     "denominator": [5062, 1176516]}), (date(2021, 4, 1), date(2022, 3, 31)), measure="searches.rate",
    ...     characteristic="ethnicity", area_type="police_force", area_code="E23000016",
    ...     period_start=date(2021, 4, 1), period_end=date(2022, 3, 31), source="police-stop-and-search",
    ...     denominator_source="Census 2011 QS201EW", denominator_year=2011)
    >>> table["value"].round(1).tolist()
    [44.3, 3.0]
    """
    clash = sorted(set(shared) & set(counts.columns))
    if clash:
        raise SvaError(
            "a column is given twice",
            [Fault(name, "either in the table or as a keyword") for name in clash],
        )
    given: Mapping[str, Any] = {"schema_version": SCHEMA_VERSION, "already_public": False, **shared}
    missing = {name: value for name, value in given.items() if name not in counts.columns}
    frame = evaluate(shape(counts.assign(**missing)))
    frame["key"] = make_keys(frame, *period)
    return validate(frame)
