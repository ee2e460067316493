"""Questions that a commissioner will be asked, answered from released numbers, or with who could answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sva.findings.asked import against, portion, quiet
from sva.findings.context import EVERYONE, Context
from sva.findings.force_words import AMONG_FORCES, BESIDE, forces
from sva.findings.missing import cannot_say, listed
from sva.findings.select import choose, last_year, own_definition
from sva.findings.sentence import Sentence, certainty, records, shown
from sva.findings.verdict import DIFFERENT, verdict

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings
    from sva.disclosure import Released

__all__ = ["Question", "questions"]

_NOT_SUPPLIED = "None: it was not supplied."
_Answer = Callable[["pd.DataFrame", "Settings", Context], Sentence]


@dataclass(frozen=True)
class Question:
    """One question and its answer.

    Parameters
    ----------
    name : str
        Stable, for links.
    question : str
        As it is asked.
    answer : Sentence
        With the keys it stands on; no keys where nothing could be said.
    """

    name: str
    question: str
    answer: Sentence


def questions(
    released: Released, settings: Settings, supplied: Iterable[str] | None = None
) -> list[Question]:
    """Answer what commissioners are asked, from what was released.

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
    list of Question
        Always all of them, in one order. Where the numbers are not there, the answer says who holds them.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.disclosure import release
    >>> from sva.estimates import blank
    >>> settings = load_assessment("west-mercia-2026-05").settings
    >>> found = questions(release(blank(), "public", settings), settings, supplied=[])
    >>> found[1].question, found[1].answer.text
    ('How much of it involves a knife?', 'We cannot say: the police force has not supplied its recorded offences.')
    """
    context = Context.of(released, settings, supplied)
    estimates = own_definition(released.estimates, settings)
    year = last_year(estimates, settings)
    asked: list[tuple[str, str, _Answer]] = [
        ("public-places", "How much of it happens in public places?", _share("In a public place", "happened in a public place")),
        ("knives", "How much of it involves a knife?", _share("With a knife", "involved a knife")),
        ("young", "How much of it is among young people?", _young),
        ("domestic", "How much of it is domestic?", _share("Domestic", "were domestic")),
        ("last-year", "Is there more of it than last year?", _change),
        ("similar-places", "How do we compare with similar places?", _similar),
    ]  # fmt: skip
    return [
        Question(name, question, answer(year, settings, context))
        for name, question, answer in asked
    ]


def _share(group: str, verb: str) -> _Answer:
    """Make the answer that gives one share of offences."""

    def answer(year: pd.DataFrame, settings: Settings, context: Context) -> Sentence:
        rows = _asked(year, group)
        if shown(rows).empty:
            return _nobody(rows, context, "police-offences")
        row = records(shown(rows))[0]
        return Sentence(portion(row, verb, context), (row.key,), certainty(rows))

    return answer


def _asked(year: pd.DataFrame, group: str) -> pd.DataFrame:
    return choose(
        year, measure="offences.share", definition=True, characteristic="asked", group=group
    )


def _young(year: pd.DataFrame, settings: Settings, context: Context) -> Sentence:
    parts, keys, told = [], [], []
    for group, words in (
        ("With somebody under 25 harmed", "harmed somebody under 25"),
        ("With somebody under 25 suspected", "have a suspect under 25"),
    ):
        rows = shown(_asked(year, group))
        for row in records(rows):
            parts.append(portion(row, words, context))
            keys.append(row.key)
            told.append(rows)
    if not parts:
        return _nobody(_asked(year, "With somebody under 25 harmed"), context, "police-victims")
    import pandas as pd

    return Sentence(" ".join(parts), tuple(keys), certainty(pd.concat(told)))


def _change(year: pd.DataFrame, settings: Settings, context: Context) -> Sentence:
    rows = choose(
        year, measure="offences.change", definition=True, offence_group=None, cohort=EVERYONE
    )
    if shown(rows).empty:
        return _nobody(rows, context, "police-offences")
    every = records(shown(rows))
    whole = next((row for row in every if row.offence_group is None), None)
    parts = [row for row in every if row.offence_group is not None]
    text = ""
    if whole is not None:
        text = f"In all: {against(whole, context)}. "
    moved = [row for row in parts if verdict(row) == DIFFERENT]
    if moved:
        said = listed(
            f"{quiet(context.label(row.offence_group))} ({against(row, context)})" for row in moved
        )
        text += f"By kind, what differs beyond chance is {said}."
    elif parts:
        text += "No single kind differs from the year before by more than chance, once all are tested together."
    used = [row.key for row in ([whole] if whole is not None else []) + (moved or parts)]
    return Sentence(text.strip(), tuple(used), certainty(rows))


def _similar(year: pd.DataFrame, settings: Settings, context: Context) -> Sentence:
    """Compare what police.uk publishes of other forces, else say who could: definitions of serious violence differ."""
    beside = year[year["measure"].isin(BESIDE) & year["characteristic"].eq(AMONG_FORCES)]
    if beside["measure"].eq("crimes.forces").any():
        said = forces(beside, context)
        text = (
            "Each area defines serious violence for itself, so another area's count of it is no yardstick. By the crime "
            f"types of police.uk, which take in more than serious violence: {said.text[:1].lower()}{said.text[1:]}"
        )
        return Sentence(text, said.keys, said.certainty)
    return Sentence(
        "We cannot say from this assessment: each area defines serious violence for itself, so another area's count is "
        "no yardstick. The Office for National Statistics publishes knife offences, homicides and violence by police "
        "force area; His Majesty's Inspectorate compares a force with those most like it. Either could be asked.",
        (),
        "None: no figures of similar places were supplied.",
    )


def _nobody(rows: pd.DataFrame, context: Context, *needs: str) -> Sentence:
    reason = cannot_say(needs, context.supplied)
    if reason:
        return Sentence(f"{reason[:1].upper()}{reason[1:]}.", (), _NOT_SUPPLIED)
    if len(rows):
        return Sentence("The numbers are too few to say.", tuple(rows["key"]), certainty(rows))
    return Sentence(
        "This edition holds no figures on it.", (), "None: there are no figures in this edition."
    )
