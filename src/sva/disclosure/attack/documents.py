"""JSON documents: findings with the rows they rest on, the record of the run, and any other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sva.disclosure.attack.gather import leaves
from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.scopes import Accounts

__all__ = ["trace_content", "trace_document"]

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def trace_document(name: str, content: Any, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Find what a JSON file tells besides what was released.

    Parameters
    ----------
    name : str
        The file.
    content : object
        As `json.loads` gives it.
    ground : Ground
    accounts : Accounts
        Of the edition.

    Returns
    -------
    list of Leak
    """
    if name == "findings.json" and isinstance(content, dict):
        return list(_findings(name, content, ground, accounts))
    if name == "run.json" and isinstance(content, dict) and ground.facts is not None:
        return list(_run(name, content, ground.facts))
    return [
        Leak("hidden" if leak.kind == "to read" else leak.kind, leak.where, leak.words)
        for leak in trace_content(content, name, ground, accounts)
    ]


def trace_content(
    content: Any, where: str, ground: Ground, accounts: Accounts, view: str = ""
) -> Iterator[Leak]:
    """Check every leaf of a document; a record with a released row's key holds that row's numbers.

    Parameters
    ----------
    content : object
        As `json.loads` gives it.
    where : str
        For the message.
    ground : Ground
    accounts : Accounts
        Of the edition.
    view : str, optional
        Name of a view or finding whose numbers may stand there.

    Yields
    ------
    Leak
    """
    if isinstance(content, dict) and isinstance(content.get("key"), str):
        yield from _row(content, where, ground)
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from accounts.check(str(name), view, f"{where}, a field's name")
            yield from trace_content(value, f"{where}, {name}", ground, accounts, view)
    elif isinstance(content, list):
        for value in content:
            yield from trace_content(value, where, ground, accounts, view)
    elif isinstance(content, int | float) and not isinstance(content, bool):
        text = f"{content:.10g}"
        strict = not accounts.scopes.get(view, ground.every).counts.__contains__(float(content))
        yield from accounts.check(text, view, where, strict=strict)
    elif content is not None and not where.endswith((", schema", ", schema_version")):
        yield from accounts.check(str(content), view, where)


def _findings(
    name: str, content: Mapping[str, Any], ground: Ground, accounts: Accounts
) -> Iterator[Leak]:
    yield from trace_content(
        {k: v for k, v in content.items() if k != "findings"}, name, ground, accounts
    )
    for number, each in enumerate(content.get("findings", ())):
        where = f"{name}, findings[{number}]"
        plain = {key: value for key, value in each.items() if key not in ("rows", "keys")}
        yield from trace_content(plain, where, ground, accounts, str(each.get("name")))
        for key in each.get("keys", ()):
            if key not in ground.records:
                yield Leak("not released", where, f"key {key!r} is not in this edition")
        for row in each.get("rows", ()):
            yield from _row(row, where, ground)


def _row(row: Mapping[str, Any], where: str, ground: Ground) -> Iterator[Leak]:
    record = ground.records.get(str(row.get("key")))
    if record is None:
        yield Leak(
            "not released", where, f"row {row.get('key')!r} is not in this edition's release"
        )
        return
    for column, value in row.items():
        if column not in record or not (value == record[column] or _same(value, record[column])):
            was = record.get(column)
            yield Leak(
                "not released",
                where,
                f"{column} of {row['key']} is {value!r}; released was {was!r}",
            )


def _run(name: str, content: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[Leak]:
    for field, value in content.items():
        if field == "outputs" and isinstance(value, dict):
            odd = [path for path, said in leaves(value) if path and not _HASH.fullmatch(str(said))]
            for path in odd:
                yield Leak("hidden", f"{name}, {path}", "it is no hash of a file")
        elif field not in facts or not _same(value, facts[field]):
            yield Leak("not released", f"{name}, {field}", "it is not what the run was made of")


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        nothing = ("", "nan", "NaT", "<NA>", "None")
        return str(one) in nothing and str(other) in nothing
    if hasattr(other, "isoformat"):
        return str(one)[:10] == other.isoformat()[:10]
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(float(one) - float(other)) <= 1e-9 * max(1.0, abs(float(other)))
    return one == other or json.dumps(one, sort_keys=True, default=str) == json.dumps(
        other, sort_keys=True, default=str
    )
