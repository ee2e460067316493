"""What stands at the end of every report: the definition, what was withheld, sources, the dictionary of measures."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from sva.report.checklist import checklist
from sva.report.page import Part
from sva.report.tables import html_table
from sva.report.words import day, source_name

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released

__all__ = ["appendices", "dictionary", "sources_table"]

_LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right."
)


def _table(records: list[dict[str, Any]], first: str) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(records, dtype=object)
    table.attrs = {"apart": [first], "units": {}}
    return table


def sources_table(assessment: Assessment) -> pd.DataFrame:
    """List the sources: what, from whom, under which contract, as at which day.

    Parameters
    ----------
    assessment : Assessment
        Its ``sources``.

    Returns
    -------
    pandas.DataFrame
    """
    records = [
        {
            "Source": source_name(source.contract)[:1].upper() + source_name(source.contract)[1:],
            "From": source.partner,
            "Contract": source.contract,
            "Data as at": day(source.data_as_at),
        }
        for source in assessment.settings.sources
    ]
    return _table(records, "Source")


def dictionary(released: Released) -> pd.DataFrame:
    """List the measures of an edition: what each counts, and out of what.

    Parameters
    ----------
    released : Released
        The edition.

    Returns
    -------
    pandas.DataFrame
    """
    from sva.estimates import MEASURES

    base = {
        "population": "residents",
        "events": "counts of people or events",
        "": "nothing: a count",
    }
    names = sorted({str(name) for name in released.estimates["measure"]} & set(MEASURES))
    records = [
        {
            "Measure": MEASURES[name].label,
            "Counts": MEASURES[name].counted,
            "Unit": MEASURES[name].unit,
            "Out of": base[MEASURES[name].denominator],
            "Name in the files": name,
        }
        for name in names
    ]
    return _table(records, "Measure")


def _bases(released: Released) -> pd.DataFrame:
    rows = released.estimates[["denominator_source", "denominator_year"]].dropna().drop_duplicates()
    ordered = rows.sort_values(["denominator_source", "denominator_year"])
    return _table(
        [
            {"Population": str(source), "Year": str(int(year))}
            for source, year in ordered.itertuples(index=False)
        ],
        "Population",
    )


def appendices(
    assessment: Assessment, released: Released, mark: str, supplied: Iterable[str] | None = None
) -> list[Part]:
    """Write the appendices.

    Parameters
    ----------
    assessment : Assessment
        For its definition and sources.
    released : Released
        For what was withheld and why.
    mark : str
        The demonstration mark, or "".
    supplied : iterable of str, optional
        Contracts for which there are files; by default those that the assessment lists.

    Returns
    -------
    list of Part
        For `sva.report.page.make_page`. What can only be looked up is shorter on paper.
    """
    return [
        Part("markdown", "# Appendix A: What counts as serious violence here"),
        Part("html", _definition(assessment, mark)),
        Part("markdown", "# Appendix B: What was withheld, and how people are protected"),
        Part("html", _protection(released, mark)),
        Part("markdown", "# Appendix C: Sources"),
        Part("html", _sources(assessment, released, mark)),
        Part("markdown", "# Appendix D: Dictionary of measures"),
        _dictionary(dictionary(released), mark),
        Part("markdown", "# Appendix E: What an assessment should hold, and where it stands here"),
        Part("html", _checklist(assessment, released, mark, supplied)),
    ]


def _checklist(
    assessment: Assessment, released: Released, mark: str, supplied: Iterable[str] | None
) -> str:
    table = checklist(assessment, released, supplied)
    return html_table(table, "Every point, where it stands, and what is missing", "t-checklist", mark=mark)  # fmt: skip


def _dictionary(measures: pd.DataFrame, mark: str) -> Part:
    table = html_table(measures, "Measures in this edition", "t-dictionary", mark=mark)
    file = "tables/dictionary.csv"
    take = f'<p class="source"><a href="{file}" download>The dictionary as CSV</a></p>'
    words = (
        f"<p>This edition has {len(measures):,} measures. What each counts, in which unit and out of what stands in the "
        f"web page of this report and in <code>{file}</code>.</p>"
    )
    return Part("html", table + take, words)


def _definition(assessment: Assessment, mark: str) -> str:
    definition = assessment.settings.definition
    records = [
        {
            "Group": group.label,
            "Offence codes": ", ".join(group.offence_codes),
            "Only where": " or ".join(flag.replace("_", " ") for flag in group.any_flag)
            or "always",
            "Maximum penalty": group.reasons.maximum_penalty,
            "Harm to the victim": group.reasons.impact_on_victim,
            "How common": group.reasons.prevalence,
            "Harm to the community": group.reasons.impact_on_community,
        }
        for group in definition.groups
    ]
    text = (
        "<p>The Police, Crime, Sentencing and Courts Act 2022 leaves it to each area to say what it counts as serious "
        "violence, taking account of the four factors of section 13 shown below.</p>"
    )
    caption = f"{definition.label}: groups, Home Office offence codes and reasons"
    out = text + html_table(_table(records, "Group"), caption, "t-definition", mark=mark)
    if definition.left_out:
        left = [{"Left out": name, "Why": why} for name, why in definition.left_out.items()]
        out += html_table(
            _table(left, "Left out"), "What was left out, and why", "t-left-out", mark=mark
        )
    return out


def _protection(released: Released, mark: str) -> str:
    said = "".join(f"<li>{escape(str(line))}</li>" for line in released.policy.get("sentences", ()))
    html = f"<ul>{said}</ul>" if said else ""
    withheld = released.withheld
    if len(withheld) and "reason" in withheld:
        columns = ["reason", "detail"] if "detail" in withheld else ["reason"]
        counts = withheld.groupby(columns, dropna=False, sort=True).size()
        records = []
        for at, number in counts.items():
            at = at if isinstance(at, tuple) else (at,)
            words = [str(part) for part in at if part is not None and part == part]
            records.append(
                {"Why": words[-1] if len(words) > 1 else words[0], "Numbers": int(number)}
            )
        html += html_table(
            _table(records, "Why"),
            "Numbers withheld from this edition, by reason",
            "t-withheld",
            mark=mark,
        )
    else:
        html += "<p>No number was withheld from this edition.</p>"
    return html + _overrides(released, mark)


def _overrides(released: Released, mark: str) -> str:
    """Print every decision of a person that stands above the policy's rules, with the name and the reason."""
    words = {"show": "Shown although the rules withhold it", "withhold": "Withheld"}
    records = [
        {
            "Numbers": str(each["keys"]),
            "Decision": words[each["decision"]],
            "By": str(each["by"]),
            "Reason": str(each["reason"]),
            "How many": int(each["rows"]),
        }
        for each in released.policy.get("overrides", ())
    ]
    if not records:
        return ""
    return html_table(
        _table(records, "Numbers"),
        "Decided by a person, and not by the rules of this edition",
        "t-overrides",
        mark=mark,
    )


