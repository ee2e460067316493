"""Alternative text: what a chart says, for a reader who does not see it."""

from __future__ import annotations

from sva.figures.chart import Cell, Chart
from sva.figures.labels import MARKERS

__all__ = ["describe"]

_KIND = {
    "bars": "Bar chart",
    "dots": "Dot chart",
    "lines": "Line chart",
    "pyramid": "Population pyramid",
    "heat": "Heat map",
    "forest": "Chart of ratios on a log scale",
    "stacked": "Stacked bar chart",
    "lorenz": "Curve",
    "dumbbell": "Chart of two dots a line",
    "ladder": "Columns of ratios on a log scale",
    "choropleth": "Map in five classes",
}


def describe(chart: Chart) -> str:
    """Write the alternative text of a chart: its sentence, then its main numbers.

    Parameters
    ----------
    chart : Chart
        What was drawn.

    Returns
    -------
    str
        A few sentences, at most about eight numbers; the rest stands in the table.
    """
    finding = chart.title.strip().rstrip(".")
    parts = [
        f"{finding}.",
        f"{_KIND.get(chart.view.form or '', 'Chart')} of {_lower(chart.measure)}.",
    ]
    form = chart.view.form
    if form == "lines":
        parts += [_line(chart, name) for name in chart.series]
    elif form == "choropleth" and (len(chart.cells) > 20 or _small_areas(chart)):
        parts.append(_classes(chart))
    elif form in ("heat", "choropleth") or len(chart.cells) > 10:
        parts.append(_extremes(chart))
    else:
        parts.append(_all(chart))
    gone = sum(cell.marker == "[c]" for cell in chart.cells.values())
    if gone:
        parts.append(f"{gone} of {len(chart.cells)} numbers are {MARKERS['[c]']}.")
    if chart.demonstration:
        parts.append("Demonstration data.")
    return " ".join(part for part in parts if part)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _named(chart: Chart, category: str, series: str, cell: Cell, limits: bool = True) -> str:
    where = f"{category}, {series}" if series else category
    if cell.value is None:
        return f"{where} {'withheld' if cell.marker == '[c]' else 'not available'}"
    text = f"{where} {chart.show(cell.value)}"
    if limits and cell.lower is not None and cell.upper is not None:
        text += f" ({chart.show(cell.lower)} to {chart.show(cell.upper)})"
    return text


def _all(chart: Chart) -> str:
    limits = len(chart.cells) <= 6
    named = [_named(chart, *at, cell, limits) for at, cell in chart.cells.items()]
    with_limits = limits and any(cell.lower is not None for cell in chart.cells.values())
    note = " (95% confidence limits in brackets)" if with_limits else ""
    return f"{'; '.join(named)}{note}."


def _line(chart: Chart, name: str) -> str:
    points = [
        (category, chart.cells[category, name])
        for category in chart.categories
        if (category, name) in chart.cells and chart.cells[category, name].value is not None
    ]
    if not points:
        return ""
    low = min(points, key=lambda point: point[1].value or 0)
    high = max(points, key=lambda point: point[1].value or 0)
    first, last = points[0], points[-1]
    told = [f"{chart.show(point[1].value)} in {point[0]}" for point in (first, last)]
    lead = f"{name}: from" if name else "From"
    return (
        f"{lead} {told[0]} to {told[1]}; lowest {chart.show(low[1].value)} ({low[0]}), "
        f"highest {chart.show(high[1].value)} ({high[0]})."
    )


def _extremes(chart: Chart) -> str:
    known = [(at, cell) for at, cell in chart.cells.items() if cell.value is not None]
    if not known:
        return "No number can be shown."
    known.sort(key=lambda item: item[1].value or 0)
    highest = [_named(chart, *at, cell, limits=False) for at, cell in reversed(known[-3:])]
    lowest = _named(chart, *known[0][0], known[0][1], limits=False)
    return f"Highest: {'; '.join(highest)}. Lowest: {lowest}. All {len(chart.cells)} numbers are in the table."


def _small_areas(chart: Chart) -> bool:
    """Say whether the areas are so small that only their classes are told."""
    return any(cell.row.get("area_type") in ("lsoa", "msoa") for cell in chart.cells.values())


def _classes(chart: Chart) -> str:
    from sva.figures.forms.classes import class_tables

    classes, _ = class_tables(chart)
    told = [
        f"{int(count):,} with {name[:1].lower()}{name[1:]}"
        for name, count in classes.itertuples(index=False)
        if count and name not in MARKERS
    ]
    return f"Of {len(chart.cells):,} areas: {'; '.join(told)}."
