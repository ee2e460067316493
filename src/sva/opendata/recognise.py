"""Tell a published file by its columns and contents; its name only helps where it says the force."""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from sva.reference.forces import COUNTS

__all__ = ["KINDS", "Published", "recognise", "sha256_of"]

_OGL = "Open Government Licence v3.0"

#: Kind to folder, publisher and licence.
KINDS: dict[str, tuple[str, str, str]] = {
    "police-street": ("police-street", "data.police.uk", _OGL),
    "police-outcomes": ("police-outcomes", "data.police.uk", _OGL),
    "police-stop-search": ("police-stop-search", "data.police.uk", _OGL),
    "police-counts": ("police-counts", "data.police.uk, counted", _OGL),
    "boundaries": ("boundaries", "Office for National Statistics, Open Geography (contains OS data)", _OGL),
    "lookup": ("lookups", "Office for National Statistics, Open Geography", _OGL),
    "rurality": ("lookups", "Office for National Statistics and Defra", _OGL),
    "census": ("census-2021", "Office for National Statistics", _OGL),
    "population": ("population", "Office for National Statistics", _OGL),
    "deprivation": ("deprivation", "Ministry of Housing, Communities and Local Government", _OGL),
}  # fmt: skip

_AREA = re.compile(
    r"(oa|lsoa|msoa|wd|ward|lad|ltla|csp|pfa|icb|fra|cty|utla)(\d\d)_?(cd|code)\Z", re.IGNORECASE
)
_CENSUS = frozenset(
    [
        "ethnic_group",
        "religion",
        "disability",
        "sexual_orientation",
        "gender_identity",
        "marital_status",
        "age_group",
        "deprivation_dimensions",
        "younger_females",
        "usual_residents",
    ]
)
_HEAD = 1 << 16


@dataclass(frozen=True)
class Published:
    """One published file.

    Parameters
    ----------
    path : pathlib.Path
    kind : str
        A key of `KINDS`.
    what : str
        In plain words.
    vintage : str
        Month of a police file, year of the rest.
    level : str
        The smallest area that it is about; empty for police files.
    areas : frozenset of str
        Area levels with their vintage, such as ``lsoa21``.
    force : str
        Name of the force, for police files.
    months : tuple of str
        Months that a police file holds, as far as its first part shows.
    """

    path: Path
    kind: str
    what: str
    vintage: str = ""
    level: str = ""
    areas: frozenset[str] = frozenset()
    force: str = ""
    months: tuple[str, ...] = ()


def _start(path: Path) -> str | None:
    """Read the first part of a file as text; None where it is no text."""
    try:
        if path.name.lower().endswith(".gz"):
            with gzip.open(path, "rb") as stream:
                head = stream.read(_HEAD)
        else:
            with path.open("rb") as stream:
                head = stream.read(_HEAD)
    except (OSError, EOFError, zlib.error):
        return None
    if b"\x00" in head:
        return None
    return head.decode("utf-8-sig", errors="replace")


def recognise(path: Path) -> Published | None:
    """Tell what a published file is.

    Parameters
    ----------
    path : pathlib.Path
        CSV or GeoJSON, plain or gzipped.

    Returns
    -------
    Published or None
        None for a file of no known kind, and for excerpts, which are no whole month.
    """
    name = path.name.lower()
    if "excerpt" in name or not name.endswith((".csv", ".csv.gz", ".geojson", ".geojson.gz")):
        return None
    head = _start(path)
    if head is None:
        return None
    if "geojson" in name:
        return _boundaries(path, head)
    rows = list(csv.reader(head.splitlines()[:400]))
    if not rows:
        return None
    return _police(path, rows) or _tables(path, rows[0])


def _boundaries(path: Path, head: str) -> Published | None:
    found = re.search(r'"(lsoa|msoa|ltla|lad|pfa|csp)(\d\d)_?(?:cd|code)"', head, re.IGNORECASE)
    if not found or '"FeatureCollection"' not in head:
        return None
    level, year = found[1].lower(), found[2]
    return Published(
        path,
        "boundaries",
        f"{level.upper()} boundaries of 20{year}",
        f"20{year}",
        level,
        frozenset({f"{level}{year}"}),
    )


