"""A map that answers: inline SVG and a small script, offline, in one file, by keyboard as by mouse.

It is made of released rows only. In the public edition it holds classes and no values. Without its script the first
layer is still drawn and the table still stands under it; on paper the page prints the static map instead.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, collect
from sva.figures.forms.choropleth import ATTRIBUTION
from sva.figures.forms.classes import class_of, nice_breaks, range_labels
from sva.figures.interactive_paths import WIDTH, furniture, geometry
from sva.figures.labels import is_null, show
from sva.figures.style import SEQUENCE

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BEGIN", "END", "STYLE", "Layer", "interactive_map", "script", "script_policy"]

#: Between these two stands one map.
BEGIN, END = "<!--map-->", "<!--/map-->"

#: Rules for the page's style sheet; the fragment itself has no style attribute, which the page's policy would refuse.
STYLE = """
.imap svg{width:100%;height:auto;max-height:80vh;border:1px solid #d5d9dc;background:#fff}
.imap svg:focus-visible{outline:3px solid #0b0c0c;outline-offset:2px}
.imap path[data-n]{stroke:#fff;stroke-width:.6;vector-effect:non-scaling-stroke;cursor:pointer}
.imap .edge{fill:none;stroke:#2b2f31;stroke-width:1.4;vector-effect:non-scaling-stroke;pointer-events:none}
.imap .scale{stroke:#0b0c0c;stroke-width:3;fill:none}
.imap .small{font-size:.9375rem;color:#505a5f;max-width:none;margin:.25rem 0}
.imap path[data-on]{stroke:#0b0c0c;stroke-width:3}
.imap path[data-off]{opacity:.12;pointer-events:none}
.imap .tools{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:.75rem 0}
.imap .tools[hidden],.imap [data-legend][hidden]{display:none}
.imap .tools label{display:block}
.imap .tools select,.imap .tools input{display:block;font:inherit;min-height:2.5rem;max-width:16rem}
.imap .tools button{font:inherit;min-height:2.5rem;min-width:2.5rem}
.imap .legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0;margin:.5rem 0}
.imap .legend svg{width:1.2rem;height:1.2rem;max-height:none;border:1px solid #8a9296;vertical-align:-.25rem;margin-right:.4rem}
.imap [role=status]{min-height:1.6em}
@media print{.imap{display:none}}
"""

_TABLE_CELL = "Withheld or no data"


@dataclass(frozen=True)
class Layer:
    """One thing that the map can show.

    Parameters
    ----------
    name : str
        For the list of layers: "Robbery, 2025".
    rows : pandas.DataFrame
        Released estimates of one area level, ``area_code`` and ``value``; withheld rows present, their numbers null.
    breaks : sequence of float, optional
        Limits of the classes; by default chosen as for the static map.
    unit : str
        After a value: "%", or "".
    decimals : int
        Of a value.
    """

    name: str
    rows: pd.DataFrame = field(repr=False)
    breaks: Sequence[float] | None = None
    unit: str = ""
    decimals: int = 1


@cache
def script() -> str:
    """Return the script, the same for every map; put it once at the end of the page, in a plain script element."""
    return resources.files("sva.figures").joinpath("interactive.js").read_text(encoding="utf-8")


def script_policy() -> str:
    """Return the source expression of the script for the page's content security policy.

    Returns
    -------
    str
        Goes after ``script-src``.

    Examples
    --------
    >>> script_policy()[:8]
    "'sha256-"
    """
    digest = hashlib.sha256(script().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def interactive_map(
    name: str,
    layers: Sequence[Layer],
    shapes: Any,
    *,
    topic: str,
    partnerships: Mapping[str, str],
    labels: Mapping[str, str] | None = None,
    classes_only: bool,
    demonstration: bool,
    outlines: Any = None,
) -> str:
    """Make a map of one or more layers that can be searched, filtered, zoomed and walked through by keyboard.

    Parameters
    ----------
    name : str
        Lower-case words joined by hyphens; unique in the page.
    layers : sequence of Layer
        The first is shown at the start.
    shapes : geopandas.GeoDataFrame
        ``area_code``, ``area_name``, ``csp_code`` and ``geometry`` in metres, from `Geography.boundaries`.
    topic : str
        What the map shows, for a reader who does not see it.
    partnerships : mapping of str to str
        Code to name, for the filter.
    labels : mapping of str to str, optional
        Area code to name, before the names in `shapes`.
    classes_only : bool
        True in the public edition: no value is anywhere in the fragment.
    demonstration : bool
        Writes "DEMONSTRATION DATA" across the map.
    outlines : geopandas.GeoDataFrame, optional
        Larger areas whose edges are drawn, such as districts.

    Returns
    -------
    str
        HTML with no style attribute, no handler and no address of anything outside.

    Raises
    ------
    SvaError
        If there is no layer, or a layer has two rows of one area.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> from shapely import box
    >>> shapes = gpd.GeoDataFrame({"area_code": ["E1", "E2"], "area_name": ["Hill", "Dale"], "csp_code": ["C", "C"]},
    ...     geometry=[box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)])
    >>> rows = pd.DataFrame({"area_code": ["E1", "E2"], "value": [1.0, 9.0]})
    >>> html = interactive_map("a", [Layer("Rate", rows, [5])], shapes, topic="Rate", partnerships={"C": "Here"},
    ...     classes_only=True, demonstration=False)
    >>> html.count("<path data-n"), "9.0" in html
    (2, False)
    """
    faults = [] if layers else [Fault("no layer", "one or more")]
    faults += [
        Fault(f"layer {layer.name!r} has two rows of one area", "one row an area")
        for layer in layers
        if layer.rows["area_code"].duplicated().any()
    ]
    collect(f"the map {name!r} cannot be made", faults)
    drawn = [_drawn(layer, classes_only) for layer in layers]
    none = f"url(#imap-{name}-none)"  # the hatching of areas without a class
    names = {
        str(code): (labels or {}).get(str(code), str(own))
        for code, own in zip(shapes["area_code"], shapes["area_name"], strict=True)
    }
    scale = WIDTH / (shapes.total_bounds[2] - shapes.total_bounds[0])
    width, height, paths = geometry(shapes)
    edges = "" if outlines is None else "".join(geometry(outlines, shapes.total_bounds)[2])
    body = "".join(
        _path(code, names[code], str(csp), d, drawn, classes_only, none)
        for code, csp, d in zip(
            shapes["area_code"].astype(str), shapes["csp_code"], paths, strict=True
        )
    )
    told = [
        {
            "name": layer.name,
            "classes": one["labels"],
            "colours": one["colours"],
            "none": _TABLE_CELL,
        }
        for layer, one in zip(layers, drawn, strict=True)
    ]
    mark = (
        f'<text x="{width // 2}" y="{height // 2}" text-anchor="middle" font-size="{width // 18}" fill="#b10e1e" '
        f'fill-opacity=".35" pointer-events="none">DEMONSTRATION DATA</text>'
        if demonstration
        else ""
    )
    pattern = (
        f'<defs><pattern id="imap-{escape(name)}-none" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#fff"/><path d="M0 6L6 0" stroke="#8a9296"/></pattern></defs>'
    )
    about = f"Map: {topic}. Arrow keys move from area to area, plus and minus zoom, Home shows the whole."
    return (
        f'{BEGIN}<div class="imap" id="imap-{escape(name)}" data-none="{none}" data-layers="{escape(json.dumps(told, ensure_ascii=False))}">'
        f"{_tools(name, layers, partnerships)}"
        f'<svg viewBox="0 0 {width} {height}" tabindex="0" role="application" aria-label="{escape(about)}">{pattern}{body}'
        f'<path class="edge" d="{edges}"/>{furniture(scale, height)}{mark}</svg>'
        f'<p role="status" aria-live="polite"></p>{_keys(drawn, none)}'
        f'<p class="small">{escape(ATTRIBUTION)}</p>'
        f"{_table(name, topic, shapes, names, layers, drawn, partnerships, classes_only)}</div>{END}"
    )


def _drawn(layer: Layer, classes_only: bool) -> dict[str, Any]:
    """Work out the classes of a layer: labels, colours, and each area's class and words."""
    codes = [str(code) for code in layer.rows["area_code"]]
    values = [None if is_null(value) else float(value) for value in layer.rows["value"]]
    known = [value for value in values if value is not None]
    breaks = nice_breaks(known, layer.breaks)
    shades = SEQUENCE[-len(breaks) - 1 :] if 0 < len(breaks) < 4 else SEQUENCE[: len(breaks) + 1]
    classes = {
        code: class_of(value, breaks)
        for code, value in zip(codes, values, strict=True)
        if value is not None
    }
    words = {
        code: show(value, layer.decimals, layer.unit)
        for code, value in zip(codes, values, strict=True)
        if value is not None and not classes_only
    }
    return {
        "labels": range_labels(known, breaks, layer.unit),
        "colours": list(shades),
        "class": classes,
        "words": words,
        "gaps": len(classes) < len(codes),
    }


def _path(
    code: str,
    name: str,
    csp: str,
    d: str,
    drawn: Sequence[dict[str, Any]],
    classes_only: bool,
    none: str,
) -> str:
    classes = " ".join(str(one["class"].get(code, "-")) for one in drawn)
    values = ""
    if not classes_only:
        values = f' data-v="{escape("|".join(one["words"].get(code, "") for one in drawn))}"'
    first = drawn[0]["class"].get(code)
    fill = none if first is None else drawn[0]["colours"][first]
    return (
        f'<path data-n="{escape(name)}" data-c="{escape(code)}" data-p="{escape(csp)}" data-k="{classes}"{values} '
        f'fill="{fill}" d="{d}"/>'
    )


def _tools(name: str, layers: Sequence[Layer], partnerships: Mapping[str, str]) -> str:
    def options(pairs: Sequence[tuple[Any, str]]) -> str:
        return "".join(
            f'<option value="{escape(str(v))}">{escape(words)}</option>' for v, words in pairs
        )

    listed = sorted(partnerships.items(), key=lambda item: item[1])
    return (
        f'<div class="tools" data-part="tools" role="group" aria-label="Tools of the map" hidden>'
        f'<label>Show<select data-part="layer">{options([(i, layer.name) for i, layer in enumerate(layers)])}</select></label>'
        f'<label>Partnership<select data-part="filter">{options([("", "All"), *listed])}</select></label>'
        f'<label>Search<input data-part="search" type="search" autocomplete="off"></label>'
        f'<label>Area<select data-part="area"><option value="">Choose an area</option></select></label>'
        f'<button type="button" data-part="in" aria-controls="imap-{escape(name)}">Zoom in</button>'
        f'<button type="button" data-part="out" aria-controls="imap-{escape(name)}">Zoom out</button>'
        f'<button type="button" data-part="reset" aria-controls="imap-{escape(name)}">Whole area</button></div>'
    )


def _keys(drawn: Sequence[dict[str, Any]], none: str) -> str:
    out = []
    for number, one in enumerate(drawn):
        squares = [*zip(one["labels"], one["colours"], strict=True)]
        if one["gaps"]:
            squares.append((_TABLE_CELL, none))
        items = "".join(
            f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" fill="{colour}"/></svg>{escape(words)}</li>'
            for words, colour in squares
        )
        hidden = " hidden" if number else ""
        out.append(f'<ul class="legend" data-legend="{number}"{hidden}>{items}</ul>')
    return "".join(out)


def _table(
    name: str,
    topic: str,
    shapes: Any,
    names: Mapping[str, str],
    layers: Sequence[Layer],
    drawn: Sequence[dict[str, Any]],
    partnerships: Mapping[str, str],
    classes_only: bool,
) -> str:
    def cell(one: dict[str, Any], code: str) -> str:
        if code not in one["class"]:
            return _TABLE_CELL
        return one["labels"][one["class"][code]] if classes_only else one["words"][code]

    heads = "".join(f'<th scope="col">{escape(layer.name)}</th>' for layer in layers)
    pairs = sorted(
        zip(shapes["area_code"].astype(str), shapes["csp_code"].astype(str), strict=True),
        key=lambda pair: names[pair[0]],
    )
    rows = "".join(
        f'<tr data-p="{escape(csp)}"><th scope="row">{escape(names[code])}</th><td>{escape(partnerships.get(csp, csp))}</td>'
        + "".join(f"<td>{escape(cell(one, code))}</td>" for one in drawn)
        + "</tr>"
        for code, csp in pairs
    )
    return (
        f'<details><summary>Table of the map<span class="away">: {escape(topic)}</span></summary>'
        f'<div class="scroll" role="region" tabindex="0" aria-label="Table of the map {escape(name)}"><table>'
        f"<caption>{escape(topic)}</caption><thead><tr>"
        f'<th scope="col">Area</th><th scope="col">Partnership</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )
