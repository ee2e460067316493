"""Runs of small notebooks: order, cache, faults."""

from __future__ import annotations

import pytest

from sva.errors import SvaError
from sva.pipeline.execute import NotebookError, views_of
from sva.pipeline.plan import make_plan
from sva.pipeline.progress import Progress
from sva.pipeline.run import check_inputs, run_notebooks
from tests.pipeline.conftest import PARAMETERS, SHOW, cell, plain_cells, write_notebook


def run(small, **options):
    return run_notebooks(make_plan(small()), Progress(1), **options)


def test_run_gives_views_and_estimates_and_the_second_run_nothing_new(project, small, capsys):
    first = run(small)
    view = first["01_first"].notes["views"]["show"]
    assert view["kind"] == "figure"
    assert view["keys"] == ["crimes.count/police_force=E23000016/01-first/year"]
    capsys.readouterr()
    second = run(small)
    assert second["01_first"] == first["01_first"]
    assert "unchanged" in capsys.readouterr().out


def test_changed_prose_runs_nothing_changed_code_input_or_parameter_runs_again(
    project, small, capsys
):
    run(small)
    cells = plain_cells("01_first")
    cells[0]["source"] = "# Other words"
    write_notebook(project, "01_first", cells)
    capsys.readouterr()
    run(small)
    assert "unchanged" in capsys.readouterr().out

    key = make_plan(small())
    before = key.key(key.steps[0], {})
    settings = project / "assessments" / "small" / "assessment.yaml"
    settings.write_text(settings.read_text() + "notebooks: {01_first: {months: 6}}\n")
    plan = make_plan(small())
    assert plan.key(plan.steps[0], {}) != before
    with (project / "data/raw/small/police-street/2025-01-west-mercia-street.csv").open(
        "a"
    ) as file:
        file.write(",2025-01\n")
    again = make_plan(small())
    assert again.key(again.steps[0], {}) != plan.key(plan.steps[0], {})


def test_steps_wait_for_what_they_read(project, small):
    write_notebook(project, "02_second", plain_cells("02_second", 5))
    write_notebook(project, "03_last", plain_cells("03_last", 7), after=["*"])
    plan = make_plan(small())
    assert [step.after for step in plan.steps] == [(), ("01_first",), ("01_first", "02_second")]


def test_step_that_reads_a_later_one_is_refused(project, small):
    write_notebook(project, "02_second", plain_cells("02_second"), after=["03_last"])
    write_notebook(project, "03_last", plain_cells("03_last"))
    with pytest.raises(SvaError, match="notebooks that stand before it"):
        make_plan(small())


def test_unknown_parameter_in_the_assessment_is_refused_with_its_line(project, small):
    settings = project / "assessments" / "small" / "assessment.yaml"
    settings.write_text(settings.read_text() + "notebooks: {01_first: {month: 6}}\n")
    with pytest.raises(SvaError, match=r"assessment\.yaml line 21.*no parameter 'month'"):
        make_plan(small())


def test_notebook_that_raises_stops_the_run_in_one_readable_block(project, small):
    write_notebook(
        project, "01_first", plain_cells("01_first", 1, cell("bad-sum", "1 / 0", "when:street"))
    )
    with pytest.raises(NotebookError) as caught:
        run(small)
    text = str(caught.value)
    assert "notebook 01_first stopped in cell 4 'bad-sum' [when:street]" in text
    assert "ZeroDivisionError: division by zero" in text
    assert "\x1b[" not in text
    assert not (project / "data/processed/small/stamps/01_first.json").exists()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("print(39702)", "it wrote to stdout: '39702'"),
        ("import sys; sys.stderr.write('warned')", "it wrote to stderr"),
        ("rows", "it displayed"),
        ("from IPython.display import HTML; HTML('<b>39702</b>')", "it displayed"),
    ],
    ids=["prints", "warns", "shows_a_table", "shows_html"],
)
def test_cell_that_gives_out_anything_but_a_view_stops_the_run_by_name(
    project, small, source, says
):
    write_notebook(project, "01_first", plain_cells("01_first", 1, cell("loud", source)))
    with pytest.raises(SvaError, match="gave out something that is not a view") as caught:
        run(small)
    assert "'loud'" in str(caught.value)
    assert says in str(caught.value)


def test_notebook_that_does_not_close_is_refused(project, small):
    write_notebook(project, "01_first", [*plain_cells("01_first")[:-1]])
    with pytest.raises(SvaError, match="left no estimates"):
        run(small)


def test_failing_notebook_keeps_the_others_results(project, small):
    write_notebook(
        project, "02_bad", [cell("parameters", PARAMETERS, "parameters"), cell("bad", "1 / 0")]
    )
    with pytest.raises(NotebookError):
        run(small)
    assert (project / "data/processed/small/stamps/01_first.json").is_file()


def test_two_views_in_one_cell_are_refused():
    view = {
        "output_type": "display_data",
        "data": {"application/vnd.sva.view+json": {"name": "x"}, "text/plain": "x"},
    }
    with pytest.raises(SvaError, match="two views"):
        views_of("03", [{"cell_type": "code", "id": "twice", "outputs": [view, view]}])


def test_absent_source_is_named_with_its_line(project, small):
    for path in (project / "data/raw/small/police-street").iterdir():
        path.unlink()
    with pytest.raises(SvaError, match=r"assessment\.yaml line 20") as caught:
        check_inputs(small())
    assert "police-street" in str(caught.value)


def test_demonstration_files_in_a_real_assessments_folder_are_refused(project, small):
    (project / "data/raw/small/DEMONSTRATION.json").write_text("{}")
    with pytest.raises(SvaError, match="holds demonstration data"):
        check_inputs(small())


def test_same_key_with_another_number_stops_the_notebook(project, small):
    clash = cell("clash", "chapter.record(rows.assign(numerator=1, value=1.0))")
    write_notebook(
        project, "01_first", plain_cells("01_first", 2, cell("show", SHOW.format(view="a")), clash)
    )
    with pytest.raises(NotebookError, match="different numbers under one key"):
        run(small)
