"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine is not a fault of the code
settings.register_profile("sva", deadline=None, derandomize=True)
settings.load_profile("sva")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of open data and known answers, which is not part of the repository."""
    folder = Path(os.environ.get("SVA_SHARED", ROOT.parent / "shared"))
    if not (folder / "known-answers").is_dir():
        pytest.skip(
            f"known answers and open data are not at {folder}; set SVA_SHARED to their folder"
        )
    return folder
