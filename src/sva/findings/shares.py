"""Sentences about parts of a whole: shares, what is recorded, how cases ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sva.findings.context import NOT_GROUPS, Context, is_null
from sva.findings.levels import in_period, percent_parts, too_few_clause
from sva.findings.missing import listed
from sva.findings.numbers import integer, percent
from sva.findings.numbers import share as say_share
from sva.findings.sentence import Sentence, finish, has_flag, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["coverage", "outcomes", "share"]

#: Outcomes that are no outcome yet.
_OPEN = re.compile(r"investigation|awaiting|pending|not yet|no outcome", re.IGNORECASE)
#: How many outcomes are named.
_NAMED = 3

#: What a share of some measures says, after "in 23% (…) of searches" or "23% (…) of incidents".
_PHRASES = {
    "searches.found": "in {share} of {subject} what was looked for was found",
    "repeat.share": "{share} of {subject} with a known person {verb}",
}


def share(rows: pd.DataFrame, context: Context) -> Sentence:
    """State one share as people say it, or the shares of several groups in the order given."""
    known = records(shown(rows))
    told = [row for row in known if is_null(row.group) or row.group not in NOT_GROUPS] or known
    if told[0].measure.endswith(".known"):
        return coverage(rows, context)
    if told[0].measure == "areas.share":
        from sva.findings.areas import concentration

        return concentration(rows, context)
    first = told[0]
    if len(told) == 1:
        text = _one_share(first, context)
        unknown = _unknown(first, context)
        return finish([text, unknown, too_few_clause(rows)], [first.key], rows)
    one_base = len({int(row.denominator) for row in told}) == 1
    if one_base:
        known_words = "" if is_null(first.characteristic) else f" whose {_label(first)} is recorded"
        base = integer(first.denominator, about=context.about(first))
        text = f"of {base} {context.subject(first)}{known_words} {in_period(first, context)}, {percent_parts(told)}"
        unknown = _unknown(first, context)
    else:
        parts = "; ".join(
            f"{row.group}: {say_share(row.numerator, row.denominator, about=context.about(row))}"
            for row in told
        )
        lead = "what was looked for was found, " if first.measure == "searches.found" else ""
        text = f"{lead}{context.subject(first)} {in_period(first, context)}: {parts}"
        unknown = None
    return finish([text, unknown, too_few_clause(rows)], [row.key for row in told], rows)


def _one_share(row: Any, context: Context) -> str:
    words = say_share(row.numerator, row.denominator, about=context.about(row))
    subject = context.subject(row)
    when = in_period(row, context)
    phrase = _PHRASES.get(row.measure)
    if phrase:
        verb = (
            "were laid to people suspected more than once"
            if row.group == "Suspects"
            else "befell people harmed more than once"
        )
        return f"{when}, {phrase.format(share=words, subject=subject, verb=verb)}"
    group = "" if is_null(row.group) else f" {_group_words(row)}"
    return (
        f"{when}, {words} {subject}{group}"
        if words.endswith("half")
        else f"{when}, {words} of the {subject} were{group}"
    )


def _group_words(row: Any) -> str:
    return str(row.group)


def _label(row: Any) -> str:
    """Say a characteristic in words that follow "whose"."""
    from sva.people.characteristics import CHARACTERISTICS

    entry = CHARACTERISTICS.get(row.characteristic)
    label = entry.label if entry else str(row.characteristic).replace("_", " ")
    return label[:1].lower() + label[1:]


def _unknown(row: Any, context: Context) -> str | None:
    if is_null(row.unknown_count) or not int(row.unknown_count):
        return None
    return f"it is not recorded for {integer(row.unknown_count, about=context.about(row))}"


def coverage(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say for how many cases each characteristic is recorded."""
    known = records(shown(rows))
    thin = [row for row in known if has_flag(row, "not assessable")]
    fit = [row for row in known if not has_flag(row, "not assessable")]
    subject = context.subject(known[0])
    when = in_period(known[0], context)
    clauses: list[str | None] = []
    if fit:
        parts = listed(f"{_label(row)} for {percent(float(row.value))}" for row in fit)
        clauses.append(f"of {subject} {when}, the records hold {parts}")
    if thin:
        parts = listed(f"{_label(row)} ({percent(float(row.value))})" for row in thin)
        lead = (
            "too seldom to be described"
            if fit
            else f"of {subject} {when}, too seldom to be described"
        )
        clauses.append(f"{lead}: {parts}")
    return finish([*clauses, too_few_clause(rows)], [row.key for row in known], rows)


def outcomes(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how cases ended, and how many have not ended yet."""
    known = [row for row in records(shown(rows)) if not is_null(row.group) and row.group != "All"]
    shares = [row for row in known if not is_null(row.denominator)]
    if not shares:
        from sva.findings.levels import largest

        return largest(rows, context)
    open_cases = [row for row in shares if _OPEN.search(row.group)]
    ended = sorted(
        (
            row
            for row in shares
            if row not in open_cases and row.group != "Unknown" and int(row.numerator)
        ),
        key=lambda row: -float(row.value),
    )[:_NAMED]
    first = (ended or open_cases or shares)[0]
    base = integer(first.denominator, about=context.about(first))
    text = f"of {base} {context.subject(first._replace(group=None))} {in_period(first, context)}"
    clauses: list[str | None] = []
    if ended:
        parts = listed(
            f"{row.group[:1].lower()}{row.group[1:]} ({percent(float(row.value))})" for row in ended
        )
        clauses.append(f"{text}, the most frequent outcomes were {parts}")
        text = ""
    if open_cases:
        parts = listed(
            f"{percent(float(row.value))} are {row.group[:1].lower()}{row.group[1:]}"
            for row in open_cases
        )
        lead = f"{text}, " if text else ""
        clauses.append(f"{lead}{parts}, so the other shares will change")
    return finish(
        [*clauses, too_few_clause(rows)], [row.key for row in (*ended, *open_cases)], rows
    )
