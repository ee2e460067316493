"""Tables of words from what the office keeps: published figures, evidence, interventions, recommendations, costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sva.report.words import day

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.report.statements import Statement

__all__ = ["REGISTER_FORMS", "asked_for", "high_needs"]

#: Up to which place of an order of need a finding is a high one, which a recommendation must answer.
_HIGH = 2
_STARS = "of 5"


def _table(records: list[dict[str, Any]], nothing: str) -> Statement:
    import pandas as pd

    from sva.report.statements import Statement

    if not records:
        return Statement(text=nothing)
    table = pd.DataFrame(records, dtype=object)
    table.attrs = {"apart": [table.columns[0]], "units": {}}
    return Statement(table)


def _published(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Say what others published, with the change between two periods of one thing in one area."""
    from sva.context.registers import PublishedFigures, read_register
    from sva.figures.labels import period_label
    from sva.findings.numbers import percent

    figures = read_register(assessment.folder, PublishedFigures).figures
    records = []
    for each in figures:
        before = [f for f in figures if (f.what, f.area, f.per) == (each.what, each.area, each.per) and f.end < each.end]  # fmt: skip
        change = ""
        if before:
            first = max(before, key=lambda figure: figure.end)
            if first.value:
                part = 100 * (each.value / first.value - 1)
                words = "more" if part > 0 else "fewer"
                change = f"{percent(abs(part))} {words} than {period_label(first.start, first.end)}" if part else "the same"  # fmt: skip
        value = f"{each.value:,.10g}" + (f" for every {each.per}" if each.per else "")
        records.append(
            {
                "What": each.what, "Area": each.area, "Period": period_label(each.start, each.end), "Published": value,
                "Change": change, "Source": each.source,
            }
        )  # fmt: skip
    return _table(
        records,
        "No published figures of England and Wales, the region or similar forces are kept beside this assessment "
        f"(assessments/{assessment.name}/published.yaml), so it cannot be compared with them.",
    )


