"""Look at a new file and propose how to lay it under a contract, with a confidence and a reason per column."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sva.intake.columns import known_headings
from sva.intake.contract import Contract, load_contract
from sva.intake.headings import heading_key
from sva.intake.lists import key_of, lookup

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
    """

    column: str
    heading: str
    confidence: float
    reason: str
    values: dict[str, None] = field(default_factory=dict)


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
            if column.values:
                lines.append(f"  {column.column}:")
                lines.append(f"    column: {_quoted(column.heading)}")
                lines.append(
                    "    values:  # not known; write what each means, or leave ~ for unknown"
                )
                lines += [f"      {_quoted(value)}: ~" for value in column.values]
            else:
                lines.append(f"  {column.column}: {_quoted(column.heading)}")
        if points:
            lines.append("coordinates:")
            lines += [f"  {name}: {_quoted(heading)}" for name, heading in points.items()]
            lines.append(f'  crs: "{self.crs}"')
        for name in self.missing:
            lines.append(f"# {name} is essential and was not found")
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


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def propose_mapping(file: str | Path, contract: str | Contract) -> Proposal:
    """Propose a mapping of a file.

    Headings are compared with the usual ones of the contract, values with what each column may hold; each heading is
    given to one column, the surest pair first.

    Parameters
    ----------
    file : str or pathlib.Path
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
    from sva.intake.readers import read_file

    found = contract if isinstance(contract, Contract) else load_contract(contract)
    table = next(
        iter(
            read_file(
                Path(file), Reading(), known=known_headings(found, Mapping(contract=found.name))
            )
        )
    )
    pairs = []
    samples = {heading: _sample(table.columns[heading]) for heading in table.columns}
    for place, spec in enumerate(found.fields.values()):
        for heading, sample in samples.items():
            confidence, reason = _score(spec, heading, sample)
            if confidence >= _FLOOR:
                pairs.append((-confidence, place, heading, spec, reason))
    chosen: dict[str, ColumnProposal] = {}
    taken: set[str] = set()
    for negative, _, heading, spec, reason in sorted(pairs, key=lambda pair: pair[:3]):
        if spec.name in chosen or heading in taken:
            continue
        taken.add(heading)
        chosen[spec.name] = ColumnProposal(
            spec.name,
            heading,
            round(-negative, 2),
            reason,
            _unknown_values(spec, table.columns[heading]),
        )
    return Proposal(
        contract=found.name,
        file=Path(file).name,
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


def _score(spec: Field, heading: str, sample: list[str]) -> tuple[float, str]:
    """Weigh heading and values of one pair."""
    name, said = _by_name(spec, heading)
    fit = _by_values(spec, sample)
    if fit is None:
        return 0.95 * name, said
    share, what = fit
    if share < 0.2:
        return 0.35 * name, said
    if name >= 0.6:
        return 0.7 * name + 0.3 * share, f"{said}; {share:.0%} of its values are {what}"
    # Values alone can tell a code list or an area, not a yes or a number.
    telling = spec.type in ("lsoa", "code") or (spec.type == "choice" and share > 0.9)
    if telling and share > 0.8:
        return 0.5 * name + 0.5 * share, f"{share:.0%} of its values are {what}"
    return 0.6 * name, said


def _by_name(spec: Field, heading: str) -> tuple[float, str]:
    key = heading_key(heading)
    known = [heading_key(text) for text in spec.headings]
    if key in known:
        return 1.0, "a usual heading"
    words = set(key.split())
    best, like = 0.0, ""
    for text in known:
        other = set(text.split())
        shared = len(words & other) / max(len(words | other), 1)
        ratio = difflib.SequenceMatcher(None, key, text).ratio()
        score = max(shared, ratio)
        if score > best:
            best, like = score, text
    return best * 0.9, f"its heading is like {like!r}"


def _by_values(spec: Field, sample: list[str]) -> tuple[float, str] | None:
    """Give the share of values that the column could hold, and what they are; None where values tell nothing."""
    from sva.intake.dates import parse_moments

    if not sample:
        return None
    n = len(sample)
    if spec.type in ("date", "datetime", "month"):
        import pyarrow as pa

        from sva.intake.coded import encode

        column = encode(pa.array(sample))
        return 1 - float(parse_moments(column).failed.mean()), "dates"
    if spec.type in ("choice", "boolean"):
        known = lookup(spec.codes or "boolean")
        return sum(key_of(text) in known for text in sample) / n, "known"
    if spec.type == "code":
        from sva.intake.codelists import normalise

        new, _ = normalise(spec.codes, sample)
        return sum(value is not None for value in new) / n, f"codes of {spec.codes}"
    if spec.type == "lsoa":
        return sum(bool(re.fullmatch(r"[EW]01\d{6}", text)) for text in sample) / n, "LSOA codes"
    if spec.type in ("age", "age_range"):
        ages = [re.match(r"(?:under |over )?(\d{1,3})\b", text.lower()) for text in sample]
        return sum(bool(found) and int(found[1]) <= 120 for found in ages) / n, "ages"
    if spec.type in ("integer", "number"):
        return sum(bool(re.fullmatch(r"-?[\d,.]+", text)) for text in sample) / n, "numbers"
    if spec.type == "ethnicity":
        from sva.reference.ethnicity import detect_scheme

        hint = "self defined" if spec.codes == "self" else "officer observed"
        found = detect_scheme(sample, hint)
        return found.explained, f"ethnicity ({found.scheme})"
    return None


def _unknown_values(spec: Field, column: Coded) -> dict[str, None]:
    """List the values that no list knows, where there are few and none can be a person's."""
    from sva.intake.failing import shown

    if spec.type not in ("choice", "boolean"):
        return {}
    known = lookup(spec.codes or "boolean")
    counts = column.counts() if len(column.values) else []
    strange = [
        text
        for text, count in zip(column.texts(), counts, strict=False)
        if key_of(text) not in known and shown(text, int(count)).startswith("'")
    ]
    return dict.fromkeys(strange) if len(strange) <= 40 else {}
