"""Sentences about partners' data: what is least often known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import Context
from sva.findings.missing import listed
from sva.findings.numbers import percent, period
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["completeness"]

#: The characteristic that a reader asks for first.
_FIRST = "ethnicity"
#: Data sets that are named.
_NAMED = 3


def completeness(rows: pd.DataFrame, context: Context) -> Sentence:
    """State, for the latest month, how often ethnicity is known in each data set, and what is known least often.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released ``rows.known``: "Victims: ethnicity" in ``strata``, one period a month.
    context : Context

    Returns
    -------
    Sentence

    Examples
    --------
    >>> import pandas as pd
    >>> from datetime import date
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": "rows.known", "strata": ["Victims: ethnicity", "Victims: religion"],
    ...     "value": [78.0, 9.0], "key": ["a", "b"], "period_start": date(2023, 3, 1), "period_end": date(2023, 3, 31)}))
    >>> completeness(rows, Context()).text
    'In March 2023 ethnicity is known in 78% of records of victims; least often known is religion, in 9% of records of victims.'
    """
    known = records(shown(rows))
    latest = max(row.period_start for row in known)
    there = [row for row in known if row.period_start == latest]
    first = [row for row in there if _field(row) == _FIRST][:_NAMED]
    least = min(there, key=lambda row: (row.value, row.strata))
    clauses: list[str] = []
    when = f"in {period(least.period_start, least.period_end)}"
    if first:
        said = listed(f"{percent(row.value)} of records of {_set(row)}" for row in first)
        clauses.append(f"{when} {_FIRST} is known in {said}")
        when = ""
    if _field(least) != _FIRST:
        clauses.append(
            f"{when} least often known is {_field(least)}, in {percent(least.value)} of records of {_set(least)}"
        )
    told = [*first, least]
    return finish(clauses, [row.key for row in told], rows)


def _set(row: Any) -> str:
    """Name the data set as it follows "rows of"."""
    return str(row.strata).partition(": ")[0].lower()


def _field(row: Any) -> str:
    return str(row.strata).partition(": ")[2]
