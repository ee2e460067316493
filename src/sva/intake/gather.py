"""Lay the files of a source under its contract: which heading stands for what, which values mean what."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.intake.coded import Coded, joined
from sva.intake.csvfile import heading_key
from sva.intake.frame import Frame
from sva.intake.guard import heading_shown, refuse_identifiers
from sva.intake.lists import key_of, lookup
from sva.intake.mapping import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sva.intake.contract import Contract, Field
    from sva.intake.mapping import Mapping
    from sva.intake.text import TextTable

__all__ = ["Gathered", "gather", "heading_key", "known_headings", "lay", "resolve_columns"]


@dataclass
class Gathered:
    """The files of a source, laid under its contract.

    Parameters
    ----------
    frame : Frame
    tables : list of TextTable
        Without their columns; for the accounting.
    """

    frame: Frame
    tables: list[TextTable] = field(default_factory=list)


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
            ("x", plan.x),
            ("y", plan.y),
            ("grid_reference", plan.grid_reference),
        ):
            found = next((at[heading_key(c)] for c in candidates if heading_key(c) in at), None)
            if found:
                out[name] = found
    return out


def gather(
    tables: Iterable[TextTable], source: str, contract: Contract, mapping: Mapping
) -> Gathered:
    """Lay every file of a source under its contract and join them.

    Parameters
    ----------
    tables : iterable of TextTable
        Read one after the other; each is let go once laid.
    source : str
    contract : Contract
    mapping : Mapping

    Returns
    -------
    Gathered

    Raises
    ------
    SvaError
        If a file carries what its contract may not, or lacks an essential column; all files' faults at once.
    """
    import numpy as np

    laid: list[tuple[dict[str, Coded], np.ndarray]] = []
    kept: list[TextTable] = []
    log: list[tuple[str, str, int, str]] = []
    faults: list[Fault] = []
    for table in tables:
        refuse_identifiers(table, contract, mapping)
        try:
            columns, numbers = lay(table, contract, mapping, log)
        except SvaError as reason:
            faults.extend(reason.faults)
            continue
        log.extend((table.file, *note) for note in table.notes)
        table.columns.clear()
        kept.append(table)
        laid.append((columns, numbers))
    collect(f"{source} cannot be read under {contract.name}", faults)
    names = list(dict.fromkeys(name for columns, _ in laid for name in columns))
    text = {}
    for name in names:
        parts = [
            columns.get(name) or Coded(np.full(len(numbers), -1, np.int32), _no_values())
            for columns, numbers in laid
        ]
        text[name] = joined(parts)
    lengths = [len(numbers) for _, numbers in laid]
    frame = Frame(
        source=source,
        contract=contract,
        mapping=mapping,
        files=[table.file for table in kept],
        file_of=np.repeat(np.arange(len(kept), dtype=np.int16), lengths),
        numbers=np.concatenate([numbers for _, numbers in laid]) if laid else np.zeros(0, np.int64),
        text={name: column for name, column in text.items() if name in contract.fields},
        values={name: column for name, column in text.items() if name not in contract.fields},
        log=log,
    )
    return Gathered(frame, kept)


def _no_values() -> object:
    import pyarrow as pa

    return pa.array([], pa.string())


def lay(
    table: TextTable, contract: Contract, mapping: Mapping, log: list[tuple[str, str, int, str]]
) -> tuple[dict[str, Coded], object]:
    """Lay one file under its contract.

    Returns
    -------
    tuple of (dict of str to Coded, numpy.ndarray)
        Canonical columns, and the row of the file of every row.
    """
    import numpy as np

    groups = mapping.long.groups if mapping.long else [{}]
    at = resolve_columns(table.columns, contract, mapping)
    _refuse_missing(table, contract, mapping, at, groups)
    _say_unused(table, contract, mapping, at, groups, log)
    parts = []
    for group in groups:
        chosen = {**at, **{name: _heading(table, heading) for name, heading in group.items()}}
        columns = {}
        for name, heading in chosen.items():
            spec = mapping.columns.get(name, Column())
            column = _with_time(table, table.columns[heading], spec)
            column = _plain(column, contract.fields[name], spec, mapping)
            if contract.fields[name].type == "ethnicity":
                columns |= _ethnicity(column, contract.fields[name], spec, heading, table.file, log)
            else:
                columns[name] = column
        numbers = table.numbers
        if mapping.long and mapping.long.drop_if_blank:
            empty = np.ones(len(numbers), bool)
            for name in mapping.long.drop_if_blank:
                if name in columns:
                    empty &= columns[name].blank
            keep = np.flatnonzero(~empty)
            columns = {name: column.take(keep) for name, column in columns.items()}
            numbers = numbers[keep]
        parts.append((columns, numbers))
    if len(parts) == 1:
        return parts[0]
    names = list(dict.fromkeys(name for columns, _ in parts for name in columns))
    whole = {
        name: joined(
            [
                columns.get(name) or Coded(np.full(len(numbers), -1, np.int32), _no_values())
                for columns, numbers in parts
            ]
        )
        for name in names
    }
    numbers = np.concatenate([numbers for _, numbers in parts])
    said = f"each row of the file is laid out as up to {len(groups)} rows: {table.rows:,} rows became {len(numbers):,}"
    log.append((table.file, "wide-to-long", len(numbers), said))
    return whole, numbers


def _heading(table: TextTable, wanted: str) -> str:
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


def _refuse_missing(
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
                f"Is it {heading_shown(near[0])!r}? Then add it to the mapping."
                if near
                else "Add its heading to the mapping.",
            )
        )
    collect(f"{table.file} cannot be read under {contract.name}", faults)


def _say_unused(
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
        log.append(
            (table.file, "columns-not-used", len(left), f"no column of {contract.name}: {shown}")
        )
    absent = [name for name in contract.fields if name not in at and name not in mapping.constants]
    if mapping.long:
        absent = [name for name in absent if not any(name in group for group in groups)]
    if absent:
        log.append(
            (table.file, "columns-absent", len(absent), f"not in this file: {', '.join(absent)}")
        )


def _with_time(table: TextTable, column: Coded, spec: Column) -> Coded:
    """Join a day and a time of day that stand in two columns."""
    if not spec.time:
        return column
    at = {heading_key(heading): heading for heading in table.columns}
    found = next((at[heading_key(c)] for c in spec.time if heading_key(c) in at), None)
    if found is None:
        return column
    import pyarrow as pa
    import pyarrow.compute as pc

    from sva.intake.coded import encode

    day, time = column.array(), table.columns[found].array()
    both = pc.binary_join_element_wise(day, time, pa.scalar(" "))
    return encode(pc.coalesce(both, day))


def _plain(column: Coded, field: Field, spec: Column, mapping: Mapping) -> Coded:
    """Blank what stands for nothing, and apply the mapping's values; nothing is copied where nothing changes."""
    blanks = set(mapping.read.blank)
    table = {key_of(key): value for key, value in spec.values.items()}
    if field.type in ("text", "ethnicity", "lsoa"):
        unknown = lookup("unknown")
    else:
        unknown = {}
    if not table and not unknown and spec.default is None:
        import pyarrow as pa
        import pyarrow.compute as pc

        marks = pa.array(sorted(blanks), pa.string())
        if not pc.any(pc.is_in(column.values, value_set=marks)).as_py():
            return column

    def turn(text: str) -> str | None:
        if text in blanks:
            return None
        key = key_of(text)
        if key in table:
            return table[key]
        return None if key in unknown else text

    out = column.recode(turn)
    if spec.default is not None and out.blank.any():
        import numpy as np
        import pyarrow as pa

        from sva.intake.coded import encode

        values = pa.concat_arrays([out.values, pa.array([spec.default])])
        codes = np.where(out.blank, len(out.values), out.codes).astype(np.int32)
        out = encode(pa.DictionaryArray.from_arrays(pa.array(codes), values))
    return out


