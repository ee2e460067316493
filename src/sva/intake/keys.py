"""Random keys in place of references: what leaves this room names no crime and nobody.

A reference is numbered in the order in which it first appears, in the order of sources and files; the number is
put through a permutation of all 32-bit numbers that a seed fixes. So a key is the same from run to run on the same
files, says nothing about its reference, and two intakes of different assessments do not share keys. The book that
knows both lives in memory only and ends with the run.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from sva.intake.coded import Coded

__all__ = ["KeyBook"]

_LETTERS = {"incident": "i", "offence": "o", "person": "p", "search": "s", "crime": "c", "row": "r"}


#: Up to so many references of a kind are kept as they are; beyond, as hashes of 64 bits, of which two of a hundred
#: million are alike with a chance of one in four thousand.
_EXACT = 1_000_000


class _Shelf:
    """The references of one kind and their numbers."""

    def __init__(self) -> None:
        self._texts: pa.Array | None = None
        self._numbers: list[np.ndarray] = []
        self._hashed: list[tuple[np.ndarray, np.ndarray]] = []

    def find(self, values: pa.Array) -> np.ndarray:
        """Give the number of every value; -1 where it is not known."""
        import numpy as np

        from sva.intake.arrow import pc

        out = np.full(len(values), -1, np.int64)
        if self._texts is not None:
            numbers = np.concatenate(self._numbers)
            at = pc.index_in(values, self._texts).fill_null(-1).to_numpy()
            return np.where(at >= 0, numbers[at] if len(numbers) else -1, -1)
        if not self._hashed:
            return out
        hashes = _hashes(values)
        for known, numbers in self._hashed:
            at = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
            out = np.where((out < 0) & (known[at] == hashes), numbers[at], out)
        return out

    def add(self, values: pa.Array, numbers: np.ndarray) -> None:
        """Keep new references with their numbers."""
        import numpy as np
        import pyarrow as pa

        if not len(values):
            return
        if not self._hashed:
            texts = values if self._texts is None else pa.concat_arrays([self._texts, values])
            self._numbers.append(numbers)
            if len(texts) <= _EXACT:
                self._texts = texts
                return
            values, numbers = texts, np.concatenate(self._numbers)
            self._texts, self._numbers = None, []
        hashes = _hashes(values)
        order = np.argsort(hashes)
        self._hashed.append((hashes[order], numbers[order]))


def _hashes(values: pa.Array) -> np.ndarray:
    import numpy as np
    import pandas as pd

    texts = np.array(values.to_pylist(), dtype=object)
    return np.asarray(pd.util.hash_array(texts, categorize=False), np.uint64)


class KeyBook:
    """The references of one intake and their keys, by kind.

    Parameters
    ----------
    seed : str
        Fixes the permutation; the assessment's name.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from sva.intake.coded import encode
    >>> book = KeyBook("example")
    >>> first = book.number("person", encode(pa.array(["N1", "N2"])))
    >>> again = book.number("person", encode(pa.array(["N2", None])))
    >>> first.tolist(), again.tolist()
    ([0, 1], [1, -1])
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._known: dict[str, _Shelf] = {}
        self._next: dict[str, int] = {}

    def number(self, kind: str, references: Coded, own_for_blank: bool = False) -> np.ndarray:
        """Give every row the number of its reference; -1 where blank, or a fresh number of its own.

        Parameters
        ----------
        kind : str
            "incident", "offence", "person", "search" or "crime".
        references : Coded
        own_for_blank : bool
            Give every blank row a number of its own.

        Returns
        -------
        numpy.ndarray of int64
        """
        import numpy as np
        import pyarrow as pa

        used = np.zeros(len(references.values), bool)
        used[references.codes[~references.blank]] = True
        values = references.values
        start = self._next.get(kind, 0)
        shelf = self._known.setdefault(kind, _Shelf())
        per_value = shelf.find(values)
        fresh = np.flatnonzero((per_value < 0) & used)
        per_value[fresh] = start + np.arange(len(fresh))
        start += len(fresh)
        shelf.add(values.take(pa.array(fresh)), per_value[fresh])
        out = (
            references.spread(per_value, -1)
            if len(values)
            else np.full(len(references), -1, np.int64)
        )
        if own_for_blank:
            blank = out < 0
            count = int(blank.sum())
            out[blank] = start + np.arange(count)
            start += count
        self._next[kind] = start
        return out

    def count(self, kind: str) -> int:
        """Count the numbers given out for a kind."""
        return self._next.get(kind, 0)

    def text(self, kind: str, numbers: np.ndarray) -> pa.Array:
        """Write numbers as keys, such as ``p3fa91c07``; null where negative.

        Parameters
        ----------
        kind : str
        numbers : numpy.ndarray of int64

        Returns
        -------
        pyarrow.StringArray
        """
        import numpy as np
        import pyarrow as pa

        from sva.intake.arrow import pc

        distinct, back = np.unique(numbers, return_inverse=True)
        mixed = self._permute(kind, np.maximum(distinct, 0).astype(np.uint64))
        digits = np.frombuffer(b"0123456789abcdef", np.uint8)
        shifts = np.arange(28, -4, -4, dtype=np.uint64)
        body = digits[((mixed[:, None] >> shifts) & np.uint64(15)).astype(np.intp)]
        full = np.empty((len(distinct), 9), np.uint8)
        full[:, 0], full[:, 1:] = ord(_LETTERS[kind]), body
        offsets = np.arange(0, 9 * (len(distinct) + 1), 9, dtype=np.int32)
        texts = pa.StringArray.from_buffers(
            len(distinct), pa.py_buffer(offsets), pa.py_buffer(full.tobytes())
        )
        out = texts.take(pa.array(back.reshape(-1).astype(np.int32)))
        if (numbers < 0).any():
            out = pc.if_else(pa.array(numbers >= 0), out, pa.scalar(None, pa.string()))
        return out

    def _permute(self, kind: str, numbers: np.ndarray) -> np.ndarray:
        """Permute the 32-bit numbers: four rounds on two halves, each undoable, so no two keys collide."""
        import numpy as np

        left, right = numbers >> np.uint64(16), numbers & np.uint64(0xFFFF)
        secret = hashlib.blake2b(f"{self._seed}/{kind}".encode(), digest_size=32).digest()
        for turn in range(4):
            factor = np.uint64(int.from_bytes(secret[8 * turn : 8 * turn + 8], "little") | 1)
            with np.errstate(over="ignore"):
                mixed = (right + np.uint64(turn + 1)) * factor
            left, right = right, left ^ ((mixed >> np.uint64(40)) & np.uint64(0xFFFF))
        return (left << np.uint64(16)) | right
