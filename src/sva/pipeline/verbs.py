"""What the command's verbs do, each one function."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sva.assessment import find_root, list_assessments, load_assessment
from sva.errors import Fault, SvaError
from sva.pipeline.plan import Plan, make_plan
from sva.pipeline.publish import can_write, locked, recover
from sva.pipeline.run import check_inputs, prepare_inputs, run_notebooks

if TYPE_CHECKING:
    from datetime import date

    from sva.assessment import Assessment
    from sva.pipeline.cache import Stamp

__all__ = [
    "check_assessment",
    "describe_assessments",
    "fetch_open_data",
    "make_demonstration",
    "make_estimates",
    "make_report",
    "ready",
    "run_plan",
]


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def ready(assessment: Assessment) -> Plan:
    """Recover, make inputs where need be, and plan; under the assessment's lock."""
    mended = recover(assessment.reports)
    if mended:
        print(mended, flush=True)
    made = prepare_inputs(assessment)
    if made:
        print(made, flush=True)
    return make_plan(assessment)


def run_plan(plan: Plan, fresh: bool, extra: int = 0) -> dict[str, Stamp]:
    """Run the notebooks that changed, or all, and show how far it is."""
    from sva.pipeline.progress import watching

    with watching(len(plan.steps) + extra) as progress:
        return run_notebooks(plan, progress, fresh=fresh)


def make_estimates(name: str | None, *, fresh: bool = False) -> None:
    """Run the notebooks of an assessment; no report is made.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.
    fresh : bool, optional
        Run everything, whether changed or not.

    Raises
    ------
    SvaError
    """
    assessment = load_assessment(name)
    with locked(assessment.processed):
        plan = ready(assessment)
        run_plan(plan, fresh)
    print(f"Estimates are in {_shown(plan.workspace.estimates, assessment.root)}")


def make_report(name: str | None, *, fresh: bool = False) -> None:
    """Make both editions of an assessment's report and say where they are.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.
    fresh : bool, optional
        Run everything, whether changed or not.

    Raises
    ------
    SvaError
        The last good report stands untouched then.
    """
    from sva.pipeline.editions import make_editions

    assessment = load_assessment(name)
    can_write(assessment.reports.parent)
    with locked(assessment.processed):
        plan = ready(assessment)
        stamps = run_plan(plan, fresh)
        messages = make_editions(plan, stamps, fresh=fresh)
    for message in messages:
        print(message)
    print("\nThe report is ready:")
    for edition in ("public", "restricted"):
        for file in ("needs-assessment.html", "needs-assessment.pdf"):
            path = assessment.reports / edition / file
            if path.is_file():
                print(f"  {_shown(path, assessment.root)}")
    print(
        f"  tables, findings.json and run.json stand beside them in {_shown(assessment.reports, assessment.root)}/"
    )


def make_demonstration(name: str | None) -> None:
    """Make the demonstration files of an assessment.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.

    Raises
    ------
    SvaError
        If the assessment's data are not a demonstration.
    """
    assessment = load_assessment(name)
    if not assessment.demonstration:
        raise SvaError(
            f"{assessment.name} says 'data: supplied', so no demonstration data are made for it",
            [
                Fault(
                    "made-up and real files never share a folder",
                    do_next="Use an assessment with 'data: demonstration'.",
                )
            ],
        )
    with locked(assessment.processed):
        made = prepare_inputs(assessment)
    print(
        made or f"The demonstration files in {_shown(assessment.raw, assessment.root)} are current."
    )


def fetch_open_data(name: str | None, source: Path | None) -> None:
    """Bring published files of an assessment's area and period into its folder.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.
    source : pathlib.Path or None
        A folder of files as published; ``SVA_OPEN_DATA`` where None.

    Raises
    ------
    SvaError
        If there is no such folder, or the assessment's data are a demonstration.
    """
    from sva import opendata

    named = source or (
        Path(os.environ["SVA_OPEN_DATA"]) if os.environ.get("SVA_OPEN_DATA") else None
    )
    if named is None:
        raise SvaError(
            "there is nowhere to fetch from",
            [
                Fault(
                    "neither --from nor SVA_OPEN_DATA names a folder",
                    "a folder of files as published",
                    do_next="sva fetch --from DIR",
                )
            ],
        )
    assessment = load_assessment(name)
    with locked(assessment.processed):
        files = opendata.fetch(assessment, named)
    print(
        f"{len(files)} files are in {_shown(assessment.raw, assessment.root)}; their sources are in its manifest.json."
    )


def check_assessment(name: str | None) -> None:
    """Check an assessment, its notebooks, its parameters and its files, without running.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.

    Raises
    ------
    SvaError
        With everything that is wrong.
    """
    assessment = load_assessment(name)
    plan = make_plan(assessment, hash_inputs=False)
    check_inputs(assessment)
    settings = assessment.settings
    print(f"{assessment.name}: {settings.title}")
    period = settings.period
    print(
        f"  {settings.area.name}, {_day(period.start)} to {_day(period.end)}, LSOA {settings.area.lsoa_vintage}"
    )
    print(
        f"  notebooks: {len(plan.steps)}; sources: {len(settings.sources)}; data: {settings.data}"
    )
    for source in settings.sources:
        path = assessment.raw / source.path
        files = (
            [file for file in path.rglob("*") if file.is_file()]
            if path.is_dir()
            else [path][: path.is_file()]
        )
        state = (
            f"{len(files)} files, {sum(file.stat().st_size for file in files) / 1e6:,.1f} MB"
            if files
            else "made when first needed"
        )
        print(f"  {source.contract}: {state}")
    print("Nothing is wrong.")


def describe_assessments() -> str:
    """List the assessments of this checkout, a line each, with their reports.

    Returns
    -------
    str
    """
    root = find_root()
    lines = []
    for name in list_assessments(root):
        try:
            assessment = load_assessment(name, root)
        except SvaError as reason:
            lines.append(
                f"{name}: cannot be used ({len(reason.faults)} faults; see 'sva check {name}')"
            )
            continue
        settings = assessment.settings
        page = assessment.reports / "public" / "needs-assessment.html"
        where = _shown(page, root) if page.is_file() else "no report yet"
        lines.append(
            f"{name}: {settings.area.name}, {settings.period.start} to {settings.period.end}, {settings.data}; {where}"
        )
    return "\n".join(lines)
