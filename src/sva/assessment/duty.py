"""What the partnership states about the Duty itself: the sections of ``duty.yaml``.

It holds statements of the specified authorities, never data about people: posts, not persons' names. Whatever is not
stated stays "not stated".
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sva.assessment.schema import Name, Strict, Text

__all__ = [
    "ASPECTS",
    "SPECIFIED",
    "Agreement",
    "Answer",
    "Consultation",
    "Duty",
    "Evidence",
    "Governance",
    "Overdue",
    "Readiness",
    "Recommendation",
    "RelevantAuthority",
    "SpecifiedAuthority",
    "Strategy",
]

#: Kinds of specified authority: Schedule 1 to the Police, Crime, Sentencing and Courts Act 2022.
SPECIFIED = {
    "police": "Chief officer of police",
    "fire": "Fire and rescue authority",
    "integrated-care-board": "Integrated care board or local health board",
    "local-authority": "Local authority",
    "youth-offending-team": "Youth offending team",
    "probation": "Probation services",
}
#: What readiness for the Duty is asked about.
ASPECTS = {
    "governance": "Governance",
    "sharing": "Data collection and sharing",
    "analysis": "Analysis",
    "capacity": "Capacity",
    "strategy": "Strategy",
}
NOT_STATED = "not stated"


class _Stated(Strict):
    """Something that somebody states: where it is written, and whether it is made up to show the page."""

    source: Text | None = None
    demonstration: Annotated[bool, Field(strict=True)] = False


class Answer(_Stated):
    """One answer of one authority about one aspect; a bare word in the file is the answer alone."""

    answer: Literal["yes", "partly", "no", "not stated"] = NOT_STATED
    note: Text | None = None
    as_at: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, given: object) -> object:
        if isinstance(given, bool):
            given = "yes" if given else "no"
        return {"answer": given} if isinstance(given, str) else given


class Readiness(Strict):
    """The five aspects of one authority."""

    governance: Answer = Answer()
    sharing: Answer = Answer()
    analysis: Answer = Answer()
    capacity: Answer = Answer()
    strategy: Answer = Answer()


class SpecifiedAuthority(_Stated):
    """One authority that the Duty binds (section 11), and how ready it says it is."""

    kind: Literal[
        "police",
        "fire",
        "integrated-care-board",
        "local-authority",
        "youth-offending-team",
        "probation",
    ]
    name: Text
    lead: Text | None = None
    readiness: Readiness = Readiness()


class RelevantAuthority(_Stated):
    """One educational, prison or youth custody authority (section 12), which must be consulted."""

    kind: Literal["educational", "prison", "youth-custody"]
    name: Text
    consulted_on: date | None = None
    actions: list[Text] = Field(default_factory=list)


class Governance(_Stated):
    """Who answers for the Duty in the area."""

    board: Text | None = None
    convened_by: Text | None = None
    meets: Text | None = None
    note: Text | None = None


class Strategy(_Stated):
    """The strategy of section 8: when it was due and published, when it was reviewed and is to be reviewed."""

    title: Text | None = None
    status: Literal["published", "agreed", "draft", "none", "not stated"] = NOT_STATED
    owner: Text | None = None
    due: date | None = None
    published_on: date | None = None
    published_at: Text | None = None
    review_every_months: Annotated[int, Field(strict=True, ge=1, le=60)] = 12
    reviewed_on: date | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.status == "published" and self.published_on is None:
            raise ValueError("the strategy is published, but 'published_on' is not given")
        if self.reviewed_on and self.published_on and self.reviewed_on < self.published_on:
            raise ValueError(
                f"the strategy was reviewed on {self.reviewed_on}, before it was published"
            )
        return self

    @property
    def review_due(self) -> date | None:
        """The day by which the next review is due; None where neither review nor publication is stated."""
        last = self.reviewed_on or self.published_on
        return months_after(last, self.review_every_months) if last else None


class Consultation(_Stated):
    """Somebody who was asked: who, when, how, and what came of it."""

    who: Text
    kind: Literal[
        "relevant authorities",
        "children and young people",
        "victims",
        "people who have harmed",
        "communities",
        "voluntary sector",
        "others",
    ]
    on: date | None = None
    how: Text | None = None
    outcome: Text | None = None


class Evidence(_Stated):
    """One thing that shows that a recommendation is met."""

    what: Text
    on: date | None = None


class Recommendation(_Stated):
    """One recommendation of an inspection: to whom, who owns it here, by when, and what shows that it is met."""

    name: Name
    made_by: Text
    report: Text
    made_on: date
    text: Text
    addressed_to: Text
    owner: Text | None = None
    due: date | None = None
    commitment: Text | None = None
    status: Literal["done", "under way", "not started", "not stated"] = NOT_STATED
    evidence: list[Evidence] = Field(default_factory=list)

    @model_validator(mode="after")
    def _shown(self) -> Self:
        if self.status == "done" and not self.evidence:
            raise ValueError(f"{self.name!r} is done, but no evidence is given")
        return self


class Agreement(_Stated):
    """One agreement to share information: between whom, for which data, on which legal basis."""

    name: Text
    parties: list[Text] = Field(min_length=1)
    contracts: list[Name] = Field(default_factory=list)
    legal_basis: Text | None = None
    status: Literal["signed", "draft", "none", "not stated"] = NOT_STATED
    signed_on: date | None = None
    review_by: date | None = None
    impact_assessed_on: date | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.status == "signed" and self.signed_on is None:
            raise ValueError(f"{self.name!r} is signed, but 'signed_on' is not given")
        return self


class Overdue(Strict):
    """Something that should have happened by the day of the statement."""

    kind: Literal["strategy", "review", "recommendation", "agreement"]
    what: Text
    owner: Text | None = None
    due: date
    demonstration: bool = False


class Duty(Strict):
    """The whole of ``duty.yaml``.

    Examples
    --------
    >>> duty = Duty.model_validate({"specified": [{"kind": "police", "name": "Here Police",
    ...     "readiness": {"sharing": "partly"}}]})
    >>> duty.specified[0].readiness.sharing.answer, duty.specified[0].readiness.capacity.answer
    ('partly', 'not stated')
    """

    as_at: date | None = None
    governance: Governance = Governance()
    specified: list[SpecifiedAuthority] = Field(default_factory=list)
    relevant: list[RelevantAuthority] = Field(default_factory=list)
    strategy: Strategy = Strategy()
    consultation: list[Consultation] = Field(default_factory=list)
    recommendations: list[Recommendation] = Field(default_factory=list)
    agreements: list[Agreement] = Field(default_factory=list)

    @model_validator(mode="after")
    def _once(self) -> Self:
        for section, names in (
            ("specified", [each.name for each in self.specified]),
            ("relevant", [each.name for each in self.relevant]),
            ("recommendations", [each.name for each in self.recommendations]),
            ("agreements", [each.name for each in self.agreements]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{section} named twice: {', '.join(twice)}")
        return self

    def overdue(self, on: date) -> list[Overdue]:
        """List what should have happened before a day and is not stated to have happened.

        Parameters
        ----------
        on : datetime.date
            The day asked about; `as_at` is the day of the statements.

        Returns
        -------
        list of Overdue
            The oldest first.

        Examples
        --------
        >>> duty = Duty.model_validate({"strategy": {"due": date(2024, 1, 31)}})
        >>> [(each.kind, each.due.year) for each in duty.overdue(date(2024, 2, 1))]
        [('strategy', 2024)]
        """
        plan = self.strategy
        title = plan.title or "Strategy to prevent and reduce serious violence"
        found = []
        if plan.due and plan.due < on and not (plan.published_on and plan.published_on <= on):
            found.append(("strategy", title, plan.owner, plan.due, plan.demonstration))
        if plan.review_due and plan.review_due < on:
            found.append(
                ("review", f"Review: {title}", plan.owner, plan.review_due, plan.demonstration)
            )
        found += [
            (
                "recommendation",
                each.text,
                each.owner or each.addressed_to,
                each.due,
                each.demonstration,
            )
            for each in self.recommendations
            if each.due and each.due < on and each.status != "done"
        ]
        found += [
            ("agreement", each.name, None, each.review_by, each.demonstration)
            for each in self.agreements
            if each.review_by and each.review_by < on
        ]
        names = ("kind", "what", "owner", "due", "demonstration")
        late = [Overdue.model_validate(dict(zip(names, each, strict=True))) for each in found]
        return sorted(late, key=lambda each: (each.due, each.kind, each.what))


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; the last day of a shorter month.

    Examples
    --------
    >>> months_after(date(2024, 1, 31), 13)
    datetime.date(2025, 2, 28)
    """
    from calendar import monthrange

    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
