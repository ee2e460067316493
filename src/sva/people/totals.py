"""How many people, in all, by month and by kind of violence, and where they live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.profile import shared

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "count_by_kind",
    "count_people",
    "count_people_by_month",
    "rate_by_home",
    "share_with_suspect",
]


def count_people(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *others: pd.DataFrame,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count people in every cohort of the assessment.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people`, all ages.
    assessment : Assessment
    who : {"victims", "suspects"}
        The family of measures.
    *others : pandas.DataFrame
        All victims and suspects of the same offences: they decide which incidents a cohort of incidents holds.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count``, one row per cohort, everyone first. Cohorts overlap and do not add
        up. ``unknown_count`` is the number of people of unknown age.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "incident_key": ["i", "j"], "age": pd.array([16, None], dtype="Int64"),
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> count_people(people, load_assessment("west-mercia-2023-05"), "victims", people)[["cohort", "numerator"]].head(2)
         cohort  numerator
    0       all          2
    1  under-18          1
    """
    import pandas as pd

    period = period or assessment.year
    people = cohorts.within(people, period) if len(people) else people
    if people.empty:
        return estimates.blank()
    names = [cohorts.EVERYONE, *(cohort.name for cohort in assessment.settings.cohorts)]
    numbers = [
        int(cohorts.choose(people, name, assessment, *others)["counted"].nunique())
        for name in names
    ]
    unknown = int(people.loc[people["age"].isna(), "counted"].nunique())
    columns = shared(who, assessment, period, cohorts.EVERYONE)
    del columns["cohort"]
    return estimates.build(
        pd.DataFrame({"cohort": names, "numerator": numbers}),
        assessment.period,
        measure=f"{who}.count",
        unknown_count=unknown,
        **columns,
    )


def count_people_by_month(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count people month by month.

    Parameters
    ----------
    people, assessment, who
        As for `count_people`, of one cohort.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the whole period of the assessment.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count``, one row per month, months with nobody included.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = count_people_by_month(people, load_assessment("west-mercia-2023-05"), "victims")
    >>> len(rows), rows["numerator"].sum()
    (36, np.int64(2))
    """
    import pandas as pd

    period = period or assessment.period
    people = cohorts.within(people, period) if len(people) else people
    if people.empty:
        return estimates.blank()
    months = pd.date_range(period[0], period[1], freq="MS")
    numbers = people.groupby(pd.to_datetime(people["month"]))["counted"].nunique()
    columns = shared(who, assessment, period, cohort)
    del columns["period_start"], columns["period_end"]
    return estimates.build(
        pd.DataFrame(
            {
                "period_start": months,
                "period_end": months + pd.offsets.MonthEnd(),
                "numerator": numbers.reindex(months).fillna(0).astype(int).to_numpy(),
            }
        ),
        assessment.period,
        measure=f"{who}.count",
        **columns,
    )


def count_by_kind(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count people by kind of serious violence.

    Parameters
    ----------
    people, assessment, who, cohort, period
        As for `count_people_by_month`; by default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count``, one row per group of the definition, in its order. A person who
        suffered, or is suspected of, two kinds in one incident is in both.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 0], "serious": ["robbery", "rape"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> count_by_kind(people, load_assessment("west-mercia-2023-05"), "victims")["numerator"].sum()
    np.int64(2)
    """
    import pandas as pd

    period = period or assessment.year
    people = cohorts.within(people, period) if len(people) else people
    if people.empty:
        return estimates.blank()
    names = [group.name for group in assessment.settings.definition.groups]
    numbers = people.groupby("serious")["counted"].nunique().reindex(names).fillna(0).astype(int)
    return estimates.build(
        pd.DataFrame({"offence_group": names, "numerator": numbers.to_numpy()}),
        assessment.period,
        measure=f"{who}.count",
        **shared(who, assessment, period, cohort),
    )


def rate_by_home(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    residents: pd.DataFrame,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give people for every 1,000 residents of the district they live in, with limits.

    Parameters
    ----------
    people, assessment, who, cohort, period
        As for `count_people_by_month`; by default the last twelve months.
    residents : pandas.DataFrame
        ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year`` of the force's districts.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.rate``, one row per district. ``unknown_count`` is the number of people whose
        home is not recorded; people who live outside the force area are in no row.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "home_district_code": ["E06000019", None],
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> residents = pd.DataFrame({"area_code": ["E06000019"], "denominator": [1000], "denominator_source": ["made up"],
    ...     "denominator_year": [2011]})
    >>> rate_by_home(people, load_assessment("west-mercia-2023-05"), "victims", residents)[
    ...     ["area_code", "numerator", "unknown_count", "value"]]
       area_code  numerator  unknown_count  value
    0  E06000019          1              1    1.0
    """
    period = period or assessment.year
    people = cohorts.within(people, period) if len(people) else people
    if people.empty or residents.empty:
        return estimates.blank()
    once = people.sort_values("home_district_code", na_position="last", kind="stable")
    homes = once.drop_duplicates("counted")["home_district_code"]
    numbers = homes.value_counts().reindex(residents["area_code"]).fillna(0).astype(int)
    columns = {**shared(who, assessment, period, cohort), "area_type": "district"}
    del columns["area_code"]
    base = ["area_code", "denominator", "denominator_source", "denominator_year"]
    return estimates.build(
        residents[base].assign(numerator=numbers.to_numpy()),
        assessment.period,
        measure=f"{who}.rate",
        characteristic="home",
        unknown_count=int(homes.isna().sum()),
        **columns,
    )


def share_with_suspect(
    offences: pd.DataFrame,
    suspects: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of offences for which the police recorded a suspect.

    Parameters
    ----------
    offences : pandas.DataFrame
        From `sva.cohorts.select_serious`.
    suspects : pandas.DataFrame
        The clean table: ``offence_key``.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        One estimate ``offences.share``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"offence_key": ["a", "b"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> suspects = pd.DataFrame({"offence_key": ["a", "a"]})
    >>> share_with_suspect(offences, suspects, load_assessment("west-mercia-2023-05"))["value"].tolist()
    [50.0]
    """
    import pandas as pd

    period = period or assessment.year
    kept = cohorts.within(offences, period) if len(offences) else offences
    if kept.empty or suspects.empty:
        return estimates.blank()
    known = int(kept["offence_key"].isin(suspects["offence_key"]).sum())
    return estimates.build(
        pd.DataFrame({"numerator": [known], "denominator": [len(kept)]}),
        assessment.period,
        measure="offences.share",
        definition=assessment.settings.definition.name,
        characteristic="suspect",
        group="linked to a suspect",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **cohorts.about("offences", assessment, period),
    )
