"""Where the marks of a chart stand, against the numbers that may be drawn."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.marks import trace_marks
from sva.disclosure.attack.numbers import tokens
from sva.disclosure.attack.pictures import Read
from sva.disclosure.attack.places import Gathered
from sva.disclosure.attack.scopes import Accounts
from sva.disclosure.attack.tables import CLASS
from sva.disclosure.attack.words import Scope

__all__ = ["trace_pictures"]

#: Forms whose areas and squares are coloured by class.
_BY_CLASS = ("choropleth", "heat")
#: A piece of a label that was cut to fit has more than digits.
_CLOCK = re.compile(r"[:()A-Za-z]")
#: Numbers that a scale of ratios shows.
_ROUND = frozenset(
    float(f"{part}e{power}") for part in (1, 2, 2.5, 3, 4, 5, 8) for power in range(-4, 6)
) | frozenset(2.0**power for power in range(-9, 10))


def trace_pictures(gathered: Gathered, ground: Ground, accounts: Accounts) -> list[Leak]:
    """Find words hidden in pictures and marks that stand where no released number does.

    Parameters
    ----------
    gathered : Gathered
        Of one edition.
    ground : Ground
    accounts : Accounts

    Returns
    -------
    list of Leak
    """
    found: list[Leak] = []
    for picture in gathered.pictures:
        where = f"needs-assessment.html, picture of {picture.view or 'no view'}"
        try:
            read = ground.read(picture.svg)
        except ValueError as reason:
            found.append(Leak("hidden", where, f"a picture that cannot be read: {reason}"))
            continue
        scope = accounts.scopes.get(picture.view, ground.whole)
        found += _words(read, scope, where)
        if picture.size and picture.size[0] and picture.size != read.size:
            size = "x".join(picture.size)
            found.append(
                Leak("hidden", where, f"the page gives it the size {size}, which is not its own")
            )
        found += trace_marks(read, picture.view, ground, where)
        found += _drawn(read, scope, ground.views.get(picture.view, {}), where)
    return found


def _words(read: Read, scope: Scope, where: str) -> list[Leak]:
    out = []
    for kind, text in read.words:
        if kind == "picture style" and text == "*{stroke-linejoin: round; stroke-linecap: butt}":
            continue
        if kind.startswith(
            ("picture attribute", "picture comment", "picture style", "picture element")
        ):
            if any(each.isdigit() for each in text) or kind == "picture element":
                out.append(Leak("hidden", where, f"{kind}: {text[:120]!r}"))
            continue
        out += [
            Leak(
                "not released",
                where,
                f"{number} in {kind} {text[:120]!r} is no released number of its view",
            )
            for number in scope.unexplained(text)
        ]
    return out


def _drawn(read: Read, scope: Scope, view: Mapping[str, Any], where: str) -> list[Leak]:
    """Check the text drawn in a picture: values, and the numbers of its scale."""
    scale = _scale(read)
    options = str(view.get("options", ""))
    by_class = view.get("form") in _BY_CLASS
    return [
        Leak(
            "not released",
            where,
            f"{number} is drawn in {text[:80]!r} and is no released number of its view",
        )
        for x, y, text in read.drawn
        if any(each.isdigit() for each in text) and (x, y) not in scale
        if not (_CLOCK.search(text) and text.lower().strip() in scope.phrases)
        if not (by_class and CLASS.fullmatch(text))
        for number in scope.unexplained(text)
        if number not in options
    ]


def _scale(read: Read) -> set[tuple[float, float]]:
    """Find the texts that are numbers of a scale: in one row or column, and evenly apart or in equal ratios."""
    out: set[tuple[float, float]] = set()
    for axis in (0, 1):
        rows: dict[float, list[tuple[float, float, float]]] = defaultdict(list)
        for x, y, text in read.drawn:
            found = tokens(text)
            if len(found) == 1 and text.strip("% ") == found[0].text:
                rows[y if axis == 0 else x].append((x, y, found[0].value))
        for row in rows.values():
            # Panels side by side each have a scale of their own.
            for run in _runs(
                sorted(row, key=lambda each: each[axis] if axis == 0 else -each[axis])
            ):
                if _even([value for *_, value in run]):
                    out |= {(x, y) for x, y, _ in run}
    return out


def _runs(row: list[tuple[float, float, float]]) -> list[list[tuple[float, float, float]]]:
    out: list[list[tuple[float, float, float]]] = [[]]
    for each in row:
        if out[-1] and each[2] <= out[-1][-1][2]:
            out.append([])
        out[-1].append(each)
    return out


def _even(values: Sequence[float]) -> bool:
    """Say whether numbers are those of a scale."""
    if len(values) < 2:
        return values in ([0.0], [1.0])
    if values[0] > values[-1]:
        values = values[::-1]
    steps = [high - low for low, high in pairwise(values)]
    if min(steps) <= 0:
        return False
    return max(steps) - min(steps) <= 1e-6 * max(values) or set(values) <= _ROUND
