"""The published shapes of what a program may read: findings and estimates, each with a version."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SCHEMAS", "json_rows", "load_schema"]

#: Name to where its JSON Schema lies in the package.
SCHEMAS = {
    "findings": ("sva.findings", "schemas/findings-1.schema.json"),
    "estimates": ("sva.estimates", "schemas/estimates-1.schema.json"),
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
    from sva.figures.labels import is_null, plain_rows

    def plain(value: Any) -> Any:
        if is_null(value):
            return None
        return value.isoformat()[:10] if hasattr(value, "isoformat") else value

    return [{name: plain(value) for name, value in row.items()} for row in plain_rows(estimates)]
