"""From a view and released rows to a picture, its alternative text and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.figures.svg import size_of, write_png, write_svg

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from sva.figures.views import View

__all__ = ["NARROW", "WIDE", "Drawing", "Slide", "draw", "draw_slide"]

WIDE = 680  # pixels: a page's column
NARROW = 350  # pixels: a phone


@dataclass(frozen=True)
class Drawing:
    """A drawn view.

    Parameters
    ----------
    svg : bytes
        The picture at page width, its letters as text; for screen and paper.
    narrow : bytes
        The same for a phone.
    alt : str
        Alternative text that states the finding.
    table : pandas.DataFrame
        The table twin; see `sva.figures.twin`.
    warnings : tuple of str
        What could not be drawn as asked.
    classes, by_class : pandas.DataFrame, optional
        Of a map: how many areas are in each class, and each area's class.
    steps : pandas.DataFrame, optional
        Of curves and squares: the table with every step or square, for a file.
    """

    svg: bytes = field(repr=False)
    narrow: bytes = field(repr=False)
    alt: str
    table: pd.DataFrame = field(repr=False)
    warnings: tuple[str, ...] = ()
    classes: pd.DataFrame | None = field(default=None, repr=False)
    by_class: pd.DataFrame | None = field(default=None, repr=False)
    steps: pd.DataFrame | None = field(default=None, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture at page width, in pixels."""
        return size_of(self.svg)


def draw(
    view: View,
    rows: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    demonstration: bool,
    title: str,
    geography: Any = None,
) -> Drawing:
    """Draw a view from released rows.

    Parameters
    ----------
    view : View
        Of kind "figure" or "map".
    rows : pandas.DataFrame
        Released estimates in the order of the view's keys; withheld rows present, their numbers null.
    labels : mapping of str to str
        From codes and short names to the words a reader is given; the view's option ``labels`` goes before them.
    demonstration : bool
        Burns "DEMONSTRATION DATA" into the picture.
    title : str
        The sentence that the picture shows; opens the alternative text.
    geography : object, optional
        With ``boundaries(level, vintage)``, for maps.

    Returns
    -------
    Drawing
        The same bytes for the same arguments.

    Raises
    ------
    SvaError
        If there is nothing to draw, or the form cannot be drawn.
    """
    import matplotlib as mpl

    from sva.figures import style

    plot, given = _prepared(view, rows, labels, demonstration, title, geography)
    with mpl.rc_context(style.rc()):
        wide = write_svg(plot(given, WIDE), f"{view.name}-w")
        told = tuple(dict.fromkeys(given.warnings))
        narrow = write_svg(plot(given, NARROW), f"{view.name}-n")
    return Drawing(wide, narrow, warnings=told, **_words(view, rows, given, labels))


@dataclass(frozen=True)
class Slide:
    """A picture of dots, with its words.

    Parameters
    ----------
    png : bytes
    alt : str
        Alternative text that states the finding.
    """

    png: bytes = field(repr=False)
    alt: str


def draw_slide(
    view: View,
    rows: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    demonstration: bool,
    title: str,
    geography: Any = None,
    scale: float = 2.0,
) -> Slide:
    """Draw a view as a picture of dots, for slides and word processors.

    Parameters
    ----------
    view, rows, labels, demonstration, title, geography
        As for `draw`.
    scale : float
        Dots a pixel of the page's 680.

    Returns
    -------
    Slide
        The same bytes for the same arguments.
    """
    import matplotlib as mpl

    from sva.figures import style

    plot, given = _prepared(view, rows, labels, demonstration, title, geography)
    with mpl.rc_context(style.rc()):
        png = write_png(plot(given, WIDE), scale)
    return Slide(png, _words(view, rows, given, labels)["alt"])


def _prepared(
    view: View,
    rows: pd.DataFrame,
    labels: Mapping[str, str],
    demonstration: bool,
    title: str,
    geography: Any,
) -> tuple[Callable[[Any, int], Figure], Any]:
    """Sort the rows for the form that draws them."""
    from sva.figures import chart, curves, grids
    from sva.figures.forms import form

    plot = form(view.form)
    labels = {**labels, **view.options.get("labels", {})}
    if rows.empty:
        raise SvaError(
            f"the view {view.name!r} has no rows to draw",
            [Fault("none of its keys is in this edition", "at least one released estimate")],
        )
    if view.form == "survival":
        return plot, curves.survival(view, rows, labels, demonstration, title)
    if view.form == "density":
        return plot, grids.squares(view, rows, labels, demonstration, title, geography)
    return plot, chart.arrange(
        view, rows, labels=labels, demonstration=demonstration, title=title, geography=geography
    )


def _words(view: View, rows: pd.DataFrame, given: Any, labels: Mapping[str, str]) -> dict[str, Any]:
    """Say what was drawn: alternative text, and the tables behind it."""
    from sva.figures import alt, curves, grids, twin
    from sva.figures.forms.classes import class_tables

    if view.form == "survival":
        return {
            "alt": curves.describe_curves(given),
            "table": curves.curve_table(given),
            "steps": curves.curve_table(given, all_steps=True),
        }
    if view.form == "density":
        classes, every = grids.squares_table(given, rows)
        return {"alt": grids.describe_squares(given), "table": classes, "steps": every}
    said: dict[str, Any] = {"table": twin.twin(rows, labels, view.options.get("headings"))}
    if view.kind == "map":
        said["classes"], said["by_class"] = class_tables(given)
    return said | {"alt": alt.describe(given)}
