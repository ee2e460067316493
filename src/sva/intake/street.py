"""Street files of many forces to one Parquet file, streamed: more rows than memory holds."""

from __future__ import annotations

from pathlib import Path

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
    table ``street`` as far as the files hold them; the published identifier is left out, and ``row_number`` counts the
    rows as read.

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
        relation = database.read_csv(
            [str(path) for path in files], header=True, columns=layout, delimiter=",", quotechar='"', escapechar='"', strict_mode=True, auto_detect=False
        )  # fmt: skip
        database.register("published", relation)
        database.execute(
            f"""
            copy (
                select
                    make_date("Month"[1:4]::int, "Month"[6:7]::int, 1) as month,
                    "Reported by" as reported_by, "Falls within" as falls_within,
                    "Crime type" as crime_type, "Last outcome category" as outcome_label,
                    nullif("LSOA code", '') as lsoa_code,
                    try_cast("Longitude" as double) as longitude, try_cast("Latitude" as double) as latitude
                from published
                where regexp_full_match("Month", '\\d{{4}}-(0[1-9]|1[0-2])') and "Crime type" in ({", ".join("?" for _ in kinds)})
            ) to '{str(part).replace("'", "''")}' (format parquet, compression zstd, compression_level 1, row_group_size 122880)
            """,
            kinds,
        )
        clean = database.execute("select count(*) from read_parquet(?)", [str(part)]).fetchone()
        counted = _count_rows(files)
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
    written = int(clean[0]) if clean else 0
    return {
        "files": len(files),
        "rows_in": counted,
        "clean": written,
        "quarantined": counted - written,
    }


def _count_rows(files: list[Path]) -> int:
    """Count the rows of every file by its lines; these files hold no line breaks inside a cell."""
    import gzip

    total = 0
    for path in files:
        opener = gzip.open if path.name.endswith(".gz") else open
        with opener(path, "rb") as stream:
            last, lines = b"\n", 0
            while block := stream.read(1 << 22):
                lines += block.count(b"\n")
                last = block[-1:]
            total += lines + (last != b"\n") - 1
    return total
