"""Sentences about several sets of ratios at once: steps, areas, bases, like beside like, intersections."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sva.findings import verdict as said
from sva.findings.context import Context
from sva.findings.disparity import (
    against,
    capital,
    differences,
    disparity,
    done,
    named,
    sureness,
)
from sva.findings.levels import in_period
from sva.findings.missing import listed
from sva.findings.numbers import TOO_FEW, spoken_rate
from sva.findings.sentence import Sentence, records
from sva.findings.verdict import verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["bases", "characteristics", "excess", "intersections", "ladder", "pooled"]

#: From so much on, a pooled ratio is another answer than the crude one.
_OTHER = math.log(1.2)
_PLACES = ("area_code", "strata", "measure")


def ladder(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say at which steps, in which areas or counts, a difference can be claimed, and that elsewhere none can."""
    everyone = records(rows)
    column = next(
        (name for name in _PLACES if len({getattr(row, name) for row in everyone}) > 1), "strata"
    )
    told, used, silent, short = [], [], 0, 0
    for value in dict.fromkeys(getattr(row, column) for row in everyone):
        part = [row for row in everyone if getattr(row, column) == value]
        found = differences(part)
        lead = f"in {context.area(value)} " if column == "area_code" else ""
        told += [f"{lead}{'; '.join(found)}"] if found else []
        silent += not found
        kinds = {verdict(row) for row in part}
        short += kinds <= {said.FEW, said.CANNOT}
        used += [row.key for row in part]
    first = everyone[0]
    if column == "measure":
        told += _without(everyone)
    else:
        at, places = ("in", "partnership") if column == "area_code" else ("at", "step")
        if told and silent:
            told.append(f"{at} no other {places} can a difference between groups be claimed")
        elif short == silent and silent:
            told = [f"{TOO_FEW} {at} any {places}"]
        elif silent:
            told = [f"no difference between groups can be claimed {at} any {places}"]
    text = f"{in_period(first, context)}{against(first, context)}, {'; '.join(told)}."
    return Sentence(capital(text), tuple(dict.fromkeys(used)), sureness(everyone))


def _without(rows: list[Any]) -> list[str]:
    """Say of which of victims, suspects and searches no difference can be claimed, and whether the unknown are why."""
    kinds: dict[str, list[str]] = {}
    for measure in dict.fromkeys(row.measure for row in rows):
        found = {verdict(row) for row in rows if row.measure == measure}
        if said.DIFFERENT in found:
            continue
        if found <= {said.FEW, said.CANNOT}:
            why = f"{TOO_FEW} of"
        elif said.UNKNOWN in found:
            why = "too many people's ethnicity is unknown to say of"
        else:
            why = "no clear difference among"
        kinds.setdefault(why, []).append(measure.split(".")[0])
    return [f"{why} {listed(names)}" for why, names in kinds.items()]


