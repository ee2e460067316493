"""What stands out, as a list of questions with links to the charts that show it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sva.findings import Context
    from sva.outcomes import Panel
    from sva.report.bench import Bench

__all__ = ["list_exceptions", "note"]


def note(words: str) -> str:
    """Write a quiet line."""
    return f'<p class="note">{escape(words)}</p>'


def list_exceptions(panel: Panel, bench: Bench, context: Context) -> str:
    """List what stands out: numbers, how sure, what to ask, and where to look.

    Parameters
    ----------
    panel : Panel
        Of kind "exceptions": all that was looked at.
    bench : Bench
        Of one edition.
    context : Context

    Returns
    -------
    str
        HTML; in words that nothing stands out, or that it cannot be said in this edition.
    """
    from sva.findings.exceptions import exception_lines

    rows = panel.rows
    if rows is None or rows.empty:
        return note(f"{_sentence(bench.absent(panel.needs) or 'nothing could be looked at')}")
    known = bench.released.rows(rows["key"])
    withheld = known[known["value"].isna()]
    lines = exception_lines(known, context) if known["value"].notna().any() else []
    places = _places(known)
    items = "".join(
        f'<li><p>{escape(_sentence(line.what))}</p><p class="sure"><strong>How sure?</strong> {escape(line.sure)} '
        f"<strong>What to ask?</strong> {escape(_sentence(line.ask))}"
        f' <a href="#v-{places[line.key]}">See it<span class="away"> in the chart of {escape(line.what[:60])}</span></a></p></li>'
        for line in lines
    )
    listed = f'<ol class="findings">{items}</ol>' if items else ""
    partly = bool(set(withheld["measure"]) & {"outcomes.chart", "outcomes.funnel"})
    if not items and len(withheld) < len(known):
        looked_at = "groups of suspects" if partly else "months, partnerships and groups"
        listed = note(f"Nothing stands out among the {looked_at} looked at.")
    if partly:
        listed += note(
            "Months and partnerships cannot be held against limits in this edition, whose counts are rounded; the restricted "
            "edition lists those that stand out."
        )
    return listed


def _places(rows: pd.DataFrame) -> Mapping[str, str]:
    """Say in which chart each row is."""
    charts = {
        "Charged or summonsed": "charged",
        "Out of court (formal)": "formal",
        "Out of court (informal)": "informal",
        "Diversionary, educational or intervention activity": "diversion",
        "Deferred prosecution": "deferred",
        "Evidential difficulties (victim does not support action)": "no-support",
        "Investigation complete: no suspect identified": "no-suspect",
    }
    found = {}
    for row in rows[["key", "measure", "group", "characteristic"]].itertuples(index=False):
        if row.measure == "outcomes.chart":
            found[str(row.key)] = f"dash-chart-{charts.get(str(row.group), 'diversion')}"
        elif row.measure == "outcomes.funnel":
            found[str(row.key)] = "dash-funnel"
        else:
            charged = str(row.characteristic).endswith("outcome 1")
            found[str(row.key)] = "dash-charged-like" if charged else "dash-use-like"
    return found


def _sentence(clause: str) -> str:
    text = clause[:1].upper() + clause[1:]
    return text if text.endswith((".", "?")) else f"{text}."
