"""What is planted in the files of partners other than the police; nothing here is a finding."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

__all__ = [
    "ADMISSIONS",
    "AGES",
    "ASSOCIATED",
    "CALLS_A_YEAR",
    "ED_A_YEAR",
    "HIDDEN",
    "LENS",
    "SERVICES",
    "SURVEY",
    "area_risk",
    "as_dict",
    "list_chances",
]

#: Call-outs to assault, attendances after assault, deliberate fires, reports to landlords: made-up yearly numbers.
CALLS_A_YEAR, ED_A_YEAR, FIRES_A_YEAR, REPORTS_A_YEAR = 2_600, 3_400, 650, 1_500

#: Age bands of the health files, and the planted shares of patients.
AGES: dict[str, float] = {"0-17": 0.11, "18-24": 0.27, "25-34": 0.26, "35-49": 0.24, "50+": 0.12}

#: One partnership whose ambulance call-outs are so many times what its recorded violence would give.
LENS = ("E06000019", 1.8)

#: Admissions for assault by year: sharp object (all ages, under 25), all assault (all ages, under 25); NHS-rounded to 5.
ADMISSIONS: dict[int, tuple[int, int, int, int]] = {
    2018: (50, 20, 310, 95),
    2019: (55, 20, 320, 95),
    2020: (50, 20, 270, 80),
    2021: (60, 25, 315, 95),
    2022: (70, 30, 330, 100),
}

#: Correlation over MSOAs of each indicator with the logarithm of the planted risk of the place; 0 is none.
ASSOCIATED: dict[str, float] = {
    "Persistent absentees": 0.75,
    "Children in low-income families": 0.65,
    "Recorded depression": 0.0,
}

#: People harmed in the last year, each list's chance of holding one of them, and the odds ratios between lists.
HIDDEN: Mapping[str, Any] = MappingProxyType(
    {
        "people": 6_000,
        "chance": {"police": 0.42, "emergency_department": 0.35, "ambulance": 0.22},
        "odds_ratio": {"police*emergency_department": 1.6, "emergency_department*ambulance": 3.0},
    }
)

#: People asked, share who feel unsafe after dark (25 and over, under 25), and how much oftener young people answered.
SURVEY: Mapping[str, Any] = MappingProxyType(
    {"people": 1_500, "unsafe_25_and_over": 0.30, "unsafe_under_25": 0.46, "oversampled": 2.5}
)

#: Services: title, provider, commissioner, approach, level, area served, ages, places a year, pounds a year.
#: Nothing serves 18 to 24 in South Worcestershire; three services overlap for 10 to 17 in Shropshire.
SERVICES: tuple[tuple[Any, ...], ...] = (
    ("Demonstration diversion", "Demonstration charity A", "Police and Crime Commissioner", "Pre-court diversion", "Secondary", "E23000016", 10, 17, 220, 540_000),
    ("Demonstration mentoring north", "Demonstration charity B", "Shropshire Council", "Mentoring", "Secondary", "E22000360", 10, 17, 60, 85_000),
    ("Demonstration mentoring rural", "Demonstration charity C", "Police and Crime Commissioner", "Mentoring", "Secondary", "E22000360", 10, 17, 45, 70_000),
    ("Demonstration sports club", "Demonstration charity D", "Shropshire Council", "Sports programmes", "Primary", "E22000360", 10, 17, 150, 40_000),
    ("Demonstration youth work", "Demonstration charity E", "Telford & Wrekin Council", "Detached youth work", "Primary", "E22000333", 10, 17, 120, 65_000),
    ("Demonstration focused deterrence", "West Mercia Police", "Police and Crime Commissioner", "Focused deterrence", "Tertiary", "E22000333", 18, 24, 30, 150_000),
    ("Demonstration hospital navigators", "Demonstration trust", "Integrated care board", "A&E navigators", "Tertiary", "E22000368", 14, 24, 90, 110_000),
    ("Demonstration parenting", "Worcestershire County Council", "Worcestershire County Council", "Parenting programmes", "Primary", "E22000368", 10, 17, 40, 55_000),
    ("Demonstration school work", "Demonstration charity F", "Worcestershire County Council", "Anti-bullying programmes", "Primary", "E22000332", 10, 17, 200, 45_000),
    ("Demonstration young adults", "Demonstration charity G", "Herefordshire Council", "Cognitive behavioural therapy", "Tertiary", "E22000326", 18, 24, 25, 60_000),
    ("Demonstration victims' service", "Demonstration charity H", "Police and Crime Commissioner", "Victim support", "Tertiary", "E23000016", 0, 120, 900, 620_000),
)  # fmt: skip


def list_chances() -> dict[tuple[int, int, int], float]:
    """Give the planted chance of every pattern of lists: police, emergency department, ambulance; (0, 0, 0) is hidden.

    The chances have the odds ratios of `HIDDEN` between two lists, none between all three, and each list's chance as its
    margin: found by iterative proportional fitting.

    Returns
    -------
    dict of tuple of int to float

    Examples
    --------
    >>> chances = list_chances()
    >>> round(sum(chances.values()), 9), round(sum(p for lists, p in chances.items() if lists[0]), 6)
    (1.0, 0.42)
    """
    ratio, margin = HIDDEN["odds_ratio"], list(HIDDEN["chance"].values())
    table = np.ones((2, 2, 2))
    table[1, 1, :] *= ratio["police*emergency_department"]
    table[:, 1, 1] *= ratio["emergency_department*ambulance"]
    for _ in range(500):
        for axis, chance in enumerate(margin):
            others = tuple(a for a in range(3) if a != axis)
            now = table.sum(axis=others)
            shape = [1, 1, 1]
            shape[axis] = 2
            table = table * (np.array([1 - chance, chance]) / now).reshape(shape)
    patterns = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    return {lists: float(table[lists]) for lists in patterns}


def area_risk(weights: dict[str, np.ndarray], people: np.ndarray, area: np.ndarray) -> Any:
    """Give each MSOA's logarithm of planted violence for each resident, standardised.

    Parameters
    ----------
    weights : dict of str to numpy.ndarray of float, shape (months, small areas)
        From `sva.demo.places.Places`.
    people : numpy.ndarray of float, shape (small areas,)
        Residents.
    area : numpy.ndarray of str, shape (small areas,)
        MSOA of each small area.

    Returns
    -------
    pandas.Series of float
        By MSOA; mean 0, standard deviation 1.
    """
    import pandas as pd

    last = slice(-12, None)
    each = sum(w[last].mean(0) / w[last].mean(0).sum() for w in weights.values())
    table = pd.DataFrame({"area": area, "risk": each, "people": people}).groupby("area").sum()
    log = np.log(table["risk"] / table["people"])
    return (log - log.mean()) / log.std()


def as_dict() -> dict[str, Any]:
    """Give everything that is planted in partners' files as plain values, for the ledger.

    Returns
    -------
    dict
    """
    hidden = list_chances()[0, 0, 0]
    return {
        "note": "Made up. Rates and shares are the demonstration's own; patterns are to be recovered or refused.",
        "ambulance_calls_a_year": CALLS_A_YEAR,
        "emergency_attendances_a_year": ED_A_YEAR,
        "health_lens": {"district": LENS[0], "times_expected": LENS[1]},
        "ages_of_patients": AGES,
        "admissions": {str(year): list(numbers) for year, numbers in ADMISSIONS.items()},
        "correlation_with_log_risk_over_msoas": ASSOCIATED,
        "hidden": {
            **{name: HIDDEN[name] for name in ("people", "chance", "odds_ratio")},
            "share_on_no_list": round(hidden, 5),
            "people_on_no_list": round(hidden * HIDDEN["people"]),
        },
        "survey": dict(SURVEY),
        "service_gap": {"no_service_for": ["E22000332", 18, 24], "overlap": ["E22000360", 10, 17]},
    }
