"""The small areas of a force with what hot spots need: who is next to whom, residents, hectares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment
    from sva.reference.areas import Geography

__all__ = ["Ground", "ground"]


@dataclass(frozen=True)
class Ground:
    """The small areas of a force in order of code.

    Parameters
    ----------
    areas : pandas.DataFrame
        ``area_code``, ``district_code``, ``residents``, ``hectares``.
    neighbours : scipy.sparse.csr_array
        In the same order.
    vintage : int
        Of the areas.
    source : str
        Of the residents.
    year : int
        Of the residents.
    border : Ground, optional
        These areas and after them the neighbours' that touch them (`sva.places.border.with_border`).
    """

    areas: pd.DataFrame
    neighbours: Any = field(repr=False)
    vintage: int
    source: str
    year: int
    border: Ground | None = field(default=None, repr=False)

    @property
    def residents(self) -> np.ndarray:
        """Residents of each area."""
        return self.areas["residents"].to_numpy(dtype=float)

    @property
    def hectares(self) -> np.ndarray:
        """Size of each area, rounded to hectares, one at least."""
        return self.areas["hectares"].to_numpy(dtype=float)

    @property
    def wide(self) -> Ground:
        """What hot spots are judged on: with the border where there is one."""
        return self if self.border is None else self.border

    def count(self, codes: pd.Series) -> np.ndarray:
        """Count LSOA codes by area; codes of other areas are in none.

        Parameters
        ----------
        codes : pandas.Series of str

        Returns
        -------
        numpy.ndarray of int
        """
        listed = self.areas["area_code"]
        return codes.value_counts().reindex(listed).fillna(0).to_numpy(dtype="int64")


def ground(assessment: Assessment, geography: Geography, residents: pd.DataFrame) -> Ground:
    """Put areas, neighbours, residents and hectares together.

    Parameters
    ----------
    assessment : Assessment
    geography : Geography
        With boundaries of the assessment's vintage.
    residents : pandas.DataFrame
        By LSOA: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``. A workday or ambient
        population goes here where one is supplied.

    Returns
    -------
    Ground

    Raises
    ------
    SvaError
        If the residents of an area are not known.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> residents = bundled().areas("lsoa", 2011)[["area_code"]].assign(
    ...     denominator=1500, denominator_source="made up", denominator_year=2011)
    >>> where = ground(load_assessment("west-mercia-2023-05"), bundled(), residents)
    >>> len(where.areas), int(where.areas["hectares"].sum()) // 1000
    (781, 740)
    """
    from sva.places.neighbours import contiguity

    area = assessment.settings.area
    frame = geography.boundaries("lsoa", area.lsoa_vintage, area.police_force)
    people = residents.set_index("area_code")["denominator"].reindex(frame["area_code"])
    if people.isna().any():
        raise SvaError(
            "hot spots need somebody at risk everywhere",
            [
                Fault(
                    f"no residents of {int(people.isna().sum())} areas, such as {people.index[people.isna()][0]}",
                    "a number for every LSOA of the force",
                )
            ],
        )
    areas = frame[["area_code", "district_code"]].reset_index(drop=True)
    areas["residents"] = people.to_numpy(dtype="int64")
    areas["hectares"] = (frame.geometry.area / 1e4).round().clip(lower=1).to_numpy().astype("int64")
    return Ground(
        areas,
        contiguity(frame.geometry.to_numpy()),
        int(area.lsoa_vintage),
        str(residents["denominator_source"].iloc[0]),
        int(residents["denominator_year"].iloc[0]),
    )