def characteristics(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say of sex, age and other characteristics which groups differ from their reference group."""
    everyone = [row for row in records(rows) if row.value is not None]
    if not everyone:
        return Sentence(capital(f"{TOO_FEW}."), (), sureness(records(rows)))
    clauses, used = [], []
    for name in dict.fromkeys(row.characteristic for row in everyone):
        for measure in dict.fromkeys(row.measure for row in everyone):
            part = [row for row in everyone if (row.characteristic, row.measure) == (name, measure)]
            part = [row for row in part if verdict(row) == said.DIFFERENT]
            used += [row.key for row in part]
            if len(part) == 1:
                clauses += differences(part)
            elif part:
                clauses.append(_more_and_less(part))
    first = everyone[0]
    if not clauses:
        clauses, used = (
            ["no difference between groups can be claimed"],
            [row.key for row in everyone],
        )
    text = f"{in_period(first, context)}, for their number among residents, {'; '.join(clauses)}."
    return Sentence(capital(text), tuple(dict.fromkeys(used)), sureness(everyone))


def _more_and_less(rows: list[Any]) -> str:
    """Name the groups that are counted more often, and those less often, than their reference group."""
    first = rows[0]
    family = {"victims": "harmed", "suspects": "suspected", "searches": "searched"}[
        first.measure.split(".")[0]
    ]
    aged = "aged " if first.characteristic in ("age_band", "search_age") else ""
    parts = []
    for words, chosen in (
        ("more often", [row for row in rows if float(row.value) > 1]),
        ("less often", [row for row in rows if float(row.value) < 1]),
    ):
        if chosen:
            groups = listed(each.group[:1].lower() + each.group[1:] for each in chosen)
            parts.append(f"those {aged}{groups} {'' if parts else f'were {family} '}{words}")
    against_ = first.reference_group[:1].lower() + first.reference_group[1:]
    return f"against those {aged}{against_}, {', '.join(parts)}"


def excess(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say what a difference comes to: rates of the groups that differ, and events above the reference group's rate."""
    everyone = records(rows)
    ratios = [row for row in everyone if row.measure.endswith(".ratio")]
    others = {
        (row.measure, row.group): row
        for row in everyone
        if not row.measure.endswith(".ratio") and row.value is not None
    }
    clauses, used = [], []
    for row in ratios:
        family = row.measure.split(".")[0]
        beyond = others.get((f"{family}.excess", row.group))
        here, there = (others.get((f"{family}.rate", name)) for name in (row.group, row.reference_group))  # fmt: skip
        if verdict(row) != said.DIFFERENT or (beyond is None and (here is None or there is None)):
            continue
        used.append(row.key)
        parts = []
        if here is not None and there is not None:
            used += [here.key, there.key]
            year = "" if here.denominator_year is None else f" of {int(here.denominator_year)}"
            parts.append(
                f"there were {spoken_rate(float(here.value), here.numerator)} {family} for every 1,000 {row.group} residents and "
                f"{spoken_rate(float(there.value), there.numerator)} for every 1,000 {row.reference_group} residents{year}"
            )
        if beyond is not None:
            used.append(beyond.key)
            number = abs(float(beyond.value))
            ends = sorted(abs(float(end)) for end in (beyond.lower, beyond.upper))
            way = "more" if float(beyond.value) > 0 else "fewer"
            about = "about " if context.about(beyond) else ""
            parts.append(
                f"{about}{number:,.0f} {family} {way} than at the rate of {row.reference_group} residents"
                f" ({ends[0]:,.0f} to {ends[1]:,.0f})"
            )
        clauses.append(": ".join(parts))
    first = (ratios or everyone)[0]
    if not clauses:
        clauses = [f"of no group can be said how many more or fewer there were than at the rate of {first.reference_group} residents"]  # fmt: skip
        used = [row.key for row in ratios]
    text = f"{in_period(first, context)}, {'; '.join(clauses)}."
    return Sentence(capital(text), tuple(dict.fromkeys(used)), sureness(ratios))


def bases(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say what the ratios are on the latest census, and between which they lie on the other bases beside it.

    The rows without ``strata`` lead; each other value of it is a base of its own.
    """
    plain = rows[rows["strata"].isna()].reset_index(drop=True)
    others = [row for row in records(rows) if row.strata is not None and row.value is not None]
    if plain.empty or plain["value"].isna().all():
        plain = rows
        others = []
    lead = disparity(plain, context)
    clauses, used = [], list(lead.keys)
    for row in records(plain):
        if verdict(row) != said.DIFFERENT:
            continue
        beside = [other for other in others if other.group == row.group and verdict(other) not in (said.FEW, said.CANNOT)]  # fmt: skip
        if not beside:
            continue
        used += [other.key for other in beside]
        values = sorted(float(other.value) for other in (row, *beside))
        low, high = said.figure(values[0]), said.figure(values[-1])
        clause = f"on the bases shown the ratio is {low} to {high} for {named(row)}"
        if low == high:
            clause = f"on every base shown it is the same for {named(row)}"
        lost = sum(verdict(other) != said.DIFFERENT for other in beside)
        if lost:
            clause += ", and not on all of them can a difference be claimed"
        clauses.append(clause)
    text = "; ".join([lead.text.removesuffix("."), *clauses])
    return Sentence(f"{text}.", tuple(dict.fromkeys(used)), lead.certainty)


def intersections(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say of which groups by ethnicity, sex and age a difference can be claimed, and how the ratios were steadied."""
    everyone = records(rows)
    found = [row for row in everyone if verdict(row) == said.DIFFERENT]
    few = {verdict(row) for row in everyone} <= {said.FEW, said.CANNOT}
    first = everyone[0]
    lead = f"{in_period(first, context)}, against {first.reference_group} residents of the same sex and age"
    steady = "each ratio is drawn towards its group's own, the more the fewer people it rests on"
    if few:
        clauses = [f"{lead}, {TOO_FEW}"]
    elif not found:
        clauses = [f"{lead}, no difference can be claimed for any group", steady]
    else:
        told = []
        for name in dict.fromkeys(row.group for row in found):
            part = [row for row in found if row.group == name]
            values = sorted(float(row.value) for row in part)
            words = said.figure(values[0])
            if words != said.figure(values[-1]):
                words += f" to {said.figure(values[-1])}"
            who = "; ".join(str(row.strata).lower() for row in part)
            told.append(f"{named(part[0])} were {done(part[0])} {words} times as often ({who})")
        clauses = [f"{lead}, {'; '.join(told)}", steady]
    text = f"{'; '.join(clauses)}."
    return Sentence(capital(text), tuple(row.key for row in everyone), sureness(everyone))


def pooled(rows: pd.DataFrame, context: Context) -> Sentence:
    """Set ratios held equal by district, age or sex beside the crude ones, and say where the two disagree."""
    known = [row for row in records(rows) if row.value is not None]
    crude = {row.group: row for row in known if not str(row.strata or "").startswith("within")}
    adjusted = [row for row in known if str(row.strata or "").startswith("within")]
    pairs = [(crude[row.group], row) for row in adjusted if row.group in crude]
    if not pairs:
        return Sentence(capital(f"{TOO_FEW}."), tuple(row.key for row in known), "None: the numbers are too few to show.")  # fmt: skip
    clauses = []
    for plain, held in pairs:
        if min(float(plain.value), float(held.value)) <= 0:
            continue
        away = math.log(float(held.value) / float(plain.value))
        lost = (verdict(plain) == said.DIFFERENT) != (verdict(held) == said.DIFFERENT)
        shown = said.figure(float(held.value)) != said.figure(float(plain.value))
        if shown and (abs(away) > _OTHER or lost):
            clauses.append(
                f"{named(held)}: {said.figure(float(held.value))} rather than {said.figure(float(plain.value))} times as often"
                f" ({_short(held)})"
            )
    within = pairs[0][1].strata
    subject = f"{in_period(pairs[0][1], context)}, comparing people {within}"
    if clauses:
        text = f"{subject} gives another answer for {'; '.join(clauses)}"
    else:
        text = f"{subject} leaves every ratio much as it was"
    if any("they differ" in str(held.method or "") for _, held in pairs):
        text += "; for some groups the ratios of the parts differ beyond chance, so that one number hides it"
    keys = tuple(dict.fromkeys(row.key for pair in pairs for row in pair))
    return Sentence(capital(f"{text}."), keys, sureness(adjusted))


def _short(row: Any) -> str:
    """Say a verdict in a few words."""
    return {
        said.DIFFERENT: "a difference remains",
        said.CHANCE: "could be chance",
        said.UNKNOWN: "too many unknown to say",
        said.SAME: "about the same",
    }.get(verdict(row), "no clear difference")
