"""The notebooks as files: their order, cells, parameters. Light: nothing is executed or imported here."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sva.errors import Fault, SvaError, collect

__all__ = [
    "RUN_PARAMETERS",
    "Cell",
    "Notebook",
    "Parameter",
    "check_parameters",
    "list_notebooks",
    "read_notebook",
]

#: Parameters that the runner sets in every notebook; an assessment may not.
RUN_PARAMETERS = ("assessment", "run_folder")
_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
}


@dataclass(frozen=True)
class Cell:
    """One cell as it stands in the file."""

    id: str
    kind: str
    source: str
    tags: tuple[str, ...]
    index: int

    @property
    def label(self) -> str:
        """Name the cell as a person finds it in JupyterLab."""
        return f"cell {self.index + 1} '{self.id}'"


@dataclass(frozen=True)
class Parameter:
    """One name of the cell tagged ``parameters``, with its type and default."""

    name: str
    type: str
    default: Any


@dataclass(frozen=True)
class Notebook:
    """One notebook file, read but not run.

    ``after`` names the notebooks that it waits for, as its metadata ``sva.after`` says; "*" means all that stand
    before it. None: it waits for the first, which makes the clean tables. Empty: it waits for nobody.
    """

    name: str
    path: Path
    cells: tuple[Cell, ...]
    parameters: dict[str, Parameter] = field(default_factory=dict)
    after: tuple[str, ...] | None = None

    @property
    def code(self) -> list[list[Any]]:
        """The code cells' ids, tags and sources: what decides a notebook's results."""
        return [
            [cell.id, list(cell.tags), cell.source] for cell in self.cells if cell.kind == "code"
        ]

    @property
    def prose(self) -> list[list[Any]]:
        """The markdown cells' ids, tags and sources: what decides its words."""
        return [
            [cell.id, list(cell.tags), cell.source]
            for cell in self.cells
            if cell.kind == "markdown"
        ]

    @property
    def title(self) -> str:
        """The first heading."""
        for cell in self.cells:
            for line in cell.source.splitlines():
                if cell.kind == "markdown" and line.startswith("# "):
                    return line[2:].strip()
        return self.name


def list_notebooks(root: Path) -> list[Path]:
    """Return the notebooks in reading order: the two digits before the name decide."""
    return sorted(root.glob("notebooks/[0-9][0-9]_*.ipynb"))


def read_notebook(path: Path) -> Notebook:
    """Read one notebook file.

    Parameters
    ----------
    path : pathlib.Path
        A file of notebook format 4.

    Returns
    -------
    Notebook

    Raises
    ------
    SvaError
        If the file is no notebook, a cell id is missing or stands twice, or its parameters have no plain defaults.

    Examples
    --------
    >>> read_notebook(Path("nowhere.ipynb"))
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: nowhere.ipynb cannot be read
      - nowhere.ipynb: No such file or directory
    """
    try:
        node = json.loads(path.read_text(encoding="utf-8"))
        cells = tuple(
            Cell(
                id=str(cell.get("id", "")),
                kind=cell["cell_type"],
                source=cell["source"]
                if isinstance(cell["source"], str)
                else "".join(cell["source"]),
                tags=tuple(cell.get("metadata", {}).get("tags", ())),
                index=index,
            )
            for index, cell in enumerate(node["cells"])
        )
    except OSError as reason:
        raise SvaError(
            f"{path.name} cannot be read", [Fault(str(reason.strerror), where=str(path))]
        ) from None
    except (ValueError, KeyError, TypeError):
        raise SvaError(
            f"{path.name} is not a notebook",
            [
                Fault(
                    "its text is not notebook JSON",
                    where=str(path),
                    do_next="Restore it: git checkout -- notebooks",
                )
            ],
        ) from None
    ids = [cell.id for cell in cells]
    collect(
        f"{path.name} cannot be run",
        [
            Fault(f"{cell.label} has no id of its own", "a different id in every cell", path.name)
            for cell in cells
            if not cell.id or ids.count(cell.id) > 1
        ],
    )
    after = node.get("metadata", {}).get("sva", {}).get("after")
    return Notebook(
        path.stem, path, cells, _parameters(path, cells), None if after is None else tuple(after)
    )


def _parameters(path: Path, cells: tuple[Cell, ...]) -> dict[str, Parameter]:
    tagged = [cell for cell in cells if cell.kind == "code" and "parameters" in cell.tags]
    if len(tagged) != 1:
        raise SvaError(
            f"{path.name} cannot be run",
            [Fault(f"{len(tagged)} code cells are tagged 'parameters'", "exactly one", path.name)],
        )
    found: dict[str, Parameter] = {}
    try:
        for statement in ast.parse(tagged[0].source).body:
            if not (
                isinstance(statement, ast.AnnAssign)
                and isinstance(statement.target, ast.Name)
                and statement.value
            ):
                raise ValueError("each line must read 'name: type = default'")
            kind = ast.unparse(statement.annotation)
            if kind not in _TYPES:
                raise ValueError(f"the type {kind} is not one of {', '.join(_TYPES)}")
            name = statement.target.id
            found[name] = Parameter(name, kind, ast.literal_eval(statement.value))
    except (SyntaxError, ValueError) as reason:
        raise SvaError(
            f"{path.name} cannot be run",
            [Fault(f"its parameters cell: {reason}", where=tagged[0].label)],
        ) from None
    missing = [name for name in RUN_PARAMETERS if name not in found]
    collect(
        f"{path.name} cannot be run",
        [
            Fault(f"no parameter {name!r}", "it in the cell tagged 'parameters'", path.name)
            for name in missing
        ],
    )
    return found


def check_parameters(notebook: Notebook, given: dict[str, Any], where: str) -> list[Fault]:
    """Refuse what papermill would let pass: unknown names and wrong types.

    Parameters
    ----------
    notebook : Notebook
        The notebook they are meant for.
    given : dict
        Name to value.
    where : str
        Where they stand, for the message.

    Returns
    -------
    list of Fault
        Empty where all is well.

    Examples
    --------
    >>> book = Notebook("03_violence", Path("x"), (), {"months": Parameter("months", "int", 12)})
    >>> print(check_parameters(book, {"month": 6}, "assessment.yaml")[0])
    assessment.yaml: notebook 03_violence has no parameter 'month'; expected one of months
    """
    faults = []
    allowed = [name for name in notebook.parameters if name not in RUN_PARAMETERS]
    for name, value in given.items():
        if name not in allowed:
            listed = f"one of {', '.join(allowed)}" if allowed else "none: it takes no parameters"
            faults.append(
                Fault(f"notebook {notebook.name} has no parameter {name!r}", listed, where)
            )
            continue
        kind = notebook.parameters[name].type
        wrong_bool = isinstance(value, bool) and kind != "bool"
        if wrong_bool or not isinstance(value, _TYPES[kind]):
            faults.append(
                Fault(
                    f"parameter {name!r} of {notebook.name} is {value!r}",
                    f"a value of type {kind}",
                    where,
                )
            )
    return faults
