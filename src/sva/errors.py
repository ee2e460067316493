"""What a person is told when something is wrong: what was given, what was expected, where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Fault", "SvaError", "collect"]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Parameters
    ----------
    given : str
        What was found, in plain words.
    expected : str, optional
        What would have been right; permitted values where they are few.
    where : str, optional
        File, line, column, rows or key.
    do_next : str, optional
        The step that mends it.

    Examples
    --------
    >>> print(Fault("period of zero length", expected="'to' after 'from'", where="assessment.yaml line 9"))
    assessment.yaml line 9: period of zero length; expected 'to' after 'from'
    """

    given: str
    expected: str = ""
    where: str = ""
    do_next: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.given}" if self.where else self.given
        if self.expected:
            text += f"; expected {self.expected}"
        if self.do_next:
            text += f". {self.do_next}"
        return text


class SvaError(Exception):
    """The base of every error this package raises on purpose.

    Takes a sentence, or all the faults of one file at once.

    Parameters
    ----------
    message : str
        One sentence that says what cannot be done.
    faults : iterable of Fault, optional
        Everything found wrong, each printed on a line of its own.

    Examples
    --------
    >>> raise SvaError("assessment.yaml cannot be used", [Fault("unknown key 'perod'", "'period'", "line 4")])
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: assessment.yaml cannot be used
      - line 4: unknown key 'perod'; expected 'period'
    """

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        self.message = message
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join([message, *(f"  - {fault}" for fault in self.faults)]))


def collect(message: str, faults: Iterable[Fault]) -> None:
    """Raise one `SvaError` if there are any faults, else do nothing.

    Parameters
    ----------
    message : str
        One sentence that says what cannot be done.
    faults : iterable of Fault
        May be empty.

    Raises
    ------
    SvaError
        With every fault, so that a file is mended in one go.

    Examples
    --------
    >>> collect("nothing wrong", [])
    """
    found = list(faults)
    if found:
        raise SvaError(message, found)
