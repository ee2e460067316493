"""The house's floors: imports go down only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

#: From the ground up; rooms of one floor stand in one tuple.
FLOORS = (
    ("errors",),
    ("measures", "reference", "estimates"),
    ("assessment",),
    ("cohorts",),
    ("intake", "linkage", "opendata", "demo"),
    ("people", "places", "outcomes", "context"),
    ("disclosure",),
    ("findings", "compare"),
    ("figures",),
    ("report",),
    ("pipeline",),
    ("cli",),
    ("__main__",),
)
HEIGHT = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
#: Rooms of one floor that may know each other all the same, and why.
BESIDE = {
    ("estimates", "measures"): "values are computed from counts in one place",
}
#: A view is named by notebooks and carried through the pipeline: its module imports nothing but errors.
OPEN_TO_ALL = {"sva.figures.views"}


def modules(root: Path) -> list[Path]:
    return sorted((root / "src" / "sva").rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sva"):
            names = (
                [node.module]
                if node.module != "sva"
                else [f"sva.{alias.name}" for alias in node.names]
            )
            found.update(names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name.startswith("sva"))
    return found - {"sva.__version__", "sva"}


def test_imports_go_down_only(root):
    wrong = []
    for path in modules(root):
        parts = path.relative_to(root / "src" / "sva").with_suffix("").parts
        room = parts[0]
        if room in ("__init__",):
            continue
        for module in imports(path):
            other = module.split(".")[1]
            if other == room or module in OPEN_TO_ALL or (room, other) in BESIDE:
                continue
            if HEIGHT[other] >= HEIGHT[room]:
                wrong.append(f"{'/'.join(parts)} imports {module}")
    assert wrong == []


def test_every_room_stands_on_a_floor(root):
    rooms = {
        path.relative_to(root / "src" / "sva").with_suffix("").parts[0] for path in modules(root)
    }
    assert rooms - {"__init__"} <= set(HEIGHT)


def test_no_room_imports_itself_in_a_circle_when_loaded(root):
    """Rooms that import one another in a circle would be one room: none of the floors' pairs may do both."""
    edges = set()
    for path in modules(root):
        room = path.relative_to(root / "src" / "sva").with_suffix("").parts[0]
        edges |= {
            (room, module.split(".")[1]) for module in imports(path) if module.split(".")[1] != room
        }
    assert {(a, b) for a, b in edges if (b, a) in edges} == set()


@pytest.mark.parametrize("limit", [350])
def test_modules_stay_short(root, limit):
    long = {
        str(path.relative_to(root)): len(path.read_text().splitlines()) for path in modules(root)
    }
    assert {name: lines for name, lines in long.items() if lines > limit} == {}
