"""The words around a number: labels of codes, source lines, and how we know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sva.figures.labels import period_label

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["areas_around", "day", "how_we_know", "reader_labels", "source_line", "source_name"]

#: Contracts and open sources to the words of a source line.
_SOURCES: Mapping[str, str] = {
    "police-offences": "police recorded offences",
    "police-victims": "police records of victims",
    "police-suspects": "police records of suspects",
    "police-disposals": "police records of suspects' disposals",
    "police-stop-search": "police records of stop and search",
    "police-street": "police.uk street-level crime",
    "police-counts": "police.uk crimes, counted by force",
    "census": "census",
    "childrens-social-care": "children's social care",
    "engagement-notes": "notes of talks",
    "fire": "fire and rescue",
    "housing-asb": "housing and anti-social behaviour",
    "linked-records": "linked counts of those hurt",
    "looked-after-returned": "counts of looked-after children",
}


_METHODS: Mapping[str, str] = {
    "byar": "Byar's approximation",
    "exact": "exact Poisson (fewer than ten)",
    "wilson": "Wilson's score",
    "clopper-pearson": "exact (Clopper and Pearson)",
}


def day(value: Any) -> str:
    """Write a date as people do.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2023, 4, 7))
    '7 April 2023'
    """
    return f"{value.day} {value:%B} {value.year}"


def reader_labels(assessment: Assessment, geography: Any = None) -> dict[str, str]:
    """Collect the words for every code and short name that rows may hold.

    Parameters
    ----------
    assessment : Assessment
        For its groups of offences, cohorts and partnerships.
    geography : object, optional
        With ``areas(level, vintage, force)``, for the names of small areas.

    Returns
    -------
    dict of str to str
    """
    from sva.people.characteristics import CHARACTERISTICS
    from sva.reference.names import area_names

    names = area_names()
    labels = {
        str(code): str(name)
        for code, name in zip(names["area_code"], names["area_name"], strict=True)
        if name == name
    }
    settings = assessment.settings
    if geography is not None and settings.area.lsoa_vintage in geography.vintages:
        for level in ("ward", "msoa", "lsoa"):
            if level not in geography.levels(settings.area.lsoa_vintage):
                continue
            listed = geography.areas(level, settings.area.lsoa_vintage, settings.area.police_force)
            named = listed["area_name"].astype("string")
            if level == "ward" and "district_code" in listed:
                # some names stand for several wards of the force
                twice = named.duplicated(keep=False)
                around = [labels.get(str(code), str(code)) for code in listed["district_code"]]
                named = named.where(~twice, named + [f" ({name})" for name in around])
            labels |= {
                str(code): str(name)
                for code, name in zip(listed["area_code"], named, strict=True)
                if name is not None and str(name) not in ("", "nan", "<NA>", "None")
            }
    labels |= {name: _capital(each.label) for name, each in CHARACTERISTICS.items()}
    labels |= {name: _capital(words) for name, words in _SOURCES.items()}
    labels |= {entry.code: entry.name for entry in settings.partnerships}
    labels[settings.area.police_force] = settings.area.name
    labels |= {group.name: group.label for group in settings.definition.groups}
    labels |= {cohort.name: cohort.label for cohort in settings.cohorts}
    labels[settings.definition.name] = settings.definition.label
    labels |= {entry.name: entry.label for entry in CHARACTERISTICS.values()}
    return labels


def areas_around(
    assessment: Assessment, geography: Any, labels: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Name, for each small area, the ward and the neighbourhood team in which it lies, where either is known.

    Parameters
    ----------
    assessment : Assessment
        ``neighbourhood_teams`` gives the team of an LSOA, ward or district.
    geography : object or None
        With ``areas(level, vintage, force)``.
    labels : mapping of str to str
        From codes to words.

    Returns
    -------
    dict of str to dict
        "Ward" and "Team", each from LSOA code to name.
    """
    area = assessment.settings.area
    if geography is None or area.lsoa_vintage not in geography.vintages:
        return {}
    listed = geography.areas("lsoa", area.lsoa_vintage, area.police_force)
    found: dict[str, dict[str, str]] = {}
    codes = listed["area_code"].astype(str)
    if "ward_code" in listed:
        found["Ward"] = {
            code: labels.get(str(ward), str(ward))
            for code, ward in zip(codes, listed["ward_code"], strict=True)
        }
    teams = assessment.settings.neighbourhood_teams
    if teams:
        levels = [f"{level}_code" for level in ("ward", "district") if f"{level}_code" in listed]
        found["Team"] = {
            code: next((teams[str(one)] for one in (code, *more) if str(one) in teams), "not given")
            for code, more in zip(codes, listed[levels].itertuples(index=False), strict=True)
        }
    return found


def source_name(source: str) -> str:
    """Name a source as a reader is told it.

    Examples
    --------
    >>> source_name("police-offences"), source_name("fire-incidents")
    ('police recorded offences', 'fire incidents')
    """
    return _SOURCES.get(source, source.replace("-", " ") if source.islower() else source)


