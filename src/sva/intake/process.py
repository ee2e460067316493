"""Intake from end to end: read and map, person keys, clean; every row clean, duplicate or quarantined."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect
from sva.intake.context import Context
from sva.intake.contract import load_contract
from sva.intake.convert import convert_all
from sva.intake.gather import Gathered, gather, known_headings
from sva.intake.keys import KeyBook
from sva.intake.rules import RULES
from sva.intake.tables import BESIDE, TABLES, build_table, columns_of, empty, schema
from sva.intake.watch import watch_categories

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from sva.assessment import Assessment
    from sva.assessment.schema import Source
    from sva.intake.contract import Contract
    from sva.intake.frame import Frame
    from sva.intake.mapping import Mapping
    from sva.intake.text import TextTable

__all__ = ["MARKER", "Intake", "log_table", "process", "run"]

#: Stands in a raw folder that `sva demo` wrote.
MARKER = "DEMONSTRATION.json"


@dataclass(frozen=True)
class Intake:
    """What one intake made.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``clean`` and ``quarantine``.
    accounting, log, completeness : pandas.DataFrame
        As written beside the clean tables.
    """

    folder: Path
    accounting: pd.DataFrame
    log: pd.DataFrame
    completeness: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Read one clean table; empty where no source filled it.

        Raises
        ------
        SvaError
            If there is no such table.
        """
        import pandas as pd

        path = self.folder / "clean" / f"{name}.parquet"
        if path.is_file():
            return pd.read_parquet(path)
        if name in TABLES:
            return empty(TABLES[name])
        raise SvaError(
            f"there is no clean table {name!r}", [Fault("unknown table", ", ".join(TABLES))]
        )

    def quarantine(self, source: str) -> pd.DataFrame:
        """Read the quarantine of one source; empty where nothing was quarantined."""
        import pandas as pd

        path = self.folder / "quarantine" / f"{source}.parquet"
        return pd.read_parquet(path) if path.is_file() else empty(BESIDE["quarantine"])


@dataclass
class Processed:
    """One source on its way out: kept rows and the numbers of their references."""

    frame: Frame
    tables: list[TextTable]
    keys: dict[str, np.ndarray]
    clean: np.ndarray
    accounting: pd.DataFrame
    quarantine: pd.DataFrame
    completeness: pd.DataFrame
    table: pa.Table


