"""Verbs for those who work on the program: style, documentation, benchmarks, lock, cleaning. The Makefile calls them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from sva.assessment import find_root
from sva.errors import Fault, SvaError

__all__ = ["UPKEEP", "clean", "keep_up"]

_NOTEBOOKS = "notebooks/*.ipynb"
#: A verb to its commands, each a module of this environment with its arguments.
UPKEEP: dict[str, tuple[tuple[str, ...], ...]] = {
    "lint": (
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("nbstripout", "--verify", "--keep-id", _NOTEBOOKS),
        ("basedpyright",),
    ),
    "format": (("ruff", "check", "--fix-only", "."), ("ruff", "format", ".")),
    "docs": (("sphinx", "-q", "-W", "--keep-going", "-b", "html", "docs", "docs/_build"),),
    "bench": (("benchmarks",),),
    "lock": (
        (
            "uv", "pip", "compile", "-q", "--universal", "--no-emit-index-url", "--no-header", "--no-annotate",
            "--generate-hashes", "--python-version", "3.11", "--all-extras", "pyproject.toml", "-o", "requirements.lock",
        ),
    ),
}  # fmt: skip
#: What a run and the tools made; partners' files and the environment stay.
_MADE = (
    "data/processed/*",
    "reports/*",
    "docs/_build",
    "docs/_generated",
    "docs/api",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
)


def keep_up(verb: str) -> int:
    """Run the commands of one verb in the checkout; stop at the first that fails.

    Parameters
    ----------
    verb : str
        A key of `UPKEEP`.

    Returns
    -------
    int
        The exit code of the last command that ran.

    Raises
    ------
    SvaError
        If the program runs from an installed wheel, where there is nothing to keep up.
    """
    root = _checkout(verb)
    for module, *arguments in UPKEEP[verb]:
        given = [
            str(path)
            for argument in arguments
            for path in (sorted(root.glob(argument)) if "*" in argument else [argument])
        ]
        code = subprocess.call([sys.executable, "-m", module, *given], cwd=root)
        if code:
            return code
    return 0


def clean() -> list[Path]:
    """Remove what runs and tools made; partners' files and the environment stay.

    Returns
    -------
    list of pathlib.Path
        What was removed.
    """
    root = _checkout("clean")
    gone = [
        path for pattern in _MADE for path in sorted(root.glob(pattern)) if path.name != ".gitkeep"
    ]
    for path in gone:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return gone


def _checkout(verb: str) -> Path:
    root = find_root()
    if not (root / "pyproject.toml").is_file():
        raise SvaError(
            f"sva {verb} works on a checkout",
            [Fault("there is no pyproject.toml here", "the repository", str(root))],
        )
    return root
