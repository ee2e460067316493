"""Which rows are the same thing: numbers for references, and duplicates by the stated key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.context import Context
    from sva.intake.frame import Frame
    from sva.intake.keys import KeyBook

__all__ = ["find_duplicates", "number_references"]


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


def find_duplicates(frame: Frame, keys: dict[str, Any], rejected: Any) -> Any:
    """Find later rows with the same stated key; how many differ in something else is said."""
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
        if hasattr(value, "codes"):
            value = value.codes
        if value is not None:
            parts[name] = value
    usable = np.flatnonzero(~rejected & ~blank)
    table = pd.DataFrame({name: value[usable] for name, value in parts.items()})
    again = table.duplicated(keep="first").to_numpy()
    out[usable[again]] = True
    # A victim without a reference (an organisation, say) is told from others by nothing: never a duplicate by key alone.
    if "person_ref" in names:
        unnamed = frame.coded("person_ref").blank & out
        if unnamed.any():
            full = pd.DataFrame({name: column.codes for name, column in frame.text.items()})
            exact = full.duplicated(keep="first").to_numpy()
            out &= ~(unnamed & ~exact)
    if out.any():
        full = pd.DataFrame({name: column.codes for name, column in frame.text.items()})
        differ = out & ~full.duplicated(keep="first").to_numpy()
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
