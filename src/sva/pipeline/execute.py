"""Run one notebook through papermill, in a kernel of its own, and refuse what may not leave a cell."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sva.errors import Fault, SvaError
from sva.figures.views import MIME
from sva.pipeline.notebooks import Notebook

__all__ = ["NotebookError", "execute", "views_of"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class NotebookError(SvaError):
    """A cell failed: where, what, and the last lines of its traceback."""

    notebook: str
    cell: str
    error: str
    traceback: str

    def __post_init__(self) -> None:
        super().__init__(
            f"notebook {self.notebook} stopped in {self.cell}\n\n  {self.error}\n\n{self.traceback}\n\n"
            "The last good report was not touched. Open the notebook with 'make lab' to see the cell at work."
        )


def _engine() -> Any:
    """Make papermill's own engine tell which cell it is at, and not save after every cell."""
    from papermill.engines import NBClientEngine, papermill_engines

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, *args: Any, **kwargs: Any) -> Any:
            tell = kwargs.pop("tell", None)
            start = nb_man.cell_start

            def cell_start(cell: Any, cell_index: int | None = None, **more: Any) -> Any:
                if tell is not None and cell.cell_type == "code":
                    tell(cell.get("id", ""), cell_index or 0, len(nb_man.nb.cells))
                return start(cell, cell_index=cell_index, **more)

            nb_man.cell_start = cell_start
            nb_man.autosave_cell_every = 0
            return super().execute_managed_notebook(nb_man, *args, **kwargs)

    papermill_engines.register("sva", Engine)
    return Engine


def execute(
    notebook: Notebook,
    target: Path,
    parameters: dict[str, Any],
    *,
    tell: Callable[[str, int, int], None] | None = None,
) -> dict[str, dict[str, Any]]:
    """Run a notebook and return the views that its cells gave.

    Parameters
    ----------
    notebook : Notebook
        What to run.
    target : pathlib.Path
        Where the executed notebook is kept.
    parameters : dict
        Checked before: names and types are right.
    tell : callable, optional
        Called with cell id, index and number of cells as each code cell starts.

    Returns
    -------
    dict of str to dict
        Cell id to view.

    Raises
    ------
    NotebookError
        If a cell raises.
    SvaError
        If a cell leaves anything that is not a view.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError

    from sva.pipeline.kernels import configuration, last_words

    _engine()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.stem}.part.ipynb")
    sockets = Path(tempfile.mkdtemp(prefix="sva-"))
    try:
        node = papermill.execute_notebook(
            notebook.path,
            part,
            parameters=parameters,
            engine_name="sva",
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=notebook.path.parent.parent,
            config=configuration(sockets),
            tell=tell,
        )
    except papermill.PapermillExecutionError as reason:
        raise _failed(notebook, reason) from None
    except DeadKernelError:
        raise SvaError(
            f"the kernel of notebook {notebook.name} died",
            [
                Fault(
                    "it was killed, most often for want of memory",
                    do_next=f"Close other programs and run again. {last_words(sockets)}".rstrip(),
                )
            ],
        ) from None
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
    views = views_of(notebook.name, node.cells)
    part.replace(target)
    return views


def _failed(notebook: Notebook, reason: Any) -> NotebookError:
    sources = {cell.source: cell for cell in notebook.cells}
    cell = sources.get(reason.source)
    tags = f" [{', '.join(cell.tags)}]" if cell and cell.tags else ""
    label = f"{cell.label}{tags}" if cell else f"cell {reason.cell_index + 1}"
    lines = _ANSI.sub("", "\n".join(reason.traceback)).splitlines()[-12:]
    return NotebookError(
        notebook.name,
        label,
        f"{reason.ename}: {_ANSI.sub('', reason.evalue)}",
        "\n".join(f"  | {line}" for line in lines),
    )


def views_of(name: str, cells: list[Any]) -> dict[str, dict[str, Any]]:
    """Take the views out of executed cells; anything else is refused by name.

    Parameters
    ----------
    name : str
        The notebook's name.
    cells : list of notebook cells
        As executed.

    Returns
    -------
    dict of str to dict
        Cell id to view, in order.

    Raises
    ------
    SvaError
        Naming every cell that printed, displayed or returned anything but a view.

    Examples
    --------
    >>> views_of("03_violence", [{"cell_type": "code", "id": "loud", "outputs": [
    ...     {"output_type": "stream", "name": "stdout", "text": "39,702"}]}])
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: notebook 03_violence gave out something that is not a view, so the run stopped
      - cell 1 'loud': it wrote to stdout: '39,702'; expected a view as the cell's last line, or nothing. ...
    """
    faults: list[Fault] = []
    views: dict[str, dict[str, Any]] = {}
    for index, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        label = f"cell {index + 1} '{cell.get('id', '')}'"
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown = output["output_type"] in ("execute_result", "display_data")
            # a view's plain text is its own name; assembly never reads it
            if shown and set(data) - {"text/plain"} == {MIME}:
                if cell["id"] in views:
                    faults.append(
                        Fault("it gave two views", "one view a cell: split the cell", label)
                    )
                views[cell["id"]] = dict(data[MIME])
                continue
            faults.append(
                Fault(
                    _describe(output),
                    "a view as the cell's last line, or nothing",
                    label,
                    "Assign the value to a name, or turn it into estimates and show those.",
                )
            )
    if faults:
        raise SvaError(
            f"notebook {name} gave out something that is not a view, so the run stopped", faults
        )
    return views


def _describe(output: Any) -> str:
    if output["output_type"] == "stream":
        text = output["text"] if isinstance(output["text"], str) else "".join(output["text"])
        return f"it wrote to {output['name']}: {text.strip()[:80]!r}"
    kinds = ", ".join(output.get("data", {})) or output["output_type"]
    return f"it displayed {kinds}"
