"""Run the notebooks in order, two at a time, skipping what has not changed."""

from __future__ import annotations

import os
import shutil
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.pipeline.cache import Stamp, is_fresh, read_stamp, write_stamp
from sva.pipeline.plan import Plan, Step, hash_outputs
from sva.pipeline.publish import disk_errors

if TYPE_CHECKING:
    from sva.assessment import Assessment
    from sva.pipeline.progress import Progress

__all__ = ["check_inputs", "prepare_inputs", "run_notebooks"]

WORKERS = 2


def check_inputs(assessment: Assessment) -> None:
    """Make sure that every source named in a real assessment is there, and that nothing is mixed.

    Parameters
    ----------
    assessment : Assessment

    Raises
    ------
    SvaError
        Naming every absent path, or demonstration files among real ones.
    """
    marker = assessment.raw / "DEMONSTRATION.json"
    if assessment.demonstration:
        return
    if marker.is_file():
        raise SvaError(
            f"{assessment.name} says 'data: supplied', but its folder holds demonstration data",
            [
                Fault(
                    "demonstration and real files never share a folder",
                    where=str(assessment.raw),
                    do_next="Move one of them away.",
                )
            ],
        )
    faults = []
    for index, source in enumerate(assessment.settings.sources):
        path = assessment.raw / source.path
        if not (path.is_file() or (path.is_dir() and any(path.iterdir()))):
            faults.append(
                Fault(
                    f"{source.partner} has sent nothing as {source.contract}: {path.relative_to(assessment.root)} is absent or empty",
                    where=assessment.document.where(("sources", index, "path")),
                    do_next="Put the files there, bring open data with 'sva fetch --from DIR', or take the source out.",
                )
            )
    collect(f"{assessment.name} has no files to work on", faults)


def prepare_inputs(assessment: Assessment) -> str | None:
    """Make the demonstration files of a demonstration assessment, where they are not there.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    str or None
        A line that says what was made.
    """
    check_inputs(assessment)
    if not assessment.demonstration:
        return None
    from sva import demo

    settings = assessment.settings
    truth = demo.Truth(scale=settings.demonstration_scale)
    if demo.is_current(assessment.raw, settings.demonstration_seed, truth):
        return None
    print("Making demonstration data (once; about a minute)…", flush=True)
    with disk_errors("the demonstration data"):
        files = demo.write(
            assessment.raw,
            settings.demonstration_seed,
            truth,
            lambda name: print(f"  {name}", flush=True),
        )
    return f"{len(files)} demonstration files in {assessment.raw.relative_to(assessment.root)}"


def run_notebooks(plan: Plan, progress: Progress, *, fresh: bool = False) -> dict[str, Stamp]:
    """Run what is not done yet; stop at the first failure.

    Parameters
    ----------
    plan : Plan
    progress : Progress
    fresh : bool, optional
        Run everything, whether changed or not.

    Returns
    -------
    dict of str to Stamp
        By notebook.

    Raises
    ------
    SvaError
        As the failing notebook says.
    """
    os.environ.update(SVA_RUN="1", SVA_HOME=str(plan.assessment.root), PYTHONWARNINGS="ignore")
    done: dict[str, Stamp] = {}
    waiting = list(plan.steps)
    running: dict[Future[Stamp], Step] = {}
    stop = threading.Event()
    failure: BaseException | None = None
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="notebook") as pool:
        while waiting or running:
            if not stop.is_set():
                ready = [step for step in waiting if all(name in done for name in step.after)]
                # the longest first, by its code, so that none is left running alone
                for step in sorted(ready, key=_size, reverse=True):
                    if len(running) >= WORKERS:
                        break
                    waiting.remove(step)
                    running[pool.submit(_one, plan, step, dict(done), progress, fresh)] = step
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                step = running.pop(future)
                reason = future.exception()
                if reason is None:
                    done[step.name] = future.result()
                else:
                    stop.set()
                    failure = failure or reason
    if failure is not None:
        raise failure
    return done


def _size(step: Step) -> int:
    return sum(len(source) for _, _, source in step.notebook.code)


def _one(plan: Plan, step: Step, done: dict[str, Stamp], progress: Progress, fresh: bool) -> Stamp:
    folder = plan.workspace.folder
    stamp_path = plan.workspace.stamps / f"{step.name}.json"
    key = plan.key(step, {name: stamp.outputs for name, stamp in done.items()})
    old = read_stamp(stamp_path)
    progress.begin(step.name)
    if not fresh and old is not None and is_fresh(old, key, folder):
        progress.end(step.name, "unchanged")
        return old
    from sva.pipeline.execute import execute

    stamp_path.unlink(missing_ok=True)
    _clear(folder, step)
    with disk_errors(f"the results of {step.name}"):
        views = execute(
            step.notebook,
            folder / "executed" / f"{step.name}.ipynb",
            plan.parameters(step),
            tell=lambda cell, index, total: progress.at(
                step.name, f"{cell} ({index + 1} of {total})"
            ),
        )
        if not (folder / "estimates" / f"{step.name}.parquet").is_file():
            raise SvaError(
                f"notebook {step.name} left no estimates",
                [Fault("its last cell does not call chapter.close()", do_next="Add that call.")],
            )
        stamp = Stamp(
            key, hash_outputs(folder, step), {"views": views, "parameters": step.parameters}
        )
        write_stamp(stamp_path, stamp)
    progress.end(step.name)
    if step.makes_clean:
        from sva.pipeline.rows import accounted

        progress.say(accounted(plan.workspace.clean))
    return stamp


def _clear(folder: Path, step: Step) -> None:
    """Remove what the step wrote last time, so that nothing old can pass for new."""
    for name in step.outputs:
        if name.endswith("/"):
            shutil.rmtree(folder / name, ignore_errors=True)
        else:
            (folder / name).unlink(missing_ok=True)
