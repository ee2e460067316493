"""One file as read: every column as text, every row with its number in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.coded import Coded

__all__ = ["BadRow", "Columns", "TextTable"]


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


class Columns(Mapping[str, "Coded"]):
    """The columns of a file, encoded one by one when they are asked for.

    Parameters
    ----------
    arrays : dict of str to pyarrow array
        Text.
    """

    def __init__(self, arrays: dict[str, Any]) -> None:
        self._arrays: dict[str, Any] = arrays

    def __getitem__(self, name: str) -> Coded:
        """Encode one column."""
        from sva.intake.coded import encode

        return encode(self._arrays[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def against(self, name: str, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Tell where a column is blank, and where it says a given text."""
        import pyarrow as pa

        from sva.intake.arrow import pc

        column = self._arrays[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        trimmed = pc.utf8_trim_whitespace(column)
        blank = pc.or_(pc.is_null(trimmed), pc.equal(trimmed.fill_null(""), ""))
        same = pc.equal(trimmed, text).fill_null(False)
        return tuple(
            (part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part)
            .to_numpy(zero_copy_only=False)
            .astype(bool)
            for part in (blank, same)
        )

    def keep(self, rows: np.ndarray) -> None:
        """Keep some rows, by position."""
        import pyarrow as pa

        where = pa.array(rows)
        self._arrays = {name: column.take(where) for name, column in self._arrays.items()}

    def clear(self) -> None:
        """Let the columns go; their names stay."""
        self._arrays = dict.fromkeys(self._arrays)


@dataclass
class TextTable:
    """One file or sheet as read.

    Parameters
    ----------
    file : str
        Path relative to its source.
    columns : Columns
        By heading, in order.
    numbers : numpy.ndarray of int64
        Row of the file, for every row.
    bad : list of BadRow
        Rows that cannot be laid under the header; counted among ``rows_in``.
    notes : list of tuple of (str, int, str)
        Rule, rows, sentence: choices that the reader made by itself.
    sha256 : str
        Of the file's bytes.
    title : str
        Of the sheet, where there is one.
    """

    file: str
    columns: Columns
    numbers: np.ndarray
    bad: list[BadRow] = field(default_factory=list)
    notes: list[tuple[str, int, str]] = field(default_factory=list)
    sha256: str = ""
    title: str = ""

    @property
    def rows(self) -> int:
        """Count the rows that lie under the header."""
        return len(self.numbers)

    @property
    def rows_in(self) -> int:
        """Count every row that the file holds below its header."""
        return self.rows + len(self.bad)
