"""Statements about money, services and the Duty: a sum shared out, services beside need, the Duty on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.report.words import day

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.figures.views import View
    from sva.report.statements import Statement

__all__ = ["NEED_FORMS", "needs_of", "write_allocations"]

_YOUNG = "10 to 24"


def _table(records: list[dict[str, Any]], nothing: str) -> Statement:
    import pandas as pd

    from sva.report.statements import Statement

    if not records:
        return Statement(text=nothing)
    table = pd.DataFrame(records, dtype=object)
    table.attrs = {"apart": [table.columns[0]], "units": {}}
    return Statement(table)


def needs_of(rows: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Lay released rows of partnerships out as needs, a column a formula; only formulas known everywhere.

    Parameters
    ----------
    rows : pandas.DataFrame
        Released: residents, residents of 10 to 24, offences, harm, by partnership.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        By name of the partnership.
    """
    import pandas as pd

    names = {each.code: each.name for each in assessment.settings.partnerships}
    csp = rows[rows["area_type"].eq("csp")] if len(rows) else rows
    chosen = {
        "residents": csp["measure"].eq("population.count") & csp["group"].isna(),
        f"residents aged {_YOUNG}": csp["measure"].eq("population.count")
        & csp["group"].eq(_YOUNG).fillna(False),
        "recorded serious violence": csp["measure"].eq("offences.count"),
        "harm of it": csp["measure"].eq("priority.harm"),
    }
    columns = {}
    for name, which in chosen.items():
        part = csp[which.fillna(False).astype(bool)]
        values = part.set_index("area_code")["value"].reindex(list(names))
        if len(part) and values.notna().all():
            columns[name] = values.astype(float).to_numpy()
    return pd.DataFrame(columns, index=list(names.values()))


