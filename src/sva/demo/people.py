"""Who is harmed and who is suspected: chances by district, age, sex and ethnic group, and identities."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sva.demo.catalogue import CURVED
from sva.demo.draw import Rows, hashed
from sva.demo.residents import residents
from sva.demo.truth import GROUPS, Truth

__all__ = ["Cells", "Group", "People", "cells", "identities", "people"]

# Relative rates at these ages, women then men, and the level of women and of men.
_AT = (0, 5, 10, 13, 16, 19, 24, 30, 40, 50, 60, 70, 80, 92)
_VICTIMS = {
    "domestic": (
        (0.10, 0.12, 0.2, 0.4, 0.9, 1.5, 1.6, 1.4, 1.0, 0.7, 0.4, 0.2, 0.15, 0.1),
        2.6,
        1.0,
    ),
    "street": ((0.02, 0.1, 0.5, 1.0, 1.5, 1.5, 1.3, 1.1, 0.9, 0.7, 0.4, 0.2, 0.1, 0.05), 0.7, 1.4),
    "night": (
        (0.0, 0.0, 0.02, 0.15, 0.8, 2.6, 2.2, 1.3, 0.7, 0.4, 0.15, 0.05, 0.02, 0.0),
        0.6,
        1.5,
    ),
    "school": (
        (0.0, 0.1, 2.5, 4.0, 2.5, 0.3, 0.1, 0.06, 0.06, 0.06, 0.03, 0.01, 0.0, 0.0),
        0.8,
        1.2,
    ),
    "adult": ((0.03, 0.05, 0.2, 0.4, 0.9, 1.2, 1.3, 1.3, 1.1, 0.9, 0.5, 0.3, 0.25, 0.2), 1.0, 1.1),
    "online": ((0.0, 0.02, 0.5, 1.2, 1.5, 1.4, 1.3, 1.3, 1.1, 0.8, 0.4, 0.2, 0.1, 0.05), 1.8, 1.0),
    "sexual": ((0.0, 0.0, 0.1, 0.8, 2.6, 2.8, 1.8, 1.1, 0.7, 0.4, 0.2, 0.1, 0.08, 0.05), 6.0, 0.6),
    "child": ((1.0, 1.8, 2.6, 4.2, 2.0, 0.05, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 3.2, 1.0),
    "robbery": ((0.0, 0.02, 0.4, 1.6, 2.6, 2.2, 1.5, 1.0, 0.7, 0.5, 0.4, 0.4, 0.3, 0.2), 0.5, 1.7),
    "weapon": ((0.0, 0.02, 0.5, 1.4, 2.2, 2.0, 1.4, 1.0, 0.7, 0.5, 0.3, 0.2, 0.1, 0.1), 0.5, 1.5),
    "none": ((1.0,) * 14, 1.0, 1.0),
}
_SUSPECTS = {
    "domestic": (
        (0.0, 0.0, 0.15, 0.5, 1.0, 1.6, 1.8, 1.6, 1.1, 0.7, 0.35, 0.12, 0.06, 0.03),
        0.8,
        2.6,
    ),
    "street": ((0.0, 0.0, 0.6, 1.9, 2.2, 1.9, 1.5, 1.2, 0.9, 0.6, 0.3, 0.12, 0.05, 0.02), 0.7, 1.9),
    "night": (
        (0.0, 0.0, 0.02, 0.3, 1.3, 2.8, 2.3, 1.4, 0.7, 0.35, 0.12, 0.04, 0.01, 0.0),
        0.5,
        1.9,
    ),
    "school": (
        (0.0, 0.0, 2.4, 4.6, 2.6, 0.4, 0.1, 0.06, 0.05, 0.04, 0.02, 0.01, 0.0, 0.0),
        0.8,
        1.3,
    ),
    "adult": ((0.0, 0.0, 0.3, 1.0, 1.5, 1.6, 1.5, 1.3, 1.0, 0.7, 0.35, 0.18, 0.1, 0.05), 0.7, 1.7),
    "online": ((0.0, 0.0, 0.6, 1.6, 1.6, 1.3, 1.2, 1.2, 1.0, 0.7, 0.3, 0.15, 0.06, 0.02), 0.9, 1.3),
    "sexual": (
        (0.0, 0.0, 0.1, 0.8, 1.9, 2.0, 1.6, 1.2, 0.9, 0.6, 0.4, 0.25, 0.12, 0.05),
        0.08,
        2.0,
    ),
    "child": ((0.0, 0.0, 0.5, 1.9, 2.2, 1.6, 1.1, 1.0, 0.9, 0.8, 0.6, 0.4, 0.2, 0.1), 0.25, 1.8),
    "robbery": ((0.0, 0.0, 0.4, 2.2, 3.4, 2.9, 1.9, 1.3, 0.7, 0.3, 0.1, 0.03, 0.0, 0.0), 0.25, 2.2),
    "weapon": ((0.0, 0.0, 0.5, 2.1, 2.8, 2.3, 1.6, 1.2, 0.8, 0.5, 0.25, 0.1, 0.04, 0.0), 0.3, 2.1),
    "none": ((1.0,) * 14, 1.0, 1.0),
}


def _curves(table: dict[str, tuple[tuple[float, ...], float, float]], flat: bool) -> np.ndarray:
    """Relative rates, shape (curves, bands, sexes)."""
    r = residents()
    middle = r.first + (r.width - 1) / 2
    out = [np.outer(np.interp(middle, _AT, table[c][0]), table[c][1:]) for c in CURVED]
    return np.ones((len(out), len(middle), 2)) if flat else np.stack(out)


class Cells:
    """What the number of a cell within a district says: band, sex, group."""

    def __init__(self) -> None:
        bands = len(residents().bands)
        band, sex, group = np.meshgrid(np.arange(bands), [0, 1], np.arange(5), indexing="ij")
        self.band, self.sex, self.group = band.ravel(), sex.ravel(), group.ravel()
        self.size = len(self.band)


@lru_cache(maxsize=1)
def cells() -> Cells:
    """Give the axes of a district's 220 cells."""
    return Cells()


