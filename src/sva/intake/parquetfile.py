"""Parquet as text, so that the same mapping serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect
from sva.intake.guard import heading_shown
from sva.intake.headings import unique_names
from sva.intake.numerals import LARGEST
from sva.intake.records import drop_rows
from sva.intake.text import Columns, TextTable

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["MAXIMUM_CELLS", "read_parquet"]

#: Rows times columns: a few bytes of Parquet may stand for a thousand million rows that are alike.
MAXIMUM_CELLS = 400_000_000


def read_parquet(data: bytes, name: str, sha256: str) -> TextTable:
    """Read a Parquet file; every value is written as text.

    Parameters
    ----------
    data : bytes
    name : str
    sha256 : str

    Returns
    -------
    TextTable

    Raises
    ------
    SvaError
        If it is damaged or too large, or a column holds lists, structures or bytes that are no text.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        cells = file.metadata.num_rows * file.metadata.num_columns
        if cells > MAXIMUM_CELLS:
            raise SvaError(
                f"{name} is too large",
                [Fault(f"{cells:,} cells", f"at most {MAXIMUM_CELLS:,}", name, "Split it.")],
            )
        table = file.read()
    except (pa.ArrowException, OSError, ValueError):
        raise SvaError(
            f"{name} cannot be read",
            [Fault("the Parquet file breaks off or is damaged", "a whole file", name)],
        ) from None
    if not table.num_columns:
        raise SvaError(f"{name} is empty", [Fault("no columns", "a table", name)])
    notes: list[tuple[str, int, str]] = []
    columns: dict[str, Any] = {}
    faults = []
    for index, heading in enumerate(unique_names(table.column_names, name, notes)):
        column = table.column(index).combine_chunks()
        try:
            columns[heading] = _as_text(column)
        except (pa.ArrowException, ValueError):
            what = f"column {heading_shown(heading)!r} holds values of type {column.type} that are no text"
            faults.append(Fault(what, "text, numbers, dates or yes and no", name))
    collect(f"{name} cannot be read", faults)
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return drop_rows(TextTable(name, Columns(columns), numbers, [], notes, sha256))


def _as_text(column: pa.Array) -> pa.Array:
    """Write one column as text: whole numbers without a point, times as ISO."""
    import pyarrow as pa

    from sva.intake.arrow import pc

    kind: Any = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_nested(kind):
        raise ValueError(kind)
    if pa.types.is_floating(kind):
        column = column.cast(pa.float64())
        there = pc.is_finite(column)
        column = pc.if_else(pc.is_nan(column), None, column)
        whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), LARGEST))
        if pc.all(pc.and_(there, whole)).as_py() and column.null_count < len(column):
            column = column.cast(pa.int64())
    if pa.types.is_timestamp(kind):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%S" + ("%z" if kind.tz else ""))
    text = column.cast(pa.string())
    text.validate(full=True)
    return pc.replace_substring(text, "\x00", "")
