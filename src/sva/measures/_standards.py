"""Standard populations, and age bands as keys rather than as text."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from sva.errors import Fault, SvaError, collect

__all__ = ["band_key", "standard_population"]

_FILE = Path(__file__).resolve().parents[1] / "reference" / "data" / "standard-populations.csv"
_CLOSED = re.compile(r"\s*(\d+)\s*(?:-|–|to)\s*(\d+)\s*(?:years)?\s*", re.IGNORECASE)
_OPEN = re.compile(r"\s*(\d+)\s*(?:\+|and over|or over|plus)\s*", re.IGNORECASE)


def band_key(label: Hashable) -> Hashable:
    """Return what an age band's label means, so that ``00-04`` and ``0 to 4`` join.

    Parameters
    ----------
    label : hashable
        Such as ``"0-4"``, ``"90+"``, ``"90 and over"``.

    Returns
    -------
    hashable
        ``(from, to)``, with -1 for an open end; the stripped label itself if it is not a range of ages.

    Examples
    --------
    >>> band_key("00-04"), band_key("90 and over"), band_key("children")
    ((0, 4), (90, -1), 'children')
    """
    text = str(label)
    if found := _CLOSED.fullmatch(text):
        return int(found[1]), int(found[2])
    if found := _OPEN.fullmatch(text):
        return int(found[1]), -1
    return text.strip() if isinstance(label, str) else label


@cache
def _table() -> pd.DataFrame:
    return pd.read_csv(
        _FILE, dtype={"standard": str, "age_band": str, "age_to": "Int64", "source": str}
    )


def standard_population(name: str, bands: Iterable[str] | None = None) -> pd.Series:
    """Return a standard population by age band.

    Parameters
    ----------
    name : str
        ``"ESP2013"`` (19 bands, 0-4 to 90+) or ``"ESP1976"`` (18 bands, 0-4 to 85+); 100,000 people each.
    bands : iterable of str, optional
        Wider bands to add up to, such as ``["0-14", "15-64", "65+"]``; each edge must be an edge of the standard.

    Returns
    -------
    pandas.Series
        Population, indexed by age band (index name ``age_band``).

    Raises
    ------
    SvaError
        For an unknown name, or bands that cut the standard's.

    References
    ----------
    Eurostat (2013) Revision of the European Standard Population: report of Eurostat's task force.
    Waterhouse J et al. (1976) Cancer incidence in five continents, volume III. IARC.

    Examples
    --------
    >>> standard_population("ESP2013", ["10-24", "25+"])
    age_band
    10-24    17000
    25+      72500
    Name: population, dtype: int64
    """
    table = _table()
    rows = table[table["standard"] == name]
    if rows.empty:
        allowed = ", ".join(repr(word) for word in table["standard"].unique())
        raise SvaError(
            "there is no such standard population", [Fault(repr(name), f"one of {allowed}")]
        )
    if bands is None:
        return rows.set_index("age_band")["population"].copy()
    starts, ends = rows["age_from"], rows["age_to"].fillna(-1).astype("int64")
    out: dict[str, int] = {}
    faults: list[Fault] = []
    for band in bands:
        key = band_key(band)
        if not isinstance(key, tuple) or key[0] not in set(starts) or key[1] not in set(ends):
            edges = ", ".join(rows["age_band"])
            faults.append(
                Fault(f"band {band!r}", f"ages that begin and end with bands of {name}: {edges}")
            )
            continue
        low, high = key
        within = (starts >= low) & ((ends <= high) & (ends >= 0) if high >= 0 else True)
        out[band] = int(rows.loc[within, "population"].sum())
    collect(f"{name} cannot be added up to these bands", faults)
    return pd.Series(out, name="population").rename_axis("age_band")
