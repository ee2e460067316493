"""Faults of type in our words: what was given, what is allowed, on which line."""

from __future__ import annotations

import difflib
import typing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sva.errors import Fault

if TYPE_CHECKING:
    from sva.assessment.yaml import Document

__all__ = ["Place", "explain"]

Place = tuple[str | int, ...]

#: What a pattern of the schema means.
_PATTERNS = {
    r"^[EW]23\d{6}$": "the code of a police force area, such as E23000016",
    r"^[EW]22\d{6}$": "the code of a community safety partnership, such as E22000326",
    r"^[a-z0-9][a-z0-9-]*$": "lower-case letters, digits and hyphens",
    r"^\d{4}-\d{2}$": "a month, such as 2024-01",
    r"^\d{2}_[a-z_]+$": "the name of a notebook, such as 04_victims",
}
#: The first words of pydantic's kinds of fault to what would have been right.
_KINDS = {
    "date": "a date, such as 2022-04-01",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "string": "text; put a number or date in quotes to make it text",
    "list": "a list",
    "tuple": "a list of two",
    "dict": "keys and values",
    "model": "keys and values",
    "mapping": "keys and values",
}


def explain(
    errors: list[Any], document: Document, model: Any, beyond: list[tuple[Place, Fault]]
) -> list[Fault]:
    """Say every fault of a file, in the order of its lines.

    Parameters
    ----------
    errors : list of dict
        From ``ValidationError.errors()``.
    document : Document
        The file, for lines.
    model : type
        The model at the top, for the keys it allows.
    beyond : list of (tuple, Fault)
        Faults found beyond types, each with its place; where both speak of one place, these are kept.

    Returns
    -------
    list of Fault
        One for each place: the alternatives of a value that may be several things are told together.
    """
    faults: dict[Place, Fault] = {
        place: replace(fault, where=document.where(place)) for place, fault in beyond
    }
    for error in errors:
        location = _in_file(error, document)
        if location not in faults:
            faults[location] = _fault(error, location, document, model)
    return [faults[location] for location in sorted(faults, key=lambda each: _line(each, document))]


def _line(location: Place, document: Document) -> int:
    while location and location not in document.lines:
        location = location[:-1]
    return document.lines.get(location, 0)


def _in_file(error: Any, document: Document) -> Place:
    """Cut what pydantic adds to a place to name the alternative it tried."""
    location = tuple(error["loc"])
    if error["type"] == "missing" or location in document.lines:
        return location
    known = location
    while known and known not in document.lines:
        known = known[:-1]
    return known or location


def _fault(error: Any, location: Place, document: Document, model: Any) -> Fault:
    where, kind, given = document.where(location), error["type"], error.get("input")
    if kind == "extra_forbidden":
        allowed = _keys_at(model, location[:-1])
        near = difflib.get_close_matches(str(location[-1]), allowed, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else ""
        return Fault(f"unknown key {location[-1]!r}", f"one of {', '.join(allowed)}", where, hint)
    if kind == "missing":
        return Fault("a required key is missing", where=where, do_next="Add it.")
    if kind == "value_error":
        message = error["msg"].removeprefix("Value error, ")
        return Fault(message[0].lower() + message[1:], where=where)
    shown = _shown(given)
    if location[:1] == ("notebooks",):
        return Fault(shown, "true, false, a number or text for each parameter", where)
    context: dict[str, Any] = error.get("ctx") or {}
    if kind == "literal_error":
        return Fault(shown, context["expected"], where)
    if kind == "string_pattern_mismatch":
        return Fault(shown, _PATTERNS.get(str(context["pattern"]), str(context["pattern"])), where)
    if kind in ("too_long", "too_short"):
        limit = context.get("max_length" if kind == "too_long" else "min_length")
        bound = "at most" if kind == "too_long" else "at least"
        return Fault(shown, f"{bound} {limit}", where)
    for name, expected in _KINDS.items():
        if kind.startswith(name) and kind.endswith(
            ("_type", "_parsing", "_inexact", "_from_float")
        ):
            return Fault(shown, expected, where)
    message = error["msg"].removeprefix("Input should be ").removeprefix("Input should ")
    return Fault(shown, message[0].lower() + message[1:], where)


def _shown(given: Any) -> str:
    if given is None:
        return "nothing is given"
    if isinstance(given, dict):
        return "keys and values are given"
    if isinstance(given, (list, tuple)):
        return f"a list of {len(given)} is given"
    if hasattr(given, "isoformat"):
        return f"{given.isoformat()} is given"
    return f"{given!r} is given"


def _keys_at(model: Any, location: Place) -> list[str]:
    """List the keys allowed at a place in the model."""
    for part in location:
        if isinstance(part, int):
            continue
        fields = getattr(model, "model_fields", {})
        if part not in fields:
            return []
        model = fields[part].annotation
        while typing.get_args(model):
            inner = [
                arg
                for arg in typing.get_args(model)
                if hasattr(arg, "model_fields") or typing.get_args(arg)
            ]
            if not inner:
                break
            model = inner[0]
    return list(getattr(model, "model_fields", {}))
