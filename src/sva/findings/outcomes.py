"""Sentences about outcomes month by month, by group, and against their limits."""

from __future__ import annotations

import re
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
    "WORDS",
    "of_code",
    "of_what",
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
    "small",
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
WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "all")  # fmt: skip
_ORDER = {group: at for at, group in enumerate(SHORT)}


def short(group: Any) -> str:
    """Say an outcome group in a few words."""
    return SHORT.get(str(group), _lower(group))


def _lower(text: Any) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def of_what(row: Any) -> str:
    """Say which crimes a row is about."""
    return "crimes" if row.definition is None else "offences of serious violence"


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
    parts = listed(f"{small(row, context)} {short(row.group)}" for row in told)
    tail = "" if len(ripe) == len(known) or not len(ripe) else "; later months are not yet complete"
    when = context.when(told[0])
    return said(
        f"of {of_what(told[0])} {kind} in {when}: {parts}{tail}", [row.key for row in told], ripe if len(ripe) else last,
    )  # fmt: skip


def outcomes_assigned(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how much of the last complete month has an outcome, and which months are still open."""
    known = shown(rows)
    late = known["flag"].fillna("").str.contains("immature")
    if not late.any() or late.all():
        row = records(known)[-1]
        return said(
            f"{percent(float(row.value))} of {of_what(row)} recorded in {context.when(row)} have an outcome", [row.key], known,
        )  # fmt: skip
    ripe, first = records(known[~late])[-1], records(known[late])[0]
    return said(
        f"{percent(float(ripe.value))} of {of_what(ripe)} recorded in {context.when(ripe)} have an outcome; months from "
        f"{context.when(first)} are not yet complete",
        [ripe.key],
        known[~late],
    )


def outcome_speed(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how soon crimes have an outcome: within the shortest and the longest time shown."""
    known = records(shown(rows))
    first, last = known[0], known[-1]
    kind = "all recorded crimes" if first.definition is None else of_what(first)
    text = (
        f"{percent(float(first.value))} of {kind} have an outcome {first.group} of being recorded"
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
    now = f"{small(last, context)} in {context.when(last)}"
    if not found:
        return said(
            f"{name}: no month of the last twelve stood out; {now}",
            keys,
            known,
            "Fair: only large departures would have shown.",
        )
    one_side = {"low" if ", low" in str(row.method) else "high" for row in found}
    side = f" as {one_side.pop()}" if len(one_side) == 1 else ""
    if len(found) > 3:
        latest = f"{context.when(found[0])} ({small(found[0], context)})"
        told_of = f"{WORDS[min(len(found), 12)]} of the last twelve months stood out{side}, the latest {latest}"
    else:
        each = listed(f"{context.when(row)} ({small(row, context)})" for row in reversed(found))
        told_of = f"{each} stood out{side}"
    return said(
        f"{name}: {told_of}{'' if last.key in keys[1:] else f'; {now}'}",
        keys,
        known,
        "Fair: chance alone makes a month stand out now and then.",
    )


#: What is told of each group: what the letter asks for.
_LEVELS = ("Charged or summonsed", DIVERSION)


def outcome_groups(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say the lowest and the highest share charged, and given outcome 22, among groups with enough cases: levels, no ranking."""
    known = shown(rows)
    some = known[~known["flag"].fillna("").str.contains("small base")]
    clauses, keys = [], []
    for group in _LEVELS:
        here = records(some[some["group"] == group])
        here = [row for row in here if row.strata != "Unknown"] or here
        if len(here) > 1:
            every = known.loc[known["group"] == group, "value"]
            text, cited = _levels(here, context, least=float(every.min()))
            clauses.append(f"{short(group)}: {text}")
            keys += cited
    if not clauses:
        of = _counted(records(known)[0])
        return said(f"outcomes of {of} by group", [], known)
    return said(
        "; ".join(clauses),
        keys,
        known,
        "High for each group by itself; the groups differ in kind, so this is no ranking.",
    )


def _counted(row: Any) -> str:
    return "suspects" if str(row.measure).startswith("disposals") else "crimes"


def _levels(rows: list[Any], context: Context, *, least: float) -> tuple[str, list[str]]:
    """Say the levels of a few groups: the same in all, each of two cohorts, or from the lowest to the highest."""
    of = _counted(rows[0])
    if len({row.cohort for row in rows}) > 1:
        parts = [
            f"{percent(float(row.value))} of {'all ' + of if row.cohort == EVERYONE else 'those ' + _lower(context.label(row.cohort))}"
            for row in rows
        ]
        return ", ".join(parts), [row.key for row in rows]
    low, high = (choose(rows, key=lambda row: float(row.value)) for choose in (min, max))
    # Where a group too small to be named lies lower, the lowest named is not the lowest.
    open_below = least < float(low.value) or not int(low.numerator)
    lowest, most = percent(float(low.value)), percent(float(high.value))

    def named(row: Any) -> str:
        name = context.area(row.area_code) if row.strata is None else str(row.strata)
        return f"aged {name}" if re.match(r"\d", name) else name

    if open_below:
        text = f"up to {most} of {of} ({named(high)})"
    elif float(high.value) - float(low.value) < 1:
        level = f"about {lowest}" if lowest == most else f"{lowest} to {most}"
        text = f"{level} of {of} in every group"
    else:
        text = f"from {lowest} of {of} ({named(low)}) to {most} ({named(high)})"
    return text, [low.key, high.key]


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
        (UNKNOWN, f"too many people's {_noun(first)} is unknown to say"),
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


def _noun(row: Any) -> str:
    """Say by what suspects are grouped."""
    by = str(row.characteristic).partition(",")[0]
    return {"ethnic_group": "ethnicity", "age_group": "age"}.get(by, by.replace("_", " "))


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

    def of(row: Any) -> str:
        if len(areas) > 1:
            return f"in {context.area(row.area_code)}"
        return f"in {context.when(row)}" if len(months) > 1 else f"of {_lower(row.offence_group)}"

    what = _lower(low.group).replace("probably given", "probably").removeprefix("given ")
    crimes = "of crimes " if max(len(areas), len(months)) > 1 else ""
    text = (
        f"{what}: from {small(low, context)} {crimes}{of(low)} to {small(high, context)} {of(high)}"
    )
    return said(text, [low.key, high.key], shown(rows))


def small(row: Any, context: Context) -> str:
    """Say a share of few in a hundred with the digit that its count can bear."""
    value = float(row.value)
    exact = 0 < value < 10 and int(row.numerator) >= 10 and not context.about(row)
    return f"{value:.1f}".removesuffix(".0") + "%" if exact else percent(value)


def outcome_funnel(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say which partnerships lie out of the funnel of the others."""
    known = shown(rows)
    found = records(stand_out(known))
    if not found:
        return said(
            "no partnership is out of what is usual for its size",
            [str(known["key"].iloc[0])],
            known,
            "Fair: only large departures would have shown.",
        )
    parts = listed(
        f"{context.area(row.area_code)} ({small(row, context)}, {'low' if 'low' in str(row.method) else 'high'})"
        for row in found
    )
    return said(
        f"out of what is usual for its size: {parts}", [row.key for row in found], known,
        "Fair: one in 500 would lie out by chance alone.",
    )  # fmt: skip


def of_code(row: Any) -> str:
    """Say which disposal a row is about."""
    code = str(row.characteristic).rpartition("outcome ")[2]
    return "a charge" if code == "1" else f"outcome {code}"
