"""What the rules of one intake share: areas, dates, the references seen so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sva.errors import SvaError

if TYPE_CHECKING:
    import numpy as np

    from sva.assessment import Assessment
    from sva.assessment.schema import Source
    from sva.intake.coded import Coded
    from sva.intake.frame import Frame
    from sva.intake.places import Areas

__all__ = ["Context"]


@dataclass
class Context:
    """What the rules of one intake share.

    Parameters
    ----------
    assessment : Assessment or None
    source : Source or None
        The source at hand.
    offence_months : numpy.ndarray or None
        By number of an offence's reference: its month, for tables of people.
    """

    assessment: Assessment | None
    source: Source | None = None
    offence_months: np.ndarray | None = None
    offence_incidents: np.ndarray | None = None
    month_files: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @cached_property
    def areas(self) -> Areas:
        """The small areas of the assessment."""
        from sva.intake.places import Areas

        if self.assessment is None:
            raise SvaError("places cannot be looked up without an assessment")
        return Areas.of(self.assessment)

    def drawn(self, frame: Frame) -> date:
        """Give the day on which the source was drawn."""
        return self.source.data_as_at if self.source else date(2100, 1, 1)

    def check_vintage(self, frame: Frame, lsoa: Coded) -> None:
        """Refuse small-area codes of another vintage than the assessment's.

        Raises
        ------
        SvaError
            If so; nothing would join, and nobody would see it.
        """
        from sva.reference.vintage import require_vintage

        counts = lsoa.counts() if len(lsoa.values) else []
        used = [text for text, count in zip(lsoa.texts(), counts, strict=False) if count]
        require_vintage(used, self.areas.vintage, f"{frame.source}, column lsoa_code")

    def district_codes(self, names: list[str]) -> dict[str, str]:
        """Give the codes of districts by name; names that no list knows are left out."""
        from sva.reference.names import resolve

        out: dict[str, str] = {}
        for name in names:
            try:
                out |= resolve([name], "district")
            except SvaError:
                continue
        return out

    def learn(
        self, count: int, offences: np.ndarray, months: np.ndarray, incidents: np.ndarray
    ) -> None:
        """Keep month and incident of clean offences, beside those of earlier parts and sources.

        Parameters
        ----------
        count : int
            How many numbers of offences are given out.
        offences, incidents : numpy.ndarray of int64
            Numbers of every clean row.
        months : numpy.ndarray of datetime64[s]
            Month of every clean row.
        """
        import numpy as np

        at = np.full(count, np.datetime64("NaT", "s"))
        of = np.full(count, -1, np.int64)
        for new, old in ((at, self.offence_months), (of, self.offence_incidents)):
            if old is not None:
                new[: len(old)] = old
        at[offences], of[offences] = months, incidents
        self.offence_months, self.offence_incidents = at, of

    def months_of(self, offences: np.ndarray) -> Any:
        """Give the month of the offence with each number; NaT where it is not among the offences."""
        import numpy as np

        nat = np.datetime64("NaT", "s")
        if self.offence_months is None or not len(self.offence_months):
            return np.full(len(offences), nat)
        padded = np.append(self.offence_months, nat)
        known = (offences >= 0) & (offences < len(self.offence_months))
        return padded[np.where(known, offences, len(self.offence_months))]

    def incidents_of(self, offences: np.ndarray) -> np.ndarray:
        """Give the incident of the offence with each number; -1 where it is not among the offences."""
        import numpy as np

        if self.offence_incidents is None:
            return np.full(len(offences), -1, np.int64)
        padded = np.append(self.offence_incidents, -1)
        known = (offences >= 0) & (offences < len(self.offence_incidents))
        return padded[np.where(known, offences, len(self.offence_incidents))]
