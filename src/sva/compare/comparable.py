"""Why numbers of two assessments may not be compared: definition, people, boundaries, periods, recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = ["Barrier", "RecordingChange", "barriers", "month_number", "same_definition"]

_SMALL_AREAS = ("oa", "lsoa", "msoa", "ward", "hexagon", "grid")


@dataclass(frozen=True)
class RecordingChange:
    """A day from which something was recorded in another way.

    Parameters
    ----------
    date : datetime.date
        The first day of the new way.
    reason : str
        What changed, as the reader is told it.
    offence_groups : tuple of str
        The groups of the definition that it touches; none means all.
    """

    date: date
    reason: str
    offence_groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Barrier:
    """One reason why some rows are not comparable.

    Parameters
    ----------
    kind : str
        "definition", "cohort", "boundary", "period", "recording" or "data".
    sentence : str
        As the reader is told it.
    stops : callable
        Takes rows of the one shape; says for each whether it is stopped.
    """

    kind: str
    sentence: str
    stops: Callable[[pd.DataFrame], Any]


def month_number(day: date) -> int:
    """Count months, so that two dates can be subtracted.

    Examples
    --------
    >>> month_number(date(2023, 3, 31)) - month_number(date(2022, 3, 31))
    12
    """
    return day.year * 12 + day.month


def same_definition(before: Settings, now: Settings) -> bool:
    """Say whether two assessments define serious violence by the same codes under the same flags.

    Parameters
    ----------
    before, now : Settings

    Returns
    -------
    bool
    """
    return _groups(before) == _groups(now)


def _groups(settings: Settings) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    return {
        group.name: (frozenset(group.offence_codes), frozenset(group.any_flag))
        for group in settings.definition.groups
    }


def barriers(
    before: Settings, now: Settings, recording: Iterable[RecordingChange] = ()
) -> list[Barrier]:
    """List what stands between the numbers of two assessments.

    Parameters
    ----------
    before, now : Settings
        The earlier and the later assessment's.
    recording : iterable of RecordingChange
        Known changes of recording and of counting rules.

    Returns
    -------
    list of Barrier
        Empty where everything may be compared.

    Raises
    ------
    SvaError
        If they are of different police force areas, of made-up and real data, or the "earlier" one is later: there
        is nothing to compare at all then.
    """
    _refuse(before, now)
    return [
        *_of_definition(before, now),
        *_of_cohorts(before, now),
        *_of_boundaries(before, now),
        *_of_periods(before, now),
        *_of_recording(before, now, recording),
    ]


def _refuse(before: Settings, now: Settings) -> None:
    faults = []
    if before.area.police_force != now.area.police_force:
        faults.append(
            Fault(
                f"one is of {before.area.name}, the other of {now.area.name}",
                "two assessments of one area; other forces stand beside it in chapter 3",
            )
        )
    if before.data != now.data:
        faults.append(
            Fault(
                f"one is made of {before.data} data, the other of {now.data} data",
                "both of real data, or both a demonstration",
            )
        )
    if before.period.end >= now.period.end:
        faults.append(
            Fault(
                f"the one named as earlier ends on {before.period.end}, the other on {now.period.end}",
                "the earlier assessment first",
            )
        )
    if faults:
        raise SvaError("these assessments cannot be compared", faults)


def _list(words: Iterable[str]) -> str:
    found = sorted(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"


def _of_definition(before: Settings, now: Settings) -> list[Barrier]:
    old, new = _groups(before), _groups(now)
    if old == new:
        return []
    labels = {
        group.name: group.label
        for settings in (before, now)
        for group in settings.definition.groups
    }
    found = []
    changed = {name for name in old | new if old.get(name) != new.get(name)}
    for name in sorted(changed):
        said = []
        if name not in old:
            said.append("was not part of the definition before")
        elif name not in new:
            said.append("is no longer part of the definition")
        else:
            added, gone = new[name][0] - old[name][0], old[name][0] - new[name][0]
            if added:
                said.append(f"has gained offence codes {_list(added)}")
            if gone:
                said.append(f"has lost offence codes {_list(gone)}")
            if new[name][1] != old[name][1]:
                said.append("is counted under other flags")
        found.append(
            Barrier(
                "definition",
                f"{labels[name]} {' and '.join(said)}.",
                lambda rows, name=name: rows["offence_group"].eq(name).fillna(False),
            )
        )
    found.append(
        Barrier(
            "definition",
            f"The definition of serious violence has changed ({_list(labels[name] for name in changed)}), "
            "so its total is another total.",
            lambda rows: rows["definition"].notna() & rows["offence_group"].isna(),
        )
    )
    return found


def _of_cohorts(before: Settings, now: Settings) -> list[Barrier]:
    old = {each.name: (each.ages, each.counts) for each in before.cohorts}
    return [
        Barrier(
            "cohort",
            f"“{each.label}” now means ages {each.ages[0]} to {each.ages[1]}, counted by {each.counts}; "
            f"before it meant {old[each.name][0][0]} to {old[each.name][0][1]}, counted by {old[each.name][1]}.",
            lambda rows, name=each.name: rows["cohort"].eq(name).fillna(False),
        )
        for each in now.cohorts
        if each.name in old and old[each.name] != (each.ages, each.counts)
    ]


def _of_boundaries(before: Settings, now: Settings) -> list[Barrier]:
    found = []
    if before.area.lsoa_vintage != now.area.lsoa_vintage:
        found.append(
            Barrier(
                "boundary",
                f"Small areas are those of {now.area.lsoa_vintage}; before they were those of "
                f"{before.area.lsoa_vintage}, and some were split or merged between.",
                lambda rows: rows["area_type"].isin(_SMALL_AREAS),
            )
        )
    old = {each.code for each in before.partnerships}
    new = {each.code for each in now.partnerships}
    if old != new:
        found.append(
            Barrier(
                "boundary",
                f"Community safety partnerships have changed ({_list(old ^ new)}).",
                lambda rows: rows["area_type"].eq("csp") & rows["area_code"].isin(old ^ new),
            )
        )
    return found


def _of_periods(before: Settings, now: Settings) -> list[Barrier]:
    apart = month_number(now.period.end) - month_number(before.period.end)
    if apart % 12:
        return [
            Barrier(
                "period",
                f"The years end {apart} months apart, so they cover other seasons or share months.",
                lambda rows: rows["period_end"].notna(),
            )
        ]
    return []


def _of_recording(
    before: Settings, now: Settings, recording: Iterable[RecordingChange]
) -> list[Barrier]:
    found = []
    for each in recording:
        if not before.period.end < each.date <= now.period.end:
            continue
        found.append(
            Barrier(
                "recording",
                f"From {each.date.day} {each.date:%B %Y}: {each.reason}",
                lambda rows, each=each: (
                    rows["offence_group"].isin(each.offence_groups)
                    if each.offence_groups
                    else rows["definition"].notna() | rows["offence_group"].notna()
                ),
            )
        )
    return found
