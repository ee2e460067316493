"""Sentences about what goes with violence, what health services see, and who is on no list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import Context
from sva.findings.levels import in_period, too_few_clause
from sva.findings.missing import listed
from sva.findings.numbers import integer, percent, spoken_rate
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["association", "fifths", "hidden", "hours", "lens"]

#: A ratio of this much or its inverse is worth a sentence.
_NOTABLE = 1.2


def _times(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def lens(rows: pd.DataFrame, context: Context) -> Sentence:
    """Name the partnerships where call-outs and records differ from elsewhere; never how much is unreported."""
    known = [row for row in records(shown(rows)) if row.measure == "callouts.ratio"]
    if not known:
        return _call_rates(rows, context)
    apart = [
        row
        for row in known
        if row.q is not None
        and float(row.q) < 0.05
        and not 1 / _NOTABLE < float(row.value) < _NOTABLE
    ]
    told = sorted(apart, key=lambda row: -abs(float(row.value) - 1))
    if not told:
        text = (
            f"{in_period(known[0], context)} ambulance call-outs and recorded violence with injury are spread alike over the "
            "partnerships, as far as these numbers tell"
        )
        return finish([text], [known[0].key], rows)
    parts = [
        f"in {context.area(row.area_code)} crews were called {_times(float(row.value))} times as often for each recorded offence as "
        f"in the others ({_times(float(row.lower))} to {_times(float(row.upper))})"
        for row in told
    ]
    sure = "Fair: recording, and how far people live from help, could explain it as well as what goes unreported."
    made = finish(
        [f"{in_period(told[0], context)}, {listed(parts)}"], [row.key for row in told], rows
    )
    return Sentence(made.text, made.keys, sure)


def _call_rates(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell how often ambulance crews are called, for every 10,000 residents of each partnership, in the order given."""
    known = [row for row in records(shown(rows)) if row.measure == "callouts.rate"]
    if not known:
        return finish(["it cannot be assessed from what was supplied"], [rows["key"].iloc[0]], rows)
    parts = [
        f"{context.area(row.area_code)} {spoken_rate(10 * float(row.value), row.numerator)}"
        for row in known
    ]
    text = f"{in_period(known[0], context)}, for every 10,000 residents, ambulance crews were called to violence so many times: {', '.join(parts)}"
    return finish([text, too_few_clause(rows)], [row.key for row in known], rows)


def hours(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell each source's share of the night: from nine in the evening to six in the morning."""
    known = records(shown(rows))
    night = ("21:00 to 23:59", "00:00 to 02:59", "03:00 to 05:59")
    parts, keys = [], []
    for measure, words in (
        ("callouts.share", "ambulance call-outs to violence"),
        ("attendances.share", "emergency attendances after assault"),
        ("offences.share", "recorded violence with injury"),
    ):
        of = [row for row in known if row.measure == measure]
        top = max(of, key=lambda row: float(row.value), default=None)
        if top is None:
            continue
        parts.append(f"{words} most often from {top.group} ({percent(float(top.value))})")
        keys.append(top.key)
    first = next(row for row in known if row.key == keys[0])
    of_night = (
        all(next(r for r in known if r.key == key).group in night for key in keys) and len(keys) > 1
    )
    text = f"{in_period(first, context)}, by time of day: {'; '.join(parts)}"
    return finish([text, "all of them at night" if of_night else None], keys, rows)


def hidden(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell the estimate of people on no list, with its limits and what it assumes."""
    from sva.context.capture import CHAPMAN, INDEPENDENT, LOG_LINEAR

    known = {row.group: row for row in records(shown(rows))}
    main = known.get(LOG_LINEAR) or known.get(CHAPMAN)
    if main is None:
        return finish(["it cannot be assessed from what was supplied"], [rows["key"].iloc[0]], rows)
    low, high = (spoken_rate(float(x), main.numerator) for x in (main.lower, main.upper))
    text = (
        f"{in_period(main, context)} about {spoken_rate(float(main.value), main.numerator)} people who were harmed are estimated to be "
        f"on none of the linked lists ({low} to {high}), beside {integer(main.numerator)} who are on at least one"
    )
    keys = [main.key]
    if main.group == CHAPMAN:
        text += "; this is probably too low: the lists depend on each other, and two lists cannot tell how much"
        return Sentence(
            _capital(f"{text}."),
            tuple(keys),
            "Low: two lists rest on an assumption that does not hold.",
        )
    plain = known.get(INDEPENDENT)
    if plain is not None:
        text += f"; taken as independent the lists would give {spoken_rate(float(plain.value), plain.numerator)}"
        keys.append(plain.key)
    sure = "Fair: dependence between pairs of lists is allowed for; dependence among all three at once cannot be seen."
    return Sentence(_capital(f"{text}."), tuple(keys), sure)


def fifths(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell the rate in the lowest and highest fifth of areas by each indicator: of places, not of people."""
    known = records(shown(rows))
    parts, keys = [], []
    for name in dict.fromkeys(row.strata for row in known):
        of = {row.group: row for row in known if row.strata == name}
        low, high = of.get("1 (lowest)"), of.get("5 (highest)")
        if low is None or high is None:
            continue
        said = [spoken_rate(float(row.value), row.numerator) for row in (low, high)]
        parts.append(
            f"{_lower(str(name))}: {said[0]} in the lowest fifth of areas, {said[1]} in the highest"
        )
        keys += [low.key, high.key]
    if not parts:
        from sva.findings.levels import rates

        return rates(rows, context)
    text = f"recorded serious violence for every 1,000 residents a year, by what the areas are like. {'; '.join(_capital(p) for p in parts)}"
    made = finish([text, too_few_clause(rows)], keys, rows)
    return Sentence(
        made.text,
        made.keys,
        "High for places; it says nothing about any one person, and names no cause.",
    )


def association(rows: pd.DataFrame, context: Context) -> Sentence:
    """Tell which indicators go with violence when the others are held alike, and whether neighbours spoil the limits."""
    known = records(shown(rows))
    factors = [row for row in known if row.measure == "factors.association"]
    check = next((row for row in known if row.measure == "factors.moran"), None)
    clear = [row for row in factors if row.q is not None and float(row.q) < 0.05]
    rest = [row for row in factors if row not in clear]
    clauses, keys = [], []
    for row in clear:
        more = "more" if float(row.value) > 0 else "less"
        ends = sorted(abs(float(x)) for x in (row.lower, row.upper))
        clauses.append(
            f"where {_lower(row.group)} stand a step higher, recorded violence is {percent(abs(float(row.value)))} {more} "
            f"({percent(ends[0])} to {percent(ends[1])})"
        )
        keys.append(row.key)
    if rest:
        clauses.append(f"no clear association with {listed(_lower(row.group) for row in rest)}")
        keys += [row.key for row in rest]
    sure = "Fair: an association of places, with the other factors held alike; it is no cause, and says nothing of any one person."
    if check is not None and check.p is not None and float(check.p) < 0.05:
        clauses.append(
            "neighbouring areas are alike in what this leaves unexplained, so the limits are too narrow"
        )
        keys.append(check.key)
        sure = (
            "Low: neighbours are alike in what is left unexplained, so the limits are too narrow."
        )
    made = finish(clauses, keys, rows)
    return Sentence(made.text, made.keys, sure)


def _lower(text: Any) -> str:
    words = str(text)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
