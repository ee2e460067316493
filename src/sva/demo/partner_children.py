"""Files of schools, children's services, youth justice, public health and probation."""

from __future__ import annotations

import numpy as np

from sva.demo.partner_rows import PartnerFile, make, spoil
from sva.demo.partner_truth import ASSOCIATED, area_risk
from sva.demo.places import land, places
from sva.demo.residents import residents
from sva.demo.truth import GROUPS, Truth

__all__ = ["children_files"]

_YOUNG = (0, 18)
#: Events for every 1,000 pupils or children in a year, and how much districts vary.
_SCHOOL = {"Suspensions": 62.0, "Permanent exclusions": 0.9, "Persistent absentees": 195.0, "NEET": 27.0}  # fmt: skip
_CARE = {"Looked-after children": 8.2, "Children in need": 33.0, "Child protection plans": 4.6, "Missing from care": 1.1, "Children at risk of exploitation": 1.4}  # fmt: skip
_FACTORS = {"Domestic abuse": 0.47, "Mental health": 0.38, "Drug or alcohol misuse": 0.29, "Gangs or exploitation": 0.05}  # fmt: skip


def _children() -> dict[str, int]:
    """Give the residents under 18 of each district."""
    ground = residents()
    share = np.clip((_YOUNG[1] - ground.first) / ground.width, 0, 1)
    numbers = (ground.counts.sum((2, 3)) * share).sum(1)
    return {code: round(n) for code, n in zip(ground.districts, numbers, strict=True)}


def _told(number: int, mark: str) -> str:
    """Withhold 1 to 4 as the sender does."""
    return mark if 0 < number < 5 else str(number)


def _span(year: int) -> tuple[str, str]:
    return f"01/04/{year}", f"31/03/{year + 1}"


def _levels(districts: dict[str, int], rng: np.random.Generator) -> dict[str, float]:
    """Give each district a level of its own for all factors."""
    return dict(zip(districts, np.exp(rng.normal(0, 0.22, len(districts))), strict=True))


def _education(truth: Truth, years: tuple[int, ...], rng: np.random.Generator) -> PartnerFile:
    districts = _children()
    levels = _levels(districts, rng)
    rows = []
    for year in years:
        for code, children in districts.items():
            roll = round(children * 0.72 * truth.scale)
            for measure, rate in _SCHOOL.items():
                n = int(rng.poisson(roll * rate / 1000 * levels[code]))
                reason = (
                    "Physical assault against a pupil" if measure.endswith("exclusions") else ""
                )
                rows.append((code, measure, reason, *_span(year), "10-17", _told(min(n, roll), "<5"), str(roll)))  # fmt: skip
    year = years[-1]
    for code, rate in _indicator("Persistent absentees", truth, 19.5, 5.0, rng).items():
        roll = int(rng.integers(500, 1100))
        rows.append((code, "Persistent absentees", "", *_span(year), "10-17", str(round(roll * rate / 100)), str(roll)))  # fmt: skip
    heads = ("Area code", "Measure", "Reason", "Period start", "Period end", "Age group", "Count", "Pupils on roll")  # fmt: skip
    file = make("education", "schools.csv", heads, list(zip(*rows, strict=True)))
    spoil(file, "Area code", {"no area": ""}, rng)
    return file


def _indicator(
    name: str, truth: Truth, mean: float, spread: float, rng: np.random.Generator
) -> dict[str, float]:
    """Draw an indicator of MSOAs with its planted correlation to the logarithm of the place's risk."""
    ground = land()
    risk = area_risk(places(truth).weights, ground.people, ground.msoa)
    tied = ASSOCIATED[name]
    noise = rng.normal(0, 1, len(risk))
    # the correlation over these areas is the planted one, not one about it
    noise -= noise.mean() + (noise @ risk) / (risk @ risk) * risk
    noise /= noise.std()
    values = mean + spread * (tied * risk + np.sqrt(1 - tied**2) * noise)
    return {str(code): float(v) for code, v in values.clip(0.5, 95).round(1).items()}


