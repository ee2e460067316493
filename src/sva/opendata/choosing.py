"""Which of the published files an assessment needs."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect
from sva.opendata.recognise import Published, sha256_of

if TYPE_CHECKING:
    from sva.assessment import Assessment

__all__ = ["choose", "months_needed", "smallest"]

_POLICE = ("police-street", "police-outcomes", "police-stop-search")


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


def smallest(outlines: list[Published], assessment: Assessment) -> list[Published]:
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


def choose(found: list[Published], assessment: Assessment) -> list[Published]:
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
            several = {sha256_of(published.path): published for published in by_month[month]}
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
    if "police-street" in wanted:
        months = months_needed(assessment, "police-street")
        chosen += [p for p in found if p.kind == "police-counts" and months & set(p.months)]
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
    if published.kind in (*_POLICE, "police-counts"):
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
            key = (published.kind, sha256_of(published.path))
        out[key] = published
    return sorted(out.values(), key=lambda p: (p.kind, p.path.name))
