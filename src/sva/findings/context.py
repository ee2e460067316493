"""What a sentence must know besides its rows: names, labels, what was supplied, whether numbers are rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from sva.findings.numbers import period

if TYPE_CHECKING:
    from sva.assessment.schema import Settings
    from sva.disclosure import Released

__all__ = ["EVERYONE", "NOT_GROUPS", "Context", "is_null", "narrowed"]

#: How "everyone" is written in the column cohort.
EVERYONE = "all"
#: Groups that are not one of the parts of a whole.
NOT_GROUPS = ("All", "Unknown")

#: What a measure counts to the words for one of them.
_ONE = {
    "offences": "offence", "incidents": "incident", "crimes": "crime", "victims": "victim", "suspects": "suspect",
    "searches": "search", "disposals": "disposal", "residents": "resident", "areas": "area", "rows": "row",
}  # fmt: skip
#: What counts people.
_WHO = ("victims", "suspects")
_AGES = re.compile(r"under \d+|\d+ to \d+|\d+ and over")


def is_null(value: Any) -> bool:
    """Say whether a cell is empty."""
    import pandas as pd

    return value is None or value is pd.NA or value is pd.NaT or value != value


@cache
def _area_names() -> Mapping[str, str]:
    from sva.reference.names import area_names

    names = area_names()
    return MappingProxyType(dict(zip(names["area_code"], names["area_name"], strict=True)))


@dataclass(frozen=True)
class Context:
    """Everything that turns codes into words.

    Parameters
    ----------
    rounded : bool
        Whether counts that were not public already were rounded.
    areas : mapping of str to str
        Area code to name, before the names of the package.
    labels : mapping of str to str
        Names of offence groups and cohorts to what a reader is told.
    supplied : frozenset of str
        Contracts for which there are files.
    needs : tuple of str
        Contracts that the rows at hand need.
    topic : str
        What the rows are about, where there are none.

    Examples
    --------
    >>> Context().area("E07000237")
    'Worcester'
    """

    rounded: bool = False
    areas: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    supplied: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    topic: str = ""

    @classmethod
    def of(
        cls, released: Released, settings: Settings, supplied: Iterable[str] | None = None
    ) -> Self:
        """Take everything from a release and its assessment.

        Parameters
        ----------
        released : Released
            The edition that speaks.
        settings : Settings
            The assessment's settings.
        supplied : iterable of str, optional
            Contracts for which there are files; by default those that the assessment lists.

        Returns
        -------
        Context
        """
        areas = {entry.code: entry.name for entry in settings.partnerships}
        areas[settings.area.police_force] = settings.area.name
        labels = {group.name: group.label for group in settings.definition.groups}
        labels |= {cohort.name: cohort.label for cohort in settings.cohorts}
        contracts = (
            [source.contract for source in settings.sources] if supplied is None else supplied
        )
        return cls(
            rounded=released.policy.get("rounding_base", 1) > 1,
            areas=areas,
            labels=labels,
            supplied=frozenset(contracts),
        )

    def about_view(self, *, topic: str = "", needs: Iterable[str] = ()) -> Self:
        """Return the same for one view.

        Parameters
        ----------
        topic : str
            The view's topic.
        needs : iterable of str
            The view's needs.

        Returns
        -------
        Context
        """
        return replace(self, topic=topic, needs=tuple(needs))

    def about(self, row: Any) -> bool:
        """Say whether a row's counts are rounded ones."""
        return self.rounded and not (row.already_public is not None and bool(row.already_public))

    def area(self, code: str) -> str:
        """Name an area; a small area keeps its code."""
        return self.areas.get(code) or _area_names().get(code, code)

    def label(self, name: str) -> str:
        """Say an offence group, a cohort or a group as a reader is told it."""
        return self.labels.get(name, name)

    def subject(self, row: Any, *, one: bool = False) -> str:
        """Say what a row counts.

        Parameters
        ----------
        row : named tuple
            Of the one shape.
        one : bool
            Whether exactly one is counted.

        Returns
        -------
        str
            "victims of serious violence", "robbery offences", …
        """
        from sva.estimates import MEASURES

        counted = MEASURES[row.measure].counted
        if row.measure == "repeat.share":
            counted = "incidents"
        if counted == "crimes" and row.source not in ("police-street", "police-counts"):
            counted = "offences"
        noun = _ONE[counted] if one and counted in _ONE else counted
        kind = None
        if row.offence_group is not None:
            kind = _lower_first(self.label(row.offence_group))
        elif (
            counted == "crimes"
            and row.characteristic == "crime_type"
            and row.group not in NOT_GROUPS
        ):
            kind = _lower_first(row.group)
        elif row.definition is not None:
            kind = "serious violence"
        words = _of_kind(noun, counted, kind)
        if row.cohort is not None and row.cohort != EVERYONE:
            part = _lower_first(self.labels.get(row.cohort, row.cohort.replace("-", " ")))
            words = narrowed(words, part, people=counted in _WHO)
        return words

    def when(self, row: Any) -> str:
        """Say a row's period."""
        return period(row.period_start, row.period_end)

    def cannot_say(self, extra: Iterable[str] = ()) -> str | None:
        """Say what is missing among what the rows need; None where nothing is."""
        from sva.findings.missing import cannot_say

        return cannot_say([*self.needs, *extra], self.supplied)

    def words(self) -> list[str]:
        """Return every phrase of this context that may hold digits which are not results."""
        return [*self.labels.values(), *self.areas.values()]


def narrowed(words: str, part: str, *, people: bool = False) -> str:
    """Say of which part of what is counted the words are.

    Parameters
    ----------
    words : str
        What is counted.
    part : str
        A cohort's or a part's label, small.
    people : bool
        Whether people are counted, who have an age; a search or an offence has that of those in it.

    Returns
    -------
    str

    Examples
    --------
    >>> narrowed("offences of robbery", "public place"), narrowed("victims of robbery", "under 25", people=True)
    ('offences of robbery in public places', 'victims of robbery aged under 25')
    >>> narrowed("stop and searches", "10 to 17"), narrowed("offences", "knife enabled")
    ('stop and searches (people aged 10 to 17)', 'offences (knife enabled)')
    """
    if part == "public place":
        return f"{words} in public places"
    if _AGES.fullmatch(part):
        return f"{words} aged {part}" if people else f"{words} (people aged {part})"
    return f"{words} ({part})"


def _of_kind(noun: str, counted: str, kind: str | None) -> str:
    if counted == "crimes":
        return f"{noun} published by police.uk" + (f" as {kind}" if kind else "")
    if counted == "offences":
        return f"{noun} of {kind}" if kind else f"recorded {noun}"
    if kind is None:
        return {"searches": "stop and searches", "search": "stop and search"}.get(noun, noun)
    if counted in ("victims", "incidents", "disposals"):
        return f"{noun} {'for' if counted == 'disposals' else 'of'} {kind}"
    if counted == "suspects":
        return f"{noun} in {kind}"
    return noun


def _lower_first(text: str) -> str:
    """Lower the first letter of a label unless it begins with an acronym or a name of two capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
