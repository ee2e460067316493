"""Intake from end to end: read and map, person keys, clean; every row clean, duplicate or quarantined."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.intake.account import account, count_known, list_quarantine, log_table
from sva.intake.convert import convert_all
from sva.intake.identity import Seen, find_duplicates, number_references
from sva.intake.rules import RULES
from sva.intake.tables import BESIDE, TABLES, build_table, empty
from sva.intake.watch import Counts, count_categories, watch_categories

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from sva.assessment import Assessment
    from sva.intake.context import Context
    from sva.intake.frame import Frame
    from sva.intake.gather import Gathered
    from sva.intake.keys import KeyBook
    from sva.intake.text import TextTable

__all__ = ["MARKER", "Intake", "Parts", "Processed", "log_table", "process", "run"]

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
    from sva.intake.sources import all_sources
    from sva.intake.store import Store

    refuse_mixture(assessment)
    scratch = out / f".intake-{os.getpid()}"
    for left in out.glob(
        ".intake-*"
    ):  # of a run that was killed; the caller holds the folder's lock
        shutil.rmtree(left, ignore_errors=True)
    store = Store(scratch)
    try:
        for processed in all_sources(assessment):
            store.add(processed)
        beside = store.close()
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
        store.abandon()
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


@dataclass
class Parts:
    """What the parts of one large source share.

    Parameters
    ----------
    seen : Seen
        Keys and rows of earlier parts.
    counted : dict of str to Counter
        Categories by quarter, of all parts so far.
    """

    seen: Seen = field(default_factory=Seen)
    counted: Counts = field(default_factory=dict)

    def count(self, counted: Counts) -> None:
        """Add the categories of one part."""
        for name, counts in counted.items():
            self.counted.setdefault(name, Counter()).update(counts)


def process(
    gathered: Gathered,
    context: Context,
    book: KeyBook,
    parts: Parts | None = None,
    *,
    last: bool = True,
) -> Processed:
    """Take the laid rows of one source, or of one part of it, through keys, cleaning, duplicates and accounting.

    Parameters
    ----------
    gathered : Gathered
    context : Context
    book : KeyBook
    parts : Parts, optional
        Where the source is read in parts.
    last : bool, optional
        Whether no part follows.

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
    duplicate = find_duplicates(frame, keys, rejected, parts.seen if parts else None)
    kept = np.flatnonzero(~rejected & ~duplicate)
    months = _months(frame, context, keys)
    if frame.contract.name == "police-offences":
        numbers = keys["offence"][kept]
        context.learn(book.count("offence"), numbers, months[kept], keys["incident"][kept])
    counted = count_categories(frame, kept, months[kept])
    if parts is not None:
        parts.count(counted)
        counted = parts.counted
    if last:
        watch_categories(frame, counted)
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
