"""One module a form of chart, each with ``plot(chart, width) -> Figure``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sva.figures.chart import Chart

__all__ = ["DRAWN", "form"]

#: The forms that can be drawn.
DRAWN = ("bars", "dots", "lines", "pyramid", "heat", "forest", "stacked", "dumbbell", "ladder", "lorenz", "choropleth", "density", "survival")  # fmt: skip


def form(name: str | None) -> Callable[[Chart, int], Figure]:
    """Return the function that draws a form.

    Parameters
    ----------
    name : str
        One of `DRAWN`.

    Returns
    -------
    callable
        Takes a chart and a width in pixels, returns a matplotlib figure.

    Raises
    ------
    SvaError
        If that form cannot be drawn.

    Examples
    --------
    >>> form("pie")
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: this form of chart cannot be drawn
      - form 'pie'; expected one of bars, dots, lines, pyramid, heat, forest, stacked, dumbbell, ladder, lorenz, choropleth, density, survival
    """
    if name not in DRAWN:
        raise SvaError(
            "this form of chart cannot be drawn",
            [Fault(f"form {name!r}", f"one of {', '.join(DRAWN)}")],
        )
    return import_module(f"sva.figures.forms.{name}").plot
