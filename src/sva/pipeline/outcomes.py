"""The verb `sva outcomes`: from the stored estimates of a run to the outcome dashboard of both editions."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sva.disclosure.policy import EDITIONS, Edition
from sva.errors import Fault, SvaError
from sva.pipeline.publish import can_write, disk_errors, locked

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.outcomes import Panel
    from sva.pipeline.plan import Plan

__all__ = ["FILE", "make_outcomes"]

FILE = "outcomes.html"


@dataclass(frozen=True)
class _Job:
    """What one edition's process is told."""

    root: Path
    assessment: str
    edition: Edition
    run_line: str


def make_outcomes(name: str | None, *, fresh: bool = False) -> list[Path]:
    """Make the outcome dashboard of both editions, running first the notebooks that changed.

    Its numbers pass the gate together with all the numbers of the run and beside what was last released, so that the
    report and the dashboard may be read side by side.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.
    fresh : bool, optional
        Run everything, whether changed or not.

    Returns
    -------
    list of pathlib.Path
        The pages, the public one first.

    Raises
    ------
    SvaError
        If the assessment holds neither recorded crimes nor suspects' disposals, or a number may not be released. The last
        dashboards stand then.
    """
    from sva.assessment import load_assessment
    from sva.pipeline.provenance import describe_run, run_line
    from sva.pipeline.verbs import ready, run_plan
    from sva.pipeline.workspace import table_rows

    assessment = load_assessment(name)
    can_write(assessment.reports.parent)
    with locked(assessment.processed):
        plan = ready(assessment)
        run_plan(plan, fresh)
        clean = plan.workspace.clean
        if not any(table_rows(clean / f"{each}.parquet") for each in ("offences", "disposals")):
            raise SvaError(
                f"there is no outcome dashboard of {assessment.name}",
                [
                    Fault(
                        "neither recorded crimes with their outcomes nor suspects' disposals were supplied",
                        "police-offences or police-disposals among the sources",
                        do_next="The report shows what police.uk publishes of outcomes.",
                    )
                ],
            )
        line = run_line(describe_run(plan))
        jobs = [_Job(assessment.root, assessment.name, edition, line) for edition in EDITIONS]
        pages, told = _both(jobs)
        paths = []
        with disk_errors("the outcome dashboard"):
            for edition, page in zip(EDITIONS, pages, strict=True):
                paths.append(_put(page, assessment.reports / edition / FILE))
    for message in told:
        print(message)
    return paths


def _both(jobs: list[_Job]) -> tuple[list[str], list[str]]:
    """Make each edition in a process of its own; the first failure stops both from being written."""
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(jobs), mp_context=context) as pool:
        made = list(pool.map(_make, jobs))
    return [page for page, _ in made], list(dict.fromkeys(word for _, told in made for word in told))  # fmt: skip


def _put(page: str, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(page, encoding="utf-8", newline="\n")
    part.replace(path)
    return path


def _make(job: _Job) -> tuple[str, list[str]]:
    """Release and draw one edition."""
    import pandas as pd

    from sva import outcomes
    from sva.assessment import load_assessment
    from sva.outcomes.dashboard import TABLES
    from sva.pipeline.plan import make_plan
    from sva.pipeline.resources import geography_of
    from sva.report.dashboard import make_dashboard

    assessment = load_assessment(job.assessment, job.root)
    plan = make_plan(assessment, hash_inputs=False)
    clean = plan.workspace.clean
    tables = {
        each: pd.read_parquet(clean / f"{each}.parquet", columns=list(columns))
        for each, columns in TABLES.items()
    }
    panels = outcomes.panels(tables, assessment)
    del tables
    released = _release(plan, panels, job.edition, assessment)
    supplied = set(pd.read_parquet(clean / "_accounting.parquet")["source"].dropna().astype(str))
    return make_dashboard(
        assessment,
        released,
        panels,
        supplied=sorted(supplied),
        geography=geography_of(assessment),
        run_line=job.run_line,
    )


def _release(plan: Plan, panels: list[Panel], edition: Edition, assessment: Assessment) -> Released:
    """Put the dashboard's numbers through the gate with all those of the run, beside what was last released."""
    import pandas as pd

    from sva import estimates
    from sva.disclosure import Released, release
    from sva.pipeline.resources import geography_of

    stored = [plan.workspace.estimates / f"{step.name}.parquet" for step in plan.steps]
    frames = [estimates.read(path) for path in stored]
    frames += [each for panel in panels for each in (panel.rows, panel.detail) if each is not None]
    every: pd.DataFrame = pd.concat(
        [frame for frame in frames if len(frame)] or [estimates.blank()], ignore_index=True
    )
    before = plan.workspace.released / edition
    return release(
        every.drop_duplicates(ignore_index=True),
        edition,
        assessment.settings,
        geography=geography_of(assessment),
        previous=Released.from_disk(before) if (before / "released.json").is_file() else None,
    )
