"""Crimes that police.uk publishes, beside those of other police forces: only where a force's months are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sva import cohorts, estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["BORDERING", "FEWEST_RESIDENTS", "count_beside_forces", "neighbours_first"]

#: The crime types of police.uk that bear on serious violence.
_TYPES = ("Violence and sexual offences", "Possession of weapons", "Robbery")
#: Forces whose areas border on one's own.
BORDERING: Mapping[str, tuple[str, ...]] = {
    "E23000016": ("W15000004", "E23000006", "E23000037", "W15000002", "W15000001", "E23000015", "E23000017", "E23000014"),
}  # fmt: skip
#: The City of London has under 9,000 residents, and more who come to work every day; a rate for its residents says nothing.
FEWEST_RESIDENTS = 100_000
_CHARACTERISTIC = "among forces"


def count_beside_forces(
    crimes: pd.DataFrame, residents: pd.DataFrame, assessment: Assessment
) -> pd.DataFrame:
    """Set three crime types of the last twelve months beside those of every force that published all twelve.

    Parameters
    ----------
    crimes : pandas.DataFrame
        ``area_code``, ``month``, ``crime_type``, ``crimes``: what police.uk published of each force. A month of a force
        with none of its rows was not published.
    residents : pandas.DataFrame
        ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year`` of every police force area.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Already public estimates. ``crimes.months``: how many of the months each force published, of all forces.
        ``crimes.rate``: of each force that published them all and has `FEWEST_RESIDENTS` or more. ``crimes.forces``: how
        many other forces recorded more, and fewer, for each resident (their limits lie wholly beyond those of the own
        force), and how many about as many. Without rows where the own force's months are not all there.

    References
    ----------
    Forces record in different ways, so that a difference says where to ask and not what happened: Office for National
    Statistics, "User guide to crime statistics for England and Wales", on police recorded crime.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> a = load_assessment("west-mercia-2026-05")
    >>> months = pd.date_range("2025-01-01", periods=12, freq="MS")
    >>> crimes = pd.DataFrame([(f, m, "Robbery", n) for f, n in (("E23000016", 10), ("E23000017", 90)) for m in months],
    ...     columns=["area_code", "month", "crime_type", "crimes"])
    >>> people = pd.DataFrame({"area_code": ["E23000016", "E23000017"], "denominator": 500_000, "denominator_source": "made up",
    ...     "denominator_year": 2021})
    >>> found = count_beside_forces(crimes, people, a)
    >>> found.loc[found["measure"].eq("crimes.forces"), ["group", "numerator"]].to_numpy().tolist()
    [['compared', 1], ['recorded more', 1], ['recorded fewer', 0], ['about as many', 0]]
    """
    import pandas as pd

    own = assessment.settings.area.police_force
    start, end = (pd.Timestamp(day) for day in assessment.year)
    wanted = pd.date_range(start, end, freq="MS")
    kept = crimes[crimes["month"].isin(wanted)] if len(crimes) else crimes
    if kept.empty or residents.empty:
        return estimates.blank()
    at_hand = kept.groupby("area_code")["month"].nunique()
    months = at_hand.reindex(residents["area_code"], fill_value=0)
    sizes = residents.set_index("area_code")
    large = sizes.index[sizes["denominator"] >= FEWEST_RESIDENTS]
    whole = [code for code in months.index[months == len(wanted)] if code in large]
    if own not in whole:
        return estimates.blank()
    counts = kept.groupby(["crime_type", "area_code"])["crimes"].sum()
    rows = pd.DataFrame(
        [
            (kind, code, int(counts.get((kind, code), 0)))
            for kind in _TYPES
            if kind in counts.index.get_level_values(0)
            for code in whole
        ],
        columns=["offence_group", "area_code", "numerator"],
    ).join(sizes, on="area_code")
    shared = {
        "characteristic": _CHARACTERISTIC,
        "area_type": "police_force",
        **cohorts.about("street", assessment, assessment.year),
        "source": "police-counts",
    }
    period = assessment.period
    rates = estimates.build(rows, period, measure="crimes.rate", **shared)
    published = pd.DataFrame({"area_code": months.index, "numerator": months.to_numpy("int64")})
    return pd.concat(
        [
            rates,
            estimates.build(
                _standing(rates, own), period, measure="crimes.forces", area_code=own, **shared
            ),
            estimates.build(published, period, measure="crimes.months", **shared),
        ],
        ignore_index=True,
    )


def _standing(rates: pd.DataFrame, own: str) -> pd.DataFrame:
    """Count the forces above, below and about one's own, by crime type."""
    import pandas as pd

    told = []
    for kind in rates["offence_group"].unique():
        of = rates[rates["offence_group"] == kind].set_index("area_code")
        mine, others = of.loc[own], of.drop(index=own)
        more = int((others["lower"] > mine["upper"]).sum())
        fewer = int((others["upper"] < mine["lower"]).sum())
        rest = len(others) - more - fewer
        told += [
            (kind, "compared", len(others)),
            (kind, "recorded more", more),
            (kind, "recorded fewer", fewer),
            (kind, "about as many", rest),
        ]
    return pd.DataFrame(told, columns=["offence_group", "group", "numerator"])


def neighbours_first(beside: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Keep the rates of one's own force and of those that border on it, for a table; of all where borders are not known.

    Parameters
    ----------
    beside : pandas.DataFrame
        From `count_beside_forces`.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        ``crimes.rate``, one's own force first, then in the order of `BORDERING`.

    Examples
    --------
    >>> from sva.assessment import load_assessment
    >>> from sva.estimates import blank
    >>> len(neighbours_first(blank(), load_assessment("west-mercia-2026-05")))
    0
    """
    own = assessment.settings.area.police_force
    rates = beside[beside["measure"] == "crimes.rate"]
    order = [own, *BORDERING.get(own, tuple(code for code in rates["area_code"] if code != own))]
    place = rates["area_code"].map({code: n for n, code in reversed(list(enumerate(order)))})
    kept = rates.assign(place=place).dropna(subset=["place"])
    return kept.sort_values("place", kind="stable").drop(columns="place").reset_index(drop=True)
