"""The five findings of the first page: scale, who is harmed, who harms, where and when, what we cannot see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.findings.context import Context
from sva.findings.parts import people, places, scale, unseen
from sva.findings.select import last_year, own_definition

if TYPE_CHECKING:
    from sva.assessment.schema import Settings
    from sva.disclosure import Released
    from sva.findings.sentence import Sentence

__all__ = ["Finding", "headline"]

#: From the surest to the least sure; a finding is as sure as the least sure of its numbers.
_SURE = ("High", "Fair", "Low")


@dataclass(frozen=True)
class Finding:
    """One of the five findings.

    Parameters
    ----------
    name : str
        Stable: "scale", "who-is-harmed", "who-harms", "where-and-when", "what-we-cannot-see".
    title : str
        As it heads the finding.
    text : str
        One to five plain sentences.
    keys : tuple of str
        The released rows that every number in it comes from.
    certainty : str
        How sure, in plain words.
    """

    name: str
    title: str
    text: str
    keys: tuple[str, ...]
    certainty: str


def headline(
    released: Released, settings: Settings, supplied: Iterable[str] | None = None
) -> list[Finding]:
    """Make the five findings of an edition from what was released in it.

    Parameters
    ----------
    released : Released
        The edition.
    settings : Settings
        The assessment's settings.
    supplied : iterable of str, optional
        Contracts for which there are files; by default those that the assessment lists.

    Returns
    -------
    list of Finding
        Always five, in the order of the first page. What cannot be said is said to be so, with who holds it.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.disclosure import release
    >>> from sva.estimates import blank
    >>> settings = load_assessment("west-mercia-2026-05").settings
    >>> found = headline(release(blank(), "public", settings), settings, supplied=[])
    >>> found[1].text
    'Who is harmed we cannot say: the police force has not supplied its records of victims.'
    """
    context = Context.of(released, settings, supplied)
    estimates = own_definition(released.estimates, settings)
    year = last_year(estimates, settings)
    return [
        _finding(
            "scale",
            "How much",
            scale(year, context),
            "This edition holds no count of serious violence.",
        ),
        _finding(
            "who-is-harmed",
            "Who is harmed",
            people(year, settings, context, "victims"),
            "This edition holds no count of victims.",
        ),
        _finding(
            "who-harms",
            "Who harms",
            people(year, settings, context, "suspects"),
            "This edition holds no count of suspects.",
        ),
        _finding(
            "where-and-when",
            "Where and when",
            places(year, estimates, context),
            "This edition holds no figures by place or hour.",
        ),
        _finding(
            "what-we-cannot-see",
            "What we cannot see",
            unseen(year, context),
            "No gap was counted; violence that was never reported is still not in this report.",
        ),
    ]


def _finding(name: str, title: str, parts: list[Sentence], nothing: str) -> Finding:
    if not parts:
        return Finding(name, title, nothing, (), "None: there are no figures in this edition.")
    sure = [part.certainty for part in parts if _rank(part.certainty) is not None]
    worst = max(sure, key=lambda words: _rank(words) or 0, default=parts[0].certainty)
    keys = tuple(dict.fromkeys(key for part in parts for key in part.keys))
    return Finding(name, title, " ".join(part.text for part in parts), keys, worst)


def _rank(certainty: str) -> int | None:
    word = certainty.split(" ")[0].rstrip(":")
    return _SURE.index(word) if word in _SURE else None
