"""A sentence, the keys it stands on, and how sure it is."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sva.disclosure.policy import NOT_PEOPLE
from sva.estimates import MEASURES
from sva.findings.context import Context, is_null
from sva.findings.numbers import TOO_FEW

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Sentence", "certainty", "finish", "has_flag", "missing", "nothing", "records", "shown"]

#: Half the width of the limits over the value: up to here a number is precise, up to there it is fair.
_PRECISE, _FAIR = 0.1, 0.3
#: So many points of a hundred either way weigh in a share as much as the whole value does in a rate: 3 are precise.
_POINTS = 30
#: From this share of unknowns on, they are what limits the number.
_MUCH_UNKNOWN = 0.2


@dataclass(frozen=True)
class Sentence:
    """One sentence of the report.

    Parameters
    ----------
    text : str
        Plain English, with its full stop.
    keys : tuple of str
        The released rows that every number in it comes from.
    certainty : str
        How sure, in plain words.
    """

    text: str
    keys: tuple[str, ...]
    certainty: str


def records(rows: pd.DataFrame) -> list[Any]:
    """Return rows as named tuples, None where a cell is empty."""
    import pandas as pd

    gone = pd.NA
    columns = [
        [None if value is gone or value != value else value for value in column.tolist()]
        for _, column in rows.items()
    ]
    make = _row(tuple(map(str, rows.columns)))._make
    return [make(cells) for cells in zip(*columns, strict=True)]


@cache
def _row(names: tuple[str, ...]) -> Any:
    """Make the type of a row once for each set of columns."""
    return namedtuple("Row", names)


def has_flag(row: Any, flag: str) -> bool:
    """Say whether a row carries a flag."""
    return not is_null(row.flag) and flag in row.flag.split("; ")


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a value."""
    return rows[rows["value"].notna()].reset_index(drop=True)


def finish(clauses: Iterable[str | None], keys: Iterable[str], rows: pd.DataFrame) -> Sentence:
    """Join clauses by semicolons into a sentence with its capital and its full stop."""
    text = "; ".join(clause.strip() for clause in clauses if clause)
    text = text[:1].upper() + text[1:]
    return Sentence(
        text if text.endswith(".") else f"{text}.", tuple(dict.fromkeys(keys)), certainty(rows)
    )


def certainty(rows: pd.DataFrame) -> str:
    """Say in plain words how sure the numbers of some released rows are.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released rows; suppressed ones count as unknown.

    Returns
    -------
    str
        Begins with "High", "Fair", "Low" or "None".

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> certainty(shape(pd.DataFrame({"measure": ["victims.rate"], "numerator": [900], "denominator": [90000],
    ...     "value": [10.0], "lower": [9.4], "upper": [10.7]})))
    'High for what was recorded: chance alone would move it little.'
    """
    known = shown(rows)
    if known.empty:
        return "None: the numbers are too few to show, or are not there."
    if any(has_flag(row, "not assessable") for row in records(known)):
        return "Low: it is not recorded for enough cases to be described."
    if any(has_flag(row, "immature") for row in records(known)):
        return "Low for now: recent cases are still open and the numbers will change."
    if any(
        has_flag(row, flag)
        for row in records(known)
        for flag in ("series break", "possible recording change")
    ):
        return "Fair: the way of recording may have changed within the period."
    unknown = known["unknown_count"].astype("Float64") / known[["numerator", "denominator"]].astype(
        "Float64"
    ).max(axis=1)
    if (unknown > _MUCH_UNKNOWN).any():
        return "Fair: for many cases it is not known, and they could differ from the rest."
    if (known["measure"] == "areas.share").all():
        return "Fair: the places are those of this period, and need not hold as much in the next."
    counted = known["measure"].map(lambda name: MEASURES[str(name)].counted in NOT_PEOPLE)
    limited = known[
        known["lower"].notna() & known["upper"].notna() & (known["value"] > 0) & ~counted
    ]
    if limited.empty:
        if known["already_public"].fillna(False).all():
            return "High: as published; what was never reported is not in it."
        return "High for what was recorded; what was never reported is not in it."
    width = _width(limited)
    if width <= _PRECISE:
        return "High for what was recorded: chance alone would move it little."
    if width <= _FAIR:
        return "Fair: chance alone could move it noticeably."
    return "Low: the cases are few, and chance alone could move it a good deal."


def _width(rows: pd.DataFrame) -> float:
    """Measure the widest limits, halved: of rates as a part of the rate, of shares in points of a hundred."""
    half = (rows["upper"] - rows["lower"]) / 2
    share = (rows["unit"] == "%").fillna(False)
    return float((half / rows["value"]).where(~share, half / _POINTS).max())


def missing(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say what was not supplied, who holds it and what it would add; with no text where all was supplied."""
    from sva.findings.missing import would_add

    reason = context.cannot_say()
    if not reason:
        return Sentence("", (), "None: nothing is missing.")
    topic = f"{context.topic}: " if context.topic else ""
    more = would_add(context.needs, context.supplied)
    return Sentence(_capital(f"{topic}{reason}. {more}".strip()), (), "None: it was not supplied.")


def nothing(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say why rows say nothing: not supplied, too few, not assessable, or not in this edition."""
    reason = context.cannot_say()
    if reason:
        text, sure, keys = reason, "None: it was not supplied.", ()
    elif any(has_flag(row, "suppressed") for row in records(rows)):
        text, sure, keys = TOO_FEW, "None: the numbers are too few to show.", tuple(rows["key"])
    elif len(rows):
        text = "it cannot be assessed from what was supplied"
        sure, keys = "None: it cannot be assessed.", tuple(rows["key"])
    else:
        text, sure, keys = (
            "this edition holds no figures for it",
            "None: there are no figures in this edition.",
            (),
        )
    topic = f"{context.topic}: " if context.topic else ""
    return Sentence(_capital(f"{topic}{text}."), keys, sure)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
