"""How far people who share an incident, or are counted in several, widen the limits of a count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.people.characteristics import label_groups
from sva.people.selection import distinct

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["spread_by", "together"]


def spread_by(people: pd.DataFrame, characteristic: str) -> dict[str, float]:
    """Give each group's factor on the variance of its count.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people` or `select_searches`.
    characteristic : str
        A key of `sva.people.CHARACTERISTICS`.

    Returns
    -------
    dict of str to float
        At least 1. Searches name neither a person nor an incident: theirs is 1, and limits are then, if anything, too
        narrow.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"counted": [0, 1, 2], "incident_key": ["i", "i", "j"], "person_key": ["p", "q", "p"],
    ...     "sex": ["Male"] * 3})
    >>> round(spread_by(people, "sex")["Male"], 2)
    2.33
    """
    groups = label_groups(people, characteristic)
    if people.empty or "incident_key" not in people.columns:
        return {}
    from sva.measures import dispersion_from_clusters

    once = distinct(people.assign(_group=groups), groups)
    other = once["person_key"] if "person_key" in once.columns else None
    found = dispersion_from_clusters(once["incident_key"], other, by=once["_group"])
    return dict(zip(found.index.astype(str), found["factor"].astype(float), strict=True))


def together(
    spread: Mapping[str, float], group: str, reference: str, count: int, reference_count: int
) -> float:
    """Join the factors of a group and its reference into the one of their ratio.

    The variance of a log ratio is the sum of the two counts' factors over the counts; the factor returned gives the same
    sum.

    Parameters
    ----------
    spread : mapping of str to float
        From `spread_by`; 1 for a group that is not in it.
    group, reference : str
        The two groups.
    count, reference_count : int
        Their counts.

    Returns
    -------
    float
        At least 1.

    Examples
    --------
    >>> together({"Black": 2.0, "White": 1.0}, "Black", "White", 10, 1000000) > 1.99
    True
    """
    here, there = spread.get(group, 1.0), spread.get(reference, 1.0)
    if not count or not reference_count:
        return max(1.0, here, there)
    joined = (here / count + there / reference_count) / (1 / count + 1 / reference_count)
    return max(1.0, float(joined))
