"""Joining tables by age band: what is absent, doubled or unknown is refused by name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError, collect
from sva.measures._result import Inputs, Values, gather
from sva.measures._standards import band_key

__all__ = ["gather_by_band", "look_up", "numbers_by_band", "squares_of_repeats"]

_FREQUENCY = "people with events: "


def gather_by_band(
    function: str,
    count: Values | None,
    population: Values,
    age_band: Any,
    by: Any,
    events_per_person: pd.DataFrame | Mapping[int, Values] | None,
) -> tuple[Inputs, pd.Index, np.ndarray]:
    """Read the inputs of one standardisation and the group of each row.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    count, population, age_band, by, events_per_person
        As the public functions take them.

    Returns
    -------
    tuple
        Inputs, labels of the groups (sorted), group number of each row.
    """
    counts: dict[str, Any] = {} if count is None else {"count": count}
    faults = []
    for label in [] if events_per_person is None else list(events_per_person):
        number = pd.to_numeric(str(label), errors="coerce")
        if not (number >= 1 and number == int(number)):
            faults.append(
                Fault(
                    f"column {label!r}",
                    "a whole number of events from 1",
                    f"{function}(), events_per_person",
                )
            )
            continue
        people = events_per_person[label]  # type: ignore[index]
        counts[f"{_FREQUENCY}{int(number)}"] = (
            people.fillna(0) if isinstance(people, pd.Series) else people
        )
    collect(f"{function}() cannot use its inputs", faults)
    keys = {"age_band": age_band} if by is None else {"age_band": age_band, "by": by}
    given = gather(function, counts=counts, amounts={"population": population}, keys=keys)
    if by is None:
        return given, pd.RangeIndex(1), np.zeros(len(given), dtype="int64")
    codes, found = pd.factorize(given["by"], sort=True)
    return given, pd.Index(found), codes


def squares_of_repeats(given: Inputs, count: np.ndarray) -> np.ndarray:
    """Return the sum of squared events per person, row by row.

    Parameters
    ----------
    given : Inputs
        As read by `gather_by_band`, with frequencies.
    count : numpy.ndarray
        Events of each row, which the frequencies must come to.

    Returns
    -------
    numpy.ndarray
        Shape (n,).
    """
    total, squares = np.zeros(len(count)), np.zeros(len(count))
    for name, people in given.columns.items():
        if name.startswith(_FREQUENCY):
            number = float(name.removeprefix(_FREQUENCY))
            total += number * people
            squares += number**2 * people
    wrong = np.flatnonzero((total != count) & ~np.isnan(total) & ~np.isnan(count))
    if len(wrong):
        row = wrong[0]
        said = f"frequencies that come to {total[row]:g} events where count is {count[row]:g}, in {len(wrong)} rows"
        raise SvaError(
            "directly_standardised() cannot use its inputs",
            [
                Fault(
                    said,
                    "people times events to come to count",
                    f"first at row {given.index[row]!r}",
                )
            ],
        )
    return squares


def numbers_by_band(
    what: str, where: str, series: pd.Series, least: float
) -> dict[Hashable, float]:
    """Return a Series by age band as a mapping from band keys, checked.

    Parameters
    ----------
    what, where : str
        Words for messages.
    series : pandas.Series
        Indexed by age band.
    least : float
        Smallest number allowed.

    Returns
    -------
    dict
        Number by `band_key`.
    """
    out: dict[Hashable, float] = {}
    faults = []
    for label, number in series.items():
        key = band_key(label)
        if key in out:
            faults.append(Fault(f"age band {label!r} twice", "each band once", where))
        if not (pd.notna(number) and np.isfinite(number) and number >= least):
            faults.append(
                Fault(f"{number} at age band {label!r}", f"a number from {least:g}", where)
            )
        else:
            out[key] = float(number)
    if not faults and sum(out.values()) <= 0 and where == "standard":
        faults.append(Fault("weights that come to 0", "people", where))
    collect(f"{what} cannot be used", faults)
    return out


def look_up(
    function: str,
    given: Inputs,
    groups: pd.Index,
    codes: np.ndarray,
    name: str,
    *tables: Mapping[Hashable, float],
) -> list[np.ndarray]:
    """Return each table's number for each row's age band, refusing bands that are unknown, doubled or absent.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    given : Inputs
        With ``"age_band"``.
    groups : pandas.Index
        Labels of the groups.
    codes : numpy.ndarray of int
        Group of each row.
    name : str
        What the tables are called.
    *tables : mapping of band key to float
        All with the keys of the first.

    Returns
    -------
    list of numpy.ndarray
        Shape (n,), one per table.
    """
    where = f"{function}(), age_band"
    labelled, labels = pd.factorize(given["age_band"])
    keys = [band_key(label) for label in labels]
    places = {key: place for place, key in enumerate(tables[0])}
    place_of_label = np.array([places.get(key, -1) for key in keys], dtype="int64")
    unknown = sorted(
        str(label) for label, place in zip(labels, place_of_label, strict=True) if place < 0
    )
    collect(
        f"{function}() cannot match age bands",
        [Fault(f"age band {label!r}", f"a band of {name}", where) for label in unknown],
    )
    place = place_of_label[labelled]
    met = np.zeros((len(groups), len(places)), dtype="int64")
    np.add.at(met, (codes, place), 1)
    bands = list(places)
    faults = [
        Fault(
            f"age band {_words(bands[band])} twice for {groups[group]!r}",
            "each band once",
            where,
            "Add the rows up first.",
        )
        for group, band in np.argwhere(met > 1)
    ]
    for group in np.flatnonzero((met == 0).any(axis=1)):
        absent = ", ".join(_words(bands[band]) for band in np.flatnonzero(met[group] == 0))
        faults.append(
            Fault(
                f"no rows for age band {absent} of {groups[group]!r}",
                f"every band of {name}",
                where,
            )
        )
    collect(f"{function}() cannot match age bands", faults)
    return [np.array([table[key] for key in bands])[place] for table in tables]


def _words(band: Hashable) -> str:
    if isinstance(band, tuple):
        return f"{band[0]}+" if band[1] < 0 else f"{band[0]}-{band[1]}"
    return str(band)
