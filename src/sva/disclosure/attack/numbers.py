"""Numbers as written in a text, and the texts that hold no result."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Static", "Token", "tokens", "written"]

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WORD = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+")


_PARAGRAPH = re.compile(r"\n\s*(?:\n|[-*] )")


class Token(NamedTuple):
    """A number as written: its text, how many decimals, where it starts and ends."""

    text: str
    value: float
    places: int
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Find the numbers of a text.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    list of Token

    Examples
    --------
    >>> [(each.value, each.places) for each in tokens("1,520 (2.5%)")]
    [(1520.0, 0), (2.5, 1)]
    """
    out = []
    for at in _NUMBER.finditer(text):
        plain = at[0].replace(",", "")
        out.append(Token(at[0], float(plain), len(plain.partition(".")[2]), at.start(), at.end()))
    return out


def written(value: float, places: int) -> set[str]:
    """Write a number with so many decimals, halves either way.

    Parameters
    ----------
    value : float
        Any; its sign is left off.
    places : int
        Decimals.

    Returns
    -------
    set of str

    Examples
    --------
    >>> sorted(written(2.5, 0))
    ['2', '3']
    """
    value = abs(value)
    up = math.floor(value * 10**places + 0.5) / 10**places
    return {f"{value:.{places}f}", f"{up:.{places}f}"}


def _at_ends(words: list[str]) -> Iterator[tuple[str, str, str]]:
    """Give the first and the last word of a paragraph with their neighbours, where they are numbers."""
    if words and words[0][0].isdigit():
        yield "", words[0], words[1] if len(words) > 1 else ""
    if len(words) > 1 and words[-1][0].isdigit():
        yield words[-2], words[-1], ""


class Static:
    """Texts that are the same whatever the data say: prose, settings, the rules of an edition.

    Parameters
    ----------
    texts : iterable of str
        All of them.

    Examples
    --------
    >>> known = Static(["Counts of 1 to 4 are withheld."])
    >>> [known.holds("Counts of 1 to 4 are withheld", at) for at in tokens("Counts of 1 to 4 are withheld")]
    [True, True]
    >>> known.holds("There were 4 victims", tokens("There were 4 victims")[0])
    False
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.near: set[tuple[str, str, str]] = set()
        self.ends: set[tuple[str, str, str]] = set()
        self.numbers: set[str] = set()
        for text in texts:
            words = [each.lower() for each in _WORD.findall(text)]
            padded = ["", *words, ""]
            for place, word in enumerate(words):
                if word[0].isdigit():
                    self.near.add((padded[place], word, padded[place + 2]))
                    self.numbers.add(word)
            # A paragraph of a longer text begins and ends where a reader's does.
            for part in _PARAGRAPH.split(text):
                self.ends.update(_at_ends(_WORD.findall(part.lower())))

    def holds(self, text: str, token: Token) -> bool:
        """Say whether a number stands here between the same words as in a known text."""
        before = _WORD.findall(text[max(0, token.start - 60) : token.start].lower())
        after = _WORD.findall(text[token.end : token.end + 60].lower())
        first, last = before[-1] if before else "", after[0] if after else ""
        if (first, token.text, last) in self.near or (first, token.text, last) in self.ends:
            return bool(first or last)
        # A known text may be the beginning or the end of a longer one.
        return bool(
            (first and (first, token.text, "") in self.near)
            or (last and ("", token.text, last) in self.near)
        )
