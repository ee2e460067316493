"""Categories that vanish or appear in the middle: a change of recording, not of the world, until someone explains it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sva.intake.coded import Coded

if TYPE_CHECKING:
    from sva.intake.frame import Frame

__all__ = ["Counts", "changes", "count_categories", "watch_categories"]

#: By field: category and quarter to rows.
Counts = dict[str, Counter[tuple[str, int]]]

_MOST_QUARTERS, _MOST_CATEGORIES = 400, 100

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


def count_categories(frame: Frame, rows: Any, months: Any) -> Counts:
    """Count the clean rows of every watched category by quarter.

    Parameters
    ----------
    frame : Frame
        After its rules.
    rows : numpy.ndarray of int64
        Clean rows.
    months : numpy.ndarray of datetime64[s]
        Month of every clean row.

    Returns
    -------
    dict of str to Counter
        By field: category and quarter, as quarters since 1970, to rows.
    """
    import numpy as np

    known = ~np.isnat(months)
    quarters = months[known].astype("datetime64[M]").astype(np.int64) // 3
    if not len(quarters) or quarters.max() - quarters.min() > _MOST_QUARTERS:
        return {}
    first, periods = int(quarters.min()), int(quarters.max() - quarters.min()) + 1
    counted: Counts = {}
    names = [f.name for f in frame.contract.fields.values() if f.type in _WATCHED]
    for name in dict.fromkeys([*names, *(n for n in frame.values if n in _ALSO)]):
        column = frame.values.get(name)
        if not isinstance(column, Coded) or not 0 < len(column.values) <= _MOST_CATEGORIES:
            continue
        codes = column.codes[rows][known]
        there = codes >= 0
        flat = np.bincount(
            codes[there] * periods + quarters[there] - first,
            minlength=len(column.values) * periods,
        )
        labels = column.texts()
        counted[name] = Counter(
            {
                (labels[at // periods], first + at % periods): int(flat[at])
                for at in np.flatnonzero(flat).tolist()
            }
        )
    return counted


def watch_categories(frame: Frame, counted: Counts) -> None:
    """Write into the log, and list as changes, which categories of a source vanish or appear, by quarter.

    Parameters
    ----------
    frame : Frame
        The source; of a source in parts, its last part.
    counted : dict of str to Counter
        From `count_categories`, of all parts.
    """
    import numpy as np

    for name, counts in counted.items():
        labels = sorted({label for label, _ in counts})
        # quarters without files say nothing
        quarters = sorted({quarter for _, quarter in counts})
        if not 1 < len(labels) <= _MOST_CATEGORIES or len(quarters) < 2:
            continue
        table = np.array([[counts[label, quarter] for quarter in quarters] for label in labels])
        for category, period, kind in changes(table, enough=20.0):
            label, quarter = labels[category], np.datetime64(quarters[period] * 3, "M")
            word = "vanishes from" if kind == "vanished" else "appears only from"
            frame.changes.append((name, label, kind, quarter, int(table[category].sum())))
            frame.note(
                f"category-{kind}",
                int(table[category].sum()),
                f"{name}: {label!r} {word} {quarter} on: a change of recording or of the export, unless the partner explains it",
            )
