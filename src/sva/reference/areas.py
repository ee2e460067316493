"""The class of areas with their vintage in the key.

It stands on one row per LSOA with the codes of all the areas above it, so that every higher area is
a union of whole LSOAs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference.names import area_names
from sva.reference.vintage import Detection, require_vintage

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["LEVELS", "WEST_MERCIA", "Geography"]

WEST_MERCIA = "E23000016"
LEVELS: Mapping[str, str] = {
    "lsoa": "Lower layer super output area",
    "msoa": "Middle layer super output area",
    "ward": "Electoral ward, best fit from whole LSOAs",
    "district": "District or unitary authority",
    "upper_tier": "Upper-tier council: social care and education",
    "csp": "Community safety partnership",
    "police_force": "Police force area",
    "icb": "Integrated care board",
    "fire": "Fire and rescue authority",
    "yjs": "Youth justice service",
}


def _either(first: pd.Series, second: pd.Series) -> pd.Series:
    """Take the first where it has a value, else the second; as text."""
    first, second = first.astype("object"), second.astype("object")
    return first.where(first.notna(), second).astype("str")


@dataclass(frozen=True)
class Geography:
    """Areas of one or more vintages, their nesting and their boundaries.

    Parameters
    ----------
    cells : dict of int to pandas.DataFrame
        By LSOA vintage (2011, 2021): one row per LSOA, ``<level>_code`` and ``<level>_name`` columns.
    sources : dict of int to str
        Where the rows of each vintage come from.
    shapes : dict of int to callable
        By vintage: takes LSOA codes, gives their polygons (EPSG:27700) with a ``lsoa_code`` column.
    changes : pandas.DataFrame, optional
        LSOA 2011 to 2021: ``lsoa11_code``, ``lsoa21_code``, ``change_code`` (U, S, M, X).
    notes : tuple of str
        What the files left open, for the report.
    """

    cells: dict[int, pd.DataFrame]
    sources: dict[int, str]
    shapes: dict[int, Callable[[list[str]], gpd.GeoDataFrame]] = field(default_factory=dict)
    changes: pd.DataFrame | None = None
    notes: tuple[str, ...] = ()

    @property
    def vintages(self) -> tuple[int, ...]:
        """The LSOA vintages at hand."""
        return tuple(sorted(self.cells))

    def levels(self, vintage: int) -> tuple[str, ...]:
        """List the levels at hand in one vintage, from the smallest up."""
        frame = self._cells(vintage)
        return tuple(
            level
            for level in LEVELS
            if f"{level}_code" in frame.columns and frame[f"{level}_code"].notna().any()
        )

    def _cells(self, vintage: int | str) -> pd.DataFrame:
        year = int(vintage)
        if year not in self.cells:
            raise SvaError(
                "No geography of that vintage is at hand",
                [
                    Fault(
                        f"vintage {vintage}",
                        " or ".join(map(str, self.vintages)) or "none is loaded",
                        do_next="Supply the ONS lookups and boundaries of that vintage with `sva fetch`.",
                    )
                ],
            )
        return self.cells[year]

    def _scope(self, level: str, vintage: int | str, force: str | None) -> pd.DataFrame:
        """Give the LSOA rows in the force area, after checking that the level is at hand."""
        frame = self._cells(vintage)
        at_hand = self.levels(int(vintage))
        if level not in at_hand:
            raise SvaError(
                "No areas of that level are at hand",
                [
                    Fault(
                        f"level {level!r}, vintage {vintage}",
                        ", ".join(at_hand),
                        do_next="Check the spelling, or supply a lookup that holds the level.",
                    )
                ],
            )
        if force is None:
            return frame
        if "police_force_code" not in frame.columns:
            raise SvaError(
                "The areas of a force cannot be told",
                [Fault("no police force area in the lookups", "a district to force lookup")],
            )
        inside = frame[frame["police_force_code"] == force]
        if inside.empty:
            raise SvaError(
                "There is no such police force area here",
                [
                    Fault(
                        f"{force!r}", "a code such as E23000016 (West Mercia) that the lookups hold"
                    )
                ],
            )
        return inside

    def areas(
        self, level: str, vintage: int | str, force: str | None = WEST_MERCIA
    ) -> pd.DataFrame:
        """List the areas of one level.

        Parameters
        ----------
        level : str
            A key of `LEVELS`.
        vintage : int
            The LSOA vintage on which the areas stand: 2011 or 2021.
        force : str or None
            Police force area code; None for all that is loaded.

        Returns
        -------
        pandas.DataFrame
            ``area_type``, ``area_code``, ``area_name``, ``area_vintage`` (text), ``published_name``,
            then a code column for each larger area in which every one of them lies whole. Sorted by
            code; one row per area.

        Examples
        --------
        >>> from sva.reference.geography import bundled
        >>> bundled().areas("csp", 2011)[["area_code", "area_name"]].head(2)
           area_code                area_name
        0  E22000326            Herefordshire
        1  E22000332      South Worcestershire
        """
        inside = self._scope(level, vintage, force)
        code = f"{level}_code"
        inside = inside[inside[code].notna()].sort_values(code)
        first = inside.drop_duplicates(code).reset_index(drop=True)
        known = area_names()
        known = known[known["area_type"] == level].set_index("area_code")
        blank = first[code].where(first[code].isna())
        own = first.get(f"{level}_name", blank).astype("object")
        out = first[[code]].rename(columns={code: "area_code"})
        out.insert(0, "area_type", level)
        out["area_name"] = _either(out["area_code"].map(known["area_name"]), own)
        out["area_vintage"] = str(int(vintage))
        out["published_name"] = _either(own, out["area_code"].map(known["published_name"]))
        for other in self.levels(int(vintage)):
            parent = f"{other}_code"
            pairs = inside[[code, parent]].drop_duplicates() if other != level else inside
            if other != level and not pairs[code].duplicated().any():
                out[parent] = first[parent]
        return out

    def lookup(
        self, from_level: str, to_level: str, vintage: int | str, force: str | None = WEST_MERCIA
    ) -> pd.DataFrame:
        """Give the larger area of each smaller one.

        Parameters
        ----------
        from_level, to_level : str
            Keys of `LEVELS`.
        vintage : int
            LSOA vintage.
        force : str or None
            Police force area code; None for all that is loaded.

        Returns
        -------
        pandas.DataFrame
            ``<from_level>_code``, ``<to_level>_code``; one row per smaller area.

        Raises
        ------
        SvaError
            If an area of the smaller level lies in several of the larger one.
        """
        self._scope(to_level, vintage, force)
        inside = self._scope(from_level, vintage, force)
        columns = [f"{from_level}_code", f"{to_level}_code"]
        pairs = inside[list(dict.fromkeys(columns))].dropna().drop_duplicates()
        split = pairs[pairs[columns[0]].duplicated(keep=False)][columns[0]].unique()
        if len(split):
            raise SvaError(
                f"{from_level} cannot be looked up to {to_level}",
                [
                    Fault(
                        f"{len(split):,} areas lie in more than one (such as {split[0]})",
                        "areas that nest whole",
                        do_next="Look up from the LSOA instead.",
                    )
                ],
            )
        return pairs.sort_values(columns[0]).reset_index(drop=True)

    def boundaries(
        self, level: str, vintage: int | str, force: str | None = WEST_MERCIA
    ) -> gpd.GeoDataFrame:
        """Give the polygons of one level in metres (EPSG:27700), dissolved from whole LSOAs.

        Parameters
        ----------
        level, vintage, force
            As for `areas`.

        Returns
        -------
        geopandas.GeoDataFrame
            The rows and columns of `areas`, in the same order, with ``geometry``.
        """
        import geopandas as gpd

        listed = self.areas(level, vintage, force)
        if int(vintage) not in self.shapes:
            raise SvaError(
                "No boundaries are at hand",
                [
                    Fault(
                        f"LSOA {vintage}",
                        "a GeoJSON of LSOA boundaries",
                        do_next="Run `sva fetch`.",
                    )
                ],
            )
        inside = self._scope(level, vintage, force)
        polygons = self.shapes[int(vintage)](inside["lsoa_code"].tolist())
        if level != "lsoa":
            code = f"{level}_code"
            polygons[code] = polygons["lsoa_code"].map(inside.set_index("lsoa_code")[code])
            polygons = (
                polygons[polygons[code].notna()].dissolve(code, method="coverage").reset_index()
            )
        key = polygons.set_index(f"{level}_code")["geometry"]
        return gpd.GeoDataFrame(
            listed, geometry=key.reindex(listed["area_code"]).to_numpy(), crs=polygons.crs
        )

    def require(
        self, codes: Iterable[object], vintage: int, where: str = "LSOA column"
    ) -> Detection:
        """Return the detection of a column, or raise if it is not of that vintage."""
        return require_vintage(codes, vintage, where)
