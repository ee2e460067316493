"""What a finished folder tells of each count: by the count itself, by a rate or share, by limits, by the class of a map."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sva.disclosure.attack.numbers import tokens
from sva.disclosure.attack.places import Table
from sva.disclosure.attack.tables import CLASS
from sva.disclosure.printed import behind
from sva.estimates import MEASURES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Told", "printed_rows", "told_by_classes", "told_by_rows"]

_COUNTS = (
    "numerator",
    "denominator",
    "reference_numerator",
    "reference_denominator",
    "unknown_count",
)
_STATUS = ("Assessment", "Edition", "Data")
#: How far a value may lie from the one worked out again before it tells another count.
_EXACT = 1e-6


class Told(NamedTuple):
    """One thing told of one count.

    Parameters
    ----------
    key, column : str
        Which row and which of its counts.
    least, most : float
        What it says the count is.
    words : str
        How, for a person.
    """

    key: str
    column: str
    least: float
    most: float
    words: str


def printed_rows(tables: Iterable[Table]) -> pd.DataFrame:
    """Read the estimates that a folder holds, as an adversary would.

    Parameters
    ----------
    tables : iterable of Table
        Of the folder.

    Returns
    -------
    pandas.DataFrame
        Of the one shape; empty where there is no such file.
    """
    import pandas as pd

    from sva.estimates import blank, shape

    for table in tables:
        if table.view == "estimates" and table.file.endswith(".csv"):
            rows = [dict(zip(table.head, row, strict=False)) for row in table.rows]
            frame = pd.DataFrame(rows, columns=list(table.head), dtype=object)
            own = [name for name in frame if name not in _STATUS and name in blank().columns]
            frame = frame[own].replace("", None)
            frame["already_public"] = frame["already_public"].map({"True": True, "False": False})
            return shape(frame)
    return blank()


def told_by_rows(frame: pd.DataFrame, policy: Mapping[str, Any]) -> Iterator[Told]:
    """Say what printed rows tell.

    Parameters
    ----------
    frame : pandas.DataFrame
        As printed.
    policy : mapping
        ``rounding_base``, ``threshold`` and ``rounding``, which the report prints.

    Yields
    ------
    Told
    """
    from sva.estimates.build import evaluate

    if frame.empty:
        return
    base, threshold = policy["rounding_base"], policy["threshold"]
    controlled = policy.get("rounding") == "controlled"
    again = evaluate(frame)
    plain = frame.astype(object).where(frame.notna(), None)
    other = again.astype(object).where(again.notna(), None)
    for given, made in zip(plain.to_dict("records"), other.to_dict("records"), strict=True):
        row = {str(name): value for name, value in given.items()}
        key, public = str(row["key"]), bool(row["already_public"])
        measure = MEASURES.get(str(row["measure"]))
        if measure is None:
            continue
        for column in _COUNTS:
            if row[column] is None:
                continue
            count = int(row[column])
            exact = public or count % base
            low, high = (
                (count, count) if exact else behind(count, base, threshold, controlled=controlled)
            )
            yield Told(key, column, low, high, f"printed as {count:,}")
        if public or measure.kind not in ("rate", "proportion", "count"):
            continue
        if any(_apart(row[name], made[name]) for name in ("value", "lower", "upper")):
            yield from _counts_behind(row, frame, measure.per)


def _apart(one: Any, other: Any) -> bool:
    if one is None:
        return False
    return other is None or abs(float(one) - float(other)) > _EXACT * max(1.0, abs(float(other)))


def _counts_behind(row: Mapping[str, Any], frame: pd.DataFrame, per: int) -> Iterator[Told]:
    """Find the counts whose value, or whose limits, are those printed."""
    import pandas as pd

    from sva.estimates.build import evaluate

    key, base = str(row["key"]), row["denominator"]
    guess = float(row["value"]) * float(base) / per if row["value"] is not None and base else None
    whole = float(base) if base else 1000.0
    about = range(int(min(whole, 1000)) + 1)
    if guess is not None:
        about = range(max(0, int(guess) - 3), int(guess) + 4)
    start = frame[frame["key"] == key].head(1)
    tried = pd.concat([start] * len(about), ignore_index=True)
    tried["numerator"] = pd.array(list(about), dtype="Int64")
    made = evaluate(tried)
    fits = [
        count
        for place, count in enumerate(about)
        if all(
            row[name] is None
            or (
                pd.notna(made[name].iloc[place]) and _near(row[name], float(made[name].iloc[place]))
            )
            for name in ("value", "lower", "upper")
        )
    ]
    if fits:
        said = ", ".join(
            f"{name} {float(row[name]):.6g}"
            for name in ("value", "lower", "upper")
            if row[name] is not None
        )
        yield Told(key, "numerator", min(fits), max(fits), f"given by {said}")


def _near(text: Any, value: float) -> bool:
    """Say whether a value is written so, to as many figures as are written."""
    written = f"{float(text):.10g}"
    places = len(written.partition(".")[2])
    return abs(float(text) - value) <= 0.51 * 10.0**-places


def told_by_classes(
    tables: Iterable[Table],
    rows_of: Mapping[str, Sequence[Mapping[str, Any]]],
    policy: Mapping[str, Any],
) -> Iterator[Told]:
    """Say what the classes of maps tell.

    Parameters
    ----------
    tables : iterable of Table
        Of the folder; those with an area's class a row count.
    rows_of : mapping of str to sequence of mapping
        By view: the rows that it shows, with exact denominators.
    policy : mapping
        As for `told_by_rows`.

    Yields
    ------
    Told
    """
    base = policy["rounding_base"]
    slack = base - 1 if policy.get("rounding") == "controlled" else base // 2
    for table in tables:
        if not table.file.endswith(".csv") or "Code" not in table.head:
            continue
        at = table.head.index("Code")
        rows = {str(row.get("area_code")): row for row in rows_of.get(table.view, ())}
        for cells in table.rows:
            row = rows.get(cells[at])
            measure = MEASURES.get(str(row["measure"])) if row else None
            if row is None or measure is None or row.get("already_public"):
                continue
            for name, text in zip(table.head, cells, strict=False):
                limits = (
                    _limits(text)
                    if name not in ("Area", "Code") and CLASS.fullmatch(text)
                    else None
                )
                if limits is None:
                    continue
                size = (
                    float(row.get("denominator") or 0) / measure.per
                    if measure.kind != "count"
                    else 1.0
                )
                if not size:
                    continue
                low, high = limits[0] * size, limits[1] * size
                # Of the multiples of the base in a class, the least and the most; each stands for counts around it.
                first, last = -(-low // base) * base, high // base * base
                if first > last:
                    first, last = low, high
                least = max(0.0, first - slack)
                yield Told(
                    str(row["key"]), "numerator", least, last + slack, f"in the class {text!r}"
                )


def _limits(text: str) -> tuple[float, float] | None:
    found = [each.value for each in tokens(text)]
    if not found or text.startswith("["):
        return None
    if text.startswith("Under"):
        return 0.0, found[0]
    if re.search(r"or more$", text):
        return found[0], float(10**9)
    return found[0], found[-1]
