"""The counts behind a table of estimates: each counted thing once, however many rows print it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sva.disclosure.policy import traits
from sva.estimates import MEASURES

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ALL",
    "RECORDED",
    "UNKNOWN",
    "Cell",
    "Cells",
    "Name",
    "find_cells",
]

#: Words of the column ``group`` that stand for a whole and for what is not known of it.
ALL, RECORDED, UNKNOWN = "All", "Recorded", "Unknown"

#: Second words of measures whose numerator is a plain count of the first: ``victims.rate`` counts what ``victims.count`` does.
_PLAIN = frozenset(
    {
        "count",
        "rate",
        "share",
        "known",
        "ratio",
        "people",
        "difference",
        "excess",
        "change",
        "apart",
    }
)


class Name(NamedTuple):
    """What a count is a count of."""

    counted: str
    source: str | None
    cohort: str | None
    definition: str | None
    offence_group: str | None
    characteristic: str | None
    group: str | None
    area_type: str | None
    area_code: str | None
    start: Any
    end: Any
    strata: str | None


@dataclass
class Cell:
    """One count.

    Parameters
    ----------
    name : Name
        What is counted.
    count : int
        Exactly.
    rows : set of int
        Positions of rows whose value rests on it.
    asides : set of tuple of int and str
        Positions of rows, and columns in them, that carry it beside their value and can do without it.
    public : bool
        Whether it was public already.
    people : bool
        Whether it counts people or what happened to them.
    span : tuple of float, optional
        What an earlier release told of it, where this one does not hold it: least and most. Its `count` is then a guess.
    """

    name: Name
    count: int
    rows: set[int] = field(default_factory=set)
    asides: set[tuple[int, str]] = field(default_factory=set)
    public: bool = False
    people: bool = True
    span: tuple[float, float] | None = None

    @property
    def slack(self) -> float:
        """How far the count may be from the guess; 0 where it is known."""
        return max(self.count - self.span[0], self.span[1] - self.count) if self.span else 0.0


@dataclass
class Cells:
    """All counts of a release.

    Parameters
    ----------
    cells : list of Cell
        Every one once.
    of_row : list of dict of str to int
        By position of the row: column to number of its cell.
    """

    cells: list[Cell]
    of_row: list[dict[str, int]]

    def __len__(self) -> int:
        return len(self.cells)


_FAMILIES = ("offences", "incidents", "victims", "suspects", "searches", "disposals")


def find_cells(frame: pd.DataFrame) -> Cells:
    """Find the counts behind estimates and which rows print each of them.

    Two rows print the same count where they name the same thing and the exact count agrees: where it does not, the names were
    not the whole story and both stand for themselves.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of the one shape, exact, of registered measures; a plain integer index.

    Returns
    -------
    Cells

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": ["victims.count", "victims.rate"], "group": "Black", "numerator": [9, 9],
    ...     "denominator": [None, 11185]}))
    >>> found = find_cells(rows)
    >>> len(found), sorted(found.cells[0].rows)
    (1, [0, 1])
    """
    looked_up = traits(frame)
    found: dict[tuple[Name, int], int] = {}
    cells: list[Cell] = []
    of_row: list[dict[str, int]] = []
    columns = [name for name in frame.columns if name in _USED]
    plain = frame[columns].astype(object).where(frame[columns].notna(), None)

    def note(
        row: int,
        column: str,
        name: Name,
        count: object,
        public: bool,
        use: dict[str, int],
        *,
        aside: bool = False,
    ) -> None:
        if count is None:
            return
        exact = int(cast(int, count))
        number = found.setdefault((name, exact), len(cells))
        if number == len(cells):
            cells.append(Cell(name, exact))
        cell = cells[number]
        if aside:
            cell.asides.add((row, column))
        else:
            cell.rows.add(row)
        cell.public |= public
        use[column] = number

    wholes = _wholes(plain, looked_up)
    for row, (given, kind, people, events) in enumerate(
        zip(
            _records(plain),
            looked_up["kind"],
            looked_up["people"],
            looked_up["events"],
            strict=True,
        )
    ):
        use: dict[str, int] = {}
        of_row.append(use)
        if not people:
            continue
        public = bool(given["already_public"])
        name = _name(given, _counted(str(given["measure"])))
        note(row, "numerator", name, given["numerator"], public, use)
        if events or kind == "count":
            base = _base(given, name, wholes)
            whole = given["denominator"]
            note(row, "denominator", base, whole, public, use, aside=kind == "count")
        there = name._replace(group=given["reference_group"])
        ratio = kind == "ratio"
        if ratio and given["reference_group"] is None and given["comparison_start"] is not None:
            # The same thing in another period, by the name that its own row has.
            there = name._replace(start=given["comparison_start"], end=given["comparison_end"])
        if ratio or given["reference_group"] is None:
            # Beside what is not a ratio stand counts of another period.
            other = there if ratio else name._replace(counted=f"{name.counted} compared")
            count = given["reference_numerator"]
            note(row, "reference_numerator", other, count, public, use, aside=not ratio)
        if events:
            count = given["reference_denominator"]
            other = _base(given | {"denominator": count}, there, {})
            if not ratio:
                other = other._replace(counted=f"{other.counted} compared")
            note(row, "reference_denominator", other, count, public, use, aside=not ratio)
        unknown = name._replace(group=UNKNOWN, characteristic=given["characteristic"])
        count = given["unknown_count"]
        note(row, "unknown_count", unknown, count, public, use, aside=True)
    return Cells(cells, of_row)


_USED = {
    "measure", "cohort", "definition", "offence_group", "characteristic", "group", "reference_group", "area_type",
    "area_code", "period_start", "period_end", "comparison_start", "comparison_end", "strata", "numerator", "denominator", "reference_numerator",
    "reference_denominator", "unknown_count", "source", "already_public",
}  # fmt: skip


def _counted(measure: str) -> str:
    family, _, kind = measure.partition(".")
    return family if kind in _PLAIN else measure


def _name(given: dict[str, Any], counted: str) -> Name:
    whole = given["group"] is None or given["group"] == ALL
    return Name(
        counted,
        given["source"],
        None if given["cohort"] == "all" else given["cohort"],
        given["definition"],
        given["offence_group"],
        None if whole else given["characteristic"],
        None if whole else given["group"],
        given["area_type"],
        given["area_code"],
        given["period_start"],
        given["period_end"],
        given["strata"],
    )


def _wholes(plain: pd.DataFrame, looked_up: pd.DataFrame) -> dict[Name, set[int]]:
    """Collect the plain counts, by name, to tell which of them a share is a share of."""
    found: dict[Name, set[int]] = {}
    for given, kind, people in zip(
        _records(plain), looked_up["kind"], looked_up["people"], strict=True
    ):
        if people and kind in ("count", "rate") and given["numerator"] is not None:
            name = _name(given, _counted(str(given["measure"])))
            found.setdefault(name, set()).add(int(given["numerator"]))
    return found


def _base(given: dict[str, Any], name: Name, wholes: dict[Name, set[int]]) -> Name:
    """Name what a share is a share of: the whole, what is recorded of it, a group, or a base of its own."""
    family = MEASURES[str(given["measure"])].name.partition(".")[0]
    count = given["denominator"]
    plain = name._replace(counted=family)
    whole = plain._replace(characteristic=None, group=None)
    choices = [whole, plain, whole._replace(strata=None)]
    # Shares of outcomes or of repeats may stand on a count that another family prints.
    choices += [whole._replace(counted=other) for other in _FAMILIES if other != family]
    for choice in choices:
        if count is not None and int(count) in wholes.get(choice, ()) and choice != name:
            return choice
    if name.counted == family:
        return plain._replace(characteristic=given["characteristic"], group=RECORDED)
    return name._replace(counted=f"{name.counted} base")


def _records(plain: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows as dictionaries whose names are text."""
    return [{str(name): cell for name, cell in row.items()} for row in plain.to_dict("records")]
