"""A matplotlib figure as a small SVG, the same bytes every time."""

from __future__ import annotations

import io
import re
from typing import Any

__all__ = ["size_of", "write_paper_svg", "write_svg"]

_HEAD = re.compile(rb"<\?xml.*?<svg", re.DOTALL)
_DROPPED = re.compile(rb"<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)
_SPACE = re.compile(rb">\s+<")
_POINTS = re.compile(rb'(width|height)="([\d.]+)pt"')
_SIZE = re.compile(rb'(width|height)="([\d.]+)"')
_HALO = b'<g id="halo"><g style="'
_GROUP = re.compile(rb'<g id="[^"]*"')
_GLYPHS = ((b"PublicSans-Regular-", b"r"), (b"PublicSans-SemiBold-", b"b"), (b"DejaVuSans-", b"d"))
_USE = re.compile(rb'<use xlink:href="(#[rbd][0-9a-f]+)" transform="translate\(([-\d.]+) 0\)"/>')
_FIRST = re.compile(rb'<use xlink:href="(#[rbd][0-9a-f]+)"/>')
_OUTLINE = re.compile(rb'<path id="[rbd][0-9a-f]+" d="[^"]*"')
_PATH = re.compile(rb'd="[^"]*"')
_WHOLE = re.compile(rb"\.\d+")
_FINE = re.compile(rb"scale\([^)]*\)|(\.\d\d)\d+")
_COARSE = re.compile(rb"scale\([^)]*\)|(\.\d)\d+")
_LETTER = re.compile(rb"\s*([MLQCz])\s*")
_FONT = re.compile(rb"font: (?:(\d+|bold) )?([\d.]+)px ([^;\"]*)")


def size_of(svg: bytes) -> tuple[int, int]:
    """Read the width and height of a picture.

    Examples
    --------
    >>> size_of(b'<svg width="680" height="212.5">')
    (680, 212)
    """
    found = dict(_SIZE.findall(svg[:400]))
    return int(float(found[b"width"])), int(float(found[b"height"]))


def write_svg(figure: Any, coarse: bool = False) -> bytes:
    """Write a figure as SVG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        At 72 dots an inch, so that a point is a pixel.
    coarse : bool
        Tenths of a pixel, for maps, where hundredths are used otherwise.

    Returns
    -------
    bytes
        No date, no metadata, no names of groups, letters' outlines in whole units.
    """
    text = _saved(figure)
    for long, short in _GLYPHS:
        text = text.replace(long, short)
    text = _OUTLINE.sub(lambda found: _WHOLE.sub(b"", found.group(0)), text)
    number = _COARSE if coarse else _FINE
    text = number.sub(lambda found: found.group(1) or found.group(0), text)
    text = _PATH.sub(lambda found: _LETTER.sub(rb"\1", found.group(0)), text)
    text = text.replace(_HALO, b'<g><g style="stroke:#fff;stroke-width:1600;')
    text = _USE.sub(rb'<use href="\1" x="\2"/>', _GROUP.sub(b"<g", text))
    return _FIRST.sub(rb'<use href="\1"/>', text).strip()


def write_paper_svg(figure: Any) -> bytes:
    """Write a figure as SVG whose letters are text, for a page that brings the typeface.

    A picture in a web page cannot use the page's typeface, so there letters are outlines; on paper they can be
    searched and copied, and take a fraction of the time to set.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        As for `write_svg`.

    Returns
    -------
    bytes
    """
    import matplotlib as mpl

    with mpl.rc_context({"svg.fonttype": "none"}):
        text = _saved(figure)
    # the typesetter reads the parts of a font, not all of them in one
    return _FONT.sub(_font_parts, text).strip()


def _font_parts(found: re.Match[bytes]) -> bytes:
    weight, size, family = found.groups()
    return b"font-weight: %s; font-size: %spx; font-family: %s" % (weight or b"400", size, family)


def _saved(figure: Any) -> bytes:
    """Save without date, metadata and needless space."""
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = _DROPPED.sub(b"", _HEAD.sub(b"<svg", out.getvalue(), count=1))
    return _POINTS.sub(rb'\1="\2"', _SPACE.sub(b"><", text))
