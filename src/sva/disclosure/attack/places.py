"""What the attack finds in a finished folder: every place that can hold a number, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Gathered", "Picture", "Place", "Table"]


@dataclass(frozen=True)
class Place:
    """Some text, wherever it stands.

    Parameters
    ----------
    file : str
        Within the folder.
    kind : str
        "text", "alt", "attribute", "comment", "style", "script", "drawn", "property", "bookmark", "part" and so on.
    text : str
        As a reader, or a program, finds it.
    view : str
        Name of the view it belongs to; "" outside all of them.
    """

    file: str
    kind: str
    text: str
    view: str = ""


@dataclass(frozen=True)
class Table:
    """A table of text, wherever it stands.

    Parameters
    ----------
    file : str
        Within the folder.
    view : str
        Name of the view, or the id of a table outside all of them.
    head : tuple of str
        Headings.
    rows : tuple of tuple of str
        Cells as written.
    labels : int
        How many cells at the start of each row are its names; 0 where the file does not say.
    """

    file: str
    view: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int = 0


@dataclass(frozen=True)
class Picture:
    """A picture in the page.

    Parameters
    ----------
    view : str
        Name of the view.
    svg : bytes
        The picture.
    size : tuple of str
        Width and height as the page gives them; empty where it gives none.
    """

    view: str
    svg: bytes = field(repr=False)
    size: tuple[str, ...] = ()


@dataclass
class Gathered:
    """Everything found.

    Parameters
    ----------
    places : list of Place
        Text.
    tables : list of Table
        Of the page, the workbook and the CSV files.
    pictures : list of Picture
        Of the page.
    json : dict of str to object
        Content of each JSON file.
    paper : list of tuple of float
        Every point that a PDF draws in its pictures.
    odd : list of Place
        What should not be there at all, or cannot be read: a hidden sheet, a file of a kind unknown.
    """

    places: list[Place] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    json: dict[str, object] = field(default_factory=dict)
    paper: list[tuple[float, float]] = field(default_factory=list)
    odd: list[Place] = field(default_factory=list)

    def add(self, other: Gathered) -> None:
        """Take in what another file gave."""
        self.places += other.places
        self.tables += other.tables
        self.pictures += other.pictures
        self.json |= other.json
        self.paper += other.paper
        self.odd += other.odd
