"""Sentences about outcomes month by month, by group, and against their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import EVERYONE, Context
from sva.findings.missing import listed
from sva.findings.numbers import TOO_FEW, integer, percent
from sva.findings.sentence import Sentence, certainty, records, shown
from sva.findings.verdict import (
    CHANCE,
    CLEAR,
    DIFFERENT,
    FEW,
    SAME,
    UNKNOWN,
    times_words,
    verdict,
)
from sva.outcomes.exceptions import exceptions as stand_out
from sva.outcomes.groups import DIVERSION, NOT_YET

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SHORT",
    "of_code",
    "outcome_chart",
    "outcome_funnel",
    "outcome_groups",
    "outcome_months",
    "outcome_range",
    "outcome_ratios",
    "outcome_speed",
    "outcome_use",
    "outcomes_assigned",
    "said",
    "short",
]

#: Published groups of outcomes in a few words, as they stand in a sentence.
SHORT = {
    "Charged or summonsed": "charged",
    "Out of court (formal)": "formally out of court",
    "Out of court (informal)": "informally out of court",
    DIVERSION: "outcome 22",
    "Deferred prosecution": "outcome 23",
    "Evidential difficulties (victim does not support action)": "victim not in support",
    "Evidential difficulties (suspect identified; victim supports action)": "too little evidence",
    "Investigation complete: no suspect identified": "no suspect",
    "Further investigation to support formal action not in the public interest - police decision": "not in the public interest",
    NOT_YET: "no outcome yet",
}  # fmt: skip


#: Counts of months in words: they are no released numbers.
_WORDS = (
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "all",
)
_ORDER = {group: at for at, group in enumerate(SHORT)}


def short(group: Any) -> str:
    """Say an outcome group in a few words."""
    return SHORT.get(str(group), _lower(group))


def _lower(text: Any) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def said(text: str, keys: list[str], rows: pd.DataFrame, sure: str = "") -> Sentence:
    """Make a sentence of a clause."""
    return Sentence(_capital(f"{text}."), tuple(dict.fromkeys(keys)), sure or certainty(rows))


def outcome_months(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say the shares of the last complete month."""
    known = shown(rows)
    ripe = known[~known["flag"].fillna("").str.contains("immature")]
    use = ripe if len(ripe) else known
    last = use[use["period_start"] == use["period_start"].max()]
    told = sorted(records(last), key=lambda row: _ORDER.get(str(row.group), len(_ORDER)))
    kind = "with an outcome given" if "outcome" in str(told[0].strata) else "recorded"
    parts = listed(f"{percent(float(row.value))} {short(row.group)}" for row in told)
    tail = "" if len(ripe) == len(known) or not len(ripe) else "; later months are not yet complete"
    when = context.when(told[0])
    return said(
        f"of crimes {kind} in {when}: {parts}{tail}", [row.key for row in told], ripe if len(ripe) else last,
    )  # fmt: skip


