"""Bring the published files that an assessment needs into its raw folder, with a manifest of where they come from."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect
from sva.opendata.recognise import KINDS, Published, recognise

if TYPE_CHECKING:
    from sva.assessment import Assessment

__all__ = ["MANIFEST", "Fetched", "fetch", "months_needed"]

#: Stands in the raw folder and says what came from where.
MANIFEST = "manifest.json"
_MARKER = "DEMONSTRATION.json"
_POLICE = ("police-street", "police-outcomes", "police-stop-search")


@dataclass(frozen=True)
class Fetched:
    """One file brought in.

    Parameters
    ----------
    file : str
        Relative to the raw folder.
    kind, what, vintage, publisher, licence, sha256 : str
    bytes : int
    """

    file: str
    kind: str
    what: str
    vintage: str
    publisher: str
    licence: str
    sha256: str
    bytes: int


def months_needed(assessment: Assessment, contract: str) -> set[str]:
    """List the months that a source of an assessment covers: its period and what it is compared with.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> len(months_needed(load_assessment("west-mercia-2026-05"), "police-street"))
    16
    """
    source = assessment.source(contract)
    months = set(_months(*assessment.period))
    if source and source.compare_months:
        months |= set(source.compare_months)
    else:
        compared = assessment.settings.comparison
        months |= set(_months(compared.start, compared.end))
    return months


def _months(start: Any, end: Any) -> Iterator[str]:
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        yield f"{year}-{month:02d}"
        year, month = year + month // 12, month % 12 + 1


def fetch(assessment: Assessment, from_dir: Path | None = None) -> list[Fetched]:
    """Copy the published files that an assessment's force, period and small areas need.

    Parameters
    ----------
    assessment : Assessment
    from_dir : pathlib.Path, optional
        A folder of files as published, at any depth; ``SVA_OPEN_DATA`` where not given.

    Returns
    -------
    list of Fetched
        As written to ``manifest.json`` in the raw folder. Files that an earlier fetch brought and that are no longer
        needed are taken away again; files that stand there otherwise are never touched.

    Raises
    ------
    SvaError
        If there is no such folder, demonstration data stand in the way, nothing is recognised, a month that the
        assessment needs is absent or there twice, or a file of another origin stands where one belongs.
    """
    folder = _folder(from_dir)
    if assessment.demonstration or (assessment.raw / _MARKER).exists():
        raise SvaError(
            "open data is not brought into a folder of demonstration data",
            [
                Fault(
                    f"{assessment.name} says data: {assessment.settings.data}"
                    + (
                        f", and {_MARKER} lies in its folder"
                        if (assessment.raw / _MARKER).exists()
                        else ""
                    ),
                    "data: supplied, and no demonstration files",
                    str(assessment.raw),
                    "Make an assessment of its own for real data.",
                )
            ],
        )
    found = [
        published
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (published := recognise(path)) is not None
    ]
    if not found:
        raise SvaError(
            "nothing to fetch",
            [
                Fault(
                    "no published file is recognised",
                    "files of data.police.uk, ONS, MHCLG",
                    str(folder),
                )
            ],
        )
    chosen = _choose(found, assessment)
    assessment.raw.mkdir(parents=True, exist_ok=True)
    before = _manifest(assessment.raw)
    outlines = [published for published in chosen if published.kind == "boundaries"]
    made = _bring([p for p in chosen if p.kind != "boundaries"], assessment.raw, before)
    made += _bring(_smallest(outlines, assessment), assessment.raw, before)
    made.sort(key=lambda entry: entry.file)
    kept = {entry.file for entry in made}
    for file, sha256 in before.items():
        old = assessment.raw / file
        if file not in kept and old.is_file() and _sha256(old) == sha256:
            old.unlink()
    _write_manifest(assessment, made)
    return made


def _bring(chosen: list[Published], raw: Path, before: dict[str, str]) -> list[Fetched]:
    made = [_plan(published) for published in chosen]
    _refuse_strangers(raw, made, before)
    for published, entry in zip(chosen, made, strict=True):
        _copy(published.path, raw / entry.file, entry.sha256)
    return made


def _smallest(outlines: list[Published], assessment: Assessment) -> list[Published]:
    """Take the smallest boundary file that holds every small area of the force; all where that cannot be told."""
    from sva.reference import geography

    area = assessment.settings.area
    try:
        found = geography.from_files(assessment.raw, area.police_force)
        wanted = set(found.areas("lsoa", area.lsoa_vintage, area.police_force)["area_code"])
    except SvaError:
        return outlines
    for published in sorted(outlines, key=lambda p: p.path.stat().st_size):
        opener = gzip.open if published.path.name.lower().endswith(".gz") else open
        with opener(published.path, "rb") as stream:
            codes = set(re.findall(rb"[EW]01\d{6}", stream.read()))
        if all(code.encode() in codes for code in wanted):
            return [published]
    return outlines


def _folder(from_dir: Path | None) -> Path:
    named = from_dir or (
        Path(os.environ["SVA_OPEN_DATA"]) if os.environ.get("SVA_OPEN_DATA") else None
    )
    if named is None or not named.is_dir():
        raise SvaError(
            "there is nowhere to fetch from",
            [
                Fault(
                    f"no folder {named}"
                    if named
                    else "neither a folder nor SVA_OPEN_DATA is given",
                    "a folder of files as published",
                    do_next="sva fetch --from DIR",
                )
            ],
        )
    return named


def _choose(found: list[Published], assessment: Assessment) -> list[Published]:
    """Keep what the assessment's sources, force, period and small areas need; one file for one purpose."""
    faults: list[Fault] = []
    chosen: list[Published] = []
    wanted = {source.contract for source in assessment.settings.sources}
    names, slug = _force_names(assessment)
    for kind in _POLICE:
        if kind not in wanted:
            continue
        by_month: dict[str, list[Published]] = {}
        for published in found:
            if published.kind == kind and (published.force in names or published.force == slug):
                for month in published.months:
                    by_month.setdefault(month, []).append(published)
        needed = months_needed(assessment, kind)
        missing = sorted(needed - set(by_month))
        if missing:
            faults.append(
                Fault(
                    f"no {kind} file of {sorted(names)[0]} for {', '.join(missing[:14])}",
                    "every month of the period and of the comparison",
                    do_next="Bring the months from data.police.uk, or shorten the period.",
                )
            )
        for month in sorted(needed & set(by_month)):
            several = {_sha256(published.path): published for published in by_month[month]}
            if len(several) > 1:
                faults.append(
                    Fault(
                        f"{len(several)} different {kind} files hold {month}: {', '.join(sorted(p.path.name for p in several.values()))}",
                        "one file a month",
                        do_next="Leave only the one that is to count.",
                    )
                )
            else:
                chosen.append(next(iter(several.values())))
    collect(f"the open data for {assessment.name} is not whole", faults)
    vintage = str(assessment.settings.area.lsoa_vintage)
    chosen += [published for published in found if _needed(published, vintage)]
    return _once(chosen, vintage)


