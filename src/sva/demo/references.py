"""Partners' own references: crime numbers, person references. All made up, all to be replaced by intake."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported, so no checker knows them.

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sva.demo.render import padded, plain
from sva.demo.tables import Tables
from sva.demo.truth import Truth

__all__ = ["PATTERNS", "References"]

#: What the planted identifiers look like, for a search through everything that a run writes.
PATTERNS = {
    "crime number": r"\b22/\d{6}/\d{2}\b",
    "incident reference": r"\b\d{6}-\d{6}i\b",
    "person reference": r"\bNICHE\d{8}\b",
    "search reference": r"\bSS\d{2}/\d{6}\b",
}


class References:
    """The references of one draw, by row of its clean tables, and which points are spoilt.

    Attributes
    ----------
    station : numpy.ndarray of int
        How an offence without place is written: 0 zeros, 1 blank, 2 minus one, 3 to 5 a default point.
    swapped : numpy.ndarray of bool
        Whether easting and northing of an offence change places.
    """

    def __init__(self, tables: Tables, truth: Truth, rng: np.random.Generator) -> None:
        o = tables.offences
        self._n = len(o)
        self._serial = rng.permutation(self._n) + 100_000
        year = o["recorded_on"].dt.year.to_numpy() % 100
        self._crime = pc.binary_join_element_wise(
            pa.scalar("22"), padded(self._serial, 6), padded(year, 2), "/"
        )
        first = tables.hidden["offences"]["incident_row"].to_numpy()
        month = o["month"].to_numpy().astype("datetime64[M]").astype(int)
        stamp = padded((month // 12 - 30) * 10_000 + (month % 12 + 1) * 100 + 1, 6)
        number = pc.binary_join_element_wise(padded(self._serial, 6), stamp, pa.scalar("-"))
        number = pc.binary_join_element_wise(number, pa.scalar("i"), "")
        self._incident = number.take(pa.array(first))
        self._person = {
            name: pc.binary_join_element_wise(
                pa.scalar("NICHE"), plain(tables.hidden[name]["person"].to_numpy()), ""
            )
            for name in ("victims", "suspects")
        }
        s = tables.stops
        self._search = pc.binary_join_element_wise(
            pa.scalar("SS"), padded(s["searched_at"].dt.year.to_numpy() % 100, 2), pa.scalar("/"),
            padded(rng.permutation(len(s)) + 100_000, 6), "",
        )  # fmt: skip
        self.station = rng.integers(0, 6, self._n)
        # Not in the north-west, where a swapped point would still lie in the area.
        far = (o["easting"] - o["northing"]).fillna(0).to_numpy() > 30_000
        far &= (o["place_status"] == "inside").to_numpy()
        self.swapped = far & (rng.random(self._n) < truth.mess.swapped_coordinates)

    def crime(self, rows: np.ndarray) -> pa.Array:
        """Crime numbers of offence rows."""
        return self._crime.take(pa.array(rows))

    def incident(self, rows: np.ndarray) -> pa.Array:
        """Incident references of offence rows."""
        return self._incident.take(pa.array(rows))

    def person(self, name: str, rows: np.ndarray) -> pa.Array:
        """Person references of rows of victims or suspects."""
        return self._person[name].take(pa.array(rows))

    def search(self, rows: np.ndarray) -> pa.Array:
        """Search references of rows of stops."""
        return self._search.take(pa.array(rows))

    def fresh(self, kind: str, k: int, rng: np.random.Generator) -> pa.Array:
        """Make references that no clean row has, for rows that are added to be refused."""
        number = padded(rng.permutation(90_000)[:k] + 900_000, 6)
        if kind == "search":
            return pc.binary_join_element_wise(pa.scalar("SS99/"), number, "")
        return pc.binary_join_element_wise(pa.scalar("22/"), number, pa.scalar("/99"), "")

    def sample(self, k: int) -> dict[str, list[str]]:
        """Give a sample of each kind, spread over the whole."""
        kinds = {
            "crime number": self._crime, "incident reference": self._incident,
            "person reference": self._person["victims"], "search reference": self._search,
        }  # fmt: skip
        return {
            name: sorted(
                set(
                    values.take(
                        pa.array(np.linspace(0, len(values) - 1, min(k, len(values))).astype(int))
                    ).to_pylist()
                )
            )
            for name, values in kinds.items()
            if len(values)
        }
