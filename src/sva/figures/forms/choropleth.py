"""A map in five classes, with districts' outlines and names, a scale bar and a north arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.figures.chart import Chart
from sva.figures.forms.classes import class_of, nice_breaks, range_labels
from sva.figures.head import Head, Key
from sva.figures.labels import is_null
from sva.figures.style import INK, MUTED, SEQUENCE, Sheet, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ATTRIBUTION", "boundaries", "furniture", "outlines", "plot"]

ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right."
)
#: Of the rings: far from the blues, and told from them by its shape.
RING = "#D4601F"
_TALLEST = 620
_DETAIL = 0.9  # pixels
_DONE: dict[tuple[int, str, int], tuple[Any, Any]] = {}


def plot(chart: Chart, width: int) -> Figure:
    """Draw a map.

    Parameters
    ----------
    chart : Chart
        Categories are areas of one level; the option ``breaks`` gives the classes' limits, ``names`` the level
        whose outlines and names are drawn (by default districts); ``rings`` puts a ring on every area whose column
        is under a limit: ``{"column": "q", "under": 0.05, "words": "Hot"}``, so that a small area is seen.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    SvaError
        If there is no geography, or it does not hold the areas.
    """
    shapes, level, vintage = _shapes(chart)
    codes = {str(cell.row["area_code"]): cell for cell in chart.cells.values()}
    values = [cell.value for cell in codes.values() if cell.value is not None]
    breaks = nice_breaks(values, chart.options.get("breaks"))
    shades = SEQUENCE[-len(breaks) - 1 :] if 0 < len(breaks) < 4 else SEQUENCE[: len(breaks) + 1]
    west, south, east, north = shapes.total_bounds
    ratio = (north - south) / max(east - west, 1.0)
    tall = min((width - 8) * ratio, _TALLEST)
    scale = min((width - 8) / (east - west), tall / (north - south))
    groups: dict[int, list[Any]] = {}
    for code, shape in zip(shapes["area_code"], simplified(shapes, scale), strict=True):
        cell = codes.get(str(code))
        value = cell.value if cell is not None else None
        group = -1 if value is None else class_of(value, breaks)
        groups.setdefault(group, []).append(shape)
    keys = [
        Key(words, "square", shade)
        for words, shade in zip(range_labels(values, breaks, chart.unit), shades, strict=True)
    ]
    if -1 in groups:
        gone = any(cell.marker == "[c]" for cell in codes.values())
        keys.append(Key("Withheld or no data" if gone else "No data", "hatch"))
    ringed = _ringed(chart, shapes, codes)
    if ringed:
        keys.append(Key(str(chart.options["rings"]["words"]), "ring", RING))
    head = Head(chart, width, keys)
    foot = 46
    notes = wrap(ATTRIBUTION, width - 8, 11)
    height = int(head.height + tall + foot + len(notes) * 16)
    sheet = Sheet(width, height)
    head.draw(sheet)
    axes = sheet.axes(4, head.height + 4, 4, foot + len(notes) * 16 - 4)
    axes.set_axis_off()
    spare_x = ((width - 8) / scale - (east - west)) / 2
    spare_y = (tall / scale - (north - south)) / 2
    axes.set(xlim=(west - spare_x, east + spare_x), ylim=(south - spare_y, north + spare_y))
    line = 0.25 if len(shapes) > 60 else 0.8
    for group, members in sorted(groups.items()):
        style = (
            {"facecolor": "white", "hatch": "/////", "edgecolor": "#8a9296"}
            if group < 0
            else {"facecolor": shades[group], "edgecolor": "white"}
        )
        fill(axes, members, linewidth=line, **style)
    outlines(axes, chart, shapes, level, vintage, scale)
    if ringed:
        axes.plot(
            *ringed,
            "o",
            markersize=7,
            markerfacecolor="none",
            markeredgecolor=RING,
            markeredgewidth=1.4,
            zorder=6,
        )
    furniture(axes, sheet, head.height + tall + 14, scale)
    sheet.lines(0, height - len(notes) * 16, notes, fontsize=11, color=MUTED)
    return sheet.figure


def _ringed(chart: Chart, shapes: Any, codes: dict[str, Any]) -> list[list[float]]:
    """Give eastings and northings of the areas that get a ring; empty where none does."""
    asked = chart.options.get("rings")
    if not asked:
        return []
    spots = []
    for code, shape in zip(shapes["area_code"].astype(str), shapes.geometry, strict=True):
        value = codes[code].row.get(asked["column"]) if code in codes else None
        if value is not None and not is_null(value) and float(value) < asked["under"]:
            point = shape.representative_point()
            spots.append((point.x, point.y))
    return [list(column) for column in zip(*spots, strict=True)]


def _shapes(chart: Chart) -> tuple[Any, str, int]:
    """Fetch the polygons of the level and vintage that the rows name."""
    rows = [cell.row for cell in chart.cells.values()]
    levels = sorted({str(row["area_type"]) for row in rows})
    if chart.geography is None or len(levels) != 1:
        raise SvaError(
            f"the map {chart.view.name!r} cannot be drawn",
            [
                Fault("no geography", "boundaries of its areas")
                if chart.geography is None
                else Fault(f"areas of several levels: {', '.join(levels)}", "one level a map")
            ],
        )
    import pandas as pd

    told = [row["area_vintage"] for row in rows if not pd.isna(row["area_vintage"])]
    vintage = int(told[0]) if told else max(chart.geography.vintages)
    shapes = boundaries(chart.geography, levels[0], vintage)
    missing = {str(row["area_code"]) for row in rows} - set(shapes["area_code"].astype(str))
    if missing:
        chart.warnings.append(
            f"{chart.view.name}: {len(missing)} areas have no boundary (such as {sorted(missing)[0]})"
        )
    return shapes, levels[0], vintage


def boundaries(geography: Any, level: str, vintage: int) -> Any:
    """Fetch polygons once for all the maps of a run."""
    name = (id(geography), level, vintage)
    if name not in _DONE:
        # the geography is kept too, so that its id stays its own
        _DONE[name] = (geography, geography.boundaries(level, vintage))
    return _DONE[name][1]


def fill(axes: Axes, members: list[Any], **style: Any) -> None:
    """Draw many polygons as one path, which keeps the file small."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    vertices: list[tuple[float, float]] = []
    codes: list[Any] = []
    for shape in members:
        if shape is None or shape.is_empty:
            continue
        for polygon in getattr(shape, "geoms", [shape]):
            for ring in (polygon.exterior, *polygon.interiors):
                points = [point[:2] for point in ring.coords]
                vertices += points
                codes += [Path.MOVETO] + [Path.LINETO] * (len(points) - 2) + [Path.CLOSEPOLY]
    if vertices:
        axes.add_artist(PathPatch(Path(vertices, codes), joinstyle="round", **style))


