"""Sentences about recorded reoffending, in the Justice Data Lab's manner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import EVERYONE, Context
from sva.findings.missing import listed
from sva.findings.numbers import TOO_FEW, integer, percent
from sva.findings.sentence import Sentence, has_flag, records, shown
from sva.outcomes.compare import BALANCED
from sva.outcomes.effect_rows import EVALUE, HIDDEN, MAIN, PLACEBO
from sva.outcomes.reoffending import GROUPS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["alike", "followed", "overlap", "reoffending", "reoffending_effect"]

#: Under this an imbalance is said in words.
_HUNDREDTH = 0.01
_UNITS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def reoffending(rows: pd.DataFrame, context: Context) -> Sentence:
    """State the shares suspected again as they are; between those offered and not, no effect is claimed."""
    known = records(shown(rows))
    first = known[0]
    when = str(first.strata or "within the follow-up")
    parts = [
        f"{percent(float(row.value))} of {_who(row)} ({integer(row.numerator, about=context.about(row))} of {integer(row.denominator)})"
        for row in known
    ]
    text = f"{listed(parts)} were suspected of another offence {when}"
    sure = "High for what was recorded; reoffending that nobody recorded is not in it."
    if {row.group for row in known} == {"Offered", "Not offered"}:
        text += "; the two differed from the start, so this is no effect of the offer"
        sure = "High as counts; it is no comparison of like with like."
    return Sentence(_capital(f"{text}."), tuple(row.key for row in known), sure)


def _who(row: Any) -> str:
    if row.group == "Offered":
        return "people offered a diversion"
    if row.group == "Not offered":
        return "suspects not offered one"
    return "suspects" if row.group is None else f"suspects ({row.group})"


def followed(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how many people were followed to the end, which months are not there yet, and how many can be followed at all."""
    every = records(shown(rows))
    people = [row for row in every if row.measure == "reoffending.people"]
    keyed = [row for row in every if row.measure == "reoffending.keyed"]
    full = [row for row in people if not has_flag(row, "immature")]
    late = [row for row in people if has_flag(row, "immature")]
    parts = []
    if full:
        first, last = full[0], full[-1]
        total = integer(sum(int(row.numerator) for row in full), about=context.about(first))
        one = len(full) == 1
        span = context.when(first) if one else f"{context.when(first)} to {context.when(last)}"
        parts.append(
            f"{_months(len(full))} of starts, {span}, {'is' if one else 'are'} complete: {total} people were followed to the end"
        )
    if late:
        open_ = integer(sum(int(row.numerator) for row in late), about=context.about(late[0]))
        parts.append(
            f"of {open_} whose clock began from {context.when(late[0])} on not all are yet"
        )
    if keyed:
        row = keyed[0]
        without = int(row.denominator) - int(row.numerator)
        entries = integer(row.denominator)
        parts.append(
            f"{integer(without, about=context.about(row))} of {entries} suspects cannot be followed, for want of a reference"
            if without
            else f"all {entries} suspects on record have a reference by which to follow them"
        )
    text = "; ".join(parts) or "nobody could be followed"
    return Sentence(
        _capital(f"{text}."),
        tuple(row.key for row in every),
        "High as counts of records; a person under two references counts as two.",
    )


def _months(number: int) -> str:
    """Say a count of months in words: it is no released number."""
    if number >= 100:
        return "many months"
    tens, unit = divmod(number, 10)
    words = _UNITS[number] if number < 20 else _TENS[tens] + (f"-{_UNITS[unit]}" if unit else "")
    return f"{words} month{'' if number == 1 else 's'}"


def alike(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say in what the two sides differ most before, and by how much at most after weighting."""
    every = [row for row in records(shown(rows)) if row.measure == "reoffending.balance"]
    before = [row for row in every if row.strata == "before"]
    after = [row for row in every if row.strata == "after weighting"]
    first = max(before, key=lambda row: float(row.value))
    last = max(after or before, key=lambda row: float(row.value))
    balanced = float(last.value) < BALANCED
    most = (
        f"{float(last.value):.2f}"
        if float(last.value) >= _HUNDREDTH
        else "a hundredth of a standard deviation"
    )
    text = (
        f"before, the two sides differ most in {_lower(first.group)} ({float(first.value):.2f} standard deviations); after "
        f"weighting in nothing by more than {most}, {'which is alike' if balanced else 'which is not alike'}"
    )
    sure = "High: it is arithmetic on what is recorded; what is not recorded is not in it."
    return Sentence(_capital(f"{text}."), (first.key, last.key), sure)


def overlap(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say whether both sides have people at every chance of an offer."""
    known = records(shown(rows))
    others = [row for row in known if row.strata == GROUPS[1]]
    least = min(others, key=lambda row: float(row.value))
    if len(known) < len(rows) or not float(least.value):
        text = "at some chances of an offer one side has nobody, or too few to show"
    else:
        text = f"both sides have people at every chance of an offer; fewest of those not offered where it is {least.group} ({percent(float(least.value))})"
    sure = "High: it is arithmetic on what is recorded."
    return Sentence(_capital(f"{text}."), tuple(row.key for row in known), sure)


def _lower(text: object) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]


