"""A view is small, checked, and light to import."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from sva.errors import SvaError
from sva.figures.views import MIME, View


def make(**changes):
    given = {
        "name": "victims-by-age",
        "kind": "figure",
        "form": "bars",
        "keys": ["victims.count/all/age=0-9/year", "victims.count/all/age=10-17/year"],
        "topic": "Victims by age",
        "options": {"rows": ["a", "b"]},
        "needs": ["police-victims"],
    }
    return View(**(given | changes))


def test_a_view_survives_its_own_json_text():
    view = make()
    assert View.from_json(json.dumps(view.to_json())) == view


def test_json_keeps_the_order_of_keys():
    assert make().to_json()["keys"][0].endswith("0-9/year")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "chart"}, "kind 'chart'"),
        ({"form": "pie"}, "form 'pie' of a figure"),
        ({"form": None}, "a figure without a form"),
        ({"name": "Victims by age"}, "joined by hyphens"),
        ({"keys": ["a", "a"]}, "keys named twice: a"),
        ({"keys": "a"}, "keys 'a'"),
        ({"options": {"x": {1, 2}}}, "options:"),
        ({"options": {"x": float("nan")}}, "options:"),
        ({"kind": "sentence", "form": None}, "a sentence without a template"),
    ],
)
def test_what_cannot_be_a_view_is_refused_with_the_reason(changes, said):
    with pytest.raises(SvaError, match=said):
        make(**changes)


def test_all_faults_are_told_at_once():
    with pytest.raises(SvaError) as caught:
        make(kind="chart", name="?", keys=["a", "a"])
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize("value", ["[1]", "{", {"schema": "sva.view/1", "name": "a"}])
def test_json_that_is_no_view_is_refused(value):
    with pytest.raises(SvaError, match="not a view"):
        View.from_json(value)


def test_an_unknown_field_is_refused_by_name():
    with pytest.raises(SvaError, match="unknown field 'html'"):
        View.from_json(make().to_json() | {"html": "<b>3</b>"})


def test_in_a_run_only_json_leaves_the_cell_and_the_preview_is_not_called(monkeypatch):
    monkeypatch.setenv("SVA_RUN", "1")

    def preview():
        raise AssertionError("called")

    assert list(make(preview=preview)._repr_mimebundle_()) == [MIME]


def test_outside_a_run_the_preview_is_marked_as_a_working_copy(monkeypatch):
    monkeypatch.delenv("SVA_RUN", raising=False)
    html = make(preview=lambda: "<p>drawn</p>", topic="a < b")._repr_mimebundle_()["text/html"]
    assert "Working copy" in html
    assert "<p>drawn</p>" in html
    assert "a &lt; b" in html


def test_views_import_nothing_heavy():
    code = "import sys, sva.figures.views; print([m for m in ('pandas', 'numpy', 'matplotlib', 'pydantic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
