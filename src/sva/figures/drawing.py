"""From a view and released rows to a picture, its alternative text and its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError
from sva.figures.svg import size_of, write_paper_svg, write_svg

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["NARROW", "WIDE", "Drawing", "draw"]

WIDE = 680  # pixels: a page's column
NARROW = 350  # pixels: a phone


@dataclass(frozen=True)
class Drawing:
    """A drawn view.

    Parameters
    ----------
    svg : bytes
        The picture at page width.
    narrow : bytes
        The same for a phone.
    paper : bytes
        The same at page width with letters as text, for the PDF.
    alt : str
        Alternative text that states the finding.
    table : pandas.DataFrame
        The table twin; see `sva.figures.twin`.
    warnings : tuple of str
        What could not be drawn as asked.
    classes, by_class : pandas.DataFrame, optional
        Of a map: how many areas are in each class, and each area's class.
    """

    svg: bytes = field(repr=False)
    narrow: bytes = field(repr=False)
    paper: bytes = field(repr=False)
    alt: str
    table: pd.DataFrame = field(repr=False)
    warnings: tuple[str, ...] = ()
    classes: pd.DataFrame | None = field(default=None, repr=False)
    by_class: pd.DataFrame | None = field(default=None, repr=False)

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
        From codes and short names to the words a reader is given.
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

    from sva.figures import alt, chart, style, twin
    from sva.figures.forms import form
    from sva.figures.forms.classes import class_tables

    plot = form(view.form)
    if rows.empty:
        raise SvaError(
            f"the view {view.name!r} has no rows to draw",
            [Fault("none of its keys is in this edition", "at least one released estimate")],
        )
    arranged = chart.arrange(
        view, rows, labels=labels, demonstration=demonstration, title=title, geography=geography
    )
    with mpl.rc_context(style.rc()):
        figure = plot(arranged, WIDE)
        wide, paper = write_svg(figure, view.kind == "map"), write_paper_svg(figure)
        told = tuple(dict.fromkeys(arranged.warnings))
        narrow = write_svg(plot(arranged, NARROW), view.kind == "map")
    classes = class_tables(arranged) if view.kind == "map" else (None, None)
    return Drawing(
        wide,
        narrow,
        paper,
        alt.describe(arranged),
        twin.twin(rows, labels, view.options.get("headings")),
        told,
        *classes,
    )
