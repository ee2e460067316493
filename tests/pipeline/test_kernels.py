"""What a kernel says on standard error reaches nobody, unless it dies of it."""

from __future__ import annotations

import pytest

from sva.errors import SvaError
from sva.pipeline.execute import execute
from sva.pipeline.notebooks import read_notebook
from tests.pipeline.conftest import PARAMETERS, cell, write_notebook

WORDS = "import os; os.write(2, b'words of a kernel that nobody asked for')"


def started(project, source):
    path = write_notebook(
        project,
        "01_first",
        [cell("parameters", PARAMETERS, "parameters"), cell("words", source)],
    )
    return read_notebook(path)


def test_a_kernels_own_noise_stays_off_the_terminal(project, capfd):
    notebook = started(project, f"{WORDS}\nfirst = 1")
    assert execute(notebook, project / "executed.ipynb", {}) == {}
    assert "nobody asked for" not in "".join(capfd.readouterr())


def test_a_kernel_that_dies_leaves_its_last_words(project):
    notebook = started(project, f"{WORDS}\nos._exit(9)")
    with pytest.raises(SvaError, match=r"kernel of notebook 01_first died[\s\S]*nobody asked for"):
        execute(notebook, project / "executed.ipynb", {})
