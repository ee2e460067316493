"""The ten notebooks as they stand in the repository."""

from __future__ import annotations

import json
import re

import pytest

from sva.pipeline.notebooks import list_notebooks, read_notebook

NAMES = [
    "01_partner_data",
    "02_area_and_population",
    "03_violence",
    "04_victims",
    "05_suspects",
    "06_disproportionality",
    "07_places",
    "08_outcomes",
    "09_causes_and_voice",
    "10_priorities",
]


def test_there_are_ten_in_reading_order(root):
    assert [path.stem for path in list_notebooks(root)] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_notebook_is_stripped_and_runs_in_the_projects_kernel(root, name):
    node = json.loads((root / "notebooks" / f"{name}.ipynb").read_text())
    code = [cell for cell in node["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert node["metadata"]["kernelspec"]["name"] == "python3"
    assert (node["nbformat"], node["nbformat_minor"]) == (4, 5)


@pytest.mark.parametrize("name", NAMES)
def test_notebook_says_its_question_first_and_closes_last(root, name):
    book = read_notebook(root / "notebooks" / f"{name}.ipynb")
    first = book.cells[0]
    assert first.kind == "markdown"
    assert re.match(r"# .+\n\n\*\*.+\?\*\*", first.source)
    assert book.cells[-1].source == "chapter.close()"
    assert any(
        f'open_chapter("{name}", assessment, run_folder)' in cell.source for cell in book.cells
    )


@pytest.mark.parametrize("name", NAMES)
def test_notebook_computes_nothing_but_by_calls(root, name):
    """Prose and calls: no function, class or loop is written in a notebook."""
    for cell in read_notebook(root / "notebooks" / f"{name}.ipynb").cells:
        if cell.kind == "code":
            assert not re.search(
                r"^\s*(def|class|for|while|lambda)\b", cell.source, re.MULTILINE
            ), cell.label


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_followed_by_something(root, name):
    cells = read_notebook(root / "notebooks" / f"{name}.ipynb").cells
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        if cell.kind == "markdown" and re.fullmatch(r"#+ .*", cell.source.strip()):
            assert after is not None, cell.label
            assert not re.fullmatch(r"#+ .*", after.source.strip()), f"empty heading: {cell.label}"
