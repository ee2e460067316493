"""Sentences about hot areas: how few hold how much, what they have been, and whether the last map held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva.findings.context import Context, narrowed
from sva.findings.levels import in_period
from sva.findings.missing import listed
from sva.findings.numbers import integer, percent, period
from sva.findings.sentence import Sentence, finish, records, shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "forward_test",
    "funnel",
    "hot_classes",
    "hot_spots",
    "kinds_of_day",
    "near_repeat",
    "one_spot",
    "who_is_at_risk",
]

_FORCE = "police_force"


def hot_spots(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how many areas are hot, how much they hold, and how many stay hot when events are drawn again."""
    force = [row for row in records(shown(rows)) if row.area_type == _FORCE]
    hot = _row(force, "areas.share", "Hot")
    held = next((row for row in force if row.measure.endswith(".held")), None)
    solid = _row(force, "areas.share", "Hot in nine of ten draws")
    if hot is None:
        return Sentence("", (), "None: there are no figures in this edition.")
    if not hot.numerator:
        text = f"no small area stands out beyond chance, {in_period(hot, context)}"
        return finish([text], [hot.key], rows[rows["key"] == hot.key])
    used = [hot.key]
    many = f"{integer(hot.numerator)} of {integer(hot.denominator)} small areas ({percent(float(hot.value))})"
    if held is not None:
        used.append(held.key)
        text = f"{many} hold {_part(held, context)} with a known place, {in_period(held, context)}"
    else:
        text = f"{many} stand out beyond chance, {in_period(hot, context)}"
    more = None
    if solid is not None:
        used.append(solid.key)
        more = f"{_how_many(solid, hot)} hot in at least nine of ten repeated draws"
    return finish([text, more], used, rows[rows["key"].isin(used)])


def _how_many(solid: Any, hot: Any) -> str:
    if solid.numerator == hot.numerator:
        return "all of them stay"
    if not solid.numerator:
        return "none of them stays"
    return f"{integer(solid.numerator)} of them {'stays' if solid.numerator == 1 else 'stay'}"


def _part(row: Any, context: Context) -> str:
    about = context.about(row)
    whole = _subject(row, context)
    counts = f"{integer(row.numerator, about=about)} of {integer(row.denominator)}"
    return f"{percent(float(row.value))} of {whole} ({counts})"


def _subject(row: Any, context: Context) -> str:
    words = context.subject(row._replace(characteristic=None, group=None))
    return words if row.strata is None else narrowed(words, str(row.strata).lower())


def _row(rows: list[Any], measure: str, group: str) -> Any:
    return next((row for row in rows if row.measure == measure and row.group == group), None)


