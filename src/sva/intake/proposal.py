"""Look at a new file and propose how to lay it under a contract, with a confidence and a reason per column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sva.intake.columns import known_headings
from sva.intake.contract import Contract, load_contract
from sva.intake.lists import key_of, lookup
from sva.intake.matching import MONTH_FIRST, SCHEMES, WHOSE, is_few, score

if TYPE_CHECKING:
    from sva.intake.coded import Coded
    from sva.intake.contract import Field

__all__ = ["ColumnProposal", "Proposal", "propose_mapping"]

_SAMPLE = 500
_FLOOR = 0.45


@dataclass(frozen=True)
class ColumnProposal:
    """One canonical column and where it seems to stand.

    Parameters
    ----------
    column : str
        Canonical name.
    heading : str
        Of the file.
    confidence : float
        From 0 to 1; under 0.8 a person must look.
    reason : str
        One sentence.
    values : dict of str to None
        Values that no list knows, for the analyst to map.
    extra : dict of str to str
        What else the mapping must say of the column, such as ``day_first``.
    """

    column: str
    heading: str
    confidence: float
    reason: str
    values: dict[str, None] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A proposed mapping.

    Parameters
    ----------
    contract : str
    file : str
    columns : list of ColumnProposal
        In the order of the contract.
    missing : list of str
        Essential columns for which nothing was found.
    unused : list of str
        Headings that stand for nothing in the contract.
    identifiers : dict of str to str
        Headings that seem to identify people, and why.
    crs : str
        Of the coordinates: degrees where no value exceeds 180, else metres of the National Grid.
    """

    contract: str
    file: str
    columns: list[ColumnProposal]
    missing: list[str]
    unused: list[str]
    identifiers: dict[str, str]
    crs: str = "EPSG:27700"

    def to_yaml(self) -> str:
        """Write the proposal as a mapping file, its reasons as comments, for the analyst to correct."""
        lines = [
            f"# Proposed from {self.file}. Correct it, then try it with `sva check`.",
            f"contract: {self.contract}",
            "columns:",
        ]
        points = {
            c.column: c.heading for c in self.columns if c.column in ("x", "y", "grid_reference")
        }
        for column in self.columns:
            if column.column in points:
                continue
            mark = "" if column.confidence >= 0.8 else "  LOOK AT THIS"
            lines.append(f"  # {column.confidence:.0%}: {column.reason}{mark}")
            if column.values or column.extra:
                lines.append(f"  {column.column}:")
                lines.append(f"    column: {_quoted(column.heading)}")
                lines += [f"    {key}: {value}" for key, value in column.extra.items()]
            if column.values:
                lines.append(
                    "    values:  # not known; write what each means, or leave ~ for unknown"
                )
                lines += [f"      {_quoted(value)}: ~" for value in column.values]
            if not column.values and not column.extra:
                lines.append(f"  {column.column}: {_quoted(column.heading)}")
        if points:
            lines.append("coordinates:")
            lines += [f"  {name}: {_quoted(heading)}" for name, heading in points.items()]
            lines.append(f'  crs: "{self.crs}"')
        for name in self.missing:
            lines.append(f"# {name} is essential and was not found")
        if again := _numbered(self.unused, {column.heading for column in self.columns}):
            lines.append(
                f"# {', '.join(again)}: several persons in a row? Then lay them out with `long`."
            )
        if self.unused:
            lines.append("ignore:")
            for heading in self.unused:
                why = f"  # {self.identifiers[heading]}" if heading in self.identifiers else ""
                lines.append(f"  - {_quoted(heading)}{why}")
        return "\n".join(lines) + "\n"

    def __str__(self) -> str:
        width = max((len(column.column) for column in self.columns), default=0)
        lines = [f"{self.file} as {self.contract}:"]
        lines += [
            f"  {column.column:<{width}}  {column.confidence:>4.0%}  {column.heading}: {column.reason}"
            for column in self.columns
        ]
        lines += [f"  {name:<{width}}   not found, and essential" for name in self.missing]
        if self.unused:
            lines.append(f"  not used: {', '.join(self.unused)}")
        return "\n".join(lines)


