"""Which rows a map may show, and what a table of places counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sva import cohorts
from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["SET_APART", "Counted", "counted", "over_the_force", "public_place", "street_kind"]

#: Crime types of police.uk that stand apart from the rest. None of them is serious violence as an area defines it.
SET_APART = ("Possession of weapons", "Robbery", "Violence and sexual offences")


@dataclass(frozen=True)
class Counted:
    """What a table counts.

    Parameters
    ----------
    table : str
        The clean table: ``"offences"`` or ``"street"``.
    measure : str
        The family of measures: ``"offences"`` or ``"crimes"``.
    definition : str or None
        The definition's name where the rows were selected by it.
    """

    table: str
    measure: str
    definition: str | None


def counted(table: pd.DataFrame, assessment: Assessment) -> Counted:
    """Tell what a table of places counts: partners' offences or police.uk's crimes.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences, with ``serious`` where `sva.cohorts.select_serious` chose them, or clean street rows.
    assessment : Assessment

    Returns
    -------
    Counted

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> counted(pd.DataFrame({"crime_type": []}), load_assessment("west-mercia-2026-05")).measure
    'crimes'
    """
    if "crime_type" in table.columns:
        return Counted("street", "crimes", None)
    chosen = "serious" in table.columns
    return Counted("offences", "offences", assessment.settings.definition.name if chosen else None)


def over_the_force(
    what: Counted, assessment: Assessment, period: tuple[date, date]
) -> dict[str, Any]:
    """Give the columns that all estimates of the whole force share: area, period, source.

    Parameters
    ----------
    what : Counted
    assessment : Assessment
    period : tuple of datetime.date

    Returns
    -------
    dict
        For `sva.estimates.build`.
    """
    return {
        "area_type": "police_force",
        "area_code": assessment.settings.area.police_force,
        **cohorts.about(what.table, assessment, period),
    }


def public_place(offences: pd.DataFrame) -> pd.DataFrame:
    """Keep offences in a public place that are not domestic: what a map of small areas may show.

    A map of small areas that held domestic abuse or rape at home would show homes, and would say nothing about
    where to patrol. An offence whose place or domestic flag is not recorded is left out as well.

    Parameters
    ----------
    offences : pandas.DataFrame
        ``public_place`` and ``domestic``, true, false or null.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> offences = pd.DataFrame({"public_place": [True, True, None], "domestic": [False, True, False]})
    >>> len(public_place(offences))
    1
    """
    public = offences["public_place"].astype("boolean").fillna(False)
    domestic = offences["domestic"].astype("boolean").fillna(True)
    return offences[(public & ~domestic).to_numpy(bool)]


def street_kind(street: pd.DataFrame, crime_type: str) -> pd.DataFrame:
    """Keep the rows of one crime type of police.uk.

    Parameters
    ----------
    street : pandas.DataFrame
        The clean table.
    crime_type : str
        As police.uk writes it.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    SvaError
        If the table has rows but none of that type.

    Examples
    --------
    >>> import pandas as pd
    >>> len(street_kind(pd.DataFrame({"crime_type": ["Robbery", "Drugs"]}), "Robbery"))
    1
    """
    kept = street[street["crime_type"] == crime_type]
    if len(street) and kept.empty:
        known = ", ".join(sorted(street["crime_type"].dropna().unique()))
        raise SvaError(
            "no crimes of that type",
            [Fault(f"crime type {crime_type!r}", f"one of {known}", "the clean table 'street'")],
        )
    return kept
