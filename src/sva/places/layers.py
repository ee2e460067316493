"""Layers for QGIS: one GeoPackage of the restricted edition's areas, never for the public one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, collect

if TYPE_CHECKING:
    import pandas as pd

    from sva.reference.areas import Geography

__all__ = ["COLUMNS", "write_layers"]

#: The date that the PDF carries too.
_WRITTEN = "2000-01-01T00:00:00.000Z"

#: What an area carries in a layer. No points, no rows of people, no free text.
COLUMNS = (
    "area_code", "area_name", "measure", "offence_group", "strata", "period_start", "period_end", "numerator",
    "denominator", "value", "lower", "upper", "q", "flag", "unit",
)  # fmt: skip


def write_layers(
    layers: Mapping[str, pd.DataFrame],
    geography: Geography,
    path: Path,
    *,
    edition: str,
    force: str,
    demonstration: bool,
) -> Path:
    """Write released rows by area as layers of one GeoPackage.

    Parameters
    ----------
    layers : mapping of str to pandas.DataFrame
        Layer name (lower-case words joined by hyphens) to released rows of one area level and vintage, one row an
        area; withheld rows stay, their numbers null and flagged.
    geography : Geography
        With the boundaries.
    path : pathlib.Path
        Ends with ``.gpkg``; its folder is made. Written beside and moved into place, so that no half file is left.
    edition : str
        Must be ``"restricted"``.
    force : str
        Police force area code.
    demonstration : bool
        Adds a column that says so in every row, and "demonstration-" before every layer's name.

    Returns
    -------
    pathlib.Path
        The same layers give the same bytes.

    Raises
    ------
    SvaError
        For the public edition, for layers of several levels or with two rows of one area, or for areas without a
        boundary.
    """
    faults = []
    if edition != "restricted":
        faults.append(
            Fault(f"the {edition} edition", "the restricted edition",
                  do_next="The public edition shows classes in its maps and has no file of areas."),
        )  # fmt: skip
    if path.suffix != ".gpkg":
        faults.append(Fault(path.name, "a name that ends with .gpkg"))
    if not layers:
        faults.append(Fault("no layer", "one or more"))
    ready: dict[str, Any] = {}
    for name, rows in layers.items():
        told, found = _layer(name, rows, geography, force)
        faults += found
        ready[name] = told
    collect("the layers cannot be written", faults)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".part-{os.getpid()}-{path.name}")
    part.unlink(missing_ok=True)
    try:
        for name, frame in ready.items():
            if demonstration:
                frame = frame.assign(note="DEMONSTRATION DATA: made up")
            layer = f"demonstration-{name}" if demonstration else name
            frame.to_file(part, layer=layer, driver="GPKG")
        _without_clock(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _without_clock(path: Path) -> None:
    """Set the time of writing to a fixed one, so that the same layers are the same bytes."""
    import sqlite3

    base = sqlite3.connect(path)
    try:
        with base:
            base.execute("UPDATE gpkg_contents SET last_change = ?", (_WRITTEN,))
    finally:
        base.close()


def _layer(
    name: str, rows: pd.DataFrame, geography: Geography, force: str
) -> tuple[Any, list[Fault]]:
    import geopandas as gpd

    levels = sorted(rows["area_type"].dropna().unique())
    vintages = sorted(rows["area_vintage"].dropna().unique())
    if len(levels) != 1 or len(vintages) != 1:
        said = f"levels {', '.join(levels) or 'none'}, vintages {', '.join(vintages) or 'none'}"
        return None, [Fault(said, "one level and one vintage a layer", name)]
    if rows["area_code"].duplicated().any():
        return None, [Fault("two rows of one area", "one row an area", name)]
    shapes = geography.boundaries(levels[0], int(vintages[0]), force)
    known = shapes.set_index("area_code")
    absent = sorted(set(rows["area_code"]) - set(known.index))
    if absent:
        return None, [
            Fault(f"{len(absent)} areas without a boundary, such as {absent[0]}", "", name)
        ]
    out = rows.assign(area_name=rows["area_code"].map(known["area_name"]))[list(COLUMNS)]
    plain = {
        column: out[column].astype(object).where(out[column].notna(), None)
        for column in out.columns
        if str(out[column].dtype) in ("string", "boolean")
    }
    dates = {
        column: out[column].dt.strftime("%Y-%m-%d") for column in ("period_start", "period_end")
    }
    numbers = {
        column: out[column].astype("Float64").to_numpy(float, na_value=float("nan"))
        for column in ("numerator", "denominator", "value", "lower", "upper", "q")
    }
    geometry = known["geometry"].reindex(rows["area_code"]).to_numpy()
    return gpd.GeoDataFrame(
        out.assign(**plain, **dates, **numbers), geometry=geometry, crs=shapes.crs
    ), []
