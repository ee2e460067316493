"""The five clean tables of one draw, and quick ways to build their columns."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported, so no checker knows them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

__all__ = ["NAMES", "Tables", "boolean", "integers", "join_keys", "text"]

NAMES = ("offences", "victims", "suspects", "disposals", "stops")
_STR = pd.StringDtype("pyarrow", na_value=np.nan)


@dataclass(frozen=True)
class Tables:
    """One draw of the demonstration data, as intake would have cleaned it.

    Parameters
    ----------
    offences, victims, suspects, disposals, stops : pandas.DataFrame
        The canonical columns of ``docs/architecture.md``.
    hidden : dict of str to pandas.DataFrame
        Row for row beside the table of that name, what no partner records: the true ethnic group where
        it is missing, the offer that was planned, identities before they became keys.
    """

    offences: pd.DataFrame
    victims: pd.DataFrame
    suspects: pd.DataFrame
    disposals: pd.DataFrame
    stops: pd.DataFrame
    hidden: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables."""
        return NAMES

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in NAMES:
            raise KeyError(name)
        return getattr(self, name)


def text(labels: Sequence[str] | np.ndarray, codes: np.ndarray) -> pd.Series:
    """Make a text column from labels and their positions; a negative position is null.

    Parameters
    ----------
    labels : sequence of str
        What the positions mean.
    codes : numpy.ndarray of int, shape (n,)
        Positions in `labels`.

    Returns
    -------
    pandas.Series of str, shape (n,)
    """
    codes = np.asarray(codes)
    lost = codes < 0
    positions = pa.array(codes, mask=lost) if lost.any() else pa.array(codes)
    taken = pa.array(list(labels), type=pa.large_string()).take(positions)
    return pd.Series(_strings(taken), copy=False)


def join_keys(letter: str, numbers: np.ndarray) -> pd.Series:
    """Make keys such as ``O123`` from a letter and whole numbers, as a text column."""
    import pyarrow.compute as pc

    digits = pa.array(numbers).cast(pa.large_string())
    empty = pa.scalar("", pa.large_string())
    return pd.Series(
        _strings(pc.binary_join_element_wise(pa.scalar(letter, pa.large_string()), digits, empty)),
        copy=False,
    )


def _strings(values: pa.Array) -> pd.api.extensions.ExtensionArray:
    """Give Arrow text as the array of a pandas text column."""
    return pd.arrays.ArrowStringArray(values, dtype=_STR)  # pyright: ignore[reportCallIssue]  not in its stubs


def boolean(values: np.ndarray, known: np.ndarray | None = None) -> pd.Series:
    """Make a nullable boolean column; unknown where `known` is false."""
    mask = np.zeros(len(values), bool) if known is None else ~known
    return pd.Series(pd.arrays.BooleanArray(np.asarray(values, bool), mask), copy=False)


def integers(values: np.ndarray, known: np.ndarray | None = None) -> pd.Series:
    """Make a nullable whole-number column; unknown where `known` is false."""
    mask = np.zeros(len(values), bool) if known is None else ~known
    return pd.Series(pd.arrays.IntegerArray(np.asarray(values, np.int64), mask), copy=False)
