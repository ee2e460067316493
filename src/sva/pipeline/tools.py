"""Verbs that hand over to other programs: JupyterLab, pytest, the screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sva.assessment import find_root, load_assessment
from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["open_lab", "quiet_lab", "run_tests", "show_frame"]


def open_lab(name: str | None) -> None:
    """Open JupyterLab on the notebooks; the assessment comes from the environment, so nobody edits a cell for it.

    Parameters
    ----------
    name : str or None
        An assessment; the default where None.
    """
    assessment = load_assessment(name)
    os.environ.update(SVA_ASSESSMENT=assessment.name, SVA_HOME=str(assessment.root))
    quiet_lab()
    os.environ.pop("SVA_RUN", None)
    print(
        f"JupyterLab works on {assessment.name}; what notebooks write goes to a scratch folder.",
        flush=True,
    )
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--LabApp.news_url=None",
        str(assessment.root / "notebooks"),
    ]
    raise SystemExit(
        subprocess.call(
            [*command, *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
        )
    )


def quiet_lab() -> None:
    """Tell the environment's JupyterLab to fetch neither news nor updates, and not to ask about it."""
    path = Path(sys.prefix) / "share/jupyter/lab/settings/overrides.json"
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    if path.parent.parent.is_dir() and not path.exists() and os.access(path.parent.parent, os.W_OK):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"@jupyterlab/apputils-extension:notification": quiet}) + "\n")


def run_tests(arguments: list[str]) -> int:
    """Run the tests of the checkout.

    Parameters
    ----------
    arguments : list of str
        Passed to pytest.

    Returns
    -------
    int
        pytest's exit code.

    Raises
    ------
    SvaError
        If pytest is not installed beside this package.
    """
    root = find_root()
    if find_spec("pytest") is None:
        raise SvaError(
            "the tests cannot run",
            [
                Fault(
                    "pytest is not installed here",
                    do_next="Use the checkout's environment: make setup.",
                )
            ],
        )
    return subprocess.call(
        [sys.executable, "-m", "pytest", *(arguments or ["-n", "2", "--dist", "worksteal"])],
        cwd=root,
    )


def show_frame(frame: pd.DataFrame) -> None:
    """Print a table on the screen, as wide as it is there.

    Parameters
    ----------
    frame : pandas.DataFrame
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(show_edge=False, header_style="bold")
    for name in frame.columns:
        table.add_column(str(name), overflow="fold")
    for row in frame.astype("string").fillna("").itertuples(index=False):
        table.add_row(*row)
    # a file or a pipe has no width: give each row its line
    Console(width=None if sys.stdout.isatty() else 400).print(table)
