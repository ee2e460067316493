"""Behind the gate: both editions, each in a process of its own, published together or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.disclosure.policy import EDITIONS, Edition
from sva.pipeline.attack import attack_edition, make_ground, refuse
from sva.pipeline.cache import Stamp, hash_tree, hash_value, is_fresh, read_stamp, write_stamp
from sva.pipeline.plan import Plan
from sva.pipeline.publish import disk_errors, publish, staging
from sva.pipeline.workers import workers
from sva.pipeline.workspace import TABLES, Workspace, table_rows

if TYPE_CHECKING:
    import pandas as pd

    from sva.disclosure import Released
    from sva.disclosure.attack import Verdict
    from sva.estimates.extensions import Extension

__all__ = ["make_editions"]


@dataclass(frozen=True)
class _Job:
    """What one edition's process is told; everything in it can be pickled."""

    root: Path
    assessment: str
    edition: Edition
    folder: Path
    views: dict[str, dict[str, Any]]
    description: dict[str, Any]
    run_line: str


@dataclass(frozen=True)
class _Made:
    """What one edition's process gives back."""

    messages: list[str]
    verdict: Verdict
    policy: dict[str, Any]
    #: The rows that the edition holds, with their exact counts.
    exact: pd.DataFrame


def make_editions(plan: Plan, stamps: dict[str, Stamp], *, fresh: bool = False) -> list[str]:
    """Make both editions from a finished run, unless nothing changed since the last time.

    Parameters
    ----------
    plan : Plan
    stamps : dict of str to Stamp
        From `sva.pipeline.run.run_notebooks`.
    fresh : bool, optional
        Make them even where nothing changed.

    Returns
    -------
    list of str
        Lines for the person: what could not be made, and why.

    Raises
    ------
    SvaError
        If an estimate may not be released, a view names a key that does not exist, or the disk is full. The last
        good report stands then.
    """
    from sva.pipeline.disclose import gate_inputs
    from sva.pipeline.provenance import describe_run, run_line

    final = plan.assessment.reports
    stamp_path = plan.workspace.stamps / "report.json"
    commentary = hash_tree(plan.assessment.folder / "commentary")
    prose = {step.name: step.notebook.prose for step in plan.steps}
    outputs = {name: stamp.outputs for name, stamp in stamps.items()}
    key = hash_value([plan.base, prose, commentary, outputs, gate_inputs(plan.assessment)])
    old = read_stamp(stamp_path)
    if not fresh and old is not None and is_fresh(old, key, final):
        return ["Nothing has changed since the last report.", *old.notes["messages"]]

    description = describe_run(plan)
    line = run_line(description)
    views = {name: stamp.notes["views"] for name, stamp in stamps.items()}
    with disk_errors("the report"):
        new = staging(final)
        try:
            jobs = [
                _Job(
                    plan.assessment.root,
                    plan.assessment.name,
                    edition,
                    new / edition,
                    views,
                    description,
                    line,
                )
                for edition in EDITIONS
            ]
            print("  drawing and writing both editions…", flush=True)
            # the first failure stops the other from being published
            with workers() as pool:
                done = list(pool.map(_make_edition, jobs))
            refuse([made.verdict for made in done])
            both = _together(plan, new, done)
            refuse([both])
            told = [message for made in done for message in made.messages]
            messages = list(dict.fromkeys([*told, both.line]))
            publish(new, final)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        made = hash_tree(final)
        write_stamp(stamp_path, Stamp(key, made, {"messages": messages}))
    return messages


