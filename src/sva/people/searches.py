"""Stop and search: searches are counted, not people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import UNKNOWN, _bands, label_groups, order_groups
from sva.people.profile import ALL, shared

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["count_searches_by", "find_rate", "select_searches"]


def select_searches(
    stops: pd.DataFrame, *, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Make searches countable beside people: one number each, and one age where the band holds it.

    Parameters
    ----------
    stops : pandas.DataFrame
        The clean table.
    period : tuple of datetime.date, optional
        Only searches of these months.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``counted``, which differs in every row, and ``age`` an age inside the band of
        `sva.people.characteristics.AGE_BANDS` that holds the span recorded; null where no band holds all of it.

    Examples
    --------
    >>> import pandas as pd
    >>> stops = pd.DataFrame({"age_from": [10, 25], "age_to": [17, 99], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> select_searches(stops)["age"].tolist()
    [10, <NA>]
    """
    import pandas as pd

    kept = cohorts.within(stops, period) if period is not None and len(stops) else stops
    low, high = kept["age_from"].astype("Int64"), kept["age_to"].astype("Int64")
    age = low.mask((_bands(low, high) == UNKNOWN).to_numpy(bool))
    return kept.assign(counted=pd.RangeIndex(len(kept)), age=age)


def find_rate(
    searches: pd.DataFrame,
    characteristic: str,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of searches whose outcome was linked to what was looked for, by group.

    Equal shares among groups do not prove that searches are fair, nor do unequal ones prove that they are not.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `select_searches`.
    characteristic : str
        A key of `sva.people.CHARACTERISTICS`.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``searches.found``: All, the groups, Unknown; of the searches for which it is recorded whether the
        outcome was linked. ``unknown_count`` is the number for which it is not.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"counted": [0, 1], "sex": ["Male", "Male"], "outcome_linked": [True, None],
    ...     "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> find_rate(searches, "sex", load_assessment("west-mercia-2023-05"))[
    ...     ["group", "numerator", "denominator", "unknown_count"]]
        group  numerator  denominator  unknown_count
    0     All          1            1              1
    1  Female          0            0              0
    2    Male          1            1              1
    """
    import pandas as pd

    period = period or assessment.year
    searches = cohorts.within(searches, period) if len(searches) else searches
    if searches.empty:
        return estimates.blank()
    linked = searches["outcome_linked"].astype("boolean").to_numpy()
    frame = pd.DataFrame(
        {
            "group": label_groups(searches, characteristic).to_numpy(),
            "numerator": pd.array(linked, dtype="boolean").fillna(False).astype(int),
            "denominator": pd.array(~pd.isna(linked)).astype(int),
        }
    )
    frame["unknown_count"] = 1 - frame["denominator"]
    table = frame.groupby("group").sum()
    table = table.reindex(order_groups(characteristic, list(table.index))).fillna(0).astype(int)
    whole = pd.DataFrame([table.sum()], index=[ALL])
    rows = pd.concat([whole, table]).rename_axis("group").reset_index()
    return estimates.build(
        rows,
        assessment.period,
        measure="searches.found",
        characteristic=characteristic,
        **shared("searches", assessment, period, cohorts.EVERYONE),
    )


def count_searches_by(
    searches: pd.DataFrame,
    column: str,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count searches by what was looked for, the law used or the outcome.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `select_searches`.
    column : {"object", "legislation", "outcome"}
        What to count by.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``searches.count``: All, the most frequent first, Unknown last.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"object": ["Drugs", "Drugs", None], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> count_searches_by(searches, "object", load_assessment("west-mercia-2023-05"))["numerator"].tolist()
    [3, 2, 1]
    """
    import pandas as pd

    period = period or assessment.year
    searches = cohorts.within(searches, period) if len(searches) else searches
    if searches.empty:
        return estimates.blank()
    values = searches[column].astype("str").fillna(UNKNOWN)
    numbers = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    unknown = int(numbers.pop(UNKNOWN)) if UNKNOWN in numbers.index else 0
    rows = pd.DataFrame(
        {
            "group": [ALL, *numbers.index, *([UNKNOWN] if unknown else [])],
            "numerator": [len(values), *numbers, *([unknown] if unknown else [])],
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="searches.count",
        characteristic=column,
        unknown_count=unknown,
        **shared("searches", assessment, period, cohorts.EVERYONE),
    )