def _evidence(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Lay out the register of evidence, local assessments last, oldest first."""
    from sva.context.registers import EvidenceRegister, read_register

    kept = read_register(assessment.folder, EvidenceRegister).evidence
    ordered = sorted(
        kept, key=lambda each: (each.kind == "local assessment", each.year or 9999, each.name)
    )
    records = [
        {
            "Reference": f"{each.citation} ({each.year or 'year not seen'})",
            "Setting": each.setting,
            "What it found": each.finding,
            "Strength": f"{each.strength.capitalize()}; seen {each.seen}",
            "Bearing on this area": each.relevance,
        }
        for each in ordered
    ]
    return _table(
        records,
        f"No evidence is kept beside this assessment (assessments/{assessment.name}/evidence.yaml): nothing can be said about "
        "what research found.",
    )


def _interventions(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Say what works, in the terms of the Youth Endowment Fund's Toolkit; what nobody filled says so."""
    from sva.context.registers import InterventionTable, read_register

    kept = read_register(assessment.folder, InterventionTable)
    as_at = f" (as at {day(kept.as_at)})" if kept.as_at else ""
    records = [
        {
            "Approach": each.label,
            f"Impact on violence{as_at}": each.impact.capitalize(),
            "Evidence": "To be filled" if each.evidence is None else f"{each.evidence} {_STARS}",
            "Cost": "To be filled" if each.cost is None else "£" * each.cost,
            "What is said of it": each.said,
            "Source": each.source,
        }
        for each in kept.interventions
    ]
    return _table(
        records,
        f"The office keeps no table of what works (assessments/{assessment.name}/interventions.yaml): recommendations cannot be "
        "weighed against evidence.",
    )


def _priorities(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Place by the assessment's weights, between which places, and the place under other weights."""
    from sva.context.priorities import OWN_WEIGHTS
    from sva.figures.labels import is_null

    if rows.empty:
        from sva.findings.missing import cannot_say
        from sva.report.statements import Statement

        have = [source.contract for source in assessment.settings.sources]
        why = cannot_say(["police-offences", "police-victims"], have) or "this edition holds no figures for it"  # fmt: skip
        return Statement(text=f"The order of needs: {why}.")
    own = rows[rows["strata"].eq(OWN_WEIGHTS)].sort_values("value", na_position="last")
    others = [name for name in dict.fromkeys(rows["strata"]) if name != OWN_WEIGHTS]
    head = str(rows["characteristic"].iloc[0])
    records = []
    for row in own.to_dict("records"):
        there = not is_null(row["value"])
        ends = [int(row[x]) for x in ("lower", "upper") if there and not is_null(row[x])]
        between = " to ".join(str(end) for end in dict.fromkeys(ends))
        record = {
            head[:1].upper() + head[1:]: str(row["group"]),
            "Place": int(row["value"]) if there else "not put in order",
            "Between": between,
        }
        for name in others:
            found = rows[rows["strata"].eq(name) & rows["group"].eq(row["group"])]["value"].dropna()
            record[name[:1].upper() + name[1:]] = int(found.iloc[0]) if len(found) else ""
        records.append(record)
    if all(record["Between"] == "" for record in records):
        for record in records:
            del record["Between"]
    return _table(records, "")


def high_needs(rows: pd.DataFrame) -> list[str]:
    """Name what stands first or second in an order of need by the assessment's own weights.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released rows of ``priority.rank``.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"strata": ["weights of this assessment"] * 3, "group": ["Rape", "Robbery", "Homicide"],
    ...     "value": [1, 2, 3], "measure": "priority.rank"})
    >>> high_needs(rows)
    ['Rape', 'Robbery']
    """
    from sva.context.priorities import OWN_WEIGHTS

    if rows.empty:
        return []
    own = rows[rows["measure"].eq("priority.rank") & rows["strata"].eq(OWN_WEIGHTS)]
    return [str(name) for name in own[(own["value"] <= _HIGH).fillna(False)]["group"]]


def asked_for(assessment: Assessment) -> list[str]:
    """List what the report asks its readers to decide: each recommendation with who owns it and by when.

    Parameters
    ----------
    assessment : Assessment
        For its ``recommendations.yaml``.

    Returns
    -------
    list of str
        In the order of the file; empty where the office keeps none.
    """
    from sva.context.registers import Recommendations, read_register

    asked = []
    for each in read_register(assessment.folder, Recommendations).recommendations:
        owner = f": {each.owner}" if each.owner else ""
        by = f", by {day(each.by)}" if each.by else ""
        made_up = " (demonstration)" if each.demonstration else ""
        asked.append(f"{each.recommendation}{made_up}{owner}{by}.")
    return asked


def _recommendations(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Every recommendation with its trace; untraced ones say what they lack; high needs that none answers are listed."""
    from sva.context.registers import InterventionTable, Recommendations, read_register

    kept = read_register(assessment.folder, Recommendations).recommendations
    known = {each.name: each.label for each in read_register(assessment.folder, InterventionTable).interventions}  # fmt: skip
    records = []
    for each in kept:
        gaps = each.gaps
        if each.intervention and each.intervention not in known:
            gaps = [*gaps, "an intervention of the office's table"]
        groups = [f"Helps: {', '.join(each.helps)}."] if each.helps else []
        groups += [f"May harm: {', '.join(each.may_harm)}."] if each.may_harm else []
        groups += [f"Evidence: {each.equality_evidence}."] if each.equality_evidence else []
        made_up = " (demonstration)" if each.demonstration else ""
        records.append(
            {
                "Recommendation": f"{each.recommendation}{made_up}",
                "Finding": each.finding or "None given",
                "Intervention": known.get(each.intervention or "", each.intervention or "None given"),
                "Owner, measure and date": f"{each.owner or 'No owner'}. {each.measure or 'No measure'}. "
                f"By {day(each.by)}." if each.by else f"{each.owner or 'No owner'}. {each.measure or 'No measure'}. No date.",
                "Protected groups": " ".join(groups) or "Not considered",
                "Trace": f"Untraced: no {', no '.join(gaps)}" if gaps else "Whole",
            }
        )  # fmt: skip
    answered = {item for each in kept for item in each.answers}
    records += [
        {
            "Recommendation": "None",
            "Finding": f"{need}: first or second in the order of need",
            "Intervention": "", "Owner, measure and date": "", "Protected groups": "",
            "Trace": "A high need that no recommendation answers",
        }
        for need in high_needs(rows)
        if need not in answered
    ]  # fmt: skip
    return _table(
        records,
        f"No recommendations are kept beside this assessment (assessments/{assessment.name}/recommendations.yaml).",
    )


def _unit_costs(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Which unit costs are at hand, and which are used."""
    from sva.context.registers import UnitCosts, read_register

    kept = read_register(assessment.folder, UnitCosts).costs
    records = []
    for each in kept:
        span = f" ({each.low:,.0f} to {each.high:,.0f})" if each.low and each.high else ""
        used = (
            f"Confirmed on {day(each.confirmed_on)} by {each.confirmed_by}"
            if each.confirmed_on and each.confirmed
            else "Not used: not confirmed at its source"
        )
        records.append(
            {"Offence": each.label, "Pounds an offence": f"{each.pounds:,.0f}{span}", "Prices of": each.price_year, "Source": each.source, "Used": used}
        )  # fmt: skip
    return _table(
        records,
        f"No unit costs are kept beside this assessment (assessments/{assessment.name}/costs.yaml); the Home Office's tables of "
        "the economic and social costs of crime hold them.",
    )


#: Form of a view of kind "statement" to what makes it.
REGISTER_FORMS: Mapping[str, Callable[[Any, Any], Statement]] = {
    "published": _published,
    "evidence": _evidence,
    "interventions": _interventions,
    "priorities": _priorities,
    "recommendations": _recommendations,
    "unit-costs": _unit_costs,
}
