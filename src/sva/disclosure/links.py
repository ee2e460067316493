"""Which counts of a release must add up, from the names of what they count and the registry of measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from sva.disclosure.audit import Equation
from sva.disclosure.cells import RECORDED, UNKNOWN, Cell, Cells, Name
from sva.disclosure.completing import complete
from sva.disclosure.nesting import LEVELS, Parents, ages_of, apart
from sva.disclosure.sorting import adds_up, by_type, parts_of_null

__all__ = ["find_links"]


def find_links(
    found: Cells,
    proportions: Iterable[tuple[int, int]] = (),
    *,
    parents: Parents | None = None,
    cohorts: Mapping[str, tuple[int, int]] | None = None,
    completed: bool = True,
) -> list[Equation]:
    """Find every sum that must hold among the counts of a release; what a sum leaves over becomes a count of its own.

    A sum is proposed where names and registry say that parts belong to a whole, and taken as it is where the exact counts
    agree. Where the parts fall short of the whole, the rest is added to `found` as a cell, for a reader can work it out and it
    may be small. Where they exceed it, they overlap: then each part alone is no more than the whole.

    Parameters
    ----------
    found : Cells
        From `sva.disclosure.cells.find_cells`; cells for what is left over are added to it.
    proportions : iterable of tuple of int
        Numbers of the cells of numerator and denominator of every share.
    parents : Parents, optional
        Which areas lie in which.
    cohorts : mapping of str to tuple of int, optional
        Cohorts of people by first and last age.
    completed : bool, optional
        Whether counts that nobody prints and every reader can add up take part; see `sva.disclosure.completing`.

    Returns
    -------
    list of Equation

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.disclosure.cells import find_cells; from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": "victims.count", "characteristic": "sex", "group": ["All", "Female", "Male"],
    ...     "numerator": [20, 12, 8]}))
    >>> [(each.whole, each.parts, each.why) for each in find_links(find_cells(rows))]
    [(0, (1, 2), 'groups of sex')]
    """
    more = complete(found, parents or {}) if completed else []
    finder = _Finder(found, completed)
    finder.equations += more
    # Who lies between two cohorts is a count like any other, which the sums that follow hold too.
    finder.cohorts(cohorts or {})
    finder.groups()
    finder.along("offence_group", "kinds of offence", parts_of_null)
    finder.along("strata", "strata", parts_of_null)
    finder.along("definition", "definitions", parts_of_null, apart=True)
    finder.periods()
    finder.areas(parents or {})
    for part, whole in proportions:
        finder.within(whole, part, "share")
    return finder.equations


_NESTED = "cohorts within each other"

_Grouped = dict[Hashable, list[int]]


class _Finder:
    def __init__(self, found: Cells, named: bool) -> None:
        self.found, self.named = found, named
        self.equations: list[Equation] = []
        self.known: set[tuple[int, tuple[int, ...]]] = set()
        self.by_name: dict[Name, list[int]] = defaultdict(list)
        for number, cell in enumerate(found.cells):
            self.by_name[cell.name].append(number)
        self.first = [numbers[0] for numbers in self.by_name.values()]

    def count(self, number: int) -> int:
        return self.found.cells[number].count

    def total(self, numbers: Iterable[int]) -> int:
        return sum(self.count(number) for number in numbers)

    def agree(self, given: int, whole: int, parts: Iterable[int]) -> bool:
        """Say whether parts come to a whole, as far as it is known what they are."""
        slack = sum(self.found.cells[n].slack for n in (whole, *parts))
        return abs(given - self.count(whole)) <= slack

    def add(self, whole: int, parts: Iterable[int], why: str) -> None:
        """Take a sum that holds."""
        kept = tuple(sorted(set(parts)))
        if kept == (whole,) or not kept or whole in kept or (whole, kept) in self.known:
            return
        self.known.add((whole, kept))
        self.equations.append(Equation(whole, kept, why))

    def rest(self, whole: int, parts: Iterable[int], why: str, **known_by: str) -> None:
        """Take a sum that falls short, with what is left over, which may have a name that other sums know it by."""
        kept = tuple(sorted(set(parts)))
        left = self.count(whole) - self.total(kept)
        if left < 0 or whole in kept or (whole, kept) in self.known:
            return
        if left == 0:
            self.add(whole, kept, why)
            return
        self.known.add((whole, kept))
        cells = self.found.cells
        own = known_by if self.named else {}
        name = cells[whole].name._replace(
            **(own or {"counted": f"rest of {why}", "group": str(len(cells))})
        )
        if own:
            self.by_name[name].append(len(cells))
            self.first.append(len(cells))
        public = cells[whole].public and all(cells[part].public for part in kept)
        cells.append(Cell(name, left, public=public))
        self.equations.append(Equation(whole, (*kept, len(cells) - 1), why))

    def within(self, whole: int, part: int, why: str, **known_by: str) -> None:
        """Take one count to lie in another."""
        if part != whole and self.count(part) <= self.count(whole):
            self.rest(whole, (part,), why, **known_by)

    def best(
        self,
        wholes: Sequence[int],
        parts: Sequence[int],
        more: Sequence[int],
        why: str,
        *,
        apart: bool = False,
        each: bool = True,
    ) -> None:
        """Tie parts to a whole as closely as the counts allow: alone, with one more part, with a rest, or each for itself."""
        if not parts or not wholes:
            return
        given = self.total(parts)
        closed = False
        for whole in wholes:
            if self.agree(given, whole, parts):
                self.add(whole, parts, why)
                closed = True
            for other in more:
                given_too = given + self.count(other)
                if other not in parts and self.agree(given_too, whole, (*parts, other)):
                    self.add(whole, (*parts, other), why)
                    closed = True
        if closed:
            return
        whole = wholes[0]
        if given <= self.count(whole) and not apart:
            self.rest(whole, parts, why)
        elif each:
            for part in parts:
                self.within(whole, part, why)

    def grouped(self, key: Callable[[Name], Hashable | None]) -> _Grouped:
        out: _Grouped = defaultdict(list)
        for number in self.first:
            found = key(self.found.cells[number].name)
            if found is not None:
                out[found].append(number)
        return out

    def groups(self) -> None:
        """Tie groups of a characteristic to what is recorded of it, what is not, and the whole."""

        def key(name: Name) -> Hashable | None:
            if name.characteristic is None and name.group is None:
                return None
            return name._replace(group=None)

        for context, numbers in self.grouped(key).items():
            assert isinstance(context, Name)
            wholes = self.by_name.get(context._replace(characteristic=None), [])
            if context.strata is not None:
                wholes = [*wholes, *self._stratum(context)]
            recorded = self.by_name.get(context._replace(group=RECORDED), [])
            unknown = self.by_name.get(context._replace(group=UNKNOWN), [])
            parts = [
                n for n in numbers if self.found.cells[n].name.group not in (RECORDED, UNKNOWN)
            ]
            why = f"groups of {context.characteristic or 'a whole'}"
            self.best(wholes, parts, unknown, why)
            for each in recorded:
                self.best([each], parts, [], why)
                self.best(wholes, [each], unknown, f"recorded {context.characteristic}")

    def _stratum(self, context: Name) -> list[int]:
        """Find the count of a whole stratum where it is printed as a group: all females, beside females by age."""
        if not hasattr(self, "_groups"):
            self._groups: dict[Name, list[int]] = defaultdict(list)
            for number in self.first:
                name = self.found.cells[number].name
                if name.group is not None and name.strata is None:
                    self._groups[name._replace(characteristic=None)].append(number)
        return self._groups.get(
            context._replace(characteristic=None, group=context.strata, strata=None), []
        )

    def along(
        self,
        field: str,
        why: str,
        split: Callable[[str, Sequence[int], Sequence[Cell]], tuple[list[int], list[int]]],
        *,
        apart: bool = False,
    ) -> None:
        """Tie parts that one column tells apart to the whole that has nothing in it."""
        for numbers in self.grouped(lambda name: name._replace(**{field: None})).values():
            wholes, parts = split(field, numbers, self.found.cells)
            counted = self.found.cells[numbers[0]].name.counted
            adds = apart or not adds_up(counted, field)
            self.best(wholes, parts, [], why, apart=adds and len(parts) > 1)

    def periods(self) -> None:
        """Tie months to years, years to the whole period."""
        for numbers in self.grouped(lambda name: name._replace(start=None, end=None)).values():
            if len(numbers) < 2:
                continue
            spans = [
                (self.found.cells[n].name.start, self.found.cells[n].name.end, n) for n in numbers
            ]
            spans = [each for each in spans if each[0] is not None and each[1] is not None]
            for start, end, whole in spans:
                inside = [
                    each
                    for each in spans
                    if each[0] >= start and each[1] <= end and each[:2] != (start, end)
                ]
                children = apart(inside)
                if children:
                    self.best([whole], [each[2] for each in children], [], "months and years")

    def areas(self, parents: Parents) -> None:
        """Tie areas to areas; those of a stratum alone lie in the whole that holds all strata."""
        contexts = self.grouped(lambda name: name._replace(area_type=None, area_code=None))
        for context, numbers in contexts.items():
            assert isinstance(context, Name)
            types: dict[str, list[int]] = defaultdict(list)
            for number in numbers:
                types[str(self.found.cells[number].name.area_type)].append(number)
            wider = contexts.get(context._replace(strata=None), []) if context.strata else []
            for kind, children in types.items():
                self._nest(kind, children, types, wider, parents, context)

    def _nest(
        self,
        kind: str,
        children: list[int],
        types: Mapping[str, list[int]],
        wider: Sequence[int],
        parents: Parents,
        context: Name,
    ) -> None:
        def above(number: int) -> Mapping[str, str]:
            return parents.get((kind, str(self.found.cells[number].name.area_code)), {})

        for candidates in (types, by_type(wider, self.found.cells)):
            for level in LEVELS[LEVELS.index(kind) + 1 :] if kind in LEVELS else ():
                linked = False
                for whole in candidates.get(level, []):
                    code = self.found.cells[whole].name.area_code
                    parts = [each for each in children if above(each).get(level) == code]
                    if not parts and level == "police_force" and not any(map(above, children)):
                        parts = children
                    if parts:
                        linked = True
                        self.best(
                            [whole],
                            parts,
                            self._unknowns(parts),
                            f"{kind} within {level}",
                            each=False,
                        )
                if linked:
                    return

    def _unknowns(self, parts: Sequence[int]) -> list[int]:
        """Find what could not be placed, which every part carries alike."""
        found = []
        for part in parts:
            name = self.found.cells[part].name
            for numbers in (
                self.by_name.get(name._replace(characteristic=c, group=UNKNOWN), [])
                for c in (None, "home", name.characteristic)
            ):
                found += numbers
        if found and len({self.count(each) for each in found}) == 1:
            for each in found[1:]:
                self.add(found[0], (each,), "not placed")
            return found[:1]
        return []

    def cohorts(self, cohorts: Mapping[str, tuple[int, int]]) -> None:
        """Tie cohorts that contain each other, and bands of age that make up a cohort."""
        for context, numbers in self.grouped(lambda name: name._replace(cohort=None)).items():
            assert isinstance(context, Name)
            aged = {
                number: cohorts.get(str(self.found.cells[number].name.cohort), (0, 200))
                for number in numbers
                if self.found.cells[number].name.cohort is None
                or self.found.cells[number].name.cohort in cohorts
            }
            for inner, (low, high) in aged.items():
                around = [
                    (far - near, outer)
                    for outer, (near, far) in aged.items()
                    if outer != inner and near <= low and high <= far and (near, far) != (low, high)
                ]
                if around:
                    outer = min(around)[1]
                    names = (self.found.cells[each].name.cohort or "all" for each in (outer, inner))
                    self.within(outer, inner, _NESTED, cohort=" without ".join(names))
            if context.characteristic is None:
                self._tile(context, aged)

    def _tile(self, context: Name, aged: Mapping[int, tuple[int, int]]) -> None:
        if not hasattr(self, "_bands"):
            self._bands: dict[Name, list[tuple[int, int, int]]] = defaultdict(list)
            for number in self.first:
                name = self.found.cells[number].name
                band = ages_of(name.group) if name.group and name.cohort is None else None
                if band and "age" in str(name.characteristic):
                    self._bands[name._replace(characteristic=None, group=None)].append(
                        (*band, number)
                    )
        bands = self._bands.get(context, [])
        for whole, (low, high) in aged.items():
            inside = [each for each in bands if low <= each[0] and each[1] <= high]
            for same in (each[2] for each in inside if each[:2] == (low, high)):
                if self.agree(self.count(same), whole, (same,)):
                    self.add(whole, (same,), "ages of a cohort")
            tiles = apart([each for each in inside if each[:2] != (low, high)])
            if self.found.cells[whole].name.cohort is not None and tiles:
                covered = sum(end - start + 1 for start, end, _ in tiles) == high - low + 1
                if covered:
                    self.best([whole], [each[2] for each in tiles], [], "ages of a cohort")
                else:
                    self.rest(whole, [each[2] for each in tiles], "ages of a cohort")
