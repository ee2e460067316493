"""The map that answers: the classes its areas carry, against the file of the map."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sva.disclosure.attack.ground import Leak
from sva.disclosure.attack.places import Gathered
from sva.disclosure.attack.tables import CLASS

__all__ = ["trace_maps"]

_GONE = ("[c]", "[x]", "")


def trace_maps(gathered: Gathered) -> list[Leak]:
    """Compare each area's classes in the page with those in the CSV file of the map.

    Parameters
    ----------
    gathered : Gathered
        Of one edition.

    Returns
    -------
    list of Leak
    """
    found: list[Leak] = []
    layers: dict[str, list[dict[str, Any]]] = {}
    areas: dict[str, list[str]] = defaultdict(list)
    for place in gathered.places:
        if place.kind == "layers":
            try:
                layers[place.view] = json.loads(place.text)
            except ValueError:
                found.append(
                    Leak("hidden", f"{place.file}, map {place.view}", "its layers cannot be read")
                )
        elif place.kind == "classes":
            areas[place.view].append(place.text)
    for view, given in layers.items():
        where = f"needs-assessment.html, map {view}"
        for layer in given:
            extra = set(layer) - {"name", "classes", "colours", "none"}
            odd = [str(each) for each in layer.get("classes", []) if not CLASS.fullmatch(str(each))]
            found += [
                Leak("hidden", where, f"a layer carries {each!r}")
                for each in [*sorted(extra), *odd]
            ]
        file = next(
            (t for t in gathered.tables if t.view == view and t.file.endswith(".csv")), None
        )
        if file is None or "Code" not in file.head:
            continue
        at = file.head.index("Code")
        told = {row[at]: row for row in file.rows}
        for text in areas[view]:
            code, *classes = text.split()
            row = told.get(code)
            for number, sign in enumerate(classes):
                labels = (
                    [str(each) for each in given[number].get("classes", [])]
                    if number < len(given)
                    else []
                )
                said = labels[int(sign)] if sign.isdigit() and int(sign) < len(labels) else ""
                cell = row[at + 1 + number] if row and at + 1 + number < len(row) else ""
                if said != cell and not (sign == "-" and cell in _GONE):
                    words = f"area {code} is drawn in class {sign} ({said or 'none'}) and its file says {cell or 'nothing'}"
                    found.append(Leak("drawn", where, words))
    return found
