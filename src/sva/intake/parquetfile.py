"""Parquet as text, so that the same mapping serves."""

from __future__ import annotations

from sva.errors import Fault, SvaError
from sva.intake.text import Columns, TextTable

__all__ = ["read_parquet"]


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
        If it is damaged, or a column holds lists or structures.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sva.intake.arrow import pc

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError, ValueError):
        raise SvaError(
            f"{name} cannot be read",
            [Fault("the Parquet file breaks off or is damaged", "a whole file", name)],
        ) from None
    columns = {}
    for heading in table.column_names:
        column = table.column(heading).combine_chunks()
        if pa.types.is_nested(column.type):
            raise SvaError(
                f"{name} cannot be read",
                [Fault(f"column {heading!r} holds lists", "plain values", name)],
            )
        if pa.types.is_floating(column.type):
            whole = pc.all(pc.equal(pc.floor(column), column)).as_py()
            column = (
                column.cast(pa.int64()) if whole and column.null_count < len(column) else column
            )
        if pa.types.is_timestamp(column.type):
            text = pc.strftime(
                column, format="%Y-%m-%dT%H:%M:%S" + ("%z" if column.type.tz else "")
            )
        else:
            text = column.cast(pa.string())
        columns[str(heading)] = text
    if not columns:
        raise SvaError(f"{name} is empty", [Fault("no columns", "a table", name)])
    return TextTable(
        name, Columns(columns), np.arange(1, table.num_rows + 1, dtype=np.int64), sha256=sha256
    )
