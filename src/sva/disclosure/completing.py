"""Counts that no table prints and every reader can work out: a year from its months, a district from the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sva.disclosure.audit import Equation
from sva.disclosure.cells import Cell, Cells, Name
from sva.disclosure.nesting import LEVELS, Parents

__all__ = ["complete"]

_MONTHS = "months and years"
#: Smaller areas are shown by their class alone.
_AREAS = LEVELS[LEVELS.index("district") :]

#: What was worked out is worked with again so many times.
_ROUNDS = 4

_Span = tuple[Any, Any]
_Inside = Mapping[tuple[str, str, str], set[str]]
_Area = tuple[str | None, str | None]


def complete(found: Cells, parents: Parents) -> list[Equation]:
    """Add the counts that a reader can work out by adding up or taking away, and set beside others of their kind.

    A total is added where all its parts are counted, and a part where the total and all other parts are, as long as other
    counts of the same family have such a period or area: a district's year from its months, because another district's year is
    printed. Nothing could be worked out with any other.

    Parameters
    ----------
    found : Cells
        Counts that nobody prints are added to it.
    parents : Parents
        Which areas lie in which.

    Returns
    -------
    list of Equation
        The sums that they stand in.

    Examples
    --------
    >>> from datetime import date
    >>> import pandas as pd
    >>> from sva.disclosure.cells import find_cells; from sva.estimates import shape
    >>> months = [(date(2023, 1, 1), date(2023, 1, 31)), (date(2023, 2, 1), date(2023, 2, 28))]
    >>> spans = [*months, (months[0][0], months[1][1])]
    >>> rows = shape(pd.DataFrame({"measure": "victims.count", "area_type": "district", "area_code": ["a", "a", "b"],
    ...     "period_start": [start for start, _ in spans], "period_end": [end for _, end in spans], "numerator": [3, 4, 20]}))
    >>> cells = find_cells(rows)
    >>> [each.parts for each in complete(cells, {})], cells.cells[-1].count
    ([(0, 1)], 7)
    """
    inside: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for (kind, code), above in parents.items():
        for level, parent in above.items():
            inside[level, parent, kind].add(code)
    out: list[Equation] = []
    for _ in range(_ROUNDS):
        more = [*_periods(found), *_areas(found, inside)]
        out += more
        if not more:
            break
    return out


def _family(name: Name) -> tuple[Any, ...]:
    return name.counted, name.source, name.definition, name.strata


def _total(found: Cells, name: Name, parts: list[int], why: str) -> Equation:
    """Add the sum of some counts."""
    cells = found.cells
    public = all(cells[part].public for part in parts)
    cells.append(Cell(name, sum(cells[part].count for part in parts), public=public))
    return Equation(len(cells) - 1, tuple(sorted(parts)), why)


def _part(found: Cells, name: Name, whole: int, parts: list[int], why: str) -> Equation | None:
    """Add what some counts leave of their sum; nothing where they are more."""
    cells = found.cells
    left = cells[whole].count - sum(cells[part].count for part in parts)
    if left < 0:
        return None
    public = cells[whole].public and all(cells[part].public for part in parts)
    cells.append(Cell(name, left, public=public))
    return Equation(whole, (*sorted(parts), len(cells) - 1), why)


def _by(found: Cells, *fields: str) -> dict[Name, dict[tuple[Any, ...], int]]:
    """Group counts that differ in some columns alone; of two of one name, the first."""
    out: dict[Name, dict[tuple[Any, ...], int]] = defaultdict(dict)
    for number, cell in enumerate(found.cells):
        place = tuple(getattr(cell.name, field) for field in fields)
        if cell.people and None not in place:
            context = cell.name._replace(**dict.fromkeys(fields, None))
            out[context].setdefault(place, number)
    return out


def _periods(found: Cells) -> list[Equation]:
    import pandas as pd

    contexts = _by(found, "start", "end")
    printed: dict[tuple[Any, ...], set[_Span]] = defaultdict(set)
    for context, spans in contexts.items():
        printed[_family(context)] |= {(start, end) for start, end in spans}
    day = pd.Timedelta(days=1)
    out: list[Equation | None] = []
    for context, spans in contexts.items():
        missing = sorted(printed[_family(context)] - set(spans)) if len(spans) > 1 else []
        if not missing:
            continue
        edges: dict[Any, list[tuple[Any, int, bool]]] = defaultdict(list)
        for (start, end), number in spans.items():
            edges[start].append((end + day, number, True))
            edges[end + day].append((start, number, False))
        for start, end in missing:
            if start not in edges or end + day not in edges:
                continue
            path = _path(edges, start, end + day)
            ahead = [number for number, onward in path if onward]
            back = [number for number, onward in path if not onward]
            name = context._replace(start=start, end=end)
            if path and not back:
                out.append(_total(found, name, ahead, _MONTHS))
            elif len(ahead) == 1:
                out.append(_part(found, name, ahead[0], back, _MONTHS))
    return [each for each in out if each]


def _path(
    edges: Mapping[Any, list[tuple[Any, int, bool]]], start: Any, end: Any
) -> list[tuple[int, bool]]:
    """Go from one day to another by the fewest spans, forwards and back; nothing where no spans lead there."""
    came: dict[Any, tuple[Any, int, bool] | None] = {start: None}
    reached = [start]
    for day in reached:
        for there, number, onward in edges[day]:
            if there not in came:
                came[there] = (day, number, onward)
                reached.append(there)
    path: list[tuple[int, bool]] = []
    step = came.get(end)
    while step:
        path.append(step[1:])
        step = came[step[0]]
    return path


def _areas(found: Cells, inside: _Inside) -> list[Equation]:
    contexts = {
        context: {place: n for place, n in areas.items() if place[0] in _AREAS}
        for context, areas in _by(found, "area_type", "area_code").items()
    }
    contexts = {context: areas for context, areas in contexts.items() if len(areas) > 1}
    printed: dict[tuple[Any, ...], set[_Area]] = defaultdict(set)
    for context, areas in contexts.items():
        printed[_family(context)] |= {(kind, code) for kind, code in areas}
    broken = set()
    for context, areas in contexts.items():
        for whole, number in areas.items():
            for kind in _AREAS[: _AREAS.index(whole[0])]:
                parts, missing = _parts(areas, whole, kind, inside)
                total = sum(found.cells[part].count for part in parts)
                if parts and not missing and total != found.cells[number].count:
                    broken.add((_family(context), whole, kind))
    out: list[Equation | None] = []
    for context, areas in contexts.items():
        family = _family(context)
        for whole in sorted(printed[family], key=str):
            for kind in _AREAS[: _AREAS.index(str(whole[0]))]:
                parts, missing = _parts(areas, whole, kind, inside)
                why = f"{kind} within {whole[0]}"
                if (family, whole, kind) in broken or not parts:
                    continue
                if not missing and whole not in areas and len(parts) > 1:
                    name = context._replace(area_type=whole[0], area_code=whole[1])
                    out.append(_total(found, name, parts, why))
                    break
                if len(missing) == 1 and whole in areas and (kind, *missing) in printed[family]:
                    name = context._replace(area_type=kind, area_code=missing[0])
                    out.append(_part(found, name, areas[whole], parts, why))
    return [each for each in out if each]


def _parts(
    areas: Mapping[tuple[Any, ...], int], whole: _Area, kind: str, inside: _Inside
) -> tuple[list[int], list[str]]:
    """Give the counts of the areas of a kind that lie in another, and the codes of those without one."""
    codes = inside.get((str(whole[0]), str(whole[1]), kind), set())
    found = {code: areas.get((kind, code)) for code in codes}
    parts = sorted(each for each in found.values() if each is not None)
    return parts, sorted(code for code, each in found.items() if each is None)
