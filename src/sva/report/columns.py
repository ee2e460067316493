"""How wide the columns of a table of words are on paper, so that its rows take the fewest lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = ["CAPACITY", "STEP", "Fitted", "colgroup", "fit_columns"]

#: So many letters of a table's type stand beside each other on a page, of which each column's edge takes some.
CAPACITY, _EDGE = 104, 2
#: Widths are given in steps of so many hundredths, each a class of the style sheet.
STEP = 2
#: A longer word may be broken, and no column of words is narrower than this.
_WORD, _LEAST = 14, 5
#: So many letters more are tried at once, since a word that does not fit is no gain.
_TRIED = (1, 2, 4, 7, 11)
#: Millimetres: a line of a table, what a row has around its lines, and the height that a page has for a table.
_LINE, _BETWEEN, _PAGE = 3.9, 1.4, 250.0


class Fitted(NamedTuple):
    """How a table fits a page.

    Parameters
    ----------
    widths : list of int
        Of its columns in hundredths, in steps of `STEP`, 100 in all; empty where every row fits one line as it is.
    lines : list of int
        How many lines each row takes, the headings first.
    """

    widths: list[int]
    lines: list[int]

    @property
    def fits(self) -> bool:
        """Whether the whole table fits one page, and so is not to be broken."""
        return sum(self.lines) * _LINE + len(self.lines) * _BETWEEN <= _PAGE


def fit_columns(cells: Sequence[Sequence[str]], fixed: Sequence[bool] = ()) -> Fitted:
    """Share the width of a page among the columns of a table, so that its rows take the fewest lines.

    Parameters
    ----------
    cells : sequence of sequence of str
        The rows, the headings first; all of one length.
    fixed : sequence of bool, optional
        Columns whose cells are never broken, such as numbers.

    Returns
    -------
    Fitted

    Examples
    --------
    >>> fit_columns([["Name", "Rows"], ["Short", "12"]])
    Fitted(widths=[], lines=[1, 1])
    >>> fit_columns([["Name", "What it lets the report say"], ["Fire", "a word " * 60]]).widths
    [8, 92]
    """
    import numpy as np

    room = CAPACITY - _EDGE * len(cells[0])
    columns = list(zip(*cells, strict=True))
    longest = np.array([max(map(len, column)) for column in columns], dtype=float)
    if longest.sum() <= room:
        return Fitted([], [1] * len(cells))
    words = [max((len(word) for cell in column for word in cell.split()), default=1) for column in columns]  # fmt: skip
    hard = np.array(fixed if len(fixed) else [False] * len(longest), dtype=bool)
    body = [max(map(len, column[1:]), default=1) for column in columns]
    width = np.where(hard, np.maximum(body, words), np.clip(words, _LEAST, _WORD)).astype(int)
    cut = [[_ends(cell) for cell in column] for column in columns]
    known: dict[tuple[int, int], Any] = {}

    def lines(column: int, letters: int) -> Any:
        if (column, letters) not in known:
            known[column, letters] = np.array([_lines(ends, letters) for ends in cut[column]])
        return known[column, letters]

    def height(at: Any) -> float:
        each = np.array([lines(column, int(letters)) for column, letters in enumerate(at)])
        return float(each.max(axis=0).sum() + each.mean() / 10)

    while (left := room - width.sum()) >= 1:
        best, gain, step = -1, 0.0, 1
        now = height(width)
        for column in np.flatnonzero(width < longest):
            for more in _TRIED:
                if more > left:
                    break
                wider = width.copy()
                wider[column] += more
                saved = (now - height(wider)) / more
                if saved > gain:
                    best, gain, step = int(column), saved, more
        if best < 0:
            break
        width[best] += step
    most = np.array([lines(column, int(letters)) for column, letters in enumerate(width)]).max(
        axis=0
    )
    return Fitted(_hundredths(width + _EDGE), [int(count) for count in most])


def _ends(text: str) -> list[tuple[int, int]]:
    """Say where each word of a text begins and ends."""
    return [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]


def _lines(words: list[tuple[int, int]], letters: int) -> int:
    """Count the lines that words take in a column of so many letters; a longer word is broken."""
    count, begins = 0, 0
    for start, end in words:
        if count and end - begins <= letters:
            continue
        count += -(-(end - start) // letters)
        begins = start
    return max(count, 1)


def _hundredths(width: Any) -> list[int]:
    """Round to steps that add up to 100: what is over goes to the widest, which feels it least."""
    import numpy as np

    share = np.maximum(np.round(width / width.sum() * (100 / STEP)), 1).astype(int)
    share[int(np.argmax(share))] += int(100 / STEP) - int(share.sum())
    return [int(part) * STEP for part in share]


def colgroup(widths: Sequence[int]) -> str:
    """Write the columns' widths; only paper heeds them.

    Examples
    --------
    >>> colgroup([40, 60])
    '<colgroup><col class="c40"><col class="c60"></colgroup>'
    >>> colgroup([])
    ''
    """
    columns = "".join(f'<col class="c{width}">' for width in widths)
    return f"<colgroup>{columns}</colgroup>" if widths else ""
