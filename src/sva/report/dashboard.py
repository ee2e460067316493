"""The monthly outcome dashboard as a page: what stands out, charts with their tables, groups that open one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.figures.views import View
from sva.report.bench import Bench, Said
from sva.report.edition import make_bench
from sva.report.frames import chart
from sva.report.page import make_page
from sva.report.standing_out import list_exceptions, note
from sva.report.tables import html_table, pivot
from sva.report.words import day, how_we_know, source_line

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.findings import Context, Finding
    from sva.outcomes import Panel

__all__ = ["Dashboard", "make_dashboard"]

_LICENCE = (
    "Made with sva. Code under the MIT licence; open data under the Open Government Licence v3.0; "
    "typeface Public Sans under the SIL Open Font Licence 1.1."
)
#: A title above this many letters stands above its chart.
_LONGEST = 150
#: One number for each category and part becomes a table of rows by columns: shares, and counts with their marks.
_SHARE = ["strata", "area_code", "period_start", "group", "value"]
_NUMBER = ["strata", "area_code", "period_start", "group", "numerator"]
_COUNTS = ["group", "numerator", "denominator", "value", "lower", "upper"]


@dataclass
class Dashboard:
    """A finished page and what stands in it.

    Parameters
    ----------
    html : str
        The page, with no request to anywhere and no script.
    parts : list of str or View
        Its prose, and a view for every chart and table in it: what an attack on the page is judged by.
    warnings : list of str
        What a chart could not show.
    """

    html: str = ""
    parts: list[str | View] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def make_dashboard(
    assessment: Assessment,
    released: Released,
    panels: Sequence[Panel],
    *,
    supplied: Sequence[str] | None = None,
    geography: Any = None,
    run_line: str = "",
) -> Dashboard:
    """Make the dashboard of one edition.

    Parameters
    ----------
    assessment : Assessment
    released : Released
        The edition's numbers, the dashboard's among them: nothing else is read.
    panels : sequence of Panel
        From `sva.outcomes.panels`; of their rows only the keys are used.
    supplied : sequence of str, optional
        Contracts for which there are files; by default those that the assessment lists.
    geography : object, optional
        For the names of areas.
    run_line : str
        Which run made this.

    Returns
    -------
    Dashboard
    """
    from sva.findings import Context, Finding

    bench = make_bench(assessment, released, geography=geography, supplied=supplied)
    context = Context.of(released, assessment.settings, supplied)
    out = Dashboard()
    cells: list[tuple[str, str]] = []
    told: list[Finding] = []
    lost: list[str] = []
    for panel in panels:
        if _without_limits(panel, bench):
            lost.append(panel.topic)
            continue
        if lost:
            cells.append(("html", _lost(lost)))
            lost = []
        if panel.kind == "heading":
            cells.append(("markdown", f"# {panel.name}\n\n{panel.topic}"))
        elif panel.kind == "part":
            cells.append(("markdown", f"## {panel.name}\n\n{panel.topic}"))
        elif panel.kind == "exceptions":
            cells.append(("html", list_exceptions(panel, bench, context)))
        else:
            html, said = _chart(panel, bench, context, out)
            cells.append(("html", html))
            if said is not None and panel.name in _BRIEF:
                told.append(
                    Finding(panel.name, _BRIEF[panel.name], said.text, said.keys, said.certainty)
                )
    if lost:
        cells.append(("html", _lost(lost)))
    out.html = make_page(cells, _page(assessment, released, told, run_line))
    out.parts += [text for kind, text in cells if kind == "markdown"]
    out.warnings = bench.warnings
    return out


#: What the first lines of the page say.
_BRIEF = {
    "dash-assigned": "How complete",
    "dash-recorded-1": "What was done",
    "dash-recorded-2": "Why nothing was done",
    "dash-chart-diversion": "Outcome 22",
}


def _view(panel: Panel) -> View | None:
    """Turn a panel into a view; None where it has no rows."""
    rows = panel.rows
    if rows is None or rows.empty:
        return None
    return View(
        panel.name,
        "figure",
        form=panel.form,
        keys=tuple(rows["key"]),
        topic=panel.topic,
        sentence=panel.sentence,
        options=dict(panel.options),
        needs=panel.needs,
    )


def _without_limits(panel: Panel, bench: Bench) -> bool:
    """Say whether a chart rests on limits that this edition cannot hold."""
    view = _view(panel) if panel.kind == "figure" else None
    if view is None:
        return False
    rows = bench.released.rows(view.keys)
    limits = set(rows["measure"]) <= {"outcomes.chart", "outcomes.funnel"}
    return bool(len(rows)) and limits and not rows["value"].notna().any()


def _lost(topics: Sequence[str]) -> str:
    """Say once, for charts in a row, that limits cannot be drawn in this edition."""
    from sva.findings.missing import listed

    which = listed(topic[:1].lower() + topic[1:] for topic in topics)
    return note(
        f"Not drawn in this edition: {which}. Its counts are rounded, and limits cannot be drawn beside rounded counts; the "
        "restricted edition has them."
    )


def _silent(panel: Panel, rows: pd.DataFrame, bench: Bench) -> str | None:
    """Say why a chart cannot be drawn, or nothing where it can."""
    if panel.rows is None or panel.rows.empty:
        clause = bench.absent(panel.needs)
        return f"{panel.topic}: {clause or 'no cases are recorded, or too few months'}."
    if rows.empty:
        return f"{panel.topic}: not part of the {bench.released.edition} edition."
    if rows["value"].notna().any():
        return None
    return f"{panel.topic}: withheld, since the numbers are too small."


def _chart(panel: Panel, bench: Bench, context: Context, out: Dashboard) -> tuple[str, Said | None]:
    """Draw one panel: title, chart, source, table, and its groups to be opened."""
    from sva.figures import draw

    view = _view(panel)
    rows = bench.released.rows(view.keys) if view is not None else _nothing(panel)
    silent = _silent(panel, rows, bench)
    if view is None or silent is not None:
        return note(silent or ""), None
    bench.figures += 1
    out.parts.append(view)
    said = bench.say(view, rows) if view.sentence else None
    sentence = said.text if said is not None and said.text else panel.topic
    title = sentence if len(sentence) <= _LONGEST else panel.topic
    drawing = draw(
        view,
        rows,
        labels=bench.labels,
        demonstration=bench.demonstration,
        title=sentence,
        geography=bench.geography,
    )
    bench.warnings += drawing.warnings
    above = "" if title == sentence else f'<p class="key long-key">{escape(sentence)}</p>'
    sub = f'<span class="sub">{escape(panel.topic)}</span>' if title != panel.topic else ""
    sure = ""
    if said is not None and said.certainty:
        sure = f'<p class="note"><strong>How sure?</strong> {escape(said.certainty)}</p>'
    number = f"Figure {bench.figures}"
    html = (
        f'{above}<div class="view" id="v-{panel.name}"><figure><figcaption><span class="number">{number}</span> '
        f'<span class="title">{escape(title)}</span>{sub}</figcaption>{chart(drawing)}'
        f'<p class="source">{escape(source_line(rows))}</p></figure>{sure}'
        f"{_table(panel, rows, bench, number, out)}{_opened(panel, bench, context, out)}</div>"
    )
    return html, said


def _nothing(panel: Panel) -> pd.DataFrame:
    from sva import estimates

    return estimates.blank()


def _listed(
    name: str, rows: pd.DataFrame, topic: str, columns: Sequence[str], out: Dashboard
) -> None:
    """Put a table among what stands in the page."""
    options = {"columns": list(columns)} if columns else {}
    out.parts.append(View(name, "table", keys=tuple(rows["key"]), topic=topic, options=options))


def _table(panel: Panel, rows: pd.DataFrame, bench: Bench, number: str, out: Dashboard) -> str:
    """Put the chart's table and how we know under it, both closed."""
    from sva.figures.twin import twin

    several = len(rows["group"].drop_duplicates()) > 1
    crossed = panel.kind == "groups" or (panel.form == "lines" and several)
    mark = MARK if bench.demonstration else ""
    inner = ""
    for columns, name, words in ((_SHARE, "", "The numbers of"), (_NUMBER, "-counts", "The counts behind")):  # fmt: skip
        if not crossed and name:
            continue
        last = columns[-1]
        apart = [each for each in columns if each == last or len(rows[each].drop_duplicates()) > 1]
        table = pivot(
            twin(rows, bench.labels, panel.options.get("headings"), apart if crossed else ())
        )
        caption = f"{words} {number.lower()}: {panel.topic}"
        if name:
            _listed(f"{panel.name}{name}", rows, panel.topic, apart, out)
        inner += html_table(table, caption, f"t-{panel.name}{name}", mark=mark)
    facts = "".join(
        f"<div><dt>{escape(term)}</dt><dd>{escape(words)}</dd></div>"
        for term, words in how_we_know(rows, bench.labels)
    )
    return (
        f"<details><summary>The numbers of {number.lower()}, and how we know"
        f'<span class="away">: {escape(panel.topic)}</span></summary>{inner}<dl>{facts}</dl></details>'
    )