def _force_names(assessment: Assessment) -> tuple[set[str], str]:
    from sva.reference._data import read_bundled

    forces = read_bundled("police-forces.csv").set_index("area_code")
    code = assessment.settings.area.police_force
    if code not in forces.index:
        return {assessment.settings.area.name}, assessment.settings.area.name.lower().replace(
            " ", "-"
        )
    row = forces.loc[code]
    return {str(row["police_uk_name"]), str(row["area_name"])}, str(row["slug"])


def _needed(published: Published, vintage: str) -> bool:
    """Tell whether a table or boundary file is of the small areas of the assessment."""
    if published.kind in _POLICE:
        return False
    short = vintage[2:]
    small = {area for area in published.areas if area.startswith(("lsoa", "msoa", "oa"))}
    if published.kind in ("boundaries",):
        return published.level == "lsoa" and f"lsoa{short}" in small
    if published.kind == "lookup":
        changes = {"lsoa11", "lsoa21"} <= published.areas
        partners = bool({a[:-2] for a in published.areas} & {"csp", "pfa", "icb", "fra"})
        return changes or partners or f"lsoa{short}" in small
    if published.kind == "population":
        return f"lsoa{short}" in small
    if published.kind == "census":
        return vintage == "2021"
    if published.kind == "deprivation":
        return published.vintage == {"2011": "2019", "2021": "2025"}[vintage]
    return not small or f"lsoa{short}" in small


