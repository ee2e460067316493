from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from sva.errors import SvaError
from sva.reference import catalogue
from sva.reference._data import FOLDER


def tool(root, name):
    spec = importlib.util.spec_from_file_location(name, root / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_bundled_file_is_listed_with_source_and_licence():
    listed = catalogue.listing()
    assert listed["name"].is_unique
    assert (listed[["title", "source", "licence"]] != "").all().all()
    assert (listed["rows"] > 0).all()
    files = {
        p.relative_to(FOLDER).as_posix()
        for p in FOLDER.rglob("*")
        if p.suffix in {".csv", ".parquet"}
    }
    own = {f"codes/{name}.csv" for name in catalogue.lists()["name"]}
    own |= set(catalogue.read_bundled("datasets.csv")["file"])
    assert files - own == {"codes/index.csv", "datasets.csv"}


@pytest.mark.parametrize("name", catalogue.listing()["name"])
def test_every_list_can_be_shown(name):
    assert len(catalogue.show(name)) == catalogue.listing().set_index("name").loc[name, "rows"]


def test_a_list_that_does_not_exist_is_refused_with_the_names():
    with pytest.raises(SvaError, match="ethnicity-nhs"):
        catalogue.show("ethnicities")


def test_unconfirmed_entries_are_listed_with_their_source():
    frame = catalogue.unconfirmed()
    assert {"outcomes", "location-types", "area-names"} <= set(frame["list"])
    assert frame["source"].notna().all()


def test_the_data_dictionary_is_current(root):
    written = (root / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == tool(root, "build_reference_docs").text(), "run tools/build_reference_docs.py"


def test_the_provenance_is_current(root):
    written = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    assert written == tool(root, "build_reference_provenance").text(), (
        "run tools/build_reference_provenance.py"
    )


def test_importing_the_package_loads_nothing_heavy():
    script = (
        "import sys, sva.reference.geography, sva.reference.codes, sva.reference.populations, "
        "sva.reference.ethnicity, sva.reference.catalogue; "
        "print([m for m in ('pandas', 'geopandas', 'shapely', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
