"""A column of text as codes into its distinct values, so that maps touch values and not rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

__all__ = ["Coded", "encode", "joined"]


@dataclass(frozen=True)
class Coded:
    """A column of text.

    Parameters
    ----------
    codes : numpy.ndarray of int32
        Index into ``values``; -1 where the cell is blank.
    values : pyarrow.StringArray
        The distinct values, without blanks.
    """

    codes: np.ndarray
    values: pa.Array

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def blank(self) -> np.ndarray:
        """Tell which cells are blank."""
        return self.codes < 0

    def texts(self) -> list[str]:
        """List the distinct values."""
        return self.values.to_pylist()

    def counts(self) -> np.ndarray:
        """Count the rows of each distinct value."""
        import numpy as np

        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    def spread(self, per_value: np.ndarray, blank: Any) -> np.ndarray:
        """Give every row what its value was given, and ``blank`` to blank cells."""
        import numpy as np

        padded = np.append(np.asarray(per_value), np.array([blank], dtype=per_value.dtype))
        return padded[self.codes]

    def recode(self, function: Callable[[str], str | None]) -> Coded:
        """Replace every distinct value by what a function makes of it; None makes blanks."""
        import numpy as np
        import pyarrow as pa

        new = [function(value) for value in self.texts()]
        kept: dict[str, int] = {}
        index = np.array(
            [-1 if value is None else kept.setdefault(value, len(kept)) for value in new],
            dtype=np.int32,
        )
        return Coded(self.spread(index, -1), pa.array(list(kept), pa.string()))

    def take(self, rows: np.ndarray) -> Coded:
        """Keep some rows, by position or by mask."""
        return Coded(self.codes[rows], self.values)

    def array(self) -> pa.Array:
        """Return plain text, null where blank."""
        import pyarrow as pa

        codes = pa.array(self.codes, mask=self.blank)
        return pa.DictionaryArray.from_arrays(codes, self.values).cast(pa.string())

    def series(self) -> pd.Series:
        """Return plain text as a pandas series."""
        import pandas as pd

        return pd.Series(self.array().to_pandas(), dtype="str")


def encode(column: Any) -> Coded:
    """Encode a pyarrow column of text; surrounding blanks are cut, empty text becomes blank.

    Parameters
    ----------
    column : pyarrow.Array or pyarrow.ChunkedArray
        Text, plain or already dictionary-encoded.

    Returns
    -------
    Coded

    Examples
    --------
    >>> import pyarrow as pa
    >>> encode(pa.array(["a", " ", None, "a "])).codes.tolist()
    [0, -1, -1, 0]
    """
    import numpy as np
    import pyarrow as pa

    from sva.intake.arrow import pc

    if isinstance(column, pa.ChunkedArray):
        if pa.types.is_dictionary(column.type):
            column = column.unify_dictionaries()
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):  # an empty column has no chunk to combine
            column = pa.array([], pa.string())
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    values = column.dictionary.cast(pa.string())
    cut = pc.utf8_trim_whitespace(values)
    if not cut.equals(values) or (len(values) and bool(pc.any(pc.equal(cut, "")).as_py())):
        merged = cut.dictionary_encode()
        index = merged.indices.to_numpy(zero_copy_only=False).astype(np.int32)
        kept = merged.dictionary
        empty = pc.index(kept, "").as_py()
        if empty >= 0:
            index = np.where(index == empty, -1, index - (index > empty)).astype(np.int32)
            kept = kept.filter(pc.not_equal(kept, ""))
        codes = np.append(index, np.int32(-1))[codes]
        values = kept
    return Coded(codes, values)


def joined(parts: list[Coded]) -> Coded:
    """Join columns end to end, with one list of distinct values.

    Examples
    --------
    >>> import pyarrow as pa
    >>> joined([encode(pa.array(["a"])), encode(pa.array(["b", "a"]))]).codes.tolist()
    [0, 1, 0]
    """
    import pyarrow as pa

    if len(parts) == 1:
        return parts[0]
    chunks = [
        pa.DictionaryArray.from_arrays(pa.array(part.codes, mask=part.blank), part.values)
        for part in parts
    ]
    return encode(pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string())))
