"""People in each community safety partnership, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN
from sva.people.profile import shared, tabulate, year_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["count_by_partnership"]


def count_by_partnership(
    people: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count people by group of a characteristic in each community safety partnership.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people`, with ``csp_code`` of the offence.
    characteristic : str
        A key of `sva.people.CHARACTERISTICS`.
    assessment, who, cohort, period
        As for `count_by_month`; by default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates of the measure ``<who>.count`` of ``area_type`` "csp", the known groups in order; ``unknown_count`` the
        people of the partnership whose group is not recorded. Offences without a place are in no partnership.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1], "csp_code": ["E22000326"] * 2, "sex": ["Male", None],
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> rows = count_by_partnership(people, "sex", load_assessment("west-mercia-2023-05"), "victims")
    >>> rows.loc[rows["area_code"] == "E22000326", ["group", "numerator", "unknown_count"]].to_numpy().tolist()
    [['Female', 0, 1], ['Male', 1, 1]]
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty or "csp_code" not in people.columns:
        return estimates.blank()
    parts = []
    for entry in assessment.settings.partnerships:
        numbers = tabulate(people[people["csp_code"] == entry.code], characteristic)
        unknown = int(numbers.pop(UNKNOWN))
        parts.append(
            pd.DataFrame(
                {
                    "group": numbers.index,
                    "numerator": numbers.to_numpy(),
                    "unknown_count": unknown,
                    "area_code": entry.code,
                }
            )
        )
    columns = {**shared(who, assessment, period, cohort), "area_type": "csp"}
    del columns["area_code"]
    return estimates.build(
        pd.concat(parts, ignore_index=True),
        assessment.period,
        measure=f"{who}.count",
        characteristic=characteristic,
        **columns,
    )
