"""A whole project of its own with a small demonstration, run once for all tests of this folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

NAME = "west-mercia-2023-05"


@dataclass(frozen=True)
class Project:
    """One checkout's folders, and the command as its users call it."""

    root: Path

    @property
    def reports(self) -> Path:
        return self.root / "reports" / NAME

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed" / NAME

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw" / NAME

    def sva(
        self, *arguments: str, check: bool = True, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("SVA_")
        }
        result = subprocess.run(
            [sys.executable, "-m", "sva", *arguments],
            cwd=self.root,
            env=inherited | {"SVA_HOME": str(self.root)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if check:
            assert result.returncode == 0, result.stdout + result.stderr
        return result


def _copy(source: Path, target: Path, scale: float) -> Project:
    shutil.copytree(source / "assessments", target / "assessments")
    shutil.copytree(
        source / "notebooks",
        target / "notebooks",
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    shutil.copy(source / "requirements.lock", target)
    settings = target / "assessments" / NAME / "assessment.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        re.sub(
            r"(?m)^data: demonstration$", f"data: demonstration\ndemonstration_scale: {scale}", text
        ),
        encoding="utf-8",
    )
    return Project(target)


@pytest.fixture(scope="session")
def finished(root: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Project:
    """A project whose report was made once; tests read it and change nothing."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    place = shared / "a finished project"
    with FileLock(shared / "finished.lock"):
        if not (place / "made").is_file():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            project = _copy(root, place, 0.1)
            (place / "first-run.txt").write_text(project.sva("report").stdout, encoding="utf-8")
            (place / "made").touch()
    return Project(place)


@pytest.fixture
def another(finished: Project, tmp_path: Path) -> Callable[[], Project]:
    """A copy of the finished project that a test may spoil."""

    def make() -> Project:
        place = tmp_path / "a project"
        shutil.copytree(finished.root, place)
        return Project(place)

    return make