def _allocation(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Share a sum out by every formula, side by side."""
    from sva.context.allocation import allocate

    wanted = assessment.settings.allocation
    needs = needs_of(rows, assessment)
    if wanted is None or needs.empty or not len(needs.columns):
        return _table(
            [], "No sum to be shared out is named in the assessment file (key allocation)."
        )
    shared = allocate(needs, wanted.total, wanted.floor)
    records = [
        {"Partnership": str(area)}
        | {f"By {name}": f"£{pounds:,.0f}" for name, pounds in row.items()}
        for area, row in shared.iterrows()
    ]
    whole = {f"By {name}": f"£{shared[name].sum():,.0f}" for name in shared.columns}
    records.append({"Partnership": f"All, at least £{wanted.floor:,.0f} each"} | whole)
    return _table(records, "")


def write_allocations(
    views: Iterable[View], released: Released, assessment: Assessment, folder: Path
) -> list[Path]:
    """Write the sheet to play with, where a view shows an allocation.

    Parameters
    ----------
    views : iterable of View
        Of the report.
    released : Released
        The edition.
    assessment : Assessment
    folder : pathlib.Path
        Of the tables; must be there.

    Returns
    -------
    list of pathlib.Path
        None or one.
    """
    from sva.context.allocation import write_sheet

    wanted = assessment.settings.allocation
    view = next((v for v in views if v.kind == "statement" and v.form == "allocation"), None)
    if view is None or wanted is None:
        return []
    needs = needs_of(released.rows(view.keys), assessment)
    if not len(needs.columns):
        return []
    mark = "DEMONSTRATION. " if assessment.demonstration else ""
    notes = [
        f"{released.edition.capitalize()} edition of {assessment.settings.title}.",
        f"The sum: {wanted.purpose} ({wanted.source}).",
        "Need is what was recorded; what was never reported is not in it. A formula is a choice, not a finding.",
    ]
    return [write_sheet(folder / "allocation.xlsx", needs, wanted.total, wanted.floor, f"{mark}{wanted.purpose}", notes)]  # fmt: skip


def _services(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Need, services and places of each partnership and age, with the gaps in both directions."""
    from sva.figures.labels import is_null, marker

    if rows.empty:
        from sva.findings.missing import cannot_say

        have = [source.contract for source in assessment.settings.sources]
        why = cannot_say(["service-directory"], have) or "this edition holds no figures for it"
        return _table([], f"Services beside need: {why}.")
    names = {each.code: each.name for each in assessment.settings.partnerships}

    def of(measure: str, code: str, age: str, part: str = "") -> dict[str, Any] | None:
        found = rows[
            rows["measure"].eq(measure)
            & rows["area_code"].eq(code)
            & rows["group"].eq(age)
            & rows["strata"].fillna("").eq(part)
        ]
        return next(({str(k): v for k, v in row.items()} for row in found.to_dict("records")), None)

    records = []
    for age in dict.fromkeys(str(group) for group in rows["group"]):
        needs = rows[rows["measure"].eq("victims.rate") & rows["group"].eq(age)]["value"].dropna()
        middle = float(needs.median()) if len(needs) else None
        for code, name in names.items():
            need, count, places = (of(m, code, age) for m in ("victims.rate", "services.count", "services.rate"))  # fmt: skip
            number = 0 if count is None or is_null(count["value"]) else int(count["value"])
            level = None if need is None or is_null(need["value"]) else float(need["value"])
            said = marker(need["flag"], need["value"]) if need is not None and level is None else ""
            own = number - _everywhere(rows, age)
            same = of("services.count", code, age, "of the same kind")
            alike = 0 if same is None or is_null(same["value"]) else int(same["value"])
            records.append(
                {
                    "Partnership and age": f"{name}, {age}",
                    "Harmed for every 1,000": said
                    or ("not known" if level is None else f"{level:.1f}"),
                    "Services": number,
                    "Places for every 1,000": ""
                    if places is None or is_null(places["value"])
                    else f"{float(places['value']):.1f}",
                    "What stands out": _gap(level, middle, own, alike),
                }
            )
    return _table(records, "")


def _everywhere(rows: pd.DataFrame, age: str) -> int:
    """Count the services that every partnership has: the fewest of any."""
    whole = rows["measure"].eq("services.count") & rows["strata"].isna()
    counts = rows[whole & rows["group"].eq(age)]["value"].dropna()
    return int(counts.min()) if len(counts) else 0


def _gap(level: float | None, middle: float | None, own: int, alike: int) -> str:
    high = level is not None and middle is not None and level >= middle
    if own == 0:
        return (
            "Gap: nothing of its own, and need is above the middle"
            if high
            else "Nothing of its own"
        )
    if alike >= 2:
        return f"{alike} services of the same kind: do they overlap?"
    if own >= 2 and not high and level is not None:
        return f"{own} services of its own, and need is under the middle"
    return ""


def _duty(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Put the Duty on one page: who is bound, who was asked, the strategy, recommendations, agreements, what is late."""
    from sva.assessment.duty import ASPECTS
    from sva.assessment.duty_file import read_duty

    duty = read_duty(assessment.folder, demonstration=assessment.demonstration)
    if duty.as_at is None:
        return _table([], f"The partnership has stated nothing about the Duty (assessments/{assessment.name}/duty.yaml).")  # fmt: skip
    late = duty.overdue(duty.as_at)
    records: list[dict[str, Any]] = []

    def add(part: str, what: str, who: str = "", when: str = "", status: str = "", *, made_up: bool = False) -> None:  # fmt: skip
        words = f"{status} (demonstration)" if made_up and status else status
        records.append({"Part": part, "What": what, "Who": who or "not stated", "When": when or "not stated", "Status": words or "not stated"})  # fmt: skip

    ready = [sum(getattr(each.readiness, a).answer == "yes" for a in ASPECTS) for each in duty.specified]  # fmt: skip
    add("Specified authorities", f"{len(duty.specified)} are bound by the Duty", duty.governance.convened_by or "", day(duty.as_at), f"{sum(n == len(ASPECTS) for n in ready) or 'None'} of them ready in all {len(ASPECTS)} aspects by their own word", made_up=any(e.demonstration for e in duty.specified))  # fmt: skip
    asked = [each for each in duty.relevant if each.consulted_on]
    names = ", ".join(each.name for each in duty.relevant if not each.consulted_on)
    add("Relevant authorities", f"{len(asked)} of {len(duty.relevant)} were consulted" + (f"; not yet: {names}" if names else ""), "Educational, prison and youth custody authorities", day(max(each.consulted_on for each in asked if each.consulted_on)) if asked else "", "Consulted" if len(asked) == len(duty.relevant) and asked else "Incomplete", made_up=any(e.demonstration for e in duty.relevant))  # fmt: skip
    plan = duty.strategy
    due = [f"due {day(plan.due)}"] if plan.due else []
    due += [f"published {day(plan.published_on)}"] if plan.published_on else []
    due += [f"next review {day(plan.review_due)}"] if plan.review_due else [f"reviewed every {plan.review_every_months} months"]  # fmt: skip
    add("Strategy", plan.title or "Strategy under section 8", plan.owner or "", "; ".join(due), plan.status.capitalize(), made_up=plan.demonstration)  # fmt: skip
    for heard in duty.consultation:
        add("Consultation", f"{heard.who}" + (f": {heard.outcome}" if heard.outcome else ""), heard.kind.capitalize(), day(heard.on) if heard.on else "", heard.how or "", made_up=heard.demonstration)  # fmt: skip
    for each in duty.recommendations:
        shown = f"{len(each.evidence)} pieces of evidence" if each.evidence else "no evidence given"
        add(f"{each.made_by}, {day(each.made_on)}", each.text, each.owner or each.addressed_to, f"due {day(each.due)}" if each.due else "", f"{each.status.capitalize()}; {shown}", made_up=each.demonstration)  # fmt: skip
    for deal in duty.agreements:
        when = [f"signed {day(deal.signed_on)}"] if deal.signed_on else []
        when += [f"review by {day(deal.review_by)}"] if deal.review_by else []
        add("Agreement to share", deal.name, "; ".join(deal.parties), "; ".join(when), deal.status.capitalize(), made_up=deal.demonstration)  # fmt: skip
    for each in late:
        add("LATE", each.what, each.owner or "", f"was due {day(each.due)}", "Late", made_up=each.demonstration)  # fmt: skip
    if not late:
        add("Late", f"Nothing is late on {day(duty.as_at)}", "All", day(duty.as_at), "In time")
    return _table(records, "")


def _success(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Lay out the measures of success, a column a year, with what chance alone allows where there are few."""
    from sva.context.success import MEASURES_OF_SUCCESS
    from sva.figures.labels import is_null, marker, period_label

    years = rows[["period_start", "period_end"]].drop_duplicates().sort_values("period_start")
    records = []
    for name in MEASURES_OF_SUCCESS:
        mine = rows[rows["group"].eq(name)] if len(rows) else rows
        if mine.empty:
            continue
        record: dict[str, Any] = {"Measure of success": name}
        for start, end in years.itertuples(index=False):
            found = mine[mine["period_start"].eq(start)].to_dict("records")
            cell = "[x]"
            if found:
                row = found[0]
                cell = marker(row["flag"], row["value"]) if is_null(row["value"]) else f"{int(row['value']):,}"  # fmt: skip
                if not is_null(row["value"]) and not is_null(row["lower"]):
                    cell += f" ({float(row['lower']):.0f} to {float(row['upper']):.0f})"
            record[period_label(start, end)] = cell
        records.append(record)
    if not records:
        from sva.findings.missing import cannot_say

        have = [source.contract for source in assessment.settings.sources]
        why = (
            cannot_say(["hospital-admissions", "police-offences"], have) or "no cases are recorded"
        )
        return _table([], f"The three measures of success: {why}.")
    return _table(records, "")


#: Form of a view of kind "statement" to what makes it.
NEED_FORMS: Mapping[str, Callable[[Any, Any], Statement]] = {
    "allocation": _allocation,
    "services": _services,
    "duty": _duty,
    "success": _success,
}
