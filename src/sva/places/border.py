"""The strip beyond the force's edge: neighbours' small areas that touch its own, where their files are supplied.

Without it an area at the edge has neighbours on one side only, and a hot spot that lies across the edge is seen in half.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.places.ground import Ground
    from sva.reference.areas import Geography

__all__ = ["neighbours_supplied", "with_border", "without_neighbours"]

#: Fewer rows than this of another force are its own files' strays, not its files.
_ROWS = 100


def neighbours_supplied(street: pd.DataFrame, assessment: Assessment) -> list[str]:
    """Name the police forces other than the assessment's whose street files were supplied.

    Parameters
    ----------
    street : pandas.DataFrame
        The clean table, with ``reported_by``.
    assessment : Assessment

    Returns
    -------
    list of str
        Codes of police force areas, in order.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"reported_by": ["West Mercia Police"] * 300 + ["Warwickshire Police"] * 200})
    >>> neighbours_supplied(street, load_assessment("west-mercia-2026-05"))
    ['E23000017']
    """
    from sva.reference.names import police_force_codes

    if street.empty or "reported_by" not in street.columns:
        return []
    rows = street["reported_by"].value_counts()
    codes = police_force_codes()
    own = assessment.settings.area.police_force
    found = {codes.get(str(name)) for name, number in rows.items() if number >= _ROWS}
    return sorted(code for code in found if code and code != own)


def without_neighbours(street: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Leave out what neighbours' files say of places outside the force area.

    Parameters
    ----------
    street : pandas.DataFrame
        The clean table, with ``reported_by`` and ``place_status``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        The force's own rows, wherever they lie, and the neighbours' inside its area.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> street = pd.DataFrame({"reported_by": ["West Mercia Police"] * 300 + ["Warwickshire Police"] * 200,
    ...     "place_status": ["outside"] * 3 + ["inside"] * 300 + ["outside"] * 197})
    >>> without_neighbours(street, load_assessment("west-mercia-2026-05"))["place_status"].value_counts().to_dict()
    {'inside': 300, 'outside': 3}
    """
    from sva.reference.names import police_force_codes

    beyond = neighbours_supplied(street, assessment)
    if not beyond:
        return street
    codes = street["reported_by"].map(police_force_codes())
    return street[~(codes.isin(beyond) & (street["place_status"] == "outside"))]


def with_border(
    ground: Ground,
    assessment: Assessment,
    geography: Geography,
    beyond: Iterable[tuple[str, Geography, pd.DataFrame]],
) -> Ground:
    """Add to the ground the neighbours' small areas that touch its own.

    Parameters
    ----------
    ground : Ground
        Of the force.
    assessment : Assessment
    geography : Geography
        Of the force, with boundaries.
    beyond : iterable of tuple
        A neighbour's police force code, its geography with boundaries, and its residents by LSOA as
        `sva.places.ground` takes them.

    Returns
    -------
    Ground
        The same, with ``border``: the force's areas first, then those that touch them. Hot spots are then judged on
        all of these, and told of the force's own.
    """
    import numpy as np
    import pandas as pd
    import shapely

    from sva.places.neighbours import contiguity

    area = assessment.settings.area
    own = geography.boundaries("lsoa", area.lsoa_vintage, area.police_force).geometry.to_numpy()
    tree = shapely.STRtree(own)
    shapes, listed = [own], [ground.areas]
    for force, there, residents in beyond:
        frame = there.boundaries("lsoa", area.lsoa_vintage, force)
        # a neighbour without boundaries at hand has no strip
        near = np.unique(
            tree.query(frame.geometry.to_numpy(), predicate="dwithin", distance=1.0)[0]
        )
        frame = frame.iloc[near]
        frame = frame[frame.geometry.notna()]
        people = residents.set_index("area_code")["denominator"].reindex(frame["area_code"])
        known = people.notna().to_numpy()
        frame, people = frame[known], people[known]
        shapes.append(frame.geometry.to_numpy())
        listed.append(
            pd.DataFrame(
                {
                    "area_code": frame["area_code"].to_numpy(),
                    "district_code": frame["district_code"].to_numpy(),
                    "residents": people.to_numpy(dtype="int64"),
                    "hectares": (frame.geometry.area / 1e4).round().clip(lower=1).to_numpy().astype("int64"),
                }
            )
        )  # fmt: skip
    if len(listed) == 1:
        return ground
    areas = pd.concat(listed, ignore_index=True)
    neighbours = contiguity(np.concatenate(shapes))
    return replace(ground, border=replace(ground, areas=areas, neighbours=neighbours))
