"""Lay the files of a source under its contract: which heading stands for what, which values mean what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.intake.coded import Coded, joined
from sva.intake.columns import (
    find_heading,
    known_headings,
    refuse_missing,
    resolve_columns,
    say_unused,
)
from sva.intake.ethnicities import read_ethnicity
from sva.intake.frame import Frame
from sva.intake.guard import refuse_identifiers
from sva.intake.headings import heading_key
from sva.intake.lists import key_of, lookup
from sva.intake.mapping import Column

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

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
) -> tuple[dict[str, Coded], np.ndarray]:
    """Lay one file under its contract.

    Returns
    -------
    tuple of (dict of str to Coded, numpy.ndarray)
        Canonical columns, and the row of the file of every row.
    """
    import numpy as np
    import pyarrow as pa

    groups = mapping.long.groups if mapping.long else [{}]
    at = resolve_columns(table.columns, contract, mapping)
    refuse_missing(table, contract, mapping, at, groups)
    say_unused(table, contract, mapping, at, groups, log)
    parts = []
    for group in groups:
        chosen = {**at, **{name: find_heading(table, heading) for name, heading in group.items()}}
        columns = {}
        constants = [name for name in mapping.constants if name not in chosen]
        for name in (*chosen, *constants):
            spec = mapping.columns.get(name, Column())
            heading = chosen.get(name, "a constant of the mapping")
            if name in chosen:
                column = _with_time(table, table.columns[heading], spec, name, log)
            else:
                column = Coded(np.zeros(table.rows, np.int32), pa.array([mapping.constants[name]]))
            column = _plain(column, contract.fields[name], spec, mapping)
            if contract.fields[name].type == "ethnicity":
                columns |= read_ethnicity(
                    column, contract.fields[name], spec, heading, table.file, log
                )
            else:
                columns[name] = column
        numbers = table.numbers
        if mapping.long and mapping.long.drop_if_blank:
            telling = [name for name in mapping.long.drop_if_blank if name in columns]
            empty = np.full(len(numbers), bool(telling))
            for name in telling:
                empty &= columns[name].blank
            keep = np.flatnonzero(~empty)
            columns = {name: column.take(keep) for name, column in columns.items()}
            numbers = numbers[keep]
        parts.append((columns, numbers))
    if not mapping.long:
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
    nobody = table.rows - int(np.isin(table.numbers, numbers).sum())
    if nobody:
        said += f"; {nobody:,} of them name nobody and became none"
    log.append((table.file, "wide-to-long", len(numbers), said))
    return whole, numbers


def _with_time(
    table: TextTable,
    column: Coded,
    spec: Column,
    name: str,
    log: list[tuple[str, str, int, str]],
) -> Coded:
    """Join a day and a time of day that stand in two columns; a time that cannot be read leaves the day."""
    if not spec.time:
        return column
    at = {heading_key(heading): heading for heading in table.columns}
    found = next((at[heading_key(c)] for c in spec.time if heading_key(c) in at), None)
    if found is None:
        return column
    import pyarrow as pa

    from sva.intake.arrow import pc
    from sva.intake.coded import encode
    from sva.intake.times import TIME_BEHIND, time_alone

    written = table.columns[found]
    time = written.recode(time_alone)
    unread = written.recode(
        lambda text: (
            text if time_alone(text) is None and key_of(text) not in lookup("unknown") else None
        )
    )
    if count := int((~unread.blank).sum()):
        said = f"the time of day of {name} cannot be read: the day is kept, the time is not known"
        log.append((table.file, f"{name}-no-time", count, said))
    days = column.recode(lambda text: TIME_BEHIND.sub("", text)).array()
    both = pc.binary_join_element_wise(days, time.array(), pa.scalar(" "))
    return encode(pc.coalesce(both, column.array()))


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

        from sva.intake.arrow import pc

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
