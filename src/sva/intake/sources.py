"""The sources of an assessment, one after the other: each whole, or in parts where it is too large to hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.intake.blocks import Large, large_texts, read_blocks
from sva.intake.columns import known_headings
from sva.intake.context import Context
from sva.intake.contract import load_contract
from sva.intake.gather import gather
from sva.intake.guard import refuse_identifiers
from sva.intake.keys import KeyBook
from sva.intake.packed import not_read
from sva.intake.process import Parts, Processed, process
from sva.intake.readers import called, find_files, left_out, read_file, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sva.assessment import Assessment
    from sva.assessment.schema import Source
    from sva.intake.contract import Contract
    from sva.intake.mapping import Mapping
    from sva.intake.text import TextTable

__all__ = ["PART_ROWS", "all_sources", "process_files"]

#: Small files of a large source are put together to parts of at least so many rows.
PART_ROWS = 150_000


def all_sources(assessment: Assessment) -> Iterator[Processed]:
    """Process the sources in the order of the assessment, offences first, faults gathered.

    Parameters
    ----------
    assessment : Assessment

    Yields
    ------
    Processed
        One a source, or one for each part of a large source.

    Raises
    ------
    SvaError
        With the faults of all sources.
    """
    context = Context(assessment)
    book = KeyBook(assessment.name)
    faults: list[Fault] = []
    sources = assessment.settings.sources
    names = [source.contract for source in sources]
    order = sorted(range(len(sources)), key=lambda i: (names[i] != "police-offences", i))
    for index in order:
        source = sources[index]
        name = (
            source.contract
            if names.count(source.contract) == 1
            else f"{source.contract}-{index + 1}"
        )
        try:
            contract = load_contract(source.contract)
            mapping = _mapping(assessment, source, contract)
            context.source = source
            folder = assessment.raw / source.path
            yield from process_files(folder, name, contract, mapping, context, book)
        except SvaError as reason:
            faults.extend(reason.faults or [Fault(reason.message)])
    collect("the partners' files cannot be read", faults)


def _mapping(assessment: Assessment, source: Source, contract: Contract) -> Mapping:
    from sva.intake.mapping import Mapping, load_mapping

    if source.mapping:
        return load_mapping(assessment.folder / source.mapping, contract)
    return Mapping(contract=contract.name)


def process_files(
    folder: Path,
    name: str,
    contract: Contract,
    mapping: Mapping,
    context: Context,
    book: KeyBook,
) -> Iterator[Processed]:
    """Process the files of one source.

    Parameters
    ----------
    folder : pathlib.Path
        A folder of files, or one file.
    name : str
        What the source is called.
    contract : Contract
    mapping : Mapping
    context : Context
    book : KeyBook

    Yields
    ------
    Processed
        One; or, where the text files are together too large to hold, one for each part. Keys and duplicates are told
        over all parts; defaults of times, ages and places from the values of each.

    Raises
    ------
    SvaError
        If a file cannot be read, or may not lawfully come.
    """
    known = known_headings(contract, mapping)
    paths = find_files(folder, mapping.files)
    base = folder if folder.is_dir() else folder.parent
    if not contract.duplicate_key and "one_file_a_month" not in contract.rules:
        _refuse_twins(paths, base)
    beside = left_out(folder, paths)
    large = large_texts(paths, base)
    if large is None:
        tables = (
            table
            for path in paths
            for table in read_file(path, mapping.read, called(path, base), known)
        )
        gathered = gather(tables, name, contract, mapping)
        if beside:
            gathered.frame.log.append(("all files", *not_read(beside)))
        yield process(gathered, context, book)
        return
    if contract.grain in ("anonymised", "aggregate"):
        # nothing of a file may be written before all of it is known to hold no identifier
        for table in _blocks(large, mapping, known):
            refuse_identifiers(table, contract, mapping)
    parts = Parts()
    held: list[TextTable] = []
    for table in _blocks(large, mapping, known):
        if sum(one.rows for one in held) >= PART_ROWS:
            yield process(gather(held, name, contract, mapping), context, book, parts, last=False)
            held = []
        held.append(table)
    gathered = gather(held, name, contract, mapping)
    if beside:
        gathered.frame.log.append(("all files", *not_read(beside)))
    yield process(gathered, context, book, parts)


def _refuse_twins(paths: list[Path], base: Path) -> None:
    """Refuse the same file twice, where no key would tell that its rows are the same."""
    sizes = Counter(path.stat().st_size for path in paths)
    first: dict[str, Path] = {}
    faults = []
    for path in paths:
        if sizes[path.stat().st_size] == 1:
            continue
        other = first.setdefault(sha256_of(path), path)
        if other is not path:
            faults.append(
                Fault(
                    f"it is {called(other, base)} again, byte for byte",
                    "each file once: every row of it would count twice",
                    called(path, base),
                    "Take one of the two away.",
                )
            )
    collect("the same file lies twice", faults)


def _blocks(large: Iterable[Large], mapping: Mapping, known: frozenset[str]) -> Iterator[TextTable]:
    for one in large:
        yield from read_blocks(one, mapping.read, known)
