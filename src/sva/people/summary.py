"""Single shares that stand together in one short table of a chapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.homes import kilometres
from sva.people.profile import year_of
from sva.people.shares import share_of
from sva.people.ties import overlap, suspected_together, top_people

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["share_with_suspect", "ties_of_suspects", "ties_of_victims"]

_NEAR_KM = 2.0
_BEFORE = "harmed in another incident in the twelve months before"


def ties_of_victims(
    victims: pd.DataFrame,
    suspects: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how many victims were harmed before, near home, as one of a few, and are suspects too.

    Parameters
    ----------
    victims : pandas.DataFrame
        From `sva.people.with_history`.
    suspects : pandas.DataFrame
        From `sva.people.select_people`, of the same offences.
    areas : geopandas.GeoDataFrame
        Small areas in metres.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``victims.share``, one row each. Of incidents where people count once in each, of different people where
        the two sides are compared.
    """
    if victims.empty:
        return estimates.blank()
    both = overlap(victims, suspects, assessment, period=period)
    return _together(
        share_of(victims, victims["previous_victim"], "previous_victim", assessment, "victims", group=_BEFORE, period=period),
        top_people(victims, assessment, "victims", period=period),
        both[both["measure"] == "victims.share"],
        _near(victims, areas, assessment, "victims", "harmed", period),
    )  # fmt: skip


def ties_of_suspects(
    suspects: pd.DataFrame,
    victims: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how often people are suspected together, arrested, near home, after harm, and as one of a few.

    Parameters
    ----------
    suspects : pandas.DataFrame
        From `sva.people.with_history`.
    victims : pandas.DataFrame
        From `sva.people.select_people`, of the same offences.
    areas, assessment, period
        As for `ties_of_victims`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``incidents.share`` and ``suspects.share``, one row each.
    """
    if suspects.empty:
        return estimates.blank()
    both = overlap(victims, suspects, assessment, period=period)
    parts = [
        suspected_together(suspects, assessment, period=period),
        top_people(suspects, assessment, "suspects", period=period),
        share_of(suspects, suspects["previous_victim"], "previous_victim", assessment, "suspects", group=_BEFORE, period=period),
        both[both["measure"] == "suspects.share"],
        _near(suspects, areas, assessment, "suspects", "suspected", period),
    ]  # fmt: skip
    if "arrested" in suspects.columns:
        parts.insert(1, share_of(suspects, suspects["arrested"], "arrest", assessment, "suspects", group="arrested", period=period))  # fmt: skip
    return _together(*parts)


def _near(
    people: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    assessment: Assessment,
    who: str,
    words: str,
    period: tuple[date, date] | None,
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    people, _ = year_of(people, assessment, period)
    if people.empty or not {"lsoa_code", "home_lsoa_code"} <= set(people.columns):
        return estimates.blank()
    away = kilometres(people, areas)
    near = pd.Series(away < _NEAR_KM, dtype="boolean").mask(~np.isfinite(away))
    near.index = people.index
    group = f"{words} within {_NEAR_KM:g} km of home, where both lie in the force area"
    return share_of(people, near, "near_home", assessment, who, group=group, period=period)


def _together(*parts: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    kept = [part for part in parts if len(part)]
    return pd.concat(kept, ignore_index=True) if kept else estimates.blank()


def share_with_suspect(
    offences: pd.DataFrame,
    suspects: pd.DataFrame,
    assessment: Assessment,
    *,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of offences for which the police recorded a suspect.

    Parameters
    ----------
    offences : pandas.DataFrame
        From `sva.cohorts.select_serious`.
    suspects : pandas.DataFrame
        The clean table: ``offence_key``.
    assessment : Assessment
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        One estimate ``offences.share``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"offence_key": ["a", "b"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> suspects = pd.DataFrame({"offence_key": ["a", "a"]})
    >>> share_with_suspect(offences, suspects, load_assessment("west-mercia-2023-05"))["value"].tolist()
    [50.0]
    """
    import pandas as pd

    kept, period = year_of(offences, assessment, period)
    if kept.empty or suspects.empty:
        return estimates.blank()
    known = int(kept["offence_key"].isin(suspects["offence_key"]).sum())
    return estimates.build(
        pd.DataFrame({"numerator": [known], "denominator": [len(kept)]}),
        assessment.period,
        measure="offences.share",
        definition=assessment.settings.definition.name,
        characteristic="suspect",
        group="linked to a suspect",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        **cohorts.about("offences", assessment, period),
    )
