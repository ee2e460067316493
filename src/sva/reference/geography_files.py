"""Areas from files as published: lookups and boundaries recognised by their columns.

Column names such as ``LSOA21CD``, ``lsoa21_code``, ``LAD22NM`` or ``pfa24_name`` say level, year and
whether they hold a code or a name; a file is what its columns say, whatever it is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import find_published, header, read_bundled, read_published
from sva.reference.areas import Geography
from sva.reference.boundary_files import lsoa_shapes
from sva.reference.partition import check_forces

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read"]

_COLUMN = re.compile(
    r"(oa|lsoa|msoa|wd|ward|lad|ltla|csp|pfa|icb|fra|cty|utla)(\d\d)_?(cd|code|nm|name)\Z",
    re.IGNORECASE,
)
_LEVEL = {
    "oa": "oa",
    "lsoa": "lsoa",
    "msoa": "msoa",
    "wd": "ward",
    "ward": "ward",
    "lad": "district",
    "ltla": "district",
    "csp": "csp",
    "pfa": "police_force",
    "icb": "icb",
    "fra": "fire",
    "cty": "upper_tier",
    "utla": "upper_tier",
}
_CHANGE = ("CHGIND", "change_code")
_OWN_UPPER_TIER = ("E06", "E08", "E09", "W06")


@dataclass(frozen=True)
class _File:
    path: Path
    columns: dict[tuple[str, str, str], str]  # (level, year, kind) -> column as published
    change: str | None

    def has(self, level: str, year: str | None = None) -> bool:
        return any(k[0] == level and k[2] == "code" and year in (None, k[1]) for k in self.columns)

    def year(self, level: str) -> str:
        return max(k[1] for k in self.columns if k[0] == level and k[2] == "code")

    def frame(self, *levels: tuple[str, str]) -> pd.DataFrame:
        """Read codes and names of these levels, one row per combination."""
        wanted = {
            column: f"{level}_{kind}"
            for (level, year, kind), column in self.columns.items()
            if (level, year) in levels
        }
        return read_published(self.path, list(wanted)).rename(columns=wanted).drop_duplicates()


def _describe(path: Path) -> _File | None:
    if ".csv" not in path.name.lower():
        return None
    columns = header(path)
    found = {}
    for column in columns:
        match = _COLUMN.match(column)
        if match:
            kind = "code" if match[3].lower() in ("cd", "code") else "name"
            found[(_LEVEL[match[1].lower()], match[2], kind)] = column
    if len({key[:2] for key in found}) < 2:
        return None
    return _File(path, found, next((c for c in _CHANGE if c in columns), None))


def read(folder: Path, force: str | None = None) -> Geography:
    """Read the areas that a folder of published files holds.

    Parameters
    ----------
    folder : pathlib.Path
        Searched at any depth.
    force : str, optional
        Keep only the LSOAs of this police force area.

    Returns
    -------
    Geography

    Raises
    ------
    SvaError
        If there is no LSOA lookup, if LSOAs are left without a force, or if an LSOA has two forces.
    """
    paths = find_published(folder)
    files = [f for f in map(_describe, paths) if f is not None]
    above = [f for f in files if f.has("district") and (f.has("csp") or f.has("police_force"))]
    above = [f for f in above if not f.has("lsoa")]
    cells: dict[int, pd.DataFrame] = {}
    sources: dict[int, str] = {}
    notes: list[str] = []
    changes = _changes(files)
    for vintage, year in ((2011, "11"), (2021, "21")):
        holding = [f for f in files if f.has("lsoa", year)]
        if not any(f.has("district") for f in holding):
            continue
        frame, used, said = _cells(holding, above, year)
        if "police_force_code" in frame:
            check_forces(frame, where=", ".join(dict.fromkeys(f.path.name for f in used)))
        if force is not None and "police_force_code" in frame:
            frame = frame[frame["police_force_code"] == force].reset_index(drop=True)
            if frame.empty:
                raise SvaError(
                    "No LSOA lies in that force", [Fault(force, "a code of the lookups")]
                )
        cells[vintage], notes = frame, [*notes, *said]
        sources[vintage] = "ONS Open Geography, Open Government Licence v3.0; files " + ", ".join(
            dict.fromkeys(f.path.name for f in used)
        )
    if not cells:
        raise SvaError(
            "No geography can be read",
            [
                Fault(
                    f"none of {len(paths)} files has LSOA codes beside district codes",
                    "an ONS lookup of LSOA to local authority",
                    str(folder),
                    "Add the lookups listed in docs/reference.md and run `sva fetch` again.",
                )
            ],
        )
    shapes = {v: s for v in cells if (s := lsoa_shapes(paths, v)) is not None}
    return Geography(cells, sources, shapes, changes, tuple(notes))


def _cells(
    holding: list[_File], above: list[_File], year: str
) -> tuple[pd.DataFrame, list[_File], list[str]]:
    """Join the lookups of one vintage into one row per LSOA."""
    notes: list[str] = []
    # The districts of one year go with the partnerships of that year; one district with several
    # partnerships cannot say which an LSOA is in, so a year without such districts is preferred.
    candidates = []
    for file in holding:
        if not file.has("district"):
            continue
        when = file.year("district")
        match = next((a for a in above if a.has("district", when)), None)
        split = 0
        if match is not None:
            pairs = match.frame(("district", when), *_levels_above(match))
            split = int(pairs["district_code"].duplicated().sum())
        rank = (
            match is None and not file.has("police_force"),
            split > 0,
            -len(file.columns),
            -int(when),
        )
        candidates.append((rank, str(file.path), file, match))
    _, _, base, match = min(candidates, key=lambda c: c[:2])
    when = base.year("district")
    levels = [("lsoa", year), ("district", when)]
    levels += [
        (x, base.year(x)) for x in ("msoa", "police_force", "csp", "icb", "fire") if base.has(x)
    ]
    frame = base.frame(*levels)
    if not frame["lsoa_code"].is_unique:
        frame = _one_row_each(frame, base)
    used = [base]
    if match is not None:
        parents = match.frame(("district", when), *_levels_above(match))
        own = [c for c in parents if c not in frame.columns and c != "district_name"]
        unique = parents.drop_duplicates(["district_code", *own])[["district_code", *own]]
        several = unique["district_code"].duplicated(keep=False)
        if several.any():
            names = unique.loc[several, "district_code"].nunique()
            notes.append(
                f"{names} districts of {match.path.name} hold more than one community safety "
                "partnership; theirs is left blank"
            )
            unique = unique.assign(
                **{c: unique[c].mask(several) for c in own if c.startswith("csp")}
            )
            unique = unique.drop_duplicates("district_code")
        frame = frame.merge(unique, on="district_code", how="left", validate="many_to_one")
        used.append(match)
    for file in holding:
        for level in ("msoa", "ward"):
            if file.has(level) and f"{level}_code" not in frame:
                extra = file.frame(("lsoa", year), (level, file.year(level)))
                extra = extra.drop(columns="lsoa_name", errors="ignore")
                if extra["lsoa_code"].is_unique:
                    frame = frame.merge(extra, on="lsoa_code", how="left")
                    used.append(file)
    return _known_parents(frame), used, notes


def _levels_above(file: _File) -> list[tuple[str, str]]:
    names = ("csp", "police_force", "icb", "fire", "upper_tier")
    return [(x, file.year(x)) for x in names if file.has(x)]


def _one_row_each(frame: pd.DataFrame, file: _File) -> pd.DataFrame:
    """Keep one row per LSOA; X rows of the change lookup give an LSOA 2011 two districts at most."""
    doubled = frame[frame["lsoa_code"].duplicated(keep=False)]
    split = doubled.groupby("lsoa_code")["district_code"].nunique()
    forces = (
        frame.drop_duplicates(["lsoa_code", "police_force_code"])
        if "police_force_code" in frame
        else None
    )
    if forces is not None and forces["lsoa_code"].duplicated().any():
        count = forces.loc[forces["lsoa_code"].duplicated(), "lsoa_code"].nunique()
        raise SvaError(
            "A lookup puts LSOAs in two forces",
            [Fault(f"{count:,} LSOAs", "one force each", str(file.path))],
        )
    if len(split) and (split > 1).sum() > 10:
        raise SvaError(
            "A lookup puts LSOAs in several districts",
            [Fault(f"{int((split > 1).sum()):,} LSOAs", "one district each", str(file.path))],
        )
    return frame.drop_duplicates("lsoa_code").reset_index(drop=True)


def _known_parents(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the parents that the package itself knows: councils, and West Mercia's other bodies."""
    ours = read_bundled("districts.csv").set_index("district_code")
    code = frame["district_code"]
    if "upper_tier_code" not in frame:
        unitary = code.where(code.str[:3].isin(_OWN_UPPER_TIER))
        frame["upper_tier_code"] = unitary.fillna(code.map(ours["upper_tier_code"]))
    for level in ("icb", "fire", "yjs"):
        if f"{level}_code" not in frame:
            frame[f"{level}_code"] = code.map(ours[f"{level}_code"])
    return frame.sort_values("lsoa_code").reset_index(drop=True)


def _changes(files: list[_File]) -> pd.DataFrame | None:
    """Give the fullest lookup of LSOA 2011 to 2021 that has change codes."""
    best = None
    for file in files:
        if file.change and file.has("lsoa", "11") and file.has("lsoa", "21"):
            old, new = file.columns[("lsoa", "11", "code")], file.columns[("lsoa", "21", "code")]
            frame = read_published(file.path, [old, new, file.change]).rename(
                columns={old: "lsoa11_code", new: "lsoa21_code", file.change: "change_code"}
            )
            frame = frame[["lsoa11_code", "lsoa21_code", "change_code"]].drop_duplicates()
            if best is None or len(frame) > len(best):
                best = frame.reset_index(drop=True)
    return best
