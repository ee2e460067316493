"""Sentences about groups set against a reference group. None names a cause, and groups stand in alphabetical order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sva.findings import verdict as said
from sva.findings.context import EVERYONE, Context
from sva.findings.levels import in_period
from sva.findings.missing import listed
from sva.findings.numbers import TOO_FEW, integer
from sva.findings.sentence import Sentence, records
from sva.findings.verdict import times_words, verdict, wide_words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["disparity", "find_rates", "ladder", "pooled"]

#: What a ratio to residents is about, by family and part.
_DONE = {
    ("victims", None): "recorded as victims of {kind}",
    ("suspects", None): "suspected of {kind}",
    ("suspects", "charged"): "charged with {kind}",
    ("searches", None): "searched",
    ("searches", "found"): "searched and found with what was looked for",
    ("searches", "arrested"): "arrested after a search",
}
#: What a step is about: what followed, and among whom.
_STEPS = {
    "found, of searches": ("what was looked for was found", "searches of {who}"),
    "any outcome, of searches": ("something followed", "searches of {who}"),
    "arrested, of finds": ("an arrest followed", "finds on {who}"),
    "arrested, of suspects": ("an arrest followed", "suspicions of {who}"),
    "charged, of suspects": ("a charge followed", "suspicions of {who}"),
    "out of court, of suspects": ("a disposal out of court followed", "suspicions of {who}"),
    "outcome 22, of suspects": ("outcome 22 followed", "suspicions of {who}"),
    "no further action, of suspects": ("no further action was taken", "suspicions of {who}"),
}
_WHAT = {"age_band": "age", "search_age": "age", "sex": "sex"}
#: From so much on, a pooled ratio is another answer than the crude one.
_OTHER = math.log(1.2)


def _what(row: Any) -> str:
    """Name the characteristic as people do."""
    if str(row.characteristic).startswith("ethnic"):
        return "ethnicity"
    return _WHAT.get(str(row.characteristic), str(row.characteristic).replace("_", " "))


def _people(row: Any, group: str, noun: str) -> str:
    """Name the people of a group."""
    if row.characteristic in ("age_band", "search_age"):
        return f"{noun} aged {group[:1].lower()}{group[1:]}"
    if row.characteristic == "sex":
        return f"{group.lower()} {noun}"
    if group in ("Other", "Any other"):
        return f"{noun} of another ethnic group"
    if group in ("No", "Yes"):
        label = str(row.characteristic).replace("_", " ")
        return f"{noun} {'not ' if group == 'No' else ''}recorded as {label}"
    return f"{group} {noun}"


def _is_step(row: Any) -> bool:
    return row.measure.endswith("step_ratio")


def _clause(row: Any, words: str) -> str:
    """Say of one group how often, in words that "as" or "than" may follow."""
    part, comparison = words.split(" (", 1)
    link = "than" if part.endswith(("more often", "less often")) else "as"
    if _is_step(row):
        what, among = _STEPS[row.strata]
        here = among.format(who=_people(row, row.group, "people"))
        there = among.format(who=_people(row, row.reference_group, "people"))
        return f"{what} {part} in {here} {link} in {there} ({comparison}"
    name = _people(row, row.group, "residents")
    other = _people(row, row.reference_group, "residents")
    return f"{name} were {_done(row)} {part} {link} {other} ({comparison}"


def _done(row: Any) -> str:
    family, part = row.measure.split(".")[0], row.strata
    words = _DONE.get((family, part)) or _DONE[family, None]
    return words.format(kind="serious violence" if row.definition is not None else "crime")


def _name(row: Any) -> str:
    return _people(row, row.group, "people" if _is_step(row) else "residents")


def _about(row: Any) -> str:
    """Say what was compared, where no group's own clause does."""
    if _is_step(row):
        what, _ = _STEPS[row.strata]
        return f"how often {what}"
    return f"how often residents were {_done(row)}"


