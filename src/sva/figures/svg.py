"""A matplotlib figure as a small SVG whose letters are text, the same bytes every time.

The page and the paper both bring the typeface, so letters need no outlines: they can be found, copied and read at
any size. Colours and widths are attributes, not styles, which a page's content security policy would refuse.
"""

from __future__ import annotations

import io
import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FAMILIES", "size_of", "write_png", "write_svg"]

#: The page's own typeface, and what stands in where a picture is shown outside the page.
FAMILIES = "Public Sans,Arial,DejaVu Sans,sans-serif"
#: Text with this group id gets a white edge, so that it can be read on a map.
HALO = "halo"
#: A mark larger than this, in pixels, is an area.
_MARKER = 24

_SIZE = re.compile(rb' (width|height)="([\d.]+)"')
_ZERO = re.compile(r"(\d)\.0(?!\d)")
_LETTER = re.compile(r"\s*([MLQCz])\s*")
_CAPS = {"butt": "", "round": ' stroke-linecap="round"', "projecting": ' stroke-linecap="square"'}
_JOINS = {"miter": ' stroke-linejoin="miter"', "round": "", "bevel": ' stroke-linejoin="bevel"'}
_ANCHOR = {"center": ' text-anchor="middle"', "right": ' text-anchor="end"'}


def size_of(svg: bytes) -> tuple[int, int]:
    """Read the width and height of a picture.

    Examples
    --------
    >>> size_of(b'<svg width="680" height="212.5"><path stroke-width="1"/>')
    (680, 212)
    """
    found = dict(_SIZE.findall(svg[: svg.index(b">")]))
    return int(float(found[b"width"])), int(float(found[b"height"]))


def write_svg(figure: Figure, prefix: str) -> bytes:
    """Write a figure as SVG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        At 72 dots an inch, so that a point is a pixel.
    prefix : str
        Opens every id, so that many pictures can stand in one page.

    Returns
    -------
    bytes
        One element: no date, no metadata, no style; tenths of a pixel.
    """
    width, height = (float(side) * 72 for side in figure.get_size_inches())
    renderer = _renderer()(width, height, prefix)
    figure.draw(renderer)
    return renderer.text().encode()


