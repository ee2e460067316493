"""Notebooks as files: parameters are checked, since papermill lets anything pass."""

from __future__ import annotations

import pytest

from sva.errors import SvaError
from sva.pipeline.notebooks import check_parameters, read_notebook
from tests.pipeline.conftest import cell, plain_cells, write_notebook


def test_parameters_are_read_with_type_and_default(project):
    book = read_notebook(project / "notebooks" / "01_first.ipynb")
    assert book.parameters["months"].type == "int"
    assert book.parameters["months"].default == 12
    assert book.title == "01_first"


def test_unknown_parameter_is_refused_with_the_names_allowed(project):
    book = read_notebook(project / "notebooks" / "01_first.ipynb")
    (fault,) = check_parameters(book, {"month": 6}, "assessment.yaml line 9")
    assert "no parameter 'month'" in str(fault)
    assert "months" in fault.expected
    assert "line 9" in str(fault)


@pytest.mark.parametrize("value", ["twelve", 1.5, True])
def test_parameter_of_a_wrong_type_is_refused(project, value):
    book = read_notebook(project / "notebooks" / "01_first.ipynb")
    (fault,) = check_parameters(book, {"months": value}, "assessment.yaml")
    assert "type int" in fault.expected


def test_what_the_runner_sets_an_assessment_may_not(project):
    book = read_notebook(project / "notebooks" / "01_first.ipynb")
    assert check_parameters(book, {"run_folder": "elsewhere"}, "assessment.yaml")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([cell("a", "x = 1"), cell("a", "y = 2")], "no id of its own"),
        ([cell("a", "x = 1")], "0 code cells are tagged 'parameters'"),
        ([cell("a", "x = 1", "parameters")], "name: type = default"),
        ([cell("a", "x: list = []", "parameters")], "the type list"),
        ([cell("a", 'assessment: str = ""', "parameters")], "no parameter 'run_folder'"),
    ],
    ids=[
        "cell_ids_twice",
        "no_parameters",
        "parameter_without_type",
        "parameter_of_odd_type",
        "run_folder_missing",
    ],
)
def test_faulty_notebook_is_refused_by_name(project, cells, says):
    path = write_notebook(project, "02_faulty", cells)
    with pytest.raises(SvaError, match=r"02_faulty\.ipynb") as caught:
        read_notebook(path)
    assert says in str(caught.value)


def test_file_that_is_no_notebook_is_refused(project):
    path = project / "notebooks" / "02_broken.ipynb"
    path.write_text("not JSON")
    with pytest.raises(SvaError, match="is not a notebook"):
        read_notebook(path)


def test_prose_is_not_part_of_the_code(project):
    before = read_notebook(project / "notebooks" / "01_first.ipynb")
    cells = plain_cells("01_first")
    cells[0]["source"] = "# Another title"
    after = read_notebook(write_notebook(project, "01_first", cells))
    assert before.code == after.code
    assert before.prose != after.prose
