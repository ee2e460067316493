"""What fire, housing, probation and youth justice count in the last twelve months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["count_others"]

_VIOLENT = ("Assault", "Sexual assault", "Stabbing", "Shooting", "Threat", "Deliberate fire")


def count_others(
    fire: pd.DataFrame,
    housing: pd.DataFrame,
    probation: pd.DataFrame,
    youth: pd.DataFrame,
    assessment: Assessment,
) -> pd.DataFrame:
    """Count what four partners know: fires set, violence told to landlords, people on probation, children new to justice.

    Parameters
    ----------
    fire, housing : pandas.DataFrame
        Clean rows: ``kind``, ``month``.
    probation : pandas.DataFrame
        Clean rows: ``offence_group``, ``violence_risk``, ``month``; the last snapshot counts.
    youth : pandas.DataFrame
        Clean counts: ``measure``, ``area_code``, ``children``, ``month``; those of districts count, what was withheld does not.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``fires.count``, ``reports.count``, ``caseload.count``; ``group`` says what. ``unknown_count`` of children is the
        number of districts whose count was withheld. A source that was not supplied has no rows.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> fire = pd.DataFrame({"kind": ["Deliberate fire", "Other"], "month": pd.to_datetime(["2022-05-01"] * 2)})
    >>> none = pd.DataFrame()
    >>> count_others(fire, none, none, none, load_assessment("west-mercia-2023-05"))[["group", "numerator"]].to_numpy().tolist()
    [['Deliberate fire', 1]]
    """
    import pandas as pd

    year = assessment.year
    records = []
    for table, measure, source, kinds in (
        (fire, "fires.count", "fire", ("Deliberate fire", "Hostility to crew")),
        (housing, "reports.count", "housing-asb", _VIOLENT),
    ):
        if len(table):
            found = cohorts.within(table, year)["kind"].value_counts()
            records += [
                {"group": kind, "numerator": int(found[kind]), "measure": measure, "source": source}
                for kind in kinds
                if kind in found
            ]
    if len(probation):
        last = probation[probation["month"].eq(probation["month"].max())]
        violent = (
            last["offence_group"].astype("string").str.contains("iolence|obbery").fillna(False)
        )
        high = violent & last["violence_risk"].isin(("High", "Very high"))
        for name, rows in (("On probation for violence or robbery", violent), ("Of whom at high risk of serious harm", high)):  # fmt: skip
            records.append({"group": name, "numerator": int(rows.sum()), "measure": "caseload.count", "source": "probation"})  # fmt: skip
    if len(youth):
        kept = cohorts.within(youth, year)
        kept = kept[
            kept["measure"].eq("First-time entrants")
            & kept["area_code"].astype(str).str.match("E0[67]")
        ]
        if len(kept):
            told = kept["children"].dropna()
            records.append({"group": "Children new to the youth justice system", "numerator": int(told.sum()), "unknown_count": len(kept) - len(told), "measure": "caseload.count", "source": "youth-justice"})  # fmt: skip
    if not records:
        return estimates.blank()
    frame = pd.DataFrame(records)
    frame["data_as_at"] = [assessment.data_as_at(source) for source in frame["source"]]
    return estimates.build(
        frame,
        assessment.period,
        characteristic="what is counted",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        period_start=year[0],
        period_end=year[1],
    )