class Group:
    """People drawn for one table.

    Attributes
    ----------
    district, age, sex, group : numpy.ndarray of int
        District position (of residence), age in years, 0 female or 1 male, position in `GROUPS`.
    """

    def __init__(self, district: np.ndarray, cell: np.ndarray, rng: np.random.Generator) -> None:
        c, r = cells(), residents()
        self.district, self.cell = district, cell
        self.band, self.sex, self.group = c.band[cell], c.sex[cell], c.group[cell]
        age = r.first[self.band] + (rng.random(len(cell)) * r.width[self.band]).astype(int)
        self.age = np.maximum(
            age, 1
        )  # 0 stands for "unknown" in police files, so nobody is of that age


class People:
    """Chances of cells, under one truth."""

    def __init__(self, truth: Truth) -> None:
        counts = residents().counts.astype(float)  # district, band, sex, group
        self.population = counts
        self.districts = len(counts)
        self.share = counts.sum((1, 2, 3)) / counts.sum()
        victim = np.array([truth.ratio("victim_ratio", g) for g in GROUPS])
        suspect = np.array([truth.ratio("suspect_ratio", g) for g in GROUPS])
        self.victim_rates = _curves(_VICTIMS, truth.flat_ages)[..., None] * victim
        responsible = residents().first[None, :, None] >= 10  # nobody younger is a suspect
        self.suspect_rates = (_curves(_SUSPECTS, truth.flat_ages) * responsible)[
            ..., None
        ] * suspect
        self.victims = self._rows(self.victim_rates)
        self.suspects = self._rows(self.suspect_rates)

    def _rows(self, rates: np.ndarray) -> Rows:
        return Rows((rates[:, None] * self.population[None]).reshape(-1, cells().size))

    def draw(
        self,
        rows: Rows,
        curve: np.ndarray,
        district: np.ndarray,
        stay: float,
        rng: np.random.Generator,
    ) -> Group:
        """Draw people for offences in districts; `stay` is the chance that one lives where it happened."""
        n = len(curve)
        away = np.searchsorted(np.cumsum(self.share), rng.random(n))
        home = np.where(rng.random(n) < stay, district, np.minimum(away, self.districts - 1))
        return Group(home, rows.draw(curve * self.districts + home, rng.random(n)), rng)


def identities(
    people_: Group, born: np.ndarray, skew: float, scale: float, rng: np.random.Generator
) -> np.ndarray:
    """Give each row a resident of its cell and year of birth, some far oftener than others.

    Parameters
    ----------
    people_ : Group
        The rows.
    born : numpy.ndarray of int, shape (n,)
        Financial year of birth.
    skew : float
        1 draws all residents alike; above, the top share q has q ** (1 / skew) of the rows.
    scale : float
        Size of the population.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        Equal numbers are one person.
    """
    r = residents()
    there = (
        r.counts.reshape(len(r.counts), -1)[people_.district, people_.cell] / r.width[people_.band]
    )
    rank = (there * scale * rng.random(len(born)) ** skew).astype(np.int64)
    return person_class(people_, born) << 24 | rank


def person_class(people_: Group, born: np.ndarray) -> np.ndarray:
    """Give each combination of district, sex, group and year of birth a number."""
    key = (people_.district * 2 + people_.sex) * 5 + people_.group
    return (key * 200 + (born - 1900)).astype(np.int64)


@lru_cache(maxsize=4)
def people(truth: Truth) -> People:
    """Give the chances of people under a truth, made once a process."""
    return People(truth)


def settle(person: np.ndarray, district: np.ndarray, homes: Rows) -> np.ndarray:
    """Give each person a home LSOA of their district, the same each time."""
    return homes.draw(district, hashed(person, 1))
