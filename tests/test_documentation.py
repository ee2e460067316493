"""What the documentation tells people to type is there: verbs, options, calls, settings, pages."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = sorted(
    path
    for path in [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]
    if not {"_build", "_generated"} & set(path.parts)
)
_CODE = re.compile(r"```(\w*)\n(.*?)```|`([^`\n]+)`", re.DOTALL)
_COMMAND = re.compile(r"(?:^|[\s/])sva ([a-z]+)([^\n]*)")


def code(path: Path) -> list[tuple[str, str]]:
    """Give what stands as code in a page: language and text."""
    return [
        (kind, block or inline) for kind, block, inline in _CODE.findall(path.read_text("utf-8"))
    ]


@pytest.fixture(scope="module")
def verbs() -> dict[str, set[str]]:
    """Every verb with its options."""
    import typer.main

    from sva.cli import app

    group = typer.main.get_command(app)
    return {
        name: {option for each in command.params for option in each.opts}
        for name, command in group.commands.items()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_command_of_a_page_is_one(page, verbs):
    for _, text in code(page):
        for verb, rest in _COMMAND.findall(text):
            assert verb in verbs, f"sva {verb}"
            for option in re.findall(r"(?<=\s)(--[a-z-]+)", rest.split("#")[0]):
                assert option in verbs[verb], f"sva {verb} {option}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_call_of_a_page_is_one(page):
    rooms = ("people", "places", "outcomes", "context", "estimates", "cohorts")
    for _, text in code(page):
        for room, name in re.findall(rf"\b({'|'.join(rooms)})\.([a-z_]+)\(", text):
            assert callable(getattr(importlib.import_module(f"sva.{room}"), name, None)), (
                f"{room}.{name}"
            )
        for name in re.findall(r"\bchapter\.([a-z_]+)\(", text):
            from sva.pipeline.chapter import Chapter

            assert hasattr(Chapter, name), f"chapter.{name}"


def test_settings_that_a_page_shows_are_settings():
    from sva.assessment.schema import Settings
    from sva.intake.mapping import Mapping

    known = set(Settings.model_fields) | set(Mapping.model_fields)
    shown = 0
    for page in (DOCS / "questions").glob("*.md"):
        for kind, text in code(page):
            if kind == "yaml":
                assert set(YAML(typ="safe").load(text)) <= known, page.name
                shown += 1
    assert shown >= 3


def test_measures_that_a_page_adds_are_not_there_yet():
    from sva.estimates import MEASURES

    page = (DOCS / "questions" / "add-a-measure.md").read_text("utf-8")
    added = re.findall(r'\["([a-z.]+)"\]', page)
    assert added
    assert not set(added) & set(MEASURES)
