"""The monthly outcome dashboard as a list of panels: which estimates, drawn how, said how. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sva.outcomes.breakdown import mix_within, time_to_outcome
from sva.outcomes.exceptions import area_funnel, exceptions, together
from sva.outcomes.maturity import assigned_by_month, months_to_settle
from sva.outcomes.series import control_chart, monthly_mix
from sva.outcomes.use import stage, use_by_group, use_ratios

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["DIVERSION", "TABLES", "Panel", "panels"]

DIVERSION = "Diversionary, educational or intervention activity"
_LINES = (
    ("Charged or summonsed", "Out of court (formal)", "Out of court (informal)", DIVERSION),
    ("Evidential difficulties (victim does not support action)", "Investigation complete: no suspect identified", "Not yet assigned"),
)  # fmt: skip

#: Clean tables and the columns that the dashboard reads of them.
TABLES: Mapping[str, tuple[str, ...]] = {
    "offences": ("incident_key", "offence_key", "offence_code", "offence_group", "month", "recorded_on", "outcome_on",
                 "outcome_code", "knife_enabled", "firearm_enabled", "csp_code", "district_code"),
    "suspects": ("incident_key", "offence_key", "person_key", "age", "sex", "ethnic_group", "looked_after"),
    "disposals": ("offence_key", "person_key", "outcome_code"),
}  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """A heading, or a view that is still to be made.

    Parameters
    ----------
    name : str
        Unique; of a heading its words.
    kind : {"heading", "figure", "table", "sentence"}
    rows : pandas.DataFrame, optional
        Estimates, in order of display.
    topic : str
        A short plain title; of a heading, one sentence below it.
    form, sentence : str, optional
        As in a view.
    needs : tuple of str
        Contracts whose absence explains an empty panel.
    options : mapping
        As in a view.
    """

    name: str
    kind: Literal["heading", "figure", "table", "sentence"]
    rows: pd.DataFrame | None = None
    topic: str = ""
    form: str | None = None
    sentence: str | None = None
    needs: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


_CRIMES, _SUSPECTS = ("police-offences",), ("police-disposals",)
_SHARES = ["strata", "area_code", "group", "numerator", "denominator", "value", "lower", "upper"]


def panels(tables: Mapping[str, pd.DataFrame], assessment: Assessment) -> list[Panel]:
    """Make the dashboard's panels from clean tables.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of `TABLES`; they may be empty.
    assessment : Assessment

    Returns
    -------
    list of Panel
        In order of display. All crimes, serious or not: the outcome of a crime is not told by its definition.
    """
    offences, disposals, suspects = tables["offences"], tables["disposals"], tables["suspects"]
    settle = months_to_settle(offences, assessment)
    mixes = {
        "recorded": monthly_mix(offences, assessment, settle=settle),
        "outcome": monthly_mix(offences, assessment, clock="outcome"),
    }
    groups = sorted({group for mix in mixes.values() for group in mix["group"].dropna().unique()})
    charts = {group: control_chart(mixes["recorded"], group, assessment) for group in groups}
    funnel = area_funnel(offences, "22", assessment, settle=settle)
    people = stage(disposals, suspects, offences)
    ratios = use_ratios(people, "ethnic_group", "White", assessment)
    looked_at = [*charts.values(), funnel, ratios]
    everything = together(*looked_at)
    out = [
        Panel("What stands out", "heading", topic="Each line is a question for the accountability meeting or the criminal justice board, not a finding."),
        Panel("dash-exceptions", "sentence", everything, sentence="exceptions", topic="What stands out", needs=_CRIMES),
        Panel("dash-exceptions-table", "table", exceptions(*looked_at), topic="Rows that stand out", needs=_CRIMES,
              options={"columns": ["group", "period_start", "area_code", "value", "lower", "upper"]}),
        Panel("Outcomes of crimes", "heading", topic="One outcome for each crime, however many suspects it has."),
        Panel("dash-assigned", "figure", assigned_by_month(offences, assessment, settle), "Share of each month's crimes that has an outcome",
              "lines", needs=_CRIMES),
    ]  # fmt: skip
    for clock, mix in mixes.items():
        words = "recorded" if clock == "recorded" else "of the outcome"
        for at, wanted in enumerate(_LINES, 1):
            rows = mix[mix["group"].isin(wanted)]
            out.append(
                Panel(
                    f"dash-{clock}-{at}",
                    "figure",
                    rows,
                    f"Outcomes by month {words}",
                    "lines",
                    needs=_CRIMES,
                )
            )
    limits = {"columns": ["period_start", "numerator", "denominator", "value", "lower", "upper"]}
    for group, name in ((DIVERSION, "22"), ("Charged or summonsed", "charged")):
        if group in charts:
            # A table: the legend of a figure would call the limits of the process those of chance.
            topic = f"{group}: months beside the limits of an ordinary month"
            out.append(
                Panel(
                    f"dash-chart-{name}",
                    "table",
                    charts[group],
                    topic,
                    needs=_CRIMES,
                    options=limits,
                )
            )
    out += [
        Panel("dash-time", "figure", time_to_outcome(offences, assessment), "How soon crimes have an outcome", "dots", needs=_CRIMES),
        Panel("dash-funnel", "table", funnel, "Outcome 22 by partnership, with the limits for one of its size", needs=_CRIMES,
              options={"columns": ["area_code", "numerator", "denominator", "value", "lower", "upper"]}),
    ]  # fmt: skip
    for by, words in (("offence_group", "offence group"), ("csp_code", "partnership")):
        out.append(Panel(f"dash-crimes-{by.replace('_', '-')}", "table", mix_within(offences, by, assessment),
                         f"Outcomes of crimes by {words}", needs=_CRIMES, options={"columns": _SHARES}))  # fmt: skip
    out.append(
        Panel(
            "Disposals of suspects",
            "heading",
            topic="Each suspect of each offence; never added to outcomes of crimes.",
        )
    )
    for by, words in (
        ("age_group", "age"),
        ("sex", "sex"),
        ("ethnic_group", "ethnicity"),
        ("looked_after", "looked-after status, as police hold it"),
    ):
        out.append(Panel(f"dash-suspects-{by.replace('_', '-')}", "table", mix_within(people, by, assessment, of="suspects"),
                         f"Disposals of suspects by {words}", needs=_SUSPECTS, options={"columns": _SHARES}))  # fmt: skip
    out += [
        Panel("dash-use", "figure", use_by_group(people, "ethnic_group", assessment), "Outcome 22 by ethnicity, of all assigned suspects",
              "dots", needs=_SUSPECTS),
        Panel("dash-use-like", "figure", ratios, "Outcome 22 by ethnicity, like cases beside like", "forest", needs=_SUSPECTS,
              options={"same": "1 = same as White suspects"}),
    ]  # fmt: skip
    return out
