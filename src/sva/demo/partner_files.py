"""Writing the files of partners other than the police: delimited text and workbooks, the same bytes for the same seed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from sva.demo.partner_children import children_files
from sva.demo.partner_health import health_files
from sva.demo.partner_rows import PartnerFile
from sva.demo.partner_voice import voice_files
from sva.demo.truth import Truth

__all__ = ["YEARS", "draw_partners", "write_partners"]

#: Partners send at most so many of the last years.
YEARS = 3


def draw_partners(seed: int, truth: Truth) -> list[PartnerFile]:
    """Draw the files of all partners but the police.

    Parameters
    ----------
    seed : int
        The same seed and truth give the same files; the police's files do not change with them.
    truth : Truth
        What is planted in places, and the size.

    Returns
    -------
    list of PartnerFile

    Examples
    --------
    >>> files = draw_partners(3, Truth(scale=0.01, last_year=2018))
    >>> len(files), files[0].source, files[0].rows[0][-1]
    (14, 'ambulance', 'DEMONSTRATION')
    """
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence([20230517, seed]).spawn(3)]
    years = truth.years[-YEARS:]
    makers = (health_files, children_files, voice_files)
    return [
        file for make, rng in zip(makers, streams, strict=True) for file in make(truth, years, rng)
    ]


def write_partners(
    folder: Path, seed: int, truth: Truth, report: Callable[[str], None]
) -> dict[str, Any]:
    """Write them.

    Parameters
    ----------
    folder : pathlib.Path
        The raw folder.
    seed, truth
        As for `draw_partners`.
    report : callable
        Told the name of each file when it has been written.

    Returns
    -------
    dict of str to dict
        By file: rows, and where each must end.
    """
    accounts = {}
    for file in draw_partners(seed, truth):
        path = folder / file.path
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".xlsx":
            _workbook(path, file)
        else:
            _text(path, file)
        accounts[file.path] = file.account
        report(file.path)
    return accounts


def _text(path: Path, file: PartnerFile) -> None:
    sink = io.StringIO()
    eol = "\r\n" if file.encoding == "windows-1252" else "\n"
    writer = csv.writer(sink, delimiter=file.delimiter, lineterminator=eol)
    writer.writerow(file.heads)
    writer.writerows(file.rows)
    path.write_bytes(sink.getvalue().encode(file.encoding))


def _workbook(path: Path, file: PartnerFile) -> None:
    """Write a workbook as a partner does by hand: a title, an empty line, then the table."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        book.set_properties({"title": "DEMONSTRATION", "created": datetime(2023, 4, 17)})  # noqa: DTZ001
        sheet = book.add_worksheet("Data")
        sheet.write_string(0, 0, file.title)
        for column, head in enumerate(file.heads):
            sheet.write_string(2, column, head)
        for at, row in enumerate(file.rows, start=3):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(at, column, text)
