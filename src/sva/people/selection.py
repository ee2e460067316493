"""From rows of a table to people who count: once in an incident, organisations set aside, officers apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.characteristics import TIMES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["account_for_victims", "distinct", "select_people"]

_FROM_OFFENCE = (
    "month",
    "serious",
    "csp_code",
    "district_code",
    "lsoa_code",
    "domestic",
    "knife_enabled",
    "public_place",
    "location_type",
    "time_of_day",
)
_TYPES = {
    "person": "Members of the public",
    "police officer": "Police officers",
    "emergency worker": "Emergency workers",
}


def select_people(
    people: pd.DataFrame,
    offences: pd.DataFrame,
    *,
    types: Sequence[str] = ("person",),
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Keep the people of chosen offences, each with what the offence says and with a number for the person.

    Parameters
    ----------
    people : pandas.DataFrame
        Clean victims or suspects.
    offences : pandas.DataFrame
        The offences that count, mostly from `sva.cohorts.select_serious`.
    types : sequence of str
        Which ``person_type`` to keep. By default the public alone: organisations are not victims of violence, police
        officers and emergency workers stand apart. A person of unrecorded type is taken for one of the public.
    period : tuple of datetime.date, optional
        Only offences of these months.

    Returns
    -------
    pandas.DataFrame
        One row per person and offence, as given, with ``month``, ``serious`` and the offence's area codes, and
        ``counted``: a whole number that is the same wherever the same person appears in the same incident. A row
        without a person key stands for a person of its own.

    Examples
    --------
    >>> import pandas as pd
    >>> victims = pd.DataFrame({"incident_key": ["i"] * 3, "offence_key": ["a", "b", "b"],
    ...     "person_key": ["p", "p", "q"], "person_type": ["person", "person", "organisation"]})
    >>> offences = pd.DataFrame({"offence_key": ["a", "b"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> select_people(victims, offences)["counted"].nunique()
    1
    """
    import pandas as pd

    if period is not None and len(offences):
        offences = cohorts.within(offences, period)
    offences = _with_time(offences)
    kept = people[people["offence_key"].isin(offences["offence_key"])]
    kept = kept[kept["person_type"].fillna("person").isin(list(types))]
    wanted = [name for name in _FROM_OFFENCE if name in offences.columns]
    kept = kept.drop(columns=[name for name in wanted if name in kept.columns])
    joined = kept.merge(
        offences[["offence_key", *wanted]].drop_duplicates("offence_key"),
        on="offence_key",
        how="left",
        validate="many_to_one",
    )
    incident = pd.factorize(joined["incident_key"], use_na_sentinel=False)[0]
    person, named = pd.factorize(joined["person_key"])
    number = pd.Series(incident * (len(named) + 1) + person, index=joined.index, dtype="int64")
    number = number.where(person >= 0, -1 - pd.RangeIndex(len(joined)))
    return joined.assign(counted=number)


def _with_time(offences: pd.DataFrame) -> pd.DataFrame:
    """Name the part of the day in which an offence began; none where the hour is a default."""
    import numpy as np

    if not {"committed_from", "time_known"} <= set(offences.columns):
        return offences
    hour = offences["committed_from"].dt.hour.to_numpy(float)
    usable = offences["time_known"].fillna(False).to_numpy(bool) & np.isfinite(hour)
    names = np.array([name for name, (low, high) in TIMES.items() for _ in range(low, high + 1)])
    part = np.where(usable, names[np.where(usable, hour, 0).astype(int)], UNKNOWN)
    return offences.assign(time_of_day=part)


def distinct(people: pd.DataFrame, groups: pd.Series | None = None) -> pd.DataFrame:
    """Keep each person once in an incident, by a row in which the characteristic is recorded where there is one.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people`.
    groups : pandas.Series, optional
        The characteristic, ``"Unknown"`` where not recorded.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"counted": [0, 0], "sex": ["Unknown", "Female"]})
    >>> distinct(people, people["sex"])["sex"].tolist()
    ['Female']
    """
    if groups is None:
        return people.drop_duplicates("counted")
    order = (groups == UNKNOWN).to_numpy().argsort(kind="stable")
    return people.iloc[order].drop_duplicates("counted")


def account_for_victims(
    victims: pd.DataFrame,
    offences: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Count victims of the public, police officers and emergency workers apart.

    Parameters
    ----------
    victims, offences
        As for `select_people`.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``victims.count`` by ``person_type``, and last ``rows.count`` of the organisations: they are rows of
        the file, but not victims of violence.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> victims = pd.DataFrame({"incident_key": ["i"] * 3, "offence_key": ["a"] * 3, "person_key": ["p", "q", "r"],
    ...     "person_type": ["person", "organisation", "police officer"]})
    >>> offences = pd.DataFrame({"offence_key": ["a"], "month": pd.to_datetime(["2022-05-01"]), "serious": ["robbery"]})
    >>> rows = account_for_victims(victims, offences, load_assessment("west-mercia-2023-05"))
    >>> rows[["measure", "group", "numerator"]]
             measure                  group  numerator
    0  victims.count  Members of the public          1
    1  victims.count        Police officers          1
    2  victims.count      Emergency workers          0
    3     rows.count          Organisations          1
    """
    import pandas as pd

    period = period or assessment.year
    if victims.empty or offences.empty:
        return estimates.blank()
    people = select_people(victims, offences, types=[*_TYPES, "organisation"], period=period)
    kind = people["person_type"].fillna("person")
    rows = pd.DataFrame(
        {
            "measure": ["victims.count"] * len(_TYPES) + ["rows.count"],
            "group": [*_TYPES.values(), "Organisations"],
            "numerator": [
                *(people.loc[kind == name, "counted"].nunique() for name in _TYPES),
                int((kind == "organisation").sum()),
            ],
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        definition=assessment.settings.definition.name,
        characteristic="person_type",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **cohorts.about("victims", assessment, period),
    )