def _make_edition(job: _Job) -> _Made:
    """Release, write sentences, draw, assemble, attack: everything of one edition."""
    import pandas as pd

    from sva.assessment import load_assessment
    from sva.findings import headline
    from sva.pipeline.compose import compose
    from sva.pipeline.disclose import note_pages
    from sva.pipeline.plan import make_plan
    from sva.pipeline.provenance import write_run
    from sva.pipeline.resources import geography_of
    from sva.places.layers import write_layers
    from sva.report import assemble, views_of
    from sva.report.commentary import weave
    from sva.report.maps import map_rows
    from sva.report.partnerships import partnership_pages
    from sva.report.since import since_pages
    from sva.report.spoken import plain_page, question_pages
    from sva.report.words import reader_labels

    assessment = load_assessment(job.assessment, job.root)
    plan = make_plan(assessment, hash_inputs=False)
    space = plan.workspace
    released, last, walls, every = _release(plan, space, job.edition)
    released.to_disk(space.released / job.edition)
    present = [name for name in TABLES if table_rows(space.clean / f"{name}.parquet")]
    accounting = pd.read_parquet(space.clean / "_accounting.parquet")
    supplied = set(accounting["source"].dropna().astype(str))
    messages: list[str] = []
    geography = geography_of(assessment)
    names = {
        notebook: [view["name"] for view in views.values()] for notebook, views in job.views.items()
    }
    settings = assessment.settings
    notebooks = compose([step.notebook for step in plan.steps], job.views, present)
    pages = partnership_pages(released, settings)
    chapters = [
        plain_page(released, settings, supplied),
        *weave(notebooks, assessment.commentary, job.edition, names),
        *([pages] if pages else []),
        *([since_pages(released, last, walls)] if last else []),
        question_pages(released, settings, supplied),
    ]
    assemble(
        assessment,
        chapters,
        released,
        headline(released, settings, supplied),
        job.folder,
        geography=geography,
        supplied=supplied,
        run_line=job.run_line,
        tell=messages.append,
    )
    layers = map_rows(views_of(chapters), released)
    if job.edition == "restricted" and layers:
        write_layers(
            layers,
            geography,
            job.folder / "layers.gpkg",
            edition=job.edition,
            force=assessment.settings.area.police_force,
            demonstration=assessment.demonstration,
        )
    rows = json.loads(accounting.to_json(orient="records"))
    write_run(job.folder, job.edition, job.description, job.run_line, rows)
    note_pages(space.released / job.edition, job.folder, released)
    facts = job.description | {"edition": job.edition, "run": job.run_line, "rows": rows}
    ground = make_ground(
        assessment,
        released,
        chapters,
        every,
        labels=reader_labels(assessment, geography),
        run_line=job.run_line,
        facts=facts,
    )
    kept = space.stamps / f"attack-{job.edition}.json"
    verdict = attack_edition(assessment, job.folder, ground, geography, kept)
    exact = every[every["key"].isin(set(released.estimates["key"]))]
    return _Made([*messages, verdict.line], verdict, released.policy, exact)


def _together(plan: Plan, new: Path, done: Sequence[_Made]) -> Verdict:
    """Attack both editions as somebody who holds both."""
    from sva.disclosure.attack import attack_together
    from sva.disclosure.nesting import parents_in, person_cohorts
    from sva.pipeline.resources import geography_of

    by_edition = dict(zip(EDITIONS, done, strict=True))
    return attack_together(
        {edition: new / edition for edition in EDITIONS},
        {edition: made.policy for edition, made in by_edition.items()},
        by_edition["restricted"].exact,
        parents=parents_in(geography_of(plan.assessment)),
        cohorts=person_cohorts(plan.assessment.settings),
        cache=plan.workspace.stamps / "attack-both.json",
    )


def _release(
    plan: Plan, space: Workspace, edition: Edition
) -> tuple[Released, str, list[str], pd.DataFrame]:
    """Put the estimates of all notebooks, and the comparison with the last assessment, through the gate at once."""
    import pandas as pd

    from sva import estimates
    from sva.disclosure import release
    from sva.disclosure.account import checked_by
    from sva.pipeline.contributions import contributions
    from sva.pipeline.disclose import ledger_of, previous_release
    from sva.pipeline.resources import geography_of
    from sva.pipeline.since import rates_since

    frames = [estimates.read(space.estimates / f"{step.name}.parquet") for step in plan.steps]
    filled = [frame for frame in frames if len(frame)]
    every = pd.concat(filled, ignore_index=True) if filled else estimates.blank()
    assessment = plan.assessment
    before = previous_release(assessment, edition)
    compared, last, walls = rates_since(assessment, before, every)
    if len(compared):
        every = pd.concat([every, compared], ignore_index=True)
    every = every.drop_duplicates(ignore_index=True)
    released = release(
        every,
        edition,
        assessment.settings,
        extensions=_extensions(plan, space),
        geography=geography_of(assessment),
        previous=before,
        contributions=contributions(assessment, space, every) if edition == "public" else None,
    )
    released.policy["checked"] = checked_by(ledger_of(assessment), released)
    return released, last, walls, every


def _extensions(plan: Plan, space: Workspace) -> dict[str, Extension]:
    """Read what the notebooks of this run put beside their estimates."""
    from sva.estimates.extensions import TYPES

    paths = [
        path
        for step in plan.steps
        for path in sorted((space.extensions / step.name).glob("*.parquet"))
    ]
    return {path.stem: TYPES[path.stem.split(".")[0]].read(path.stem, path) for path in paths}
