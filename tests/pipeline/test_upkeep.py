"""Every target of the Makefile has its verb, so that nobody needs make; cleaning spares partners' files."""

from __future__ import annotations

import re
import sys

import pytest
import typer.main

from sva.cli import app
from sva.errors import SvaError
from sva.pipeline import upkeep


def verbs() -> set[str]:
    return set(getattr(typer.main.get_command(app), "commands", {}))


def test_every_target_has_its_verb_and_calls_it(root):
    text = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE))
    # help lists the targets; setup makes the environment that the verbs live in
    assert targets - {"help", "setup"} <= verbs()
    for target in targets - {"help", "setup"}:
        assert re.search(rf"^{target}:.*\n\t@\$\(SVA\) {target}\b", text, re.MULTILINE), target


def test_each_verb_runs_its_commands_in_the_checkout_and_stops_at_the_first_that_fails(
    project, monkeypatch
):
    (project / "pyproject.toml").write_text("")
    ran = []

    def call(command, cwd):
        ran.append((command, cwd))
        return 3 if "nbstripout" in command else 0

    monkeypatch.setattr(upkeep.subprocess, "call", call)
    assert upkeep.keep_up("lint") == 3
    assert [command[2] for command, _ in ran] == ["ruff", "ruff", "nbstripout"]
    assert all(cwd == project.resolve() and command[0] == sys.executable for command, cwd in ran)
    assert ran[-1][0][-1].endswith("01_first.ipynb")


def test_cleaning_spares_partners_files_and_the_environment(project):
    (project / "pyproject.toml").write_text("")
    for made in ("data/processed/small/clean", "reports/small/public", "docs/_build", ".venv/bin"):
        (project / made).mkdir(parents=True)
    (project / "reports" / ".gitkeep").write_text("")
    raw = list((project / "data" / "raw").rglob("*.csv"))
    gone = {path.name for path in upkeep.clean()}
    assert gone == {"small", "_build"}
    assert raw == list((project / "data" / "raw").rglob("*.csv"))
    assert (project / ".venv" / "bin").is_dir()
    assert (project / "reports" / ".gitkeep").is_file()
    assert not (project / "reports" / "small").exists()


def test_without_a_checkout_there_is_nothing_to_keep_up(project):
    with pytest.raises(SvaError, match="works on a checkout"):
        upkeep.keep_up("docs")
