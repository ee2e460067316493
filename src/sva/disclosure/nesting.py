"""What lies in what: areas in areas, people of an age in cohorts, months in years."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sva.assessment.schema import Settings
    from sva.reference.areas import Geography

__all__ = [
    "LEVELS",
    "Parents",
    "ages_of",
    "apart",
    "bundled_parents",
    "parents_in",
    "person_cohorts",
]

#: Of an area's type and code: the types and codes of all areas it lies in.
Parents = Mapping[tuple[str, str], Mapping[str, str]]

#: From the smallest up.
LEVELS = (
    "oa", "lsoa", "msoa", "ward", "district", "csp", "upper_tier", "yjs", "icb", "fire", "police_force",
)  # fmt: skip


def parents_in(geography: Geography) -> Parents:
    """Look up what each area lies in, in every vintage at hand.

    Parameters
    ----------
    geography : sva.reference.areas.Geography
        Areas with their nesting.

    Returns
    -------
    dict
        ``(area_type, area_code)`` to a dict of type to code.

    Examples
    --------
    >>> from sva.reference.geography import bundled
    >>> parents_in(bundled())["district", "E06000019"]["police_force"]
    'E23000016'
    """
    found: dict[tuple[str, str], dict[str, str]] = {}
    for cells in geography.cells.values():
        levels = [level for level in LEVELS if f"{level}_code" in cells.columns]
        for place, level in enumerate(levels):
            for other in levels[place + 1 :]:
                pairs = cells[[f"{level}_code", f"{other}_code"]].dropna().drop_duplicates()
                pairs.columns = ["child", "parent"]
                for child, parent in pairs[~pairs["child"].duplicated(keep=False)].itertuples(
                    index=False
                ):
                    found.setdefault((level, str(child)), {})[other] = str(parent)
    return found


@cache
def bundled_parents() -> Parents:
    """Look up what each area bundled with the program lies in.

    Returns
    -------
    dict
        As of `parents_in`.
    """
    from sva.reference.geography import bundled

    return parents_in(bundled())


def person_cohorts(settings: Settings) -> dict[str, tuple[int, int]]:
    """List the cohorts that are people of an age, with their first and last age.

    Parameters
    ----------
    settings : sva.assessment.schema.Settings
        The assessment's settings.

    Returns
    -------
    dict of str to tuple of int
    """
    return {
        each.name: (int(each.ages[0]), int(each.ages[1]))
        for each in settings.cohorts
        if each.ages and each.counts != "incident"
    }


def ages_of(label: str) -> tuple[int, int] | None:
    """Read first and last age from the label of an age band.

    Parameters
    ----------
    label : str
        "Under 10", "10 to 17", "65 and over", "14".

    Returns
    -------
    tuple of int, or None
        None where it is no band; 200 stands for no upper end.

    Examples
    --------
    >>> ages_of("Under 10"), ages_of("10 to 17"), ages_of("65 and over"), ages_of("Female")
    ((0, 9), (10, 17), (65, 200), None)
    """
    text = label.strip().lower()
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    if len(numbers) == 1 and text.startswith("under"):
        return 0, numbers[0] - 1
    if len(numbers) == 1 and (text.endswith(("and over", "or over", "+")) or "over" in text):
        return numbers[0], 200
    if len(numbers) == 2 and numbers[0] <= numbers[1] and re.search(r"to|-|–", text):
        return numbers[0], numbers[1]
    return (numbers[0], numbers[0]) if text.isdigit() else None


def apart(spans: Sequence[tuple[Any, Any, int]]) -> list[tuple[Any, Any, int]]:
    """Keep the widest spans that lie in no other; where those overlap, the narrowest that hold no other.

    Parameters
    ----------
    spans : sequence of tuple
        First, last, and what they stand for.

    Returns
    -------
    list of tuple
        Spans that do not overlap; none where there is no such choice.

    Examples
    --------
    >>> apart([(0, 9, 1), (10, 17, 2), (0, 17, 3)])
    [(0, 17, 3)]
    """

    def holds(one: tuple[Any, Any, int], other: tuple[Any, Any, int]) -> bool:
        return one[0] <= other[0] and other[1] <= one[1] and one[:2] != other[:2]

    def overlap(chosen: list[tuple[Any, Any, int]]) -> bool:
        ordered = sorted(chosen, key=lambda each: each[:2])
        return any(a[1] >= b[0] for a, b in pairwise(ordered))

    widest = [each for each in spans if not any(holds(other, each) for other in spans)]
    if not overlap(widest):
        return widest
    narrowest = [each for each in spans if not any(holds(each, other) for other in spans)]
    return [] if overlap(narrowest) else narrowest
