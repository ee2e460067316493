"""Which heading of a file stands for which column of its contract."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.intake.guard import heading_shown
from sva.intake.headings import heading_key

if TYPE_CHECKING:
    from sva.intake.contract import Contract
    from sva.intake.mapping import Mapping
    from sva.intake.text import TextTable

__all__ = ["find_heading", "known_headings", "refuse_missing", "resolve_columns", "say_unused"]


def known_headings(contract: Contract, mapping: Mapping) -> frozenset[str]:
    """List the headings to expect in a file, reduced by `heading_key`."""
    names = [name for field in contract.fields.values() for name in field.headings]
    if mapping.columns:
        names = list(contract.fields)
        names += [name for spec in mapping.columns.values() for name in (*spec.column, *spec.time)]
    if mapping.coordinates:
        plan = mapping.coordinates
        names += [*plan.x, *plan.y, *plan.grid_reference]
    if mapping.long:
        names += [heading for group in mapping.long.groups for heading in group.values()]
    return frozenset(map(heading_key, [*names, *mapping.ignore]))


def resolve_columns(
    headings: Iterable[str], contract: Contract, mapping: Mapping
) -> dict[str, str]:
    """Tell which heading of a file stands for which canonical column.

    Parameters
    ----------
    headings : iterable of str
    contract : Contract
    mapping : Mapping
        Where it names columns, its candidates decide; where it names none at all, the usual headings of the contract.

    Returns
    -------
    dict of str to str
        Canonical column to heading.
    """
    at = {}
    for heading in headings:
        at.setdefault(heading_key(heading), heading)
    out = {}
    for name, spec in contract.fields.items():
        if name in mapping.columns:
            candidates: tuple[str, ...] = tuple(mapping.columns[name].column)
        elif mapping.columns:
            candidates = (name,)
        else:
            candidates = spec.headings
        found = next((at[heading_key(c)] for c in candidates if heading_key(c) in at), None)
        if found:
            out[name] = found
    plan = mapping.coordinates
    if plan:
        for name, candidates in (
            ("x", tuple(plan.x)),
            ("y", tuple(plan.y)),
            ("grid_reference", tuple(plan.grid_reference)),
        ):
            found = next((at[heading_key(c)] for c in candidates if heading_key(c) in at), None)
            if found:
                out[name] = found
    return out


def find_heading(table: TextTable, wanted: str) -> str:
    for heading in table.columns:
        if heading_key(heading) == heading_key(wanted):
            return heading
    raise SvaError(
        f"{table.file} cannot be read",
        [
            Fault(
                f"no column {wanted!r}",
                f"one of {', '.join(map(heading_shown, list(table.columns)[:30]))}",
                table.file,
            )
        ],
    )


def refuse_missing(
    table: TextTable,
    contract: Contract,
    mapping: Mapping,
    at: dict[str, str],
    groups: list[dict[str, str]],
) -> None:
    faults = []
    for name in contract.essential:
        if name in at or name in mapping.constants or any(name in group for group in groups):
            continue
        if name in mapping.columns and mapping.columns[name].default is not None:
            continue
        wanted = (
            mapping.columns[name].column
            if name in mapping.columns
            else contract.fields[name].headings[:4]
        )
        near = [
            heading
            for word in wanted
            for heading in difflib.get_close_matches(word, list(table.columns), n=1, cutoff=0.7)
        ]
        faults.append(
            Fault(
                f"no column for {name}",
                f"one of {', '.join(wanted)}",
                table.file,
                _advice(table, near),
            )
        )
    collect(f"{table.file} cannot be read under {contract.name}", faults)


def _advice(table: TextTable, near: list[str]) -> str:
    if near:
        return f"Is it {heading_shown(near[0])!r}? Then add it to the mapping."
    if len(table.columns) == 1:
        return "The file has one column: if another mark stands between its cells, state it as `delimiter` under `read` of the mapping."
    return "Add its heading to the mapping."


def say_unused(
    table: TextTable,
    contract: Contract,
    mapping: Mapping,
    at: dict[str, str],
    groups: list[dict[str, str]],
    log: list[tuple[str, str, int, str]],
) -> None:
    used = {heading_key(heading) for heading in at.values()}
    used |= {heading_key(heading) for group in groups for heading in group.values()}
    used |= {heading_key(heading) for spec in mapping.columns.values() for heading in spec.time}
    used |= {heading_key(heading) for heading in mapping.ignore}
    left = [heading for heading in table.columns if heading_key(heading) not in used]
    if left:
        shown = ", ".join(map(heading_shown, left[:12])) + (" and more" if len(left) > 12 else "")
        log.append((table.file, "columns-not-used", 0, f"no column of {contract.name}: {shown}"))
    absent = [name for name in contract.fields if name not in at and name not in mapping.constants]
    there = {heading_key(heading) for heading in table.columns}
    absent += [
        f"the time of day of {name}"
        for name, spec in mapping.columns.items()
        if spec.time and not there & set(map(heading_key, spec.time))
    ]
    if mapping.long:
        absent = [name for name in absent if not any(name in group for group in groups)]
    if absent:
        log.append((table.file, "columns-absent", 0, f"not in this file: {', '.join(absent)}"))
