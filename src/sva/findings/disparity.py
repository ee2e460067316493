"""Sentences about groups set against a reference group. None names a cause, and groups stand in alphabetical order."""

from __future__ import annotations

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

__all__ = [
    "against",
    "capital",
    "differences",
    "disparity",
    "done",
    "find_rates",
    "named",
    "sureness",
]

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
    return f"{name} were {done(row)} {part} {link} {other} ({comparison}"


def done(row: Any) -> str:
    """Say what was counted of residents, in words that follow "were"."""
    family, part = row.measure.split(".")[0], row.strata
    words = _DONE.get((family, part)) or _DONE[family, None]
    return words.format(kind="serious violence" if row.definition is not None else "crime")


def named(row: Any) -> str:
    """Name the people that a row is about."""
    return _people(row, row.group, "people" if _is_step(row) else "residents")


def _about(row: Any) -> str:
    """Say what was compared, where no group's own clause does."""
    if _is_step(row):
        what, _ = _STEPS[row.strata]
        return f"how often {what}"
    return f"how often residents were {done(row)}"


def disparity(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say for each group what its ratio to the reference group allows to be said.

    Of several censuses the latest leads; an earlier one is told where it says something else.
    """
    everyone = records(rows)
    years = sorted({row.denominator_year for row in everyone if row.denominator_year is not None})
    lead = [row for row in everyone if not years or row.denominator_year in (None, years[-1])]
    first = lead[0]
    clauses = differences(lead)
    clauses += _others(lead, alone=not clauses)
    for year in years[:-1]:
        clauses += _earlier(lead, [row for row in everyone if row.denominator_year == year])
    clauses += _unknown(first, context)
    where = "" if first.area_type != "csp" else f" in {context.area(first.area_code)}"
    on = against(first, context)
    text = f"{in_period(first, context)}{where}{on}, {'; '.join(clauses)}"
    used = [row.key for row in everyone]
    return Sentence(capital(text) + ".", tuple(dict.fromkeys(used)), sureness(lead))


def differences(rows: list[Any]) -> list[str]:
    """Say what was compared with the first group that differs, and of the others only how often."""
    told = [row for row in rows if verdict(row) == said.DIFFERENT]
    words = [times_words(float(row.value), float(row.lower), float(row.upper)) for row in told]
    return [
        f"{named(row)} {text}" if number else _clause(row, text)
        for number, (row, text) in enumerate(zip(told, words, strict=True))
    ]


def _others(rows: list[Any], *, alone: bool) -> list[str]:
    """Say of the groups without a difference why there is none to claim; `alone` says first what was compared."""
    found: dict[str, list[str]] = {}
    first = rows[0]
    for row in rows:
        kind = verdict(row)
        name = named(row)
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
    if clauses and alone:
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
        clauses.append(f"on the {int(row.denominator_year)} census it is {words} for {named(row)}")
    quiet = [row for row in earlier if row.group in now and verdict(row) != said.DIFFERENT]
    lost = [row for row in quiet if verdict(now[row.group]) == said.DIFFERENT]
    if lost:
        names = listed(named(row) for row in lost)
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


def against(row: Any, context: Context) -> str:
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


def sureness(rows: list[Any]) -> str:
    """Say how sure the verdicts of some ratios are."""
    found = {verdict(row) for row in rows}
    if found <= {said.FEW, said.CANNOT}:
        return "None: the numbers are too few to show, or are not there."
    if said.UNKNOWN in found:
        return "Fair: for some groups, those whose group is not recorded could change the answer."
    if said.DIFFERENT in found:
        return "High that the groups told apart differ in what was recorded; why they do is not in these numbers."
    return "Low: the cases are few, and chance alone could move them a good deal."


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]
