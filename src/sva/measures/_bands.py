"""Joining tables by age band: what is absent, doubled or unknown is refused by name."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError, collect
from sva.measures._result import Inputs, Values, gather
from sva.measures._standards import band_key, standard_population

__all__ = [
    "gather_by_band",
    "look_up",
    "numbers_by_band",
    "read_reference",
    "read_totals",
    "read_weights",
    "squares_of_repeats",
]

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


def read_weights(standard: str | pd.Series) -> tuple[str, dict[Hashable, float]]:
    """Return a standard's name and weights by band key.

    Parameters
    ----------
    standard : str or pandas.Series
        As `directly_standardised` takes it.

    Returns
    -------
    tuple
        Name, dict.
    """
    name = standard if isinstance(standard, str) else str(standard.name or "given")
    series = standard_population(standard) if isinstance(standard, str) else standard
    if not isinstance(series, pd.Series):
        raise SvaError(
            "the standard population cannot be used",
            [
                Fault(
                    f"a {type(standard).__name__}",
                    "a name such as 'ESP2013', or a Series indexed by age band",
                )
            ],
        )
    return name, numbers_by_band("the standard population", "standard", series, least=0.0)


def read_reference(
    function: str, reference: pd.DataFrame
) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
    """Return a reference's events and people by band key.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    reference : pandas.DataFrame
        As `indirectly_standardised` takes it.

    Returns
    -------
    tuple of dict
    """
    lacking = [name for name in ("count", "population") if name not in reference.columns]
    collect(
        f"{function}() cannot use its reference",
        [
            Fault(f"no column {name!r}", "'count' and 'population', indexed by age band")
            for name in lacking
        ],
    )
    events = numbers_by_band(
        "the reference", "reference count", reference["count"].fillna(0), least=0.0
    )
    return events, numbers_by_band(
        "the reference", "reference population", reference["population"], least=1.0
    )


def read_totals(function: str, observed: Any, groups: pd.Index, single: bool) -> np.ndarray:
    """Return total events in the order of the groups.

    Parameters
    ----------
    function : str
        Name of the public function, for messages.
    observed : number or pandas.Series
        As `indirectly_standardised` takes it.
    groups : pandas.Index
        Labels.
    single : bool
        Whether there is one group without a label.

    Returns
    -------
    numpy.ndarray
    """
    if single or not isinstance(observed, pd.Series):
        given = gather(function, counts={"observed": observed})
        if len(given) != len(groups):
            raise SvaError(
                f"{function}() cannot use its inputs",
                [
                    Fault(
                        f"{len(given)} totals for {len(groups)} groups",
                        "a Series indexed by the labels of 'by'",
                    )
                ],
            )
        if not single:
            raise SvaError(
                f"{function}() cannot use its inputs",
                [
                    Fault(
                        "totals without labels",
                        "a Series indexed by the labels of 'by'",
                        f"{function}(), observed",
                    )
                ],
            )
        return given["observed"]
    lacking = groups.difference(observed.index)
    strange = observed.index.difference(groups)
    collect(
        f"{function}() cannot use its inputs",
        [
            Fault(f"no total for {label!r}", "one for each group", f"{function}(), observed")
            for label in lacking
        ]
        + [
            Fault(f"a total for {label!r}", "labels of 'by'", f"{function}(), observed")
            for label in strange
        ],
    )
    if not observed.index.is_unique:
        raise SvaError(
            f"{function}() cannot use its inputs",
            [Fault("labels of observed that repeat", "each once")],
        )
    return gather(function, counts={"observed": observed.reindex(groups)})["observed"]


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
            f"age band {_words(bands[band])} twice for {groups[int(group)]!r}",
            "each band once",
            where,
            "Add the rows up first.",
        )
        for group, band in np.argwhere(met > 1)
    ]
    for group in np.flatnonzero((met == 0).any(axis=1)):
        absent = ", ".join(_words(bands[band]) for band in np.flatnonzero(met[group] == 0).tolist())
        faults.append(
            Fault(
                f"no rows for age band {absent} of {groups[int(group)]!r}",
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
