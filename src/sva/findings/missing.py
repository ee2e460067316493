"""What was not supplied, who holds it, and what it would add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["HOLDERS", "Holder", "beyond_police", "cannot_say", "listed"]


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
        "what happens to those suspected, outcome 22 among it",
    ),
    "police-stop-search": Holder(
        "its stop and searches", "the police force", "who is searched, and what is found"
    ),
    "police-street": Holder(
        "street-level crime", "data.police.uk", "crimes by month, small area and kind"
    ),
    "ambulance": Holder(
        "its call-outs to violence",
        "the ambulance service",
        "violence that is never reported to the police",
    ),
    "hospital": Holder(
        "attendances and admissions for assault",
        "the health service",
        "injuries that are never reported to the police",
    ),
    "youth-justice": Holder(
        "its caseload",
        "the youth justice service",
        "children's reoffending and what they need",
    ),
    "probation": Holder(
        "its caseload", "the probation service", "adults under supervision for violence"
    ),
    "schools": Holder(
        "exclusions and absence", "the local authorities", "children who are out of school"
    ),
    "social-care": Holder(
        "its children in need and in care",
        "the local authorities' children's services",
        "what looked-after children suffer",
    ),
}

#: Those of `HOLDERS` that no police source can stand in for.
_BEYOND = ("ambulance", "hospital", "probation", "schools", "social-care", "youth-justice")


def listed(items: Iterable[str]) -> str:
    """Join words as in speech.

    Examples
    --------
    >>> listed(["homicide", "rape", "robbery"])
    'homicide, rape and robbery'
    """
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _holder(contract: str) -> Holder:
    if contract in HOLDERS:
        return HOLDERS[contract]
    plain = contract.replace("-", " ")
    return Holder(f"the data under the contract '{plain}'", "the partner that holds them", "more")


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
    clauses = [f"{holder} has not supplied {listed(data)}" for holder, data in by_holder.items()]
    return f"we cannot say: {listed(clauses)}".replace(
        "authorities has", "authorities have"
    ).replace("services has", "services have")


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
    >>> beyond_police(["ambulance", "hospital", "schools", "social-care", "youth-justice"])
    ['the probation service']
    """
    have = set(supplied)
    return sorted({HOLDERS[name].holder for name in _BEYOND if name not in have})
