"""Stop and search: searches are counted, not people; what was found, what followed, what they were for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import OLDEST, SEARCH_BANDS, UNKNOWN, band_ages
from sva.people.profile import ALL, shared, year_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = [
    "ARREST",
    "NO_ACTION",
    "any_outcome",
    "count_searches_by",
    "found",
    "of_children",
    "select_searches",
]

#: The outcome of a search that led to nothing; police.uk then leaves the link to the object blank.
NO_ACTION = "A no further action disposal"

#: The outcome of a search that ended in an arrest.
ARREST = "Arrest"


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


def of_children(searches: pd.DataFrame) -> pd.DataFrame:
    """Keep the searches of people aged 10 to 17.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `select_searches`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> len(of_children(pd.DataFrame({"search_age": pd.array([10, 18, None], dtype="Int64")})))
    1
    """
    aged = searches["search_age"].astype("Int64").between(10, 17)
    return searches[aged.fillna(False).to_numpy(bool)]


def found(searches: pd.DataFrame) -> pd.Series:
    """Say of each search whether what was looked for was found.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `select_searches`.

    Returns
    -------
    pandas.Series of boolean
        True where the outcome was linked to the object; false where it was not, or the search ended in no further
        action; missing where an outcome followed and its link is not recorded.

    Examples
    --------
    >>> import pandas as pd
    >>> found(pd.DataFrame({"outcome": ["Arrest", NO_ACTION, "Arrest"], "outcome_linked": [True, None, None]})).tolist()
    [True, False, <NA>]
    """
    nothing = (searches["outcome"] == NO_ACTION).fillna(False).astype(bool)
    linked = searches["outcome_linked"].astype("boolean")
    return linked.mask(linked.isna() & nothing, False)


def any_outcome(searches: pd.DataFrame) -> pd.Series:
    """Say of each search whether anything followed, linked to the object or not; missing where it is not recorded.

    Parameters
    ----------
    searches : pandas.DataFrame
        From `select_searches`.

    Returns
    -------
    pandas.Series of boolean

    Examples
    --------
    >>> import pandas as pd
    >>> any_outcome(pd.DataFrame({"outcome": ["Arrest", NO_ACTION, None]})).tolist()
    [True, False, <NA>]
    """
    outcome = searches["outcome"]
    return (outcome != NO_ACTION).astype("boolean").mask(outcome.isna())


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
        Estimates ``searches.count``: All, each by name, Unknown last.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> searches = pd.DataFrame({"object": ["Drugs", "Drugs", None], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> count_searches_by(searches, "object", load_assessment("west-mercia-2023-05"))["numerator"].tolist()
    [3, 2, 1]
    """
    import pandas as pd

    searches, period = year_of(searches, assessment, period)
    if searches.empty:
        return estimates.blank()
    values = searches[column].astype("str").fillna(UNKNOWN)
    # by name and not by number: an order by exact numbers would tell apart those that are printed alike
    numbers = values.value_counts().sort_index()
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
