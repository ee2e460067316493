"""Dated code lists: what a code means, from when to when, and who says so.

An unknown code is an error that names it and how often it stands; a code used before it existed or
after it ended is a finding about the data, and the row is kept. Entries that nobody has yet checked
against the named document have the status ``unconfirmed``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.reference._data import read_bundled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Finding", "findings", "lists", "load", "map", "normalise", "unknown"]

COLUMNS = ("code", "label", "group", "valid_from", "valid_to", "source", "status")
_BLANK = {"", "nan", "none", "null", "nat", "<na>"}
_OFFENCE = re.compile(r"0*(\d+(?:\.\d+)?[A-Z]?)\Z")


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


def lists() -> pd.DataFrame:
    """List the code lists: ``name``, ``title``, ``publisher``, ``vintage``, ``licence``."""
    return read_bundled("codes/index.csv")


def load(list_name: str, extra: pd.DataFrame | None = None) -> pd.DataFrame:
    """Load one code list.

    Parameters
    ----------
    list_name : str
        A name from `lists`.
    extra : pandas.DataFrame, optional
        Further codes (``code``, ``label``, ``group`` and whatever else is known), such as an
        assessment's own supplement; a code already in the list is replaced.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``label``, ``group``, ``valid_from`` and ``valid_to`` (dates, null where no source
        gives one), ``source``, ``status`` (confirmed or unconfirmed), and the list's own columns.

    Examples
    --------
    >>> offences = load("offences").set_index("code")
    >>> offences.loc["34B", ["label", "group"]].tolist()
    ['Robbery of personal property', 'Robbery']
    """
    import pandas as pd

    known = lists()["name"].tolist()
    if list_name not in known:
        raise SvaError("There is no such code list", [Fault(f"{list_name!r}", ", ".join(known))])
    frame = read_bundled(f"codes/{list_name}.csv")
    if extra is not None:
        missing = [c for c in ("code", "label", "group") if c not in extra.columns]
        collect(
            f"Codes cannot be added to {list_name}",
            [Fault(f"no column {c!r}", "code, label, group") for c in missing],
        )
        own = extra.assign(code=extra["code"].map(lambda c: normalise(c, list_name)))
        own = own.assign(source=own.get("source", "supplied with the assessment"))
        own = own.assign(status=own.get("status", "unconfirmed"))
        frame = pd.concat([frame[~frame["code"].isin(own["code"])], own], ignore_index=True)
    for column in ("valid_from", "valid_to"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
    rest = [c for c in frame.columns if c not in COLUMNS]
    return frame[[*COLUMNS, *rest]]


def normalise(value: object, list_name: str) -> str:
    """Give a code as the list writes it: no spaces at the ends, no leading zeros, its letter case.

    Parameters
    ----------
    value : object
        A code as a partner's file has it.
    list_name : str
        The list; offence codes are further brought from ``008N`` to ``8N``.

    Returns
    -------
    str
        Empty for a blank.

    Examples
    --------
    >>> normalise(" 008n", "offences"), normalise("4.10", "offences"), normalise(22.0, "outcomes")
    ('8N', '4.10', '22')
    """
    text = str(value).strip()
    if text.casefold() in _BLANK:
        return ""
    if list_name == "outcomes":
        text = re.sub(r"(?i)^(outcome|type|oc)\s*", "", text)
        text = re.sub(r"\.0$", "", text).upper()
        return text.lstrip("0") or "0"
    if list_name == "offences":
        if isinstance(value, float) and value == int(value):
            text = str(int(value))
        match = _OFFENCE.match(text.upper())
        return match[1] if match else text
    return text


def _coded(values: Iterable[object], list_name: str, frame: pd.DataFrame) -> pd.Series:
    """Give each value as the list's code; an unknown one as it stands, a blank as empty."""
    import pandas as pd

    column = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="object")
    table = {code.casefold(): code for code in frame["code"]}
    place, distinct = pd.factorize(column.astype("object"))
    known = [normalise(value, list_name) for value in distinct]
    known = [table.get(text.casefold(), text) for text in known]
    # A missing value has the place -1, which takes the last entry.
    return pd.Series(pd.array([*known, ""], dtype="str").take(place), index=column.index)


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
    coded = _coded(values, list_name, frame)
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
    coded = _coded(values, list_name, frame)
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
    coded = _coded(values, list_name, frame).reset_index(drop=True)
    dates = pd.to_datetime(pd.Series(list(on)), errors="coerce")
    if dates.dt.tz is not None:
        dates = dates.dt.tz_localize(None)
    if len(dates) != len(coded):
        raise SvaError(
            "Codes and dates differ in number", [Fault(f"{len(coded)} and {len(dates)}")]
        )
    out = []
    by_code = dates.groupby(coded.to_numpy())
    for row in frame[frame["code"].isin(list(by_code.groups))].itertuples(index=False):
        mine = by_code.get_group(row.code)
        what = f"rows have {list_name} code {row.code} ({row.label})"
        early = int((mine < row.valid_from).sum()) if pd.notna(row.valid_from) else 0
        late = int((mine > row.valid_to).sum()) if pd.notna(row.valid_to) else 0
        retired = getattr(row, "retired_by", None)
        old = int((mine >= pd.Timestamp(retired)).sum()) if isinstance(retired, str) else 0
        noted = [
            ("before it existed", early, f"before {_day(row.valid_from)}, when it began"),
            ("after it ended", late, f"after {_day(row.valid_to)}, when it ended"),
            ("retired", old, f"on or after {retired}, by when it had been replaced"),
            ("undated", int(mine.isna().sum()), "without a date, so its time cannot be checked"),
        ]
        dated = pd.notna(row.valid_from) or pd.notna(row.valid_to) or isinstance(retired, str)
        out += [
            Finding(list_name, row.code, row.label, kind, rows, f"{rows:,} {what} {text}")
            for kind, rows, text in noted
            if rows and (kind != "undated" or dated)
        ]
    return out


def _day(date: pd.Timestamp) -> str:
    return "" if date != date else f"{date:%Y-%m-%d}"
