"""The monthly outcome dashboard as a list of panels: which estimates, drawn how, said how. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sva.outcomes.breakdown import mix_within, time_to_outcome
from sva.outcomes.eligible import stage_name
from sva.outcomes.exceptions import area_funnel, together
from sva.outcomes.groups import DIVERSION, NOT_YET
from sva.outcomes.maturity import assigned_by_month, months_to_settle
from sva.outcomes.series import control_chart, monthly_mix
from sva.outcomes.use import stage, use_by_group, use_ratios

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["TABLES", "Panel", "drawn_parts", "panels"]

_CHARGED = "Charged or summonsed"
_FORMAL, _INFORMAL = "Out of court (formal)", "Out of court (informal)"
_DEFERRED = "Deferred prosecution"
_NO_SUPPORT = "Evidential difficulties (victim does not support action)"
_NO_SUSPECT = "Investigation complete: no suspect identified"
#: The first to go where there are too many parts to draw.
_LESS = "Evidential difficulties (suspect identified; victim supports action)"
#: Outcomes drawn month by month, five lines a chart at most: what was done, and why nothing was.
_LINES = (
    (_CHARGED, _FORMAL, _INFORMAL, DIVERSION, _DEFERRED),
    (_NO_SUPPORT, _NO_SUSPECT, NOT_YET),
)
#: Outcomes with a control chart of their own.
_CHARTS = (
    (_CHARGED, "charged"), (_FORMAL, "formal"), (_INFORMAL, "informal"), (DIVERSION, "diversion"),
    (_DEFERRED, "deferred"),
    (_NO_SUPPORT, "no-support"), (_NO_SUSPECT, "no-suspect"),
)  # fmt: skip
#: What a chart of one outcome is headed with, where its group's name does not say which outcomes are in it.
_TOPICS = {
    DIVERSION: "Outcome 22: diversionary, educational or intervention activity",
    _DEFERRED: "Outcome 23: deferred prosecution of children",
    _NO_SUPPORT: "Outcomes 14 and 16: evidential difficulties, victim does not support action",
    _NO_SUSPECT: "Outcome 18: investigation complete, no suspect identified",
}
#: Parts of a bar: no more than eight can be told apart, and those of the letter come first.
_PARTS = (
    _CHARGED, _FORMAL, _INFORMAL, DIVERSION, _DEFERRED, _NO_SUPPORT,
    _LESS, _NO_SUSPECT, NOT_YET,
)  # fmt: skip
_MOST_PARTS = 8

#: Clean tables and the columns that the dashboard reads of them.
TABLES: Mapping[str, tuple[str, ...]] = {
    "offences": ("incident_key", "offence_key", "offence_code", "offence_group", "month", "recorded_on", "outcome_on",
                 "outcome_code", "knife_enabled", "firearm_enabled", "csp_code", "district_code"),
    "suspects": ("incident_key", "offence_key", "person_key", "age", "sex", "ethnic_group", "looked_after"),
    "disposals": ("offence_key", "person_key", "outcome_code"),
}  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """A heading, a chart with its table, a chart to be opened group by group, or what stands out.

    Parameters
    ----------
    name : str
        Unique; of a heading its words.
    kind : {"heading", "part", "figure", "groups", "exceptions"}
        A heading of the page or of a part of it; a chart; a chart whose groups open one by one; all that was looked
        at for what stands out.
    rows : pandas.DataFrame, optional
        Estimates, in order of display.
    topic : str
        A short plain title; of a heading, a sentence or two below it.
    form, sentence : str, optional
        As in a view.
    needs : tuple of str
        Contracts whose absence explains an empty panel.
    options : mapping
        As in a view.
    detail : pandas.DataFrame, optional
        Of "groups": every outcome of every group.
    """

    name: str
    kind: Literal["heading", "part", "figure", "groups", "exceptions"]
    rows: pd.DataFrame | None = None
    topic: str = ""
    form: str | None = None
    sentence: str | None = None
    needs: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    detail: pd.DataFrame | None = None


_CRIMES, _SUSPECTS = ("police-offences",), ("police-disposals",)


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
    recorded = monthly_mix(offences, assessment, settle=settle)
    closed = monthly_mix(offences, assessment, clock="outcome")
    charts = {
        name: control_chart(recorded, group, assessment)
        for group, name in _CHARTS
        if group in set(recorded["group"].dropna())
    }
    funnel = area_funnel(offences, "22", assessment, settle=settle)
    people = stage(disposals, suspects, offences)
    ratios = {code: use_ratios(people, "ethnic_group", "White", assessment, code=code) for code in ("22", "1")}  # fmt: skip
    return [
        Panel("What stands out", "heading", topic="Each line is a question for the accountability meeting or the criminal justice board, not a finding."),
        Panel("dash-exceptions", "exceptions", together(*charts.values(), funnel, *ratios.values()), "What stands out", needs=_CRIMES),
        *_months(recorded, closed, assigned_by_month(offences, assessment, settle)),
        *_ordinary(charts),
        Panel("How long outcomes take", "heading", topic="Of crimes recorded long enough ago; those still open count as not yet."),
        Panel("dash-time", "figure", time_to_outcome(offences, assessment), "How soon crimes have an outcome", "dots", "outcome-speed", _CRIMES),
        *_crimes(offences, funnel, assessment),
        *_people(people, ratios, assessment),
    ]  # fmt: skip


def _months(recorded: pd.DataFrame, closed: pd.DataFrame, assigned: pd.DataFrame) -> list[Panel]:
    """Both clocks, which answer different questions and are never mixed."""
    out = [
        Panel("Month by month", "heading", topic="One outcome for each crime, however many suspects it has. All recorded crime, not serious violence alone. Outcomes 22 and 23 stand on their own and inside no other; 23 is drawn where any crime has it."),
        Panel("dash-assigned", "figure", assigned, "Share of each month's crimes that has an outcome", "lines", "outcomes-assigned", _CRIMES),
    ]  # fmt: skip
    for mix, name, words, about in (
        (recorded, "recorded", "By month recorded", "Every crime stands in the month in which it was recorded. Months drawn hollow have not had the time that outcomes were measured to take: a low share there is no fall."),
        (closed, "outcome", "By month of the outcome", "Every outcome stands in the month in which it was given, whenever the crime was recorded. A backlog closed in one month is a peak."),
    ):  # fmt: skip
        out.append(Panel(words, "part", topic=about))
        for at, wanted in enumerate(_LINES, 1):
            rows = mix[mix["group"].isin(wanted)]
            out.append(
                Panel(f"dash-{name}-{at}", "figure", rows, f"Outcomes {words[:1].lower()}{words[1:]}", "lines", "outcome-months", _CRIMES)
            )  # fmt: skip
    return out


def _ordinary(charts: Mapping[str, pd.DataFrame]) -> list[Panel]:
    """One control chart an outcome; no chart where there are too few complete months."""
    out = [Panel("Beside an ordinary month", "heading", topic="By month recorded, complete months only. The limits are those of the months' own spread (XmR chart), not of chance; they begin anew only at a cause that the assessment file names.")]  # fmt: skip
    for group, name in _CHARTS:
        if name in charts:
            out.append(
                Panel(f"dash-chart-{name}", "figure", charts[name], _TOPICS.get(group, group), "lines", "outcome-chart", _CRIMES, {"control": True})
            )  # fmt: skip
    return out


def drawn_parts(mix: pd.DataFrame) -> pd.DataFrame:
    """Keep the outcomes that are drawn as parts of a bar, in one order in every chart, so that a colour means one thing.

    Parameters
    ----------
    mix : pandas.DataFrame
        From `sva.outcomes.mix_within` or `sva.outcomes.disposal_mix`.

    Returns
    -------
    pandas.DataFrame
        At most eight outcomes; those of the letter first.
    """
    here = [group for group in _PARTS if (mix["group"] == group).any()]
    if len(here) > _MOST_PARTS:
        here.remove(_LESS)
    rows = mix[mix["group"].isin(here)]
    order = {group: at for at, group in enumerate(here)}
    return rows.iloc[rows["group"].map(order).argsort(kind="stable")].reset_index(drop=True)


def _groups(name: str, mix: pd.DataFrame, topic: str, needs: Sequence[str]) -> Panel:
    rows = drawn_parts(mix) if len(mix) else mix
    options = {"category": "area_code" if name.endswith("csp") else "strata", "series": "group"}
    return Panel(name, "groups", rows, topic, "stacked", "outcome-groups", tuple(needs), options, mix)  # fmt: skip


def _crimes(offences: pd.DataFrame, funnel: pd.DataFrame, assessment: Assessment) -> list[Panel]:
    return [
        Panel("Where, and for what", "heading", topic="Outcomes of crimes recorded in the last twelve months; the latest are not yet complete. What is hatched are outcomes not drawn; open a group to see them all."),
        _groups("dash-crimes-csp", mix_within(offences, "csp_code", assessment), "Outcomes of crimes by partnership", _CRIMES),
        Panel("dash-funnel", "figure", funnel, "Outcome 22 by partnership, with the limits for one of its size", "dots", "outcome-funnel", _CRIMES,
              {"category": "area_code", "limits_label": "Limits for one of its size"}),
        _groups("dash-crimes-offence-group", mix_within(offences, "offence_group", assessment), "Outcomes of crimes by offence group", _CRIMES),
    ]  # fmt: skip


def _people(
    people: pd.DataFrame, ratios: Mapping[str, pd.DataFrame], assessment: Assessment
) -> list[Panel]:
    words = {
        "age_group": "age",
        "sex": "sex",
        "ethnic_group": "ethnicity",
        "looked_after": "looked-after status, as police hold it",
    }
    same = {"same": "1 = same as White suspects"}
    return [
        Panel("Who", "heading", topic="Disposals of suspects, each suspect of each offence, last twelve months; never added to outcomes of crimes. Groups differ in what they are suspected of: only like cases are compared."),
        *(_groups(f"dash-suspects-{by.replace('_', '-')}", mix_within(people, by, assessment, of="suspects"), f"Disposals of suspects by {words[by]}", _SUSPECTS) for by in words),
        Panel("Like cases beside like", "part", topic="Pooled over offence group and earlier record, whole period. A ratio says that two groups differ; it does not say why."),
        Panel("dash-use", "figure", use_by_group(people, "ethnic_group", assessment), f"Outcome 22 by ethnicity, of {stage_name(assessment)}", "dots", "outcome-use", _SUSPECTS),
        Panel("dash-use-like", "figure", ratios["22"], "Outcome 22 by ethnicity, like cases beside like", "forest", "outcome-ratios", _SUSPECTS, same),
        Panel("dash-charged-like", "figure", ratios["1"], "Charges by ethnicity, like cases beside like", "forest", "outcome-ratios", _SUSPECTS, same),
    ]  # fmt: skip