def _numbered(unused: list[str], chosen: set[str]) -> list[str]:
    """List unused headings that differ from a chosen one in a number alone, such as "Suspect 2 Age"."""
    like = {re.sub(r"\d+", "#", heading) for heading in chosen if re.search(r"\d", heading)}
    return [heading for heading in unused if re.sub(r"\d+", "#", heading) in like]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def propose_mapping(file: str | Path, contract: str | Contract) -> Proposal:
    """Propose a mapping of a file.

    Headings are compared with the usual ones of the contract, values with what each column may hold; each heading is
    given to one column, the surest pair first.

    Parameters
    ----------
    file : str or pathlib.Path
        Of a folder, its first file.
    contract : str or Contract

    Returns
    -------
    Proposal

    Raises
    ------
    SvaError
        If the file cannot be read.
    """
    from sva.intake.guard import find_identifiers
    from sva.intake.mapping import Mapping, Reading
    from sva.intake.readers import called, find_files, read_file

    found = contract if isinstance(contract, Contract) else load_contract(contract)
    known = known_headings(found, Mapping(contract=found.name))
    path = find_files(Path(file), ["*"])[0]
    table = next(iter(read_file(path, Reading(), known=known)))
    pairs = []
    samples = {heading: _sample(table.columns[heading]) for heading in table.columns}
    for place, spec in enumerate(found.fields.values()):
        for heading, sample in samples.items():
            if spec.type == "reference" and is_few(table.columns[heading]):
                continue
            confidence, reason = score(spec, heading, sample)
            if confidence >= _FLOOR:
                pairs.append((-confidence, place, heading, spec, reason))
    chosen: dict[str, ColumnProposal] = {}
    taken: set[str] = set()
    for negative, _, heading, spec, reason in sorted(pairs, key=lambda pair: pair[:3]):
        if spec.name in chosen or heading in taken:
            continue
        taken.add(heading)
        values = _unknown_values(spec, table.columns[heading])
        extra = {"day_first": "false"} if reason.endswith(MONTH_FIRST) else {}
        if values and reason.endswith(WHOSE):
            extra = {"scheme": SCHEMES[spec.codes]}
        chosen[spec.name] = ColumnProposal(
            spec.name, heading, round(-negative, 2), reason, values, extra
        )
    return Proposal(
        contract=found.name,
        file=called(path, path.parent),
        columns=[chosen[name] for name in found.fields if name in chosen],
        missing=[name for name in found.essential if name not in chosen],
        unused=[heading for heading in table.columns if heading not in taken],
        identifiers=find_identifiers(table),
        crs=_crs(samples[chosen["x"].heading]) if "x" in chosen else "EPSG:27700",
    )


def _crs(sample: list[str]) -> str:
    numbers = [abs(float(text)) for text in sample if re.fullmatch(r"-?\d+(\.\d+)?", text)]
    return "EPSG:4326" if numbers and max(numbers) <= 180 else "EPSG:27700"


def _sample(column: Coded) -> list[str]:
    texts = column.texts()
    step = max(1, len(texts) // _SAMPLE)
    return texts[::step][:_SAMPLE]


def _unknown_values(spec: Field, column: Coded) -> dict[str, None]:
    """List the values that no list knows, where there are few and none can be a person's."""
    from sva.intake.failing import shown

    if spec.type == "ethnicity":
        known = _ethnicities(spec, column.texts())
    elif spec.type in ("choice", "boolean"):
        known = lookup(spec.codes or "boolean")
    else:
        return {}
    counts = column.counts() if len(column.values) else []
    strange = [
        text
        for text, count in zip(column.texts(), counts, strict=False)
        if key_of(text) not in known and shown(text, int(count)).startswith("'")
    ]
    return dict.fromkeys(strange) if len(strange) <= 40 else {}


def _ethnicities(spec: Field, texts: list[str]) -> set[str]:
    """List the values of ethnicity that need no mapping: all, where their scheme can be told."""
    from sva.intake.ethnicities import is_known
    from sva.reference.ethnicity import detect_scheme

    hint = "self defined" if spec.codes == "self" else "officer observed"
    if detect_scheme(texts, hint).explained >= 0.9:
        return {key_of(text) for text in texts}
    return {key_of(text) for text in texts if is_known(text, own=spec.codes == "self")}
