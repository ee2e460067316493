"""What an assessment file may say about outcomes: how long people are followed, who is eligible, known causes, training."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

__all__ = ["Cause", "Eligible", "OutcomeSettings", "Training"]

Text = Annotated[str, Field(min_length=1)]
Months = Annotated[int, Field(strict=True, ge=0, le=120)]
Age = Annotated[int, Field(strict=True, ge=0, le=120)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _known_groups(names: list[str]) -> list[str]:
    from sva.reference import codes

    known = set(codes.load("offences")["group"].dropna())
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(
            f"no offence group is called {', '.join(map(repr, unknown))}; expected some of {', '.join(sorted(known))}"
        )
    return names


class Eligible(_Strict):
    """Who could have been given outcome 22, by rule: without it the stage before is all assigned suspects."""

    label: Text
    ages: tuple[Age, Age] | None = None
    offence_groups: list[Text] = []
    not_offence_groups: list[Text] = []
    no_earlier_record: Annotated[bool, Field(strict=True)] = False

    @field_validator("offence_groups", "not_offence_groups")
    @classmethod
    def _groups(cls, names: list[str]) -> list[str]:
        return _known_groups(names)

    @model_validator(mode="after")
    def _says_something(self) -> Eligible:
        if self.ages is not None and self.ages[0] > self.ages[1]:
            raise ValueError(f"ages {list(self.ages)} run backwards; the lower age comes first")
        if not (
            self.ages or self.offence_groups or self.not_offence_groups or self.no_earlier_record
        ):
            raise ValueError(
                "a rule that leaves nobody out is no rule; give 'ages', 'offence_groups', 'not_offence_groups' or "
                "'no_earlier_record', or take 'eligible' out"
            )
        both = sorted(set(self.offence_groups) & set(self.not_offence_groups))
        if both:
            raise ValueError(f"{', '.join(both)} stand both in and out of the rule")
        return self


class Cause(_Strict):
    """A known cause of a step in an outcome's monthly share: what changed, and the first month of it."""

    month: date
    what: Text
    outcomes: list[Text] = []

    @field_validator("month")
    @classmethod
    def _first(cls, month: date) -> date:
        return _first_of_month(month)


class Training(_Strict):
    """When officers here were trained in outcome 22, or practice here changed."""

    month: date
    kind: Literal["training", "local change"] = "training"
    source: Text

    @field_validator("kind", mode="before")
    @classmethod
    def _no_deadline(cls, kind: object) -> object:
        if isinstance(kind, str) and "national" in kind:
            raise ValueError(
                "a national deadline is no training date: give the month in which officers here were trained"
            )
        return kind

    @field_validator("month")
    @classmethod
    def _first(cls, month: date) -> date:
        return _first_of_month(month)


def _first_of_month(month: date) -> date:
    if month.day != 1:
        raise ValueError(f"{month} is no month: give its first day, {month.replace(day=1)}")
    return month


class OutcomeSettings(_Strict):
    """Everything that the assessment decides about outcomes and reoffending."""

    followed_code: Text = "22"
    follow_up_months: Annotated[int, Field(strict=True, ge=1, le=60)] = 12
    waiting_months: Months = 6
    look_back_months: Months = 24
    eligible: Eligible | None = None
    causes: list[Cause] = []
    training: Training | None = None

    @field_validator("followed_code")
    @classmethod
    def _code(cls, code: str) -> str:
        from sva.reference import codes

        known = list(codes.load("outcomes")["code"])
        if code not in known:
            raise ValueError(
                f"no outcome has the code {code!r}; expected one of {', '.join(known)}"
            )
        return code

    @field_validator("causes")
    @classmethod
    def _known(cls, causes: list[Cause]) -> list[Cause]:
        from sva.reference import codes

        known = set(codes.load("outcomes")["group"].dropna())
        for cause in causes:
            unknown = [name for name in cause.outcomes if name not in known]
            if unknown:
                raise ValueError(
                    f"no outcome group is called {', '.join(map(repr, unknown))}; expected some of {', '.join(sorted(known))}"
                )
        months = [cause.month for cause in causes]
        if len(set(months)) < len(months):
            raise ValueError("two causes stand in one month; name both in one")
        return sorted(causes, key=lambda cause: cause.month)
