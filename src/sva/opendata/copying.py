"""Bring the published files that an assessment needs into its raw folder, with a manifest of where they come from."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.opendata.choosing import choose, smallest
from sva.opendata.recognise import KINDS, Published, recognise, sha256_of

if TYPE_CHECKING:
    from sva.assessment import Assessment

__all__ = ["MANIFEST", "Fetched", "fetch"]

#: Stands in the raw folder and says what came from where.
MANIFEST = "manifest.json"
_MARKER = "DEMONSTRATION.json"


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
    chosen = choose(found, assessment)
    assessment.raw.mkdir(parents=True, exist_ok=True)
    before = _manifest(assessment.raw)
    outlines = [published for published in chosen if published.kind == "boundaries"]
    made = _bring([p for p in chosen if p.kind != "boundaries"], assessment.raw, before)
    made += _bring(smallest(outlines, assessment), assessment.raw, before)
    made.sort(key=lambda entry: entry.file)
    kept = {entry.file for entry in made}
    for file, sha256 in before.items():
        old = assessment.raw / file
        if file not in kept and old.is_file() and sha256_of(old) == sha256:
            old.unlink()
    _write_manifest(assessment, made)
    return made


def _bring(chosen: list[Published], raw: Path, before: dict[str, str]) -> list[Fetched]:
    made = [_plan(published) for published in chosen]
    _refuse_strangers(raw, made, before)
    for published, entry in zip(chosen, made, strict=True):
        _copy(published.path, raw / entry.file, entry.sha256)
    return made


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


def _plan(published: Published) -> Fetched:
    folder, publisher, licence = KINDS[published.kind]
    return Fetched(
        file=f"{folder}/{published.path.name}",
        kind=published.kind,
        what=published.what,
        vintage=published.vintage,
        publisher=publisher,
        licence=licence,
        sha256=sha256_of(published.path),
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
        if there.is_file() and entry.file not in before and sha256_of(there) != entry.sha256:
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
    if target.is_file() and sha256_of(target) == sha256:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, part)
        if sha256_of(part) != sha256:
            raise SvaError(
                f"{source.name} changed while it was copied",
                [Fault("its bytes differ", where=str(source), do_next="Run `sva fetch` again.")],
            )
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


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