def run(assessment: Assessment, out: Path) -> Intake:
    """Read every source of an assessment and write its clean tables.

    Parameters
    ----------
    assessment : Assessment
    out : pathlib.Path
        Receives ``clean/<table>.parquet``, ``clean/_accounting.parquet``, ``clean/_log.parquet``,
        ``clean/_completeness.parquet`` and ``quarantine/<source>.parquet`` and ``.xlsx``. What stood there before is
        replaced only when all is done.

    Returns
    -------
    Intake

    Raises
    ------
    SvaError
        If a source is absent, demonstration and real files share a folder, or files cannot be read; the faults of
        all sources at once.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    refuse_mixture(assessment)
    scratch = out / f".intake-{os.getpid()}"
    for left in out.glob(
        ".intake-*"
    ):  # of a run that was killed; the caller holds the folder's lock
        shutil.rmtree(left, ignore_errors=True)
    clean, quarantine = scratch / "clean", scratch / "quarantine"
    try:
        clean.mkdir(parents=True)
        quarantine.mkdir(parents=True)
        made: dict[str, list[pa.Table]] = {}
        accounting, log, completeness = [], [], []
        for processed in _all_sources(assessment):
            frame = processed.frame
            made.setdefault(frame.contract.table, []).append(processed.table)
            accounting.append(processed.accounting)
            completeness.append(processed.completeness)
            log.append(log_table(frame))
            if len(processed.quarantine):
                _write(
                    processed.quarantine,
                    BESIDE["quarantine"],
                    quarantine / f"{frame.source}.parquet",
                )
                _write_workbook(processed.quarantine, quarantine / f"{frame.source}.xlsx")
        for name, columns in TABLES.items():
            made.setdefault(name, [schema(columns).empty_table()])
        for name, parts in made.items():
            pq.write_table(pa.concat_tables(parts), clean / f"{name}.parquet", compression="zstd")
        beside = {}
        for name, parts in (
            ("_accounting", accounting),
            ("_log", log),
            ("_completeness", completeness),
        ):
            whole = pd.concat(parts, ignore_index=True) if parts else empty(BESIDE[name])
            beside[name] = _write(whole, BESIDE[name], clean / f"{name}.parquet")
        _swap(scratch, out)
    except OSError as reason:
        raise SvaError(
            "the clean tables cannot be written; what stood there before is untouched",
            [
                Fault(
                    reason.strerror or str(reason),
                    "a folder with room that may be written to",
                    str(out),
                )
            ],
        ) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Intake(out, beside["_accounting"], beside["_log"], beside["_completeness"])


def refuse_mixture(assessment: Assessment) -> None:
    """Refuse a raw folder whose files are not of the kind that the assessment says.

    Raises
    ------
    SvaError
        If demonstration and real files share a folder, or one stands for the other.
    """
    marked = (assessment.raw / MARKER).is_file()
    if marked and not assessment.demonstration:
        raise SvaError(
            "demonstration files cannot stand for real ones",
            [
                Fault(
                    f"{MARKER} lies in the folder of an assessment with data: supplied",
                    "partners' files",
                    str(assessment.raw),
                    "Move the demonstration files away.",
                )
            ],
        )
    if assessment.demonstration and assessment.settings.sources and not marked:
        raise SvaError(
            "the demonstration files are not there",
            [
                Fault(
                    f"no {MARKER}",
                    "files written by `sva demo`",
                    str(assessment.raw),
                    "Run `sva demo`; or say data: supplied if these are partners' files.",
                )
            ],
        )


def _all_sources(assessment: Assessment) -> Iterator[Processed]:
    """Process the sources in the order of the assessment, offences first, faults gathered."""
    context = Context(assessment)
    book = KeyBook(assessment.name)
    faults: list[Fault] = []
    sources = assessment.settings.sources
    names = [source.contract for source in sources]
    order = sorted(range(len(sources)), key=lambda i: (names[i] != "police-offences", i))
    for index in order:
        source = sources[index]
        name = (
            source.contract
            if names.count(source.contract) == 1
            else f"{source.contract}-{index + 1}"
        )
        try:
            contract = load_contract(source.contract)
            mapping = _mapping(assessment, source, contract)
            context.source = source
            gathered = gather(_read(assessment, source, contract, mapping), name, contract, mapping)
            yield process(gathered, context, book)
        except SvaError as reason:
            faults.extend(reason.faults or [Fault(reason.message)])
    collect("the partners' files cannot be read", faults)


def _mapping(assessment: Assessment, source: Source, contract: Contract) -> Mapping:
    from sva.intake.mapping import Mapping, load_mapping

    if source.mapping:
        return load_mapping(assessment.folder / source.mapping, contract)
    return Mapping(contract=contract.name)


def _read(
    assessment: Assessment, source: Source, contract: Contract, mapping: Mapping
) -> Iterator[TextTable]:
    from sva.intake.readers import find_files, read_file

    known = known_headings(contract, mapping)
    folder = assessment.raw / source.path
    base = folder if folder.is_dir() else folder.parent
    for path in find_files(folder, mapping.files):
        yield from read_file(path, mapping.read, path.relative_to(base).as_posix(), known)


def process(gathered: Gathered, context: Context, book: KeyBook) -> Processed:
    """Take the laid rows of one source through keys, cleaning, duplicates and accounting.

    Parameters
    ----------
    gathered : Gathered
    context : Context
    book : KeyBook

    Returns
    -------
    Processed

    Raises
    ------
    SvaError
        If rows in are not clean + duplicate + quarantined; that would be a fault of this program.
    """
    import numpy as np

    frame = gathered.frame
    convert_all(frame)
    for name in frame.contract.rules:
        RULES[name](frame, context)
    keys = _keys(frame, context, book)
    rejected = frame.rejected
    duplicate = _duplicates(frame, keys, rejected)
    kept = np.flatnonzero(~rejected & ~duplicate)
    months = _months(frame, context, keys)
    if frame.contract.name == "police-offences":
        at = np.full(book.count("offence"), np.datetime64("NaT", "s"))
        at[keys["offence"][kept]] = months[kept]
        context.offence_months = at
        incidents = np.full(book.count("offence"), -1, np.int64)
        incidents[keys["offence"][kept]] = keys["incident"][kept]
        context.offence_incidents = incidents
    watch_categories(frame, kept, months[kept])
    table = build_table(frame, kept, keys, book)
    accounting = _accounting(frame, gathered.tables, duplicate, rejected)
    quarantine = _quarantine(frame, gathered.tables)
    completeness = _completeness(frame, table, months[kept])
    return Processed(
        frame, gathered.tables, keys, kept, accounting, quarantine, completeness, table
    )


def _keys(frame: Frame, context: Context, book: KeyBook) -> dict[str, Any]:
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


def _duplicates(frame: Frame, keys: dict[str, Any], rejected: Any) -> Any:
    """Find later rows with the same stated key; how many differ in something else is said."""
    import numpy as np
    import pandas as pd

    out = np.zeros(len(frame), bool)
    names = frame.contract.duplicate_key
    if not names or not len(frame):
        return out
    parts, blank = {}, np.zeros(len(frame), bool)
    for name in names:
        field = frame.contract.fields[name]
        value = keys[field.key] if field.type == "reference" else frame.values.get(name)
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


def _months(frame: Frame, context: Context, keys: dict[str, Any]) -> Any:
    """Give every row its month: of its own date, else of its offence."""
    import numpy as np

    if frame.contract.date_field:
        found = frame.moments(frame.contract.date_field)
        return found.astype("datetime64[M]").astype("datetime64[s]")
    if "offence" in keys:
        found = context.months_of(keys["offence"])
        orphan = np.isnat(found) & (keys["offence"] >= 0)
        if context.offence_months is not None:
            frame.note(
                "no-such-offence",
                orphan,
                "the crime number is not among the clean offences: the row is kept",
            )
        return found
    return np.full(len(frame), np.datetime64("NaT", "s"))


def _accounting(
    frame: Frame, tables: list[TextTable], duplicate: Any, rejected: Any
) -> pd.DataFrame:
    """Count every file's rows, and stop if one is neither clean nor duplicate nor quarantined."""
    import numpy as np
    import pandas as pd

    n = len(tables)
    rows = np.bincount(frame.file_of, minlength=n)
    again = np.bincount(frame.file_of[duplicate], minlength=n)
    held = np.bincount(frame.file_of[rejected], minlength=n)
    bad = np.array([len(table.bad) for table in tables], dtype=np.int64)
    copies = len(frame.mapping.long.groups) if frame.mapping.long else 1
    read = np.array([table.rows_in for table in tables], dtype=np.int64)
    rows_in = rows + bad if copies > 1 else read
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
            Fault(
                f"{row.rows_in:,} rows in, {row.clean + row.duplicate + row.quarantined:,} accounted for",
                where=row.file,
            )
            for row in wrong.itertuples()
        ],
    )
    return out


