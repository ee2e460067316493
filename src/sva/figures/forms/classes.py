"""Five classes with round limits, for maps and heat maps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sva.figures.labels import show

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.chart import Chart

_FEW = 20

__all__ = ["class_of", "class_tables", "nice_breaks", "range_labels"]


def nice_breaks(values: Sequence[float], given: Sequence[float] | None = None) -> list[float]:
    """Choose up to four round limits between five classes.

    Classes hold about as many values each; under twenty values they are of equal width instead.

    Parameters
    ----------
    values : sequence of float
        What is shown.
    given : sequence of float, optional
        Limits to use instead, so that several maps share one scale.

    Returns
    -------
    list of float
        Rising; fewer than four where the values have too few steps.

    Examples
    --------
    >>> nice_breaks(list(range(100)))
    [20.0, 40.0, 60.0, 80.0]
    >>> nice_breaks([2.1, 2.8, 2.9, 4.2])
    [2.5, 3.0, 3.5, 4.0]
    """
    if given:
        return sorted(float(value) for value in given)
    usable = sorted(value for value in values if value is not None and math.isfinite(value))
    if not usable:
        return []
    span = usable[-1] - usable[0]
    if span <= 0:
        return []
    # two significant figures of the distance between classes
    step = 10.0 ** (math.floor(math.log10(span / 5)) - (0 if span / 5 >= 10 else 1))
    if all(float(value).is_integer() for value in usable):
        step = max(step, 1.0)
    found: list[float] = []
    few = len(usable) < _FEW
    if few:
        size = 10.0 ** math.floor(math.log10(span / 5))
        step = next(
            size * times for times in (1, 2, 2.5, 5, 10) if size * times >= span / 5 * 0.999
        )
    for share in (0.2, 0.4, 0.6, 0.8):
        even = (math.floor(usable[0] / step) + share * 5) * step if few else 0.0
        limit = even or usable[min(int(share * len(usable)), len(usable) - 1)]
        nice = round(round(limit / step) * step, 10)
        if usable[0] < nice <= usable[-1] and (not found or nice > found[-1]):
            found.append(nice)
    return found


def class_of(value: float, breaks: Sequence[float]) -> int:
    """Give the class of a value: 0 below the first limit; a limit belongs to the class above it.

    Examples
    --------
    >>> [class_of(value, [10, 20]) for value in (9.9, 10, 25)]
    [0, 1, 2]
    """
    return sum(value >= limit for limit in breaks)


def range_labels(values: Sequence[float], breaks: Sequence[float], unit: str = "") -> list[str]:
    """Name the classes, each limit once.

    Parameters
    ----------
    values : sequence of float
        What is shown.
    breaks : sequence of float
        Limits from `nice_breaks`.
    unit : str
        "%" adds its sign.

    Returns
    -------
    list of str

    Examples
    --------
    >>> range_labels([1, 2, 30], [10, 20])
    ['Under 10', '10 to 19', '20 or more']
    >>> range_labels([1.5, 2.5, 30.1], [10, 20])
    ['Under 10', '10 to under 20', '20 or more']
    """
    if not breaks:
        same = len(set(values)) == 1
        return [show(values[0], 0 if float(values[0]).is_integer() else 1, unit) if same else "All"]
    whole = all(float(value).is_integer() for value in [*values, *breaks])
    places = 0 if all(float(limit).is_integer() for limit in breaks) else 1
    if any(round(limit, 1) != limit for limit in breaks):
        places = 2

    def said(value: float) -> str:
        return show(value, places, unit)

    middle = [
        f"{said(low)} to {said(high - 1)}" if whole else f"{said(low)} to under {said(high)}"
        for low, high in pairwise(breaks)
    ]
    if whole:
        middle = [
            said(low) if high - low == 1 else text
            for text, (low, high) in zip(middle, pairwise(breaks), strict=True)
        ]
    return [f"Under {said(breaks[0])}", *middle, f"{said(breaks[-1])} or more"]


def class_tables(chart: Chart) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say how many areas are in each class, and which area is in which.

    Parameters
    ----------
    chart : Chart
        Of a map.

    Returns
    -------
    tuple of pandas.DataFrame
        ``<measure>, Areas`` with a row a class, and ``Area, Code, <measure>`` with a row an area.
    """
    import pandas as pd

    values = [cell.value for cell in chart.cells.values() if cell.value is not None]
    breaks = nice_breaks(values, chart.options.get("breaks"))
    names = range_labels(values, breaks, chart.unit)
    found: list[dict[str, str]] = []
    for (area, _), cell in chart.cells.items():
        said = cell.marker if cell.value is None else names[class_of(cell.value, breaks)]
        found.append({"Area": area, "Code": str(cell.row["area_code"]), chart.measure: said})
    by_class = pd.DataFrame(found, dtype=object)
    counts = by_class[chart.measure].value_counts()
    gone = [mark for mark in ("[c]", "[x]") if mark in counts]
    classes = pd.DataFrame(
        {
            chart.measure: pd.Series([*names, *gone], dtype=object),
            "Areas": pd.Series(
                [int(counts.get(name, 0)) for name in [*names, *gone]], dtype=object
            ),
        }
    )
    for table, apart in ((classes, [chart.measure]), (by_class, ["Area"])):
        table.attrs = {"apart": apart, "units": {}}
    return classes, by_class
