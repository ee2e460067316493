"""Sentences about who people are: shares beside residents, what sets them apart, the two ethnicities, intersections."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sva.findings.context import NOT_GROUPS, Context
from sva.findings.levels import in_period, too_few_clause
from sva.findings.missing import listed
from sva.findings.numbers import TOO_FEW, integer, percent, whole
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["agreement", "apart", "beside", "missing_self_defined"]

_SURE = 0.05
_Z = 1.959963984540054
#: With more groups to name than this the numbers stay in the chart.
_MOST_NUMBERS = 6
#: Below 1 by less than this two shares recorded are "about as often".
_ALIKE = 0.03


def _name(row: Any) -> str:
    """Name a group of people, in words that follow "people" or stand alone."""
    if row.characteristic in ("age_band", "search_age"):
        aged = f"aged {row.group[:1].lower()}{row.group[1:]}"
        return f"{str(row.strata).lower()} and {aged}" if row.strata else aged
    if row.characteristic == "sex":
        return row.group.lower()
    if row.characteristic == "religion" and row.group == "No religion":
        return "of no religion"
    if row.group == "Other":
        return "of another ethnic group"
    return row.group if str(row.characteristic).startswith("ethnic") else _lower(row.group)


def _lower(text: str) -> str:
    return text if text[:1].isupper() and text in ("Buddhist", "Christian", "Hindu", "Jewish", "Muslim", "Sikh") else text[:1].lower() + text[1:]  # fmt: skip


def _direction(mine: Any, theirs: Any, comparisons: int) -> int:
    """Say whether a share is above (1) or below (-1) that of residents beyond chance and the unknown, or neither (0)."""
    n, a = int(mine.denominator), int(mine.numerator)
    part = float(theirs.value) / 100
    if not n or not 0 < part < 1:
        return 0
    z = abs(a / n - part) / math.sqrt(part * (1 - part) / n)
    if math.erfc(z / math.sqrt(2)) * comparisons >= _SURE:
        return 0
    unknown = int(mine.unknown_count or 0)
    if a / n > part:
        return 1 if a / (n + unknown) > part else 0
    return -1 if (a + unknown) / (n + unknown) < part else 0


def beside(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say which groups are a larger, and which a smaller, part of people than of residents.

    A group is named only if its share differs after a correction for all groups in the chart, and would whatever the
    groups of the unknown were.
    """
    known = records(shown(rows))
    sizes = {
        (row.characteristic, row.group, str(row.strata or "").removesuffix(" residents")): row
        for row in known
        if row.measure == "population.share"
    }
    mine = [row for row in known if row.measure != "population.share"]
    if not mine:
        return finish([TOO_FEW], [], rows)
    pairs = [
        (row, there)
        for row in mine
        if (there := sizes.get((row.characteristic, row.group, str(row.strata or ""))))
    ]
    first = mine[0]
    subject = context.subject(first._replace(group=None, strata=None))
    if not pairs:
        base = integer(first.denominator, about=context.about(first))
        text = f"of {base} {subject} {in_period(first, context)}, no table of residents crosses age and sex, so the chart shows people alone"
        return finish([text], [first.key], rows)
    ways = [_direction(row, there, len(pairs)) for row, there in pairs]
    told = sum(way != 0 for way in ways)
    clauses, used = [], []
    for way, words in ((1, "these are a larger part than they are of residents"), (-1, "these are a smaller part")):  # fmt: skip
        named = []
        for (row, there), found in zip(pairs, ways, strict=True):
            if found != way:
                continue
            text = _name(row)
            used += [row.key, there.key]
            if told <= _MOST_NUMBERS:
                text += f" ({percent(float(row.value))} against {percent(float(there.value))})"
            named.append(text)
        if named:
            clauses.append(
                f"{words}: {'; '.join(named) if told <= _MOST_NUMBERS else _joined(named)}"
            )
    lead = f"of the {subject} {in_period(first, context)}"
    if not clauses:
        clauses = [f"{lead}, no group's share differs from its share of residents beyond chance"]
        used = [row.key for row, _ in pairs]
    else:
        clauses[0] = f"{lead}, {clauses[0]}"
        if told < len(pairs):
            clauses.append("the others cannot be told apart from residents")
    sure = "High that the groups named differ in what was recorded; why they do is not in these numbers."
    text = "; ".join([*clauses, *filter(None, [too_few_clause(rows)])])
    return Sentence(f"{text[:1].upper()}{text[1:]}.", tuple(dict.fromkeys(used)), sure)


