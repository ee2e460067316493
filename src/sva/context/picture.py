"""The picture beside the count of kinds: another definition, the rolling year, the months of the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "OVERLAP",
    "compare_definitions",
    "count_calendar_months",
    "count_rolling_years",
    "known_breaks",
    "overlap_of_definitions",
]

#: Where an offence counts, of two definitions.
OVERLAP = ("Both definitions", "Only this assessment's", "Only the other")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _force(assessment: Assessment) -> dict[str, Any]:
    return {"area_type": "police_force", "area_code": assessment.settings.area.police_force}


def compare_definitions(
    offences: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Count kinds under the assessment's definition and, beside it, under the other one that its file names.

    Parameters
    ----------
    offences : pandas.DataFrame
        Clean offences: ``offence_code``, ``month`` and the flags that the definitions name.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``: all, then each kind of either, 0 where that definition does not count it; ``strata`` is
        the definition's label. Without rows where no other definition is named.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"offence_code": ["34B", "8N"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = compare_definitions(offences, load_assessment("west-mercia-2023-05"))
    >>> rows[rows["offence_group"].isna()]["numerator"].tolist()
    [1, 2]
    """
    import pandas as pd

    period = period or assessment.year
    own, other = assessment.settings.definition, assessment.settings.other_definition
    if offences.empty or other is None:
        return estimates.blank()
    kept = cohorts.within(offences, period)
    parts = []
    every = [group.name for definition in (own, other) for group in definition.groups]
    names = list(dict.fromkeys(every))
    for definition in (own, other):
        numbers = cohorts.classify(kept, definition).value_counts().reindex(names).fillna(0)
        parts.append(
            pd.DataFrame(
                {
                    "offence_group": [None, *names],
                    "numerator": [int(numbers.sum()), *numbers.astype("int64")],
                    "definition": definition.name,
                    "strata": definition.label,
                }
            )
        )
    return estimates.build(
        pd.concat(parts, ignore_index=True),
        assessment.period,
        measure="offences.count",
        **_force(assessment),
        **cohorts.about("offences", assessment, period),
    )


def overlap_of_definitions(
    offences: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Count offences that both definitions take in, and those that only one does.

    Parameters
    ----------
    offences, assessment, period
        As for `compare_definitions`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``: a row for each of `OVERLAP`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"offence_code": ["34B", "8N", "56A"], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> overlap_of_definitions(offences, load_assessment("west-mercia-2023-05"))["numerator"].tolist()
    [1, 1, 1]
    """
    import pandas as pd

    period = period or assessment.year
    own, other = assessment.settings.definition, assessment.settings.other_definition
    if offences.empty or other is None:
        return estimates.blank()
    kept = cohorts.within(offences, period)
    ours = cohorts.classify(kept, own).notna()
    theirs = cohorts.classify(kept, other).notna()
    numbers = [int((ours & theirs).sum()), int((ours & ~theirs).sum()), int((~ours & theirs).sum())]
    return estimates.build(
        pd.DataFrame({"group": list(OVERLAP), "numerator": numbers}),
        assessment.period,
        measure="offences.count",
        definition=f"{own.name} and {other.name}",
        characteristic="definition",
        **_force(assessment),
        **cohorts.about("offences", assessment, period),
    )


def count_rolling_years(serious: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count serious violence over every twelve months of the period, each year ending a month later.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count`` in order of time; without rows where the period is shorter than a year.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"serious": ["robbery"] * 2, "month": pd.to_datetime(["2020-04-01", "2021-03-01"])})
    >>> count_rolling_years(serious, load_assessment("west-mercia-2023-05"))["numerator"].head(3).tolist()
    [2, 1, 1]
    """
    import pandas as pd

    if serious.empty:
        return estimates.blank()
    months = pd.date_range(*assessment.period, freq="MS")
    numbers = pd.to_datetime(serious["month"]).value_counts().reindex(months).fillna(0)
    rolled = numbers.rolling(12).sum().dropna()
    if rolled.empty:
        return estimates.blank()
    shared = cohorts.about("offences", assessment, assessment.period)
    del shared["period_start"], shared["period_end"]
    return estimates.build(
        pd.DataFrame(
            {
                "period_start": months[: len(rolled)],
                "period_end": [month + pd.offsets.MonthEnd() for month in months[11:]],
                "numerator": rolled.astype("int64").to_numpy(),
            }
        ),
        assessment.period,
        measure="offences.count",
        definition=assessment.settings.definition.name,
        strata="twelve months",
        **_force(assessment),
        **shared,
    )


def count_calendar_months(serious: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count serious violence by month of the calendar, over the whole years of the period.

    Parameters
    ----------
    serious, assessment
        As for `count_rolling_years`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.count``, twelve rows from January; without rows where the period has not two whole years, since
        one year's months tell no season.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> serious = pd.DataFrame({"serious": ["robbery"] * 2, "month": pd.to_datetime(["2020-04-01", "2022-04-01"])})
    >>> rows = count_calendar_months(serious, load_assessment("west-mercia-2023-05"))
    >>> rows.set_index("group")["numerator"]["April"].item()
    2
    """
    import pandas as pd

    start, end = assessment.period
    months = pd.date_range(start, end, freq="MS")
    years = len(months) // 12
    if serious.empty or years < 2:
        return estimates.blank()
    whole = months[-12 * years :]
    when = pd.to_datetime(serious["month"])
    numbers = when[when >= whole[0]].dt.month.value_counts().reindex(range(1, 13)).fillna(0)
    return estimates.build(
        pd.DataFrame({"group": list(_MONTHS), "numerator": numbers.astype("int64").to_numpy()}),
        assessment.period,
        measure="offences.count",
        definition=assessment.settings.definition.name,
        characteristic="calendar month",
        **_force(assessment),
        **cohorts.about("offences", assessment, (whole[0].date(), end)),
    )


def known_breaks(assessment: Assessment, kind: str | None = None) -> list[dict[str, str]]:
    """List the months from which a series of one kind, or of all, is not what it was before, for a chart of months.

    Parameters
    ----------
    assessment : Assessment
    kind : str, optional
        A group of the definition; by default all.

    Returns
    -------
    list of dict
        ``month`` and ``label``, as the form "lines" takes them.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> known_breaks(load_assessment("west-mercia-2023-05"))[0]
    {'month': '2020-03', 'label': 'first restrictions'}
    """
    return [
        {"month": each.month, "label": each.label}
        for each in assessment.settings.series_breaks
        if kind is None or not each.kinds or kind in each.kinds
    ]