def _with_unit(label: str, unit: str) -> str:
    """Put a unit after a label that does not say it."""
    return f"{label} (%)" if unit == "%" else label


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(items: Iterable[str]) -> str:
    words = list(dict.fromkeys(items))
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _periods(rows: pd.DataFrame) -> str:
    """Say the time that the rows cover: one period, or from the first to the last."""
    spans = rows[["period_start", "period_end"]].dropna().drop_duplicates()
    if spans.empty:
        return ""
    first, last = spans["period_start"].min(), spans["period_end"].max()
    text = period_label(first, last)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    covered = sum(
        (end.year - start.year) * 12 + end.month - start.month + 1
        for start, end in spans.itertuples(index=False)
    )
    if len(spans) > 1 and covered < months:
        told = sorted(spans.itertuples(index=False))
        return _joined(period_label(start, end) for start, end in told[:6])
    return text


def source_line(rows: pd.DataFrame) -> str:
    """Write the line under a figure: source, period, data as at.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released estimates.

    Returns
    -------
    str
        One sentence, as text.
    """
    sources = _joined(source_name(str(name)) for name in rows["source"].dropna())
    # residents are those of a census day, whatever period the assessment is of
    census = rows["measure"].fillna("").astype(str).str.startswith("population.").all()
    parts = [f"Source: {sources}", "" if census else _periods(rows)]
    drawn = rows["data_as_at"].dropna()
    if len(drawn):
        parts.append(f"data as at {day(drawn.max())}")
    return ", ".join(part for part in parts if part) + "."


def _counts(rows: pd.DataFrame) -> str:
    """Say on how many cases the numbers rest."""
    counts = rows["numerator"].dropna()
    if counts.empty:
        return ""
    if len(counts) == 1:
        base = rows.loc[counts.index, "denominator"].dropna()
        return f"{int(counts.iloc[0]):,}{f' of {int(base.iloc[0]):,}' if len(base) else ''}"
    low, high = int(counts.min()), int(counts.max())
    span = f"{low:,} in each" if low == high else f"{low:,} to {high:,} in each"
    return f"{span} of {len(counts):,} numbers"


def _methods(rows: pd.DataFrame) -> tuple[list[str], str]:
    """Name the methods once each, and of how many comparisons the rows are some."""
    plain: dict[str, None] = {}
    comparisons, weights = "", []
    for name in map(str, rows["method"].dropna().unique()):
        method, _, family = name.partition("; one of ")
        comparisons = comparisons or family.removesuffix(" comparisons")
        method, _, weight = method.partition(": its own counts weigh ")
        weights += [int(weight.removesuffix("%"))] if weight else []
        if method != "count":
            plain[method] = None
    methods = list(plain)
    if weights and methods:
        methods[-1] += f", a number's own counts weighing {min(weights)}% to {max(weights)}%"
    return methods, comparisons


def how_we_know(rows: pd.DataFrame, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say how some numbers came about.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released estimates.
    labels : mapping of str to str
        From codes to words.

    Returns
    -------
    list of (str, str)
        Terms and what they are here: source, period, day, counts, what is counted, by which definition, out of
        what, limits, unknown, flags.
    """
    from sva.estimates import MEASURES

    drawn = rows["data_as_at"].dropna()
    facts: list[tuple[str, str]] = [
        ("Source", _capital(_joined(source_name(str(name)) for name in rows["source"].dropna()))),
        ("Period", _periods(rows)),
        ("Data as at", day(drawn.max()) if len(drawn) else ""),
        ("Counts", _counts(rows)),
    ]
    measures = [MEASURES[name] for name in dict.fromkeys(rows["measure"]) if name in MEASURES]
    facts.append(("What is counted", _joined(_with_unit(m.label, m.unit) for m in measures)))
    definitions = [
        labels.get(str(name), str(name)) for name in rows["definition"].dropna().unique()
    ]
    if definitions:
        facts.append(("Definition", _joined(definitions)))
    bases = rows[["denominator_source", "denominator_year"]].dropna().drop_duplicates()
    if len(bases):
        said = _joined(
            str(source) if str(int(year)) in str(source) else f"{source} ({int(year)})"
            for source, year in bases.itertuples(index=False)
        )
        facts.append(("Population", said))
    elif any(measure.denominator == "events" for measure in measures):
        facts.append(("Out of", "the counts in the table's own column"))
    methods, comparisons = _methods(rows)
    if methods:
        level = rows["confidence"].dropna()
        share = f"{level.iloc[0] * 100:.0f}% limits: " if len(level) else ""
        facts.append(("Method", share + _joined(_METHODS.get(name, name) for name in methods)))
    wide = rows["dispersion"].dropna()
    if len(wide):
        facts.append(
            ("Widened limits", f"the variance is {wide.max():.1f} times what chance alone gives")
        )
    unknown = rows["unknown_count"].dropna()
    if len(unknown) and unknown.max() > 0:
        same = len(unknown.drop_duplicates()) == 1
        facts.append(
            (
                "Unknown",
                f"{'' if same else 'up to '}{int(unknown.max()):,} cases where it is not recorded",
            )
        )
    corrected = rows["q"].dropna()
    if len(corrected):
        over = f"the {comparisons}" if comparisons else "all"
        facts.append(
            ("Correction", f"Benjamini and Hochberg, over {over} comparisons of this kind")
        )
    flags = rows["flag"].dropna().str.split("; ").explode()
    told = [
        flag for flag in dict.fromkeys(flags) if flag not in ("suppressed", "demonstration", "")
    ]
    if told:
        facts.append(("Marked", _joined(told)))
    if rows["already_public"].fillna(False).all():
        facts.append(("Published", "these numbers are already public and stand as published"))
    return [(term, said) for term, said in facts if said]
