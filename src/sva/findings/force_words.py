"""The sentence that sets crimes beside those of other police forces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import Context
from sva.findings.levels import in_period, rate_words
from sva.findings.missing import listed
from sva.findings.numbers import integer
from sva.findings.sentence import Sentence, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AMONG_FORCES", "BESIDE", "forces"]

#: The characteristic of estimates that set forces side by side, and their measures.
AMONG_FORCES = "among forces"
BESIDE = ("crimes.forces", "crimes.months", "crimes.rate")

_SURE = "Fair: the counts are as published, but forces find and record crime in different ways."


def forces(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell one's own rate of each crime type, how many forces recorded more or fewer, and which are not compared and why."""
    known = records(shown(rows))
    standing = [row for row in known if row.measure == "crimes.forces"]
    if not standing:
        from sva.findings.sentence import nothing

        return nothing(rows.head(0), context)
    own = standing[0].area_code
    mine = [row for row in known if row.measure == "crimes.rate" and row.area_code == own]
    rates = {row.offence_group: row for row in sorted(mine, key=lambda row: -int(row.numerator))}
    clauses, keys = [], []
    for kind, rate in rates.items():
        of = {row.group: row for row in standing if row.offence_group == kind}
        whom = f"of {_number(of['compared'])} other forces whose months are all published, " if not clauses else ""  # fmt: skip
        counts = f"{_number(of['recorded more'])} recorded more, {_number(of['recorded fewer'])} fewer, {_number(of['about as many'])} about as many"  # fmt: skip
        kind_words = kind if clauses else kind[:1].lower() + kind[1:]
        clauses.append(f"{kind_words}: {rate_words(rate)}; {whom}{counts}.")
        keys += [rate.key, *(row.key for row in of.values())]
    first = next(iter(rates.values()))
    text = f"{in_period(first, context)} in {context.area(own)}, {' '.join(clauses)}"
    text = text[:1].upper() + text[1:]
    left, more = _left_out(known, own, context)
    return Sentence(f"{text} {left}".strip(), (*keys, *more), _SURE)


def _number(row: Any) -> str:
    return integer(row.numerator) if int(row.numerator) else "none"


def _left_out(known: list[Any], own: str, context: Context) -> tuple[str, list[str]]:
    """Name the forces that are not compared: with no month, with some, and with few residents."""
    months = {row.area_code: row for row in known if row.measure == "crimes.months"}
    compared = {row.area_code for row in known if row.measure == "crimes.rate"}
    whole = int(months[own].numerator)
    out = [row for code, row in months.items() if code not in compared]
    none = [row for row in out if not int(row.numerator)]
    some = [row for row in out if 0 < int(row.numerator) < whole]
    few = [row for row in out if int(row.numerator) == whole]
    said = []
    if none:
        said.append(f"{_names(none, context)}, of which no month is published")
    if some:
        parts = [f"{context.area(row.area_code)} ({_number(row)} of {whole} months)" for row in some]  # fmt: skip
        said.append(f"{listed(parts)}, published in part")
    if few:
        said.append(f"{_names(few, context)}, which {'has' if len(few) == 1 else 'have'} few residents and many visitors")  # fmt: skip
    keys = [months[own].key, *(row.key for row in out)]
    return (f"Not compared: {'; '.join(said)}." if said else ""), keys


def _names(rows: list[Any], context: Context) -> str:
    return listed(sorted(context.area(row.area_code) for row in rows))
