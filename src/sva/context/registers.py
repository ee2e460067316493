"""What the office keeps beside the numbers: evidence, interventions, recommendations, published figures, unit costs.

Each is a YAML file in the assessment's folder, edited by the office; every key is checked, nothing is invented where a file is
absent.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from sva.assessment.schema import Name, Strict, Text

__all__ = [
    "REGISTERS",
    "Evidence",
    "EvidenceRegister",
    "Intervention",
    "InterventionTable",
    "PublishedFigure",
    "PublishedFigures",
    "Recommendation",
    "Recommendations",
    "UnitCost",
    "UnitCosts",
    "read_register",
]

Register = TypeVar("Register", bound=Strict)


class Evidence(Strict):
    """One piece of research, or an earlier local assessment."""

    name: Name
    citation: Text
    year: Annotated[int, Field(strict=True, ge=1900, le=2100)] | None = None
    setting: Text
    finding: Text
    strength: Literal["strong", "moderate", "weak", "not assessed"]
    relevance: Text
    kind: Literal["research", "evaluation", "inspection", "local assessment"] = "research"
    seen: Literal["whole", "in part", "at second hand"]


class EvidenceRegister(Strict):
    """The whole of ``evidence.yaml``."""

    as_at: date | None = None
    evidence: list[Evidence] = Field(default_factory=list)


class Intervention(Strict):
    """One approach in the terms of the Youth Endowment Fund's Toolkit; what is not filled stays so."""

    name: Name
    label: Text
    impact: Literal["high", "moderate", "low", "none", "harmful", "to be filled"] = "to be filled"
    evidence: Annotated[int, Field(strict=True, ge=0, le=5)] | None = None
    cost: Annotated[int, Field(strict=True, ge=1, le=3)] | None = None
    said: Text
    source: Text


class InterventionTable(Strict):
    """The whole of ``interventions.yaml``."""

    as_at: date | None = None
    source: Text = "the office"
    interventions: list[Intervention] = Field(default_factory=list)


class Recommendation(Strict):
    """One recommendation, from the finding it rests on to the day by which it is done."""

    name: Name
    recommendation: Text
    finding: Text | None = None
    answers: list[Text] = Field(default_factory=list)
    intervention: Name | None = None
    owner: Text | None = None
    measure: Text | None = None
    by: date | None = None
    helps: list[Text] = Field(default_factory=list)
    may_harm: list[Text] = Field(default_factory=list)
    equality_evidence: Text | None = None
    demonstration: Annotated[bool, Field(strict=True)] = False

    @property
    def gaps(self) -> list[str]:
        """What the trace lacks, in order.

        Examples
        --------
        >>> Recommendation.model_validate({"name": "x", "recommendation": "Do it.", "owner": "The council"}).gaps
        ['finding', 'intervention', 'measure', 'date', 'groups it helps or may harm']
        """
        lacks = [
            ("finding", self.finding), ("intervention", self.intervention), ("owner", self.owner),
            ("measure", self.measure), ("date", self.by),
            ("groups it helps or may harm", (self.helps or self.may_harm) and self.equality_evidence),
        ]  # fmt: skip
        return [name for name, there in lacks if not there]


class Recommendations(Strict):
    """The whole of ``recommendations.yaml``."""

    as_at: date | None = None
    recommendations: list[Recommendation] = Field(default_factory=list)


class PublishedFigure(Strict):
    """One number that somebody else published, to set beside this assessment's."""

    what: Text
    area: Text
    start: date
    end: date
    value: Annotated[float, Field(ge=0)]
    per: Text | None = None
    source: Text


class PublishedFigures(Strict):
    """The whole of ``published.yaml``."""

    figures: list[PublishedFigure] = Field(default_factory=list)


class UnitCost(Strict):
    """What one offence of some kinds costs society, from a named source, in the prices of one year.

    A cost is used only if somebody has checked it at its source: ``confirmed_on`` and ``confirmed_by`` (a post).
    """

    kinds: list[Name] = Field(min_length=1)
    label: Text
    pounds: Annotated[float, Field(gt=0)]
    low: Annotated[float, Field(gt=0)] | None = None
    high: Annotated[float, Field(gt=0)] | None = None
    price_year: Text
    source: Text
    confirmed_on: date | None = None
    confirmed_by: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> UnitCost:
        low, high = self.low or self.pounds, self.high or self.pounds
        if not low <= self.pounds <= high:
            raise ValueError(f"the cost {self.pounds} does not lie between {low} and {high}")
        return self

    @property
    def confirmed(self) -> bool:
        """Whether somebody has checked it at its source."""
        return self.confirmed_on is not None and self.confirmed_by is not None


class UnitCosts(Strict):
    """The whole of ``costs.yaml``."""

    deflator: Annotated[float, Field(gt=0)] | None = None
    deflator_source: Text | None = None
    prices_of: Text | None = None
    costs: list[UnitCost] = Field(default_factory=list)


#: Register to its file.
REGISTERS: dict[type[Strict], str] = {
    EvidenceRegister: "evidence.yaml",
    InterventionTable: "interventions.yaml",
    Recommendations: "recommendations.yaml",
    PublishedFigures: "published.yaml",
    UnitCosts: "costs.yaml",
}


def read_register(folder: Path, model: type[Register]) -> Register:
    """Read one register of an assessment.

    Parameters
    ----------
    folder : pathlib.Path
        The assessment's folder.
    model : type
        One of `REGISTERS`.

    Returns
    -------
    Strict
        Of that type; empty where there is no such file.

    Raises
    ------
    SvaError
        With file, line, key and allowed values of everything that is wrong, all at once.

    Examples
    --------
    >>> read_register(Path("nowhere"), EvidenceRegister).evidence
    []
    """
    from pydantic import ValidationError

    from sva.assessment.faults import explain
    from sva.assessment.yaml import read_yaml
    from sva.errors import SvaError

    path = folder / REGISTERS[model]
    if not path.is_file():
        return model()
    document = read_yaml(path)
    try:
        return model.model_validate(document.data)
    except ValidationError as reason:
        raise SvaError(
            f"assessments/{folder.name}/{path.name} cannot be used",
            explain(reason.errors(), document, model, []),
        ) from None
