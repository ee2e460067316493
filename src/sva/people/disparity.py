"""Ratios of groups to their reference group: against residents, and against the step before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN, order_groups
from sva.people.comparison import compare
from sva.people.coverage import ASSESSABLE
from sva.people.profile import ALL, shared, tabulate, year_of
from sva.people.spread import spread_by, together

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "REFERENCES",
    "built",
    "compare",
    "ratio_to_residents",
    "residents_rows",
    "step_ratio",
    "step_rows",
]

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
    rows = residents_rows(people, characteristic, who, residents, part=part)
    return built([rows], assessment, who, period, cohort)


def residents_rows(
    people: pd.DataFrame,
    characteristic: str,
    who: str,
    residents: pd.DataFrame,
    *,
    part: str | None = None,
) -> pd.DataFrame | None:
    """Work out the rows of `ratio_to_residents`, of people of one period; none of nobody."""
    if people.empty:
        return None
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
    return rows.assign(measure=f"{who}.ratio", characteristic=characteristic, strata=part)


def built(
    parts: Iterable[pd.DataFrame | None],
    assessment: Assessment,
    who: str,
    period: tuple[date, date],
    cohort: str,
) -> pd.DataFrame:
    """Make estimates of the rows of several ratios at once."""
    import pandas as pd

    kept = [part for part in parts if part is not None and len(part)]
    if not kept:
        return estimates.blank()
    about = shared(who, assessment, period, cohort)
    return estimates.build(pd.concat(kept, ignore_index=True), assessment.period, **about)


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
    kept, period = year_of(people.assign(_had=had.astype("boolean").array), assessment, period)
    rows = step_rows(kept, kept["_had"], characteristic, who, part=part)
    return built([rows], assessment, who, period, cohort)


def step_rows(
    people: pd.DataFrame, had: pd.Series, characteristic: str, who: str, *, part: str
) -> pd.DataFrame | None:
    """Work out the rows of `step_ratio`, of people of one period; none where there is nothing to compare."""
    if people.empty:
        return None
    people = people.assign(_had=had.astype("boolean").array)
    people = people[people["_had"].notna()]
    if people.empty:
        return None
    reference = REFERENCES[characteristic]
    ever = people["_had"].astype(bool).groupby(people["counted"]).transform("max")
    before = tabulate(people, characteristic)
    kept = people[ever.to_numpy(bool)]
    after = tabulate(kept, characteristic).reindex(before.index).fillna(0).astype(int)
    unknown, unknown_had = int(before.pop(UNKNOWN)), int(after.pop(UNKNOWN))
    named = [name for name in before.index if name != reference]
    if reference not in before.index or not named:
        return None
    rows = _pairs(named, after, before.astype("Int64"), reference)
    rows["unknown_count"], rows["unknown_numerator"] = unknown, unknown_had
    spread = spread_by(kept, characteristic)
    rows["dispersion"] = [
        together(spread, name, reference, after[name], after[reference]) for name in named
    ]
    if before.sum() < ASSESSABLE * (before.sum() + unknown):
        rows["reference_numerator"] = rows["reference_numerator"].mask(rows.index >= 0)
    rows = compare(rows, steps=True).drop(columns="unknown_numerator")
    return rows.assign(
        measure=f"{who}.step_ratio",
        characteristic=characteristic,
        strata=part,
        denominator_source="the step before",
    )