def _ethnicity(
    column: Coded,
    field: Field,
    spec: Column,
    heading: str,
    file: str,
    log: list[tuple[str, str, int, str]],
) -> dict[str, Coded]:
    """Bring one file's ethnicity to the canonical codes; the scheme is told from the file's own values.

    Self-defined gives the 19-group code and the five groups; officer-observed gives the observed groups. Neither
    ever fills a gap in the other.
    """
    from sva.reference import ethnicity

    own = field.codes == "self"
    empty = {field.name: column} | ({"ethnic_group": column} if own else {})
    counts = column.counts() if len(column.values) else []
    used = [text for text, count in zip(column.texts(), counts, strict=False) if count]
    if not used:
        return empty
    scheme = spec.scheme
    if scheme is None:
        total = float(sum(counts))
        sample = [
            text
            for text, count in zip(column.texts(), counts, strict=True)
            for _ in range(max(1, round(2000 * count / total)) if count else 0)
        ]
        found = ethnicity.detect_scheme(
            sample, f"{heading} {'self defined' if own else 'officer observed'}"
        )
        scheme = found.scheme
        if scheme is None or (found.rivals and found.confidence < 0.9) or found.explained < 0.5:
            raise SvaError(
                f"{file} cannot be read",
                [
                    Fault(
                        f"the ethnicity scheme of column {heading_shown(heading)!r} cannot be told: {found.reason}",
                        "a scheme of sva.reference.ethnicity",
                        file,
                        f"State `{field.name}: {{column: {heading_shown(heading)}, scheme: ...}}` in the mapping.",
                    )
                ],
            )
        log.append(
            (file, f"{field.name}-scheme", 0, f"{field.name} is read as {scheme}: {found.reason}")
        )
    columns = {}
    targets = {field.name: "code", "ethnic_group": "group"} if own else {field.name: "observed"}
    for name, target in targets.items():
        table: dict[str, str | None] = {}
        words = strange = 0
        for text, count in zip(column.texts(), counts, strict=True):
            value, how = _one_ethnicity(text, target, scheme, own)
            words += int(count) * (how == "words")
            strange += int(count) * (how == "strange")
            table[text] = value
        if name == field.name:
            rule = f"{field.name}-in-words"
            if words:
                log.append(
                    (
                        file,
                        rule,
                        words,
                        f"{field.name} mixes words with codes of {scheme}: the words are read as words",
                    )
                )
            if strange:
                log.append(
                    (
                        file,
                        f"{field.name}-not-on-list",
                        strange,
                        f"{field.name} holds values that neither {scheme} nor any wording knows: the rows are kept and it is unknown",
                    )
                )
        columns[name] = column.recode(table.get)
    return columns


@cache
def _one_ethnicity(text: str, target: str, scheme: str, own: bool) -> tuple[str | None, str]:
    """Read one value in its scheme, else as words; tell which."""
    from sva.reference import ethnicity

    for how, tried in (
        ("scheme", scheme),
        ("words", "labels" if own else "policeuk-officer"),
        ("words", "labels"),
    ):
        try:
            value = ethnicity.crosswalk([text], target, scheme=tried).iloc[0]
        except SvaError:
            continue
        missing = value is None or value != value or value in ("NS", "nan", "Unknown")
        return (None if missing else str(value)), how
    return None, "strange"
