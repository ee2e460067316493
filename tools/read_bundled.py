"""Read every file that the installed package brings, from where it is installed.

python tools/read_bundled.py FOLDER_IT_MUST_BE_INSTALLED_IN
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import sva


def read(path: Path) -> None:
    """Read one file as what its name says it is."""
    import geopandas
    import pandas as pd

    match path.suffix:
        case ".csv":
            assert len(pd.read_csv(path, dtype=str).columns), path
        case ".parquet":
            assert len(geopandas.read_parquet(path)), path
        case ".toml":
            tomllib.loads(path.read_text(encoding="utf-8"))
        case ".json":
            json.loads(path.read_text(encoding="utf-8"))
        case _:
            assert path.read_bytes(), path


def main() -> None:
    package = Path(sva.__file__).parent
    expected = Path(sys.argv[1]).resolve()
    if not package.resolve().is_relative_to(expected):
        sys.exit(f"sva was imported from {package}, not from {expected}")
    files = [
        path
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix not in (".py", ".pyc") and path.name != "py.typed"
    ]
    for path in files:
        read(path)
    from sva.estimates import MEASURES
    from sva.reference import catalogue, geography

    assert len(MEASURES) > 10
    assert len(catalogue.listing()) > 5
    assert len(geography.bundled().areas("lsoa", 2011)) == 781
    print(f"{len(files)} bundled files read from the installed wheel")


if __name__ == "__main__":
    main()
