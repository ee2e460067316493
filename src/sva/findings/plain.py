"""The assessment in plain words: short sentences, whole numbers, no statistics; one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sva.findings.areas import what_is_held
from sva.findings.context import EVERYONE, Context
from sva.findings.levels import in_period
from sva.findings.missing import beyond_police, cannot_say, listed
from sva.findings.numbers import integer, percent
from sva.findings.select import choose, last_year, own_definition
from sva.findings.sentence import Sentence, certainty, records, shown
from sva.findings.verdict import DIFFERENT, verdict

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings
    from sva.disclosure import Released

__all__ = ["in_plain_words"]

_DEFINITION = "None: it is a definition."
_GAP = "High: it was not supplied."


def in_plain_words(
    released: Released, settings: Settings, supplied: Iterable[str] | None = None
) -> dict[str, list[Sentence]]:
    """Say the most important of what was released, for somebody who reads nothing else.

    Parameters
    ----------
    released : Released
        The edition.
    settings : Settings
        The assessment's.
    supplied : iterable of str, optional
        Contracts for which there are files; by default those that the assessment lists.

    Returns
    -------
    dict of str to list of Sentence
        Heading to its sentences, in order of reading. Every number is in a row that its sentence names.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.disclosure import release
    >>> from sva.estimates import blank
    >>> settings = load_assessment("west-mercia-2026-05").settings
    >>> found = in_plain_words(release(blank(), "public", settings), settings, supplied=[])
    >>> list(found)
    ['What this is', 'How much', 'Who', 'Where', 'What we do not know']
    """
    context = Context.of(released, settings, supplied)
    estimates = own_definition(released.estimates, settings)
    year = last_year(estimates, settings)
    return {
        "What this is": _what(settings, context),
        "How much": _how_much(year, context),
        "Who": _who(year, context),
        "Where": _where(year, estimates, context),
        "What we do not know": _unknown(year, context),
    }


def _what(settings: Settings, context: Context) -> list[Sentence]:
    kinds = [group.label[:1].lower() + group.label[1:] for group in settings.definition.groups]
    force = context.area(settings.area.police_force)
    parts = [
        f"This report is about serious violence in {force}.",
        f"Serious violence means {listed(kinds)}."
        if "police-offences" in context.supplied
        else "Each area decides which offences it calls serious violence.",
        "It counts what the police recorded. Much violence is never reported to the police.",
    ]
    return [Sentence(part, (), _DEFINITION) for part in parts]


def _count(rows: pd.DataFrame, words: str, context: Context) -> list[Sentence]:
    """Say the first count of some rows in a sentence with a place for it."""
    known = records(shown(rows))
    if not known:
        return []
    number = integer(known[0].numerator, about=context.about(known[0]))
    text = words.format(number)
    return [Sentence(text[:1].upper() + text[1:], (known[0].key,), certainty(rows))]


def _how_much(year: pd.DataFrame, context: Context) -> list[Sentence]:
    whole = choose(year, measure="offences.count", definition=True)
    if shown(whole).empty:
        return _absent(context, "police-offences", "How much serious violence there is")
    when = context.when(records(shown(whole))[0])
    parts = _count(whole, f"From {when} the police recorded {{}} offences of it.", context)
    killed = choose(year, measure="offences.count", definition=True, offence_group="homicide")
    parts += _count(killed, "Homicides among them: {}.", context)
    change = choose(year, measure="offences.change", definition=True)
    for row in records(shown(change))[:1]:
        if verdict(row) == DIFFERENT:
            text = f"That is {'more' if float(row.value) > 1 else 'less'} than the year before."
        else:
            text = "We cannot say that it is more or less than the year before: months differ by as much without any reason."
        parts.append(Sentence(text, (row.key,), certainty(change)))
    for group, words in (
        ("In a public place", "{} of it happened in a public place, where that is known."),
        ("With a knife", "{} of it involved a knife, where that is known."),
    ):
        parts += _share(year, group, words)
    return parts


def _share(year: pd.DataFrame, group: str, words: str) -> list[Sentence]:
    rows = choose(
        year, measure="offences.share", definition=True, characteristic="asked", group=group
    )
    return [
        Sentence(words.format(percent(float(row.value))), (row.key,), certainty(rows))
        for row in records(shown(rows))[:1]
    ]


def _who(year: pd.DataFrame, context: Context) -> list[Sentence]:
    parts: list[Sentence] = []
    for who, words in (
        (
            "victims",
            "{} times somebody was recorded as harmed by it; who was harmed twice counts twice.",
        ),
        ("suspects", "{} times somebody was suspected of it. To be suspected is not to be guilty."),
    ):
        whole = choose(year, measure=f"{who}.count", definition=True, cohort=EVERYONE)
        found = _count(whole, words, context)
        parts += found or _absent(context, f"police-{who}", f"Who the {who} are")
    parts += _share(
        year,
        "With somebody under 25 harmed",
        "In {} of the offences somebody under 25 was harmed, where ages are known.",
    )
    return parts


def _where(year: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[Sentence]:
    half = {"group": "Half", "characteristic": True, "strata": None}
    for table in (year, estimates):
        for definition in (True, None):
            rows = choose(
                table,
                measure="areas.share",
                **half,
                definition=definition,
                offence_group=None if definition is None else False,
            )
            for row in records(shown(rows))[:1]:
                held = what_is_held(row, context)
                span = "" if table is year else f", {in_period(row, context)},"
                found = f"{integer(row.numerator)} of {integer(row.denominator)}"
                text = f"Half of the {held}{span} happened in {found} neighbourhoods. "
                return [
                    Sentence(
                        f"{text}Not all of these will be the places of next year.",
                        (row.key,),
                        certainty(rows),
                    )
                ]
    return [
        Sentence(
            "This edition holds no numbers by place.", (), "None: there are no figures in this edition."
        )
    ]  # fmt: skip


def _unknown(year: pd.DataFrame, context: Context) -> list[Sentence]:
    parts = []
    known = choose(
        year,
        measure="victims.known",
        definition=None,
        characteristic="ethnic_group",
        group="Recorded",
        cohort=EVERYONE,
    )
    for row in records(shown(known))[:1]:
        text = f"The police wrote down the ethnic group of {percent(float(row.value))} of those harmed."
        parts.append(Sentence(text, (row.key,), certainty(known)))
    holders = beyond_police(context.supplied)
    if holders:
        parts.append(Sentence(f"Nothing here comes from {listed(holders, 'or')}.", (), _GAP))
    parts.append(
        Sentence(
            "What was never reported, or never recorded, is not in this report.", (), _DEFINITION
        )
    )
    return parts


def _absent(context: Context, contract: str, lead: str) -> list[Sentence]:
    reason = cannot_say((contract,), context.supplied)
    return [Sentence(f"{lead}, {reason}.", (), _GAP)] if reason else []
