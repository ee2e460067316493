"""Dated code lists: what a code means, from when to when, and who says so.

An unknown code is an error that names it and how often it stands; a code used before it existed or
after it ended is a finding about the data, and the row is kept. Entries that nobody has yet checked
against the named document have the status ``unconfirmed``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.reference.code_dates import Finding, findings
from sva.reference.code_lists import COLUMNS, as_listed, lists, load, normalise

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Finding", "findings", "lists", "load", "map", "normalise", "unknown"]


def unknown(
    values: Iterable[object], list_name: str, extra: pd.DataFrame | None = None
) -> dict[str, int]:
    """Count the codes of a column that the list does not know.

    Parameters
    ----------
    values : iterable
        The column.
    list_name : str
        A name from `lists`.
    extra : pandas.DataFrame, optional
        As for `load`.

    Returns
    -------
    dict of str to int
        From each unknown code to its rows, most frequent first.
    """
    frame = load(list_name, extra)
    coded = as_listed(values, list_name, frame)
    odd = coded[(coded != "") & ~coded.isin(frame["code"])]
    return {str(code): int(rows) for code, rows in odd.value_counts().items()}


def map(  # noqa: A001  the word of the trade; call it as codes.map
    values: Iterable[object],
    list_name: str,
    to: str = "group",
    on: Iterable[object] | None = None,
    *,
    extra: pd.DataFrame | None = None,
    where: str = "",
) -> pd.Series:
    """Map a column of codes to what the list says of them.

    Parameters
    ----------
    values : iterable
        The column. Blanks stay null.
    list_name : str
        A name from `lists`.
    to : str
        A column of the list: ``"group"``, ``"label"``, ``"code"`` (as the list writes it), …
    on : iterable, optional
        The date at which each code was used. The findings about dates are then in
        ``result.attrs["findings"]``; see `findings`.
    extra : pandas.DataFrame, optional
        As for `load`.
    where : str
        File and column, for messages.

    Returns
    -------
    pandas.Series
        Text, with the index of `values`.

    Raises
    ------
    SvaError
        Naming each code that the list does not know, and its rows.

    Examples
    --------
    >>> map(["8N", "034B", None], "offences").tolist()
    ['Violence with injury', 'Robbery', nan]
    >>> map(["8N", "8ZZ", "8ZZ"], "offences")
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: Codes are not in the list 'offences'
      - '8ZZ' in 2 rows; expected a code of 'offences'. Correct the file, map the value, or add the code
        with its source to the assessment's supplement.
    """
    frame = load(list_name, extra)
    if to not in frame.columns:
        raise SvaError(
            "The list has no such column", [Fault(f"to={to!r}", ", ".join(frame.columns))]
        )
    coded = as_listed(values, list_name, frame)
    odd = coded[(coded != "") & ~coded.isin(frame["code"])].value_counts()
    collect(
        f"Codes are not in the list {list_name!r}",
        [
            Fault(
                f"{code!r} in {rows:,} rows",
                f"a code of {list_name!r}",
                where,
                "Correct the file, map the value, or add the code with its source to the "
                "assessment's supplement.",
            )
            for code, rows in odd.items()
        ],
    )
    target = frame.set_index("code", drop=False)[to]
    out = coded.map(target.to_dict())
    out = out if target.dtype.kind == "M" else out.astype("str")
    if on is not None:
        out.attrs["findings"] = findings(coded, list_name, on, extra=extra)
    return out.rename(to)