def _public_health(truth: Truth, years: tuple[int, ...], rng: np.random.Generator) -> PartnerFile:
    rows = []
    for name, mean, spread in (("Children in low-income families", 17.0, 6.0), ("Recorded depression", 12.0, 2.0)):  # fmt: skip
        for code, value in _indicator(name, truth, mean, spread, rng).items():
            base = int(rng.integers(900, 2600))
            rows.append((code, name, *_span(years[-1]), f"{value}", str(round(base * value / 100)), str(base)))  # fmt: skip
    for code, children in _children().items():
        n = int(rng.poisson(children * 0.00031))
        rate = f"{100_000 * n / children:.1f}" if n > 4 else "*"
        rows.append((code, "Alcohol-specific admissions under 18", *_span(years[-1]), rate, _told(n, "*"), str(children)))  # fmt: skip
    heads = (
        "Area code",
        "Indicator",
        "Period start",
        "Period end",
        "Value",
        "Count",
        "Denominator",
    )
    title = "Public health indicators - DEMONSTRATION"
    return make("public-health", "indicators.xlsx", heads, list(zip(*rows, strict=True)), title=title)  # fmt: skip


def _care(truth: Truth, years: tuple[int, ...], rng: np.random.Generator) -> PartnerFile:
    districts = _children()
    levels = _levels(districts, rng)
    rows = []
    for year in years:
        for code, children in districts.items():
            for measure, rate in _CARE.items():
                n = int(rng.poisson(children * truth.scale * rate / 1000 * levels[code]))
                rows.append((code, measure, "", *_span(year), _told(n, "c")))
                if measure == "Children in need":
                    rows += [(code, measure, factor, *_span(year), _told(round(n * share), "c")) for factor, share in _FACTORS.items()]  # fmt: skip
    heads = ("District", "Measure", "Factor", "Period start", "Period end", "Children")
    return make("childrens-social-care", "children.csv", heads, list(zip(*rows, strict=True)), encoding="utf-8-sig")  # fmt: skip


def _youth_justice(truth: Truth, years: tuple[int, ...], rng: np.random.Generator) -> PartnerFile:
    rows = []
    for year in years:
        for code, children in _children().items():
            first = int(rng.poisson(children * truth.scale * 0.00085))
            again = int(rng.binomial(first, 0.31)) if first else 0
            rows.append((code, "First-time entrants", "", "All", *_span(year), _told(first, "*")))
            rows.append((code, "Disposals", "Violence against the person", "All", *_span(year), _told(round(first * 0.6), "*")))  # fmt: skip
            rows.append((code, "Reoffenders", "", "All", *_span(year), _told(again, "*")))
        for group, share in zip((*GROUPS, "Unknown"), (0.04, 0.03, 0.06, 0.01, 0.82, 0.04), strict=True):  # fmt: skip
            n = int(rng.poisson(230 * truth.scale * share))
            rows.append(("E23000016", "First-time entrants", "", group, *_span(year), _told(n, "*")))  # fmt: skip
    heads = ("Area code", "Measure", "Category", "Ethnic group", "Period start", "Period end", "Number")  # fmt: skip
    return make("youth-justice", "caseload.csv", heads, list(zip(*rows, strict=True)), delimiter=";")  # fmt: skip


def _probation(truth: Truth, year: int, rng: np.random.Generator) -> PartnerFile:
    n = max(3, round(1_900 * truth.scale))
    districts = _children()
    chance = np.array(list(districts.values()), float)
    pick = lambda words, p=None: [words[i] for i in rng.choice(len(words), n, p=p)]  # noqa: E731
    needs = ("Alcohol; Accommodation", "Drugs; Employment", "Thinking and behaviour", "Alcohol", "Relationships; Alcohol", "")  # fmt: skip
    file = make(
        "probation", f"caseload-{year + 1}-03.csv",
        ("Snapshot date", "District", "Main offence", "Age band", "Sex", "Ethnicity", "RoSH", "OASys needs"),
        (
            [f"31/03/{year + 1}"] * n, pick(list(districts), chance / chance.sum()),
            pick(("Violence against the person", "Robbery", "Sexual offences", "Public order"), (0.72, 0.09, 0.12, 0.07)),
            pick(("18-24", "25-34", "35-49", "50+"), (0.19, 0.36, 0.33, 0.12)), pick(("M", "F"), (0.91, 0.09)),
            pick(("W1", "W9", "A2", "B1", "M1", "NS"), (0.84, 0.04, 0.02, 0.02, 0.02, 0.06)),
            pick(("Low", "Medium", "High", "Very high"), (0.2, 0.56, 0.22, 0.02)), pick(needs),
        ),
    )  # fmt: skip
    spoil(file, "Snapshot date", {"no day of the snapshot": ""}, rng)
    return file


def children_files(
    truth: Truth, years: tuple[int, ...], rng: np.random.Generator
) -> list[PartnerFile]:
    """Draw the files of schools, children's services, youth justice, public health and probation.

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
    each = (_education, _public_health, _care, _youth_justice)
    return [*(one(truth, years, rng) for one in each), _probation(truth, years[-1], rng)]
