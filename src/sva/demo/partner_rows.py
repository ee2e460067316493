"""One partner's file before it is written: headings, rows of text, and where each row must end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sva.demo.layouts import STATUS

__all__ = ["PartnerFile", "make", "spoil", "when"]


@dataclass
class PartnerFile:
    """A file of a partner that is not the police.

    Attributes
    ----------
    path : str
        Below the raw folder.
    heads : tuple of str
        Headings as the partner writes them.
    rows : list of list of str
    title : str
        A line above the headings of a workbook.
    encoding, delimiter : str
        Of a CSV file.
    quarantined : dict of str to int
        Rows that cannot be used, by reason; they are among `rows`.
    """

    path: str
    heads: tuple[str, ...]
    rows: list[list[str]]
    title: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    quarantined: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The contract: the folder that holds the file."""
        return self.path.split("/")[0]

    @property
    def account(self) -> dict[str, object]:
        """Rows written, and where each must end."""
        refused = sum(self.quarantined.values())
        return {
            "source": self.source, "rows": len(self.rows), "clean": len(self.rows) - refused, "duplicate": 0,
            "quarantined": refused, "duplicates": {}, "reasons": self.quarantined,
        }  # fmt: skip


def make(
    contract: str, part: str, heads: Sequence[str], columns: Sequence[Sequence[str]], **rest: Any
) -> PartnerFile:
    """Put columns of text side by side, with the column that says what the file is.

    Parameters
    ----------
    contract, part : str
        Which make the file's path; `part` ends in ".csv" or ".xlsx".
    heads : sequence of str
    columns : sequence of sequence of str
        All of one length.
    **rest
        ``title``, ``encoding``, ``delimiter``.

    Returns
    -------
    PartnerFile
    """
    rows = [[*row, STATUS] for row in zip(*columns, strict=True)]
    return PartnerFile(f"{contract}/demonstration-{part}", (*heads, "Data status"), rows, **rest)


def spoil(
    file: PartnerFile, column: str, reasons: dict[str, str], rng: np.random.Generator
) -> None:
    """Add rows that cannot be used: copies of others with one cell made impossible.

    Parameters
    ----------
    file : PartnerFile
        Changed.
    column : str
        A heading that its contract calls essential.
    reasons : dict of str to str
        Reason to what stands in the cell.
    rng : numpy.random.Generator
    """
    at = file.heads.index(column)
    for reason, text in reasons.items():
        bad = list(file.rows[int(rng.integers(len(file.rows)))])
        bad[at] = text
        file.rows.insert(int(rng.integers(len(file.rows))), bad)
        file.quarantined[reason] = file.quarantined.get(reason, 0) + 1


def when(moments: np.ndarray, pattern: str) -> list[str]:
    """Write moments as a partner's system does.

    Parameters
    ----------
    moments : numpy.ndarray of datetime64
    pattern : str
        As for `strftime`.

    Returns
    -------
    list of str
    """
    import pandas as pd

    return pd.DatetimeIndex(moments).strftime(pattern).tolist()
