"""Sentences about what commissioners are asked: shares, change from last year, a partnership beside the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import NOT_GROUPS, Context
from sva.findings.missing import listed
from sva.findings.numbers import integer, percent
from sva.findings.sentence import Sentence, certainty, records, shown
from sva.findings.verdict import DIFFERENT, FEW, verdict

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["against", "asked", "change", "partnership", "portion", "quiet", "since"]

#: What is asked, as `sva.context.asked` names it, to the words of the sentence.
_VERBS = {
    "Domestic": "were domestic",
    "In a public place": "happened in a public place",
    "With a knife": "involved a knife",
    "With somebody under 25 harmed": "harmed somebody under 25",
    "With somebody under 25 suspected": "have a suspect under 25",
}


def asked(rows: pd.DataFrame, context: Context) -> Sentence:
    """State each share that is asked for, with its counts, limits and unknowns."""
    known = records(shown(rows))
    first, *rest = [portion(row, _VERBS.get(row.group, quiet(str(row.group))), context, opening=not turn)
                    for turn, row in enumerate(known)]  # fmt: skip
    return Sentence(" ".join([first, *rest]), tuple(row.key for row in known), certainty(rows))


def change(rows: pd.DataFrame, context: Context, *, follows: bool = False) -> Sentence:
    """State last year's count beside the year before, and whether chance explains the difference.

    Where it `follows` a sentence that has said last year's count, only the year before is told.
    """
    row = records(shown(rows))[0]
    about = context.about(row)
    before = integer(row.reference_numerator, about=about)
    if verdict(row) == DIFFERENT:
        way = "a rise" if float(row.value) > 1 else "a fall"
        end = f"{way} of more than chance and the unevenness of months explain"
    else:
        end = "chance and the unevenness of months could explain the difference"
    if follows:
        text = f"The year before there were {before}: {end}."
    else:
        where = f"In {context.area(row.area_code)}" if row.area_code is not None else "In all"
        now = integer(row.numerator, about=about)
        text = f"{where} there were {now} {context.subject(row)} from {context.when(row)} and {before} in the year before: {end}."
    return Sentence(text, (row.key,), certainty(rows))


def partnership(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say of one area whether its rate differs from that of the rest of the force area."""
    row = records(shown(rows))[0]
    about = context.about(row)
    name = context.area(row.area_code)
    rate = 1000 * int(row.numerator) / int(row.denominator)
    year = "" if row.denominator_year is None else f" of {int(row.denominator_year)}"
    rest = 1000 * int(row.reference_numerator) / int(row.reference_denominator)
    counts = (
        f"{integer(row.numerator, about=about)} offences of serious violence from {context.when(row)}, "
        f"{rate:.1f} for every 1,000 residents{year}; {rest:.1f} in the rest of the force area"
    )
    said = verdict(row)
    if said == DIFFERENT:
        end = f"its rate is {'higher' if float(row.value) > 1 else 'lower'} than that of the rest by more than chance explains"
    elif said == FEW:
        end = "too few to compare"
    else:
        end = "chance and the unevenness of months could explain the difference"
    return Sentence(f"{name}: {counts}; {end}.", (row.key,), certainty(rows))


def since(rows: pd.DataFrame, context: Context) -> Sentence:
    """Name the rates that differ from the last assessment's by more than chance; the others are not called equal."""
    known = records(shown(rows))
    apart = [row for row in known if verdict(row) == DIFFERENT]
    if not apart:
        return Sentence(
            "No rate differs from the last assessment's by more than chance explains, once all are tested together.",
            tuple(row.key for row in known),
            certainty(rows),
        )
    said = [
        f"{context.subject(row)} in {context.area(row.area_code)}"
        f"{_whom(row)} ({_more(row, context)})"
        for row in apart
    ]
    text = f"By more than chance explains, these differ from the last assessment: {listed(said)}."
    named = rows[rows["key"].isin([row.key for row in apart])]
    return Sentence(text, tuple(row.key for row in apart), certainty(named))


def _whom(row: Any) -> str:
    """Name the group that a row is of, where it is of one."""
    if row.group is None or row.group in NOT_GROUPS:
        return ""
    kind = str(row.characteristic)
    if kind.startswith("ethnic"):
        return f" ({row.group} people)"
    return f" (aged {str(row.group)[:1].lower()}{str(row.group)[1:]})" if "age" in kind else f" ({row.group})"  # fmt: skip


def _more(row: Any, context: Context) -> str:
    about = context.about(row)
    now, then = integer(row.numerator, about=about), integer(row.reference_numerator, about=about)
    return (
        f"{'more' if float(row.value) > 1 else 'fewer'} for every resident: {now} now, {then} then"
    )


def portion(row: Any, verb: str, context: Context, *, opening: bool = True) -> str:
    """Say a share, its counts, its limits and what is not known.

    Parameters
    ----------
    row : named tuple
        A released row of kind "proportion".
    verb : str
        What is true of that share.
    context : Context
    opening : bool, optional
        Whether it opens a paragraph and so says when and of what; later ones are shorter.

    Returns
    -------
    str
    """
    about = context.about(row)
    counts = f"{integer(row.numerator, about=about)} of {integer(row.denominator, about=about)}"
    if row.lower is not None and row.upper is not None:
        counts += (
            f"; {percent(float(row.lower))} to {percent(float(row.upper))}, allowing for chance"
        )
    share = percent(float(row.value))
    text = f"{share} {verb} ({counts})."
    if opening:
        text = (
            f"From {context.when(row)}, {share} of offences of serious violence {verb} ({counts})."
        )
    if row.unknown_count:
        text += f" For {integer(row.unknown_count, about=about)} more it is not known."
    return text


def quiet(text: str) -> str:
    """Take the capital off a label."""
    return text[:1].lower() + text[1:]


def against(row: Any, context: Context) -> str:
    """Say two years' counts and whether they differ."""
    about = context.about(row)
    now = integer(row.numerator, about=about)
    before = integer(row.reference_numerator, about=about)
    counts = f"{now} against {before} the year before"
    if verdict(row) == DIFFERENT:
        return f"{counts}, {'more' if float(row.value) > 1 else 'fewer'} than chance explains"
    return f"{counts}, which chance and the unevenness of months could explain"