def _opened(panel: Panel, bench: Bench, context: Context, out: Dashboard) -> str:
    """Give every group a part of its own to open: all its outcomes with counts and limits."""
    from sva.figures.twin import twin

    if panel.kind != "groups" or panel.detail is None or panel.detail.empty:
        return ""
    rows = bench.released.rows(panel.detail["key"])
    by = "area_code" if panel.options.get("category") == "area_code" else "strata"
    mark = MARK if bench.demonstration else ""
    parts = []
    for at, (name, part) in enumerate(rows.groupby(by, sort=False), 1):
        words = context.area(str(name)) if by == "area_code" else str(name)
        table = twin(part, bench.labels, None, _COUNTS)
        _listed(f"{panel.name}-{at}", part, f"{panel.topic}: {words}", _COUNTS, out)
        inner = html_table(table, f"{panel.topic}: {words}", f"t-{panel.name}-{at}", mark=mark)
        parts.append(f"<details><summary>{escape(words)}{_told(part)}</summary>{inner}</details>")
    return (
        f'<div class="drill"><p><strong>Open a group</strong> for all its outcomes with counts and limits.</p>'
        f"{''.join(parts)}</div>"
    )


def _told(part: pd.DataFrame) -> str:
    """Say the two shares that the letter asks for, so that a group need not be opened for them."""
    from sva.figures.labels import is_null
    from sva.findings.numbers import percent
    from sva.findings.outcomes import SHORT

    told = [
        f"{percent(float(value))} {SHORT[group]}"
        for group, value in zip(part["group"], part["value"], strict=True)
        if group in ("Charged or summonsed", "Diversionary, educational or intervention activity")
        and not is_null(value)
    ]
    return f'<span class="told">: {escape(", ".join(told))}</span>' if told else ""


def _page(
    assessment: Assessment, released: Released, told: list[Finding], run_line: str
) -> dict[str, Any]:
    from sva.figures.labels import period_label

    settings = assessment.settings
    days = sorted({source.data_as_at for source in settings.sources})
    title = f"Outcomes month by month: {settings.area.name}"
    return {
        "title": title,
        "edition": released.edition.capitalize(),
        "mark": MARK if assessment.demonstration else "",
        "description": f"{title}. {released.edition.capitalize()} edition.",
        "facts": [
            ("Area", f"{settings.area.name} police force area"),
            ("Period", period_label(settings.period.start, settings.period.end)),
            ("Data as at", day(days[-1]) if days else "no data supplied"),
            ("Edition", released.edition.capitalize()),
        ],
        "findings": told,
        "licence": _LICENCE,
        "run_line": run_line,
    }
