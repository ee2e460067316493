"""Sentences about several sets of ratios at once: steps, areas, bases, like beside like, intersections."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sva.findings import verdict as said
from sva.findings.context import Context
from sva.findings.disparity import against, capital, differences, disparity, named, sureness
from sva.findings.levels import in_period
from sva.findings.missing import listed
from sva.findings.numbers import TOO_FEW
from sva.findings.sentence import Sentence, records
from sva.findings.verdict import verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["bases", "intersections", "ladder", "pooled"]

#: From so much on, a pooled ratio is another answer than the crude one.
_OTHER = math.log(1.2)
_PLACES = {"area_code": "partnership", "strata": "step", "measure": "count", "characteristic": "characteristic"}  # fmt: skip


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
    at = "in" if column == "area_code" else "at" if column == "strata" else "of"
    places = _PLACES[column]
    if told and silent:
        told.append(f"{at} no other {places} can a difference between groups be claimed")
    elif short == silent and silent:
        told = [f"{TOO_FEW} {at} any {places}"]
    elif silent:
        told = [f"no difference between groups can be claimed {at} any {places}"]
    text = f"{in_period(first, context)}{against(first, context)}, {'; '.join(told)}."
    return Sentence(capital(text), tuple(dict.fromkeys(used)), sureness(everyone))


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
        clause = f"on the other bases the ratio is {low} to {high} for {named(row)}"
        if low == high:
            clause = f"on the other bases it is the same for {named(row)}"
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
            who = listed(str(row.strata).lower().replace(", ", " ") for row in part)
            told.append(f"{words} times as often for {named(part[0])} ({who})")
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