def reoffending_effect(rows: pd.DataFrame, context: Context) -> Sentence:
    """State what the comparison with similar people can carry, per 100 people, and no more."""
    every = records(rows)
    main = _one(every, "reoffending.difference", MAIN)
    if main is None or main.value is None:
        return _refused(main, rows, context)
    expected = _one(every, "reoffending.expected", MAIN)
    share = 100 * int(main.numerator) / int(main.denominator)
    length = next(
        (row for row in every if row.measure == "reoffending.share" and row.strata is not None),
        None,
    )
    text = f"of every 100 {_young(main, context)} offered a diversion, about {percent(share).rstrip('%')} were suspected of another offence"
    keys = [main.key]
    if length is not None:
        text += f" {length.strata}"
        keys.append(length.key)
    if expected is not None and expected.value is not None:
        text += f"; of every 100 similar people who were not, about {percent(float(expected.value)).rstrip('%')}"
        keys.append(expected.key)
    low, high = float(main.lower), float(main.upper)
    if low <= 0 <= high:
        text += (
            f". The difference could be anything from {_more(low)} to {_more(high)}, so it is too early to say whether it "
            "works here"
        )
        needed = _one(every, "reoffending.needed", MAIN)
        if needed is not None and needed.value:
            text += f". About {integer(needed.value)} more people offered it would tell. This does not mean that it fails"
            keys.append(needed.key)
        return Sentence(
            _capital(f"{text}."), tuple(keys), "Low: inconclusive with the people there are so far."
        )
    doubt, cited = _doubt(main, every)
    keys += cited
    text += f". That is {_span(low, high)}"
    if doubt:
        text += f", but {doubt}, so no effect is claimed"
        return Sentence(
            _capital(f"{text}."), tuple(keys), "Low: what is not recorded could explain it."
        )
    strength = _one(every, "reoffending.evalue", EVALUE)
    if strength is not None and strength.value is not None:
        factor = f"{float(strength.value):.1f}".removesuffix(".0")
        text += (
            ". Something unrecorded could explain all of it only if it went with the offer, and with being suspected again, "
            f"by a factor of {factor} or more each (E-value)"
        )
        keys.append(strength.key)
    text += (
        ". The two are alike in all that police record; in what they do not record they may differ"
    )
    return Sentence(
        _capital(f"{text}."),
        tuple(keys),
        "Fair: people were compared with similar ones, not drawn by lot.",
    )


def _refused(main: Any, rows: pd.DataFrame, context: Context) -> Sentence:
    topic = f"{context.topic}: " if context.topic else ""
    text = TOO_FEW
    if main is not None and main.denominator is not None and not has_flag(main, "suppressed"):
        text += (
            f"; {integer(main.denominator)} people were offered a diversion and followed to the end"
        )
    return Sentence(
        _capital(f"{topic}{text}."),
        tuple(rows["key"].head(1)),
        "None: nothing is compared with so few people.",
    )


def _doubt(main: Any, every: list[Any]) -> tuple[str, list[str]]:
    """Say the first reason why a clear difference may not be claimed."""
    if "not balanced" in str(main.method):
        return "the two sides could not be made alike", []
    placebo = _one(every, "reoffending.difference", PLACEBO)
    if (
        placebo is not None
        and placebo.lower is not None
        and not placebo.lower <= 0 <= placebo.upper
    ):
        return "the two sides differ as much in something that the offer cannot have changed", [
            placebo.key
        ]
    hidden = _one(every, "reoffending.difference", HIDDEN)
    sign = 1 if float(main.value) > 0 else -1
    if hidden is None or hidden.lower is None:
        return "it is not known how much a difference that police do not record could do", []
    if min(sign * float(hidden.lower), sign * float(hidden.upper)) <= 0:
        return (
            "a difference that police do not record, a quarter stronger than the strongest that they do, would explain it",
            [hidden.key],
        )
    return "", [hidden.key]


def _young(main: Any, context: Context) -> str:
    """Name the people compared, by their cohort if they are of one."""
    if main.cohort is None or main.cohort == EVERYONE:
        return "people"
    label = context.label(main.cohort)
    return f"people ({label[:1].lower()}{label[1:]})"


def _one(every: list[Any], measure: str, strata: str) -> Any:
    return next((row for row in every if row.measure == measure and row.strata == strata), None)


def _more(number: float) -> str:
    whole = percent(abs(number)).rstrip("%")
    return f"{whole} {'more' if number > 0 else 'fewer'}"


def _span(low: float, high: float) -> str:
    near, far = sorted((abs(low), abs(high)))
    word = "more" if low > 0 else "fewer"
    return f"{percent(near).rstrip('%')} to {percent(far).rstrip('%')} {word} of every 100"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
