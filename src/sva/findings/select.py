"""Choose released rows by what they say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import EVERYONE
from sva.findings.sentence import records, shown

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = ["choose", "first_of", "last_year", "own_definition"]

#: Columns that must be empty unless they are asked for: else a part would be taken for the whole.
_NARROW = ("offence_group", "characteristic", "group", "reference_group", "strata", "cohort")


def last_year(estimates: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Keep the rows of the last twelve months of the assessment's period.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Of the one shape.
    settings : Settings
        For the period.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.estimates import blank
    >>> len(last_year(blank(), load_assessment("west-mercia-2023-05").settings))
    0
    """
    import pandas as pd

    end = pd.Timestamp(settings.period.end)
    start = (end + pd.Timedelta(days=1)) - pd.DateOffset(years=1)
    return estimates[(estimates["period_start"] == start) & (estimates["period_end"] == end)]


def own_definition(estimates: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Leave out what another definition counts: what stands beside the area's own must never be taken for it.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Of the one shape.
    settings : Settings
        For the name of the definition.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.estimates import shape
    >>> import pandas as pd
    >>> rows = shape(pd.DataFrame({"definition": ["west-mercia-2023", "wider", None]}))
    >>> len(own_definition(rows, load_assessment("west-mercia-2023-05").settings))
    2
    """
    other = estimates["definition"].ne(settings.definition.name).fillna(False)
    return estimates[~(other & estimates["definition"].notna())]


def choose(
    estimates: pd.DataFrame, *, measure: str | tuple[str, ...] = (), **where: Any
) -> pd.DataFrame:
    """Keep the rows of a measure that are what is asked, and whole in everything else.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Of the one shape.
    measure : str or tuple of str
        One or more measures; none means any.
    **where
        Column to the value wanted, or several; True means any value but null, False null, None either. The cohort
        "all" is also a null cohort. A column that makes a row a part of a whole must be null unless it is named here; areas are
        those of the whole force unless `area_type` is named.

    Returns
    -------
    pandas.DataFrame
        A plain integer index.

    Examples
    --------
    >>> from sva.estimates import blank
    >>> len(choose(blank(), measure="victims.count", group="Female"))
    0
    """
    wanted = {"area_type": "police_force", "cohort": EVERYONE, **where}
    for column in _NARROW:
        wanted.setdefault(column, False)
    if measure:
        wanted["measure"] = measure
    keep = estimates["key"].notna()
    for column, value in wanted.items():
        if value is None:
            continue
        given = estimates[column]
        if column == "cohort" and value == EVERYONE:
            keep &= given.isna() | (given == EVERYONE)
        elif value is True:
            keep &= given.notna()
        elif value is False:
            keep &= given.isna()
        elif isinstance(value, tuple):
            keep &= given.isin(value)
        else:
            keep &= (given == value).fillna(False)
    return estimates[keep.astype(bool)].reset_index(drop=True)


def first_of(*tables: pd.DataFrame) -> list[Any]:
    """Return the first row with a value of the first table that has one, as a list of one or none."""
    for table in tables:
        known = records(shown(table))
        if known:
            return known[:1]
    return []
