"""Which rows are the same thing: numbers for references, and duplicates by the stated key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.context import Context
    from sva.intake.frame import Frame
    from sva.intake.keys import KeyBook

__all__ = ["Seen", "find_duplicates", "number_references"]


def number_references(frame: Frame, context: Context, book: KeyBook) -> dict[str, Any]:
    """Give every reference its number; an incident without one is its offence's."""
    import numpy as np

    keys: dict[str, np.ndarray] = {}
    for field in frame.contract.fields.values():
        if field.type != "reference":
            continue
        fresh = field.key in ("search", "crime", "row")
        column = frame.coded(field.name)
        keys[field.key] = book.number(field.key, column, own_for_blank=fresh)
    if "incident" in keys and "offence" in keys:
        blank = keys["incident"] < 0
        if blank.any():
            known = context.incidents_of(keys["offence"])
            keys["incident"] = np.where(blank, known, keys["incident"])
            left = keys["incident"] < 0
            own = frame.coded("offence_ref").recode(lambda text: f"\x00{text}")
            own = type(own)(np.where(left, own.codes, -1).astype(np.int32), own.values)
            keys["incident"] = np.where(left, book.number("incident", own), keys["incident"])
            frame.note(
                "incident-is-offence",
                left,
                "no incident is stated: the offence is taken as an incident of its own",
            )
    return keys


class Seen:
    """What the earlier parts of a source held, as hashes of 64 bits: keys that count as duplicates, and whole rows."""

    def __init__(self) -> None:
        self._held: dict[str, list[np.ndarray]] = {"keys": [], "rows": []}

    def among(self, what: str, hashes: np.ndarray) -> np.ndarray:
        """Tell which hashes an earlier part held.

        Parameters
        ----------
        what : {"keys", "rows"}
        hashes : numpy.ndarray of uint64

        Returns
        -------
        numpy.ndarray of bool
        """
        import numpy as np

        found = np.zeros(len(hashes), bool)
        for earlier in self._held[what]:
            at = np.searchsorted(earlier, hashes)
            found |= earlier[np.minimum(at, len(earlier) - 1)] == hashes
        return found

    def add(self, what: str, hashes: np.ndarray) -> None:
        """Keep the hashes of this part for the next."""
        import numpy as np

        if len(hashes):
            self._held[what].append(np.sort(hashes))


def _hashes(columns: dict[str, Any]) -> np.ndarray:
    """Hash every row over its columns: the same values give the same hash in every part."""
    import numpy as np
    import pandas as pd

    out: Any = None
    for column in columns.values():
        if hasattr(column, "codes"):
            per_value = pd.util.hash_array(np.array(column.texts(), dtype=object))
            part = column.spread(np.asarray(per_value, np.uint64), 1)
        else:
            values = np.asarray(column)
            kind = np.int64 if values.dtype.kind in "mMiub" else np.float64
            part = pd.util.hash_array(values.astype(kind))
        with np.errstate(over="ignore"):
            out = part if out is None else (out * np.uint64(0x9E3779B97F4A7C15)) ^ part
    return out


def find_duplicates(
    frame: Frame, keys: dict[str, Any], rejected: Any, seen: Seen | None = None
) -> Any:
    """Find later rows with the same stated key; how many differ in something else is said.

    Parameters
    ----------
    frame : Frame
    keys : dict of str to numpy.ndarray
        Numbers of the references.
    rejected : numpy.ndarray of bool
        Rows that are quarantined; they are no duplicates.
    seen : Seen, optional
        What earlier parts of the same source held.

    Returns
    -------
    numpy.ndarray of bool
    """
    import numpy as np
    import pandas as pd

    out = np.zeros(len(frame), bool)
    names = frame.contract.duplicate_key
    if not names or not len(frame):
        return out
    parts: dict[str, Any] = {}
    blank = np.zeros(len(frame), bool)
    for name in names:
        field = frame.contract.fields[name]
        value: Any = keys[field.key] if field.type == "reference" else frame.values.get(name)
        if field.type == "reference":
            blank |= frame.coded(name).blank & (name in names[:1])
        if value is not None:
            parts[name] = value
    usable = np.flatnonzero(~rejected & ~blank)
    plain = {name: getattr(value, "codes", value) for name, value in parts.items()}
    table = pd.DataFrame({name: value[usable] for name, value in plain.items()})
    again = table.duplicated(keep="first").to_numpy()
    out[usable[again]] = True
    before = np.zeros(len(frame), bool)
    if seen is not None:
        hashes, rows = _hashes(parts), _hashes(dict(frame.text))
        before[usable] = seen.among("keys", hashes[usable])
        out |= before
        seen.add("keys", hashes[usable])
        before &= seen.among("rows", rows)
        seen.add("rows", rows)
    # A victim without a reference (an organisation, say) is told from others by nothing: never a duplicate by key alone.
    if "person_ref" in names:
        unnamed = frame.coded("person_ref").blank & out
        if unnamed.any():
            full = pd.DataFrame({name: column.codes for name, column in frame.text.items()})
            exact = full.duplicated(keep="first").to_numpy() | before
            out &= ~(unnamed & ~exact)
    if out.any():
        full = pd.DataFrame({name: column.codes for name, column in frame.text.items()})
        differ = out & ~full.duplicated(keep="first").to_numpy() & ~before
        what = " and ".join(names)
        frame.note(
            "duplicate",
            out & ~differ,
            f"the same {what} as an earlier row, and equal to it: left out",
        )
        frame.note(
            "duplicate-differs",
            differ,
            f"the same {what} as an earlier row, other values differ: the first stands, this one is left out",
        )
    return out
