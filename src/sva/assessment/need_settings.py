"""What an assessment file may say about priorities and money: weights, judgements, the sum to be shared out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

__all__ = ["AllocationSettings", "Judgement", "NeedSettings"]

Text = Annotated[str, Field(min_length=1)]
Criterion = Literal["volume", "harm", "trend", "preventability"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Judgement(_Strict):
    """How far something can be prevented, as the office judges: 0 not, 3 well; and why."""

    item: Text
    score: Annotated[int, Field(strict=True, ge=0, le=3)]
    reason: Text


class NeedSettings(_Strict):
    """How needs are put in order. Groups by a protected characteristic other than age are never put in order."""

    weights: dict[Criterion, Annotated[float, Field(ge=0)]] = {
        "volume": 0.25,
        "harm": 0.25,
        "trend": 0.25,
        "preventability": 0.25,
    }
    harm_table: Text = "cambridge-2026-medians"
    preventability: list[Judgement] = []

    @model_validator(mode="after")
    def _some(self) -> NeedSettings:
        if sum(self.weights.values()) <= 0:
            raise ValueError("all weights are 0; at least one criterion must count")
        return self


class AllocationSettings(_Strict):
    """A sum to be shared among the partnerships, and the least that each gets."""

    total: Annotated[float, Field(gt=0)]
    floor: Annotated[float, Field(ge=0)] = 0.0
    purpose: Text
    source: Text
