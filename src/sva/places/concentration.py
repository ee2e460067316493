"""How few places hold how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.places.hot_areas import shared
from sva.places.selection import counted, over_the_force

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.places.ground import Ground
    from sva.reference.areas import Geography

__all__ = ["concentration", "fullest"]

_PARTS = (1, 2, 5, 10, 20, 30, 50, 75)
_DRAWS, _SEED = 50, 20260501


def concentration(
    table: pd.DataFrame,
    assessment: Assessment,
    geography: Geography,
    *,
    level: str = "lsoa",
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Count the areas that together hold a quarter, half and four fifths of all that happened.

    The areas with most come first. Where few offences meet many areas, chance alone heaps some of them up: the
    counts describe the period, they do not say that the same places will hold as much in the next.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows.
    assessment : Assessment
    geography : Geography
        That holds the assessment's vintage.
    level : str
        Which areas.
    period : tuple of datetime.date, optional
        By default the last twelve months.
    offence_group, strata : str, optional
        What narrows the rows: go into the key.

    Returns
    -------
    pandas.DataFrame
        Estimates ``areas.share``: areas that hold the part, of all areas of the force. Groups "None", "A quarter",
        "Half", "Four fifths"; "None" counts the areas in which nothing was recorded. No rows where nothing was
        located.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> from sva.reference.geography import bundled
    >>> offences = pd.DataFrame({"month": pd.to_datetime(["2022-05-01"] * 4),
    ...     "csp_code": ["E22000326", "E22000326", "E22000332", "E22000333"], "place_status": "inside"})
    >>> concentration(offences, load_assessment("west-mercia-2023-05"), bundled(), level="csp")[
    ...     ["group", "numerator", "denominator"]]
             group  numerator  denominator
    0    A quarter          1            5
    1         Half          1            5
    2  Four fifths          3            5
    3         None          2            5
    """
    import numpy as np
    import pandas as pd

    period = period or assessment.year
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    area = assessment.settings.area
    listed = geography.areas(level, area.lsoa_vintage, area.police_force)["area_code"]
    codes = cohorts.within(table, period)[f"{level}_code"]
    numbers = np.sort(codes.value_counts().reindex(listed).fillna(0).to_numpy(int))[::-1]
    total = int(numbers.sum())
    if not total:
        return estimates.blank()
    running = np.cumsum(numbers)
    parts = {"A quarter": (1, 4), "Half": (1, 2), "Four fifths": (4, 5)}
    held = [
        int(np.searchsorted(running * whole, part * total)) + 1 for part, whole in parts.values()
    ]
    rows = pd.DataFrame(
        {
            "group": [*parts, "None"],
            "numerator": [*held, int((numbers == 0).sum())],
            "denominator": len(listed),
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="areas.share",
        definition=what.definition,
        offence_group=offence_group,
        characteristic=f"{level} holding",
        strata=strata,
        area_vintage=str(area.lsoa_vintage),
        denominator_source=f"areas of level {level}, {area.lsoa_vintage}",
        **over_the_force(what, assessment, period),
    )


def fullest(
    table: pd.DataFrame,
    assessment: Assessment,
    ground: Ground,
    *,
    period: tuple[date, date] | None = None,
    offence_group: str | None = None,
    strata: str | None = None,
) -> pd.DataFrame:
    """Say how much the fullest hundredth, tenth, half of the small areas hold, and how much chance would heap up.

    The curve of concentration (Lorenz). Where few events meet many areas, some areas have most by chance alone: the
    second curve is the mean of fifty draws of as many events, each falling on any resident alike. Only what lies
    above it is concentration.

    Parameters
    ----------
    table : pandas.DataFrame
        Clean offences or clean street rows.
    assessment : Assessment
    ground : Ground
    period, offence_group, strata
        As for `concentration`.

    Returns
    -------
    pandas.DataFrame
        Estimates ``offences.fullest`` and ``offences.chance``, or ``crimes.``: ``group`` is the share of areas.

    References
    ----------
    Bernasco W, Steenbeek W (2017). More places than crimes: implications for evaluating the law of crime
    concentration at place. Journal of Quantitative Criminology 33: 451–467.
    """
    import numpy as np
    import pandas as pd

    period = period or assessment.year
    if table.empty:
        return estimates.blank()
    what = counted(table, assessment)
    count = ground.count(cohorts.within(table, period)["lsoa_code"])
    total = int(count.sum())
    if not total:
        return estimates.blank()
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(total, ground.residents / ground.residents.sum(), _DRAWS)
    drawn = np.sort(drawn, axis=1)[:, ::-1].mean(axis=0)
    held = np.sort(count)[::-1]
    rows = []
    for part in _PARTS:
        many = max(round(len(held) * part / 100), 1)
        rows.append(
            {"measure": f"{what.measure}.fullest", "group": f"{part}%", "numerator": int(held[:many].sum()),
             "denominator": total}
        )  # fmt: skip
    for part in _PARTS:
        many = max(round(len(held) * part / 100), 1)
        rows.append(
            {"measure": f"{what.measure}.chance", "group": f"{part}%",
             "value": float(drawn[:many].sum()) / total * 100}
        )  # fmt: skip
    return estimates.build(
        pd.DataFrame(rows),
        assessment.period,
        characteristic="small areas with most",
        offence_group=offence_group,
        strata=strata,
        **shared(what, ground, residents=False),
        **over_the_force(what, assessment, period),
    )
