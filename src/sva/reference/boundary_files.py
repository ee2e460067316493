"""LSOA polygons from GeoJSON as published, made into a coverage in metres."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["lsoa_shapes"]


def lsoa_shapes(paths: list[Path], vintage: int) -> Callable[[list[str]], gpd.GeoDataFrame] | None:
    """Give a reader of LSOA polygons: the smallest file that holds every code asked for."""
    pattern = re.compile(rf"lsoa{str(vintage)[2:]}_?(cd|code)\Z", re.IGNORECASE)
    stated = re.compile(rf'"(lsoa{str(vintage)[2:]}_?(?:cd|code))"', re.IGNORECASE)
    able = [p for p in paths if "geojson" in p.name.lower() and stated.search(_start(p))]
    if not able:
        return None

    def shapes(codes: list[str]) -> gpd.GeoDataFrame:
        import geopandas as gpd
        import numpy as np
        import shapely

        wanted = set(codes)
        short = 0
        for path in sorted(able, key=lambda p: (p.stat().st_size, str(p))):
            prefix = "/vsigzip/" if path.name.lower().endswith(".gz") else ""
            frame = gpd.read_file(f"{prefix}{path}")
            column = next(c for c in frame.columns if pattern.match(c))
            frame = frame.rename(columns={column: "lsoa_code"})[["lsoa_code", "geometry"]]
            frame = frame[frame["lsoa_code"].isin(wanted)]
            short = len(wanted) - len(frame)
            if short == 0:
                frame = frame.to_crs(27700).reset_index(drop=True)
                # Generalised edges differ by a hair between neighbours after reprojection.
                clean = shapely.coverage_clean(  # pyright: ignore[reportAttributeAccessIssue]  not in its stubs
                    shapely.set_precision(np.asarray(frame.geometry), 0.1)
                )
                return frame.set_geometry(gpd.GeoSeries(list(clean), crs=27700))
        raise SvaError(
            "Boundaries are missing",
            [
                Fault(
                    f"{short:,} of {len(wanted):,} LSOAs have none",
                    f"LSOA {vintage} boundaries of the area",
                )
            ],
        )

    return shapes


def _start(path: Path) -> str:
    import gzip

    opener = gzip.open if path.name.lower().endswith(".gz") else open
    with opener(path, "rb") as stream:
        return stream.read(4000).decode("utf-8", "replace")
