"""From a sentence to its numbers: how we know each finding, and pointers to the rows it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from sva.report.bench import Bench
from sva.report.frames import away, resolve
from sva.report.page import Part
from sva.report.words import how_we_know

if TYPE_CHECKING:
    from sva.findings import Finding

__all__ = ["known_of", "pointed"]

#: So many pointers to rows are enough under one finding.
MOST_POINTERS = 6


def known_of(findings: Sequence[Finding], bench: Bench) -> dict[str, str]:
    """Fold up under each finding how we know: source, period, counts, method, day, and where its rows stand.

    Parameters
    ----------
    findings : sequence of Finding
    bench : Bench
        After all views are drawn.

    Returns
    -------
    dict of str to str
        Name of the finding to HTML; without those that rest on no row.
    """
    out = {}
    for each in findings:
        rows = bench.released.rows(each.keys)
        if rows.empty:
            continue
        facts = [(term, escape(words)) for term, words in how_we_know(rows, bench.labels)]
        places = list(dict.fromkeys(bench.where[key] for key in each.keys if key in bench.where))
        if places:
            links = ", ".join(
                f'<a href="#{place}">{_called(place)}</a>' for place in places[:MOST_POINTERS]
            )
            facts.append(("In the tables", links))
        told = "".join(
            f"<div><dt>{escape(term)}</dt><dd>{words}</dd></div>" for term, words in facts
        )
        out[each.name] = (
            f"<details><summary>How we know{away(f': {each.title}')}</summary><dl>{told}</dl></details>"
        )
    return out


def _called(place: str) -> str:
    """Name a row or a table by its id, as a reader is told it.

    Examples
    --------
    >>> _called("r-victims-by-age-3"), _called("t-victims-by-age")
    ('victims by age, row 3', 'victims by age')
    """
    if place.startswith("r-"):
        name, _, row = place[2:].rpartition("-")
        return f"{name.replace('-', ' ')}, row {row}"
    return place[2:].replace("-", " ")


def pointed(part: Part, where: dict[str, str]) -> Part:
    """Complete a part's pointers; on paper there are none.

    Parameters
    ----------
    part : Part
    where : dict of str to str
        From key to id.

    Returns
    -------
    Part
    """
    if part.kind == "markdown":
        return part
    paper = part.text if part.paper is None else part.paper
    return Part(part.kind, resolve(part.text, where), resolve(paper, {}))
