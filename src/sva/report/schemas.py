"""The published shapes of what a program may read: findings and estimates, each with a version."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["SCHEMAS", "json_rows", "load_schema", "write_estimates"]

#: Name to where its JSON Schema lies in the package.
SCHEMAS = {
    "findings": ("sva.findings", "schemas/findings-1.schema.json"),
    "estimates": ("sva.estimates", "schemas/estimates-1.schema.json"),
    "estimates-file": ("sva.estimates", "schemas/estimates-file-1.schema.json"),
}


def load_schema(name: str) -> dict[str, Any]:
    """Read a JSON Schema of the package.

    Parameters
    ----------
    name : str
        A key of `SCHEMAS`.

    Returns
    -------
    dict
        Its ``$id`` carries the version: "sva.estimates/1".

    Raises
    ------
    SvaError
        If there is none of that name.

    Examples
    --------
    >>> load_schema("estimates")["$id"], load_schema("findings")["$id"]
    ('sva.estimates/1', 'sva.findings/1')
    """
    if name not in SCHEMAS:
        raise SvaError(
            "there is no such schema", [Fault(f"schema {name!r}", f"one of {', '.join(SCHEMAS)}")]
        )
    package, path = SCHEMAS[name]
    return json.loads(resources.files(package).joinpath(path).read_text(encoding="utf-8"))


def json_rows(estimates: pd.DataFrame) -> list[dict[str, Any]]:
    """Write released estimates as plain JSON values, each row by the schema "estimates".

    Parameters
    ----------
    estimates : pandas.DataFrame
        Of the one shape.

    Returns
    -------
    list of dict
        Dates as text, empty cells as None.

    Examples
    --------
    >>> from sva.estimates import blank
    >>> json_rows(blank())
    []
    """
    from sva.figures.labels import plain_rows

    plain = estimates.copy()
    for name, column in estimates.items():
        if str(column.dtype).startswith("datetime"):
            column = column.dt.strftime("%Y-%m-%d")
        plain[name] = column.astype(object).where(column.notna(), None)
    return plain_rows(plain)


def write_estimates(estimates: pd.DataFrame, about: Mapping[str, str], path: Path) -> Path:
    """Write released estimates as one JSON document by the schema "estimates-file", an estimate a line.

    Parameters
    ----------
    estimates : pandas.DataFrame
        Of the one shape.
    about : mapping of str to str
        ``Assessment``, ``Edition``, ``Data``: what the rows are of.
    path : pathlib.Path
        Its folder must exist.

    Returns
    -------
    pathlib.Path
        The path given. The same estimates give the same bytes.
    """
    head = {"schema": load_schema("estimates-file")["$id"]}
    head |= {name.lower(): value for name, value in about.items()}
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = (
        json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for row in json_rows(estimates)
    )
    body = ",\n".join(lines)
    text = f'{opening},\n "estimates": [\n{body}\n ]\n}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
