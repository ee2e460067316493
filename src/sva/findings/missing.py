"""What was not supplied, who holds it, and what it would add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["HOLDERS", "Holder", "beyond_police", "cannot_say", "listed", "would_add"]


@dataclass(frozen=True)
class Holder:
    """Who holds a kind of data.

    Parameters
    ----------
    data : str
        The data, as they follow "has not supplied".
    holder : str
        Who holds them.
    adds : str
        What they would let the report say.
    """

    data: str
    holder: str
    adds: str


#: Contract to who holds what it asks for.
HOLDERS: dict[str, Holder] = {
    "police-offences": Holder(
        "its recorded offences",
        "the police force",
        "how much serious violence there is by the area's own definition, with knives, and at what hours",
    ),
    "police-victims": Holder(
        "its records of victims", "the police force", "who is harmed, by age, sex and ethnicity"
    ),
    "police-suspects": Holder(
        "its records of suspects", "the police force", "who is suspected, by age, sex and ethnicity"
    ),
    "police-disposals": Holder(
        "its suspects' disposals",
        "the police force",
        "what happens to those suspected, and how often they are diverted",
    ),
    "police-stop-search": Holder(
        "its stop and searches", "the police force", "who is searched, and what is found"
    ),
    "police-street": Holder(
        "street-level crime", "data.police.uk", "crimes by month, small area and kind"
    ),
    "police-outcomes": Holder(
        "files of outcomes by month",
        "data.police.uk",
        "every outcome of a crime, not the last alone",
    ),
    "ambulance": Holder(
        "its call-outs to violence",
        "the ambulance service",
        "violence that is never reported to the police",
    ),
    "emergency-department": Holder(
        "attendances after assault",
        "the hospitals' emergency departments",
        "injuries that are never reported to the police, with the hour and the kind of place",
    ),
    "hospital-admissions": Holder(
        "admissions for assault",
        "the health service",
        "the gravest injuries, by age, over many years",
    ),
    "public-health": Holder(
        "its measures of risk and protection",
        "the public health teams",
        "what goes with violence, and what protects from it",
    ),
    "youth-justice": Holder(
        "its caseload",
        "the youth justice service",
        "what children who harm have lived through, and who offends again",
    ),
    "probation": Holder(
        "its caseload", "the probation service", "adults under supervision for violence"
    ),
    "education": Holder(
        "exclusions and absence",
        "the local authorities",
        "which children are out of school, and where",
    ),
    "childrens-social-care": Holder(
        "counts of children in need and in care",
        "children's social care",
        "how often looked-after children are harmed or suspected",
    ),
    "police-training": Holder(
        "a sheet of officers trained in outcome 22",
        "the police force",
        "whether its use changed when officers were trained",
    ),
    "looked-after-returned": Holder(
        "counts of looked-after children found in police records",
        "children's services",
        "how many looked-after children are suspected again, with the share of them that was found",
    ),
    "fire": Holder(
        "its records of deliberate fires", "the fire and rescue service", "fires set to harm people"
    ),
    "linked-records": Holder(
        "counts of people by the lists that hold them",
        "a body that may lawfully link records of police and health",
        "how many people who are harmed come to nobody's notice",
    ),
    "housing-asb": Holder(
        "reports of threats and nuisance",
        "the district councils and housing associations",
        "violence and threats that are told to a landlord and to nobody else",
    ),
    "survey": Holder(
        "a survey of residents",
        "the commissioner's office",
        "how safe people feel, and what they never report",
    ),
    "engagement-notes": Holder(
        "what people said when they were asked",
        "the commissioner's office",
        "what victims, young people and people who have harmed say in their own words",
    ),
    "unit-costs": Holder(
        "unit costs checked against the Home Office's own table",
        "the commissioner's office",
        "what violence costs, and to whom",
    ),
    "service-directory": Holder(
        "its list of services that are commissioned",
        "the commissioner's office",
        "where services and need do not meet",
    ),
    "police-counts": Holder(
        "counts of all forces' crimes by month and type",
        "data.police.uk",
        "how the area stands beside other forces",
    ),
    "deprivation": Holder(
        "the indices of deprivation for these small areas",
        "the ministry that publishes them",
        "how violence goes with the deprivation of places",
    ),
}

#: Those of `HOLDERS` who see violence that the police do not.
_BEYOND = (
    "ambulance",
    "childrens-social-care",
    "education",
    "emergency-department",
    "hospital-admissions",
    "probation",
    "youth-justice",
)


def listed(items: Iterable[str], last: str = "and") -> str:
    """Join words as in speech.

    Parameters
    ----------
    items : iterable of str
        At least one.
    last : str
        The word before the last: "and", "or".

    Returns
    -------
    str

    Examples
    --------
    >>> listed(["homicide", "rape", "robbery"])
    'homicide, rape and robbery'
    """
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _holder(contract: str) -> Holder:
    if contract in HOLDERS:
        return HOLDERS[contract]
    plain = contract.replace("-", " ")
    return Holder(
        f"the data under the contract '{plain}'", "the partner that holds them", "what they hold"
    )


def cannot_say(needs: Iterable[str], supplied: Iterable[str]) -> str | None:
    """Say what is missing among the contracts that a number needs.

    Parameters
    ----------
    needs : iterable of str
        Contracts.
    supplied : iterable of str
        Contracts for which there are files.

    Returns
    -------
    str or None
        A clause without its full stop; None where nothing is missing.

    Examples
    --------
    >>> cannot_say(["ambulance"], ["police-offences"])
    'we cannot say: the ambulance service has not supplied its call-outs to violence'
    >>> cannot_say(["police-victims", "police-suspects"], [])
    'we cannot say: the police force has not supplied its records of victims and its records of suspects'
    """
    have = set(supplied)
    by_holder: dict[str, list[str]] = {}
    for contract in needs:
        if contract not in have:
            entry = _holder(contract)
            by_holder.setdefault(entry.holder, []).append(entry.data)
    if not by_holder:
        return None
    clauses = [
        f"{holder} {'have' if holder.endswith('s') else 'has'} not supplied {listed(data)}"
        for holder, data in by_holder.items()
    ]
    return f"we cannot say: {listed(clauses)}"


def would_add(needs: Iterable[str], supplied: Iterable[str]) -> str:
    """Say what the missing contracts would let a report show.

    Parameters
    ----------
    needs, supplied : iterable of str
        As for `cannot_say`.

    Returns
    -------
    str
        A sentence; empty where nothing is missing.

    Examples
    --------
    >>> would_add(["ambulance"], [])
    'With that, this report could show violence that is never reported to the police.'
    """
    have = set(supplied)
    adds = [_holder(contract).adds for contract in needs if contract not in have]
    return f"With that, this report could show {listed(dict.fromkeys(adds))}." if adds else ""


def beyond_police(supplied: Iterable[str]) -> list[str]:
    """Name the holders of what the police do not see and that was not supplied.

    Parameters
    ----------
    supplied : iterable of str
        Contracts for which there are files.

    Returns
    -------
    list of str
        Each once, in alphabetical order.

    Examples
    --------
    >>> beyond_police(["ambulance", "childrens-social-care", "education", "emergency-department", "youth-justice"])
    ['the health service', 'the probation service']
    """
    have = set(supplied)
    return sorted({HOLDERS[name].holder for name in _BEYOND if name not in have})
