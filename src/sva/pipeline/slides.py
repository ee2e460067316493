"""Pictures for slides and the Word summary, from a report that is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.assessment import load_assessment
from sva.errors import Fault, SvaError
from sva.pipeline.cache import read_stamp
from sva.pipeline.publish import disk_errors, locked
from sva.pipeline.workspace import TABLES, table_rows

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["make_slides"]


def make_slides(name: str | None) -> list[Path]:
    """Draw every chart of a finished report as PNG, and write its summary for Word, for both editions.

    They are made when asked for, since a report does not need them; the next report clears them away.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.

    Returns
    -------
    list of pathlib.Path
        ``charts`` and ``summary.docx`` of each edition.

    Raises
    ------
    SvaError
        If there is no finished report.
    """
    import pandas as pd

    from sva.disclosure import Released
    from sva.disclosure.policy import EDITIONS
    from sva.findings import headline
    from sva.pipeline.compose import compose
    from sva.pipeline.plan import make_plan
    from sva.pipeline.resources import geography_of
    from sva.report import views_of
    from sva.report.commentary import weave
    from sva.report.edition import make_bench
    from sva.report.slides import write_charts
    from sva.report.summary import write_summary

    assessment = load_assessment(name)
    made: list[Path] = []
    with locked(assessment.processed):
        plan = make_plan(assessment, hash_inputs=False)
        space = plan.workspace
        stamps = {step.name: read_stamp(space.stamps / f"{step.name}.json") for step in plan.steps}
        done = read_stamp(space.stamps / "report.json")
        if done is None or None in stamps.values() or not assessment.reports.is_dir():
            raise SvaError(
                f"{assessment.name} has no finished report",
                [
                    Fault(
                        "charts are drawn from what a report released",
                        do_next="Run 'sva report' first.",
                    )
                ],
            )
        views = {step: stamp.notes["views"] for step, stamp in stamps.items() if stamp is not None}
        names = {step: [view["name"] for view in own.values()] for step, own in views.items()}
        present = [table for table in TABLES if table_rows(space.clean / f"{table}.parquet")]
        accounting = pd.read_parquet(space.clean / "_accounting.parquet")
        supplied = set(accounting["source"].dropna().astype(str))
        composed = compose([step.notebook for step in plan.steps], views, present)
        for edition in EDITIONS:
            released = Released.from_disk(space.released / edition)
            bench = make_bench(
                assessment, released, geography=geography_of(assessment), supplied=supplied
            )
            chapters = weave(composed, assessment.commentary, edition, names)
            folder = assessment.reports / edition
            with disk_errors("the charts"):
                write_charts(views_of(chapters), bench, folder / "charts")
                findings = headline(released, assessment.settings, supplied)
                made.append(folder / "charts")
                made.append(
                    write_summary(assessment, chapters, findings, bench, folder / "summary.docx")
                )
    return made
