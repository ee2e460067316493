"""Paragraphs that a person writes into the report: ``commentary/*.md``, each with whose words they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from sva.assessment.schema import Strict, Text
from sva.errors import Fault, SvaError, collect

__all__ = ["Commentary", "Head", "read_commentary"]

_RULE = "---"


class Head(Strict):
    """The lines between the two rules at the top of a commentary.

    Attributes
    ----------
    chapter : str
        The notebook whose part of the report it stands in, such as ``04_victims``.
    author, role : str
        Whose words they are, as the report says it.
    date : datetime.date
        When they were written.
    after : str, optional
        The view that it follows; without it (and without `instead_of`), it closes the chapter.
    instead_of : str, optional
        The view whose computed sentence it overrules.
    because : str, optional
        Why; required with `instead_of`.
    editions : list of {"public", "restricted"}
        By default the restricted edition alone: what is typed has not passed the gate.
    """

    chapter: Annotated[str, Field(pattern=r"^\d{2}_[a-z_]+$")]
    author: Text
    role: Text
    date: date
    after: str | None = None
    instead_of: str | None = None
    because: Text | None = None
    editions: list[Literal["public", "restricted"]] = Field(default=["restricted"], min_length=1)

    @model_validator(mode="after")
    def _agree(self) -> Head:
        if self.after and self.instead_of:
            raise ValueError(
                "'after' and 'instead_of' are both given; a paragraph adds or overrules, not both"
            )
        if self.instead_of and not self.because:
            raise ValueError("'instead_of' without 'because'; say why the sentence is overruled")
        return self


@dataclass(frozen=True)
class Commentary:
    """One person's paragraphs.

    Parameters
    ----------
    file : str
        Its name.
    head : Head
        Whose, where, when.
    text : str
        Markdown.
    """

    file: str
    head: Head
    text: str


def read_commentary(folder: Path) -> Sequence[Commentary]:
    """Read every commentary of an assessment.

    Parameters
    ----------
    folder : pathlib.Path
        The assessment's folder; its ``commentary`` may be absent.

    Returns
    -------
    sequence of Commentary
        In order of file name.

    Raises
    ------
    SvaError
        With file, line and key of everything that is wrong in all of them, at once.

    Examples
    --------
    >>> read_commentary(Path("nowhere"))
    []
    """
    found: list[Commentary] = []
    faults: list[Fault] = []
    for path in sorted((folder / "commentary").glob("*.md")):
        try:
            found.append(_read(path))
        except SvaError as reason:
            faults += reason.faults
    collect(f"the commentary of {folder.name} cannot be used", faults)
    return found


def _read(path: Path) -> Commentary:
    from sva.assessment.faults import explain
    from sva.assessment.yaml import read_yaml

    message = f"{path.name} cannot be used"
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise SvaError(message, [Fault("it is not UTF-8 text", where=path.name)]) from None
    ends = [number for number, line in enumerate(lines) if line.strip() == _RULE]
    if len(ends) < 2 or ends[0] != 0:
        raise SvaError(
            message,
            [
                Fault(
                    "it does not open with its head",
                    "--- , then chapter, author, role and date, a line each, then --- , then the text",
                    f"{path.name} line 1",
                )
            ],
        )
    document = read_yaml(path, "\n".join(lines[: ends[1]]) + "\n")
    below = lines[ends[1] + 1 :]
    try:
        head = Head.model_validate(document.data)
    except ValidationError as reason:
        errors: list[Any] = list(reason.errors())
        raise SvaError(message, explain(errors, document, Head, [])) from None
    collect(message, _of_text(path.name, below, ends[1] + 2))
    return Commentary(path.name, head, "\n".join(below).strip())


def _of_text(name: str, lines: list[str], first: int) -> list[Fault]:
    """Find what would break the page: no text, headings (they would open a chapter), pictures (they are requests)."""
    if not any(line.strip() for line in lines):
        return [Fault("there is no text under its head", "a paragraph", name)]
    faults = []
    for number, line in enumerate(lines, first):
        if line.startswith("#") or set(line.strip()) in ({"="}, {"-"}):
            faults.append(
                Fault(
                    "a heading or a rule",
                    "paragraphs, lists and quotations",
                    f"{name} line {number}",
                )
            )
        if "![" in line:
            faults.append(
                Fault("a picture", "words; pictures come from views", f"{name} line {number}")
            )
    return faults
