"""What a layout is filled from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from sva.demo.references import References
from sva.demo.render import System
from sva.demo.tables import Tables
from sva.demo.truth import Truth

__all__ = ["Columns", "Page"]

Columns = dict[str, pa.Array]


class Page(NamedTuple):
    """Rows of one table to be written by one record system.

    Attributes
    ----------
    tables : Tables
        The draw.
    refs : References
        Its partners' references.
    rows : numpy.ndarray of int
        Positions of the rows.
    system : System
        Whose layout.
    truth : Truth
        How untidy.
    rng : numpy.random.Generator
        Where chance comes from.
    """

    tables: Tables
    refs: References
    rows: np.ndarray
    system: System
    truth: Truth
    rng: np.random.Generator
