"""Chapters made of sentences alone: the assessment in plain words, and the questions that will be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sva.findings.plain import in_plain_words
from sva.findings.questions import questions
from sva.report.document import Chapter

if TYPE_CHECKING:
    from sva.assessment.schema import Settings
    from sva.disclosure import Released

__all__ = ["plain", "plain_page", "question_pages"]

#: Signs that Markdown would take for its own.
_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|$"})


def plain(words: str) -> str:
    r"""Write text so that Markdown takes none of it for a sign of its own.

    Examples
    --------
    >>> plain("a*b")
    'a\\*b'
    """
    return words.translate(_SIGNS)


def plain_page(
    released: Released, settings: Settings, supplied: Iterable[str] | None = None
) -> Chapter:
    """Put the assessment in plain words on one page.

    Parameters
    ----------
    released : Released
        The edition; every number is one of its rows'.
    settings : Settings
    supplied : iterable of str, optional
        Contracts for which there are files.

    Returns
    -------
    Chapter
    """
    cells = ["# In plain words"]
    for heading, said in in_plain_words(released, settings, supplied).items():
        cells.append(f"## {heading}\n\n{plain(' '.join(each.text for each in said))}")
    return Chapter("plain_words", tuple(cells))


def question_pages(
    released: Released, settings: Settings, supplied: Iterable[str] | None = None
) -> Chapter:
    """Answer the questions that a commissioner will be asked, each with how sure.

    Parameters
    ----------
    released, settings, supplied
        As for `plain_page`.

    Returns
    -------
    Chapter
    """
    cells = [
        "# Questions you will be asked\n\n**What will be asked, what the numbers answer, and who else could.**"
    ]
    for each in questions(released, settings, supplied):
        sure = f"*How sure: {plain(each.answer.certainty)}*" if each.answer.keys else ""
        cells.append(f"## {plain(each.question)}\n\n{plain(each.answer.text)}\n\n{sure}".strip())
    return Chapter("questions", tuple(cells))
