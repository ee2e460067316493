"""How people are tied to each other and to places: overlap, co-offending, the few with most, how far from home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.profile import shared

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["BANDS_KM", "distance_from_home", "overlap", "suspected_together", "top_people"]

#: Straight lines between the middles of small areas, by upper end in kilometres.
BANDS_KM = {"In the same small area": 0.0, "Under 2 km": 2.0, "2 to 5 km": 5.0, "5 to 20 km": 20.0, "20 km or more": float("inf")}  # fmt: skip


def _year(
    people: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None
) -> tuple[pd.DataFrame, tuple[date, date]]:
    period = period or assessment.year
    return (cohorts.within(people, period) if len(people) else people), period


def overlap(
    victims: pd.DataFrame,
    suspects: pd.DataFrame,
    assessment: Assessment,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how many of the people harmed are also suspects, and how many suspects were also harmed.

    Parameters
    ----------
    victims, suspects : pandas.DataFrame
        From `sva.people.select_people`, of the same offences.
    assessment : Assessment
    cohort : str
        The cohort, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``victims.share`` and ``suspects.share``, each of the different people with a person key;
        ``unknown_count`` the records without one.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> month = pd.to_datetime(["2022-05-01"] * 3)
    >>> victims = pd.DataFrame({"counted": range(3), "person_key": ["p", "q", "q"], "month": month})
    >>> suspects = pd.DataFrame({"counted": range(3), "person_key": ["q", "r", "s"], "month": month})
    >>> overlap(victims, suspects, load_assessment("west-mercia-2023-05"))[["numerator", "denominator"]].to_numpy().tolist()
    [[1, 2], [1, 3]]
    """
    import pandas as pd

    victims, period = _year(victims, assessment, period)
    suspects, _ = _year(suspects, assessment, period)
    if victims.empty or suspects.empty:
        return estimates.blank()
    harmed, suspected = set(victims["person_key"].dropna()), set(suspects["person_key"].dropna())
    both = len(harmed & suspected)
    parts = []
    for who, table, own, words in (
        ("victims", victims, harmed, "also suspected of serious violence"),
        ("suspects", suspects, suspected, "also harmed by serious violence"),
    ):
        if not own:
            continue
        rows = pd.DataFrame({"group": [words], "numerator": [both], "denominator": [len(own)]})
        parts.append(
            estimates.build(
                rows,
                assessment.period,
                measure=f"{who}.share",
                characteristic="overlap",
                unknown_count=int(table["person_key"].isna().sum()),
                **shared(who, assessment, period, cohort),
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else estimates.blank()


def suspected_together(
    suspects: pd.DataFrame,
    assessment: Assessment,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of incidents with a suspect in which two or more are suspected together.

    Parameters
    ----------
    suspects, assessment, cohort, period
        As for `overlap`.

    Returns
    -------
    pandas.DataFrame
        One estimate ``incidents.share``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> suspects = pd.DataFrame({"counted": range(3), "incident_key": ["i", "i", "j"], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> suspected_together(suspects, load_assessment("west-mercia-2023-05"))[["numerator", "denominator"]].iloc[0].tolist()
    [1, 2]
    """
    import pandas as pd

    suspects, period = _year(suspects, assessment, period)
    if suspects.empty:
        return estimates.blank()
    each = suspects.groupby("incident_key")["counted"].nunique()
    rows = pd.DataFrame(
        {"group": ["linked to two suspects or more"], "numerator": [int((each > 1).sum())], "denominator": [len(each)]}
    )  # fmt: skip
    return estimates.build(
        rows,
        assessment.period,
        measure="incidents.share",
        characteristic="together",
        **shared("suspects", assessment, period, cohort),
    )


def top_people(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    part: float = 0.05,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of incidents that those with most of them bear, or are suspected of.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`.
    assessment, cohort, period
        As for `overlap`.
    who : {"victims", "suspects"}
        Whose incidents.
    part : float
        Which part of the different people: 0.05 for 5 in 100.

    Returns
    -------
    pandas.DataFrame
        One estimate ``<who>.share``. Where most people have one incident the share is little above `part`; it is not
        evidence that anyone is prone to more.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(24), "person_key": ["p"] * 5 + [f"q{i}" for i in range(19)],
    ...     "month": pd.to_datetime(["2022-05-01"] * 24)})
    >>> top_people(people, load_assessment("west-mercia-2023-05"), "victims")[["numerator", "denominator"]].iloc[0].tolist()
    [5, 24]
    """
    import pandas as pd

    people, period = _year(people, assessment, period)
    once = people.drop_duplicates("counted") if len(people) else people
    if once.empty or once["person_key"].notna().sum() == 0:
        return estimates.blank()
    each = once["person_key"].value_counts()
    top = max(1, int(len(each) * part + 1e-9))
    words = {"victims": "borne", "suspects": "laid to"}[who]
    rows = pd.DataFrame(
        {
            "group": [f"{words} by the {part:.0%} of people with most" if who == "victims" else f"{words} the {part:.0%} of people with most"],
            "numerator": [int(each.iloc[:top].sum())],
            "denominator": [int(each.sum())],
            "unknown_count": [int(once["person_key"].isna().sum())],
        }
    )  # fmt: skip
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.share",
        characteristic="top",
        **shared(who, assessment, period, cohort),
    )


def distance_from_home(
    people: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how far from home people were harmed, or are suspected, in bands.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`, with ``lsoa_code`` of the offence beside ``home_lsoa_code``.
    areas : geopandas.GeoDataFrame
        Small areas in metres: ``area_code``, ``geometry``.
    assessment, who, cohort, period
        As for `top_people`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``<who>.share`` in the bands of `BANDS_KM`, of those whose home and offence lie in areas at hand.
        ``unknown_count``: all others, so people who live outside the force area are in no band. Distances are between
        middles of small areas: nobody's home is used more closely than that.
    """
    import numpy as np
    import pandas as pd

    people, period = _year(people, assessment, period)
    once = people.drop_duplicates("counted") if len(people) else people
    if once.empty or "lsoa_code" not in once.columns:
        return estimates.blank()
    middle = areas.geometry.centroid
    x = dict(zip(areas["area_code"], middle.x, strict=True))
    y = dict(zip(areas["area_code"], middle.y, strict=True))
    home, there = once["home_lsoa_code"], once["lsoa_code"]
    every = np.hypot(
        (home.map(x).astype(float) - there.map(x).astype(float)).to_numpy(),
        (home.map(y).astype(float) - there.map(y).astype(float)).to_numpy(),
    )
    away = every[np.isfinite(every)]
    if not len(away):
        return estimates.blank()
    ends = np.array(list(BANDS_KM.values()))
    place = np.where(away == 0, 0, 1 + np.searchsorted(ends[1:], away / 1000, side="right"))
    numbers = np.bincount(place, minlength=len(ends))
    rows = pd.DataFrame({"group": list(BANDS_KM), "numerator": numbers})
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.share",
        characteristic="distance",
        denominator=len(away),
        unknown_count=len(once) - len(away),
        **shared(who, assessment, period, cohort),
    )