def _unconfirmed(mark: str) -> str:
    """Say which entries of the code lists no source confirms yet, a line a list."""
    from sva.reference import catalogue

    titles = catalogue.listing().set_index("name")["title"]
    found = catalogue.unconfirmed().groupby("list")["code"].nunique()
    records = [
        {"List": str(titles.get(name, name)), "Entries not confirmed": int(number)}
        for name, number in found.items()
    ]
    if not records:
        return ""
    table = html_table(
        _table(records, "List"),
        "Code lists with entries that no published source confirms yet",
        "t-unconfirmed",
        mark=mark,
    )
    return (
        "<p>Codes of offences, outcomes and people are mapped by dated lists. The entries counted below were taken "
        "from practice or from secondary sources and wait for confirmation; <code>sva reference show</code> names "
        "each of them.</p>" + table
    )


def _sources(assessment: Assessment, released: Released, mark: str) -> str:
    table, bases = sources_table(assessment), _bases(released)
    html = ""
    if len(table):
        html += html_table(table, "What was supplied, and by whom", "t-sources", mark=mark)
    else:
        html += "<p>No partner has supplied data.</p>"
    if len(bases):
        html += html_table(bases, "Populations used for rates", "t-populations", mark=mark)
    html += _unconfirmed(mark)
    notes = "".join(f"<li>{escape(note)}</li>" for note in assessment.settings.notes)
    return f"{html}{f'<ul>{notes}</ul>' if notes else ''}<p>{escape(_LICENCE)}</p>"
