"""Tables of words: what partners supplied and may lawfully supply, what intake chose, what the partnership states.

The words come from the contracts and from the assessment folder; every number in them comes from released estimates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.figures.labels import is_null, marker, month_name
from sva.report.bench import Bench, Block
from sva.report.tables import html_table
from sva.report.words import source_line

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.figures.views import View

__all__ = ["STATEMENTS", "Statement", "state", "statement_block"]


@dataclass(frozen=True)
class Statement:
    """A table of words, or a sentence in its place.

    Parameters
    ----------
    table : pandas.DataFrame or None
        Of text; the first column heads the rows.
    text : str
        What is said where there is no table.
    notes : tuple of str
        What the bracketed numbers in the table stand for, from 1.
    """

    table: pd.DataFrame | None = None
    text: str = ""
    notes: tuple[str, ...] = ()


def state(form: str | None, rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Make the statement of a view.

    Parameters
    ----------
    form : str
        A key of `STATEMENTS`, or of those of `sva.report.registers` and `sva.report.needs`.
    rows : pandas.DataFrame
        Released estimates of the view's keys; may be empty.
    assessment : Assessment

    Returns
    -------
    Statement

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.estimates import blank
    >>> state("duty-readiness", blank(), load_assessment("west-mercia-2026-05")).text
    'None of the 17 specified authorities has stated how ready it is for the Duty.'
    """
    from sva.report.needs import NEED_FORMS
    from sva.report.registers import REGISTER_FORMS

    return {**STATEMENTS, **REGISTER_FORMS, **NEED_FORMS}[str(form)](rows, assessment)


def statement_block(view: View, rows: pd.DataFrame, bench: Bench) -> Block:
    """Put a statement in its place in the page.

    Parameters
    ----------
    view : View
        Of the kind "statement".
    rows : pandas.DataFrame
        Released estimates of its keys.
    bench : Bench
        Of one edition.

    Returns
    -------
    Block
    """
    title = view.topic or view.name.replace("-", " ")
    if bench.assessment is None:
        return Block(f'<p class="note">{escape(title)}: there is no assessment to state it.</p>')
    stated = state(view.form, rows, bench.assessment)
    if stated.table is None:
        return Block(f'<p class="note">{escape(stated.text)}</p>')
    bench.tables += 1
    number = f"Table {bench.tables}"
    mark = MARK if bench.demonstration else ""
    inner = html_table(stated.table, f"{number}: {title}", f"t-{view.name}", mark=mark)
    listed = "".join(
        f"<li><span>[{at}]</span> {escape(note)}</li>" for at, note in enumerate(stated.notes, 1)
    )
    inner += f'<ul class="markers">{listed}</ul>' if listed else ""
    source = source_line(rows) if len(rows) else ""
    below = f'<p class="source">{escape(source)}</p>' if source else ""
    html = f"<div class='view' id='v-{view.name}'>{inner}{below}</div>"
    return Block(html=html, table=stated.table, title=title, number=number, source=source)


def _words(records: list[dict[str, Any]], nothing: str) -> Statement:
    import pandas as pd

    if not records:
        return Statement(text=nothing)
    table = pd.DataFrame(records, dtype=object)
    table.attrs = {"apart": [table.columns[0]], "units": {}}
    return Statement(table)


def _number(row: Mapping[str, Any] | None, column: str = "numerator") -> str:
    """Write a released count, or the marker in its place."""
    if row is None:
        return "[x]"
    gone = marker(row["flag"], row["value"])
    if gone in ("[c]", "[x]") or is_null(row[column]):
        return gone or "[x]"
    return f"{int(row[column]):,}"


def _of(rows: pd.DataFrame, source: str, measure: str) -> list[dict[str, Any]]:
    mine = rows[rows["source"].eq(source) & rows["measure"].eq(measure)]
    return [{str(k): v for k, v in row.items()} for row in mine.to_dict("records")]


def _contract_of(source: str) -> str:
    from sva.intake import list_contracts

    return source if source in list_contracts() else source.rpartition("-")[0]


