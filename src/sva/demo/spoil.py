"""The mess of one file: rows repeated, re-sent and unusable, each counted."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from sva.demo.layouts import LAYOUTS, STATUS
from sva.demo.page import Page
from sva.demo.references import References
from sva.demo.render import System
from sva.demo.tables import Tables
from sva.demo.truth import Truth

__all__ = ["File", "build"]

# Dates that cannot be, a date to come, and an end before its start, as each system writes them.
_BAD = {
    "A": "31/02/2019 10:00",
    "B": "2021-02-31 10:00:00",
    "C": "31/02/2022 10:00",
    "X": "31/02/2022",
}
_LATER = {"A": "14/07/2031 10:00", "B": "2031-07-14 10:00:00", "C": "2031-07-14T10:00:00"}
_PAIR = {
    "A": ("15/06/2018 10:00", "11/06/2018 10:00"), "B": ("2020-06-15 10:00:00", "2020-06-11 10:00:00"),
    "C": ("15/06/2022 10:00", "11/06/2022 10:00"),
}  # fmt: skip
_DAYS = {"A": ("01/05/2019", "01/05/1999"), "B": ("2021-05-01", "1999-05-01"), "C": ("01/05/2022", "01/05/1999"), "X": ("2022-05-01", "1999-05-01")}  # fmt: skip


@dataclass
class File:
    """One file ready to be written, with its account.

    Attributes
    ----------
    table : pyarrow.Table
        All columns as text.
    clean, duplicates : int
        Rows that are new in this file; rows that repeat a row of this or an earlier file.
    quarantined : dict of str to int
        Rows that cannot be used, by reason.
    """

    table: pa.Table
    clean: int
    duplicates: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)

    @property
    def account(self) -> dict[str, object]:
        """Rows written, and where each must end."""
        repeated, refused = sum(self.duplicates.values()), sum(self.quarantined.values())
        return {
            "rows": self.clean + repeated + refused, "clean": self.clean, "duplicate": repeated,
            "quarantined": refused, "duplicates": self.duplicates, "reasons": self.quarantined,
        }  # fmt: skip


def _reasons(name: str, truth: Truth, n: int) -> dict[str, int]:
    """How many unusable rows of each kind are added to a file of n rows."""
    m = truth.mess
    shares = {
        "offences": {"no crime number": m.no_reference, "impossible date": m.bad_date, "unknown offence code": m.unknown_code,
                     "date in the future": m.future_date, "ends before it starts": m.reversed_dates},
        "victims": {"no crime number": m.no_reference, "no person reference": m.no_reference},
        "suspects": {"no crime number": m.no_reference, "no person reference": m.no_reference},
        "disposals": {"no crime number": m.no_reference, "no person reference": m.no_reference,
                      "unknown outcome code": m.unknown_code, "disposal before its offer": m.reversed_dates},
        "stops": {"no search reference": m.no_reference, "impossible date": m.bad_date},
    }[name]  # fmt: skip
    return {reason: max(1, round(share * n)) for reason, share in shares.items() if share > 0 and n}


def build(
    name: str, tables: Tables, refs: References, rows: np.ndarray, again: np.ndarray, system: System,
    truth: Truth, rng: np.random.Generator,
) -> File:  # fmt: skip
    """Write out one file's rows and spoil them.

    Parameters
    ----------
    name : str
        Table.
    tables : Tables
        The draw.
    refs : References
        Its references.
    rows, again : numpy.ndarray of int
        Positions of the rows that belong in this file; of rows of the file before that are sent again.
    system : System
        The record system.
    truth : Truth
        How much is spoilt.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    File
    """
    reasons = _reasons(name, truth, len(rows))
    fit = rows
    if name == "victims":
        fit = rows[(tables.victims["person_type"].to_numpy()[rows] == "person")]
    added = rng.choice(fit, sum(reasons.values())) if reasons else rows[:0]
    columns = LAYOUTS[name](
        Page(tables, refs, np.concatenate([again, rows, added]), system, truth, rng)
    )
    columns["Data status"] = pa.array([STATUS]).take(
        pa.array(np.zeros(len(again) + len(rows) + len(added), int))
    )
    start = len(again) + len(rows)
    if len(added):
        columns = _break(name, columns, start, reasons, refs, system, rng)
    repeats = rng.choice(
        len(rows), int(truth.mess.duplicate_rows * len(rows)), replace=False
    ) + len(again)
    where = np.concatenate(
        [np.full(len(again), -1.0), np.arange(len(rows)), rng.uniform(0, len(rows), len(added)), rng.uniform(0, len(rows), len(repeats))]
    )  # fmt: skip
    at = np.concatenate([np.arange(start + len(added)), repeats])[np.argsort(where, kind="stable")]
    duplicates = {
        "repeated in this file": len(repeats),
        "sent again from the year before": len(again),
    }
    return File(pa.table(columns).take(pa.array(at)), len(rows), duplicates, reasons)


def _break(
    name: str, columns: dict[str, pa.Array], start: int, reasons: dict[str, int], refs: References,
    system: System, rng: np.random.Generator,
) -> dict[str, pa.Array]:  # fmt: skip
    """Make the added rows unusable, each for one reason."""
    lists: dict[str, list[str]] = {}

    def cells(column: str) -> list[str]:
        if column not in lists:
            lists[column] = columns[column][start:].to_pylist()
        return lists[column]

    heads = list(columns)
    reference = heads[0]
    person = next((c for c in ("Victim Ref", "Suspect Ref", "Person URN") if c in columns), "")
    total = sum(reasons.values())
    if name in ("offences", "stops"):
        cells(reference)[:] = refs.fresh(
            "search" if name == "stops" else "crime", total, rng
        ).to_pylist()
    at = 0
    for reason, count in reasons.items():
        for i in range(at, at + count):
            if reason in ("no crime number", "no search reference"):
                cells(reference)[i] = ""
            elif reason == "no person reference":
                cells(person)[i] = ""
            elif reason == "impossible date":
                _set_bad_date(name, cells, i, system)
            elif reason.startswith("unknown"):
                cells(
                    "HO Code"
                    if "HO Code" in columns
                    else "Offence Code (HO)"
                    if name == "offences"
                    else "HO Outcome"
                    if system.new
                    else "Disposal Code"
                )[i] = ("ZZ9", "999X")[i % 2]
            elif reason == "date in the future":
                cells("Earliest Date/Time" if system.new else "Committed From")[i] = _LATER[
                    system.name
                ]
            elif reason == "ends before it starts":
                for column, text in zip(heads[5:7], _PAIR[system.name], strict=True):
                    cells(column)[i] = text
            else:  # a disposal before its offer
                for column, text in zip(heads[5:7], _DAYS[system.name], strict=True):
                    cells(column)[i] = text
        at += count
    return {
        c: pa.concat_arrays([v[:start], pa.array(lists[c], pa.string())]) if c in lists else v
        for c, v in columns.items()
    }


def _set_bad_date(name: str, cells, i: int, system: System) -> None:
    """Put an impossible date where the row's main date stands."""
    if name == "offences":
        cells("Earliest Date/Time" if system.new else "Committed From")[i] = _BAD[system.name]
    elif system.name == "C":
        cells("Date")[i] = "2022-02-31T10:00:00+00:00"
    else:
        cells("Date" if system.new else "Search Date")[i] = _BAD[system.name].split(" ")[0]
