"""Sentences about parts of a whole: shares, what is recorded, how cases ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sva.findings.context import NOT_GROUPS, Context
from sva.findings.levels import are_people, in_period, percent_parts, too_few_clause
from sva.findings.missing import listed
from sva.findings.numbers import integer, percent
from sva.findings.numbers import share as say_share
from sva.findings.sentence import Sentence, finish, has_flag, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["coverage", "outcomes", "share"]

#: Outcomes that are no outcome yet.
_OPEN = re.compile(
    r"under investigation|awaiting|not yet|update unavailable|no outcome published", re.IGNORECASE
)
#: Groups that read after "were".
_DONE = re.compile(r"(probably )?(given|linked|\w+ed)\b")
#: How many outcomes are named.
_NAMED = 3


def share(rows: pd.DataFrame, context: Context) -> Sentence:
    """State one share as people say it, or the shares of several groups in the order given."""
    known = records(shown(rows))
    told = [row for row in known if row.group is None or row.group not in NOT_GROUPS] or known
    if told[0].measure.endswith(".known"):
        return coverage(rows, context)
    if told[0].measure == "areas.share":
        from sva.findings.areas import concentration

        return concentration(rows, context)
    first = told[0]
    if any(row.denominator is None for row in told):
        from sva.findings.levels import largest

        return largest(rows, context)
    if len(told) == 1:
        clauses = [_one_share(first, context), _unknown(first, context)]
    elif len({int(row.denominator) for row in told}) == 1:
        base = integer(first.denominator, about=context.about(first))
        if are_people(first):
            of = f"of {base} {_whole(first, context)} whose {_label(first)} is recorded"
            text = f"{of}, {percent_parts(told)} ({context.when(first)})"
        else:
            of = f"of {base} {_whole(first, context)} {in_period(first, context)}"
            text = f"{of}: {percent_parts(told, people=False)}"
        clauses = [text, _unknown(first, context)]
    else:
        clauses = [f"{_lead(first, context)}: {_parts(told, context)}"]
    return finish([*clauses, too_few_clause(rows)], [row.key for row in told], rows)


def _whole(row: Any, context: Context) -> str:
    """Say what a share is a share of."""
    return context.subject(row._replace(group=None))


def _one_share(row: Any, context: Context) -> str:
    subject, when = _whole(row, context), in_period(row, context)
    if row.measure == "repeat.share":
        return f"{when}, {_again(row, context)}"
    words = say_share(row.numerator, row.denominator, subject, about=context.about(row))
    if row.measure == "searches.found":
        return f"{when}, what was looked for was found in {words}"
    if row.group is None:
        return f"{when}, {words}"
    group = f"{row.group[:1].lower()}{row.group[1:]}"
    if group.startswith("with "):
        return f"{when}, {words} were {group}"
    if row.measure == "disposals.share":
        return f"{when}, {words} were {group.removeprefix('given ')}"
    return (
        f"{when}, {words} were {group}" if _DONE.match(group) else f"{when}, {words}: {row.group}"
    )


def _again(row: Any, context: Context) -> str:
    """Say how often those who were harmed, or suspected, were so more than once in the same time."""
    about = context.about(row)
    done, of = ("suspected", "of") if row.group == "Suspects" else ("harmed", "by")
    kind = "serious violence" if row.definition is not None else "crime"
    return (
        f"of {integer(row.denominator, about=about)} times that a known person was {done} {of} {kind}, "
        f"{integer(row.numerator, about=about)} ({percent(float(row.value))}) were of people {done} more than once in that time"
    )


def _lead(row: Any, context: Context) -> str:
    subject, when = _whole(row, context), in_period(row, context)
    if row.measure == "searches.found":
        return f"searches {when} in which what was looked for was found"
    return f"{subject} {when}"


def _parts(rows: list[Any], context: Context) -> str:
    """Say each row's percentage with its counts, where every row has a base of its own."""
    return "; ".join(
        f"{row.group if row.group is not None else context.label(row.offence_group or 'all')}: {percent(float(row.value))} "
        f"({integer(row.numerator, about=context.about(row))} of {integer(row.denominator)})"
        for row in rows
    )


def _label(row: Any) -> str:
    """Say a characteristic in words that follow "whose"."""
    from sva.people.characteristics import CHARACTERISTICS

    entry = CHARACTERISTICS.get(row.characteristic)
    label = entry.label if entry else str(row.characteristic).replace("_", " ")
    head, comma, rest = label.partition(", ")
    label = f"{head} ({rest})" if comma else head
    return label[:1].lower() + label[1:]


def _unknown(row: Any, context: Context) -> str | None:
    if not row.unknown_count:
        return None
    if row.measure == "outcomes.share":
        return f"{integer(row.unknown_count, about=context.about(row))} more have no outcome yet"
    return f"it is not recorded for {integer(row.unknown_count, about=context.about(row))}"


def coverage(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say for how many cases each characteristic is recorded."""
    known = [row for row in records(shown(rows)) if row.group in (None, "Recorded")] or records(shown(rows))  # fmt: skip
    thin = [row for row in known if has_flag(row, "not assessable")]
    fit = [row for row in known if not has_flag(row, "not assessable")]
    subject = context.subject(known[0])
    when = in_period(known[0], context)
    clauses: list[str | None] = []
    if fit:
        parts = listed(f"{_label(row)} for {percent(float(row.value))}" for row in fit)
        clauses.append(f"of {subject} {when} the records hold {parts}")
    if thin:
        parts = listed(_label(row) for row in thin)
        lead = (
            "too seldom to be described"
            if fit
            else f"of {subject} {when}, too seldom to be described"
        )
        clauses.append(f"{lead}: {parts}")
    return finish([*clauses, too_few_clause(rows)], [row.key for row in known], rows)


def outcomes(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how cases ended, and how many have not ended yet."""
    known = [row for row in records(shown(rows)) if row.group is not None and row.group != "All"]
    shares = [row for row in known if row.denominator is not None]
    if not shares:
        from sva.findings.levels import largest

        return largest(rows, context)
    open_cases = [row for row in shares if _OPEN.search(row.group) or has_flag(row, "immature")]
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
