"""Stop and search: searches are counted, not people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import (
    OLDEST,
    SEARCH_BANDS,
    UNKNOWN,
    band_ages,
    label_groups,
    order_groups,
)
from sva.people.profile import ALL, shared

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["NO_ACTION", "count_searches_by", "find_rate", "select_searches"]

#: The outcome of a search that led to nothing; police.uk then leaves the link to the object blank.
NO_ACTION = "A no further action disposal"


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
        The same rows with ``counted``, which differs in every row, and ``search_age``, an age inside the band of
        `sva.people.characteristics.SEARCH_BANDS` that holds the whole span recorded; null where none does. A span
        without an upper end is open.

    Examples
    --------
    >>> import pandas as pd
    >>> stops = pd.DataFrame({"age_from": [35, 10], "age_to": [None, 24], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> select_searches(stops)["search_age"].tolist()
    [35, <NA>]
    """
    import pandas as pd

    kept = cohorts.within(stops, period) if period is not None and len(stops) else stops
    low, high = kept["age_from"].astype("Int64"), kept["age_to"].astype("Int64")
    band = band_ages(low, high.fillna(OLDEST), SEARCH_BANDS)
    age = low.mask((band == UNKNOWN).to_numpy(bool))
    return kept.assign(counted=pd.RangeIndex(len(kept)), search_age=age)


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
        Estimates ``searches.found``: All, the groups, Unknown. A search that ended in no further action found
        nothing; of the others those count for which it is recorded whether the outcome was linked, and
        ``unknown_count`` is the number for which it is not.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"counted": [0, 1], "sex": ["Male", "Male"], "outcome_linked": [True, None],
    ...     "outcome": ["Arrest", "Arrest"], "month": pd.to_datetime(["2022-05-01"] * 2)})
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
    linked = searches["outcome_linked"].astype("boolean")
    nothing = (searches["outcome"] == NO_ACTION).fillna(False).astype(bool)
    known = (linked.notna() | nothing).to_numpy(bool)
    frame = pd.DataFrame(
        {
            "group": label_groups(searches, characteristic).to_numpy(),
            "numerator": linked.fillna(False).to_numpy(int),
            "denominator": known.astype(int),
            "unknown_count": (~known).astype(int),
        }
    )
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
    cohort: str = cohorts.EVERYONE,
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
    cohort : str
        The cohort of `searches`, for the key.
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
        **shared("searches", assessment, period, cohort),
    )
