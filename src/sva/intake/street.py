"""Street files of many forces to one Parquet file, streamed: more rows than memory holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sva.errors import Fault, SvaError

__all__ = ["stream_street"]

_COLUMNS = {
    "crime_ref": "Crime ID",
    "month": "Month",
    "reported_by": "Reported by",
    "falls_within": "Falls within",
    "longitude": "Longitude",
    "latitude": "Latitude",
    "location": "Location",
    "lsoa_code": "LSOA code",
    "lsoa_name": "LSOA name",
    "crime_type": "Crime type",
    "outcome_label": "Last outcome category",
    "context": "Context",
}


def stream_street(source: str | Path, target: str | Path, memory: str = "300MB") -> dict[str, int]:
    """Bring street files as published to one Parquet file, without holding them in memory.

    For the national comparison: places are not joined and no row is left out. The columns are those of the clean
    table ``street`` as far as the files hold them; the published identifier is left out.

    Parameters
    ----------
    source : str or pathlib.Path
        A folder of ``*-street.csv`` or ``*-street.csv.gz``, at any depth, or one file.
    target : str or pathlib.Path
        The Parquet file; replaced only when the new one is whole.
    memory : str
        DuckDB's memory limit.

    Returns
    -------
    dict of str to int
        ``files``, ``rows_in`` (as read), ``clean`` (as written), ``quarantined`` (no month or unknown crime type).

    Raises
    ------
    SvaError
        If there is no such file, or one has another layout.
    """
    import duckdb

    from sva.intake.lists import values

    source, target = Path(source), Path(target)
    files = (
        [source]
        if source.is_file()
        else sorted(p for end in ("*-street.csv", "*-street.csv.gz") for p in source.rglob(end))
    )
    if not files:
        raise SvaError(
            "there are no street files",
            [Fault("none found", "*-street.csv or *-street.csv.gz", str(source))],
        )
    part = target.with_name(f".{target.name}.part")
    layout = dict.fromkeys(_COLUMNS.values(), "VARCHAR")
    kinds = values("street_type")
    database = duckdb.connect()
    try:
        database.execute(f"set memory_limit = '{memory}'")
        database.execute("set threads = 2")
        database.execute("set preserve_insertion_order = false")
        rows = database.execute(
            f"""
            copy (
                select
                    try_cast("Month" || '-01' as date) as month,
                    "Reported by" as reported_by, "Falls within" as falls_within,
                    "Crime type" as crime_type, "Last outcome category" as outcome_label,
                    "LSOA code" as lsoa_code,
                    try_cast("Longitude" as double) as longitude, try_cast("Latitude" as double) as latitude
                from read_csv($files, header = true, columns = $layout, delim = ',', quote = '"', escape = '"',
                              nullstr = '', auto_detect = false, strict_mode = true)
            ) to '{_literal(part)}' (format parquet, compression snappy)
            """,
            {"files": [str(path) for path in files], "layout": layout},
        ).fetchone()
        read = int(rows[0]) if rows else 0
        written = _leave_out(database, part, kinds, read)
    except duckdb.Error as reason:
        part.unlink(missing_ok=True)
        first = str(reason).split("\n")[0]
        raise SvaError(
            "the street files cannot be read",
            [Fault(first[:300], f"the columns {', '.join(_COLUMNS.values())}", str(source))],
        ) from None
    finally:
        database.close()
    part.replace(target)
    return {"files": len(files), "rows_in": read, "clean": written, "quarantined": read - written}


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")


def _leave_out(database: Any, part: Path, kinds: list[str], read: int) -> int:
    """Leave out the rows without a month or of an unknown kind, where there are any; give the rows that stay."""
    sound = "month is not null and list_contains($kinds, crime_type)"
    found = database.execute(
        f"select count(*) from read_parquet($part) where {sound}",
        {"kinds": kinds, "part": str(part)},
    ).fetchone()
    if int(found[0]) == read:
        return read
    again = part.with_name(f"{part.name}.again")
    rows = database.execute(
        f"copy (select * from read_parquet($part) where {sound}) to '{_literal(again)}' (format parquet)",
        {"kinds": kinds, "part": str(part)},
    ).fetchone()
    again.replace(part)
    return int(rows[0])
