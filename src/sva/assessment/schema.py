"""What an assessment folder may say: every key, its type, what it may hold."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from sva.assessment.need_settings import AllocationSettings, NeedSettings
from sva.assessment.outcome_settings import OutcomeSettings

__all__ = [
    "Area",
    "CodeGroup",
    "Cohort",
    "Definition",
    "Disclosure",
    "Name",
    "OffenceGroup",
    "OtherDefinition",
    "Partnership",
    "Period",
    "PublicEdition",
    "SeriesBreak",
    "Settings",
    "Source",
    "Strict",
    "TermDates",
    "Text",
]

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """A part of a file of which every key is known; it does not change once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Area(Strict):
    """The police force area and the vintage of small areas that its data carry."""

    police_force: Annotated[str, Field(pattern=r"^[EW]23\d{6}$")]
    name: Text
    lsoa_vintage: Literal[2011, 2021]


class Partnership(Strict):
    """A community safety partnership, by its code; the name is how the report calls it."""

    code: Annotated[str, Field(pattern=r"^[EW]22\d{6}$")]
    name: Text


class Period(Strict):
    """Whole months, first day to last day."""

    start: date
    end: date

    @model_validator(mode="after")
    def _whole_months(self) -> Period:
        if self.end <= self.start:
            raise ValueError(
                f"the period from {self.start} to {self.end} has no length; 'end' must be after 'start'"
            )
        if self.start.day != 1:
            raise ValueError(f"the period must start on the first of a month, not on {self.start}")
        if (self.end.toordinal() + 1) != _first_of_next(self.end).toordinal():
            raise ValueError(f"the period must end on the last day of a month, not on {self.end}")
        return self


def _first_of_next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


class Reasons(Strict):
    """The four factors of section 13(4) of the 2022 Act, in words, for one group of offences."""

    maximum_penalty: Text
    impact_on_victim: Text
    prevalence: Text
    impact_on_community: Text


class CodeGroup(Strict):
    """Offences by code, and under which flags."""

    name: Name
    label: Text
    offence_codes: list[Text] = Field(min_length=1)
    any_flag: list[Literal["knife_enabled", "firearm_enabled", "domestic", "public_place"]] = []

    @field_validator("offence_codes", mode="before")
    @classmethod
    def _as_text(cls, codes: object) -> object:
        if not isinstance(codes, list):
            return codes
        floats = [code for code in codes if isinstance(code, float)]
        if floats:
            raise ValueError(f"offence codes {floats} must be in quotation marks: 4.10 is not 4.1")
        return [str(code) for code in codes]


class OffenceGroup(CodeGroup):
    """One kind of serious violence, and why it counts."""

    reasons: Reasons


class OtherDefinition(Strict):
    """A definition to set beside the area's own: the one before it, or another area's; its source is said."""

    name: Name
    label: Text
    source: Text
    groups: list[CodeGroup] = Field(min_length=1)


class SeriesBreak(Strict):
    """A month from which a monthly series is not what it was before, and why; of some kinds or of all."""

    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    label: Text
    kinds: list[Name] = []


class Definition(Strict):
    """The area's own definition of serious violence (section 13 sets no list)."""

    name: Name
    label: Text
    groups: list[OffenceGroup] = Field(min_length=1)
    left_out: dict[str, Text] = {}

    @model_validator(mode="after")
    def _once(self) -> Definition:
        names = [group.name for group in self.groups]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"groups named twice: {', '.join(twice)}")
        return self


class Cohort(Strict):
    """People, or incidents with people, of an age."""

    name: Name
    label: Text
    ages: tuple[
        Annotated[int, Field(strict=True, ge=0, le=120)],
        Annotated[int, Field(strict=True, ge=0, le=120)],
    ]
    counts: Literal["person", "incident"] = "person"

    @model_validator(mode="after")
    def _ordered(self) -> Cohort:
        if self.ages[0] > self.ages[1]:
            raise ValueError(f"ages {list(self.ages)} run backwards; the lower age comes first")
        return self


class Source(Strict):
    """One source: who sent it, under which contract, where it lies, how it is read."""

    contract: Name
    partner: Text
    path: Text
    mapping: str | None = None
    data_as_at: date
    compare_months: list[Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]] = []


class PublicEdition(Strict):
    """What the public edition contains: measures by name; a trailing '*' takes a family."""

    measures: list[Text] = []
    area_maps: Annotated[bool, Field(strict=True)] = True


class Override(Strict):
    """Numbers that a person decides on and not the gate's rules: which, which way, who decided, and why."""

    keys: Text
    decision: Literal["show", "withhold"]
    by: Text
    reason: Text

    @field_validator("keys")
    @classmethod
    def _narrow(cls, keys: str) -> str:
        if keys.count("*") > keys.endswith("*") or len(keys.rstrip("*")) < 5:
            raise ValueError(
                f"{keys!r} must be the key of a number, or begin as keys do and end in '*'"
            )
        return keys


class Disclosure(Strict):
    """The gate's numbers. See docs for each in plain words."""

    threshold: Annotated[int, Field(strict=True, ge=2, le=50)] = 5
    rounding_base: Literal[1, 3, 5, 10] = 5
    minimum_population: Annotated[int, Field(strict=True, ge=0)] = 1000
    protected_interval: Annotated[int, Field(strict=True, ge=1)] = 5
    dominance_percent: Annotated[int, Field(strict=True, ge=50, le=100)] = 90
    dominance_rest: Annotated[int, Field(strict=True, ge=0, le=50)] = 10
    restricted_threshold: Annotated[int, Field(strict=True, ge=1, le=50)] = 2
    restricted_interval: Annotated[int, Field(strict=True, ge=1, le=50)] = 1
    overrides: list[Override] = []


class TermDates(Strict):
    """One school term."""

    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> TermDates:
        if self.end <= self.start:
            raise ValueError(f"the term from {self.start} to {self.end} has no length")
        return self


class Settings(Strict):
    """The whole of assessment.yaml. What parts must agree on is in `sva.assessment.check`."""

    title: Text
    data: Literal["demonstration", "supplied"]
    commissioner: Text
    area: Area
    partnerships: list[Partnership] = Field(min_length=1)
    period: Period
    comparison: Period
    definition: Definition
    other_definition: OtherDefinition | None = None
    series_breaks: list[SeriesBreak] = []
    cohorts: list[Cohort] = Field(min_length=1)
    sources: list[Source] = []
    public: PublicEdition = PublicEdition()
    disclosure: Disclosure = Disclosure()
    previous: Text | None = None
    outcomes: OutcomeSettings = OutcomeSettings()
    priorities: NeedSettings = NeedSettings()
    allocation: AllocationSettings | None = None
    terms: list[TermDates] = []
    neighbourhood_teams: dict[Annotated[str, Field(pattern=r"^[EW]\d{8}$")], Text] = {}
    demonstration_seed: Annotated[int, Field(strict=True, ge=0)] = 2023
    demonstration_scale: Annotated[float, Field(gt=0, le=1)] = 1.0
    notebooks: dict[str, dict[str, bool | int | float | str]] = {}
    notes: list[Text] = []
