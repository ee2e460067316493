"""A summary in Word that a person can edit: findings, what is asked, then each chapter's first sentence and first chart."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sva.figures.head import MARK
from sva.figures.labels import period_label
from sva.figures.views import View
from sva.report.registers import asked_for
from sva.report.slides import chart_of

if TYPE_CHECKING:
    from pathlib import Path

    from sva.assessment import Assessment
    from sva.findings import Finding
    from sva.report.bench import Bench
    from sva.report.document import Chapter

__all__ = ["write_summary"]

#: 1 January 2000: the same report gives the same bytes.
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001  the format has no zone
_INK, _ACCENT, _WARNING = "0B0C0C", "12436D", "B10E1E"
#: Width of the text in centimetres; a picture fills it.
_COLUMN = 16.0


def write_summary(
    assessment: Assessment,
    chapters: Sequence[Chapter],
    findings: Sequence[Finding],
    bench: Bench,
    path: Path,
) -> Path:
    """Write the summary.

    Parameters
    ----------
    assessment : Assessment
    chapters : sequence of Chapter
        In reading order; those without a sentence and a chart in this edition are left out.
    findings : sequence of Finding
        Of the first page.
    bench : Bench
        Of one edition.
    path : pathlib.Path
        Its folder must exist.

    Returns
    -------
    pathlib.Path
        The path given. Headings, styles and alternative texts are real ones; the same report gives the same bytes.
    """
    from docx import Document

    document = Document()
    _styles(document)
    _about(document, assessment, bench)
    settings = assessment.settings
    edition = bench.released.edition.capitalize()
    _page(document, settings.title, edition, bench)
    document.add_heading(settings.title, 0)
    if bench.demonstration:
        _paragraph(document, f"{MARK}. Every number is made up; none may be quoted.", _WARNING)
    period = period_label(settings.period.start, settings.period.end)
    _paragraph(document, f"{edition} edition. {settings.area.name}, {period}.")
    _paragraph(
        document,
        "A summary to be edited. Its numbers are those of the report; words changed here are the editor's own.",
    )
    document.add_heading("In brief", 1)
    for each in findings:
        document.add_heading(each.title, 2)
        document.add_paragraph(each.text)
        if each.certainty:
            _paragraph(document, f"How sure? {each.certainty}")
    if asked := asked_for(assessment):
        document.add_heading("What is asked", 1)
        for text in asked:
            document.add_paragraph(text, "List Number")
    for chapter in chapters:
        _chapter(document, chapter, bench)
    _save(document, path)
    return path


def _chapter(document: Any, chapter: Chapter, bench: Bench) -> None:
    views = [cell for cell in chapter.cells if isinstance(cell, View)]
    said = next(filter(None, (_said(view, bench) for view in views)), None)
    chart = next(filter(None, (chart_of(view, bench) for view in views)), None)
    if said is None and chart is None:
        return
    document.add_heading(_title(chapter), 1)
    if said is not None:
        document.add_paragraph(said.text)
        if said.certainty:
            _paragraph(document, f"How sure? {said.certainty}")
    if chart is None:
        return
    from docx.shared import Cm

    if chart.title != (said.text if said else ""):
        document.add_heading(chart.title, 2)
    picture = document.add_picture(io.BytesIO(chart.png), width=Cm(_COLUMN))
    # a picture and its source stay on one page
    document.paragraphs[-1].paragraph_format.keep_with_next = bool(chart.source)
    # the alternative text of a picture in a Word file
    about = picture._inline.docPr
    about.set("descr", chart.alt)
    about.set("title", chart.title)
    if chart.source:
        _paragraph(document, chart.source)


def _said(view: View, bench: Bench) -> Any:
    if view.kind != "sentence":
        return None
    rows = bench.released.rows(view.keys)
    said = bench.say(view, rows) if len(rows) else None
    return said if said and said.text else None


def _title(chapter: Chapter) -> str:
    text = next((cell for cell in chapter.cells if isinstance(cell, str)), chapter.name)
    first = text.strip().splitlines()[0]
    return first.lstrip("# ").strip()


def _page(document: Any, title: str, edition: str, bench: Bench) -> None:
    """Set A4, and mark every page: whose it is, that it is made up, its number."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - _COLUMN) / 2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for_whom = " For the partners of this assessment only." if edition == "Restricted" else ""
    mark = f" {MARK}." if bench.demonstration else ""
    section.header.paragraphs[0].text = f"{title}. {edition} edition.{for_whom}{mark}"
    foot = section.footer.paragraphs[0]
    foot.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)


def _paragraph(document: Any, text: str, colour: str = "505A5F") -> None:
    from docx.shared import Pt, RGBColor

    run = document.add_paragraph().add_run(text)
    run.font.size = Pt(10)
    run.font.color.rgb = RGBColor.from_string(colour)


def _styles(document: Any) -> None:
    """Set one typeface and size throughout; nobody's reader is surprised by a theme."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size, colour in (
        ("Normal", 11, _INK),
        ("Title", 24, _INK),
        ("Heading 1", 16, _ACCENT),
        ("Heading 2", 13, _INK),
        ("Header", 9, "505A5F"),
        ("Footer", 9, "505A5F"),
    ):
        style = document.styles[name]
        style.font.name = "Arial"
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for side in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{side}"), None)
        for side in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{side}"), "Arial")
    run = document.styles["Normal"].element.get_or_add_rPr()
    language = run.find(qn("w:lang"))
    if language is None:
        language = run.makeelement(qn("w:lang"), {})
        run.append(language)
    language.set(qn("w:val"), "en-GB")


def _about(document: Any, assessment: Assessment, bench: Bench) -> None:
    about = document.core_properties
    about.title = f"{assessment.settings.title}: summary, {bench.released.edition} edition"
    about.author = assessment.settings.commissioner
    about.subject = MARK if bench.demonstration else "Serious violence needs assessment"
    about.comments = ""
    about.language = "en-GB"
    about.created = about.modified = _FIXED
    about.last_modified_by = ""
    about.revision = 1


def _save(document: Any, path: Path) -> None:
    """Write the file with fixed times inside it, whole or not at all."""
    raw = io.BytesIO()
    document.save(raw)
    part = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in made.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o644 << 16
            out.writestr(fixed, made.read(entry.filename))
    part.replace(path)