def hot_classes(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how many areas have been hot throughout, how many lately, and how many no longer."""
    known = {row.group: row for row in records(shown(rows))}
    told = []
    for group, words in (
        ("Persistent", "hot nearly throughout"),
        ("Emerging", "hot lately and not before, or ever more so"),
        ("Former", "hot before and not lately"),
        ("Sporadic", "hot now and then"),
    ):
        if group in known and known[group].numerator:
            verb = "was" if int(known[group].numerator) == 1 else "were"
            told.append((known[group], f"{integer(known[group].numerator)} {verb} {words}"))
    first = next(iter(known.values()))
    when = in_period(first, context)
    if not told:
        return finish(
            [f"no small area was hot in any part of the period, {when}"], [first.key], rows.head(1)
        )
    text = (
        f"of {integer(first.denominator)} small areas, {when}, {listed(words for _, words in told)}"
    )
    keys = [row.key for row, _ in told]
    return finish([text], keys, rows[rows["key"].isin(keys)])


def forward_test(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say what the earlier hot spots caught of what came later, and what the fullest areas would have caught."""
    known = {(row.measure.split(".")[1], row.group): row for row in records(shown(rows))}
    hot, naive = known.get(("caught", "Hot spots")), known.get(("caught", "Most counted"))
    named, ground = known.get(("share", "Hot spots")), known.get(("ground", "Hot spots"))
    if hot is None or named is None:
        return Sentence("", (), "None: there are no figures in this edition.")
    built = period(hot.comparison_start, hot.comparison_end)
    if not named.numerator:
        text = f"no small area was hot from {built}, so there was no map to test"
        return finish([text], [named.key], rows[rows["key"] == named.key])
    used = [named.key, hot.key]
    extent = f"{integer(named.numerator)} of {integer(named.denominator)} small areas"
    if ground is not None:
        used.append(ground.key)
        extent += f", {percent(float(ground.value))} of the ground"
    text = f"the areas that were hot from {built} ({extent}) held {_part(hot, context)} {in_period(hot, context)}"
    beside = None
    if naive is not None:
        used.append(naive.key)
        share = percent(float(naive.value))
        better = float(hot.value) >= float(naive.value)
        beside = f"the areas with most before, on no more ground, held {share}" + (
            "" if better else ", so the earlier counts were the better guide"
        )
    return finish([text, beside], used, rows[rows["key"].isin(used)])


def near_repeat(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how long and how far after one offence another is likelier than chance gives, if at all."""
    anchored = [row for row in records(shown(rows)) if row.measure == "hotspots.snapped"]
    if anchored:
        text = (
            f"{percent(float(anchored[0].value))} of the points stand with at least two others, as a publisher's anchor "
            "points do, so nothing is said of streets or of repeats nearby: the smallest unit is the small area"
        )
        return finish([text], [anchored[0].key], rows[rows["key"] == anchored[0].key])
    known = {row.group: row for row in records(shown(rows)) if row.measure == "hotspots.reach"}
    metres, days = known.get("Metres"), known.get("Days")
    if metres is None or days is None:
        return Sentence("", (), "None: there are no figures in this edition.")
    used = [metres.key, days.key]
    subject = _subject(metres._replace(measure="offences.count"), context)
    when = in_period(metres, context)
    if not metres.value or not days.value:
        text = f"no more of the {subject} followed one another closely in place and time, {when}, than chance gives"
    else:
        text = (
            f"after one of the {subject}, {when}, another was likelier than chance gives for {integer(days.value)} days "
            f"within {integer(metres.value)} metres"
        )
    return finish([text], used, rows[rows["key"].isin(used)])


def who_is_at_risk(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how many hot areas are hot against other recorded crime too; where few are, the map finds town centres."""
    known = {row.group: row for row in records(shown(rows))}
    still = known.get("Hot against other crime too")
    if still is None:
        return Sentence("", (), "None: there are no figures in this edition.")
    few = still.numerator * 2 < still.denominator
    of = f"of the {integer(still.denominator)} areas that are hot by residents"
    if not still.numerator:
        text = f"{of}, none is hot against other recorded crime"
    else:
        text = f"{of}, {integer(still.numerator)} {'is' if still.numerator == 1 else 'are'} hot against other recorded crime too"
    verdict = (
        "by residents the map mostly finds where people come together, such as town centres"
        if few
        else "the map finds more than where people come together"
    )
    return finish([text, verdict], [still.key], rows[rows["key"] == still.key])


def kinds_of_day(rows: pd.DataFrame, context: Context) -> Sentence:
    """Set each kind of day's share of offences beside its share of days."""
    known = {(row.measure.split(".")[0], row.group): row for row in records(shown(rows))}
    told, used = [], []
    for group in ("School days", "Weekdays in school holidays", "Weekends"):
        one, days = known.get(("offences", group)), known.get(("days", group))
        if one is None or days is None:
            continue
        used += [one.key, days.key]
        name = group if not told else f"{group[:1].lower()}{group[1:]}"
        told.append(
            f"{name} were {percent(float(days.value))} of days and had {percent(float(one.value))}"
        )
    if not told:
        return Sentence("", (), "None: there are no figures in this edition.")
    first = next(row for (family, _), row in known.items() if family == "offences")
    text = f"of {_subject(first._replace(measure='offences.count'), context)}, {in_period(first, context)}: {'; '.join(told)}"
    return finish([text], used, rows[rows["key"].isin(used)])


def funnel(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how many areas lie above and below the limits that chance and the usual spread give."""
    known = {row.group: row for row in records(shown(rows))}
    above, below = known.get("Above the limits"), known.get("Below the limits")
    if above is None or below is None:
        return Sentence("", (), "None: there are no figures in this edition.")
    text = (
        f"of {integer(above.denominator)} small areas, {integer(above.numerator)} lie above and {integer(below.numerator)} "
        f"below what chance and the usual spread between areas give, {in_period(above, context)}"
    )
    return finish([text], [above.key, below.key], rows[rows["key"].isin([above.key, below.key])])


def one_spot(rows: pd.DataFrame, context: Context) -> Sentence:
    """Say how many happened at a spot where another happened too."""
    known = {row.group: row for row in records(shown(rows))}
    row, many = known.get("With another there too"), known.get("With three or more others there")
    if row is None:
        return Sentence("", (), "None: there are no figures in this edition.")
    of = f"of {integer(row.denominator)} {_subject(row._replace(measure='offences.count'), context)} with a known place"
    if not row.numerator:
        text = f"{of}, {in_period(row, context)}, none was at a spot where another happened too"
        return finish([text], [row.key], rows[rows["key"] == row.key])
    text = (
        f"{of}, {in_period(row, context)}, {integer(row.numerator)} ({percent(float(row.value))}) were at a spot where "
        "another happened too"
    )
    used, more = [row.key], None
    if many is not None and many.numerator:
        used.append(many.key)
        more = f"{integer(many.numerator)} of them at one where three or more others did"
    return finish([text, more], used, rows[rows["key"].isin(used)])
