"""Read a picture: words hidden in it, letters drawn as outlines, and where its marks stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

__all__ = ["Read", "read_picture"]

_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_CLIP = re.compile(r"url\(#(\w+)\)")
_GLYPH = re.compile(r"#([rbd])([0-9a-f]+)$")
#: Attributes that place, paint or name; every other is read as words.
_PLACED = frozenset(
    [
        "width",
        "height",
        "viewBox",
        "version",
        "d",
        "style",
        "clip-path",
        "transform",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "r",
        "rx",
        "ry",
        "cx",
        "cy",
        "id",
        "href",
        "type",
        "points",
        "fill",
        "stroke",
        "stroke-width",
        "patternUnits",
        "opacity",
        "class",
        "aria-hidden",
        "font-family",
        "font-size",
        "font-weight",
        "text-anchor",
        "stroke-linejoin",
        "stroke-linecap",
        "stroke-dasharray",
        "stroke-opacity",
        "fill-opacity",
        "fill-rule",
    ]
)
_PLAIN_ID = re.compile(r"(?:[rbd][0-9a-f]+|[mphC][0-9a-f_]{6,}|\w{10,}|[a-z0-9-]+-[wn]-h\d)")
_TEXTLESS = frozenset(
    ("svg", "g", "path", "use", "defs", "clipPath", "rect", "style", "pattern", "circle", "line")
)
_STYLE = re.compile(
    r"\s*(?:(?:fill|stroke|stroke-[a-z]+|opacity|fill-opacity|stroke-opacity|fill-rule|clip-rule|mix-blend-mode)"
    r"\s*:\s*[-#\w.,() ]+;?\s*)*"
)


_NAMED = re.compile(r"[rbd][0-9a-f]+$")
_MARKER = 20.0
Shapes = Mapping[str, Sequence[tuple[float, float]]]


@dataclass
class Read:
    """What a picture holds.

    Parameters
    ----------
    words : list of tuple of str
        Kind and text of everything that is not drawn: titles, comments, attributes of no known use.
    drawn : list of tuple of (float, float, str)
        Where each piece of text is drawn, and the text.
    marks : dict of str to list of tuple of float
        By clipping region: every point of what is drawn in it.
    boxes : list of tuple of float
        Left, top, right and bottom of the areas that marks are drawn in.
    loose : list of tuple of float
        Points drawn outside all regions.
    shapes : list of list of tuple of float
        Points of shapes that are drawn where they are used.
    size : tuple of str
        Width and height.
    fills : list of (str, list of tuple of float)
        The paint of each closed shape, and its points.
    """

    words: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[tuple[float, float, str]] = field(default_factory=list)
    marks: dict[str, list[list[tuple[float, float]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    loose: list[list[tuple[float, float]]] = field(default_factory=list)
    shapes: list[list[tuple[float, float]]] = field(default_factory=list)
    size: tuple[str, ...] = ()
    fills: list[tuple[str, list[tuple[float, float]]]] = field(default_factory=list)


def read_picture(svg: bytes, letters: dict[str, str] | None = None) -> Read:
    """Read an SVG.

    Parameters
    ----------
    svg : bytes
        The picture.
    letters : dict of str to str, optional
        From a glyph's name to its letter, to read text drawn as outlines.

    Returns
    -------
    Read

    Raises
    ------
    ValueError
        If it is not well-formed XML.

    Examples
    --------
    >>> found = read_picture(b'<svg width="9" height="9"><title>3 victims</title><path clip-path="url(#p1)" d="M0 1L2 1"/></svg>')
    >>> found.words, dict(found.marks)
    ([('picture title', '3 victims')], {'p1': [[(0.0, 1.0), (2.0, 1.0)]]})
    """
    parser = ET.XMLPullParser(["start", "end", "comment", "pi"])
    try:
        parser.feed(svg)
        parser.close()
    except ET.ParseError as reason:
        raise ValueError(str(reason)) from None
    found = Read()
    root: Any = None
    events: Any = parser.read_events()
    for event, node in events:
        if event in ("comment", "pi"):
            found.words.append(("picture comment", str(node.text)))
        elif event == "start" and root is None:
            root = node
    if root is None:
        raise ValueError("an empty picture")
    found.size = (root.get("width", ""), root.get("height", ""))
    shapes = {
        str(node.get("id")): _points(node)
        for node in root.iter()
        if _local(str(node.tag)) == "path"
        and node.get("id")
        and not _NAMED.match(str(node.get("id")))
    }
    found.shapes = list(shapes.values())
    _walk(root, found, letters or {}, shapes, "", False)
    return found


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _walk(
    node: ET.Element,
    found: Read,
    letters: dict[str, str],
    shapes: Shapes,
    clip: str,
    defined: bool,
) -> None:
    tag = _local(node.tag) if isinstance(node.tag, str) else ""
    own = _CLIP.search(node.get("clip-path", ""))
    clip = own[1] if own else clip
    _attributes(node, tag, found)
    for words in (node.text, node.tail):
        said = (words or "").strip()
        if said and (words is node.tail or tag not in ("style",)):
            if tag == "text" and words is node.text:
                found.drawn.append((float(node.get("x", "0")), float(node.get("y", "0")), said))
            else:
                found.words.append(
                    (f"picture {tag}" if words is node.text else "picture text", said)
                )
    if tag == "style" and node.text:
        found.words.append(("picture style", node.text.strip()))
    if tag in ("defs", "clipPath", "pattern"):
        defined = True
    if not defined:
        _draw(node, tag, found, shapes, clip)
    children = list(node)
    if children and not defined:
        text = "".join(letters.get(_glyph(child), "") for child in children)
        place = _NUMBER.findall(node.get("transform", ""))
        if text and len(place) >= 2:
            found.drawn.append((float(place[0]), float(place[1]), text))
    for child in children:
        _walk(child, found, letters, shapes, clip, defined)


def _target(node: ET.Element) -> str:
    """Name what an element repeats."""
    return next((v[1:] for name, v in node.attrib.items() if _local(name) == "href"), "")


def _glyph(node: ET.Element) -> str:
    for name, value in node.attrib.items():
        if _local(name) == "href":
            at = _GLYPH.match(value)
            return f"{at[1]}{at[2]}" if at else ""
    return ""


def _attributes(node: ET.Element, tag: str, found: Read) -> None:
    if tag and tag not in _TEXTLESS and tag not in ("title", "desc", "text", "tspan"):
        found.words.append(("picture element", f"an element <{tag}>"))
    for name, value in node.attrib.items():
        plain = _local(name)
        odd = (
            plain not in _PLACED
            or (plain == "style" and not _STYLE.fullmatch(value))
            or (plain == "id" and not _PLAIN_ID.fullmatch(value))
        )
        if odd:
            found.words.append((f"picture attribute {plain}", value))


def _points(node: ET.Element) -> list[tuple[float, float]]:
    numbers = [float(each) for each in _NUMBER.findall(node.get("d", ""))]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _draw(node: ET.Element, tag: str, found: Read, shapes: Shapes, clip: str) -> None:
    if tag == "path":
        points = _points(node)
    elif tag == "rect":
        x, y, w, h = (float(node.get(name, "0") or 0) for name in ("x", "y", "width", "height"))
        points = [(x, y), (x + w, y + h)]
    elif tag == "use" and not _glyph(node):
        x, y = float(node.get("x", "0")), float(node.get("y", "0"))
        shape = shapes.get(_target(node), [])
        wide = max((abs(a) for a, _ in shape), default=0.0) > _MARKER
        # A small shape is a marker, and stands where it is put; a large one is drawn out.
        points = [(x + a, y + b) for a, b in shape] if wide else [(x, y)]
    elif tag in ("circle", "line"):
        first, second = ("cx", "cy") if tag == "circle" else ("x1", "y1")
        points = [(float(node.get(first, "0")), float(node.get(second, "0")))]
        if tag == "circle":
            # On paper a circle begins at its right.
            found.shapes.append([(points[0][0] + float(node.get("r", "0")), points[0][1])])
        if tag == "line":
            points.append((float(node.get("x2", "0")), float(node.get("y2", "0"))))
    else:
        return
    if not points:
        return
    if tag == "path" and node.get("d", "").rstrip().endswith("z"):
        found.fills.append((node.get("fill", "#000"), points))
    if clip:
        found.marks[clip].append(points)
        return
    if tag == "path" and len(points) == 4 and node.get("d", "").rstrip().endswith("z"):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        found.boxes.append((min(xs), min(ys), max(xs), max(ys)))
    found.loose.append(points)
