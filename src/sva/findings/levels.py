"""Sentences that state a level: how many, how many for every 1,000, which are the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.estimates import MEASURES
from sva.findings.context import NOT_GROUPS, Context
from sva.findings.missing import listed
from sva.findings.numbers import between, integer, percent, scale, spoken_rate, whole
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "are_people",
    "in_period",
    "largest",
    "level",
    "rate_words",
    "rates",
    "too_few_clause",
    "vary",
]

#: From so many counted on, a rate bears a decimal.
_BEARS_DECIMALS = 100
#: Without decimals, a rate should be at least this to say anything.
_WHOLE = 5
#: How many of the largest are named.
_NAMED = 3


def kind(row: Any) -> str:
    """Say of which kind a row's measure is."""
    return MEASURES[row.measure].kind


def in_period(row: Any, context: Context) -> str:
    """Say "from April 2022 to March 2023", or "in May 2025"."""
    words = context.when(row)
    return f"from {words}" if " to " in words else f"in {words}"


def too_few_clause(rows: pd.DataFrame) -> str | None:
    """Say that some of the rows are withheld, without saying how many."""
    hidden = rows["flag"].fillna("").str.contains("suppressed") & rows["value"].isna()
    return "for some there are too few to say" if hidden.any() else None


def rate_words(row: Any) -> str:
    """Say a rate with its "for every", its limits and the year of its residents.

    Parameters
    ----------
    row : named tuple
        A released row of kind "rate".

    Returns
    -------
    str
        "44 for every 1,000 residents of 2011 (39 to 50, allowing for chance)"
    """
    value, base = scale(float(row.value), MEASURES[row.measure].per)
    factor = base / MEASURES[row.measure].per
    said = spoken_rate(value, row.numerator)
    year = "" if row.denominator_year is None else f" of {int(row.denominator_year)}"
    words = f"{said} for every {base:,} residents{year}"
    if row.lower is None or row.upper is None:
        return words
    limits = between(float(row.lower) * factor, float(row.upper) * factor, row.numerator)
    return f"{words} ({limits}, allowing for chance)"


def level(rows: pd.DataFrame, context: Context) -> Sentence:
    """State one count, and its rate where there is one.

    The count is that of the first row of kind "count"; the rate that of the first row of kind "rate".
    """
    known = records(shown(rows))
    count = next((row for row in known if kind(row) == "count"), None)
    rate = next((row for row in known if kind(row) == "rate"), None)
    first = count or rate
    if first is None:
        from sva.findings.shares import share

        return share(rows, context)
    about = context.about(first)
    number = whole(first.numerator, about=about)
    subject = context.subject(first, one=int(first.numerator) == 1)
    verb = "was" if int(first.numerator) == 1 else "were"
    where = f" in {context.area(first.area_code)}" if first.area_code is not None else ""
    group = "" if first.group is None or first.group in NOT_GROUPS else f" ({first.group})"
    text = f"{in_period(first, context)} there {verb} {number} {subject}{group}{where}"
    if rate is not None and int(first.numerator):
        text += f": {'about ' if about else ''}{rate_words(rate)}"
    used = [row.key for row in (count, rate) if row is not None]
    return finish([text], used, rows[rows["key"].isin(used)])


def rates(rows: pd.DataFrame, context: Context) -> Sentence:
    """State the rate of each group, in the order given; groups are not ranked."""
    known = [row for row in records(shown(rows)) if kind(row) == "rate" and int(row.numerator)]
    if not known:
        return level(rows, context)
    groups = [row for row in known if row.group is not None and row.group not in NOT_GROUPS]
    told = groups or known
    first = told[0]
    base = _common_base(told)
    factor = base / MEASURES[first.measure].per
    parts = "; ".join(_rate_part(row, factor, context) for row in told)
    years = {row.denominator_year for row in told} - {None}
    year = f" in {int(years.pop())}" if len(years) == 1 else ""
    text = (
        f"{context.subject(first._replace(group=None))} {in_period(first, context)} for every {base:,} residents of the same "
        f"group{year}: {parts} (limits allow for chance)"
    )
    return finish([text, too_few_clause(rows)], [row.key for row in told], rows)


def _common_base(rows: list[Any]) -> int:
    """Choose for how many all rates are said, so that none falls under one, or under five where a count is small."""
    base = MEASURES[rows[0].measure].per
    lowest = min(float(row.value) for row in rows)
    least = _WHOLE if min(int(row.numerator) for row in rows) < _BEARS_DECIMALS else 1
    while lowest < least and base * 10 <= 100_000:
        lowest, base = lowest * 10, base * 10
    return base


def _rate_part(row: Any, factor: float, context: Context) -> str:
    said = spoken_rate(float(row.value) * factor, row.numerator)
    limits = between(float(row.lower) * factor, float(row.upper) * factor, row.numerator)
    about = "about " if context.about(row) else ""
    name = "all" if row.group is None else row.group
    return f"{_named(name)} {about}{said} ({limits})"


def _named(name: str) -> str:
    """Put a colon after a name that ends in a number, so that two numbers do not meet."""
    return f"{name}:" if any(letter.isdigit() for letter in name) else name


def vary(rows: pd.DataFrame) -> list[str]:
    """Name the columns by which the rows differ, among those that make parts of a whole."""
    columns = ("offence_group", "strata", "group", "cohort", "area_code")
    return [name for name in columns if len(rows[name].fillna("").unique()) > 1]


