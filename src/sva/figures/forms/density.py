"""A map of squares in classes, with districts' outlines and names, a scale bar and a north arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sva.errors import Fault, SvaError
from sva.figures.forms.choropleth import ATTRIBUTION, boundaries, furniture, outlines
from sva.figures.head import Head, Key
from sva.figures.style import MUTED, SEQUENCE, Sheet, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sva.figures.grids import Squares

__all__ = ["plot"]

_TALLEST = 620


def plot(given: Squares, width: int) -> Figure:
    """Draw squares.

    Parameters
    ----------
    given : sva.figures.grids.Squares
        At most five classes.
    width : int
        Pixels.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    SvaError
        If there is no geography to draw the districts from, or there are more than five classes.
    """
    if given.geography is None or len(given.names) > len(SEQUENCE):
        fault = (
            Fault("no geography", "boundaries of the districts")
            if given.geography is None
            else Fault(f"{len(given.names)} classes", f"at most {len(SEQUENCE)}")
        )
        raise SvaError(f"the map {given.view.name!r} cannot be drawn", [fault])
    areas, vintage = _districts(given.geography)
    west, south, east, north = areas.total_bounds
    shades = SEQUENCE[-len(given.names) :] if len(given.names) < len(SEQUENCE) else SEQUENCE
    keys = [Key(name, "square", shade) for name, shade in zip(given.names, shades, strict=True)]
    if any(number < 0 for *_, number in given.places):
        keys.append(Key("Withheld", "hatch"))
    head = Head(cast("Any", given), width, keys)
    notes = wrap(ATTRIBUTION, width - 8, 11)
    tall = min((width - 8) * (north - south) / max(east - west, 1.0), _TALLEST)
    scale = min((width - 8) / (east - west), tall / (north - south))
    foot = 46 + len(notes) * 16
    height = int(head.height + tall + foot)
    sheet = Sheet(width, height)
    head.draw(sheet)
    axes = sheet.axes(4, head.height + 4, 4, foot - 4)
    axes.set_axis_off()
    spare_x = ((width - 8) / scale - (east - west)) / 2
    spare_y = (tall / scale - (north - south)) / 2
    axes.set(xlim=(west - spare_x, east + spare_x), ylim=(south - spare_y, north + spare_y))
    _fill(axes, given, shades)
    outlines(axes, given, areas, "grid", vintage, scale)
    furniture(axes, sheet, head.height + tall + 14, scale)
    sheet.lines(0, height - len(notes) * 16, notes, fontsize=11, color=MUTED)
    return sheet.figure


def _districts(geography: Any) -> tuple[Any, int]:
    """Fetch the districts of the first vintage whose boundaries are at hand."""
    vintages = sorted(geography.vintages)
    for vintage in vintages[:-1]:
        try:
            return boundaries(geography, "district", vintage), vintage
        except SvaError:
            continue
    return boundaries(geography, "district", vintages[-1]), vintages[-1]


def _fill(axes: Axes, given: Squares, shades: tuple[str, ...]) -> None:
    """Draw the squares of a class as one path."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for number in sorted({place[3] for place in given.places}):
        vertices: list[tuple[float, float]] = []
        for x, y, side, own in given.places:
            if own == number:
                vertices += [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
        codes: list[Any] = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
        style: dict[str, Any] = (
            {"facecolor": "white", "edgecolor": "#8a9296", "hatch": "/////", "linewidth": 0}
            if number < 0
            else {"facecolor": shades[number], "linewidth": 0}
        )
        axes.add_artist(PathPatch(Path(vertices, codes * (len(vertices) // 5)), **style))
