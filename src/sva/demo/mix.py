"""How families of offences, codes and circumstances are mixed under one truth."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sva.demo.catalogue import (
    CODES,
    CURVED,
    FAMILIES,
    KINDS,
    LOCATIONS,
    OLD_CODES,
    VIOLENCE,
    column,
)
from sva.demo.clock import month_weights
from sva.demo.draw import Rows
from sva.demo.truth import Truth

__all__ = ["Mix", "mix"]

_WITHOUT_VICTIMS = ("weapons",)


class Mix:
    """How families, codes and kinds are mixed under one truth."""

    def __init__(self, truth: Truth) -> None:
        families = list(FAMILIES)
        self.totals = np.array(list(FAMILIES.values()), float)
        self.months = month_weights(truth).reshape(len(families), 5, 12)
        self.months /= self.months.sum(2, keepdims=True)
        family = np.array([families.index(c.family) for c in CODES])
        self.codes = Rows(np.equal.outer(np.arange(len(families)), family) * column("weight"))
        names = [k.name for k in KINDS]
        self.kinds = Rows(np.array([[c.kinds.get(k, 0.0) for k in names] for c in CODES]))
        self.family = family
        self.violent = np.isin([c.family for c in CODES], VIOLENCE)
        self.victims = self.violent & ~np.isin([c.family for c in CODES], _WITHOUT_VICTIMS)
        self.public = np.array([k.public for k in KINDS])
        self.domestic = np.array([k.domestic for k in KINDS])
        self.suspect = np.array([k.suspect for k in KINDS])
        self.curve = np.array([CURVED.index(k.people) for k in KINDS])
        self.where = Rows(np.array([[k.where.get(t, 0.0) for t in LOCATIONS] for k in KINDS]))
        self.old = np.array([c.code in OLD_CODES for c in CODES])
        self.attributes = {
            name: column(name)
            for name in ("organisation", "officer", "gravity", "knife", "firearm")
        }


@lru_cache(maxsize=4)
def mix(truth: Truth) -> Mix:
    """Give the mix under a truth, made once a process."""
    return Mix(truth)