def _once(chosen: list[Published], vintage: str) -> list[Published]:
    """Take one file where several would serve the same purpose: the largest lookup, the smallest whole boundaries."""
    out: dict[tuple[Any, ...], Published] = {}
    for published in sorted(chosen, key=lambda p: p.path.stat().st_size):
        if published.kind == "boundaries":
            key: tuple[Any, ...] = ("boundaries", published.path.name)
        elif published.kind == "lookup" and {"lsoa11", "lsoa21"} <= published.areas:
            key = ("changes",)
        else:
            key = (published.kind, _sha256(published.path))
        out[key] = published
    return sorted(out.values(), key=lambda p: (p.kind, p.path.name))


def _plan(published: Published) -> Fetched:
    folder, publisher, licence = KINDS[published.kind]
    return Fetched(
        file=f"{folder}/{published.path.name}",
        kind=published.kind,
        what=published.what,
        vintage=published.vintage,
        publisher=publisher,
        licence=licence,
        sha256=_sha256(published.path),
        bytes=published.path.stat().st_size,
    )


def _refuse_strangers(raw: Path, made: list[Fetched], before: dict[str, str]) -> None:
    faults = []
    seen: dict[str, str] = {}
    for entry in made:
        if entry.file in seen and seen[entry.file] != entry.sha256:
            faults.append(
                Fault(f"two different files are called {entry.file}", "one", do_next="Rename one.")
            )
        seen[entry.file] = entry.sha256
        there = raw / entry.file
        if there.is_file() and entry.file not in before and _sha256(there) != entry.sha256:
            faults.append(
                Fault(
                    "a file of another origin stands there",
                    "nothing, or the file that an earlier fetch brought",
                    str(there),
                    "Move it away.",
                )
            )
    collect("open data cannot be brought in", faults)


def _copy(source: Path, target: Path, sha256: str) -> None:
    """Copy whole or not at all; a file that is there already is left."""
    if target.is_file() and _sha256(target) == sha256:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, part)
        if _sha256(part) != sha256:
            raise SvaError(
                f"{source.name} changed while it was copied",
                [Fault("its bytes differ", where=str(source), do_next="Run `sva fetch` again.")],
            )
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(raw: Path) -> dict[str, str]:
    """Read which files an earlier fetch brought, with their hashes."""
    path = raw / MANIFEST
    if not path.is_file():
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(entry["file"]): str(entry["sha256"]) for entry in data["files"]}
    except (ValueError, KeyError, TypeError):
        raise SvaError(
            "the manifest of open data cannot be read",
            [
                Fault(
                    "it is damaged",
                    "as `sva fetch` wrote it",
                    str(path),
                    "Remove it and the files, and fetch again.",
                )
            ],
        ) from None


def _write_manifest(assessment: Assessment, made: list[Fetched]) -> None:
    start, end = assessment.period
    data = {
        "schema": "sva.open-data/1",
        "assessment": assessment.name,
        "police_force": assessment.settings.area.police_force,
        "lsoa_vintage": assessment.settings.area.lsoa_vintage,
        "period": [start.isoformat(), end.isoformat()],
        "attribution": [
            "Contains information from data.police.uk licensed under the Open Government Licence v3.0.",
            "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. Contains OS data © Crown copyright and database right.",
        ],
        "files": [vars(entry) for entry in made],
    }
    path = assessment.raw / MANIFEST
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)
