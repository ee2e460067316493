"""Load and check one assessment folder: the only configuration object."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError, collect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sva.assessment.commentary import Commentary
    from sva.assessment.duty import Duty
    from sva.assessment.schema import Settings, Source
    from sva.assessment.yaml import Document

__all__ = ["DEFAULT_ASSESSMENT", "Assessment", "find_root", "list_assessments", "load_assessment"]

DEFAULT_ASSESSMENT = "west-mercia-2023-05"


def find_root() -> Path:
    """Find the project folder: the one that holds ``assessments`` and ``notebooks``.

    ``SVA_HOME`` names it; else it is the working folder or the nearest above it, else the checkout that this
    package was installed from.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    SvaError
        If there is none.

    Examples
    --------
    >>> (find_root() / "assessments").is_dir()
    True
    """
    named = os.environ.get("SVA_HOME")
    starts = (
        [Path(named)]
        if named
        else [Path.cwd(), *Path.cwd().parents, *Path(__file__).resolve().parents]
    )
    for folder in starts:
        if (folder / "assessments").is_dir() and (folder / "notebooks").is_dir():
            return folder.resolve()
    raise SvaError(
        "no project folder found",
        [
            Fault(
                f"neither {starts[0]} nor a folder above it holds 'assessments' and 'notebooks'",
                do_next="Go to the checkout, or set SVA_HOME to it.",
            )
        ],
    )


def list_assessments(root: Path) -> list[str]:
    """Name the assessments of a project folder, in alphabetical order."""
    return sorted(path.parent.name for path in root.glob("assessments/*/assessment.yaml"))


@dataclass(frozen=True)
class Assessment:
    """One assessment: what it says, and where its things lie.

    Parameters
    ----------
    name : str
        The folder's name.
    root : pathlib.Path
        The project folder.
    settings : Settings
        The checked contents of ``assessment.yaml``.
    document : Document
        The same as read, for line numbers.
    """

    name: str
    root: Path
    settings: Settings
    document: Document = field(repr=False)

    @property
    def folder(self) -> Path:
        """Where ``assessment.yaml``, ``mappings``, ``commentary`` and ``duty.yaml`` lie."""
        return self.root / "assessments" / self.name

    @property
    def raw(self) -> Path:
        """Where partners' files lie, untouched."""
        return self.root / "data" / "raw" / self.name

    @property
    def processed(self) -> Path:
        """Where a run keeps its tables."""
        return self.root / "data" / "processed" / self.name

    @property
    def reports(self) -> Path:
        """Where the finished editions stand."""
        return self.root / "reports" / self.name

    @property
    def demonstration(self) -> bool:
        """Whether the partners' data are made up."""
        return self.settings.data == "demonstration"

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the whole period."""
        return self.settings.period.start, self.settings.period.end

    @cached_property
    def year(self) -> tuple[date, date]:
        """First and last day of the last twelve months of the period."""
        end = self.settings.period.end
        return _months_before(end, 11), end

    @cached_property
    def previous_year(self) -> tuple[date, date]:
        """The twelve months before `year`."""
        start, _ = self.year
        return start.replace(year=start.year - 1), _day_before(start)

    @cached_property
    def duty(self) -> Duty:
        """What the partnership states about the Duty in ``duty.yaml``; nothing where there is no such file.

        Raises
        ------
        SvaError
            With everything that is wrong in that file.
        """
        from sva.assessment.duty_file import read_duty

        return read_duty(self.folder, demonstration=self.demonstration)

    @cached_property
    def commentary(self) -> Sequence[Commentary]:
        """What people have written into the report, in ``commentary/*.md``.

        Raises
        ------
        SvaError
            With everything that is wrong in any of the files.
        """
        from sva.assessment.commentary import read_commentary

        return read_commentary(self.folder)

    def source(self, contract: str) -> Source | None:
        """Return the source under a contract, or None where nobody supplied it."""
        return next(
            (source for source in self.settings.sources if source.contract == contract), None
        )

    def data_as_at(self, contract: str) -> date | None:
        """Return the day on which a source was drawn; None where nobody supplied it."""
        source = self.source(contract)
        return source.data_as_at if source else None

    def resolved(self) -> dict[str, Any]:
        """Return everything that decides the report's contents, mappings and statements included, as plain values."""
        mappings = {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted(self.folder.glob("mappings/*.yaml"))
        }
        return {
            "name": self.name,
            "settings": self.settings.model_dump(mode="json"),
            "mappings": mappings,
            "duty": self.duty.model_dump(mode="json"),
            "registers": {
                path.name: path.read_text(encoding="utf-8")
                for path in sorted(self.folder.glob("*.yaml"))
                if path.name not in ("assessment.yaml", "duty.yaml")
            },
        }


def _months_before(end: date, months: int) -> date:
    whole = end.year * 12 + end.month - 1 - months
    return end.replace(year=whole // 12, month=whole % 12 + 1, day=1)


def _day_before(day: date) -> date:
    from datetime import timedelta

    return day - timedelta(days=1)


def load_assessment(name: str | None = None, root: Path | None = None) -> Assessment:
    """Load one assessment and check all of it.

    Parameters
    ----------
    name : str, optional
        A folder under ``assessments``; by default ``SVA_ASSESSMENT``, else `DEFAULT_ASSESSMENT`.
    root : pathlib.Path, optional
        The project folder.

    Returns
    -------
    Assessment

    Raises
    ------
    SvaError
        With file, line, key and allowed values of everything that is wrong, all at once.

    Examples
    --------
    >>> load_assessment("west-mercia-2023-05").settings.area.name
    'West Mercia'
    """
    from pydantic import ValidationError

    from sva.assessment.check import check_beyond_types
    from sva.assessment.faults import explain
    from sva.assessment.schema import Settings
    from sva.assessment.yaml import read_yaml

    root = root or find_root()
    name = name or os.environ.get("SVA_ASSESSMENT") or DEFAULT_ASSESSMENT
    path = root / "assessments" / name / "assessment.yaml"
    if Path(name).name != name or not path.is_file():
        near = difflib.get_close_matches(name, list_assessments(root), n=1)
        hint = (
            f"Did you mean {near[0]!r}?"
            if near
            else "Copy one of those folders to begin a new one."
        )
        raise SvaError(
            f"there is no assessment {name!r}",
            [
                Fault(
                    "no assessment.yaml in that folder",
                    f"one of {', '.join(list_assessments(root))}",
                    f"assessments/{name}",
                    hint,
                )
            ],
        )
    document = read_yaml(path)
    message = f"assessments/{name}/assessment.yaml cannot be used"
    beyond = check_beyond_types(document.data, path.parent, root)
    try:
        settings = Settings.model_validate(document.data)
    except ValidationError as reason:
        raise SvaError(message, explain(reason.errors(), document, Settings, beyond)) from None
    collect(message, explain([], document, Settings, beyond))
    return Assessment(name, root, settings, document)
