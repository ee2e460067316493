"""What types alone cannot check: dates that fit each other, names that stand once, files and areas that exist.

The checks read the plain values of the file, whatever they are, so that they speak beside faults of type and not
after those are mended.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from sva.errors import Fault

__all__ = ["Finding", "check_beyond_types"]

Place = tuple[str | int, ...]
#: Where a fault stands, and the fault without its place.
Finding = tuple[Place, Fault]

#: A year is the shortest span of which "for every 1,000 residents" can be said.
_MONTHS = 12


def check_beyond_types(data: dict[str, Any], folder: Path, root: Path) -> list[Finding]:
    """Check the values of an assessment file against each other and against what there is.

    Parameters
    ----------
    data : dict
        The file's plain values; parts of the wrong type are passed over here.
    folder : pathlib.Path
        The assessment's folder.
    root : pathlib.Path
        The project folder.

    Returns
    -------
    list of (tuple, Fault)
        Each fault with the keys from the top down to where it stands.

    Examples
    --------
    >>> from datetime import date
    >>> data = {"period": {"end": date(2023, 3, 31)}, "comparison": {"end": date(2023, 3, 31)}}
    >>> check_beyond_types(data, Path("x"), Path("."))[0][0]
    ('comparison', 'end')
    """
    return [
        *_dates(data),
        *_once(data),
        *_areas(data),
        *_sources(data, folder),
        *_outcomes(data),
        *_measures(data),
        *_notebooks(data, root),
    ]


def _part(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _items(data: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    part = _part(data, key)
    if isinstance(part, list):
        yield from ((index, item) for index, item in enumerate(part) if isinstance(item, dict))


def _dates(data: dict[str, Any]) -> Iterator[Finding]:
    start, end = _part(data, "period", "start"), _part(data, "period", "end")
    before = _part(data, "comparison", "end")
    if not _day(end):
        return
    if _day(start) and start < end:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        if months < _MONTHS:
            yield (
                ("period",),
                Fault(f"the period is {months} months long", "at least twelve months"),
            )
    if _day(before) and before >= end:
        yield (
            ("comparison", "end"),
            Fault(
                f"the comparison period ends on {before}",
                f"a day before {end}, the end of the period",
            ),
        )
    for index, source in _items(data, "sources"):
        drawn = source.get("data_as_at")
        if _day(drawn) and drawn < end:
            yield (
                ("sources", index, "data_as_at"),
                Fault(
                    f"the data of {source.get('contract')} were drawn on {drawn}",
                    f"{end}, the end of the period, or later",
                ),
            )


def _once(data: dict[str, Any]) -> Iterator[Finding]:
    for section, key in (("cohorts", "name"), ("partnerships", "code"), ("sources", "contract")):
        seen: set[Any] = set()
        for index, item in _items(data, section):
            name = item.get(key)
            if isinstance(name, str) and name in seen:
                yield (section, index, key), Fault(f"{name!r} stands twice", "each name once")
            seen.add(name if isinstance(name, str) else None)


def _bundled(name: str) -> list[dict[str, str]]:
    text = resources.files("sva.reference").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _areas(data: dict[str, Any]) -> Iterator[Finding]:
    force = _part(data, "area", "police_force")
    if not isinstance(force, str):
        return
    names = {row["area_code"]: row["area_name"] for row in _bundled("police-forces.csv")}
    if force not in names:
        wanted = str(_part(data, "area", "name"))
        near = difflib.get_close_matches(wanted, list(names.values()), n=1)
        code = next((each for each, name in names.items() if near and name == near[0]), None)
        yield (
            ("area", "police_force"),
            Fault(
                f"no police force area of England and Wales has the code {force!r}",
                "one of the codes in sva/reference/data/police-forces.csv",
                do_next=f"{near[0]} is {code}." if near else "",
            ),
        )
        return
    # Which partnerships lie in a force is known for those whose districts are bundled.
    known = {
        row["csp_code"] for row in _bundled("districts.csv") if row["police_force_code"] == force
    }
    for index, item in _items(data, "partnerships"):
        code = item.get("code")
        if known and isinstance(code, str) and code not in known:
            yield (
                ("partnerships", index, "code"),
                Fault(
                    f"no partnership of {names[force]} has the code {code!r}",
                    f"one of {', '.join(sorted(known))}",
                ),
            )


def _sources(data: dict[str, Any], folder: Path) -> Iterator[Finding]:
    if _part(data, "data") == "supplied" and not _part(data, "sources"):
        yield (
            ("data",),
            Fault("no sources are listed", "at least one source, or data: demonstration"),
        )
    for index, source in _items(data, "sources"):
        for key, within in (("path", "the raw data of the assessment"), ("mapping", "its folder")):
            value = source.get(key)
            if isinstance(value, str) and _leaves(value):
                yield (
                    ("sources", index, key),
                    Fault(f"{value!r} leads out of {within}", "a relative path without '..'"),
                )
        mapping = source.get("mapping")
        if isinstance(mapping, str) and not _leaves(mapping) and not (folder / mapping).is_file():
            yield (
                ("sources", index, "mapping"),
                Fault(
                    f"the mapping {mapping!r} is not there", f"a file in assessments/{folder.name}/"
                ),
            )


def _leaves(path: str) -> bool:
    plain = PurePosixPath(path.replace("\\", "/"))
    return plain.is_absolute() or ".." in plain.parts or path[1:2] == ":"


def _outcomes(data: dict[str, Any]) -> Iterator[Finding]:
    """Refuse a known cause, or training, outside the period: it would silently change nothing."""
    start, end = _part(data, "period", "start"), _part(data, "period", "end")
    if not (_day(start) and _day(end)):
        return
    told = _part(data, "outcomes", "causes")
    months: list[tuple[Place, Any]] = [
        (("outcomes", "causes", index, "month"), cause.get("month"))
        for index, cause in enumerate(told if isinstance(told, list) else [])
        if isinstance(cause, dict)
    ]
    months.append((("outcomes", "training", "month"), _part(data, "outcomes", "training", "month")))
    for place, month in months:
        if _day(month) and not start < month <= end:
            yield (
                place,
                Fault(f"{month} lies outside the period", f"a month after {start}, to {end}"),
            )


def _measures(data: dict[str, Any]) -> Iterator[Finding]:
    from sva.estimates.extensions import TYPES
    from sva.estimates.registry import MEASURES

    declared = _part(data, "public", "measures")
    for index, entry in enumerate(declared if isinstance(declared, list) else []):
        if not isinstance(entry, str) or entry.split(".")[0] in TYPES:
            continue
        if not _answered(entry, MEASURES):
            near = difflib.get_close_matches(entry, [*MEASURES, *_families(MEASURES)], n=1)
            yield (
                ("public", "measures", index),
                Fault(
                    f"no registered measure answers to {entry!r}",
                    f"a registered measure, or a family: {', '.join(_families(MEASURES))}",
                    do_next=f"Did you mean {near[0]!r}?" if near else "",
                ),
            )


def _answered(entry: str, names: Iterable[str]) -> bool:
    if entry.endswith("*"):
        return any(name.startswith(entry[:-1]) for name in names)
    return entry in names


def _families(names: Iterable[str]) -> list[str]:
    return sorted({f"{name.split('.')[0]}.*" for name in names})


def _notebooks(data: dict[str, Any], root: Path) -> Iterator[Finding]:
    given = _part(data, "notebooks")
    known = sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))
    for name in given if isinstance(given, dict) else ():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield (
                ("notebooks", name),
                Fault(
                    f"unknown notebook {name!r}",
                    f"one of {', '.join(known)}" if known else "a notebook; there are none here",
                    do_next=f"Did you mean {near[0]!r}?" if near else "",
                ),
            )