def _joined(names: list[str]) -> str:
    """Say a shared beginning once: "female and aged 10 to 17 and 18 to 24; male"."""
    parts: dict[str, list[str]] = {}
    for name in names:
        head, found, tail = name.rpartition("aged ")
        parts.setdefault(f"{head}aged " if found else "", []).append(tail)
    return "; ".join(f"{lead}{listed(tails)}" for lead, tails in parts.items())


def apart(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how many officers and emergency workers stand apart, and how many rows of organisations are set aside."""
    known = {row.group: row for row in records(shown(rows))}
    workers = [known[name] for name in ("Police officers", "Emergency workers") if name in known]
    shops = known.get("Organisations")
    clauses = []
    if workers:
        parts = listed(
            f"{whole(row.numerator, about=context.about(row))} {row.group.lower()}"
            for row in workers
        )
        text = f"{in_period(workers[0], context)} {parts} are recorded as victims"
        stand = any(int(row.numerator) for row in workers)
        clauses.append(f"{text}, and stand apart" if stand else text)
    if shops is not None:
        number = whole(shops.numerator, about=context.about(shops))
        clauses.append(f"{number} rows of organisations are set aside")
    used = [row.key for row in (*workers, *([shops] if shops else []))]
    return finish([*clauses, too_few_clause(rows)], used, rows)


def agreement(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how often what officers saw agrees with what people said, and how far beyond chance."""
    known = records(shown(rows))
    share = next((row for row in known if row.measure.endswith(".share")), None)
    kappa = next((row for row in known if row.measure.endswith(".kappa")), None)
    if share is None:
        return finish([TOO_FEW], [], rows)
    noun = {"searches": "searches", "suspects": "suspicions"}[share.measure.split(".")[0]]
    text = (
        f"{in_period(share, context)}, where people's own words and the officer's both name Asian, Black or White, the two "
        f"agree in {percent(float(share.value))} of {integer(share.denominator, about=context.about(share))} {noun}"
    )
    clauses = [text]
    if kappa is not None:
        clauses.append(
            f"beyond what chance would give, agreement is {float(kappa.value):.1f}, where 1 is always and nought is no better than chance"
        )
    return finish(clauses, [row.key for row in (share, kappa) if row is not None], rows)


def missing_self_defined(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how often people's own ethnicity is recorded by what officers saw, and what that does to ratios."""
    known = {row.group: row for row in records(shown(rows))}
    white = known.get("White")
    others = [row for name, row in known.items() if name not in ("White", *NOT_GROUPS)]
    if white is None or not others or not float(white.value):
        return finish([TOO_FEW], [], rows)
    noun = {"searches": "searches", "suspects": "suspicions"}[white.measure.split(".")[0]]
    parts = listed(f"{percent(float(row.value))} of those seen as {row.group}" for row in others)
    text = (
        f"{in_period(white, context)}, people's own ethnicity is recorded in {percent(float(white.value))} of {noun} of "
        f"people seen as White, and in {parts}"
    )
    low = [row.group for row in others if float(row.value) / float(white.value) < 1 - _ALIKE]
    high = [row.group for row in others if float(row.value) / float(white.value) > 1 + _ALIKE]
    clauses = [text]
    if low:
        clauses.append(f"ratios on people's own words are therefore too low for {listed(low)}, if those recorded are like those seen")  # fmt: skip
    if high:
        clauses.append(f"they are too high for {listed(high)}")
    if not low and not high:
        clauses.append("so what is missing moves the ratios little")
    return finish(clauses, [white.key, *(row.key for row in others)], rows)
