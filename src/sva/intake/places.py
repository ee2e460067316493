"""From coordinates and small-area codes to places: inside, outside, or not to be located."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sva.intake.coded import Coded

if TYPE_CHECKING:
    import numpy as np

    from sva.assessment import Assessment
    from sva.intake.frame import Frame
    from sva.reference.areas import Geography

__all__ = ["INSIDE", "OUTSIDE", "UNLOCATED", "Areas", "grid_reference", "read_points"]

INSIDE, OUTSIDE, UNLOCATED = "inside", "outside", "unlocated"
_LEVELS = ("msoa", "district", "csp")


@dataclass(frozen=True)
class Areas:
    """The small areas of one assessment and what stands above them.

    Parameters
    ----------
    geography : Geography
    vintage : int
        2011 or 2021.
    force : str
        Police force area code.
    """

    geography: Geography
    vintage: int
    force: str

    @classmethod
    def of(cls, assessment: Assessment) -> Areas:
        """Take the bundled areas where they serve, else those of the files fetched for the assessment.

        Raises
        ------
        SvaError
            If neither holds the assessment's force and vintage.
        """
        from sva.reference import geography

        area = assessment.settings.area
        found = geography.bundled()
        held = area.lsoa_vintage in found.vintages and "lsoa" in found.levels(area.lsoa_vintage)
        if not held or area.police_force != geography.WEST_MERCIA:
            found = geography.from_files(assessment.raw, area.police_force)
        return cls(found, area.lsoa_vintage, area.police_force)

    @cached_property
    def cells(self) -> Any:
        """One row per LSOA of the force: ``lsoa_code``, ``msoa_code``, ``district_code``, ``csp_code``."""
        frame = self.geography.areas("lsoa", self.vintage, self.force)
        frame = frame.rename(columns={"area_code": "lsoa_code"})
        for level in _LEVELS:
            if f"{level}_code" not in frame.columns:
                frame[f"{level}_code"] = None
        return frame[["lsoa_code", *(f"{level}_code" for level in _LEVELS)]]

    def above(self, lsoa: Coded) -> dict[str, Coded]:
        """Give MSOA, district and partnership of every row's LSOA; blank outside the force."""
        table = self.cells.set_index("lsoa_code")
        out = {}
        for level in _LEVELS:
            parent = table[f"{level}_code"].dropna().to_dict()
            out[f"{level}_code"] = lsoa.recode(parent.get)
        return out

    def inside(self, lsoa: Coded) -> np.ndarray:
        """Tell which rows' LSOA lies in the force."""
        import numpy as np

        known = set(self.cells["lsoa_code"])
        per_value = np.array([text in known for text in lsoa.texts()], dtype=bool)
        return lsoa.spread(per_value, False)

    @cached_property
    def _tree(self) -> tuple[Any, Any]:
        import shapely

        shapes = self.geography.boundaries("lsoa", self.vintage, self.force)
        tree = shapely.STRtree(shapes.geometry.to_numpy())
        return tree, shapes["area_code"].to_numpy(dtype=object)

    def locate(self, x: np.ndarray, y: np.ndarray) -> Coded:
        """Find the LSOA of points in metres (EPSG:27700); blank where none of the force holds it.

        Each distinct point is looked for once. A point on a border belongs to the first area by code.
        """
        import numpy as np
        import pyarrow as pa
        import shapely

        codes = np.full(len(x), -1, np.int32)
        there = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
        tree, names = self._tree
        if len(there):
            packed = np.round(x[there]).astype(np.int64) * 10_000_000 + np.round(y[there]).astype(
                np.int64
            )
            _, first, back = np.unique(packed, return_index=True, return_inverse=True)
            at = there[first]
            points = shapely.points(x[at], y[at])
            which, area = tree.query(points, predicate="intersects")
            found = np.full(len(at), -1, np.int32)
            order = np.lexsort((area, which))[::-1]
            found[which[order]] = area[order]
            codes[there] = found[back.reshape(-1)]
        return Coded(codes, pa.array(names, pa.string()))