def disparity(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say for each group what its ratio to the reference group allows to be said.

    Of several censuses the latest leads; an earlier one is told where it says something else.
    """
    everyone = records(rows)
    years = sorted({row.denominator_year for row in everyone if row.denominator_year is not None})
    lead = [row for row in everyone if not years or row.denominator_year in (None, years[-1])]
    first = lead[0]
    clauses = _differences(lead)
    clauses += _others(lead, named=not clauses)
    for year in years[:-1]:
        clauses += _earlier(lead, [row for row in everyone if row.denominator_year == year])
    clauses += _unknown(first, context)
    where = "" if first.area_type != "csp" else f" in {context.area(first.area_code)}"
    base = _base(first, context)
    text = f"{in_period(first, context)}{where}{base}, {'; '.join(clauses)}"
    used = [row.key for row in everyone]
    return Sentence(_capital(text) + ".", tuple(dict.fromkeys(used)), _certainty(lead))


def _differences(rows: list[Any]) -> list[str]:
    """Say what was compared with the first group that differs, and of the others only how often."""
    told = [row for row in rows if verdict(row) == said.DIFFERENT]
    words = [times_words(float(row.value), float(row.lower), float(row.upper)) for row in told]
    return [
        f"{_name(row)} {text}" if number else _clause(row, text)
        for number, (row, text) in enumerate(zip(told, words, strict=True))
    ]


def _others(rows: list[Any], *, named: bool) -> list[str]:
    """Say of the groups without a difference why there is none to claim; `named` says first what was compared."""
    found: dict[str, list[str]] = {}
    first = rows[0]
    for row in rows:
        kind = verdict(row)
        name = _name(row)
        if kind == said.UNKNOWN:
            words = f"too many people's {_what(first)} is unknown to say for"
        elif kind == said.CHANCE:
            words = f"could be chance ({said.how_many(row)}) for"
        elif kind == said.SAME:
            words = "about the same for"
        elif kind == said.CLEAR:
            words = "no clear difference for"
            name += f": {wide_words(float(row.lower), float(row.upper))}"
        elif kind == said.FEW:
            words = f"{TOO_FEW} for"
        elif kind == said.CANNOT:
            words = "it cannot be assessed for"
        else:
            continue
        found.setdefault(words, []).append(name)
    clauses = [
        f"{words} {'; for '.join(names) if ':' in names[0] else listed(names)}"
        for words, names in found.items()
    ]
    if clauses and named:
        reference = _people(
            first, first.reference_group, "people" if _is_step(first) else "residents"
        )
        clauses[0] = f"{_about(first)}, against {reference}: {clauses[0]}"
    return clauses


def _earlier(lead: list[Any], earlier: list[Any]) -> list[str]:
    """Say what an earlier census makes of it, where that is something else."""
    now = {row.group: row for row in lead}
    clauses = []
    for row in earlier:
        other = now.get(row.group)
        if other is None or verdict(row) != said.DIFFERENT:
            continue
        words = times_words(float(row.value), float(row.lower), float(row.upper))
        if verdict(other) == said.DIFFERENT:
            same = times_words(float(other.value), float(other.lower), float(other.upper))
            if words.split(" (")[0] == same.split(" (")[0]:
                continue
        clauses.append(f"on the {int(row.denominator_year)} census it is {words} for {_name(row)}")
    quiet = [row for row in earlier if row.group in now and verdict(row) != said.DIFFERENT]
    lost = [row for row in quiet if verdict(now[row.group]) == said.DIFFERENT]
    if lost:
        names = listed(_name(row) for row in lost)
        clauses.append(
            f"on the {int(lost[0].denominator_year)} census no difference can be claimed for {names}"
        )
    return clauses


def _unknown(row: Any, context: Context) -> list[str]:
    if not row.unknown_count:
        return []
    noun = {"searches": "searches", "suspects": "suspects", "victims": "victims"}[
        row.measure.split(".")[0]
    ]
    number = integer(row.unknown_count, about=context.about(row))
    return [f"{_what(row)} is not recorded for {number} {noun}"]


def _base(row: Any, context: Context) -> str:
    """Say against whose number a ratio is, where it is one on residents."""
    cohort = None if row.cohort in (None, EVERYONE) else context.label(row.cohort)
    aged = f" aged {cohort[:1].lower()}{cohort[1:]}" if cohort else ""
    if row.denominator_year is None:
        return f", of people{aged}" if aged else ""
    part = str(row.strata or "")
    seen = ", as officers saw those searched" if part == "as the officer saw it" else ""
    if part.startswith("residents"):
        aged = part.removeprefix("residents")
    return (
        f", for their number among residents{aged} in the {int(row.denominator_year)} census{seen}"
    )


def find_rates(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say what find rates allow to be said, and that equal ones do not prove that searches are fair."""
    first = disparity(rows, context)
    text = first.text.removesuffix(".") + "; equal find rates do not prove that searches are fair."
    return Sentence(text, first.keys, first.certainty)


def ladder(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say at which steps, or in which areas, a difference can be claimed, and that elsewhere none can."""
    everyone = records(rows)
    column = "area_code" if len({row.area_code for row in everyone}) > 1 else "strata"
    told, used, silent, short = [], [], 0, 0
    for value in dict.fromkeys(getattr(row, column) for row in everyone):
        part = [row for row in everyone if getattr(row, column) == value]
        found = _differences(part)
        lead = f"in {context.area(value)} " if column == "area_code" else ""
        told += [f"{lead}{'; '.join(found)}"] if found else []
        silent += not found
        kinds = {verdict(row) for row in part}
        short += kinds <= {said.FEW, said.CANNOT}
        used += [row.key for row in part]
    first = everyone[0]
    places = "partnership" if column == "area_code" else "step"
    if told and silent:
        told.append(f"at no other {places} can a difference between groups be claimed")
    elif short == silent and silent:
        told = [f"{TOO_FEW} at any {places}"]
    elif silent:
        told = [f"no difference between groups can be claimed at any {places}"]
    if column == "area_code":
        told = [
            text.replace("at no other", "in no other").replace("at any", "in any") for text in told
        ]
    base = _base(first, context)
    text = f"{in_period(first, context)}{base}, {'; '.join(told)}."
    return Sentence(_capital(text), tuple(dict.fromkeys(used)), _certainty(everyone))


def pooled(rows: pd.DataFrame, context: Context) -> Sentence:
    """Set ratios held equal by district, age or sex beside the crude ones, and say where the two disagree."""
    known = [row for row in records(rows) if row.value is not None]
    crude = {row.group: row for row in known if not str(row.strata or "").startswith("within")}
    adjusted = [row for row in known if str(row.strata or "").startswith("within")]
    pairs = [(crude[row.group], row) for row in adjusted if row.group in crude]
    if not pairs:
        return Sentence(_capital(f"{TOO_FEW}."), tuple(row.key for row in known), "None: the numbers are too few to show.")  # fmt: skip
    clauses = []
    for plain, held in pairs:
        if min(float(plain.value), float(held.value)) <= 0:
            continue
        away = math.log(float(held.value) / float(plain.value))
        lost = (verdict(plain) == said.DIFFERENT) != (verdict(held) == said.DIFFERENT)
        shown = said.figure(float(held.value)) != said.figure(float(plain.value))
        if shown and (abs(away) > _OTHER or lost):
            clauses.append(
                f"{_name(held)}: {said.figure(float(held.value))} rather than {said.figure(float(plain.value))} times as often"
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
    return Sentence(_capital(f"{text}."), keys, _certainty(adjusted))


def _short(row: Any) -> str:
    """Say a verdict in a few words."""
    return {
        said.DIFFERENT: "a difference remains",
        said.CHANCE: "could be chance",
        said.UNKNOWN: "too many unknown to say",
        said.SAME: "about the same",
    }.get(verdict(row), "no clear difference")


def _certainty(rows: list[Any]) -> str:
    found = {verdict(row) for row in rows}
    if found <= {said.FEW, said.CANNOT}:
        return "None: the numbers are too few to show, or are not there."
    if said.UNKNOWN in found:
        return "Fair: for some groups, those whose group is not recorded could change the answer."
    if said.DIFFERENT in found:
        return "High that the groups told apart differ in what was recorded; why they do is not in these numbers."
    return "Low: the cases are few, and chance alone could move them a good deal."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
