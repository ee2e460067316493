"""The gallery of the documentation: every form of chart has an example that runs and is drawn without a warning."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sva.figures.forms import DRAWN
from sva.figures.views import FORMS

GALLERY = Path(__file__).resolve().parents[2] / "docs" / "gallery"
#: What is drawn beyond the forms: a chart of limits within "lines", and the map that answers.
MORE = {"control", "interactive"}


@pytest.fixture(scope="module")
def examples() -> dict[str, ModuleType]:
    found = {}
    for path in sorted(GALLERY.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"gallery_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        found[path.stem] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found[path.stem])
    return found


def test_every_form_that_can_be_drawn_has_one_example(examples):
    charts = {name: module for name, module in examples.items() if name not in MORE}
    assert {name: module.view.form for name, module in charts.items()} == {f: f for f in DRAWN}
    assert set(DRAWN) == {f for kind in ("figure", "map", "grid", "curve") for f in FORMS[kind]}
    assert set(examples) >= MORE


def test_every_example_is_marked_and_says_in_words_what_it_shows(examples):
    for name, module in examples.items():
        assert module.__doc__.count("\n") >= 2, name
        if name == "interactive":
            assert "DEMONSTRATION DATA" in module.page
            continue
        assert module.drawing.warnings == (), name
        assert b"DEMONSTRATION DATA" in module.drawing.svg, name
        assert "Demonstration data." in module.drawing.alt, name
        assert len(module.drawing.table), name
