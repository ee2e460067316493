"""Complementary suppression: what else must go so that no withheld count can be worked out from what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sva.disclosure.cells import Cell, Name, find_cells
from sva.disclosure.earlier import add_earlier, settle
from sva.disclosure.links import find_links
from sva.disclosure.nesting import Parents
from sva.disclosure.policy import SMALL_AREAS, traits
from sva.disclosure.protector import Protection, Protector
from sva.disclosure.ratios import telling
from sva.estimates import MEASURES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Protection", "protect"]

_SIDES = (("numerator", "denominator"), ("reference_numerator", "reference_denominator"))


def protect(
    frame: pd.DataFrame,
    hidden: Iterable[int],
    policy: Mapping[str, Any],
    *,
    parents: Parents | None = None,
    cohorts: Mapping[str, tuple[int, int]] | None = None,
    before: Mapping[Name, tuple[float, float]] | None = None,
    secret: Iterable[int] = (),
    decided: Iterable[int] = (),
) -> Protection:
    """Find the rows to withhold besides, at least cost, so that every withheld small count stays uncertain enough.

    Parameters
    ----------
    frame : pandas.DataFrame
        Exact estimates of an edition; a plain integer index.
    hidden : iterable of int
        Positions of rows withheld already.
    policy : mapping
        ``threshold``, ``rounding_base``, ``protected_interval``.
    parents : Parents, optional
        Which areas lie in which.
    cohorts : mapping of str to tuple of int, optional
        Cohorts of people by first and last age.
    before : mapping of Name to tuple of float, optional
        What an earlier release told of counts by the same name; see `printed_before`. Where the exact count is outside, the
        records have changed since, and it tells nothing. Counts that this release does not hold take part in its sums.
    secret : iterable of int, optional
        Positions of rows whose count must not be worked out however large it is: mostly one person's, or withheld by a person.
    decided : iterable of int, optional
        Positions of rows that a person let out; what they tell by themselves stops nothing.

    Returns
    -------
    Protection

    Raises
    ------
    SvaError
        If a count cannot be protected whatever is withheld. Nothing may be released then.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"measure": "victims.count", "characteristic": "sex", "group": ["All", "Female", "Male"],
    ...     "numerator": [20, 17, 3]}))
    >>> exact = {"threshold": 5, "rounding_base": 1, "protected_interval": 5}
    >>> protect(rows, {2}, exact).rows
    {1}
    """
    import numpy as np

    found = find_cells(frame)
    looked_up = traits(frame)
    share = (looked_up["kind"] == "proportion") & looked_up["events"]
    counted = looked_up["kind"] == "count"
    shares = (looked_up["kind"] == "ratio") & looked_up["within"]
    proportions = {
        (use["numerator"], use["denominator"])
        for use, is_share, is_count in zip(found.of_row, share, counted, strict=True)
        if (is_share or is_count) and "numerator" in use and "denominator" in use
    }
    # So are those of a ratio of two shares, each in its own base.
    for use in (found.of_row[row] for row in np.flatnonzero(shares)):
        proportions |= {
            (use[part], use[whole]) for part, whole in _SIDES if part in use and whole in use
        }
    gone = set(hidden)
    # Where the band of its corrected p could narrow a count behind a ratio, the count is taken as told.
    ratio = np.flatnonzero((looked_up["kind"] == "ratio") & frame["q"].notna())
    ratio = ratio[~np.isin(ratio, sorted(gone))]
    banded = {
        found.of_row[row][column]
        for row in ratio[telling(frame.iloc[ratio], policy["rounding_base"])]
        for column in ("numerator", "reference_numerator")
        if column in found.of_row[row]
    }
    earlier = add_earlier(found, before) if before else []
    equations = find_links(
        found, sorted(proportions), parents=parents, cohorts=cohorts,
        completed=policy.get("edition") != "restricted",
    )  # fmt: skip
    if earlier:
        equations = settle(found, equations)
    each = [MEASURES[str(name)].cost for name in frame["measure"]]
    costs = [_cost(cell, each) for cell in found.cells]
    kept = {found.of_row[row]["numerator"] for row in secret if "numerator" in found.of_row[row]}
    let_out = {cell for row in decided for cell in found.of_row[row].values()}
    return Protector(
        found, equations, costs, gone, policy, before or {}, banded, sorted(kept), let_out
    ).run()


def _cost(cell: Cell, of_row: Sequence[int]) -> float:
    """Say what it costs to hide a count: what the registry asks for each row, more for wholes, little for small areas."""
    cost: float = sum(of_row[row] for row in cell.rows)
    name = cell.name
    if name.group is None and name.strata is None:
        cost *= 5
    if name.area_type in SMALL_AREAS:
        cost *= 0.2
    return cost + 0.5 * len(cell.asides) + 0.01
