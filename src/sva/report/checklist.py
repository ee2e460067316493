"""What a strategic needs assessment should hold, point by point: where it stands in this one, or why it is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.disclosure import Released

__all__ = ["POINTS", "Point", "checklist"]


class Point(NamedTuple):
    """One point of the checklist.

    Parameters
    ----------
    what : str
        As a reader is told it.
    where : str
        The chapters and appendices that hold it.
    needs : tuple of str
        Contracts without which some of it is missing.
    never : str
        What no data set that this program knows can tell.
    """

    what: str
    where: str
    needs: tuple[str, ...] = ()
    never: str = ""


_POLICE = ("police-offences", "police-victims", "police-suspects")
#: In the order of a whole assessment.
POINTS = (
    Point("One page for those who decide: what was found, how sure, what is asked", "In brief; In plain words"),
    Point("Legal basis, partners, governance, who supplied nothing", "Partner data; Priorities, money and the Duty"),
    Point("The definition, its four factors, what another would count", "Appendix A; The picture of violence", ("police-offences",)),
    Point("Sources, coverage, what was withheld, methods", "Partner data; Appendices B to D"),
    Point("Area and residents, by protected characteristic, and deprivation", "Area and population", ("deprivation",), "Rurality is shown only with the open data of places"),
    Point("Scale and trend, year on year, beside other places", "The picture of violence", ("police-offences",)),
    Point("The three measures of success, and under 25", "The picture of violence", ("hospital-admissions", "police-offences", "police-victims")),
    Point("Kinds: knives, firearms, robbery, homicide, rape, domestic, at night", "The picture of violence; Places and times", ("police-offences",), "County lines: no supplied record marks them"),
    Point("When and where: hours, seasons, districts, small areas, hot spots", "The picture of violence; Places and times", ("police-offences",)),
    Point("Victims: protected characteristics, repeats, looked-after children", "Victims; Outcomes", ("police-victims",)),
    Point("Suspects: the same, offending together, victims who are suspects too", "Suspects", ("police-suspects",)),
    Point("Disproportionality at each stage, with counts, limits and the unknown", "Disproportionality", (*_POLICE, "police-stop-search")),
    Point("Outcomes, diversion, and whether it lowers reoffending", "Outcomes", ("police-offences", "police-disposals")),
    Point("Causes: risk and protective factors, with the strength of evidence", "Causes, health and voice", ("education", "childrens-social-care", "public-health")),
    Point("Voice: young people, survivors, people who have harmed, communities", "Causes, health and voice", ("survey", "engagement-notes")),
    Point("Health services, and violence that is never reported", "Causes, health and voice", ("emergency-department", "ambulance", "hospital-admissions", "linked-records")),
    Point("What violence costs", "Priorities, money and the Duty", ("unit-costs",)),
    Point("Services, and where they do not meet need", "Priorities, money and the Duty", ("service-directory",)),
    Point("Gaps in the data, and who holds what is missing", "In brief; Partner data; each chapter"),
    Point("Recommendations, each with finding, owner, measure and date", "What is asked of you; Priorities, money and the Duty", ("recommendations",)),
    Point("Technical appendix; public and restricted editions; plain words", "Appendices; In plain words", (), "An easy-read edition with pictures is made by people, not by this program"),
)  # fmt: skip


def checklist(
    assessment: Assessment, released: Released, supplied: Iterable[str] | None = None
) -> pd.DataFrame:
    """Say of every point where it stands, and what of it is missing and why.

    Parameters
    ----------
    assessment : Assessment
        Its recommendations count.
    released : Released
        The edition.
    supplied : iterable of str, optional
        Contracts for which there are files; by default those that the assessment lists.

    Returns
    -------
    pandas.DataFrame
        ``Point``, ``Where it stands``, ``Missing, and why``; a row a point.
    """
    import pandas as pd

    settings = assessment.settings
    have = {each.contract for each in settings.sources} if supplied is None else set(supplied)
    have |= _at_hand(assessment, released)
    table = pd.DataFrame(
        [
            {"Point": each.what, "Where it stands": each.where, "Missing, and why": _missing(each, have)}
            for each in POINTS
        ],
        dtype=object,
    )  # fmt: skip
    table.attrs = {"apart": ["Point"], "units": {}}
    return table


def _at_hand(assessment: Assessment, released: Released) -> set[str]:
    """Name what is no partner's file: published indices, confirmed costs, the office's own recommendations."""
    from sva.report.registers import asked_for

    rows = released.estimates
    found = set()
    if rows["characteristic"].fillna("").str.contains("depriv|decile").any():
        found.add("deprivation")
    if rows["measure"].eq("offences.cost").any():
        found.add("unit-costs")
    if asked_for(assessment):
        found.add("recommendations")
    return found


def _missing(point: Point, have: set[str]) -> str:
    from sva.findings.missing import cannot_say

    told = []
    if "recommendations" in point.needs and "recommendations" not in have:
        told.append("The office has recorded no recommendations")
    clause = cannot_say([name for name in point.needs if name != "recommendations"], have)
    if clause:
        why = clause.removeprefix("we cannot say: ")
        told.append(why[:1].upper() + why[1:])
    told += [point.never] if point.never else []
    return ". ".join(told) + "." if told else "Nothing is missing"
