"""Polygons as paths of whole pixels, and what stands on every map: a scale bar and a north arrow."""

from __future__ import annotations

from typing import Any

__all__ = ["WIDTH", "furniture", "geometry"]

#: Of a map, in the units of its view box.
WIDTH = 1000


def furniture(scale: float, height: int) -> str:
    """Draw a scale bar and a north arrow at the bottom left; they move and grow with the map.

    Parameters
    ----------
    scale : float
        Units of the view box to a metre.
    height : int
        Of the view box.

    Returns
    -------
    str
        SVG.
    """
    km = next((km for km in (20, 10, 5, 2, 1) if km * 1000 * scale < WIDTH / 8), 1)
    long, y = round(km * 1000 * scale), height - 14
    return (
        f'<path class="scale" d="M10 {y}h{long}"/><text x="10" y="{y - 12}" font-size="22">{km} km</text>'
        f'<path d="M12 {y - 44}l8 -28l8 28l-8 -8z"/><text x="38" y="{y - 46}" font-size="22">North</text>'
    )


def geometry(shapes: Any, bounds: Any = None) -> tuple[int, int, list[str]]:
    """Write the polygons as paths of whole pixels, each point as its step from the one before.

    Parameters
    ----------
    shapes : geopandas.GeoDataFrame
    bounds : sequence of float, optional
        West, south, east and north of the map; by default of the shapes.

    Returns
    -------
    tuple of (int, int, list of str)
        Width and height of the view box, and a path for each shape.
    """
    import numpy as np

    west, south, east, north = shapes.total_bounds if bounds is None else bounds
    scale = WIDTH / (east - west)
    height = int(np.ceil((north - south) * scale))
    paths = []
    for shape in shapes.geometry:
        parts = []
        for polygon in getattr(shape, "geoms", [shape]):
            for ring in (polygon.exterior, *polygon.interiors):
                xy = np.asarray(ring.coords)[:, :2]
                at = np.rint(
                    np.column_stack([(xy[:, 0] - west) * scale, (north - xy[:, 1]) * scale])
                )
                kept = at[np.r_[True, (np.diff(at, axis=0) != 0).any(axis=1)]].astype(int)
                steps = np.diff(kept[:-1], axis=0)
                tail = " ".join(f"{x} {y}" for x, y in steps)
                parts.append(f"M{kept[0][0]} {kept[0][1]}{'l' + tail if tail else 'h1'}z")
        paths.append("".join(parts).replace(" -", "-"))
    return WIDTH, height, paths
