"""Pages that the code writes: measures, code lists, commands, gallery of charts."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

__all__ = ["write_all"]


def write_all(docs: Path) -> None:
    """Write every generated page, and the published schemas, under ``_generated``.

    Parameters
    ----------
    docs : pathlib.Path
        The folder of the documentation.
    """
    from sva.report.schemas import SCHEMAS, load_schema

    target = docs / "_generated"
    target.mkdir(exist_ok=True)
    for name in SCHEMAS:
        schema = json.dumps(load_schema(name), indent=1, ensure_ascii=False)
        (target / f"{name}-1.schema.json").write_text(schema + "\n", encoding="utf-8")
    for name, text in {
        "measures": _measures(),
        "lists": _lists(),
        "commands": _commands(),
        "gallery": _gallery(docs / "gallery", target),
    }.items():
        path = target / f"{name}.md"
        # unchanged pages keep their time, so that nothing is built again for them
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    def cell(value: object) -> str:
        return str(value).replace("|", "\\|").replace("\n", " ")

    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    lines += [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _measures() -> str:
    from sva.estimates import MEASURES

    rows = [
        (f"`{each.name}`", each.label, each.kind, each.unit, each.counted, ", ".join(each.over) or "no")
        for each in MEASURES.values()
    ]  # fmt: skip
    head = ["Measure", "Label", "Kind", "Unit", "Counts", "Adds up over"]
    return (
        "# Measures\n\nEvery number that may leave the house is one of these; a measure with no entry cannot be released.\n\n"
        + _table(head, rows)
    )


def _lists() -> str:
    from sva.reference import catalogue

    frame = catalogue.listing().astype(str)
    return (
        "# Reference lists\n\nWhat comes with the program, of when and from whom. `sva reference show NAME` prints one.\n\n"
        + _table(list(frame.columns), frame.itertuples(index=False))
    )


def _commands() -> str:
    import typer.main

    from sva.cli import app

    parts = [
        "# Commands\n\nEvery target of the Makefile has its `sva` verb; these are all of them.\n"
    ]
    group = typer.main.get_command(app)
    for name, command in sorted(getattr(group, "commands", {}).items()):
        parts.append(f"## sva {name}\n\n{command.help or ''}\n")
        rows = [
            (f"`{' '.join([*each.opts] or [each.name or ''])}`", getattr(each, "help", "") or "")
            for each in command.params
        ]
        if rows:
            parts.append(_table(["Argument or option", "What it does"], rows))
    return "\n".join(parts)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"gallery_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _gallery(folder: Path, target: Path) -> str:
    """Run every example, keep its picture or its page, show its code beside."""
    parts = [
        "# Gallery\n\nEvery form of chart, drawn from the code beside it each time this site is built. All numbers are made up.\n"
    ]
    for path in sorted(folder.glob("*.py")):
        module = _load(path)
        code = path.read_text(encoding="utf-8").split('"""', 2)
        title, _, text = code[1].partition("\n")
        parts.append(f"## {title.rstrip('.')}\n\n{text.strip()}\n")
        if hasattr(module, "page"):
            parts.append(f"```{{raw}} html\n{module.page}\n```\n")
        else:
            drawing = module.drawing
            (target / f"{path.stem}.svg").write_bytes(drawing.svg)
            alt = drawing.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
            parts.append(f"![{alt}]({path.stem}.svg)\n")
        parts.append(f"```python\n{code[2].strip()}\n```\n")
    return "\n".join(parts)