def grid_reference(text: str) -> tuple[float, float] | None:
    """Read a National Grid reference as the middle of its square, in metres.

    Parameters
    ----------
    text : str
        Such as ``SO 849 547``.

    Returns
    -------
    tuple of (float, float), or None if it is none

    Examples
    --------
    >>> grid_reference("SO 849 547")
    (384950.0, 254750.0)
    """
    flat = re.sub(r"\s+", "", text.upper())
    found = re.fullmatch(r"([HJNOST])([A-HJ-Z])(\d{2,10})", flat)
    if not found or len(found[3]) % 2:
        return None
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    big, small = letters.index(found[1]), letters.index(found[2])
    east = ((big - 2) % 5) * 5 + small % 5
    north = 19 - (big // 5) * 5 - small // 5
    half = len(found[3]) // 2
    step = 10 ** (5 - half)
    x = east * 100_000 + int(found[3][:half]) * step + (step / 2 if step > 1 else 0)
    y = north * 100_000 + int(found[3][half:]) * step + (step / 2 if step > 1 else 0)
    return float(x), float(y)


def read_points(frame: Frame) -> tuple[np.ndarray, np.ndarray] | None:
    """Give every row's point in metres (EPSG:27700), NaN where none is written; None without coordinates.

    Zeros and negative numbers stand for "no point". Points are swapped back, and station points taken out, by
    `sva.intake.rules`.
    """
    import numpy as np

    from sva.intake.numerals import numbers_of

    plan = frame.mapping.coordinates
    if "grid_reference" in frame.text and not frame.text["grid_reference"].blank.all():
        column = frame.text["grid_reference"]
        pairs = [grid_reference(text) for text in column.texts()]
        nan = float("nan")
        x = column.spread(np.array([pair[0] if pair else nan for pair in pairs], float), nan)
        y = column.spread(np.array([pair[1] if pair else nan for pair in pairs], float), nan)
        bad = column.spread(np.array([pair is None for pair in pairs], bool), False)
        frame.note(
            "grid-reference",
            bad,
            "a grid reference cannot be read: the row is kept without a point",
        )
        return x, y
    if "x" not in frame.text or "y" not in frame.text:
        return None
    x, y = (frame.text[name].spread(numbers_of(frame.text[name]), np.nan) for name in ("x", "y"))
    crs = plan.crs if plan else "EPSG:27700"
    if crs != "EPSG:27700":
        x, y = _to_metres(x, y, crs)
    else:
        none = ~((x > 0) & (y > 0))
        written = ~np.isnan(x) | ~np.isnan(y)
        frame.note(
            "zero-coordinates", none & written, "coordinates of zero, or below, stand for no point"
        )
        x, y = np.where(none, np.nan, x), np.where(none, np.nan, y)
    return x, y


def _to_metres(x: np.ndarray, y: np.ndarray, crs: str) -> tuple[np.ndarray, np.ndarray]:
    """Turn coordinates of any system (x = longitude or easting) into metres of the National Grid."""
    import numpy as np
    from pyproj import Transformer

    turn = Transformer.from_crs(crs, "EPSG:27700", always_xy=True)
    there = ~np.isnan(x) & ~np.isnan(y) & ~((x == 0) & (y == 0))
    out_x, out_y = np.full(len(x), np.nan), np.full(len(y), np.nan)
    if there.any():
        pair = np.column_stack([x[there], y[there]])
        distinct, back = np.unique(pair, axis=0, return_inverse=True)
        east, north = turn.transform(distinct[:, 0], distinct[:, 1])
        east = np.where(np.isfinite(east), east, np.nan)
        north = np.where(np.isfinite(north), north, np.nan)
        out_x[there], out_y[there] = east[back.reshape(-1)], north[back.reshape(-1)]
    return out_x, out_y