def outcomes_assigned(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how much of the last complete month has an outcome, and which months are still open."""
    known = shown(rows)
    late = known["flag"].fillna("").str.contains("immature")
    if not late.any() or late.all():
        row = records(known)[-1]
        return said(
            f"{percent(float(row.value))} of crimes recorded in {context.when(row)} have an outcome", [row.key], known,
        )  # fmt: skip
    ripe, first = records(known[~late])[-1], records(known[late])[0]
    return said(
        f"{percent(float(ripe.value))} of crimes recorded in {context.when(ripe)} have an outcome; months from "
        f"{context.when(first)} are not yet complete",
        [ripe.key],
        known[~late],
    )


def outcome_speed(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how soon crimes have an outcome: within the shortest and the longest time shown."""
    known = records(shown(rows))
    first, last = known[0], known[-1]
    text = (
        f"{percent(float(first.value))} of crimes have an outcome {first.group} of being recorded"
    )
    if last is not first:
        text += f", {percent(float(last.value))} {last.group}"
    return said(text, [first.key, last.key], shown(rows))


def outcome_chart(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say whether any of the last twelve complete months lay outside what the others make likely."""
    known = shown(rows)
    told = records(known)
    found = records(stand_out(known))
    last = told[-1]
    name = _capital(short(last.group))
    keys = [last.key, *(row.key for row in found)]
    if not found:
        return said(
            f"{name}: no month of the last twelve stood out; {percent(float(last.value))} in {context.when(last)}",
            keys,
            known,
            "Fair: only large departures would have shown.",
        )
    if len(found) > 3:
        told_of = f"{_WORDS[min(len(found), 12)]} of the last twelve months stood out"
    else:
        told_of = f"{listed(f'{context.when(row)} ({percent(float(row.value))})' for row in reversed(found))} stood out"
    tail = (
        ""
        if last.key in keys[1:] and len(found) <= 3
        else f"; {percent(float(last.value))} in {context.when(last)}"
    )
    return said(
        f"{name}: {told_of}{tail}",
        keys,
        known,
        "Fair: chance alone makes a month stand out now and then.",
    )


def outcome_groups(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say the lowest and the highest share charged among groups with enough cases, as levels and not as a ranking."""
    known = shown(rows)
    some = known[~known["flag"].fillna("").str.contains("small base")]
    charged = records(some[some["group"] == "Charged or summonsed"])
    charged = [row for row in charged if row.strata != "Unknown"] or charged
    of = "suspects" if str(known["measure"].iloc[0]).startswith("disposals") else "crimes"
    if len(charged) < 2:
        return said(f"outcomes of {of} by group", [], known)
    low, high = (choose(charged, key=lambda row: float(row.value)) for choose in (min, max))

    def named(row: Any) -> str:
        if row.strata is not None:
            return str(row.strata)
        if len({each.cohort for each in charged}) > 1:
            return "all" if row.cohort == EVERYONE else _lower(context.label(row.cohort))
        return context.area(row.area_code)

    least, most = percent(float(low.value)), percent(float(high.value))
    text = f"charged: {least} of {of} ({named(low)}) to {most} ({named(high)})"
    return said(
        f"charged: about {least} of {of} in every group" if least == most else text,
        [low.key, high.key],
        shown(rows),
        "High as levels; the groups differ in what they are, so this is no ranking.",
    )


def outcome_use(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say the share of each group's suspects given a disposal, as counts and not as a comparison."""
    known = records(shown(rows))
    parts = "; ".join(
        f"{row.group} {percent(float(row.value))} ({integer(row.numerator, about=context.about(row))} of {integer(row.denominator)})"
        for row in known
    )
    return said(
        f"{of_code(known[0])}, of {known[0].strata}: {parts}",
        [row.key for row in known],
        shown(rows),
        "High as counts; the groups differ in what they are suspected of, so it is no comparison.",
    )


def outcome_ratios(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say which groups of suspects had a disposal more or less often than the reference in like cases, if it can be said."""
    every = records(rows)
    first = every[0]
    what, reference = of_code(first), f"{first.reference_group} suspects"
    found = {row.group: verdict(row) for row in every}
    clauses = [
        f"{row.group} suspects had {what} {_times(row)} {reference}"
        for row in every
        if found[row.group] == DIFFERENT
    ]
    for kind, words in (
        (UNKNOWN, "too many suspects' group is unknown to say"),
        (CHANCE, "a difference could be chance"),
        (SAME, f"about as often as {reference}"),
        (CLEAR, "no clear difference"),
        (FEW, TOO_FEW),
    ):
        groups = [str(row.group) for row in every if found[row.group] == kind]
        if groups:
            clauses.append(f"for {listed(groups)} suspects {words}")
    text = "; ".join(clauses) or "it cannot be assessed"
    lead = "in like cases, " if found and DIFFERENT in found.values() else f"{what} in like cases: "
    claimed = DIFFERENT in found.values()
    sure = (
        "Fair: like cases are those of one offence group and record; what else differs is not recorded."
        if claimed
        else "Fair: nothing is claimed that chance or the unknown could have made."
    )
    return said(f"{lead}{text}", [row.key for row in every], rows, sure)


def _times(row: Any) -> str:
    """Say a ratio so that the reference can follow: "half as often as", "40% less often than"."""
    words = times_words(float(row.value), float(row.lower), float(row.upper))
    return f"{words} {'than' if 'more often' in words or 'less often' in words else 'as'}"


def outcome_range(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say the lowest and the highest share of one outcome among months, areas or crime types, as levels."""
    known = records(shown(rows))
    parts = [row for row in known if row.offence_group is not None] or known
    low, high = (choose(parts, key=lambda row: float(row.value)) for choose in (min, max))
    areas, months = (
        {getattr(row, name) for row in parts} for name in ("area_code", "period_start")
    )

    def named(row: Any) -> str:
        if len(areas) > 1:
            return context.area(row.area_code)
        return context.when(row) if len(months) > 1 else _lower(row.offence_group)

    text = f"{_lower(low.group).removeprefix('given ')}: {_small(low)} of crimes ({named(low)}) to {_small(high)} ({named(high)})"
    return said(text, [low.key, high.key], shown(rows))


def _small(row: Any) -> str:
    """Say a share of few in a hundred with the digit that its count can bear."""
    value = float(row.value)
    return f"{value:.1f}%" if 0 < value < 10 and int(row.numerator) >= 10 else percent(value)


def outcome_funnel(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say which partnerships lie out of the funnel of the others."""
    known = shown(rows)
    found = records(stand_out(known))
    if not found:
        return said(
            "none of the partnerships lies out of what is usual for one of its size",
            [str(known["key"].iloc[0])],
            known,
            "Fair: only large departures would have shown.",
        )
    parts = listed(
        f"{context.area(row.area_code)} ({percent(float(row.value))}, {'low' if 'low' in str(row.method) else 'high'})"
        for row in found
    )
    return said(
        f"out of what is usual for one of its size: {parts}", [row.key for row in found], known,
        "Fair: one in 500 would lie out by chance alone.",
    )  # fmt: skip


def of_code(row: Any) -> str:
    """Say which disposal a row is about."""
    code = str(row.characteristic).rpartition("outcome ")[2]
    return "a charge" if code == "1" else f"outcome {code}"
