"""Which steps a run has, what each depends on, and which are already done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect
from sva.pipeline.cache import code_hash, hash_tree, hash_value
from sva.pipeline.notebooks import Notebook, check_parameters, list_notebooks, read_notebook
from sva.pipeline.workspace import Workspace

if TYPE_CHECKING:
    from sva.assessment import Assessment

__all__ = ["Plan", "Step", "make_plan"]


@dataclass(frozen=True)
class Step:
    """One notebook of a run.

    Parameters
    ----------
    notebook : Notebook
    parameters : dict
        Beyond those that the runner sets.
    after : tuple of str
        The notebooks that must be done first.
    makes_clean : bool
        Whether it is the first, which reads partners' files.
    """

    notebook: Notebook
    parameters: dict[str, Any]
    after: tuple[str, ...]
    makes_clean: bool = False

    @property
    def name(self) -> str:
        """The notebook's name."""
        return self.notebook.name

    @property
    def outputs(self) -> tuple[str, ...]:
        """What it writes, within the workspace: files, and folders ending in a slash."""
        files = (
            f"estimates/{self.name}.parquet",
            f"executed/{self.name}.ipynb",
            f"extensions/{self.name}/",
        )
        return (*files, "clean/", "quarantine/") if self.makes_clean else files


@dataclass(frozen=True)
class Plan:
    """All steps of a run of one assessment, in reading order."""

    assessment: Assessment
    workspace: Workspace
    steps: tuple[Step, ...]
    base: str

    def key(self, step: Step, done: dict[str, dict[str, str]]) -> str:
        """Hash all that a step depends on: code cells, parameters, assessment, inputs, upstream, package, lock.

        Outputs, metadata and prose are not among it.

        Parameters
        ----------
        step : Step
        done : dict
            Output hashes of the steps before it.

        Returns
        -------
        str
        """
        upstream = {name: done[name] for name in step.after}
        return hash_value([self.base, step.notebook.code, step.parameters, upstream])

    def parameters(self, step: Step) -> dict[str, Any]:
        """Return what papermill is given."""
        return {
            "assessment": self.assessment.name,
            "run_folder": str(self.workspace.folder),
            **step.parameters,
        }


def make_plan(assessment: Assessment, *, hash_inputs: bool = True) -> Plan:
    """Read the notebooks and work out the order of a run.

    Parameters
    ----------
    assessment : Assessment
    hash_inputs : bool, optional
        Whether to hash the partners' files; not needed only to check.

    Returns
    -------
    Plan

    Raises
    ------
    SvaError
        With every fault of every notebook and parameter at once.
    """
    notebooks, faults = [], []
    for path in list_notebooks(assessment.root):
        try:
            notebooks.append(read_notebook(path))
        except SvaError as reason:
            faults += reason.faults or [Fault(reason.message)]
    if not notebooks and not faults:
        raise SvaError(
            "there is nothing to run",
            [Fault("no notebooks", "01_partner_data.ipynb and more", "notebooks/")],
        )
    names = [notebook.name for notebook in notebooks]
    steps = []
    for index, notebook in enumerate(notebooks):
        given = assessment.settings.notebooks.get(notebook.name, {})
        faults += check_parameters(
            notebook, given, assessment.document.where(("notebooks", notebook.name))
        )
        # a notebook that names nothing reads the clean tables, which the first one makes
        wanted = tuple(names[:1]) if notebook.after is None else notebook.after
        after = (
            names[:index] if "*" in wanted else [name for name in wanted if name != notebook.name]
        )
        late = [name for name in after if name not in names[:index]]
        if late:
            faults.append(
                Fault(
                    f"it reads {', '.join(late)}",
                    "notebooks that stand before it",
                    f"{notebook.name}, metadata sva.after",
                )
            )
        steps.append(Step(notebook, dict(given), tuple(after), index == 0))
    collect("the notebooks cannot be run", faults)
    raw = hash_tree(assessment.raw) if hash_inputs else {}
    base = hash_value([code_hash(assessment.root), assessment.resolved(), raw])
    return Plan(assessment, Workspace.of(assessment), tuple(steps), base)


def hash_outputs(workspace: Path, step: Step) -> dict[str, str]:
    """Hash what a finished step wrote.

    Parameters
    ----------
    workspace : pathlib.Path
    step : Step

    Returns
    -------
    dict of str to str
        Path within the workspace to hash. An executed notebook carries times, so it is not among them.
    """
    from sva.pipeline.cache import file_hash

    found: dict[str, str] = {}
    for name in step.outputs:
        if name.endswith("/"):
            found |= {name + inner: digest for inner, digest in hash_tree(workspace / name).items()}
        elif name.startswith("estimates/"):
            found[name] = file_hash(workspace / name)
    return found
