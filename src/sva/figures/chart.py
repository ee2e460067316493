"""What a form is given: rows sorted into categories and series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.figures.labels import decimals, label, marker, measure_label, plain_rows, show, varying

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["Cell", "Chart", "arrange"]

#: Which columns each form puts into series; the first that varies is taken.
_SERIES: Mapping[str, tuple[str, ...]] = {
    "dots": ("measure", "period_start", "cohort", "denominator_year", "strata"),
    "lines": ("offence_group", "group", "area_code", "cohort", "strata", "measure"),
    "pyramid": ("strata", "cohort"),
    "heat": ("strata",),
    "stacked": ("group",),
    "lorenz": ("measure",),
    "dumbbell": ("measure",),
    "ladder": ("group",),
}
_CATEGORY: Mapping[str, tuple[str, ...]] = {
    "lines": ("period_start",),
    "heat": ("group",),
    "dumbbell": ("group",),
    "ladder": ("strata",),
    "lorenz": ("group",),
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
        Its options ``category`` and ``series`` may name the columns; else those that vary are taken. ``section`` and
        ``alike`` name columns that vary with the category and need no place of their own.
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
    others = [name for name in found if name != category]
    if not category and len(others) < 2:
        others = []  # what alone varies is the category
    series = _pick(_SERIES.get(form, ()), others, asked.get("series"))
    told = [asked.get("section"), *asked.get("alike", ())]
    rest = [name for name in found if name not in (category, series, *told)]
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
    for row in plain_rows(rows):
        at = (_said(category, row, labels, asked), _said(series, row, labels, asked))
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


def _said(column: str, row: Mapping[str, Any], labels: Mapping[str, str], asked: Any) -> str:
    """Say what a row is in a column; with the option ``flags`` a yes is named by its characteristic."""
    if column == "group" and asked.get("flags") and row["group"] == "Yes":
        return label("characteristic", row, labels)
    return label(column, row, labels) if column else ""


def _shared(unit: str) -> str:
    """Name the scale of measures that share one."""
    return "Share of each group's total, per cent" if unit == "%" else unit[:1].upper() + unit[1:]
