"""The rows of one source on their way through intake: text, typed values, what failed, what was chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from sva.intake.coded import Coded
    from sva.intake.contract import Contract
    from sva.intake.mapping import Mapping

__all__ = ["Frame", "Reject"]


@dataclass(frozen=True)
class Reject:
    """Rows that cannot be used, and why.

    Parameters
    ----------
    rows : numpy.ndarray of int64
        Positions in the frame.
    field : str
        The canonical column at fault; never its value, where that could identify.
    reason : str
        Reason code.
    sentence : str
        In plain words, for the partner.
    """

    rows: np.ndarray
    field: str
    reason: str
    sentence: str


@dataclass
class Frame:
    """The rows of one source.

    Parameters
    ----------
    source : str
        The contract's name, or the source's path where one contract has several sources.
    contract : Contract
    mapping : Mapping
    files : list of str
        Names, in the order read.
    file_of : numpy.ndarray of int16
        Position in ``files``, for every row.
    numbers : numpy.ndarray of int64
        Row of the file, for every row.
    text : dict of str to Coded
        By canonical column: text, not yet typed.
    values : dict of str to object
        By canonical column: `Coded` for text and codes, datetime64[s] for dates, float64 with NaN for numbers,
        int8 (1, 0, -1 for unknown) for booleans.
    """

    source: str
    contract: Contract
    mapping: Mapping
    files: list[str]
    file_of: np.ndarray
    numbers: np.ndarray
    text: dict[str, Coded]
    values: dict[str, Any] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    log: list[tuple[str, str, int, str]] = field(default_factory=list)
    changes: list[tuple[str, str, str, np.datetime64, int]] = field(default_factory=list)
    duplicates: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def reject(self, mask: np.ndarray, field: str, reason: str, sentence: str) -> None:
        """Quarantine rows."""
        import numpy as np

        rows = np.flatnonzero(mask)
        if len(rows):
            self.rejects.append(Reject(rows, field, reason, sentence))

    def note(self, rule: str, rows: int | np.ndarray, sentence: str, always: bool = False) -> None:
        """Write one automatic choice into the log, file by file where rows are given."""
        import numpy as np

        if isinstance(rows, np.ndarray):
            counts = np.bincount(self.file_of[rows], minlength=len(self.files))
            for name, count in zip(self.files, counts.tolist(), strict=True):
                if count:
                    self.log.append((name, rule, count, sentence))
        elif rows or always:
            self.log.append(("all files", rule, int(rows), sentence))

    @property
    def rejected(self) -> np.ndarray:
        """Tell which rows are quarantined."""
        import numpy as np

        mask = np.zeros(len(self), bool)
        for reject in self.rejects:
            mask[reject.rows] = True
        return mask

    def coded(self, name: str) -> Coded:
        """Return a column of text or codes; all blank where the source has none."""
        import numpy as np
        import pyarrow as pa

        from sva.intake.coded import Coded

        found = self.values.get(name)
        if isinstance(found, Coded):
            return found
        return Coded(np.full(len(self), -1, np.int32), pa.array([], pa.string()))

    def constant(self, value: str) -> Coded:
        """Return a column that says the same in every row."""
        import numpy as np
        import pyarrow as pa

        from sva.intake.coded import Coded

        return Coded(np.zeros(len(self), np.int32), pa.array([value]))

    def moments(self, name: str) -> np.ndarray:
        """Return a column of dates; NaT where the source has none."""
        import numpy as np

        found = self.values.get(name)
        return found if found is not None else np.full(len(self), np.datetime64("NaT", "s"))

    def numbers_of(self, name: str) -> np.ndarray:
        """Return a column of numbers; NaN where the source has none."""
        import numpy as np

        found = self.values.get(name)
        return found if found is not None else np.full(len(self), np.nan)
