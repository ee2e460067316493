"""Files of the ambulance service, emergency departments, hospitals, fire service and landlords."""

from __future__ import annotations

import numpy as np

from sva.demo.draw import Rows
from sva.demo.partner_rows import PartnerFile, make, spoil, when
from sva.demo.partner_truth import (
    ADMISSIONS,
    AGES,
    CALLS_A_YEAR,
    ED_A_YEAR,
    FIRES_A_YEAR,
    HIDDEN,
    LENS,
    REPORTS_A_YEAR,
    list_chances,
)
from sva.demo.places import MONTHS, land, places
from sva.demo.residents import residents
from sva.demo.truth import FIRST_YEAR, Truth

__all__ = ["health_files"]

#: Chances of the hours 0 to 23: patients come in the night more often than crimes are recorded in it.
_HOURS = np.array(
    [8, 8, 7, 5, 3, 1.5, 1, 1, 1.5, 2, 2.2, 2.5, 3, 3, 3.2, 4.5, 4.5, 4.5, 5, 5.5, 6, 6.5, 7.5, 8]
)
_DAYS = np.array([1.0, 0.9, 0.9, 1.0, 1.4, 2.0, 1.8])  # Monday to Sunday
_LISTS = ("police", "emergency_department", "ambulance")


def _moments(year: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw moments of a financial year, more at night and at weekends."""
    days = np.arange(f"{year}-04-01", f"{year + 1}-04-01", dtype="datetime64[D]")
    weight = _DAYS[(days.astype(int) + 3) % 7]
    day = days[rng.choice(len(days), n, p=weight / weight.sum())]
    hour = rng.choice(24, n, p=_HOURS / _HOURS.sum())
    minute = hour * 60 + rng.integers(0, 60, n)
    return np.sort(day.astype("datetime64[m]") + minute)


def _pick(words: dict[str, float], n: int, rng: np.random.Generator) -> list[str]:
    chances = np.array(list(words.values()), float)
    at = rng.choice(len(words), n, p=chances / chances.sum())
    names = list(words)
    return [names[i] for i in at]


def _blank(values: list[str], share: float, rng: np.random.Generator) -> list[str]:
    """Leave out a share of the cells."""
    return [
        "" if lost else value
        for value, lost in zip(values, rng.random(len(values)) < share, strict=True)
    ]


def _areas(truth: Truth, year: int, n: int, kind: str, rng: np.random.Generator) -> np.ndarray:
    """Draw small areas where violence of a kind is planted; one partnership's people call more often."""
    ground, planted = land(), places(truth)
    month = np.full(n * 3, min((year - FIRST_YEAR) * 12 + 6, MONTHS - 1))
    at = planted.draw(np.full(n * 3, planted.names.index(kind)), month, rng)
    lens = ground.district_code[at] == LENS[0]
    keep = np.flatnonzero(rng.random(len(at)) < np.where(lens, 1.0, 1 / LENS[1]))
    return at[keep[:n]]


def _calls(truth: Truth, year: int, rng: np.random.Generator) -> PartnerFile:
    n = max(3, round(CALLS_A_YEAR * truth.scale))
    where = _areas(truth, year, n, "night" if year % 2 else "day", rng)
    n = len(where)
    pattern = "%d/%m/%Y %H:%M" if year < FIRST_YEAR + 4 else "%Y-%m-%d %H:%M:%S"
    kinds = {"Assault": 0.86, "Assault/Sexual Assault": 0.05, "Stab": 0.06, "Gunshot": 0.005, "Fight": 0.025}  # fmt: skip
    ages = [age.replace("-", " to ") if i % 9 == 0 else age for i, age in enumerate(_pick(AGES, n, rng))]  # fmt: skip
    file = make(
        "ambulance", f"calls-{year}-{(year + 1) % 100:02d}.csv",
        ("Call time", "Chief complaint", "Age band", "Gender", "LSOA11CD", "Conveyed to hospital"),
        (
            when(_moments(year, n, rng), pattern), _pick(kinds, n, rng), _blank(ages, 0.08, rng),
            _pick({"M": 0.66, "F": 0.32, "": 0.02}, n, rng), _blank(land().lsoa[where].tolist(), 0.06, rng),
            _pick({"Y": 0.57, "N": 0.41, "": 0.02}, n, rng),
        ),
        encoding="utf-8-sig" if year % 2 else "utf-8",
    )  # fmt: skip
    spoil(file, "Call time", {"no time of call": "", "impossible date": "31/02/2022 10:00"}, rng)
    return file


def _attendances(truth: Truth, year: int, rng: np.random.Generator) -> PartnerFile:
    n = max(3, round(ED_A_YEAR * truth.scale))
    moments = _moments(year, n, rng)
    later = moments + rng.integers(15, 300, n)
    weapons = {"Fist/foot": 0.66, "Blunt object": 0.07, "Glass": 0.06, "Knife": 0.05, "Other": 0.06, "": 0.1}  # fmt: skip
    kinds = {"Pub/Club": 0.24, "Street": 0.26, "Home": 0.24, "School": 0.04, "Town centre": 0.08, "Workplace": 0.03, "": 0.11}  # fmt: skip
    sites = {"Worcestershire Royal": 0.27, "Alexandra, Redditch": 0.16, "Royal Shrewsbury": 0.22, "Princess Royal, Telford": 0.21, "Hereford County": 0.14}  # fmt: skip
    said = {"Town centre": 0.3, "outside a pub": 0.2, "not said": 0.35, "bus station": 0.05, "": 0.1}  # fmt: skip
    heads = ("Assault date and time", "Arrival date and time", "Assault location description", "Location type", "Method of assault", "Age group", "Sex", "Hospital")  # fmt: skip
    columns = (
        when(moments, "%d/%m/%Y %H:%M"), when(later, "%d/%m/%Y %H:%M"), _pick(said, n, rng), _pick(kinds, n, rng),
        _pick(weapons, n, rng), _blank(_pick(AGES, n, rng), 0.3, rng), _blank(_pick({"Male": 0.68, "Female": 0.32}, n, rng), 0.3, rng),
        _pick(sites, n, rng),
    )  # fmt: skip
    part = f"istv-{year}-{(year + 1) % 100:02d}.csv"
    file = make("emergency-department", part, heads, columns, encoding="windows-1252", delimiter=";")  # fmt: skip
    spoil(file, heads[0], {"no time of the assault": "", "date in the future": "14/07/2031 10:00"}, rng)  # fmt: skip
    return file


def _five(number: float) -> int:
    return int(number / 5 + 0.5) * 5


def _admissions(years: tuple[int, ...], rng: np.random.Generator) -> PartnerFile:
    """Write what the NHS gives: 1 to 7 withheld as a star, other numbers rounded to 5."""
    ground = residents()
    share = ground.counts.sum((1, 2, 3)) / ground.counts.sum()
    rows: list[tuple[str, str, str, str, str, str]] = []
    for year in years:
        sharp, sharp_young, every, every_young = ADMISSIONS[year]
        for cause, total, young in (("X99", sharp, sharp_young), ("X85-Y09", every, every_young)):
            start, end = f"01/04/{year}", f"31/03/{year + 1}"
            rows.append(("E23000016", cause, "All ages", start, end, str(total)))
            rows.append(("E23000016", cause, "Under 25", start, end, str(young)))
            parts = rng.multinomial(total, share)
            for code, number in zip(ground.districts, parts, strict=True):
                told = "*" if 0 < number < 8 else str(_five(number))
                rows.append((code, cause, "All ages", start, end, told))
    heads = ("Area code", "ICD-10", "Age group", "Period start", "Period end", "Admissions")
    title = (
        "Hospital admissions for assault - DEMONSTRATION. * = 1 to 7; other numbers rounded to 5."
    )
    return make(
        "hospital-admissions", "admissions.xlsx", heads, list(zip(*rows, strict=True)), title=title
    )


def _linked(truth: Truth, year: int, rng: np.random.Generator) -> PartnerFile:
    """Count people by the lists that hold them, as a hospital trust returns them that linked records under its own gateway."""
    chances = list_chances()
    patterns = list(chances)
    people = round(HIDDEN["people"] * truth.scale)
    drawn = rng.multinomial(people, list(chances.values()))
    shown = [(p, n) for p, n in zip(patterns, drawn, strict=True) if any(p)]
    word = ("No", "Yes")
    heads = ("Period start", "Period end", "Area code", "Police", "Emergency department", "Ambulance", "Gateway", "People")  # fmt: skip
    columns = (
        [f"01/04/{year}"] * 7, [f"31/03/{year + 1}"] * 7, ["E23000016"] * 7,
        *([word[p[i]] for p, _ in shown] for i in range(3)),
        ["Linked by the trust; only counts returned (demonstration agreement)"] * 7, [str(n) for _, n in shown],
    )  # fmt: skip
    return make("linked-records", f"people-by-list-{year}-{(year + 1) % 100:02d}.csv", heads, columns)  # fmt: skip


def _fires(truth: Truth, year: int, rng: np.random.Generator) -> PartnerFile:
    n = max(3, round(FIRES_A_YEAR * truth.scale))
    at = _areas(truth, year, n, "town", rng)
    n = len(at)
    kinds = {"Deliberate Secondary": 0.74, "Deliberate Primary": 0.22, "Hostility": 0.04}
    properties = {"Outdoor": 0.6, "Vehicle": 0.16, "Dwelling": 0.1, "Other building": 0.14}
    file = make(
        "fire", f"incidents-{year}-{(year + 1) % 100:02d}.csv",
        ("Time of call", "Incident type", "Property category", "LSOA code"),
        (
            when(_moments(year, n, rng), "%d/%m/%Y %H:%M"), _pick(kinds, n, rng), _pick(properties, n, rng),
            _blank(land().lsoa[at].tolist(), 0.03, rng),
        ),
        delimiter="\t",
    )  # fmt: skip
    spoil(file, "Time of call", {"no time of call": ""}, rng)
    return file


def _reports(truth: Truth, year: int, rng: np.random.Generator) -> PartnerFile:
    n = max(3, round(REPORTS_A_YEAR * truth.scale))
    at = Rows(land().people[None]).draw(np.zeros(n, int), rng.random(n))
    kinds = {"Noise": 0.4, "Rowdy": 0.2, "Threats": 0.14, "Vandalism": 0.12, "Drug use": 0.1, "Violence": 0.04}  # fmt: skip
    actions = {"Warning letter": 0.4, "Visit": 0.25, "Agreement": 0.1, "None": 0.2, "": 0.05}
    return make(
        "housing-asb", f"reports-{year}-{(year + 1) % 100:02d}.csv",
        ("Date reported", "ASB type", "LSOA code", "Action"),
        (
            when(_moments(year, n, rng), "%d/%m/%Y"), _pick(kinds, n, rng), _blank(land().lsoa[at].tolist(), 0.04, rng),
            _pick(actions, n, rng),
        ),
    )  # fmt: skip


def health_files(
    truth: Truth, years: tuple[int, ...], rng: np.random.Generator
) -> list[PartnerFile]:
    """Draw the files of health, fire and housing.

    Parameters
    ----------
    truth : Truth
        For the places, and the size.
    years : tuple of int
        Financial years by the calendar year in which they start.
    rng : numpy.random.Generator

    Returns
    -------
    list of PartnerFile
    """
    files = []
    for year in years:
        files += [each(truth, year, rng) for each in (_calls, _attendances, _fires, _reports)]
    return [*files, _admissions(years, rng), _linked(truth, years[-1], rng)]