def simplified(shapes: Any, scale: float) -> list[Any]:
    """Leave out what is smaller than a pixel; neighbours keep their common border."""
    import shapely

    return list(shapely.coverage_simplify(shapes.geometry.to_numpy(), _DETAIL / scale))


def outlines(axes: Axes, chart: Any, shapes: Any, level: str, vintage: int, scale: float) -> None:
    """Draw and name the areas of the named level, each name where it overlaps none before it."""
    wanted = chart.options.get("names", "district")
    if wanted == level or wanted not in chart.geography.levels(vintage):
        areas = shapes if len(shapes) <= 20 else shapes.iloc[:0]
    else:
        areas = boundaries(chart.geography, wanted, vintage)
        fill(
            axes,
            simplified(areas, scale),
            facecolor="none",
            edgecolor="#2b2f31",
            linewidth=1.1,
        )
    taken: list[tuple[float, float, float, float]] = []
    ordered = areas.assign(_size=areas.geometry.area).sort_values("_size")
    for area in ordered.itertuples():
        name = chart.labels.get(str(area.area_code), str(area.area_name))
        lines = wrap(name, 110, 12, "semibold")
        half = (max(text_width(line, 12, "semibold") for line in lines) / 2 + 5) / scale
        tall = (len(lines) * 8 + 2) / scale
        spot = _spot(area.geometry, half, tall, taken)
        if spot is None:
            chart.warnings.append(f"{chart.view.name}: no room for the name of {name}")
            continue
        x, y = spot
        taken.append((x - half, y - tall, x + half, y + tall))
        _name(axes, x, y, lines)


def _name(axes: Axes, x: float, y: float, lines: list[str]) -> None:
    """Write a name twice: once in white with a wide edge, which `write_svg` gives it, once in ink."""
    for colour in ("white", INK):
        axes.text(
            x,
            y,
            "\n".join(lines),
            ha="center",
            va="center",
            fontsize=12,
            weight="semibold",
            color=colour,
            linespacing=1.1,
            gid="halo" if colour == "white" else None,
        )


def _spot(
    shape: Any, half: float, tall: float, taken: list[tuple[float, float, float, float]]
) -> tuple[float, float] | None:
    """Find a place for a name: in the middle of its area, else above or below but still in the area."""
    from shapely import Point

    point = shape.representative_point()
    centre = shape.centroid
    for x, y in ((centre.x, centre.y), (point.x, point.y)):
        for step in (0, 1.1, -1.1, 2.2, -2.2, 3.3, -3.3, 4.8, -4.8, 6.4, -6.4):
            box = (x - half, y + step * tall - tall, x + half, y + step * tall + tall)
            if step and not shape.contains(Point(x, y + step * tall)):
                continue
            if all(
                box[2] < other[0] or box[0] > other[2] or box[3] < other[1] or box[1] > other[3]
                for other in taken
            ):
                return x, y + step * tall
    return None


def furniture(axes: Axes, sheet: Sheet, y: float, scale: float) -> None:
    """Draw the scale bar and the north arrow under the map."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Polygon

    length = next((km for km in (20, 10, 5, 2, 1) if km * 1000 * scale < sheet.width / 3), 1)
    px = length * 1000 * scale
    line = 1 - y / sheet.height
    sheet.figure.add_artist(
        Line2D(
            [4 / sheet.width, (4 + px) / sheet.width],
            [line, line],
            transform=sheet.figure.transFigure,
            color=INK,
            linewidth=2,
            solid_capstyle="butt",
        )
    )
    sheet.text(4 + px + 8, y, f"{length} km", va="center", fontsize=12)
    x = 4 + px + 70
    arrow = [(x, y + 7), (x + 6, y - 9), (x + 12, y + 7), (x + 6, y + 3)]
    sheet.figure.add_artist(
        Polygon(
            [(a / sheet.width, 1 - b / sheet.height) for a, b in arrow],
            closed=True,
            transform=sheet.figure.transFigure,
            facecolor=INK,
            linewidth=0,
        )
    )
    sheet.text(x + 18, y, "North", va="center", fontsize=12)
