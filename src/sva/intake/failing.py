"""What happens to a value that cannot be read, and how it is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sva.intake.coded import Coded
from sva.intake.guard import is_name, names_somebody

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.contract import Field
    from sva.intake.frame import Frame

__all__ = ["fail", "rebuild", "say_strange", "shown"]


def shown(value: str, rows: int) -> str:
    """Say a value in a message only where it cannot be a person's: a short code, or one of many rows.

    Examples
    --------
    >>> shown("ZZ9", 1), shown("Jane", 1), shown("Jane Doe", 20)
    ("'ZZ9'", 'a value that is not shown', 'a value that is not shown')
    """
    if len(value) > 60 or names_somebody(value) or is_name(value):
        return "a value that is not shown"
    if re.fullmatch(r"[A-Za-z]{0,3}(\d{1,3}[A-Za-z]?)?(\.\d{1,2})?", value):
        return repr(value)
    if rows >= 10 and not re.search(r"\d{4,}", value):
        return repr(value)
    return "a value that is not shown"


def fail(frame: Frame, field: Field, mask: np.ndarray, reason: str, what: str) -> None:
    """Quarantine rows whose essential field fails; else keep the row, the field unknown, and say so."""
    if field.essential:
        frame.reject(mask, field.name, reason, what)
    else:
        frame.note(
            f"{field.name}-{reason}", mask, f"{what}: the row is kept and {field.name} is unknown"
        )


def say_strange(frame: Frame, field: Field, column: Coded, strange: list[int]) -> None:
    import numpy as np

    if not strange:
        return
    counts = column.counts()
    for index in strange[:20]:
        value = shown(column.texts()[index], int(counts[index]))
        mask = column.codes == index
        fail(frame, field, mask, "not-on-list", f"{field.name} holds {value}, which no list knows")
    if len(strange) > 20:
        mask = np.isin(column.codes, strange[20:])
        fail(
            frame, field, mask, "not-on-list", f"{field.name} holds other values that no list knows"
        )


def rebuild(column: Coded, new: list[str | None], blank: str | None) -> Coded:
    """Give every distinct value its new one, and blank cells theirs."""
    import numpy as np
    import pyarrow as pa

    kept: dict[str, int] = {}
    index = np.array(
        [-1 if value is None else kept.setdefault(value, len(kept)) for value in new],
        dtype=np.int32,
    )
    at = -1 if blank is None else kept.setdefault(blank, len(kept))
    return Coded(column.spread(index, at), pa.array(list(kept), pa.string()))