def part_name(row: Any, columns: list[str], context: Context) -> str:
    """Name the part that a row is."""
    words = []
    for column in columns:
        value = getattr(row, column)
        if value is None:
            words.append("all")
        else:
            words.append(context.area(value) if column == "area_code" else context.label(value))
    return ", ".join(words)


def largest(rows: pd.DataFrame, context: Context, *, follows: bool = False) -> Sentence:
    """Name the largest parts of a set of counts or shares; groups of people are told in order, not ranked.

    Where it `follows` a sentence that has said what is counted and when, it does not say so again.
    """
    known = shown(rows)
    if (known["measure"].map(lambda name: MEASURES[str(name)].kind) == "rate").all():
        return rates(rows, context)
    if (known["measure"].map(lambda name: MEASURES[str(name)].denominator) == "events").all():
        from sva.findings.shares import share

        return share(rows, context)
    known = known[known["measure"].map(lambda name: MEASURES[str(name)].kind) == "count"]
    columns = vary(known)
    if not columns:
        return level(rows, context)
    whole_row, parts = _split(records(known), columns)
    if not parts:
        return level(rows, context)
    first = parts[0]
    about = context.about(first)
    if are_people(first):
        told = parts
        words = "; ".join(
            f"{_named(part_name(row, columns, context))} {integer(row.numerator, about=about)}"
            for row in told
        )
        text = f"{context.subject(first)} {in_period(first, context)}: {words}"
    else:
        told = sorted(parts, key=lambda row: -int(row.numerator))[:_NAMED]
        told = [row for row in told if int(row.numerator)] or told[:1]
        words = listed(
            f"{_quiet(part_name(row, columns, context), columns)} ({integer(row.numerator, about=about)})"
            for row in told
        )
        verb = "were" if len(told) > 1 else "was"
        subject = context.subject(_plain(first, columns))
        when = "" if first.measure == "population.count" else f" {in_period(first, context)}"
        text = f"the {_dimension(first, columns)} with most {subject}{when} {verb} {words}"
        if follows:
            text = f"the most frequent {_dimension(first, columns)} {verb} {words}"
    unknown = _unknown_clause(known, told, context)
    used = [row.key for row in told]
    if whole_row is not None:
        used.append(whole_row.key)
        text += f"; {integer(whole_row.numerator, about=about)} in all"
    return finish([text, unknown[0], too_few_clause(rows)], [*used, *unknown[1]], rows)


def _dimension(row: Any, columns: list[str]) -> str:
    """Name what the parts are."""
    if row.characteristic == "hour":
        return "times"
    return {"offence_group": "kinds", "area_code": "areas", "cohort": "ages"}.get(
        columns[0], "groups"
    )


def _quiet(name: str, columns: list[str]) -> str:
    """Lower the first letter of a kind or group; places, days and acronyms keep theirs."""
    first = name.split(" ")[0].rstrip(",")
    if "area_code" in columns or first[1:2].isupper() or first.endswith("day"):
        return name
    return name[:1].lower() + name[1:]


def _plain(row: Any, columns: list[str]) -> Any:
    """Return the row without what its parts differ by, so that the subject names the whole."""
    without = {name: None for name in columns if name in ("offence_group", "cohort")}
    return row._replace(**without, group=None)


def _split(rows: list[Any], columns: list[str]) -> tuple[Any, list[Any]]:
    """Part the whole from its parts; Unknown is neither."""
    wholes, parts = [], []
    for row in rows:
        values = [getattr(row, column) for column in columns]
        if "Unknown" in [value for value in values if value is not None]:
            continue
        is_whole = any(value is None or value in ("All", "all") for value in values)
        (wholes if is_whole else parts).append(row)
    return (wholes[0] if len(wholes) == 1 else None), parts


def are_people(row: Any) -> bool:
    """Say whether the groups are groups of people, which are never ranked."""
    if row.characteristic is None:
        return False
    from sva.people.characteristics import CHARACTERISTICS

    return row.characteristic in CHARACTERISTICS


def _unknown_clause(
    known: pd.DataFrame, told: list[Any], context: Context
) -> tuple[str | None, list[str]]:
    """Say for how many the part is not known: a row of its own, or beside every part."""
    rows = [row for row in records(known) if row.group == "Unknown" and int(row.numerator)]
    if rows:
        number, keys = rows[0].numerator, [rows[0].key]
    else:
        beside = {row.unknown_count for row in told}
        if len(beside) != 1 or not (number := beside.pop()):
            return None, []
        keys = []
    what = "the hour is not known" if told[0].characteristic == "hour" else "not known"
    return f"{what} for {integer(number, about=context.about(told[0]))}", keys


def percent_parts(rows: list[Any], *, people: bool = True) -> str:
    """Say each row's percentage with its group: "61% were female and 39% male", or "10 to 17: 18%; …"."""
    shares = [percent(float(row.value)) for row in rows]
    if (
        people
        and len(rows) <= 5
        and not any(letter.isdigit() for row in rows for letter in row.group)
    ):
        names = [row.group.lower() if row.characteristic == "sex" else row.group for row in rows]
        rest = [f"{part} {name}" for part, name in zip(shares[1:], names[1:], strict=True)]
        return listed([f"{shares[0]} were {names[0]}", *rest])
    return "; ".join(f"{_named(row.group)} {part}" for row, part in zip(rows, shares, strict=True))