def write_png(figure: Figure, scale: float = 2.0) -> bytes:
    """Write a figure as a picture of dots, for slides.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        At 72 dots an inch.
    scale : float
        Dots a pixel of the page.

    Returns
    -------
    bytes
        PNG on white, without date.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    out = io.BytesIO()
    figure.patch.set_visible(True)
    FigureCanvasAgg(figure).print_figure(
        out, dpi=72 * scale, format="png", facecolor="white", metadata={"Software": None}
    )
    return out.getvalue()


def _told(found: re.Match[str]) -> str:
    """Leave out the letter of a line, which follows a point anyway."""
    return " " if found[1] == "L" else found[1]


def _number(value: float) -> str:
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


@cache
def _measure(text: str, size: float, weight: str) -> tuple[float, float, float]:
    """Measure a line: width, height and how far it goes below its foot, in pixels."""
    from sva.figures.style import measure

    return measure(text, size, weight)


@cache
def _renderer() -> Any:
    """Make the renderer's class; matplotlib is imported only where something is drawn."""
    from matplotlib import _path
    from matplotlib.backend_bases import RendererBase
    from matplotlib.colors import to_hex
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D, Bbox

    circle = Path.unit_circle()

    class Renderer(RendererBase):
        """Collects elements as matplotlib draws."""

        def __init__(self, width: float, height: float, prefix: str) -> None:
            super().__init__()
            self.width, self.height, self.prefix = width, height, prefix
            self.parts: list[str] = []
            self.patterns: dict[tuple[str, str], str] = {}
            self.flip = Affine2D().scale(1, -1).translate(0, height)
            self.halo = False

        def text(self) -> str:
            """Return the picture."""
            defined = f"<defs>{''.join(self.patterns.values())}</defs>" if self.patterns else ""
            wide, tall = _number(self.width), _number(self.height)
            return (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" '
                f'viewBox="0 0 {wide} {tall}" font-family="{FAMILIES}" stroke-linejoin="round">'
                f"{defined}{''.join(self.parts)}</svg>"
            )

        def get_canvas_width_height(self) -> tuple[float, float]:
            return self.width, self.height

        def open_group(self, s: str, gid: str | None = None) -> None:
            self.halo = s == "text" and gid == HALO

        def get_text_width_height_descent(
            self, s: str, prop: Any, ismath: Any
        ) -> tuple[float, float, float]:
            return _measure(s, prop.get_size_in_points(), _weight(prop))

        def draw_text(
            self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float,
            ismath: Any = False, mtext: Any = None,
        ) -> None:  # fmt: skip
            size, weight = prop.get_size_in_points(), _weight(prop)
            anchor = ""
            if mtext is not None and not angle:
                side = mtext.get_horizontalalignment()
                anchor = _ANCHOR.get(side, "")
                wide = _measure(s, size, weight)[0] if anchor else 0.0
                x += wide / 2 if side == "center" else wide
            turned = (
                f' transform="rotate({_number(-angle)} {_number(x)} {_number(y)})"' if angle else ""
            )
            bold = ' font-weight="600"' if weight == "semibold" else ""
            edge = ' stroke="#fff" stroke-width="3"' if self.halo else ""
            self.parts.append(
                f'<text x="{_number(x)}" y="{_number(y)}" font-size="{_number(size)}"{bold}{anchor}'
                f"{_fill(to_hex(gc.get_rgb()))}{edge}{turned}>{escape(s, quote=False)}</text>"
            )

        def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
            stroke = self._stroke(gc)
            hatch = gc.get_hatch()
            if rgbFace is None and not stroke and not hatch:
                return
            flipped = transform + self.flip
            clip = self._clip(gc)
            solid = rgbFace is not None or bool(hatch)
            if solid and clip is not None:
                box = path.get_extents(flipped)
                inside = clip[0] - 1 <= box.x0 and box.x1 <= clip[2] + 1
                if not (inside and clip[1] - 1 <= box.y0 and box.y1 <= clip[3] + 1):
                    edges = Bbox.from_extents(*clip)
                    path, flipped = path.transformed(flipped).clip_to_bbox(edges), None
                clip = None
            d = self._data(path, flipped, clip)
            if d:
                fill = self._pattern(gc, rgbFace) if hatch else _face(rgbFace, gc)
                self.parts.append(f'<path d="{d}"{fill}{stroke}/>')

        def draw_markers(
            self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any, rgbFace: Any = None
        ) -> None:  # fmt: skip
            box = marker_path.get_extents(marker_trans)
            if marker_path is not circle and max(box.width, box.height) > _MARKER:
                # matplotlib hands an area over as the one mark at its place
                for x, y in trans.transform(path.vertices):
                    self.draw_path(
                        gc, marker_path, marker_trans + Affine2D().translate(x, y), rgbFace
                    )
                return
            stroke, fill, clip = self._stroke(gc), _face(rgbFace, gc), self._clip(gc)
            flipped = trans + self.flip
            for x, y in flipped.transform(path.vertices):
                if not (x == x and y == y) or (clip is not None and not _within(x, y, clip)):
                    continue
                if marker_path is circle:
                    radius = _number(marker_trans.get_matrix()[0, 0])
                    shape = f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{radius}"'
                else:
                    own = marker_trans + Affine2D().scale(1, -1).translate(x, y)
                    shape = f'<path d="{self._data(marker_path, own, None)}"'
                self.parts.append(f"{shape}{fill}{stroke}/>")

        def _data(self, path: Any, transform: Any, clip: Any) -> str:
            """Write a path; a line that follows a line needs no letter."""
            text = _path.convert_to_string(  # pyright: ignore[reportAttributeAccessIssue]
                path, transform, clip, False, None, 1, [b"M", b"L", b"Q", b"C", b"z"], False
            ).decode("ascii")
            return _ZERO.sub(r"\1", _LETTER.sub(_told, text).strip())

        def _clip(self, gc: Any) -> tuple[float, float, float, float] | None:
            box = gc.get_clip_rectangle()
            if box is None:
                return None
            return box.x0, self.height - box.y1, box.x1, self.height - box.y0

        def _stroke(self, gc: Any) -> str:
            width = gc.get_linewidth()
            colour = gc.get_rgb()
            if not width or colour[3] == 0:
                return ""
            dashes = ""
            offset, lengths = gc.get_dashes()
            if lengths is not None:
                told = " ".join(_number(length) for length in lengths)
                dashes = f' stroke-dasharray="{told}"'
                dashes += f' stroke-dashoffset="{_number(offset)}"' if offset else ""
            clear = f' stroke-opacity="{colour[3]:.2g}"' if colour[3] < 1 else ""
            return (
                f' stroke="{_short(to_hex(colour))}" stroke-width="{width:.3g}"{dashes}{clear}'
                f"{_CAPS[gc.get_capstyle()] if dashes or gc.get_capstyle() != 'butt' else ''}"
                f"{_JOINS[gc.get_joinstyle()]}"
            )

        def _pattern(self, gc: Any, face: Any) -> str:
            """Fill with slanted lines; one definition for all of one colour."""
            line = _short(to_hex(gc.get_hatch_color()))
            ground = "#fff" if face is None else _short(to_hex(face))
            name = f"{self.prefix}-h{list(self.patterns).index((line, ground)) if (line, ground) in self.patterns else len(self.patterns)}"
            self.patterns.setdefault(
                (line, ground),
                f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse">'
                f'<path d="M0 0H6V6H0z" fill="{ground}"/>'
                f'<path d="M-1 1 1-1M0 6 6 0M5 7 7 5" stroke="{line}" stroke-width="1.1"/></pattern>',
            )
            return f' fill="url(#{name})"'

    def _face(face: Any, gc: Any) -> str:
        if face is None:
            return ' fill="none"'
        alpha = gc.get_alpha() if gc.get_forced_alpha() else face[3] if len(face) > 3 else 1
        clear = f' fill-opacity="{alpha:.2g}"' if alpha < 1 else ""
        return _fill(to_hex(face)) + clear

    return Renderer


def _within(x: float, y: float, box: tuple[float, float, float, float]) -> bool:
    return box[0] - 0.5 <= x <= box[2] + 0.5 and box[1] - 0.5 <= y <= box[3] + 0.5


def _weight(prop: Any) -> str:
    return "normal" if prop.get_weight() in ("normal", "regular", 400) else "semibold"


def _short(colour: str) -> str:
    """Write a colour in three letters where that is the same.

    Examples
    --------
    >>> _short("#ffffff"), _short("#12436d")
    ('#fff', '#12436d')
    """
    if colour[1] == colour[2] and colour[3] == colour[4] and colour[5] == colour[6]:
        return f"#{colour[1]}{colour[3]}{colour[5]}"
    return colour


def _fill(colour: str) -> str:
    """Say the colour of a face; black need not be said."""
    return "" if colour == "#000000" else f' fill="{_short(colour)}"'
