"""Read and check ``duty.yaml`` of one assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sva.assessment.duty import Duty
    from sva.assessment.faults import Place

__all__ = ["FILE", "read_duty"]

FILE = "duty.yaml"


def read_duty(folder: Path, *, demonstration: bool) -> Duty:
    """Read what a partnership states about the Duty.

    Parameters
    ----------
    folder : pathlib.Path
        The assessment's folder.
    demonstration : bool
        Whether the assessment's data are made up; only then may statements be.

    Returns
    -------
    Duty
        With nothing stated where the folder holds no ``duty.yaml``.

    Raises
    ------
    SvaError
        With file, line, key and allowed values of everything that is wrong, all at once.

    Examples
    --------
    >>> read_duty(Path("nowhere"), demonstration=False).strategy.status
    'not stated'
    """
    from pydantic import ValidationError

    from sva.assessment.duty import Duty
    from sva.assessment.faults import explain
    from sva.assessment.yaml import read_yaml

    path = folder / FILE
    if not path.is_file():
        return Duty()
    document = read_yaml(path)
    message = f"assessments/{folder.name}/{FILE} cannot be used"
    beyond = list(_beyond(document.data, demonstration))
    try:
        duty = Duty.model_validate(document.data)
    except ValidationError as reason:
        raise SvaError(message, explain(reason.errors(), document, Duty, beyond)) from None
    collect(message, explain([], document, Duty, beyond))
    return duty


def _beyond(data: dict[str, Any], demonstration: bool) -> Iterator[tuple[Place, Fault]]:
    if data.get("as_at") is None:
        yield (
            ("as_at",),
            Fault("the day of these statements is missing", "a date", do_next="Add as_at."),
        )
    if not demonstration:
        for place in _made_up(data, ()):
            yield (
                place,
                Fault(
                    "a made-up statement stands in an assessment of supplied data",
                    "what the authority itself has stated, or nothing",
                ),
            )


def _made_up(value: Any, at: Place) -> Iterator[Place]:
    if isinstance(value, dict):
        if value.get("demonstration") is True:
            yield (*at, "demonstration")
        for key, inner in value.items():
            yield from _made_up(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _made_up(inner, (*at, index))
