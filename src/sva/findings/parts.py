"""What each of the five findings is made of; a sentence that has no rows is left out or says who holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.findings.asked import change as say_change
from sva.findings.context import EVERYONE, Context
from sva.findings.levels import largest
from sva.findings.missing import HOLDERS, beyond_police, cannot_say, listed
from sva.findings.numbers import integer, percent
from sva.findings.numbers import share as say_share
from sva.findings.select import choose, first_of
from sva.findings.sentence import Sentence, certainty, records, shown
from sva.findings.templates import sentence

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = ["STREET_KINDS", "people", "places", "scale", "unseen"]

#: How police.uk names what stands nearest to serious violence; none of it is serious violence as an area defines it.
STREET_KINDS = ("Violence and sexual offences", "Robbery", "Possession of weapons")

_POLICE = (
    "police-offences",
    "police-victims",
    "police-suspects",
    "police-disposals",
    "police-stop-search",
)
_NOT_SUPPLIED = "None: it was not supplied."
_DEFINITION = "None: it is a definition."
_COUNTED_GAP = "High: it was not supplied."
_PUBLISHED = "High: as published; what was never reported is not in it."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _absent(context: Context, lead: str, *needs: str) -> list[Sentence]:
    reason = cannot_say(needs, context.supplied)
    return [Sentence(_capital(f"{lead} {reason}."), (), _NOT_SUPPLIED)] if reason else []


def scale(year: pd.DataFrame, context: Context) -> list[Sentence]:
    """Say how much serious violence there is, or what police.uk counts and that it is not that.

    Parameters
    ----------
    year : pandas.DataFrame
        Released rows of the last twelve months.
    context : Context
        For the words.

    Returns
    -------
    list of Sentence
    """
    rows = choose(
        year, measure=("offences.count", "offences.rate"), definition=True, offence_group=False
    )
    if rows.empty:
        return [
            *_absent(context, "How much serious violence there is", "police-offences"),
            *_street(year, context),
        ]
    parts = [sentence("level", rows, context)]
    kinds = choose(year, measure="offences.count", definition=True, offence_group=True)
    if len(shown(kinds)):
        parts.append(largest(kinds, context, follows=True))
    change = choose(year, measure="offences.change", definition=True)
    if len(shown(change)):
        parts.append(say_change(change, context, follows=True))
    return parts


def _street(year: pd.DataFrame, context: Context) -> list[Sentence]:
    """State police.uk's counts of three kinds, and that none of them is a count of serious violence."""
    rows, names = [], []
    for kind in STREET_KINDS:
        found = first_of(
            choose(year, measure="crimes.count", offence_group=kind),
            choose(year, measure="crimes.count", characteristic=True, group=kind),
        )
        rows += found
        names += [kind.lower()] * len(found)
    if not rows:
        return []
    counts = listed(
        f"{integer(row.numerator)} as {name}" for row, name in zip(rows, names, strict=True)
    )
    text = (
        f"Of crimes from {context.when(rows[0])}, police.uk published {counts}. None of these is a count of serious "
        "violence: open data show no offence codes, weapons, victims or suspects."
    )
    return [Sentence(text, tuple(row.key for row in rows), _PUBLISHED)]


def people(year: pd.DataFrame, settings: Settings, context: Context, who: str) -> list[Sentence]:
    """Say how many victims or suspects there are, how many of them are young, and of which sex.

    Parameters
    ----------
    year, context
        As for `scale`.
    settings : Settings
        For the cohorts.
    who : {"victims", "suspects"}
        Who.

    Returns
    -------
    list of Sentence
    """
    whole = choose(
        year, measure=f"{who}.count", definition=True, offence_group=False, cohort=EVERYONE
    )
    if whole.empty:
        lead = {"victims": "Who is harmed", "suspects": "Who harms"}[who]
        return _absent(context, lead, f"police-{who}")
    parts = [sentence("level", whole, context), *_young(year, settings, context, who, whole)]
    parts += _by_sex(year, context, who)
    if who == "suspects":
        text = "Suspects are not offenders, and offences without a known suspect are not here."
        parts.append(Sentence(text, (), _DEFINITION))
    return parts


def _by_sex(year: pd.DataFrame, context: Context, who: str) -> list[Sentence]:
    """Say the shares of each sex; where they were not released, the counts, or the rates."""
    for kind, template in (("share", "share"), ("count", "largest"), ("rate", "rates")):
        rows = choose(
            year, measure=f"{who}.{kind}", definition=True, characteristic="sex", group=True
        )
        if len(shown(rows)):
            return [sentence(template, rows, context)]
    return []


