"""What became of every row: accounting, quarantine, completeness, log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, collect
from sva.intake.ethnicities import NOT_STATED
from sva.intake.tables import BESIDE, columns_of, empty

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sva.intake.frame import Frame
    from sva.intake.text import TextTable

__all__ = ["account", "changes_table", "count_known", "list_quarantine", "log_table"]


def account(frame: Frame, tables: list[TextTable], duplicate: Any, rejected: Any) -> pd.DataFrame:
    """Count every file's rows, and stop if one is neither clean nor duplicate nor quarantined."""
    import numpy as np
    import pandas as pd

    n = len(tables)
    rows = np.bincount(frame.file_of, minlength=n)
    again = np.bincount(frame.file_of[duplicate], minlength=n)
    held = np.bincount(frame.file_of[rejected], minlength=n)
    bad = np.array([len(table.bad) for table in tables], dtype=np.int64)
    read = np.array([table.rows_in for table in tables], dtype=np.int64)
    rows_in = rows + bad if frame.mapping.long else read
    out = pd.DataFrame(
        {
            "source": frame.source,
            "file": [table.file for table in tables],
            "sha256": [table.sha256 for table in tables],
            "rows_in": rows_in,
            "clean": rows - again - held,
            "duplicate": again,
            "quarantined": held + bad,
        }
    )
    wrong = out[out["rows_in"] != out["clean"] + out["duplicate"] + out["quarantined"]]
    collect(
        "rows went missing; this is a fault of the program, and nothing was written",
        [
            Fault(f"{int(rows):,} rows in, and not as many accounted for", where=str(file))
            for file, rows in zip(wrong["file"], wrong["rows_in"], strict=True)
        ],
    )
    return out


def list_quarantine(frame: Frame, tables: list[TextTable]) -> pd.DataFrame:
    """List what failed in each quarantined row: where it stands, which field, why; never a value."""
    import numpy as np
    import pandas as pd

    parts = []
    for reject in frame.rejects:
        files = np.array(frame.files, dtype=object)[frame.file_of[reject.rows]]
        parts.append(
            pd.DataFrame(
                {
                    "file": files,
                    "row": frame.numbers[reject.rows],
                    "field": reject.field,
                    "reason": reject.reason,
                    "sentence": reject.sentence,
                }
            )
        )
    bad = [
        (table.file, row.number, "", row.reason, row.sentence)
        for table in tables
        for row in table.bad
    ]
    if bad:
        parts.append(pd.DataFrame(bad, columns=["file", "row", "field", "reason", "sentence"]))
    if not parts:
        return empty(BESIDE["quarantine"])
    out = pd.concat(parts, ignore_index=True)
    out["row_ref"] = out["file"].astype(str) + ":" + out["row"].astype(str)
    out = out.sort_values(["file", "row", "field"], kind="stable", ignore_index=True)
    return out[list(BESIDE["quarantine"])].astype(BESIDE["quarantine"])


def count_known(
    frame: Frame, table: pa.Table, months: Any, lost: Any | None = None
) -> pd.DataFrame:
    """Count, by month, the rows in which each field is known.

    Parameters
    ----------
    frame : Frame
    table : pyarrow.Table
        The clean rows.
    months : numpy.ndarray of datetime64[s]
        Month of every clean row.
    lost : numpy.ndarray of datetime64[s], optional
        Month of every row of the frame. With it, quarantined rows count too among the rows of an essential field, for
        among clean rows such a field is known by definition.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from sva.intake.arrow import pc

    distinct, at = np.unique(months, return_inverse=True)
    rows = np.bincount(at.reshape(-1), minlength=len(distinct))
    parts = []
    fields = [
        name
        for name, kind in columns_of(frame.contract).items()
        if name not in ("row_ref", "month", "time_known", "easting", "northing")
        and not kind.startswith("key:")
    ]
    for name in fields:
        column = table.column(name)
        known = pc.is_valid(column)
        if pa.types.is_string(column.type):
            filled = column.fill_null("Unknown")
            known = pc.and_(known, pc.not_equal(filled, "Unknown"))
            if name == "ethnicity_self":
                known = pc.and_(known, pc.not_equal(filled, NOT_STATED))
        mask = (
            known.to_numpy(zero_copy_only=False)
            if isinstance(known, pa.Array)
            else known.to_numpy()
        )
        counts = np.bincount(at.reshape(-1)[mask], minlength=len(distinct))
        parts.append(
            pd.DataFrame(
                {
                    "source": frame.source,
                    "table": frame.contract.table,
                    "field": name,
                    "month": distinct,
                    "rows": rows,
                    "known": counts,
                }
            )
        )
    if not len(distinct):
        return empty(BESIDE["_completeness"])
    counted = pd.concat(parts, ignore_index=True)
    return counted if lost is None else _with_lost(frame, counted, lost)


def _with_lost(frame: Frame, counted: pd.DataFrame, months: Any) -> pd.DataFrame:
    """Add the quarantined rows to the rows of every essential field; to the known, where another field failed."""
    import numpy as np
    import pandas as pd

    rejected = frame.rejected
    if not rejected.any():
        return counted
    # a row whose own date is at fault, or lies where no clean row does, belongs to no month
    inside = np.isin(months, counted["month"].dropna().unique())
    months = np.where(inside, months, np.datetime64("NaT", "s"))
    parts = []
    for name in frame.contract.essential:
        if name not in set(counted["field"]):
            continue
        failed = np.zeros(len(frame), bool)
        for reject in frame.rejects:
            if reject.field == name:
                failed[reject.rows] = True
        held = pd.DataFrame({"month": months[rejected], "known": ~failed[rejected]})
        sums = (
            held.groupby("month", dropna=False)["known"].agg(rows="size", known="sum").reset_index()
        )
        parts.append(
            sums.assign(source=frame.source, table=frame.contract.table, field=name).astype(
                {"known": "int64"}
            )
        )
    names = ["source", "table", "field", "month"]
    whole = pd.concat([counted, *parts], ignore_index=True)
    return whole.groupby(names, sort=False, dropna=False)[["rows", "known"]].sum().reset_index()


def changes_table(frame: Frame) -> pd.DataFrame:
    """Give the categories that vanish or appear, in the shape of ``_changes``."""
    import pandas as pd

    names = ["field", "category", "kind", "month", "rows"]
    table = pd.DataFrame(frame.changes, columns=names)
    table.insert(0, "source", frame.source)
    return table


def log_table(frame: Frame) -> pd.DataFrame:
    """Give the automatic choices made for a source, in the shape of ``_log``."""
    import pandas as pd

    table = pd.DataFrame(frame.log, columns=["file", "rule", "rows", "sentence"])
    table.insert(0, "source", frame.source)
    return table
