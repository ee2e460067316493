"""Codes used outside their time: findings about the data, never a reason to drop a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import records
from sva.reference.code_lists import as_listed, load

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Finding", "findings"]


@dataclass(frozen=True)
class Finding:
    """One thing about the use of a code that the reader of the data should know.

    Parameters
    ----------
    list_name, code, label : str
        Which code of which list.
    kind : str
        ``"before it existed"``, ``"after it ended"``, ``"retired"`` or ``"undated"``.
    rows : int
        How many rows.
    message : str
        One sentence.
    """

    list_name: str
    code: str
    label: str
    kind: str
    rows: int
    message: str

    def __str__(self) -> str:
        return self.message


def findings(
    values: Iterable[object],
    list_name: str,
    on: Iterable[object],
    *,
    extra: pd.DataFrame | None = None,
) -> list[Finding]:
    """Tell which codes were used outside their time.

    Parameters
    ----------
    values : iterable
        The column of codes.
    list_name : str
        A name from `lists`.
    on : iterable
        The date of each.
    extra : pandas.DataFrame, optional
        As for `load`.

    Returns
    -------
    list of Finding
        In the order of the list; empty if every code fits its date.

    Examples
    --------
    >>> print(findings(["22", "22"], "outcomes", ["2018-06-01", "2020-01-01"])[0])
    1 rows have outcomes code 22 (Diversionary, educational or intervention activity; no further action in
    the public interest) before 2019-04-01, when it began
    """
    import pandas as pd

    frame = load(list_name, extra)
    coded = as_listed(values, list_name, frame).reset_index(drop=True)
    dates = pd.to_datetime(pd.Series(list(on)), errors="coerce")
    if dates.dt.tz is not None:
        dates = dates.dt.tz_localize(None)
    if len(dates) != len(coded):
        raise SvaError(
            "Codes and dates differ in number", [Fault(f"{len(coded)} and {len(dates)}")]
        )
    out = []
    rows_of = dates.groupby(coded.to_numpy()).indices
    for row in records(frame[frame["code"].isin(list(rows_of))]):
        mine = dates.iloc[rows_of[row["code"]]]
        what = f"rows have {list_name} code {row['code']} ({row['label']})"
        first, last, retired = row["valid_from"], row["valid_to"], row.get("retired_by")
        early = int((mine < first).sum()) if first else 0
        late = int((mine > last).sum()) if last else 0
        old = int((mine >= pd.Timestamp(retired)).sum()) if retired else 0
        noted = [
            ("before it existed", early, f"before {_day(first)}, when it began"),
            ("after it ended", late, f"after {_day(last)}, when it ended"),
            ("retired", old, f"on or after {retired}, by when it had been replaced"),
            ("undated", int(mine.isna().sum()), "without a date, so its time cannot be checked"),
        ]
        dated = first or last or retired
        out += [
            Finding(list_name, row["code"], row["label"], kind, rows, f"{rows:,} {what} {text}")
            for kind, rows, text in noted
            if rows and (kind != "undated" or dated)
        ]
    return out


def _day(date: pd.Timestamp | None) -> str:
    return "" if date is None else f"{date:%Y-%m-%d}"
