"""What drawing the views of an edition needs, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.figures.views import View

__all__ = ["Bench", "Block", "Said"]


@dataclass(frozen=True)
class Said:
    """A sentence as the page needs it.

    Parameters
    ----------
    text : str
        Plain text.
    certainty : str
        How sure, in words; may be empty.
    keys : tuple of str
        Of the estimates it rests on.
    """

    text: str
    certainty: str = ""
    keys: tuple[str, ...] = ()


@dataclass
class Bench:
    """All that drawing the views of one edition needs.

    Parameters
    ----------
    released : Released
        The edition's numbers.
    labels : mapping of str to str
        From codes to words.
    demonstration : bool
        Whether the numbers are made up.
    geography : object or None
        For maps.
    say : callable
        Takes a view and its rows, gives a `Said` or None.
    absent : callable
        Takes contracts, gives a clause that says what was not supplied, or None.
    adds : callable
        Takes a contract, gives what its data would add; may give "".
    assessment : Assessment or None
        For statements.
    figures, tables : int
        How many so far.
    inside : mapping of str to mapping
        "Ward" or another heading, to small area, to the name of what it lies in; for tables with a row an area.
    where : dict of str to str
        Key of an estimate to the id of the row of a table, or of the table, in which the page shows it first.
    """

    released: Released
    labels: Mapping[str, str]
    demonstration: bool
    geography: Any
    say: Callable[[View, pd.DataFrame], Said | None]
    absent: Callable[[tuple[str, ...]], str | None]
    adds: Callable[[str], str]
    assessment: Assessment | None = None
    figures: int = 0
    tables: int = 0
    inside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    where: dict[str, str] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether this is the public edition."""
        return self.released.edition == "public"

    @property
    def definition(self) -> str:
        """The assessment's own definition, as a reader is told it."""
        return self.assessment.settings.definition.label if self.assessment else ""


@dataclass(frozen=True)
class Block:
    """A view's place in the page.

    Parameters
    ----------
    html : str
        For the screen: escaped, self-contained.
    paper : str or None
        For the PDF, where that differs: no more than a reader of paper can use.
    table : pandas.DataFrame or None
        Its table twin, for the files.
    title : str
        As text.
    number : str
        "Figure 3", "Table 2" or "".
    said : Said or None
        Its sentence.
    source : str
        Its source line.
    """

    html: str
    paper: str | None = None
    table: pd.DataFrame | None = None
    title: str = ""
    number: str = ""
    said: Said | None = None
    source: str = ""
