"""Categories that vanish or appear in the middle: a change of recording, not of the world, until someone explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.intake.coded import Coded

if TYPE_CHECKING:
    from sva.intake.frame import Frame

__all__ = ["changes", "watch_categories"]

_WATCHED = ("choice", "ethnicity", "boolean")
_ALSO = frozenset(
    ["ethnic_group", "object", "outcome", "legislation", "outcome_label", "offence_group"]
)


def changes(counts: Any, enough: float = 10.0) -> list[tuple[int, int, str]]:
    """Find the categories that stop or start between periods.

    A category has vanished if it is absent from some period to the end, and, at its share before, at least
    ``enough`` would be expected there. Appearing is the same, read backwards.

    Parameters
    ----------
    counts : array of shape (categories, periods)
    enough : float
        Expected count that makes an absence a finding.

    Returns
    -------
    list of tuple of (category, period, kind)
        ``"vanished"`` with the first period without it, or ``"appeared"`` with the first with it.

    References
    ----------
    Kent Police stop and search 2022/23 by quarter: "Mixed" is 118, 21, 0, 0 of 2,873 to 3,717 searches.

    Examples
    --------
    >>> changes([[2287, 2389, 2600, 2917], [118, 21, 0, 0]])
    [(1, 2, 'vanished')]
    """
    import numpy as np

    table = np.asarray(counts, dtype=float)
    found = []
    for kind, view in (("vanished", table), ("appeared", table[:, ::-1])):
        totals = view.sum(axis=0)
        for category, row in enumerate(view):
            there = np.flatnonzero(row)
            if not len(there) or there[-1] == len(row) - 1:
                continue
            last = int(there[-1])
            share = row[: last + 1].sum() / max(totals[: last + 1].sum(), 1)
            if share * totals[last + 1 :].sum() >= enough:
                at = last + 1 if kind == "vanished" else len(row) - 1 - last
                found.append((category, at, kind))
    return sorted(found)


def watch_categories(frame: Frame, rows: Any, months: Any) -> None:
    """Write into the log, and list as changes, which categories of a source vanish or appear, by quarter.

    Parameters
    ----------
    frame : Frame
        After its rules.
    rows : numpy.ndarray of int64
        Clean rows.
    months : numpy.ndarray of datetime64[s]
        Month of every clean row.
    """
    import numpy as np

    known = ~np.isnat(months)
    quarters = months[known].astype("datetime64[M]").astype(np.int64) // 3
    if not len(quarters) or quarters.min() == quarters.max():
        return
    first, last = int(quarters.min()), int(quarters.max())
    at, periods = quarters - first, last - first + 1
    if periods > 400:
        return
    names = [f.name for f in frame.contract.fields.values() if f.type in _WATCHED]
    for name in dict.fromkeys([*names, *(n for n in frame.values if n in _ALSO)]):
        column = frame.values.get(name)
        if not isinstance(column, Coded) or not 1 < len(column.values) <= 100:
            continue
        codes = column.codes[rows][known]
        there = codes >= 0
        flat = np.bincount(
            codes[there] * periods + at[there], minlength=len(column.values) * periods
        )
        # The quarters at both ends may be cut short; they count only with the rest. Those without files say nothing.
        table = flat.reshape(len(column.values), periods)
        filled = np.flatnonzero(table.sum(axis=0))
        for category, period, kind in changes(table[:, filled], enough=20.0):
            label = column.values[category].as_py()
            quarter = np.datetime64((first + int(filled[period])) * 3, "M")
            word = "vanishes from" if kind == "vanished" else "appears only from"
            frame.changes.append((name, label, kind, quarter, int(table[category].sum())))
            frame.note(
                f"category-{kind}",
                int(table[category].sum()),
                f"{name}: {label!r} {word} {quarter} on: a change of recording or of the export, unless the partner explains it",
            )
