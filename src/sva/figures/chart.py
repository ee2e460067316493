"""What a form is given: rows sorted into categories and series, and the head that every chart shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.figures.labels import decimals, label, marker, measure_label, show, varying
from sva.figures.style import INK, MUTED, WARNING, Sheet, text_width, wrap

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["MARK", "Cell", "Chart", "Head", "Key", "arrange"]

MARK = "DEMONSTRATION DATA"

#: Which columns each form puts into series; the first that varies is taken.
_SERIES: Mapping[str, tuple[str, ...]] = {
    "dots": ("measure", "period_start", "cohort", "denominator_year", "strata"),
    "lines": ("offence_group", "group", "area_code", "cohort", "strata", "measure"),
    "pyramid": ("strata", "cohort"),
    "heat": ("strata",),
    "stacked": ("group",),
}
_CATEGORY: Mapping[str, tuple[str, ...]] = {
    "lines": ("period_start",),
    "heat": ("group",),
    "choropleth": ("area_code",),
}


@dataclass(frozen=True)
class Cell:
    """One number to draw: value and limits, or the marker that stands for it.

    Parameters
    ----------
    value, lower, upper : float or None
        In the unit of the chart.
    marker : str
        "", "[u]" after a number, "[c]" or "[x]" in its place.
    row : mapping
        The whole estimate.
    """

    value: float | None
    lower: float | None
    upper: float | None
    marker: str
    row: Mapping[str, Any] = field(repr=False)

    def flagged(self, text: str) -> bool:
        """Say whether the estimate carries a flag."""
        flag = self.row.get("flag")
        return isinstance(flag, str) and text in flag


@dataclass
class Chart:
    """A view with its released rows, ready for a form.

    Parameters
    ----------
    view : View
        What was asked for.
    title : str
        The sentence the chart shows.
    categories, series : list of str
        Labels, in order of display.
    cells : dict of (str, str) to Cell
        By category and series.
    heads : tuple of str
        The columns behind category and series ("" for none).
    unit, measure : str
        Of the numbers.
    places : int
        Decimals.
    demonstration : bool
        Whether the numbers are made up.
    labels : mapping of str to str
        From codes to words.
    geography : object, optional
        With ``boundaries(level, vintage)``.
    warnings : list of str
        What a form could not do as asked.
    """

    view: View
    title: str
    categories: list[str]
    series: list[str]
    cells: dict[tuple[str, str], Cell]
    heads: tuple[str, str]
    unit: str
    measure: str
    places: int
    demonstration: bool
    labels: Mapping[str, str]
    geography: Any = None
    warnings: list[str] = field(default_factory=list)

    @property
    def options(self) -> Mapping[str, Any]:
        """The view's options."""
        return self.view.options

    def cell(self, category: str, series: str = "") -> Cell | None:
        """Return the cell, or None where there is no such row."""
        return self.cells.get((category, series or self.series[0]))

    def values(self) -> list[float]:
        """Every value and limit there is."""
        found = []
        for cell in self.cells.values():
            found += [x for x in (cell.value, cell.lower, cell.upper) if x is not None]
        return found

    def show(self, value: float | None) -> str:
        """Write a value as this chart's numbers are written."""
        return show(value, self.places, self.unit)


def _number(value: Any) -> float | None:
    import pandas as pd

    return None if value is None or pd.isna(value) else float(value)


def _pick(names: Sequence[str], found: Sequence[str], asked: str | None) -> str:
    if asked:
        return asked
    return next((name for name in names if name in found), "")


def arrange(
    view: View,
    rows: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    demonstration: bool,
    title: str,
    geography: Any = None,
) -> Chart:
    """Sort released rows into categories and series.

    Parameters
    ----------
    view : View
        Its options ``category`` and ``series`` may name the columns; else those that vary are taken.
    rows : pandas.DataFrame
        Released estimates in order of display.
    labels : mapping of str to str
        From codes and short names to words.
    demonstration : bool
        Whether the numbers are made up.
    title : str
        The sentence the chart shows.
    geography : object, optional
        For maps.

    Returns
    -------
    Chart
    """
    form = view.form or ""
    found = varying(rows)
    asked = view.options
    category = _pick(
        _CATEGORY.get(form, ()),
        [*found, "period_start", "area_code", "group"],
        asked.get("category"),
    )
    series = _pick(
        _SERIES.get(form, ()), [name for name in found if name != category], asked.get("series")
    )
    rest = [name for name in found if name not in (category, series)]
    if not category:
        category = rest.pop(0) if rest else found[0] if series != found[0] else "cohort"
    if not series and rest and form != "choropleth":
        series = rest.pop(0)
    warnings = (
        [f"{view.name}: rows differ in {', '.join(rest)} as well, which the chart does not show"]
        if rest
        else []
    )
    cells: dict[tuple[str, str], Cell] = {}
    categories: list[str] = []
    names: list[str] = []
    for row in rows.to_dict("records"):
        at = (label(category, row, labels), label(series, row, labels) if series else "")
        if at in cells:
            warnings.append(f"{view.name}: more than one number for {' / '.join(at).strip(' /')}")
            continue
        value = _number(row["value"])
        mark = marker(row["flag"], value)
        gone = mark in ("[c]", "[x]")
        cells[at] = Cell(
            None if gone else value,
            None if gone else _number(row["lower"]),
            None if gone else _number(row["upper"]),
            mark,
            row,
        )
        categories.append(at[0])
        names.append(at[1])
    units = list(dict.fromkeys(rows["unit"].dropna().astype(str)))
    measures = list(dict.fromkeys(rows["measure"].dropna().astype(str)))
    unit = units[0] if units else ""
    shown = [cell.value for cell in cells.values() if cell.value is not None]
    return Chart(
        view=view,
        title=title,
        categories=list(dict.fromkeys(categories)),
        series=list(dict.fromkeys(names)),
        cells=cells,
        heads=(category, series),
        unit=unit,
        measure=asked.get("measure_label")
        or (measure_label(measures[0], labels) if len(measures) == 1 else _shared(unit)),
        places=decimals(shown, unit),
        demonstration=demonstration,
        labels=labels,
        geography=geography,
        warnings=warnings,
    )


