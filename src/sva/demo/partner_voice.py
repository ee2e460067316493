"""Files of the survey, of engagement and of the services there are."""

from __future__ import annotations

import numpy as np

from sva.demo.partner_rows import PartnerFile, make, spoil, when
from sva.demo.partner_truth import SERVICES, SURVEY
from sva.demo.residents import residents
from sva.demo.truth import Truth

__all__ = ["voice_files"]

_QUESTIONS = (
    ("Q1 Feels safe after dark", ("Safe", "Unsafe", "Don't know")),
    ("Q2 Was threatened or hurt in the last year", ("No", "Yes", "Prefer not to say")),
    ("Q3 Told the police", ("No", "Yes", "Does not apply")),
)
_BANDS = ("14-17", "18-24", "25-44", "45-64", "65+")
_POPULATION = np.array([0.055, 0.085, 0.27, 0.31, 0.28])

#: Group, voice, district, what was said, first and second coder's theme, consent to partners, to the public, identity checked.
_NOTES: tuple[tuple[str, ...], ...] = (
    ("Young people, 14 to 17", "Telford and Wrekin", "You learn which streets to avoid after school.", "Feeling unsafe outdoors", "Feeling unsafe outdoors", "Yes", "Yes", "Yes"),
    ("Young people, 14 to 17", "Redditch", "Nobody asks why you were sent home, they just send you home.", "Exclusion from school", "Exclusion from school", "Yes", "Yes", "Yes"),
    ("Young people, 18 to 24", "Worcester", "There was a worker I trusted. Then the money stopped.", "Trusted adults", "Services that end", "Yes", "No", "Yes"),
    ("Young people, 18 to 24", "Shropshire", "The last bus goes at six, so you wait where you wait.", "Nothing to do, no way home", "Nothing to do, no way home", "Yes", "Yes", "Yes"),
    ("Victims of serious violence", "Worcester", "I told the hospital. I never told the police.", "Not telling the police", "Not telling the police", "Yes", "Yes", "Yes"),
    ("Victims of domestic abuse", "Herefordshire", "They listened the third time.", "Not being believed", "Not being believed", "Yes", "No", "Yes"),
    ("Victims of serious violence", "Wyre Forest", "I stopped going into town.", "Feeling unsafe outdoors", "Feeling unsafe outdoors", "Yes", "Yes", "No"),
    ("People on probation for violence", "Telford and Wrekin", "I carried it because they carried it.", "Carrying knives", "Carrying knives", "Yes", "Yes", "Yes"),
    ("People on probation for violence", "Worcester", "Drink was in every one of them.", "Alcohol and drugs", "Alcohol and drugs", "Yes", "Yes", "Yes"),
    ("Children in the youth justice system", "Redditch", "The programme was alright, it gave me something to say no with.", "Trusted adults", "Trusted adults", "No", "No", "Yes"),
    ("Youth workers and teachers", "Shropshire", "We see it a year before anybody counts it.", "Acting earlier", "Acting earlier", "Yes", "Yes", "Yes"),
    ("Youth workers and teachers", "Herefordshire", "Three of us run nearly the same thing in one town.", "Services that overlap", "Services that end", "Yes", "No", "Yes"),
)  # fmt: skip


