"""What the judge of an attack knows: what was released, what the views show, and which words are no results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sva.disclosure.attack.numbers import Static
from sva.disclosure.attack.pictures import Read, read_picture
from sva.disclosure.attack.words import Scope

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Ground", "Leak", "Made"]


@dataclass(frozen=True)
class Leak:
    """Something that an edition tells and must not.

    Parameters
    ----------
    kind : str
        "narrowed", "not released", "hidden" or "drawn".
    where : str
        File and place.
    words : str
        What it tells and how, in words for an analyst.
    """

    kind: str
    where: str
    words: str


@dataclass(frozen=True)
class Made:
    """A table of words that released rows and the office's own files give, made again by the judge.

    Parameters
    ----------
    rows : tuple of tuple of str
        Its cells, as a file writes them; empty where there is a sentence in its place.
    texts : frozenset of str
        Headings, cells, notes and sentences: what may stand in its view as a whole text.
    """

    rows: tuple[tuple[str, ...], ...] = ()
    texts: frozenset[str] = frozenset()


def _own_words(view: Mapping[str, Any]) -> list[str]:
    """Give the words of a view that stand in a notebook."""
    return [str(view.get("topic") or ""), str(view.get("name", "")), str(view.get("options") or "")]


@dataclass
class Ground:
    """What an edition may show.

    Parameters
    ----------
    released : pandas.DataFrame
        Its released estimates.
    policy : mapping
        From `sva.disclosure.policy.describe`.
    views : mapping of str to mapping
        By name: ``keys``, ``form``, ``topic`` and so on, as `sva.figures.views.View.to_json` gives them.
    labels : mapping of str to str
        From codes to a reader's words.
    said : sequence of str
        Texts that hold no result: the notebooks' prose, the settings, the rules, the style sheet and the script.
    letters : mapping of str to str
        From the name of a letter drawn as an outline to the letter.
    exact : pandas.DataFrame, optional
        Exact estimates of the run: what must not be told.
    counted : sequence of int
        How many rows were withheld for each reason: the table of that may say so.
    numbers : sequence of float
        Released numbers that are no estimates: of curves, squares and quotations.
    facts : mapping of str to object
        Content that run.json must have.
    made : mapping of str to Made
        By view: tables of words.
    files : mapping of str to bytes
        Files that released rows alone give, such as a workbook with formulas: each must be the same, part for part.
    steps : mapping of str to sequence of mapping
        By view: the released steps of its curves, in order.
    """

    released: pd.DataFrame
    policy: Mapping[str, Any]
    views: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    said: Sequence[str] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    exact: pd.DataFrame | None = None
    counted: Sequence[int] = ()
    numbers: Sequence[float] = ()
    facts: Mapping[str, Any] | None = None
    made: Mapping[str, Made] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    steps: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """Released rows by key, in order."""
        plain = self.released.astype(object).where(self.released.notna(), None)
        rows = [
            {str(name): value for name, value in row.items()} for row in plain.to_dict("records")
        ]
        return {str(row["key"]): row for row in rows}

    def read(self, svg: bytes) -> Read:
        """Read a picture, once.

        Parameters
        ----------
        svg : bytes
            The picture.

        Returns
        -------
        Read

        Raises
        ------
        ValueError
            If it is not well-formed XML.
        """
        if svg not in self._pictures:
            self._pictures[svg] = read_picture(svg, dict(self.letters))
        return self._pictures[svg]

    @cached_property
    def _pictures(self) -> dict[bytes, Read]:
        return {}

    @cached_property
    def every(self) -> Scope:
        """The numbers of all rows: what prose may cite."""
        return Scope(list(self.records.values()), self.labels, self.static, self.numbers)

    @cached_property
    def static(self) -> Static:
        """Words that are the same whatever the data say."""
        own = [text for view in self.views.values() for text in _own_words(view)]
        return Static([*self.said, *own])

    @cached_property
    def whole(self) -> Scope:
        """The numbers of no view: what may stand anywhere."""
        days = [
            {name: row.get(name) for name in ("period_start", "period_end", "comparison_start", "comparison_end",
                                              "data_as_at", "denominator_source", "denominator_year", "source")}
            for row in self.records.values()
        ]  # fmt: skip
        distinct = {tuple(each.items()): each for each in days}
        return Scope(list(distinct.values()), self.labels, self.static)

    def rows(self, view: str) -> list[dict[str, Any]]:
        """Released rows of a view, in its order."""
        keys = self.views.get(view, {}).get("keys", ())
        return [self.records[key] for key in keys if key in self.records]

    def is_withheld(self, row: Mapping[str, Any]) -> bool:
        """Say whether a row stands there without its numbers."""
        return "suppressed" in str(row.get("flag") or "")

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of areas, groups and so on that may stand as they are."""
        return frozenset(self.labels.values()) | frozenset(self.labels)
