"""The bundled files, read as text so that no code loses a leading zero."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FOLDER",
    "PUBLISHED_SUFFIXES",
    "find_published",
    "header",
    "read_bundled",
    "read_published",
    "records",
]

FOLDER = Path(__file__).parent / "data"
PUBLISHED_SUFFIXES = (".csv", ".csv.gz", ".geojson", ".geojson.gz", ".parquet")


@cache
def _cached(name: str) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(FOLDER / name, dtype=str, keep_default_na=False, na_values=[""])


def read_bundled(name: str) -> pd.DataFrame:
    """Read one bundled CSV, every column as text and an empty cell as null.

    Parameters
    ----------
    name : str
        File name inside the package's data folder.

    Returns
    -------
    pandas.DataFrame
        A copy that may be changed.
    """
    return _cached(name).copy()


def find_published(folder: str | Path) -> list[Path]:
    """List the table and boundary files below a folder, at any depth, in a fixed order.

    Parameters
    ----------
    folder : str or pathlib.Path
        A folder of files as published, such as one filled by ``sva fetch``.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    SvaError
        If there is no such folder.
    """
    from sva.errors import Fault, SvaError

    folder = Path(folder)
    if not folder.is_dir():
        raise SvaError(
            "The folder of open data cannot be read",
            [
                Fault(
                    "no such folder",
                    "a folder of files as published",
                    str(folder),
                    "Run `sva fetch`.",
                )
            ],
        )
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name.lower().endswith(PUBLISHED_SUFFIXES)
    )


def read_published(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a published CSV as text, plain or gzipped, with or without a byte order mark.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    columns : list of str, optional
        Only these columns.

    Returns
    -------
    pandas.DataFrame
        All columns as text.
    """
    import pandas as pd

    return pd.read_csv(
        path,
        dtype=str,
        encoding="utf-8-sig",
        usecols=columns,
        keep_default_na=False,
        na_values=[""],
    )


def header(path: Path) -> list[str]:
    """Read the column names of a published CSV, plain or gzipped."""
    import pandas as pd

    return pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns.tolist()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as dictionaries, with None for what is missing."""
    plain = frame.astype("object")
    return [
        {str(key): value for key, value in row.items()}
        for row in plain.where(plain.notna(), None).to_dict("records")
    ]
