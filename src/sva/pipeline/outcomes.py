"""The verb `sva outcomes`: from the stored estimates of a run to the outcome dashboard of both editions."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sva.disclosure.policy import EDITIONS, Edition
from sva.errors import Fault, SvaError
from sva.pipeline.publish import can_write, disk_errors, locked
from sva.pipeline.workers import workers

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released
    from sva.outcomes import Panel
    from sva.pipeline.plan import Plan
    from sva.reference.areas import Geography
    from sva.report.dashboard import Dashboard

__all__ = ["FILE", "make_outcomes"]

FILE = "outcomes.html"
#: What drawing an edition takes longest to load: loaded while the run is looked through.
_AHEAD = ("pandas", "matplotlib.figure", "scipy.optimize", "sva.report.dashboard", "sva.outcomes")


@dataclass(frozen=True)
class _Job:
    """What one edition's process is told."""

    assessment: Assessment
    edition: Edition
    run_line: str


def make_outcomes(name: str | None, *, fresh: bool = False) -> list[Path]:
    """Make the outcome dashboard of both editions, running first the notebooks that changed.

    Its numbers pass the gate together with the numbers of the run that rest on the same sources and beside what was last
    released, so that the report and the dashboard may be read side by side.

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
    with locked(assessment.processed), workers(*_AHEAD) as pool:
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
        pages, told = _both([_Job(assessment, edition, line) for edition in EDITIONS], pool)
        paths = []
        with disk_errors("the outcome dashboard"):
            for edition, page in zip(EDITIONS, pages, strict=True):
                paths.append(_put(page, assessment.reports / edition / FILE))
    for message in told:
        print(message)
    return paths


def _both(jobs: list[_Job], pool: Executor) -> tuple[list[str], list[str]]:
    """Make each edition in a process of its own; the first failure stops both from being written."""
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
    from sva.outcomes.dashboard import TABLES
    from sva.pipeline.plan import make_plan
    from sva.pipeline.resources import geography_of
    from sva.report.dashboard import make_dashboard

    assessment = job.assessment
    plan = make_plan(assessment, hash_inputs=False)
    clean = plan.workspace.clean
    tables = {
        each: pd.read_parquet(clean / f"{each}.parquet", columns=list(columns))
        for each, columns in TABLES.items()
    }
    panels = outcomes.panels(tables, assessment)
    del tables
    every = _every(plan, panels)
    released = _release(plan, every, job.edition, assessment)
    supplied = set(pd.read_parquet(clean / "_accounting.parquet")["source"].dropna().astype(str))
    geography = geography_of(assessment)
    made = make_dashboard(
        assessment,
        released,
        panels,
        supplied=sorted(supplied),
        geography=geography,
        run_line=job.run_line,
    )
    told = [*made.warnings, _attacked(assessment, released, every, made, geography, job)]
    return made.html, told


def _attacked(
    assessment: Assessment,
    released: Released,
    exact: pd.DataFrame,
    made: Dashboard,
    geography: Geography,
    job: _Job,
) -> str:
    """Attack the finished page as the report's is attacked; a public page that leaks is withheld."""
    from tempfile import TemporaryDirectory

    from sva.pipeline.attack import attack_edition, make_ground, refuse
    from sva.report import Chapter
    from sva.report.words import reader_labels

    ground = make_ground(
        assessment,
        released,
        [Chapter("outcomes", tuple(made.parts))],
        exact,
        labels=reader_labels(assessment, geography),
        run_line=job.run_line,
    )
    with TemporaryDirectory() as name:
        (Path(name) / FILE).write_text(made.html, encoding="utf-8", newline="\n")
        cache = assessment.processed / "attack" / f"outcomes-{job.edition}.json"
        verdict = attack_edition(assessment, Path(name), ground, geography, cache)
    refuse([verdict])
    return verdict.line


def _every(plan: Plan, panels: list[Panel]) -> pd.DataFrame:
    """Put the numbers of the run and of the dashboard together, each once.

    The gate adds up counts of one source only, so what rests on others can tell nothing of the dashboard's.
    """
    import pandas as pd

    from sva import estimates

    own = [each for panel in panels for each in (panel.rows, panel.detail) if each is not None]
    sources = {name for frame in own for name in frame["source"].dropna()}
    run = (estimates.read(plan.workspace.estimates / f"{step.name}.parquet") for step in plan.steps)
    frames = [*(_of(sources, frame) for frame in run), *own]
    filled = [frame for frame in frames if len(frame)] or [estimates.blank()]
    return pd.concat(filled, ignore_index=True).drop_duplicates(ignore_index=True)


def _of(sources: Iterable[str], frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["source"].isin(list(sources))].reset_index(drop=True)


def _release(plan: Plan, every: pd.DataFrame, edition: Edition, assessment: Assessment) -> Released:
    """Put them through the gate, beside what was last released."""
    from sva.disclosure import Released, release
    from sva.pipeline.resources import geography_of

    folder = plan.workspace.released / edition
    before = Released.from_disk(folder) if (folder / "released.json").is_file() else None
    if before is not None:
        same = _of(every["source"].dropna().unique(), before.estimates)
        before = replace(before, estimates=same)
    return release(
        every,
        edition,
        assessment.settings,
        geography=geography_of(assessment),
        previous=before,
    )
