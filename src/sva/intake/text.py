"""One file as read: every column as text, every row with its number in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.coded import Coded

__all__ = ["BadRow", "TextTable"]


@dataclass(frozen=True)
class BadRow:
    """A row that could not be laid under the header.

    Parameters
    ----------
    number : int
        Row of the file, the header being row 1 of a file that begins with it.
    reason : str
        Reason code.
    sentence : str
        In plain words.
    """

    number: int
    reason: str
    sentence: str


@dataclass
class TextTable:
    """One file or sheet as read.

    Parameters
    ----------
    file : str
        Path relative to its source.
    columns : dict of str to Coded
        By heading, in order.
    numbers : numpy.ndarray of int64
        Row of the file, for every row.
    bad : list of BadRow
        Rows that cannot be laid under the header; counted among ``rows_in``.
    notes : list of tuple of (str, int, str)
        Rule, rows, sentence: choices that the reader made by itself.
    sha256 : str
        Of the file's bytes.
    """

    file: str
    columns: dict[str, Coded]
    numbers: np.ndarray
    bad: list[BadRow] = field(default_factory=list)
    notes: list[tuple[str, int, str]] = field(default_factory=list)
    sha256: str = ""

    @property
    def rows(self) -> int:
        """Count the rows that lie under the header."""
        return len(self.numbers)

    @property
    def rows_in(self) -> int:
        """Count every row that the file holds below its header."""
        return self.rows + len(self.bad)
