"""Intake from end to end: read and map, person keys, clean; every row clean, duplicate or quarantined."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect
from sva.intake.account import (
    account,
    changes_table,
    count_known,
    list_quarantine,
    log_table,
)
from sva.intake.columns import known_headings
from sva.intake.context import Context
from sva.intake.contract import load_contract
from sva.intake.convert import convert_all
from sva.intake.gather import Gathered, gather
from sva.intake.identity import find_duplicates, number_references
from sva.intake.keys import KeyBook
from sva.intake.rules import RULES
from sva.intake.tables import BESIDE, TABLES, build_table, empty, schema
from sva.intake.watch import watch_categories
from sva.intake.writing import write_table, write_workbook

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
        ``clean/_changes.parquet``, ``clean/_completeness.parquet`` and ``quarantine/<source>.parquet`` and ``.xlsx``. What stood there before is
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
        accounting, log, changes, completeness = [], [], [], []
        for processed in _all_sources(assessment):
            frame = processed.frame
            made.setdefault(frame.contract.table, []).append(processed.table)
            accounting.append(processed.accounting)
            completeness.append(processed.completeness)
            log.append(log_table(frame))
            changes.append(changes_table(frame))
            if len(processed.quarantine):
                write_table(
                    processed.quarantine,
                    BESIDE["quarantine"],
                    quarantine / f"{frame.source}.parquet",
                )
                write_workbook(processed.quarantine, quarantine / f"{frame.source}.xlsx")
        for name, columns in TABLES.items():
            made.setdefault(name, [schema(columns).empty_table()])
        for name, parts in made.items():
            pq.write_table(pa.concat_tables(parts), clean / f"{name}.parquet", compression="zstd")
        beside = {}
        for name, parts in (
            ("_accounting", accounting),
            ("_log", log),
            ("_changes", changes),
            ("_completeness", completeness),
        ):
            whole = pd.concat(parts, ignore_index=True) if parts else empty(BESIDE[name])
            beside[name] = write_table(whole, BESIDE[name], clean / f"{name}.parquet")
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
    keys = number_references(frame, context, book)
    rejected = frame.rejected
    duplicate = find_duplicates(frame, keys, rejected)
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
    accounting = account(frame, gathered.tables, duplicate, rejected)
    quarantine = list_quarantine(frame, gathered.tables)
    completeness = count_known(frame, table, months[kept], months)
    return Processed(
        frame, gathered.tables, keys, kept, accounting, quarantine, completeness, table
    )


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


def _swap(scratch: Path, out: Path) -> None:
    """Put the new folders in the place of the old; each by one rename."""
    for name in ("clean", "quarantine"):
        old = scratch / f"old-{name}"
        if (out / name).exists():
            (out / name).rename(old)
        (scratch / name).rename(out / name)