def _police(path: Path, rows: list[list[str]]) -> Published | None:
    header = [cell.strip() for cell in rows[0]]
    at = {cell: index for index, cell in enumerate(header)}
    body = [row for row in rows[1:-1] if len(row) == len(header)] or rows[1:]
    if {"Crime ID", "Month", "Reported by"} <= set(at):
        kind = (
            "police-street"
            if "Crime type" in at
            else "police-outcomes"
            if "Outcome type" in at
            else ""
        )
        if not kind:
            return None
        months = tuple(sorted({row[at["Month"]] for row in body if len(row) > at["Month"]}))
        forces = sorted({row[at["Reported by"]] for row in body if len(row) > at["Reported by"]})
        what = "street-level crime" if kind == "police-street" else "outcomes"
        force = forces[0] if len(forces) == 1 else ""
        return Published(
            path, kind, f"{what}, {force}", ", ".join(months), "", frozenset(), force, months
        )
    if {"Type", "Date", "Object of search"} <= set(at):
        named = re.match(r"(\d{4}-\d{2})-(.+?)-stop-and-search", path.name.lower())
        months = (named[1],) if named else tuple(sorted({row[at["Date"]][:7] for row in body}))
        force = named[2] if named else ""
        return Published(
            path,
            "police-stop-search",
            f"stop and search, {force}",
            ", ".join(months),
            "",
            frozenset(),
            force,
            months,
        )
    if set(COUNTS) <= set(at):
        months = tuple(sorted({row[at["Month"]] for row in body if len(row) > at["Month"]}))
        years = ", ".join(sorted({month[:4] for month in months}))
        what = "crimes by force, month and type"
        return Published(path, "police-counts", what, years, months=months)
    return None


def _tables(path: Path, header: list[str]) -> Published | None:
    cells = [cell.strip() for cell in header]
    lower = {cell.lower() for cell in cells}
    areas = frozenset(f"{m[1].lower()}{m[2]}" for cell in cells if (m := _AREA.match(cell)))
    level = next(
        (
            name
            for name in ("oa", "lsoa", "msoa", "ward", "ltla", "lad", "csp")
            if any(a[:-2] == name for a in areas)
        ),
        "",
    )
    year = next((f"20{a[-2:]}" for a in sorted(areas) if a[:-2] == level), "")
    if any(cell.startswith("IMD_") for cell in cells) and "IMD_rank" in cells and areas:
        index = "2025" if year == "2021" else "2019"
        return Published(
            path, "deprivation", f"English Indices of Deprivation {index}", index, level, areas
        )
    if "ruc21_code" in lower or "ruc11_code" in lower:
        return Published(path, "rurality", "Rural Urban Classification", year, level, areas)
    if (
        any("(20 categories)" in cell or "categories) code" in cell.lower() for cell in cells)
        and "observation" in lower
    ):
        return Published(
            path, "census", "Census 2021, custom dataset", "2021", "ltla", frozenset({"ltla21"})
        )
    if {"date", "geography", "geography code"} <= lower and "measures: value" in " ".join(lower):
        return Published(
            path, "census", "Census 2021, Nomis bulk table", "2021", "ltla", frozenset({"ltla21"})
        )
    ages = "aged under 1 year" in lower or {"0", "1", "2"} <= lower
    if areas and (lower & _CENSUS or ages):
        if year == "2011":
            return Published(
                path, "population", "mid-year population estimates", "2020", level, areas
            )
        topic = sorted(lower & _CENSUS) or ["age"]
        return Published(
            path, "census", f"Census 2021, {topic[0].replace('_', ' ')}", "2021", level, areas
        )
    if len(areas) >= 2:
        levels = ", ".join(sorted(areas))
        return Published(
            path, "lookup", f"lookup of {levels}", max(f"20{a[-2:]}" for a in areas), level, areas
        )
    return None


def sha256_of(path: Path) -> str:
    """Give the sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
