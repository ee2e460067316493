"""findings.json: what other programs may read of the findings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from typing import TYPE_CHECKING, Any

from sva.findings.context import is_null

if TYPE_CHECKING:
    from sva.disclosure import Released
    from sva.findings.headline import Finding

__all__ = ["SCHEMA", "load_schema", "to_json"]

SCHEMA = "sva.findings/1"

#: Columns of a released row that a finding carries with it.
_COLUMNS = (
    "key", "measure", "cohort", "definition", "offence_group", "characteristic", "group", "area_type", "area_code",
    "period_start", "period_end", "numerator", "denominator", "denominator_source", "denominator_year", "unknown_count",
    "value", "unit", "lower", "upper", "confidence", "method", "flag", "source", "data_as_at", "already_public",
)  # fmt: skip


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema of findings.json.

    Examples
    --------
    >>> load_schema()["$id"]
    'sva.findings/1'
    """
    file = resources.files("sva.findings").joinpath("schemas/findings-1.schema.json")
    return json.loads(file.read_text(encoding="utf-8"))


def to_json(findings: Iterable[Finding], released: Released, demonstration: bool) -> dict[str, Any]:
    """Put findings, with the released rows they stand on, into plain JSON values.

    Parameters
    ----------
    findings : iterable of Finding
        From `headline`.
    released : Released
        The edition they were made from.
    demonstration : bool
        Whether the data are made up; the file then says so.

    Returns
    -------
    dict
        By the schema that `load_schema` gives. The same findings give the same text.

    Examples
    --------
    >>> from sva.disclosure import Released
    >>> from sva.estimates import blank
    >>> to_json([], Released("public", blank(), blank()[["key"]], {"sentences": ["Rounded."]}), True)["demonstration"]
    True
    """
    return {
        "schema": SCHEMA,
        "edition": released.edition,
        "demonstration": demonstration,
        "notice": "Demonstration: made-up data, true of nobody." if demonstration else None,
        "disclosure": list(released.policy.get("sentences", [])),
        "findings": [
            {
                "name": each.name,
                "title": each.title,
                "text": each.text,
                "certainty": each.certainty,
                "keys": list(each.keys),
                "rows": [_plain(row) for row in released.rows(each.keys).to_dict("records")],
            }
            for each in findings
        ],
    }


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {column: _value(row[column]) for column in _COLUMNS}


def _value(value: Any) -> Any:
    if is_null(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
