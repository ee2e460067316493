"""Turning clean columns into what a police system exports: codes, dates, blanks, free text."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported, so no checker knows them.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "SYSTEMS",
    "WORKBOOK",
    "System",
    "blanks",
    "choose",
    "district_names",
    "labels",
    "moments",
    "numbers",
    "padded",
    "pick",
    "plain",
    "recode",
    "words",
]


@dataclass(frozen=True)
class System:
    """How one record system writes a file.

    Attributes
    ----------
    name : str
        "A" (two oldest years), "B" (next two), "C" (after the change of layout), "X" (its workbooks, whose
        dates become cells).
    encoding, eol, delimiter : str
        Of its CSV files.
    new : bool
        Whether it has the new column names and words.
    """

    name: str
    encoding: str
    eol: str
    delimiter: str
    new: bool


SYSTEMS: Mapping[int, System] = {
    2018: System("A", "windows-1252", "\r\n", ",", False),
    2019: System("A", "windows-1252", "\r\n", ",", False),
    2020: System("B", "utf-8-sig", "\n", ",", False),
    2021: System("B", "utf-8-sig", "\n", ",", False),
    2022: System("C", "utf-8", "\n", ";", True),
}
_UNKNOWN = ("", "", "", "", "", "", "", "NOT RECORDED", "NOT RECORDED", "-")
_CHANGE = np.datetime64("2022-10-01", "s")
WORKBOOK = System("X", "", "", "", True)
_DATE = {"A": "%d/%m/%Y", "B": "%Y-%m-%d", "X": "%Y-%m-%d"}
_TIME = {"A": "%d/%m/%Y %H:%M", "B": "%Y-%m-%d %H:%M:%S", "X": "%Y-%m-%d %H:%M:%S"}
_MONTH = {"A": "%m/%Y", "B": "%Y-%m", "X": "%Y-%m"}


def plain(values: pd.Series | pa.Array | np.ndarray) -> pa.Array:
    """Give a column as Arrow text, empty where null."""
    if isinstance(values, np.ndarray | pd.Series):
        array = pa.array(values)
    else:
        array = values
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return pc.fill_null(array.cast(pa.string()), "")


def choose(mask: np.ndarray, yes: pa.Array, no: pa.Array) -> pa.Array:
    """Take the first where the mask holds, the second elsewhere."""
    return pc.if_else(pa.array(mask), yes, no)


def pick(words: Sequence[str], rng: np.random.Generator, n: int) -> pa.Array:
    """Draw one of the words for each row."""
    return pa.array(list(words), pa.string()).take(pa.array(rng.integers(0, len(words), n)))


def recode(values: pd.Series, words: Mapping[str, str], rng: np.random.Generator) -> pa.Array:
    """Say each value in the system's word; what is not named, "Unknown" or null, as systems leave it out."""
    text = plain(values).dictionary_encode()
    table = pa.array(
        [words.get(v, "" if v in ("", "Unknown") else v) for v in text.dictionary.to_pylist()]
    )
    out = table.take(text.indices)
    return choose(
        pc.equal(out, "").to_numpy(zero_copy_only=False), pick(_UNKNOWN, rng, len(out)), out
    )


def blanks(
    values: pd.Series, yes: str, no: str, unknown: str, rng: np.random.Generator
) -> pa.Array:
    """Write a nullable boolean; where unknown, mostly nothing."""
    array = pa.array(values)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    lost = pc.is_null(array).to_numpy(zero_copy_only=False)
    said = choose(rng.random(len(lost)) < 0.7, pa.array([""]).take(pa.array(np.zeros(len(lost), int))),
                  pa.array([unknown]).take(pa.array(np.zeros(len(lost), int))))  # fmt: skip
    return choose(lost, said, pc.if_else(pc.fill_null(array, False), yes, no))


def numbers(values: pd.Series) -> pa.Array:
    """Write whole numbers, empty where null."""
    return plain(pd.Series(values.astype("Int64"), copy=False))


def padded(values: np.ndarray, width: int) -> pa.Array:
    """Write whole numbers with leading zeros."""
    return pc.utf8_lpad(plain(values), width, "0")


def _format(stamps: np.ndarray, pattern: str) -> pa.Array:
    """Write whole-minute stamps; each distinct day and each minute of the day is written once."""
    lost = np.isnat(stamps)
    if lost.all():
        return pa.array([""]).take(pa.array(np.zeros(len(stamps), int)))
    minutes = np.where(lost, stamps[~lost][0], stamps).astype("datetime64[m]").astype(np.int64)
    day = minutes // 1440
    least = int(day.min())
    day_pattern, _, time_pattern = pattern.replace("dT", "d ").partition(" ")
    days = np.arange(least, int(day.max()) + 1).astype("datetime64[D]").astype("datetime64[s]")
    out = pc.strftime(pa.array(days), format=day_pattern).take(pa.array(day - least))
    if time_pattern:
        seconds = ":00" if "%S" in time_pattern else ""
        clock = pa.array([f"{m // 60:02d}:{m % 60:02d}{seconds}" for m in range(1440)])
        gap = "T" if "dT" in pattern else " "
        out = pc.binary_join_element_wise(out, clock.take(pa.array(minutes % 1440)), gap)
    return choose(lost, pa.array([""]).take(pa.array(np.zeros(len(stamps), int))), out)


def moments(
    values: pd.Series | np.ndarray,
    system: System,
    *,
    time: bool,
    month_only: np.ndarray | None = None,
) -> pa.Array:
    """Write dates or dates with times as the system does.

    Parameters
    ----------
    values : pandas.Series or numpy.ndarray of datetime64
        Null becomes empty.
    system : System
        Whose formats. "C" writes old formats before 1 October 2022 and ISO after it.
    time : bool
        Whether the time of day is written.
    month_only : numpy.ndarray of bool, optional
        Rows on which only the month is written.

    Returns
    -------
    pyarrow.Array of text
    """
    stamps = np.asarray(values).astype("datetime64[s]")
    if system.name == "C":
        late = stamps >= _CHANGE
        iso = _format(stamps, "%Y-%m-%dT%H:%M:%S" if time else "%Y-%m-%d")
        out = choose(late, iso, _format(stamps, _TIME["A"] if time else _DATE["A"]))
        months = choose(late, _format(stamps, _MONTH["B"]), _format(stamps, _MONTH["A"]))
    else:
        out = _format(stamps, (_TIME if time else _DATE)[system.name])
        months = _format(stamps, _MONTH[system.name])
    return out if month_only is None else choose(month_only, months, out)


@cache
def district_names() -> dict[str, str]:
    """Give the name of each district code."""
    from sva.reference._data import read_bundled

    table = read_bundled("districts.csv")
    return dict(zip(table["district_code"], table["district_name"], strict=True))


@cache
def labels(name: str) -> dict[str, str]:
    """Give the label of each code of a list."""
    from sva.reference._data import read_bundled

    table = read_bundled(f"codes/{name}.csv")
    return dict(zip(table["code"], table["label"], strict=True))


def words(values: pd.Series, names: dict[str, str]) -> pa.Array:
    """Say each value by its label, without blanks of its own."""
    text = plain(values).dictionary_encode()
    return pa.array([names.get(v, v) for v in text.dictionary.to_pylist()]).take(text.indices)