def _shared(unit: str) -> str:
    """Name the scale of measures that share one."""
    return "Share of each group's total, per cent" if unit == "%" else unit[:1].upper() + unit[1:]


@dataclass(frozen=True)
class Key:
    """One entry of a legend: its words, and how its sign is drawn.

    Parameters
    ----------
    words : str
        What it means.
    sign : {"square", "dot", "ring", "line", "dash", "open", "hatch"}
        How it looks.
    colour : str
        Of the sign.
    """

    words: str
    sign: str = "square"
    colour: str = INK


class Head:
    """The top of a chart: demonstration mark, what is measured, legend.

    Parameters
    ----------
    chart : Chart
        What is drawn.
    width : int
        Of the sheet, pixels.
    keys : sequence of Key
        The legend; empty for none.
    """

    def __init__(self, chart: Chart, width: int, keys: Sequence[Key] = ()) -> None:
        self.chart, self.width = chart, width
        self.size = 13
        self.lines = wrap(chart.measure, width - 8, self.size)
        self.rows = self._flow(keys)
        top = 20 if chart.demonstration else 2
        self.legend_top = top + len(self.lines) * (self.size + 5) + 4
        self.height = self.legend_top + len(self.rows) * 22 + (6 if self.rows else 2)

    def _flow(self, keys: Sequence[Key]) -> list[list[tuple[float, Key]]]:
        rows: list[list[tuple[float, Key]]] = []
        x = self.width + 1.0
        for key in keys:
            wide = 24 + text_width(key.words, self.size) + 18
            if x + wide - 18 > self.width:
                rows.append([])
                x = 0.0
            rows[-1].append((x, key))
            x += wide
        return rows

    def draw(self, sheet: Sheet) -> None:
        """Put the head on a sheet."""
        y = 2.0
        if self.chart.demonstration:
            sheet.text(0, 1, MARK, fontsize=12, weight="semibold", color=WARNING)
            y = 20.0
        sheet.lines(0, y, self.lines, fontsize=self.size, color=MUTED)
        for number, row in enumerate(self.rows):
            for x, key in row:
                _sign(sheet, x, self.legend_top + number * 22, key)
                sheet.text(x + 22, self.legend_top + number * 22, key.words, fontsize=self.size)


def _sign(sheet: Sheet, x: float, y: float, key: Key) -> None:
    from matplotlib.lines import Line2D

    middle = 1 - (y + 8) / sheet.height
    at = x / sheet.width

    def line(xs: Sequence[float], **style: Any) -> None:
        sheet.figure.add_artist(
            Line2D(xs, [middle] * len(xs), transform=sheet.figure.transFigure, **style)
        )

    if key.sign == "square":
        sheet.swatch(x + 1, y + 2, facecolor=key.colour)
    elif key.sign == "hatch":
        sheet.swatch(x + 1, y + 2, facecolor="white", edgecolor=MUTED, hatch="////", linewidth=0.6)
    elif key.sign == "open":
        sheet.swatch(x + 1, y + 2, facecolor="none", edgecolor=key.colour, linewidth=1)
    elif key.sign in ("dot", "ring"):
        face = key.colour if key.sign == "dot" else "white"
        line(
            [at + 8 / sheet.width],
            marker="o",
            markersize=9,
            markerfacecolor=face,
            markeredgecolor=key.colour,
            markeredgewidth=2,
            linestyle="none",
        )
    else:
        width = 1.5 if key.sign == "line" else 2
        line(
            [at, at + 16 / sheet.width],
            color=key.colour,
            linewidth=width,
            linestyle="-" if key.sign == "line" else (0, (3, 2)),
        )
