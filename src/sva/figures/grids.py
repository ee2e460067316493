"""What a map of squares is given: the squares in their classes, and the districts around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.figures.forms.classes import class_of, nice_breaks, range_labels
from sva.figures.labels import is_null, plain_rows

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["Squares", "describe_squares", "squares", "squares_table"]


@dataclass
class Squares:
    """A view with its squares, ready for a form.

    Parameters
    ----------
    view : View
        What was asked for.
    title : str
        The sentence the map shows.
    measure : str
        What the classes are of.
    names : list of str
        Words of the classes, lowest first.
    places : list of tuple of (float, float, float, int)
        Easting and northing of the lower left corner, side (metres), and class from 0; -1 is withheld.
    demonstration : bool
        Whether the numbers are made up.
    labels : mapping of str to str
        From codes to words.
    geography : object
        With ``boundaries``, ``levels`` and ``vintages``, for outlines.
    warnings : list of str
        What a form could not do as asked.
    """

    view: View
    title: str
    measure: str
    names: list[str]
    places: list[tuple[float, float, float, int]]
    demonstration: bool
    labels: Mapping[str, str]
    geography: Any
    warnings: list[str] = field(default_factory=list)

    @property
    def options(self) -> Mapping[str, Any]:
        """The view's options."""
        return self.view.options

    def counts(self) -> list[int]:
        """Count the squares of each class."""
        return [sum(place[3] == n for place in self.places) for n in range(len(self.names))]


def squares(
    view: View,
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    demonstration: bool,
    title: str,
    geography: Any,
) -> Squares:
    """Sort the cells of `sva.estimates.extensions.GridCells` into classes.

    Parameters
    ----------
    view : View
        Option ``measure_label`` says what the classes are of; ``breaks`` gives their limits where the cells have
        values and no classes.
    frame : pandas.DataFrame
        Released cells.
    labels : mapping of str to str
        From codes to words.
    demonstration : bool
    title : str
    geography : object
        For outlines.

    Returns
    -------
    Squares
        In the classes of the cells; where they have none, in five of their values or counts.
    """
    rows = plain_rows(frame)
    if frame["band"].notna().any():
        pairs = {
            int(row["band"]): str(row["band_label"]) for row in rows if not is_null(row["band"])
        }
        order = sorted(pairs)
        names = [pairs[band] for band in order]
        found = [-1 if is_null(row["band"]) else order.index(int(row["band"])) for row in rows]
    else:
        column = "value" if frame["value"].notna().any() else "count"
        values = [None if is_null(row[column]) else float(row[column]) for row in rows]
        known = [value for value in values if value is not None]
        breaks = nice_breaks(known, view.options.get("breaks"))
        names = range_labels(known, breaks)
        found = [-1 if value is None else class_of(value, breaks) for value in values]
    places = [
        (float(row["easting"]), float(row["northing"]), float(row["side_m"]), number)
        for row, number in zip(rows, found, strict=True)
    ]
    measure = str(view.options.get("measure_label", view.topic or "Squares by class"))
    return Squares(view, title, measure, names, places, demonstration, labels, geography)


def squares_table(given: Squares, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the tables behind a map of squares.

    Parameters
    ----------
    given : Squares
    frame : pandas.DataFrame
        As for `squares`.

    Returns
    -------
    tuple of pandas.DataFrame
        How many squares are in each class, for the page; every square, for a file.
    """
    import pandas as pd

    classes = pd.DataFrame({"Class": given.names, "Squares": given.counts()}, dtype=object)
    classes.attrs = {"apart": ["Class"], "units": {}}
    every = pd.DataFrame(
        {
            "Square": frame["cell"].astype(object),
            "Easting": frame["easting"].astype(object),
            "Northing": frame["northing"].astype(object),
            "Side in metres": frame["side_m"].astype(object),
            "Class": [given.names[n] if n >= 0 else "[c]" for *_, n in given.places],
        },
        dtype=object,
    )
    for column, heading in (("count", "Count"), ("value", "Value")):
        if frame[column].notna().any():
            every[heading] = [
                "[c]" if is_null(value) else value for value in frame[column].tolist()
            ]
    every.attrs = {"apart": ["Square"], "units": {}}
    return classes, every


def describe_squares(given: Squares) -> str:
    """Write the alternative text: the sentence, then how many squares are in each class.

    Parameters
    ----------
    given : Squares

    Returns
    -------
    str
    """
    side = given.places[0][2]
    told = "; ".join(
        f"{count:,} with {name[:1].lower()}{name[1:]}"
        for count, name in zip(given.counts(), given.names, strict=True)
        if count
    )
    parts = [
        f"{given.title.strip().rstrip('.')}.",
        f"Map of squares of {side:,.0f} metres: {given.measure[:1].lower()}{given.measure[1:]}.",
        f"Of {len(given.places):,} squares: {told}.",
    ]
    if given.demonstration:
        parts.append("Demonstration data.")
    return " ".join(parts)
