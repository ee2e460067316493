"""Ratios of groups to their reference group: against residents, and against the step before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN, order_groups
from sva.people.coverage import ASSESSABLE
from sva.people.profile import ALL, shared, tabulate, year_of
from sva.people.score import ratio_of_shares
from sva.people.spread import spread_by, together

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["REFERENCES", "compare", "ratio_to_residents", "step_ratio"]

#: Characteristic to the group that the others are set against. A reference is a point to measure from, not a norm.
REFERENCES = {
    "age_band": "25 to 34",
    "search_age": "25 to 34",
    "sex": "Female",
    "ethnic_group": "White",
    "ethnic_group_19": "White British",
    "ethnicity_officer": "White",
    "disability": "Not disabled",
    "religion": "Christian",
    "sexual_orientation": "Straight or heterosexual",
    "looked_after": "No",
    "care_leaver": "No",
    "exploited": "No",
    "excluded": "No",
}

#: Under this many counted on a side the row carries the flag "small base".
_SMALL = 10


def compare(rows: pd.DataFrame, *, steps: bool = False) -> pd.DataFrame:
    """Work out ratios, their limits and what the unknown could make of them.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``numerator``, ``denominator``, ``reference_numerator``, ``reference_denominator``, ``unknown_count``,
        ``dispersion``; for `steps` also ``unknown_numerator``, those of unknown group who had the outcome.
    steps : bool
        Whether denominators are people or events of the step before, each of whom had the outcome or not.

    Returns
    -------
    pandas.DataFrame
        A copy with ``value``, ``lower``, ``upper``, ``confidence``, ``p``, ``method``, ``unknown_lower``,
        ``unknown_upper``, ``flag``. No value where nobody is in a denominator or the reference has no event: flagged
        "not assessable". Under 10 counted on a side: flagged "small base".

    Examples
    --------
    >>> import pandas as pd
    >>> compare(pd.DataFrame({"numerator": [224], "denominator": [5062], "reference_numerator": [3476],
    ...     "reference_denominator": [1176516], "unknown_count": [634], "dispersion": [1.0]}))[
    ...     ["value", "lower", "upper", "unknown_lower"]].round(2)
       value  lower  upper  unknown_lower
    0  14.98  13.08  17.14          12.67
    """
    import numpy as np
    import pandas as pd

    from sva.measures import rate_ratio, unknown_bounds

    out = rows.copy()
    a, n, b, m = (
        out[name].astype("Float64")
        for name in ("numerator", "denominator", "reference_numerator", "reference_denominator")
    )
    spread = out["dispersion"].astype(float).clip(lower=1.0).fillna(1.0)
    result = rate_ratio(a, n, b, m, dispersion=spread)
    if steps:
        known = (part.to_numpy(float, na_value=np.nan) for part in (a, n, b, m))
        shares = ratio_of_shares(*known, dispersion=spread)
        result = result.assign(**shares, method="Koopman's score")
        low, high = _step_bounds(out)
    else:
        bounds = unknown_bounds(a, n, b, m, out["unknown_count"].astype("Float64"))
        low = bounds["unknown_lower"].to_numpy(float)
        high = bounds["unknown_upper"].to_numpy(float)
    value = result["value"].to_numpy(float)
    usable = np.isfinite(value)
    for name in ("value", "lower", "upper", "p"):
        column = result[name].to_numpy(float)
        out[name] = pd.array(np.where(usable & np.isfinite(column), column, np.nan), "Float64")
    for name, column in (("unknown_lower", low), ("unknown_upper", high)):
        out[name] = pd.array(np.where(usable & np.isfinite(column), column, np.nan), "Float64")
    out["confidence"] = 0.95
    out["method"] = result["method"].astype("string").to_numpy()
    few = (out["numerator"] < _SMALL) | (out["reference_numerator"] < _SMALL)
    flag = pd.Series(None, index=out.index, dtype="object")
    flag[few.fillna(False).to_numpy(bool)] = "small base"
    flag[~usable] = "not assessable"
    out["flag"] = flag
    out["dispersion"] = spread.where(usable)
    return out


def _step_bounds(rows: pd.DataFrame) -> tuple[Any, Any]:
    """Give the least and greatest ratio over every way that those of unknown group could fall.

    The group's share is greatest, and the reference's least, if all unknown with the outcome are the group's and all
    without it the reference's; both can be so at once.
    """
    import numpy as np

    a, n, b, m, unknown, had = (
        rows[name].astype("Float64").to_numpy(float, na_value=np.nan)
        for name in (
            "numerator",
            "denominator",
            "reference_numerator",
            "reference_denominator",
            "unknown_count",
            "unknown_numerator",
        )
    )
    had_not = unknown - had
    with np.errstate(all="ignore"):
        least = (a / (n + had_not)) / ((b + had) / (m + had))
        greatest = ((a + had) / (n + had)) / (b / (m + had_not))
    return least, greatest


def ratio_to_residents(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    residents: pd.DataFrame,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
    part: str | None = None,
) -> pd.DataFrame:
    """Say how many times as often as the reference group each group is counted, for its number among residents.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people` or `select_searches`, of one cohort.
    characteristic : str
        A key of `REFERENCES`.
    assessment : Assessment
    who : {"victims", "suspects", "searches"}
        What is counted.
    residents : pandas.DataFrame
        From `residents_by`, of the same characteristic and cohort.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.
    part : str, optional
        What `people` or `residents` were narrowed to ("arrested after a search"), for the key and the reader.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.ratio``, one row per group but the reference, in order. Limits are widened by ``dispersion``
        for people who share an incident and people who are counted in several. ``unknown_lower`` and ``unknown_upper``
        bound the ratio whatever the groups of the ``unknown_count`` people are. Where residents are not counted by the
        characteristic, or it is recorded for fewer than 60 in 100, there is no value and the flag is "not assessable".

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(60), "sex": ["Female"] * 20 + ["Male"] * 40,
    ...     "month": pd.to_datetime(["2022-05-01"] * 60)})
    >>> residents = pd.DataFrame({"group": ["All", "Female", "Male"], "denominator": [2000, 1000, 1000],
    ...     "denominator_source": "made up", "denominator_year": 2011})
    >>> ratio_to_residents(people, "sex", load_assessment("west-mercia-2023-05"), "victims", residents)[
    ...     ["group", "reference_group", "value"]]
      group reference_group  value
    0  Male          Female    2.0
    """
    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    reference = REFERENCES[characteristic]
    numbers = tabulate(people, characteristic)
    unknown = int(numbers.pop(UNKNOWN))
    known = int(numbers.sum())
    base = residents.dropna(subset=["group"]).set_index("group")["denominator"].astype("Int64")
    named = [
        name
        for name in order_groups(characteristic, [*numbers.index, *base.index.drop(ALL, "ignore")])
        if name not in (reference, UNKNOWN)
    ]
    assessable = reference in base.index and known >= ASSESSABLE * (known + unknown)
    rows = _pairs(named, numbers.reindex([*named, reference]).fillna(0), base, reference)
    rows["unknown_count"] = unknown
    spread = spread_by(people, characteristic)
    rows["dispersion"] = [
        together(spread, name, reference, numbers.get(name, 0), numbers.get(reference, 0))
        for name in named
    ]
    if not assessable:
        rows["reference_numerator"] = (
            rows["reference_numerator"].astype("Int64").mask(rows.index >= 0)
        )
    rows = compare(rows)
    for name in ("denominator_source", "denominator_year"):
        rows[name] = residents[name].iloc[0] if len(residents) else None
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.ratio",
        characteristic=characteristic,
        strata=part,
        **shared(who, assessment, period, cohort),
    )


def _pairs(named: list[str], numbers: pd.Series, base: pd.Series, reference: str) -> pd.DataFrame:
    import pandas as pd

    count = len(named)
    there = base.get(reference, pd.NA)
    return pd.DataFrame(
        {
            "group": pd.Series(named, dtype="str"),
            "reference_group": pd.Series([reference] * count, dtype="str"),
            "numerator": pd.array([int(numbers[name]) for name in named], dtype="Int64"),
            "denominator": pd.array([base.get(name, pd.NA) for name in named], dtype="Int64"),
            "reference_numerator": pd.array([int(numbers[reference])] * count, dtype="Int64"),
            "reference_denominator": pd.array([there] * count, dtype="Int64"),
        }
    )


def step_ratio(
    people: pd.DataFrame,
    had: pd.Series,
    characteristic: str,
    assessment: Assessment,
    who: str,
    *,
    part: str,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how many times as often as in the reference group an outcome follows, among those of the step before.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people` or `select_searches`: those of the step before.
    had : pandas.Series of boolean
        By row of `people`, whether the outcome followed; missing where that is not recorded, and then left out. A
        person had it if any of the person's rows in the incident did.
    characteristic, assessment, who, cohort, period
        As for `ratio_to_residents`.
    part : str
        The step in words: "something found, of searches".

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.step_ratio``: numerators are those who had the outcome, denominators those of the step before.
        ``unknown_count`` is the number of the step before whose group is not recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(4), "sex": ["Female", "Female", "Male", "Male"],
    ...     "month": pd.to_datetime(["2022-05-01"] * 4)})
    >>> step_ratio(people, pd.Series([True, False, True, True]), "sex", load_assessment("west-mercia-2023-05"),
    ...     "suspects", part="charged, of suspects")[["group", "numerator", "denominator", "value"]]
      group  numerator  denominator  value
    0  Male          2            2    2.0
    """
    period = period or assessment.year
    if people.empty:
        return estimates.blank()
    people = people.assign(_had=had.astype("boolean").array)
    people = cohorts.within(people, period)
    people = people[people["_had"].notna()]
    if people.empty:
        return estimates.blank()
    reference = REFERENCES[characteristic]
    ever = people["_had"].astype(bool).groupby(people["counted"]).transform("max")
    before = tabulate(people, characteristic)
    kept = people[ever.to_numpy(bool)]
    after = tabulate(kept, characteristic).reindex(before.index).fillna(0).astype(int)
    unknown, unknown_had = int(before.pop(UNKNOWN)), int(after.pop(UNKNOWN))
    named = [name for name in before.index if name != reference]
    if reference not in before.index or not named:
        return estimates.blank()
    rows = _pairs(named, after, before.astype("Int64"), reference)
    rows["unknown_count"], rows["unknown_numerator"] = unknown, unknown_had
    spread = spread_by(kept, characteristic)
    rows["dispersion"] = [
        together(spread, name, reference, after[name], after[reference]) for name in named
    ]
    if before.sum() < ASSESSABLE * (before.sum() + unknown):
        rows["reference_numerator"] = rows["reference_numerator"].mask(rows.index >= 0)
    rows = compare(rows, steps=True).drop(columns="unknown_numerator")
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.step_ratio",
        characteristic=characteristic,
        strata=part,
        denominator_source="the step before",
        **shared(who, assessment, period, cohort),
    )