def _readiness(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Partner by data set: supplied or not, how complete, how soon, on which basis, and what it lets the report say."""
    from sva.intake import list_contracts, load_contract

    sources = sorted({str(name) for name in rows["source"].dropna()})
    have = {_contract_of(source) for source in sources}
    absent = [name for name in list_contracts() if name not in have]
    bases: list[str] = []
    records = []
    for source in [*sources, *absent]:
        contract = load_contract(_contract_of(source))
        given = assessment.source(contract.name)
        if contract.legal_basis not in bases:
            bases.append(contract.legal_basis)
        there = source not in absent
        holder = given.partner if given else contract.partner
        records.append(
            {"Data set": f"{contract.title} ({holder})"}
            | (_supplied(rows, source, assessment) if there else _NOTHING)
            | {
                "Grain and basis": f"{contract.grain.capitalize()} [{bases.index(contract.legal_basis) + 1}]",
                "Lets this report say": contract.supports
                if there
                else f"Not yet: {contract.supports}",
            }
        )
    words = _words(records, "No data set is known.")
    return Statement(words.table, words.text, tuple(bases))


_NOTHING = {"Covers": "Not supplied", "Rows clean": "", "Days to draw": "", "Least often known": ""}


def _supplied(rows: pd.DataFrame, source: str, assessment: Assessment) -> dict[str, str]:
    """Say period, rows, timeliness and completeness of one source."""
    covers = drawn_after = ""
    drawn = assessment.data_as_at(_contract_of(source))
    for covered in _of(rows, source, "rows.months"):
        first, last = covered["period_start"], covered["period_end"]
        months = int(covered["numerator"])
        if is_null(covered["denominator"]):
            periods = "One period" if months == 1 else f"{months} periods, the last"
            covers = f"{periods} from {month_name(last, short=True)}"
            continue
        covers = month_name(first, short=True)
        if (first.year, first.month) != (last.year, last.month):
            covers += f" to {month_name(last, short=True)}"
        whole = _months(assessment.settings.period)
        if months < whole:
            covers += f"; {whole - months} of {whole} months empty"
        drawn_after = f"{(drawn - last.date()).days}" if drawn else ""
    fates = {str(row["group"]): row for row in _of(rows, source, "rows.count")}
    return {
        "Covers": covers or "No dates",
        "Rows clean": _share(fates.get("clean"), fates.get("All")),
        "Days to draw": drawn_after,
        "Least often known": _least(_of(rows, source, "rows.known")),
    }


def _months(period: Any) -> int:
    """Count the months of a period, which is no secret and so is never rounded."""
    start, end = period.start, period.end
    return 12 * (end.year - start.year) + end.month - start.month + 1


def _share(part: Mapping[str, Any] | None, whole: Mapping[str, Any] | None) -> str:
    """Write one released count as a percentage of another."""
    said = _number(part), _number(whole)
    if said[0].startswith("[") or said[1].startswith("[") or said[1] == "0":
        return said[0] if said[0].startswith("[") else said[1]
    share = 100 * float((part or {})["numerator"]) / float((whole or {})["numerator"])
    return f"{int(share * 10) / 10:.1f}%"


def _least(known: list[dict[str, Any]], most: int = 3) -> str:
    """Name the fields that are known least often, and how often."""
    there = [row for row in known if not is_null(row["value"])]
    there.sort(key=lambda row: (float(row["value"]), str(row["strata"])))
    low = [row for row in there if float(row["value"]) < 99.95][:most]
    if there and not low:
        return "All known"
    said = [f"{str(row['strata']).partition(': ')[2]} {float(row['value']):.0f}%" for row in low]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def _choices(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Every automatic choice of intake in one line."""
    from sva.intake.choices import words_of

    records = []
    for choice, part in rows.groupby("group", sort=False):
        where = []
        for row in part.to_dict("records"):
            named = {str(key): value for key, value in row.items()}
            count = _number(named)
            source = str(named["cohort"]).replace("-", " ")
            where.append(f"{source} (whole files)" if count == "0" else f"{source} {count}")
        text = ", ".join(where)
        records.append(
            {"What was done": words_of(str(choice)), "Rows": text[:1].upper() + text[1:]}
        )
    return _words(records, "Nothing had to be chosen: every value was read as it stood.")


def _changes(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """Categories that vanish or appear: a change of recording, until the partner explains it."""
    records = []
    for record in rows.to_dict("records"):
        row = {str(key): value for key, value in record.items()}
        source, field = (str(row[name]).replace("-", " ") for name in ("cohort", "characteristic"))
        verb = "vanishes from" if row["strata"] == "vanished" else "appears only from"
        records.append(
            {
                "Data set": source[:1].upper() + source[1:],
                "Field": field.replace("_", " ").capitalize(),
                "Category": str(row["group"]),
                "What happens": f"{verb} {month_name(row['period_start'])} on",
                "Rows with it": _number(row),
            }
        )
    return _words(records, "No category vanishes or appears within the files.")


def _duty_readiness(rows: pd.DataFrame, assessment: Assessment) -> Statement:
    """How ready every specified authority says that it is."""
    from sva.assessment.duty import ASPECTS
    from sva.intake import duty

    table = duty(assessment)
    stated = {str(answer) for aspect in ASPECTS for answer in table[aspect]}
    named = table[~table["authority"].str.endswith(": none is named")]
    if stated == {"not stated"}:
        return Statement(
            text=f"None of the {len(named)} specified authorities has stated how ready it is for the Duty."
        )
    records = []
    for _, row in table.iterrows():
        made_up = " (demonstration)" if row["demonstration"] else ""
        records.append(
            {"Specified authority": f"{row['authority']}{made_up}"}
            | {words: str(row[aspect]).capitalize() for aspect, words in ASPECTS.items()}
        )
        if table["note"].str.len().any():
            records[-1]["Note"] = str(row["note"])
    return _words(records, "")


#: Form of a view of kind "statement" to what makes it.
STATEMENTS: Mapping[str, Callable[[Any, Any], Statement]] = {
    "readiness": _readiness,
    "choices": _choices,
    "changes": _changes,
    "duty-readiness": _duty_readiness,
}