def _survey(truth: Truth, year: int, rng: np.random.Generator) -> PartnerFile:
    """Ask young people oftener than their share, and weight them back."""
    people = max(30, round(SURVEY["people"] * truth.scale))
    young = np.arange(5) < 2
    sampled = _POPULATION * np.where(young, SURVEY["oversampled"], 1.0)
    band = rng.choice(5, people, p=sampled / sampled.sum())
    weight = (_POPULATION / (sampled / sampled.sum()))[band]
    sex = np.where(rng.random(people) < 0.53, "Female", "Male")
    district = rng.choice(residents().districts, people)
    day = np.datetime64(f"{year}-11-01") + rng.integers(0, 60, people)
    unsafe = np.where(young[band], SURVEY["unsafe_under_25"], SURVEY["unsafe_25_and_over"])
    harmed = rng.random(people) < np.where(young[band], 0.14, 0.06)
    columns: list[list[str]] = [[] for _ in range(8)]
    for number, (question, answers) in enumerate(_QUESTIONS):
        u = rng.random(people)
        if number == 0:
            at = np.where(u < unsafe, 1, np.where(u < 0.97, 0, 2))
        elif number == 1:
            at = np.where(harmed, 1, np.where(u < 0.97, 0, 2))
        else:
            at = np.where(~harmed, 2, np.where(u < 0.41, 1, 0))
        parts = (
            when(day, "%m/%Y"), [question] * people, [answers[i] for i in at], [f"{w:.4f}" for w in weight],
            [_BANDS[i] for i in band], sex.tolist(), rng.choice(["White", "Asian", "Black", "Mixed", ""], people, p=[0.86, 0.05, 0.02, 0.03, 0.04]).tolist(),
            district.tolist(),
        )  # fmt: skip
        for column, part in zip(columns, parts, strict=True):
            column.extend(part)
    heads = ("Response date", "Question", "Answer", "Weight", "Age band", "Gender", "Ethnic group", "District")  # fmt: skip
    file = make("survey", "safety-survey.csv", heads, columns)
    spoil(file, "Question", {"no question": ""}, rng)
    return file


def _notes(year: int, rng: np.random.Generator) -> PartnerFile:
    """Write talks, most of them without consent to be quoted; the words of each note above stand once."""
    codes = residents().districts
    names = {
        "Herefordshire": "E06000019", "Telford and Wrekin": "E06000020", "Shropshire": "E06000051", "Redditch": "E07000236",
        "Worcester": "E07000237", "Wyre Forest": "E07000239",
    }  # fmt: skip
    rows = []
    for group, place, text, theme, second, quote, public, checked in _NOTES:
        rows.append((f"{rng.integers(1, 4):02d}/{year + 1}", group, names[place], theme, second, text, quote, public, checked))  # fmt: skip
    themes = sorted({note[3] for note in _NOTES})
    groups = sorted({note[0] for note in _NOTES})
    for number in range(84):
        theme = themes[int(rng.integers(len(themes)))]
        second = theme if rng.random() < 0.82 else themes[int(rng.integers(len(themes)))]
        group = groups[int(rng.integers(len(groups)))]
        text = f"Demonstration note {number + 1}: not to be quoted."
        rows.append((f"{rng.integers(1, 4):02d}/{year + 1}", group, codes[int(rng.integers(len(codes)))], theme, second if number % 2 else "", text, "No", "No", "No"))  # fmt: skip
    heads = ("Session date", "Participants", "District", "Theme", "Second coder's theme", "Note", "Consent to quote", "Consent to quote in public", "Identity checked")  # fmt: skip
    return make("engagement-notes", "notes.xlsx", heads, list(zip(*rows, strict=True)), title="Engagement - DEMONSTRATION. Every word is made up.")  # fmt: skip


def _services(year: int) -> PartnerFile:
    heads = ("Service", "Provider", "Funder", "Approach", "Prevention level", "Area served", "Age from", "Age to", "Capacity", "Annual cost", "Contract start", "Contract end")  # fmt: skip
    rows = [
        [*(str(cell) for cell in service), f"01/04/{year - 1}", f"31/03/{year + 3}"]
        for service in SERVICES
    ]
    return make("service-directory", "services.csv", heads, list(zip(*rows, strict=True)))


def voice_files(
    truth: Truth, years: tuple[int, ...], rng: np.random.Generator
) -> list[PartnerFile]:
    """Draw the survey, the notes of talks and the list of services.

    Parameters
    ----------
    truth : Truth
        For the size of the survey.
    years : tuple of int
        Financial years by the calendar year in which they start; the last counts.
    rng : numpy.random.Generator

    Returns
    -------
    list of PartnerFile
    """
    return [_survey(truth, years[-1], rng), _notes(years[-1], rng), _services(years[-1])]
