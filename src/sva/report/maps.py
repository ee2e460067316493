"""A map of several layers: on the screen one that answers, on paper its first layer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sva.disclosure import Released
    from sva.figures.views import View
    from sva.report.bench import Bench

__all__ = ["Layered", "answering_map", "layers_of", "map_rows"]


@dataclass(frozen=True)
class Layered:
    """One layer of a map, as a map of its own.

    Parameters
    ----------
    name : str
        For the list of layers.
    view : View
        Of this layer alone.
    rows : pandas.DataFrame
        Its released rows.
    """

    name: str
    view: View
    rows: pd.DataFrame = field(repr=False)


def layers_of(view: View, rows: pd.DataFrame) -> list[Layered]:
    """Part the rows of a map by its option ``layers``.

    Parameters
    ----------
    view : View
        ``layers`` is a list of mappings: ``name``; ``where``, column to value; perhaps ``breaks``.
    rows : pandas.DataFrame
        Released rows of the view.

    Returns
    -------
    list of Layered
        Without those of which the edition holds no number, but the first stays; empty where the view asks for no layers.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.figures import View
    >>> rows = pd.DataFrame({"key": ["a", "b"], "measure": ["offences.rate", "offences.count"], "value": [1.5, 3.0]})
    >>> view = View("m", "map", keys=["a", "b"], options={"layers": [
    ...     {"name": "Rate", "where": {"measure": "offences.rate"}}, {"name": "None", "where": {"measure": "x.y"}}]})
    >>> [(layer.name, layer.view.keys) for layer in layers_of(view, rows)]
    [('Rate', ('a',))]
    """
    found = []
    for layer in view.options.get("layers", ()):
        keep = rows
        for column, value in layer["where"].items():
            keep = keep[keep[column].eq(value).fillna(False).astype(bool)]
        if len(keep):
            rest = {name: value for name, value in view.options.items() if name != "layers"}
            rest |= {"breaks": layer["breaks"]} if layer.get("breaks") else {}
            own = replace(view, keys=tuple(keep["key"]), options=rest)
            found.append(Layered(str(layer["name"]), own, keep.reset_index(drop=True)))
    # a layer of which this edition withholds every number shows nothing
    return [layer for layer in found if layer.rows["value"].notna().any()] or found[:1]


def answering_map(
    view: View, layers: list[Layered], bench: Bench, *, topic: str, classes_only: bool
) -> tuple[str, pd.DataFrame]:
    """Make the map for the screen, and say in which class of each layer every area is.

    Parameters
    ----------
    view : View
        With its layers.
    layers : list of Layered
        From `layers_of`; not empty.
    bench : Bench
    topic : str
        What it shows.
    classes_only : bool
        True where the edition may not show the values.

    Returns
    -------
    tuple of str and pandas.DataFrame
        HTML between two marks that `sva.report.page` and `sva.report.pdf` know, and ``Area``, ``Code`` and a
        column a layer.
    """
    from sva.figures.chart import arrange
    from sva.figures.forms.classes import class_tables
    from sva.figures.interactive import Layer, interactive_map

    first = layers[0].rows
    level, vintage = str(first["area_type"].iloc[0]), str(first["area_vintage"].iloc[0])
    shapes = bench.geography.boundaries(level, int(vintage))
    drawn: list[Layer] = []
    by_class: pd.DataFrame | None = None
    for layer in layers:
        chart: Any = arrange(
            layer.view,
            layer.rows,
            labels=bench.labels,
            demonstration=bench.demonstration,
            title=topic,
        )
        drawn.append(
            Layer(
                layer.name,
                layer.rows,
                layer.view.options.get("breaks"),
                chart.unit if chart.unit == "%" else "",
                chart.places,
            )
        )
        own = class_tables(chart)[1]
        if len(layers) > 1:
            own = own.rename(columns={chart.measure: layer.name})
        by_class = (
            own if by_class is None else by_class.merge(own, on=["Area", "Code"], how="outer")
        )
    assert by_class is not None
    by_class = by_class.fillna("[x]")
    by_class.attrs = {"apart": ["Area"], "units": {}}
    wanted = str(view.options.get("names", "district"))
    around = wanted != level and wanted in bench.geography.levels(int(vintage))
    codes = sorted(set(shapes["csp_code"].dropna().astype(str)))
    html = interactive_map(
        view.name,
        drawn,
        shapes,
        topic=topic,
        partnerships={code: bench.labels.get(code, code) for code in codes},
        labels=bench.labels,
        classes_only=classes_only,
        demonstration=bench.demonstration,
        outlines=bench.geography.boundaries(wanted, int(vintage)) if around else None,
    )
    return html, by_class


def map_rows(views: Iterable[View], released: Released) -> dict[str, pd.DataFrame]:
    """Gather the released rows of all maps, a layer each, for a geographic information system.

    Parameters
    ----------
    views : iterable of View
        Of the whole report; only maps count.
    released : Released
        One edition.

    Returns
    -------
    dict of str to pandas.DataFrame
        By the name of the view, with that of its layer where it has several; without those of which the edition
        holds no row.
    """
    found: dict[str, pd.DataFrame] = {}
    for view in views:
        if view.kind != "map":
            continue
        rows = released.rows(view.keys)
        layers = layers_of(view, rows)
        for layer in layers:
            name = re.sub(r"[^a-z0-9]+", "-", layer.name.lower()).strip("-")
            found[f"{view.name}-{name}"] = layer.rows
        if not layers and len(rows):
            found[view.name] = rows
    return found
