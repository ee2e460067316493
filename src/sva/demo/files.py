"""Partners' files on disk: written whole or not at all, the same bytes for the same seed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sva.demo.engine import simulate
from sva.demo.ledger import describe
from sva.demo.marker import MARKER, digest, generator_hash, strangers
from sva.demo.partner_files import write_partners
from sva.demo.references import References
from sva.demo.render import SYSTEMS, WORKBOOK, System
from sva.demo.spoil import File, build
from sva.demo.tables import NAMES, Tables
from sva.demo.truth import Truth
from sva.errors import Fault, SvaError

__all__ = ["FOLDERS", "TRUTH_FILE", "write"]

TRUTH_FILE = "_demonstration/truth.json"
FOLDERS = {
    "offences": "police-offences", "victims": "police-victims", "suspects": "police-suspects",
    "disposals": "police-disposals", "stops": "police-stop-search",
}  # fmt: skip
_STEM = {"offences": "offences", "victims": "victims", "suspects": "suspects", "disposals": "disposals", "stops": "stop-search"}  # fmt: skip
_WORKBOOK_ROWS = 20_000


def write(
    folder: str | Path,
    seed: int,
    truth: Truth | None = None,
    report: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write partners' files with partners' mess, and beside them the truth.

    Parameters
    ----------
    folder : str or pathlib.Path
        ``data/raw/<assessment>``. It may be absent, empty, or hold demonstration data, which is replaced.
    seed : int
        The same seed, truth and version write the same bytes.
    truth : Truth, optional
        What is planted; the default truth where not given.
    report : callable, optional
        Told the name of each file when it has been written.

    Returns
    -------
    list of pathlib.Path
        The files, partners' first, then the truth and the marker.

    Raises
    ------
    SvaError
        If the folder holds anything else, or cannot be written.
    """
    folder, truth = Path(folder), truth or Truth()
    _refuse_strangers(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        names = _fill(draft, seed, truth, report or (lambda name: None))
        _refuse_strangers(folder)  # something may have come in the meantime
        _put_in_place(draft, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return [folder / name for name in names]


def _unwritable(folder: Path, error: OSError) -> SvaError:
    return SvaError(
        "The demonstration data cannot be written",
        [Fault(error.strerror or str(error), "a folder that can be written, with 400 MB free", str(folder), "Nothing was changed.")],
    )  # fmt: skip


def _refuse_strangers(folder: Path) -> None:
    found = strangers(folder) if folder.exists() else []
    if found:
        shown = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if len(found) > 3 else "")
        raise SvaError(
            "Demonstration and real files never share a folder",
            [Fault(f"{len(found)} files that are not demonstration data ({shown})", "an empty folder", str(folder),
                   "Move them away, or set `data: supplied` in assessment.yaml.")],
        )  # fmt: skip


def _put_in_place(draft: Path, folder: Path) -> None:
    """Rename the draft to the folder; an older one is kept until that has worked."""
    draft.chmod(0o755)
    if not folder.exists():
        draft.rename(folder)
        return
    aside = folder.with_name(f".{folder.name}-old-{os.getpid()}")
    folder.rename(aside)
    try:
        draft.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _years(tables: Tables) -> dict[str, np.ndarray]:
    """Financial year of each row: of recording, of the offence, of the disposal, of the search."""

    def of(values: Any) -> np.ndarray:
        month = np.asarray(values).astype("datetime64[M]").astype(int)
        return 1970 + (month - 3) // 12

    recorded = of(tables.offences["recorded_on"])
    hidden = tables.hidden
    return {
        "offences": recorded,
        "victims": recorded[hidden["victims"]["offence_row"].to_numpy()],
        "suspects": recorded[hidden["suspects"]["offence_row"].to_numpy()],
        "disposals": of(tables.disposals["disposal_on"]),
        "stops": of(tables.stops["searched_at"]),
    }


def _plan(
    name: str, year: int, rows: np.ndarray, tables: Tables
) -> list[tuple[str, System, np.ndarray]]:
    """Name, system and rows of the files of one table and year."""
    stem = f"{FOLDERS[name]}/demonstration-{_STEM[name]}-{year}-{(year + 1) % 100:02d}"
    if name == "stops" and year == 2021:
        return [(f"{stem}.xlsx", WORKBOOK, rows)]
    if name == "disposals" and year == 2022:
        early = tables.disposals["disposal_on"].to_numpy()[rows] < np.datetime64("2022-10-01")
        first = rows[early][:_WORKBOOK_ROWS]
        return [
            (f"{stem}-part1.xlsx", WORKBOOK, first),
            (f"{stem}-part2.csv", SYSTEMS[year], np.setdiff1d(rows, first, assume_unique=True)),
        ]
    return [(f"{stem}.csv", SYSTEMS[year], rows)]


def _fill(draft: Path, seed: int, truth: Truth, report: Callable[[str], None]) -> list[str]:
    tables = simulate(seed, truth)
    rng = np.random.default_rng([seed, 20230417])
    refs = References(tables, truth, rng)
    years = _years(tables)
    accounts: dict[str, Any] = {}
    for name in NAMES:
        sent = np.array([], int)
        for year in truth.years:
            rows = np.flatnonzero(years[name] == year)
            for path, system, part in _plan(name, year, rows, tables):
                file = build(
                    name,
                    tables,
                    refs,
                    part,
                    sent[-truth.mess.resent_rows :] if truth.mess.resent_rows else sent[:0],
                    system,
                    truth,
                    rng,
                )
                (draft / path).parent.mkdir(exist_ok=True)
                (_workbook if system.name == "X" else _csv)(draft / path, file, system, rng)
                accounts[path] = {"source": FOLDERS[name], **file.account}
                sent = part
                report(path)
    accounts |= write_partners(draft, seed, truth, report)
    _json(draft / TRUTH_FILE, describe(seed, truth, tables, refs, accounts))
    files = [*sorted(accounts), TRUTH_FILE]
    _json(draft / MARKER, _marker(draft, seed, truth, files))
    return [*files, MARKER]


def _csv(path: Path, file: File, system: System, rng: np.random.Generator) -> None:
    from pyarrow import csv

    # The file's own columns hold neither its delimiter's quotes nor line ends but in descriptions.
    sink = pa.BufferOutputStream()
    options = csv.WriteOptions(
        delimiter=system.delimiter, quoting_style="needed", batch_size=65_536
    )
    csv.write_csv(file.table, sink, options)
    content = sink.getvalue().to_pybytes()
    if system.eol != "\n":
        content = content.replace(b"\n", system.eol.encode())
    if system.encoding == "windows-1252":
        content = content.decode("utf-8").encode("cp1252")
    elif system.encoding == "utf-8-sig":
        content = b"\xef\xbb\xbf" + content
    path.write_bytes(content)


def _workbook(path: Path, file: File, system: System, rng: np.random.Generator) -> None:
    """Write a workbook with title rows, a second sheet, and dates as cells, numbers and text."""
    import xlsxwriter

    epoch = datetime(1899, 12, 30)  # noqa: DTZ001
    with xlsxwriter.Workbook(
        str(path), {"constant_memory": False, "strings_to_numbers": False}
    ) as book:
        book.set_properties({"title": "DEMONSTRATION", "created": datetime(2023, 4, 17)})  # noqa: DTZ001
        sheet, notes = book.add_worksheet("Export"), book.add_worksheet("Notes")
        notes.write_string(0, 0, "DEMONSTRATION data. Nothing in this workbook is real.")
        sheet.write_string(0, 0, "West Mercia Police - DEMONSTRATION")
        shown = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for j, (head, column) in enumerate(
            zip(file.table.column_names, file.table.columns, strict=True)
        ):
            sheet.write_string(2, j, head)
            values = column.to_pylist()
            if head not in ("Date", "Diversion Offered", "Outcome Dt"):
                for i, text in enumerate(values, start=3):
                    if text:
                        sheet.write_string(i, j, text)
                continue
            way = rng.random(len(values))
            for i, (text, u) in enumerate(zip(values, way, strict=True), start=3):
                if not text:
                    continue
                try:
                    stamp = datetime.fromisoformat(text)
                except ValueError:
                    sheet.write_string(i, j, text)
                    continue
                gap = stamp - epoch
                serial = gap.days + gap.seconds / 86_400
                if u < 0.75:
                    sheet.write_number(i, j, serial, shown)
                elif u < 0.95:
                    sheet.write_number(i, j, serial)
                else:
                    sheet.write_string(
                        i, j, stamp.strftime("%d/%m/%Y %H:%M" if len(text) > 10 else "%d/%m/%Y")
                    )


def _json(path: Path, value: Any) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        json.dumps(value, indent=1, ensure_ascii=False, sort_keys=False) + "\n", "utf-8"
    )


def _marker(draft: Path, seed: int, truth: Truth, files: list[str]) -> dict[str, Any]:
    import sva

    return {
        "status": "DEMONSTRATION",
        "what": "Everything in this folder is made up by `sva demo`. Real files must never be put here.",
        "seed": seed, "generator": generator_hash(), "truth": digest(truth), "sva_version": sva.__version__,
        "files": {
            name: {"bytes": (draft / name).stat().st_size, "sha256": hashlib.sha256((draft / name).read_bytes()).hexdigest()}
            for name in files
        },
    }  # fmt: skip