def _young(
    year: pd.DataFrame, settings: Settings, context: Context, who: str, whole: pd.DataFrame
) -> list[Sentence]:
    """Say how many were young: the widest cohort of persons from birth that ends before 25."""
    young = [
        cohort
        for cohort in settings.cohorts
        if cohort.counts == "person" and cohort.ages[0] == 0 and cohort.ages[1] < 25
    ]
    if not young or shown(whole).empty:
        return []
    cohort = max(young, key=lambda entry: entry.ages[1])
    rows = choose(year, measure=f"{who}.count", definition=True, cohort=cohort.name)
    if shown(rows).empty:
        return []
    row, base = records(shown(rows))[0], records(shown(whole))[0]
    if not 0 < int(row.numerator) <= int(base.numerator):
        return []
    about = context.about(row)
    words = say_share(row.numerator, base.numerator, who, about=about)
    text = f"{words} are known to have been {cohort.label[:1].lower()}{cohort.label[1:]}"
    if row.unknown_count:
        text += f"; age is not recorded for {integer(row.unknown_count, about=about)}"
    return [Sentence(f"{_capital(text)}.", (row.key, base.key), certainty(rows))]


def places(year: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[Sentence]:
    """Say how few places hold half, between which rates the partnerships lie, and at what hours it happens.

    Parameters
    ----------
    year, context
        As for `scale`.
    estimates : pandas.DataFrame
        All released rows: hours are counted over the whole period.

    Returns
    -------
    list of Sentence
    """
    parts: list[Sentence] = []
    ours = ({"definition": True}, "offences")
    street = ({"definition": False, "offence_group": STREET_KINDS[0]}, "crimes")
    for where, family in (ours, street):
        half = {"group": "Half", "characteristic": True, "strata": None, **where}
        held = first_of(
            *(choose(table, measure="areas.share", **half) for table in (year, estimates))
        )
        if held:
            rows = estimates[estimates["key"] == held[0].key].reset_index(drop=True)
            parts.append(sentence("concentration", rows, context))
        across = choose(
            year, measure=f"{family}.rate", area_type="csp", **{"offence_group": False, **where}
        )
        if len(shown(across)) > 1:
            parts.append(sentence("areas", across, context))
        if parts:
            break
    hours = estimates[(estimates["characteristic"] == "hour").fillna(False)]
    if hours["definition"].notna().any():
        hours = hours[hours["definition"].notna()]
    if len(shown(hours)):
        parts.append(sentence("largest", hours.reset_index(drop=True), context))
    else:
        parts += _absent(context, "At what hours", "police-offences")
    return parts


def unseen(year: pd.DataFrame, context: Context) -> list[Sentence]:
    """Say what is not recorded, not located and not supplied.

    Parameters
    ----------
    year, context
        As for `scale`.

    Returns
    -------
    list of Sentence
    """
    parts = []
    for who in ("victims", "suspects"):
        known = choose(
            year,
            measure=f"{who}.known",
            definition=None,
            characteristic="ethnic_group",
            group="Recorded",
            cohort=EVERYONE,
        )
        for row in records(shown(known))[:1]:
            said = percent(float(row.value))
            text = (
                f"Ethnicity is recorded for {said} of {context.subject(row._replace(group=None))}."
            )
            parts.append(Sentence(text, (row.key,), certainty(known)))
    nowhere = choose(
        year,
        definition=None,
        offence_group=None,
        characteristic="place_status",
        group="No usable location",
    )
    for row in records(shown(nowhere))[:1]:
        subject = context.subject(row._replace(group=None))
        words = say_share(row.numerator, row.denominator, subject, about=context.about(row))
        text = f"{_capital(words)} have no usable location."
        parts.append(Sentence(text, (row.key,), certainty(nowhere)))
    absent = [HOLDERS[name] for name in _POLICE if name not in context.supplied]
    if absent:
        data, adds = listed(each.data for each in absent), "; ".join(each.adds for each in absent)
        text = f"The police force has not supplied {data}. They would show: {adds}."
        parts.append(Sentence(text, (), _COUNTED_GAP))
    holders = beyond_police(context.supplied)
    if holders:
        text = (
            f"Nothing here comes from {listed(holders, 'or')}, so violence that was never reported to the police is not in "
            "this report."
        )
        parts.append(Sentence(text, (), _COUNTED_GAP))
    return parts
