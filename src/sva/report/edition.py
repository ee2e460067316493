"""One edition of the report: page, PDF, tables, findings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.figures.labels import period_label
from sva.report.appendices import appendices
from sva.report.bench import Bench, Block, Said
from sva.report.blocks import block_of
from sva.report.document import Chapter, views_of
from sva.report.registers import asked_for
from sva.report.words import areas_around, day, reader_labels

if TYPE_CHECKING:
    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.figures.views import View
    from sva.findings import Finding

__all__ = ["assemble", "make_bench"]

_LICENCE = (
    "Made with sva. Code under the MIT licence; open data under the Open Government Licence v3.0; "
    "typeface Public Sans under the SIL Open Font Licence 1.1."
)


def make_bench(
    assessment: Assessment,
    released: Released,
    *,
    geography: Any = None,
    supplied: Iterable[str] | None = None,
) -> Bench:
    """Gather what drawing the views of one edition needs.

    Parameters
    ----------
    assessment : Assessment
    released : Released
    geography : object, optional
        With ``boundaries``, ``areas``, ``levels`` and ``vintages``, for maps.
    supplied : iterable of str, optional
        Contracts for which there are files; by default those that the assessment lists.

    Returns
    -------
    Bench
    """
    from sva.findings import Context, sentence
    from sva.findings.missing import HOLDERS, cannot_say

    settings = assessment.settings
    have = (
        tuple(source.contract for source in settings.sources)
        if supplied is None
        else tuple(supplied)
    )
    context = Context.of(released, settings, have)

    def say(view: View, rows: Any) -> Said | None:
        about = context.about_view(topic=view.topic, needs=view.needs)
        said = sentence(str(view.sentence), rows, about)
        return Said(said.text, said.certainty, said.keys)

    def adds(contract: str) -> str:
        return HOLDERS[contract].adds if contract in HOLDERS and contract not in have else ""

    labels = reader_labels(assessment, geography)
    return Bench(
        released=released,
        labels=labels,
        inside=areas_around(assessment, geography, labels),
        demonstration=assessment.demonstration,
        geography=geography,
        say=say,
        absent=lambda contracts: cannot_say(contracts, have),
        adds=adds,
        assessment=assessment,
    )


def assemble(
    assessment: Assessment,
    chapters: Sequence[Chapter],
    released: Released,
    findings: Sequence[Finding],
    out_dir: Path,
    *,
    geography: Any = None,
    supplied: Iterable[str] | None = None,
    run_line: str = "",
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Make one edition of the report.

    Parameters
    ----------
    assessment : Assessment
        What it is about.
    chapters : sequence of Chapter
        The notebooks' prose and views, in reading order.
    released : Released
        The edition's numbers: nothing else is read.
    findings : sequence of Finding
        The five of the first page.
    out_dir : pathlib.Path
        An empty folder of its own; made if it is not there.
    geography : object, optional
        For maps and the names of small areas.
    supplied : iterable of str, optional
        Contracts for which there are files; by default those that the assessment lists.
    run_line : str
        Which run made this: the one line of the page that may differ between equal runs.
    tell : callable, optional
        Takes each plain message: no PDF and why, what a chart could not show.

    Returns
    -------
    list of pathlib.Path
        Every file written, the page first.

    Raises
    ------
    SvaError
        If a view cannot be drawn; the message names the view.
    """
    from sva.findings import to_json
    from sva.report.files import write_tables
    from sva.report.known import known_of, pointed
    from sva.report.ods import write_ods
    from sva.report.page import Part, make_page
    from sva.report.pdf import write_pdf
    from sva.report.sheets import sheets_of
    from sva.report.workbook import write_workbook

    tell = tell or (lambda message: None)
    views_of(chapters)
    bench = make_bench(assessment, released, geography=geography, supplied=supplied)
    cells: list[Part] = []
    drawn: list[tuple[View, Block]] = []
    for chapter in chapters:
        for cell in chapter.cells:
            if isinstance(cell, str):
                cells.append(Part("markdown", cell))
                continue
            block = block_of(cell, bench)
            drawn.append((cell, block))
            if block.html:
                cells.append(Part("html", block.html, block.paper))
    mark = MARK if assessment.demonstration else ""
    cells += appendices(assessment, released, mark, supplied)
    cells = [pointed(cell, bench.where) for cell in cells]
    page = _page(assessment, released, findings, run_line, mark)
    page["known"] = known_of(findings, bench)
    html = make_page(cells, page)
    out_dir.mkdir(parents=True, exist_ok=True)
    paths = [out_dir / "needs-assessment.html"]
    paths[0].write_text(html, encoding="utf-8", newline="\n")
    page["known"] = {}
    problem = write_pdf(make_page(cells, page, paper=True), out_dir / "needs-assessment.pdf")
    if problem is None:
        paths.append(out_dir / "needs-assessment.pdf")
    else:
        tell(problem)
    tables = [(view, block) for view, block in drawn if block.table is not None]
    paths += write_tables(tables, bench, assessment, out_dir / "tables")
    sheets = sheets_of(tables, bench, assessment)
    about = {
        "title": f"{assessment.settings.title}: tables, {released.edition} edition",
        "subject": mark or "Serious violence needs assessment",
        "author": assessment.settings.commissioner,
    }
    paths.append(write_workbook(sheets, about, out_dir / "tables" / "tables.xlsx"))
    paths.append(write_ods(sheets, about, out_dir / "tables" / "tables.ods"))
    from sva.report.needs import write_allocations

    views = [view for view, _ in drawn]
    paths += write_allocations(views, released, assessment, out_dir / "tables")
    told = to_json(findings, released, assessment.demonstration)
    paths.append(out_dir / "findings.json")
    paths[-1].write_text(
        json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
    for warning in dict.fromkeys(bench.warnings):
        tell(warning)
    return paths


def _checked(entry: Mapping[str, str] | None) -> str:
    """Say what the ledger of outputs holds on these numbers."""
    if not entry:
        return "not yet checked by an output checker, and not to be published before"
    when = day(date.fromisoformat(entry["when"][:10]))
    words = {
        "pass": "for publication; its numbers were checked by {by} on {when}",
        "review": "under review by {by} since {when}, and not to be published before",
        "fail": "not to be published: refused by {by} on {when}",
    }
    return words[entry["decision"]].format(by=entry["by"], when=when)


def _page(
    assessment: Assessment,
    released: Released,
    findings: Sequence[Finding],
    run_line: str,
    mark: str,
) -> dict[str, Any]:
    settings = assessment.settings
    days = sorted({source.data_as_at for source in settings.sources})
    drawn = released.estimates["data_as_at"].dropna()
    if not days and len(drawn):
        days = sorted({drawn.min().date(), drawn.max().date()})
    as_at = "" if not days else day(days[-1])
    if len(days) > 1:
        as_at = f"{day(days[0])} to {day(days[-1])}, by source"
    whom = {"public": "for publication", "restricted": "for the partners of this assessment only"}
    if released.edition == "public" and released.policy.get("needs_output_checker"):
        whom["public"] = _checked(released.policy.get("checked"))
    facts = [
        ("Area", f"{settings.area.name} police force area"),
        ("Partnerships", ", ".join(entry.name for entry in settings.partnerships)),
        ("Period", period_label(settings.period.start, settings.period.end)),
        ("Compared with", period_label(settings.comparison.start, settings.comparison.end)),
        ("Data as at", as_at or "no data supplied"),
        ("For", settings.commissioner),
        (
            "Edition",
            f"{released.edition.capitalize()}: {whom.get(released.edition, '')}".rstrip(": "),
        ),
    ]
    return {
        "title": settings.title,
        "edition": released.edition.capitalize(),
        "mark": mark,
        "description": f"{settings.title}. {released.edition.capitalize()} edition.",
        "about": f"{facts[2][1]}. {facts[-1][1]}.",
        "facts": [fact for fact in facts if fact[0] not in ("Period", "Edition")],
        "findings": list(findings),
        "asked": asked_for(assessment),
        "licence": _LICENCE,
        "run_line": run_line,
    }
