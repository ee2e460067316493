"""Every automatic choice of intake in one plain line, for the report: what was done, and to how many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WORDS", "choices", "words_of"]

#: Rule of the log, or the end of one behind a field's name, to what was done: in the order in which it happens.
WORDS = {
    "encoding": "Text in another encoding than UTF-8: read as what it is",
    "null-bytes": "Null bytes in the text: taken out",
    "blank-rows": "Rows without any value: left out of the rows that came",
    "heading-twice": "A heading that stands twice: the second is numbered",
    "title-rows": "Rows above the header: left out",
    "files-left-out": "Files of other kinds, or whose names the mapping does not take: not read",
    "sheets-left-out": "Sheets of another layout, without rows of this table: left out",
    "columns-absent": "Columns of the contract that a file does not have: unknown in its rows",
    "columns-not-used": "Columns that the contract does not ask for: not read",
    "wide-to-long": "Several persons or counts in one row: each becomes a row",
    "suppressed-marks": "Numbers that the sender suppressed: kept as a mark, never as zero",
    "scheme": "The scheme of ethnicity codes: told from the column's own values",
    "in-words": "Words among codes of ethnicity: read as words",
    "utc-to-local": "Times of another zone: turned to local time",
    "no-time": "Times of day in a column of their own that cannot be read: the day is kept",
    "month-only": "A month without a day: the month is kept, the day is not used",
    "default-date": "1 January 1900 as a system's default: no date is known",
    "default-time": "00:00, 00:01, 12:00 or 23:59 as a system's default: kept out of hour charts",
    "default-first-of-month": "Midnight on the first as a default: the month is kept, the day is not used",
    "in-the-future": "A second date after the data were drawn: unknown",
    "ends-before-it-starts": "An end a few hours before its start: taken as the same time",
    "recorded-before-committed": "Recorded before it was committed: both dates are kept",
    "impossible": "Ages outside 0 to 120: unknown",
    "zero": "Age 0 as a system's default: unknown",
    "grid-reference": "A grid reference that cannot be read: the row has no point",
    "zero-coordinates": "Coordinates of zero or below: no point",
    "swapped-coordinates": "Easting and northing swapped: turned back",
    "default-point": "The point of a station or town hall, found by its excess: no place",
    "outside": "A place outside the force area, or in the sea: kept and counted, not mapped",
    "unlocated": "No place known: kept and counted, not mapped",
    "organisation": "Organisations: marked, and no victims of violence",
    "officer": "Officers and emergency workers assaulted: marked",
    "person-type-unknown": "Whether a victim is a person is not stated: taken as a person",
    "incident-is-offence": "No incident stated: the offence is an incident of its own",
    "no-such-offence": "A crime number that is not among the clean offences: the row is kept",
    "not-on-list": "Values that no list knows: the row is kept, the field is unknown",
    "not-a-date": "Dates that do not exist: the row is kept, the field is unknown",
    "not-an-age": "Ages that are no number: the row is kept, the age is unknown",
    "not-a-number": "Numbers that cannot be read: the row is kept, the field is unknown",
    "out-of-range": "Numbers outside their limits: the row is kept, the field is unknown",
    "duplicate": "Equal to an earlier row by the stated key and in all else: left out",
    "duplicate-differs": "Equal to an earlier row by the stated key alone: the first stands",
    "equal-rows": "Published rows equal in everything: kept, because they have no key",
    "category-vanished": "A category that vanishes: told to the reader as a change of recording",
    "category-appeared": "A category that appears: told to the reader as a change of recording",
}


def words_of(rule: str) -> str:
    """Say in plain words what a rule of the log does.

    Parameters
    ----------
    rule : str
        As in the column ``rule`` of the log.

    Returns
    -------
    str

    Examples
    --------
    >>> words_of("age-zero")
    "Age 0 as a system's default: unknown"
    """
    name = _name(rule)
    return WORDS.get(name, rule.replace("-", " ").replace("_", " ").capitalize())


def _name(rule: str) -> str:
    """Take the field's name off the front of a rule."""
    if rule in WORDS:
        return rule
    return next((name for name in WORDS if rule.endswith(f"-{name}")), rule)


def choices(log: pd.DataFrame) -> pd.DataFrame:
    """Sum the log up: one line for every choice and source.

    Parameters
    ----------
    log : pandas.DataFrame
        ``source``, ``rule``, ``rows``, as intake wrote it (``_log``).

    Returns
    -------
    pandas.DataFrame
        ``choice`` (a key of `WORDS`), ``source``, ``rows``; in the order in which intake does them. A choice about a
        file as a whole has no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"source": "police-victims", "rule": ["age-zero", "encoding", "age-zero"], "rows": [3, 0, 4]})
    >>> choices(log).to_numpy().tolist()
    [['encoding', 'police-victims', 0], ['zero', 'police-victims', 7]]
    """
    order = {name: number for number, name in enumerate(WORDS)}
    named = log.assign(choice=log["rule"].map(_name))
    sums = named.groupby(["choice", "source"], sort=False)["rows"].sum().reset_index()
    at = sums["choice"].map(lambda name: order.get(str(name), len(order)))
    return (
        sums.assign(at=at)
        .sort_values(["at", "choice", "source"], kind="stable", ignore_index=True)
        .drop(columns="at")
    )