def _quarantine(frame: Frame, tables: list[TextTable]) -> pd.DataFrame:
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


def _completeness(frame: Frame, table: pa.Table, months: Any) -> pd.DataFrame:
    """Count, by month, the rows in which each field is known."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

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
            known = pc.and_(known, pc.not_equal(column.fill_null("Unknown"), "Unknown"))
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
    return pd.concat(parts, ignore_index=True) if len(distinct) else empty(BESIDE["_completeness"])


def log_table(frame: Frame) -> pd.DataFrame:
    """Give the automatic choices made for a source, in the shape of ``_log``."""
    import pandas as pd

    table = pd.DataFrame(frame.log, columns=["file", "rule", "rows", "sentence"])
    table.insert(0, "source", frame.source)
    return table


def _write(frame: pd.DataFrame, columns: dict[str, str], path: Path) -> pd.DataFrame:
    typed = frame[list(columns)].astype(columns).reset_index(drop=True)
    typed.to_parquet(path, index=False)
    return typed


def _write_workbook(quarantine: pd.DataFrame, path: Path) -> None:
    """Write the quarantine as a workbook that can go back to the partner; text stays text."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": EPOCH})
        sheet = book.add_worksheet("Rows to mend")
        bold = book.add_format({"bold": True})
        headings = ["File", "Row of the file", "Field", "Reason code", "Reason"]
        for index, heading in enumerate(headings):
            sheet.write_string(0, index, heading, bold)
        shown = quarantine[["file", "row", "field", "reason", "sentence"]].head(100_000)
        for at, row in enumerate(shown.itertuples(index=False), start=1):
            for index, value in enumerate(row):
                if index == 1:
                    sheet.write_number(at, index, int(value))
                else:
                    sheet.write_string(at, index, str(value))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, 44)
        sheet.set_column(4, 4, 90)


def _epoch() -> Any:
    from datetime import datetime

    return datetime(2000, 1, 1)  # noqa: DTZ001


EPOCH = _epoch()


def _swap(scratch: Path, out: Path) -> None:
    """Put the new folders in the place of the old; each by one rename."""
    for name in ("clean", "quarantine"):
        old = scratch / f"old-{name}"
        if (out / name).exists():
            (out / name).rename(old)
        (scratch / name).rename(out / name)
