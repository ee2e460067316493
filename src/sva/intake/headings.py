"""Headings: which row they stand on, what is compared, which occur twice."""

from __future__ import annotations

import itertools
import re

from sva.errors import Fault, SvaError

__all__ = ["MAXIMUM_COLUMNS", "guess_header", "heading_key", "unique_names"]

MAXIMUM_COLUMNS = 2_000


def heading_key(text: str) -> str:
    """Reduce a heading to what is compared: lower case, letters and digits.

    Examples
    --------
    >>> heading_key(" Self-Defined  Ethnicity ")
    'self defined ethnicity'
    """
    return " ".join("".join(c if c.isalnum() or c == "+" else " " for c in text.lower()).split())


def guess_header(
    rows: list[list[str]], file: str, known: frozenset[str] = frozenset()
) -> tuple[int, list[str]]:
    """Give the position of the header among the first rows.

    It is the row with the most headings that are expected; where none is, the first that is as wide as the data.

    Parameters
    ----------
    rows : list of list of str
        The first rows.
    file : str
        For the message.
    known : frozenset of str, optional
        Headings to expect, reduced by `heading_key`.

    Returns
    -------
    tuple of (int, list of str)

    Examples
    --------
    >>> guess_header([["Report of May"], [], ["Ref", "Sex"], ["1", "F"]], "a.csv")
    (2, ['Ref', 'Sex'])
    """
    if known:
        hits = [len({heading_key(str(cell)) for cell in row} & known) for row in rows]
        if hits and max(hits) >= 2:
            index = hits.index(max(hits))
            return index, [str(cell) for cell in rows[index]]
    filled = [sum(1 for cell in row if str(cell).strip()) for row in rows]
    width = max(filled, default=0)
    for index, row in enumerate(rows):
        if filled[index] >= max(1, 0.6 * width) and not all(
            _is_number(cell) for cell in row if str(cell).strip()
        ):
            return index, [str(cell) for cell in row]
    raise SvaError(
        f"{file} cannot be read",
        [Fault("no row looks like a header", "one row of column names", file)],
    )


def _is_number(cell: object) -> bool:
    return bool(re.fullmatch(r"\s*[-+]?[\d.,/: ]+\s*", str(cell)))


def unique_names(header: list[str], file: str, notes: list[tuple[str, int, str]]) -> list[str]:
    if len(header) > MAXIMUM_COLUMNS:
        raise SvaError(
            f"{file} cannot be read",
            [Fault(f"{len(header):,} columns", f"at most {MAXIMUM_COLUMNS:,}", file)],
        )
    plain = [" ".join(cell.split()) or f"column {at}" for at, cell in enumerate(header, start=1)]
    taken, names = set(plain), []
    for index, name in enumerate(plain):
        if name in names:
            notes.append(("heading-twice", 0, f"heading number {index + 1} occurs a second time"))
            times = next(n for n in itertools.count(2) if f"{name} ({n})" not in taken)
            name = f"{name} ({times})"
            taken.add(name)
        names.append(name)
    return names
