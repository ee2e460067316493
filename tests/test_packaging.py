"""One version, one locked set, three files that agree about it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from ruamel.yaml import YAML

import sva


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(root: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for match in re.finditer(
        r"^([A-Za-z0-9_.-]+)==(\S+)", (root / "requirements.lock").read_text(), re.MULTILINE
    ):
        found.setdefault(canonical(match[1]), []).append(match[2])
    return found


def declared(root: Path) -> set[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    return {canonical(re.match(r"[A-Za-z0-9_.-]+", line)[0]) for line in wanted}


def test_lock_pins_all_that_is_declared_with_hashes(root):
    lock = (root / "requirements.lock").read_text()
    assert declared(root) - set(locked(root)) == set()
    stanzas = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
    assert [stanza.split()[0] for stanza in stanzas if "--hash=sha256:" not in stanza] == []


def test_lock_names_no_address(root):
    lock = (root / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock


def test_installed_set_is_the_locked_one(root):
    pins = locked(root)
    wrong = [
        f"{name}: {metadata.version(name)} installed, {versions} locked"
        for name, versions in pins.items()
        if name in declared(root) and metadata.version(name) not in versions
    ]
    assert wrong == []


def test_declared_ranges_admit_what_is_locked(root):
    from packaging.requirements import Requirement

    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    pins = locked(root)
    wrong = [
        str(need)
        for need in map(Requirement, lines)
        if not all(need.specifier.contains(version) for version in pins[canonical(need.name)])
    ]
    assert wrong == []


def test_environment_holds_python_pip_pango_make_and_the_lock_and_no_other_version(root):
    environment = YAML(typ="safe").load((root / "environment.yml").read_text())
    *conda, pip = environment["dependencies"]
    requires = tomllib.loads((root / "pyproject.toml").read_text())["project"]["requires-python"]
    assert conda == [f"python{requires}", "pip", "pango", "make"]
    assert pip == {"pip": ["--require-hashes", "-r requirements.lock"]}


def test_version_has_one_source(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["version"]
    assert metadata.version("sva") == sva.__version__
    citation = YAML(typ="safe").load((root / "CITATION.cff").read_text())
    assert "version" not in citation
    assert f"## {sva.__version__}" in (root / "CHANGELOG.md").read_text()


def test_package_is_typed(root):
    assert (root / "src/sva/py.typed").is_file()


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nsys.argv = ['sva', '--help']\n"
        "from sva.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'pydantic', 'numpy', 'matplotlib', 'geopandas', 'papermill'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_nothing_of_partners_or_reports_is_tracked(root):
    tracked = subprocess.run(
        ["git", "ls-files", "data", "reports"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    assert [name for name in tracked if not name.endswith(".gitkeep")] == []


def third_party(folder: Path) -> set[str]:
    """Name the packages that code imports, standard library and this package apart."""
    import ast

    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"sva", "tests"}


def test_what_is_imported_is_declared(root):
    homes = metadata.packages_distributions()
    runtime = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    runtime_names = {canonical(re.match(r"[A-Za-z0-9_.-]+", line)[0]) for line in runtime}
    for folder, allowed in (
        (root / "src", runtime_names),
        (root / "tests", declared(root)),
        (root / "benchmarks", declared(root)),
    ):
        wrong = {
            name
            for name in third_party(folder)
            if not {canonical(home) for home in homes.get(name, [name])} & allowed
        }
        assert wrong == set(), f"{folder.name} imports what pyproject.toml does not name"
